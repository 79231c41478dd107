//! Ledger entries: who founded a space, whom it invited, who joined, what changed since.
//!
//! A signed entry travels and is stored as entry bytes followed by 64 signature bytes. The rules that an
//! entry must keep are in `access`; here is only its form.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, EntryHash, InviteId, OfficerId, SpaceId, UnixMillis};
use crate::key::{DeviceKeys, SealedKey};
use crate::role::RoleSet;
use crate::{limits, version};

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
    /// Ends a device's access.
    Revoke {
        /// The device.
        device: DeviceId,
    },
    /// Begins a new key epoch.
    NewEpoch {
        /// The new epoch: the last one plus 1.
        epoch: u32,
        /// The new key for every member, sorted by device.
        space_keys: Vec<(DeviceId, SealedKey)>,
    },
    /// Makes a device a member without an invite: one that is known from the unit's space, say.
    Admit(Admit),
}

/// The founding of a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// What the space holds.
    pub kind: SpaceKind,
    /// The unit's space, for an area.
    pub unit: Option<SpaceId>,
    /// Random bytes that make the space's id its own; they also bind the founder's sealed key.
    pub nonce: [u8; 16],
    /// The founder's keys; the founder signs the entry.
    pub keys: DeviceKeys,
    /// The founder's officer document.
    pub officer: OfficerId,
    /// The founder's roles.
    pub roles: RoleSet,
    /// The space's first key, sealed to the founder.
    pub key: SealedKey,
}

/// An invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The keys that the invite's secret yields.
    pub keys: DeviceKeys,
    /// The officer who is invited.
    pub officer: OfficerId,
    /// The roles that the officer's device will have.
    pub roles: RoleSet,
    /// The last instant at which the invite can be taken up.
    pub expires: UnixMillis,
    /// The space's keys of all epochs, ascending, sealed to the invite.
    pub space_keys: Vec<SealedKey>,
}

/// The taking up of an invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrol {
    /// The invite.
    pub invite: InviteId,
    /// The new device's keys.
    pub keys: DeviceKeys,
    /// The space's keys of all epochs, ascending, sealed to the new device.
    pub space_keys: Vec<SealedKey>,
}

/// The admission of a known device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admit {
    /// The device's keys.
    pub keys: DeviceKeys,
    /// The officer to whom it belongs.
    pub officer: OfficerId,
    /// The roles that it will have.
    pub roles: RoleSet,
    /// The space's keys of all epochs, ascending, sealed to the device.
    pub space_keys: Vec<SealedKey>,
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
            Action::Revoke { .. } => 6,
            Action::NewEpoch { .. } => 7,
            Action::Admit(_) => 8,
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

impl Wire for SpaceKind {
    fn write(&self, writer: &mut Writer) {
        writer.u8(*self as u8);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(SpaceKind::Unit),
            2 => Ok(SpaceKind::Area),
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
            Action::Revoke { device } => device.write(writer),
            Action::NewEpoch { epoch, space_keys } => {
                writer.varint(u64::from(*epoch));
                writer.list(space_keys);
            }
            Action::Admit(admit) => admit.write(writer),
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
            6 => Ok(Action::Revoke {
                device: DeviceId::read(reader)?,
            }),
            7 => Ok(Action::NewEpoch {
                epoch: reader.varint_u32("key epoch")?,
                space_keys: reader.list(limits::ENTRY_KEYS)?,
            }),
            8 => Admit::read(reader).map(Action::Admit),
            tag => Err(DecodeError::UnknownTag {
                what: "action",
                tag: u64::from(tag),
            }),
        }
    }
}

impl Wire for Create {
    fn write(&self, writer: &mut Writer) {
        self.kind.write(writer);
        writer.option(self.unit.as_ref());
        writer.raw(&self.nonce);
        self.keys.write(writer);
        self.officer.write(writer);
        self.roles.write(writer);
        self.key.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            kind: SpaceKind::read(reader)?,
            unit: reader.option("unit")?,
            nonce: reader.array()?,
            keys: DeviceKeys::read(reader)?,
            officer: OfficerId::read(reader)?,
            roles: RoleSet::read(reader)?,
            key: SealedKey::read(reader)?,
        })
    }
}

impl Wire for Invite {
    fn write(&self, writer: &mut Writer) {
        self.keys.write(writer);
        self.officer.write(writer);
        self.roles.write(writer);
        self.expires.write(writer);
        writer.list(&self.space_keys);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys: DeviceKeys::read(reader)?,
            officer: OfficerId::read(reader)?,
            roles: RoleSet::read(reader)?,
            expires: UnixMillis::read(reader)?,
            space_keys: reader.list(limits::ENTRY_KEYS)?,
        })
    }
}

impl Wire for Enrol {
    fn write(&self, writer: &mut Writer) {
        self.invite.write(writer);
        self.keys.write(writer);
        writer.list(&self.space_keys);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            invite: InviteId::read(reader)?,
            keys: DeviceKeys::read(reader)?,
            space_keys: reader.list(limits::ENTRY_KEYS)?,
        })
    }
}

impl Wire for (DeviceId, SealedKey) {
    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
        self.1.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok((DeviceId::read(reader)?, SealedKey::read(reader)?))
    }
}

impl Wire for Admit {
    fn write(&self, writer: &mut Writer) {
        self.keys.write(writer);
        self.officer.write(writer);
        self.roles.write(writer);
        writer.list(&self.space_keys);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys: DeviceKeys::read(reader)?,
            officer: OfficerId::read(reader)?,
            roles: RoleSet::read(reader)?,
            space_keys: reader.list(limits::ENTRY_KEYS)?,
        })
    }
}
