//! Entries about members: the founding of a space, invites, enrolments, admissions, the end of access, key epochs.

use super::SpaceKind;
use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, InviteId, OfficerId, SpaceId, UnixMillis};
use crate::key::{DeviceKeys, SealedKey};
use crate::limits;
use crate::role::RoleSet;

/// The founding of a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// What the space holds.
    pub kind: SpaceKind,
    /// The unit's space; none for the unit itself.
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

/// The key of an epoch that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochKeys {
    /// The new epoch: the last one plus 1.
    pub epoch: u32,
    /// The new key sealed to every member who is in the space from then on, in the order of their device ids.
    pub sealed: Vec<SealedKey>,
}

/// The end of a device's access, and the key epoch that begins with it for those who stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoke {
    /// The device.
    pub device: DeviceId,
    /// The number of its last pack that stands; what it wrote after that waits for a verdict.
    pub last: u64,
    /// The key that it does not get any more.
    pub keys: EpochKeys,
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
    /// The number of the last pack that still waits for a verdict, for a device whose access had ended; 0 for one
    /// that is new to the space.
    pub resumes: u64,
    /// The space's keys of all epochs, ascending, sealed to the device.
    pub space_keys: Vec<SealedKey>,
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

impl Wire for EpochKeys {
    fn write(&self, writer: &mut Writer) {
        writer.varint(u64::from(self.epoch));
        writer.list(&self.sealed);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: reader.varint_u32("key epoch")?,
            sealed: reader.list(limits::ENTRY_KEYS)?,
        })
    }
}

impl Wire for Revoke {
    fn write(&self, writer: &mut Writer) {
        self.device.write(writer);
        writer.varint(self.last);
        self.keys.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            device: DeviceId::read(reader)?,
            last: reader.varint()?,
            keys: EpochKeys::read(reader)?,
        })
    }
}

impl Wire for Admit {
    fn write(&self, writer: &mut Writer) {
        self.keys.write(writer);
        self.officer.write(writer);
        self.roles.write(writer);
        writer.varint(self.resumes);
        writer.list(&self.space_keys);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys: DeviceKeys::read(reader)?,
            officer: OfficerId::read(reader)?,
            roles: RoleSet::read(reader)?,
            resumes: reader.varint()?,
            space_keys: reader.list(limits::ENTRY_KEYS)?,
        })
    }
}
