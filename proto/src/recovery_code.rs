//! The text that lies in a safe: what a unit needs to let its people in again after every device with the duty is gone.
//!
//! The text is a [typed code](crate::typed_code) that begins with `SOTAYR1-`. From its secret grow the keys of a member
//! of the unit without an officer.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{RelayId, SpaceId};
use crate::typed_code::{self, TypedCodeError};
use crate::{limits, version};

/// What begins every recovery code.
pub const PREFIX: &str = "SOTAYR1-";

/// A unit's recovery code. Whoever has it can do what a commander and an administrator can: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// The relay's address, such as `https://relay.example.vn`.
    pub relay_url: String,
    /// The relay's key.
    pub relay: RelayId,
    /// The unit's space.
    pub unit: SpaceId,
    /// The space of the unit's consultation logs; zeros if there is none.
    pub audit: SpaceId,
    /// What the member's keys are derived from.
    pub secret: [u8; 16],
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCode")
            .field("relay_url", &self.relay_url)
            .field("relay", &self.relay)
            .field("unit", &self.unit)
            .field("audit", &self.audit)
            .finish_non_exhaustive()
    }
}

impl Wire for RecoveryCode {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::RECOVERY_CODE);
        writer.bytes(self.relay_url.as_bytes());
        self.relay.write(writer);
        self.unit.write(writer);
        self.audit.write(writer);
        writer.raw(&self.secret);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("recovery code", version::RECOVERY_CODE)?;
        Ok(Self {
            relay_url: reader.text(limits::RELAY_URL)?.to_owned(),
            relay: RelayId::read(reader)?,
            unit: SpaceId::read(reader)?,
            audit: SpaceId::read(reader)?,
            secret: reader.array()?,
        })
    }
}

/// Writes the code as text; this shows the secret.
impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        typed_code::write(f, PREFIX, &self.to_bytes())
    }
}

impl FromStr for RecoveryCode {
    type Err = TypedCodeError;

    fn from_str(text: &str) -> Result<Self, TypedCodeError> {
        let contents = typed_code::read(PREFIX, limits::RECOVERY_CODE, text)?;
        Ok(Self::from_bytes(&contents)?)
    }
}
