//! Identifiers and instants. None holds personal data.

use std::fmt;
use std::str::FromStr;

use crate::codec::{DecodeError, Reader, Wire, Writer};

/// A text that is no identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the text of a {kind}")]
pub struct ParseIdError {
    /// The kind of identifier that was wanted.
    pub kind: &'static str,
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident [$size:literal] $form:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $size]);

        impl $name {
            /// The size in bytes.
            pub const SIZE: usize = $size;
            /// All zeros: stands for "none yet" where a field says so.
            pub const ZERO: Self = Self([0; $size]);

            /// Takes exactly the right number of bytes, else gives nothing.
            pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Gives the bytes.
            pub fn as_bytes(&self) -> &[u8; $size] {
                &self.0
            }

            /// Tells whether this is the all-zero value.
            pub fn is_zero(&self) -> bool {
                self.0 == [0; $size]
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                text::$form::write(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                text::$form::write(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let error = ParseIdError { kind: stringify!($name) };
                text::$form::read(text).map(Self).ok_or(error)
            }
        }

        impl Wire for $name {
            fn write(&self, writer: &mut Writer) {
                writer.raw(&self.0);
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.array().map(Self)
            }
        }
    )* };
}

identifiers! {
    /// A space: the registers of one area or of the unit; the first bytes of its first ledger entry's hash.
    SpaceId[16] hex;
    /// A device: the first bytes of a hash of its public keys.
    DeviceId[16] hex;
    /// An invite: derived like a device's from the keys that grow from its secret.
    InviteId[16] hex;
    /// A document: a UUID's bytes.
    DocId[16] uuid;
    /// An officer's document: a UUID's bytes.
    OfficerId[16] uuid;
    /// A pack's hash, over header and sealed body.
    PackHash[32] hex;
    /// A ledger entry's hash, without its signature.
    EntryHash[32] hex;
    /// An Automerge change's hash.
    ChangeHash[32] hex;
    /// The hash of a line of a consultation log, over the line and the hash before it.
    AuditHash[32] hex;
    /// A signed request's hash.
    RequestHash[32] hex;
    /// A relay: its Ed25519 public key.
    RelayId[32] hex;
    /// One life of a relay's store: drawn anew when the store is made or restored.
    RelayEpoch[8] hex;
}

impl SpaceId {
    /// Derives the id of the space that an entry of this hash creates.
    pub fn of_create(hash: &EntryHash) -> Self {
        let [first @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = hash.0;
        Self(first)
    }
}

impl OfficerId {
    /// Stands for no person: the officer of a recovery code, which is a device on paper.
    pub const NOBODY: Self = Self::ZERO;
}

impl EntryHash {
    /// Gives the first eight bytes, by which a request names a ledger's head.
    pub fn prefix(&self) -> [u8; 8] {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        [a, b, c, d, e, f, g, h]
    }
}

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// Gives the instant `millis` later, at most the largest one.
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Gives how many milliseconds lie between `earlier` and this instant; negative if this is earlier.
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Wire for UnixMillis {
    fn write(&self, writer: &mut Writer) {
        writer.zigzag(self.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.zigzag().map(Self)
    }
}

/// The two written forms of identifiers.
mod text {
    fn digit(byte: u8) -> Option<u8> {
        match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            b'A'..=b'F' => Some(byte - b'A' + 10),
            _ => None,
        }
    }

    pub(super) mod hex {
        use std::fmt;

        pub(in super::super) fn write(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
            bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
        }

        pub(in super::super) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
            let mut bytes = [0; N];
            if text.len() != 2 * N {
                return None;
            }
            let (pairs, _) = text.as_bytes().as_chunks::<2>();
            for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
                *byte = super::digit(*high)? << 4 | super::digit(*low)?;
            }
            Some(bytes)
        }
    }

    pub(super) mod uuid {
        use std::fmt;

        /// Where hyphens stand in the 36 characters of RFC 9562.
        const HYPHENS: [usize; 4] = [8, 13, 18, 23];

        pub(in super::super) fn write(bytes: &[u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
            for (index, byte) in bytes.iter().enumerate() {
                if matches!(index, 4 | 6 | 8 | 10) {
                    f.write_str("-")?;
                }
                write!(f, "{byte:02x}")?;
            }
            Ok(())
        }

        pub(in super::super) fn read(text: &str) -> Option<[u8; 16]> {
            let well_formed = text.len() == 36
                && text
                    .bytes()
                    .enumerate()
                    .all(|(i, b)| (b == b'-') == HYPHENS.contains(&i));
            well_formed.then(|| super::hex::read(&text.replace('-', "")))?
        }
    }
}
