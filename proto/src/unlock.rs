//! What opens a device whose officer cannot: its unlock code, and how that reaches those who may hand it out.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::DeviceId;
use crate::typed_code::{self, TypedCodeError};
use crate::{limits, version};

/// What begins every unlock code.
pub const PREFIX: &str = "SOTAYU1-";

/// The code that a supervisor reads out and an officer types. Whoever has it and the device can open it.
#[derive(Clone, PartialEq, Eq)]
pub struct UnlockCode {
    /// What the device drew.
    pub secret: [u8; 16],
}

/// A device's unlock code, sealed to every member who may hand it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlockDeposit {
    /// The device's count of deposits, from 1; the highest one counts.
    pub serial: u64,
    /// One for each of them.
    pub shares: Vec<UnlockShare>,
}

/// The code, sealed to one member (HPKE, RFC 9180).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnlockShare {
    /// The member's device.
    pub recipient: DeviceId,
    /// The encapsulated key.
    pub enc: [u8; 32],
    /// The sealed secret, tag included.
    pub ciphertext: [u8; 32],
}

impl fmt::Debug for UnlockCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnlockCode(…)")
    }
}

/// Writes the code as text; this shows the secret.
impl fmt::Display for UnlockCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        typed_code::write(f, PREFIX, &self.secret)
    }
}

impl FromStr for UnlockCode {
    type Err = TypedCodeError;

    fn from_str(text: &str) -> Result<Self, TypedCodeError> {
        let contents = typed_code::read(PREFIX, limits::UNLOCK_CODE, text)?;
        let secret = contents.try_into();
        secret
            .map(|secret| Self { secret })
            .map_err(|_| TypedCodeError::WrongChecksum)
    }
}

impl Wire for UnlockDeposit {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::UNLOCK_DEPOSIT);
        writer.varint(self.serial);
        writer.list(&self.shares);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("unlock deposit", version::UNLOCK_DEPOSIT)?;
        Ok(Self {
            serial: reader.varint()?,
            shares: reader.list(limits::UNLOCK_SHARES)?,
        })
    }
}

impl Wire for UnlockShare {
    fn write(&self, writer: &mut Writer) {
        self.recipient.write(writer);
        writer.raw(&self.enc);
        writer.raw(&self.ciphertext);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            recipient: DeviceId::read(reader)?,
            enc: reader.array()?,
            ciphertext: reader.array()?,
        })
    }
}
