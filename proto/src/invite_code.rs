//! The text that a person carries to a new device: where the relay is, which spaces to join, and the secret.
//!
//! The text is a [typed code](crate::typed_code) that begins with `SOTAY1-`. A checksum is no protection against
//! malice, and needs none: the unit's space id is a hash of its first ledger entry, and the relay's id is its key.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{RelayId, SpaceId, UnixMillis};
use crate::typed_code::{self, TypedCodeError};
use crate::{limits, version};

/// What begins every invite code.
pub const PREFIX: &str = "SOTAY1-";

/// An invite, as the person who joins gets it. Whoever has it can join: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteCode {
    /// The relay's address, such as `https://relay.example.vn`.
    pub relay_url: String,
    /// The relay's key.
    pub relay: RelayId,
    /// The unit's space.
    pub unit: SpaceId,
    /// The other spaces: those of areas, and that of the unit's consultation log.
    pub areas: Vec<SpaceId>,
    /// What the invite's keys are derived from.
    pub secret: [u8; 16],
    /// The last instant at which it can be taken up.
    pub expires: UnixMillis,
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InviteCode")
            .field("relay_url", &self.relay_url)
            .field("relay", &self.relay)
            .field("unit", &self.unit)
            .field("areas", &self.areas)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

impl InviteCode {
    /// Gives all spaces to join, the unit's first.
    pub fn spaces(&self) -> impl Iterator<Item = SpaceId> {
        std::iter::once(self.unit).chain(self.areas.iter().copied())
    }
}

impl Wire for InviteCode {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::INVITE_CODE);
        writer.bytes(self.relay_url.as_bytes());
        self.relay.write(writer);
        self.unit.write(writer);
        writer.list(&self.areas);
        writer.raw(&self.secret);
        self.expires.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("invite code", version::INVITE_CODE)?;
        Ok(Self {
            relay_url: reader.text(limits::RELAY_URL)?.to_owned(),
            relay: RelayId::read(reader)?,
            unit: SpaceId::read(reader)?,
            areas: reader.list(limits::INVITE_SPACES)?,
            secret: reader.array()?,
            expires: UnixMillis::read(reader)?,
        })
    }
}

/// Writes the code as text; this shows the secret.
impl fmt::Display for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        typed_code::write(f, PREFIX, &self.to_bytes())
    }
}

impl FromStr for InviteCode {
    type Err = TypedCodeError;

    fn from_str(text: &str) -> Result<Self, TypedCodeError> {
        let contents = typed_code::read(PREFIX, limits::INVITE_CODE, text)?;
        Ok(Self::from_bytes(&contents)?)
    }
}
