//! The unit's policy: how its devices lock, and how long records are kept.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::limits;

/// What holds for all devices of a unit. In every field 0 means: no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// For how many days a device works without meeting the relay.
    pub lease_days: u32,
    /// After how many wrong PINs in a row a device asks for a supervisor's unlock code.
    pub wrong_pins: u32,
    /// How long records are kept, ascending by kind; a kind that is not here is kept for good.
    pub retention: Vec<Retention>,
}

/// How long records of one kind are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The kind, by the number that `records` gives it.
    pub kind: u8,
    /// For how many days.
    pub days: u32,
}

impl Policy {
    /// Gives for how many days records of a kind are kept; none if for good.
    pub fn kept_days(&self, kind: u8) -> Option<u32> {
        let found = self.retention.iter().find(|term| term.kind == kind)?;
        (found.days > 0).then_some(found.days)
    }

    /// Tells whether its kinds are named as an entry names them: ascending, none twice.
    pub fn is_ordered(&self) -> bool {
        self.retention
            .is_sorted_by(|one, next| one.kind < next.kind)
    }
}

impl Wire for Policy {
    fn write(&self, writer: &mut Writer) {
        writer.varint(u64::from(self.lease_days));
        writer.varint(u64::from(self.wrong_pins));
        writer.list(&self.retention);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let policy = Self {
            lease_days: reader.varint_u32("lease days")?,
            wrong_pins: reader.varint_u32("wrong PINs")?,
            retention: reader.list(limits::RETENTION_KINDS)?,
        };
        match policy.is_ordered() {
            true => Ok(policy),
            false => Err(DecodeError::NotCanonical),
        }
    }
}

impl Wire for Retention {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.kind);
        writer.varint(u64::from(self.days));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            kind: reader.u8()?,
            days: reader.varint_u32("days")?,
        })
    }
}
