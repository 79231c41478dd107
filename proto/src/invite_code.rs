//! The text that a person carries to a new device: where the relay is, which spaces to join, and the secret.
//!
//! The text is `SOTAY1-` and Crockford's base 32 of the contents and a checksum, in groups of five. Its
//! characters fit a QR code's alphanumeric mode; reading ignores case, spaces and hyphens and takes the
//! letters `O`, `I` and `L` for the digits they look like. A checksum is no protection against malice, and
//! needs none: the unit's space id is a hash of its first ledger entry, and the relay's id is its key.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{RelayId, SpaceId, UnixMillis};
use crate::{limits, version};

/// What begins every invite code.
pub const PREFIX: &str = "SOTAY1-";

/// Crockford's digits: no `I`, `L`, `O`, `U`.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters between two hyphens.
const GROUP: usize = 5;

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

/// Why a text is not an invite code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InviteCodeError {
    /// It does not begin as an invite code does.
    #[error("not an invite code: it does not begin with {PREFIX}")]
    NoPrefix,
    /// It is longer than any invite code.
    #[error("too long for an invite code")]
    TooLong,
    /// It has a character that no invite code has.
    #[error("no invite code has the character {0:?}")]
    UnknownCharacter(char),
    /// The checksum does not fit: a character is missing, wrong or in the wrong place.
    #[error("the invite code was mistyped or is incomplete")]
    WrongChecksum,
    /// The checksum fits but the contents do not decode.
    #[error("the invite code cannot be read: {0}")]
    Contents(#[from] DecodeError),
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
        let mut bytes = self.to_bytes();
        bytes.extend_from_slice(&checksum(&bytes).to_be_bytes());
        f.write_str(PREFIX)?;
        for (index, digit) in to_digits(&bytes).enumerate() {
            if index > 0 && index % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl FromStr for InviteCode {
    type Err = InviteCodeError;

    fn from_str(text: &str) -> Result<Self, InviteCodeError> {
        if text.len() as u64 > limits::INVITE_CODE.max {
            return Err(InviteCodeError::TooLong);
        }
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .flat_map(char::to_uppercase)
            .collect();
        let digits = compact
            .strip_prefix(PREFIX.trim_end_matches('-'))
            .ok_or(InviteCodeError::NoPrefix)?;
        let bytes = from_digits(digits)?;
        let (contents, sum) = bytes
            .split_last_chunk()
            .ok_or(InviteCodeError::WrongChecksum)?;
        if checksum(contents) != u32::from_be_bytes(*sum) {
            return Err(InviteCodeError::WrongChecksum);
        }
        Ok(Self::from_bytes(contents)?)
    }
}

/// Gives base-32 digits of five bits each, the last one filled up with zero bits.
fn to_digits(bytes: &[u8]) -> impl Iterator<Item = char> {
    let count = (bytes.len() * 8).div_ceil(5);
    (0..count).map(move |index| {
        let value = (0..5).fold(0usize, |value, offset| {
            let bit = index * 5 + offset;
            let byte = bytes.get(bit / 8).copied().unwrap_or(0);
            value << 1 | usize::from(byte >> (7 - bit % 8) & 1)
        });
        char::from(DIGITS.get(value).copied().unwrap_or(b'0'))
    })
}

/// Reads base-32 digits; bits left over must be zero and fewer than a digit.
fn from_digits(digits: &str) -> Result<Vec<u8>, InviteCodeError> {
    let mut bytes = Vec::with_capacity(digits.len() * 5 / 8);
    let (mut held, mut bits) = (0u32, 0u32);
    for digit in digits.chars() {
        held = held << 5 | digit_value(digit)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    if held != 0 || bits >= 5 {
        Err(InviteCodeError::WrongChecksum)
    } else {
        Ok(bytes)
    }
}

fn digit_value(digit: char) -> Result<u32, InviteCodeError> {
    let digit = match digit {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = DIGITS.iter().position(|&known| char::from(known) == digit);
    place
        .map(|place| place as u32)
        .ok_or(InviteCodeError::UnknownCharacter(digit))
}

/// CRC-32 as in ISO 3309 and zip; finds every single wrong character and every swap of neighbours.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            sum >> 1 ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}
