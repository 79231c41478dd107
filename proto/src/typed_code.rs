//! Codes that people type or scan: invites, unlock codes and the like.
//!
//! A code is a prefix that tells what it is, and Crockford's base 32 of the contents and a checksum, in groups of five.
//! Its characters fit a QR code's alphanumeric mode; reading ignores case, spaces and hyphens and takes the letters
//! `O`, `I` and `L` for the digits they look like.

use std::fmt;

use crate::codec::DecodeError;
use crate::limits::Limit;

/// Crockford's digits: no `I`, `L`, `O`, `U`.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters between two hyphens.
const GROUP: usize = 5;

/// Why a text is not the code that was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedCodeError {
    /// It does not begin as such a code does.
    #[error("not such a code: it does not begin with {0}")]
    NoPrefix(&'static str),
    /// It is longer than any such code.
    #[error("too long for such a code")]
    TooLong,
    /// It has a character that no code has.
    #[error("no code has the character {0:?}")]
    UnknownCharacter(char),
    /// The checksum does not fit: a character is missing, wrong or in the wrong place.
    #[error("the code was mistyped or is incomplete")]
    WrongChecksum,
    /// The checksum fits but the contents do not decode.
    #[error("the code cannot be read: {0}")]
    Contents(#[from] DecodeError),
}

/// Writes contents as a code.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, prefix: &str, contents: &[u8]) -> fmt::Result {
    let mut bytes = contents.to_vec();
    bytes.extend_from_slice(&checksum(contents).to_be_bytes());
    f.write_str(prefix)?;
    for (index, digit) in to_digits(&bytes).enumerate() {
        if index > 0 && index % GROUP == 0 {
            f.write_str("-")?;
        }
        write!(f, "{digit}")?;
    }
    Ok(())
}

/// Reads a code's contents; `limit` is of characters.
pub(crate) fn read(
    prefix: &'static str,
    limit: Limit,
    text: &str,
) -> Result<Vec<u8>, TypedCodeError> {
    if text.len() as u64 > limit.max {
        return Err(TypedCodeError::TooLong);
    }
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_uppercase)
        .collect();
    let digits = compact
        .strip_prefix(prefix.trim_end_matches('-'))
        .ok_or(TypedCodeError::NoPrefix(prefix))?;
    let mut bytes = from_digits(digits)?;
    let sum = match bytes.split_last_chunk() {
        Some((contents, sum)) if checksum(contents) == u32::from_be_bytes(*sum) => sum.len(),
        _ => return Err(TypedCodeError::WrongChecksum),
    };
    bytes.truncate(bytes.len() - sum);
    Ok(bytes)
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
fn from_digits(digits: &str) -> Result<Vec<u8>, TypedCodeError> {
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
        Err(TypedCodeError::WrongChecksum)
    } else {
        Ok(bytes)
    }
}

fn digit_value(digit: char) -> Result<u32, TypedCodeError> {
    let digit = match digit {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = DIGITS.iter().position(|&known| char::from(known) == digit);
    place
        .map(|place| place as u32)
        .ok_or(TypedCodeError::UnknownCharacter(digit))
}

/// CRC-32 as in ISO 3309 and zip; finds every single wrong character and every swap of neighbours.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            sum >> 1 ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}
