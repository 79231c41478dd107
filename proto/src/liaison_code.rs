//! The text that one unit hands to another, which takes up their liaison with it on a notebook that it has already.
//!
//! The text is a [typed code](crate::typed_code) that begins with `SOTAYL1-`. The liaison's space id is a hash of its first
//! ledger entry, which names the unit that founded it.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{RelayId, SpaceId, UnixMillis};
use crate::typed_code::{self, TypedCodeError};
use crate::{limits, version};

/// What begins every liaison code.
pub const PREFIX: &str = "SOTAYL1-";

/// An invite to a liaison. Whoever has it can take the other unit's place in it: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct LiaisonCode {
    /// The relay's key. Both units are on one relay, so the code needs no address.
    pub relay: RelayId,
    /// The space of the unit that founded the liaison.
    pub unit: SpaceId,
    /// What that unit calls itself.
    pub name: String,
    /// The liaison's space.
    pub liaison: SpaceId,
    /// What the invite's keys are derived from.
    pub secret: [u8; 16],
    /// The last instant at which it can be taken up.
    pub expires: UnixMillis,
}

impl fmt::Debug for LiaisonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiaisonCode")
            .field("relay", &self.relay)
            .field("unit", &self.unit)
            .field("liaison", &self.liaison)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

impl Wire for LiaisonCode {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::LIAISON_CODE);
        self.relay.write(writer);
        self.unit.write(writer);
        writer.bytes(self.name.as_bytes());
        self.liaison.write(writer);
        writer.raw(&self.secret);
        self.expires.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("liaison code", version::LIAISON_CODE)?;
        Ok(Self {
            relay: RelayId::read(reader)?,
            unit: SpaceId::read(reader)?,
            name: reader.text(limits::UNIT_NAME)?.to_owned(),
            liaison: SpaceId::read(reader)?,
            secret: reader.array()?,
            expires: UnixMillis::read(reader)?,
        })
    }
}

/// Writes the code as text; this shows the secret.
impl fmt::Display for LiaisonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        typed_code::write(f, PREFIX, &self.to_bytes())
    }
}

impl FromStr for LiaisonCode {
    type Err = TypedCodeError;

    fn from_str(text: &str) -> Result<Self, TypedCodeError> {
        let contents = typed_code::read(PREFIX, limits::LIAISON_CODE, text)?;
        Ok(Self::from_bytes(&contents)?)
    }
}
