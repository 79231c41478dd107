//! The text that a relay's operator keeps: the relay's key, by which a new store is the same relay to all devices.
//!
//! The text is a [typed code](crate::typed_code) that begins with `SOTAYK1-`.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::typed_code::{self, TypedCodeError};
use crate::{limits, version};

/// What begins every relay key code.
pub const PREFIX: &str = "SOTAYK1-";

/// A relay's key. Whoever has it can pass for the relay: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayKeyCode {
    /// The seed of the relay's Ed25519 key.
    pub seed: [u8; 32],
}

impl fmt::Debug for RelayKeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayKeyCode").finish_non_exhaustive()
    }
}

impl Wire for RelayKeyCode {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::RELAY_KEY_CODE);
        writer.raw(&self.seed);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("relay key code", version::RELAY_KEY_CODE)?;
        let seed = reader.array()?;
        Ok(Self { seed })
    }
}

/// Writes the code as text; this shows the secret.
impl fmt::Display for RelayKeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        typed_code::write(f, PREFIX, &self.to_bytes())
    }
}

impl FromStr for RelayKeyCode {
    type Err = TypedCodeError;

    fn from_str(text: &str) -> Result<Self, TypedCodeError> {
        let contents = typed_code::read(PREFIX, limits::RELAY_KEY_CODE, text)?;
        Ok(Self::from_bytes(&contents)?)
    }
}
