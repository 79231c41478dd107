//! Ledger entries: who founded a space, whom it invited, who joined, what changed since.
//!
//! A signed entry travels and is stored as entry bytes followed by 64 signature bytes. The rules that an
//! entry must keep are in `access`; here is only its form.

mod contents;
mod membership;
mod policy;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, EntryHash, InviteId, SpaceId, UnixMillis};
use crate::role::RoleSet;
use crate::version;

pub use contents::{Erase, EraseReason, Judgement, Verdict, is_document_set};
pub use membership::{Admit, Create, Enrol, EpochKeys, Invite, Revoke};
pub use policy::{Policy, Retention};

/// The epoch of a space's first key.
pub const FIRST_EPOCH: u32 = 1;

/// Who signs: a member's device, or an invite that is being taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A device by its own key.
    Device(DeviceId),
    /// An invite by the key that its secret yields.
    Invite(InviteId),
}

/// The signer of an entry.
pub type Signer = Actor;

/// What a space holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SpaceKind {
    /// The unit's own registers: areas, officers, groups.
    Unit = 1,
    /// The registers of one area.
    Area = 2,
    /// The unit's consultation log: who looked at what, when and why. It holds no records.
    Audit = 3,
    /// What two units say to each other: reports that go up, and what one asks of the other.
    Liaison = 4,
}

/// One link of a space's ledger, without its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The space; zero in the first entry, whose hash makes the space's id.
    pub space: SpaceId,
    /// The place in the ledger, from 0.
    pub index: u64,
    /// The hash of the entry before; zero in the first.
    pub previous: EntryHash,
    /// When the signer says that it was written.
    pub time: UnixMillis,
    /// Who signed.
    pub signer: Signer,
    /// What was done.
    pub action: Action,
}

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Founds the space, with its first member.
    Create(Create),
    /// Lets whoever holds the invite's secret join.
    Invite(Invite),
    /// Joins a device by an invite; signed by the invite.
    Enrol(Enrol),
    /// Withdraws an invite.
    CancelInvite {
        /// The invite.
        invite: InviteId,
    },
    /// Gives a member other roles.
    Role {
        /// The member's device.
        device: DeviceId,
        /// All roles that it has from now on.
        roles: RoleSet,
    },
    /// Ends a device's access, and begins a new key epoch for those who stay.
    Revoke(Revoke),
    /// Begins a new key epoch for the same members.
    NewEpoch(EpochKeys),
    /// Makes a device a member without an invite: one that is known from the unit's space, or whose access here
    /// had ended.
    Admit(Admit),
    /// Erases documents for good.
    Erase(Erase),
    /// Accepts or rejects a pack of a device whose access had ended.
    Verdict(Judgement),
    /// Says how the unit's devices lock and how long records are kept.
    Policy(Policy),
}

impl Action {
    /// Gives the byte that names the action.
    pub fn tag(&self) -> u8 {
        match self {
            Action::Create(_) => 1,
            Action::Invite(_) => 2,
            Action::Enrol(_) => 3,
            Action::CancelInvite { .. } => 4,
            Action::Role { .. } => 5,
            Action::Revoke(_) => 6,
            Action::NewEpoch(_) => 7,
            Action::Admit(_) => 8,
            Action::Erase(_) => 9,
            Action::Verdict(_) => 10,
            Action::Policy(_) => 11,
        }
    }
}

impl Wire for Actor {
    fn write(&self, writer: &mut Writer) {
        match self {
            Actor::Device(id) => {
                writer.u8(1);
                id.write(writer);
            }
            Actor::Invite(id) => {
                writer.u8(2);
                id.write(writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => DeviceId::read(reader).map(Actor::Device),
            2 => InviteId::read(reader).map(Actor::Invite),
            tag => Err(DecodeError::UnknownTag {
                what: "actor",
                tag: u64::from(tag),
            }),
        }
    }
}

impl SpaceKind {
    /// Gives the stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            SpaceKind::Unit => "unit",
            SpaceKind::Area => "area",
            SpaceKind::Audit => "audit",
            SpaceKind::Liaison => "liaison",
        }
    }
}

impl Wire for SpaceKind {
    fn write(&self, writer: &mut Writer) {
        writer.u8(*self as u8);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(SpaceKind::Unit),
            2 => Ok(SpaceKind::Area),
            3 => Ok(SpaceKind::Audit),
            4 => Ok(SpaceKind::Liaison),
            tag => Err(DecodeError::UnknownTag {
                what: "space kind",
                tag: u64::from(tag),
            }),
        }
    }
}

impl Wire for Entry {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::ENTRY);
        self.space.write(writer);
        writer.varint(self.index);
        self.previous.write(writer);
        self.time.write(writer);
        self.signer.write(writer);
        self.action.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("ledger entry", version::ENTRY)?;
        Ok(Self {
            space: SpaceId::read(reader)?,
            index: reader.varint()?,
            previous: EntryHash::read(reader)?,
            time: UnixMillis::read(reader)?,
            signer: Actor::read(reader)?,
            action: Action::read(reader)?,
        })
    }
}

impl Wire for Action {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.tag());
        match self {
            Action::Create(create) => create.write(writer),
            Action::Invite(invite) => invite.write(writer),
            Action::Enrol(enrol) => enrol.write(writer),
            Action::CancelInvite { invite } => invite.write(writer),
            Action::Role { device, roles } => {
                device.write(writer);
                roles.write(writer);
            }
            Action::Revoke(revoke) => revoke.write(writer),
            Action::NewEpoch(keys) => keys.write(writer),
            Action::Admit(admit) => admit.write(writer),
            Action::Erase(erase) => erase.write(writer),
            Action::Verdict(judgement) => judgement.write(writer),
            Action::Policy(policy) => policy.write(writer),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Create::read(reader).map(Action::Create),
            2 => Invite::read(reader).map(Action::Invite),
            3 => Enrol::read(reader).map(Action::Enrol),
            4 => Ok(Action::CancelInvite {
                invite: InviteId::read(reader)?,
            }),
            5 => Ok(Action::Role {
                device: DeviceId::read(reader)?,
                roles: RoleSet::read(reader)?,
            }),
            6 => Revoke::read(reader).map(Action::Revoke),
            7 => EpochKeys::read(reader).map(Action::NewEpoch),
            8 => Admit::read(reader).map(Action::Admit),
            9 => Erase::read(reader).map(Action::Erase),
            10 => Judgement::read(reader).map(Action::Verdict),
            11 => Policy::read(reader).map(Action::Policy),
            tag => Err(DecodeError::UnknownTag {
                what: "action",
                tag: u64::from(tag),
            }),
        }
    }
}
