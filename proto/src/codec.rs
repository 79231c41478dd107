//! The one way in which values become bytes and bytes become values.
//!
//! Integers are little-endian base-128 varints in their shortest form, signed ones zigzagged; fixed-size
//! values stand as they are; everything else carries its length first. One value has one encoding, so two
//! parties that agree on a value agree on its hash.

use crate::limits::Limit;

/// Why bytes were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The input ended within a value.
    #[error("the input ends within a value")]
    Truncated,
    /// A length or count passes its limit.
    #[error("{what} passes the limit of {limit}")]
    TooLong {
        /// The limit's name.
        what: &'static str,
        /// The largest accepted value.
        limit: u64,
    },
    /// A value is not in its one accepted form.
    #[error("a value is not in its shortest form or order")]
    NotCanonical,
    /// A tag that this version does not know.
    #[error("unknown {what} {tag}")]
    UnknownTag {
        /// What the tag chooses.
        what: &'static str,
        /// The tag read.
        tag: u64,
    },
    /// A version that this program does not speak.
    #[error("unsupported version {version} of {what}")]
    UnsupportedVersion {
        /// The object that carries the version.
        what: &'static str,
        /// The version read.
        version: u64,
    },
    /// The bytes go on after the value's end.
    #[error("bytes follow the end of the value")]
    TrailingBytes,
    /// A value that its field cannot hold.
    #[error("{what} has a value that it cannot have")]
    Invalid {
        /// The field.
        what: &'static str,
    },
}

/// A value with one encoding.
pub trait Wire: Sized {
    /// Appends the value.
    fn write(&self, writer: &mut Writer);

    /// Reads the value and leaves the reader behind it.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Gives the value's bytes.
    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// Reads a value that fills the input; bytes after it are an error.
    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let value = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }
}

/// Collects encoded values.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Makes an empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty writer with room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    /// Appends one byte.
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// Appends an unsigned integer as a varint.
    pub fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Appends a signed integer, zigzagged.
    pub fn zigzag(&mut self, value: i64) {
        self.varint(((value << 1) ^ (value >> 63)) as u64);
    }

    /// Appends bytes as they are, without a length.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a length and the bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.varint(bytes.len() as u64);
        self.raw(bytes);
    }

    /// Appends a count and the items.
    pub fn list<T: Wire>(&mut self, items: &[T]) {
        self.varint(items.len() as u64);
        for item in items {
            item.write(self);
        }
    }

    /// Appends 0, or 1 and the value.
    pub fn option<T: Wire>(&mut self, value: Option<&T>) {
        match value {
            None => self.u8(0),
            Some(value) => {
                self.u8(1);
                value.write(self);
            }
        }
    }

    /// Tells how many bytes were written.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Tells whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Gives the bytes written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Takes values off the front of a byte slice.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Tells how many bytes are left.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Gives all bytes that are left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Refuses bytes that are left.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::TrailingBytes)
        }
    }

    /// Reads one byte.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        let (&byte, rest) = self.rest.split_first().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(byte)
    }

    /// Reads a varint; a longer form than needed is refused.
    pub fn varint(&mut self) -> Result<u64, DecodeError> {
        let (value, length) = varint_prefix(self.rest)?.ok_or(DecodeError::Truncated)?;
        self.raw(length)?;
        Ok(value)
    }

    /// Reads a varint that fits 32 bits.
    pub fn varint_u32(&mut self, what: &'static str) -> Result<u32, DecodeError> {
        u32::try_from(self.varint()?).map_err(|_| DecodeError::TooLong {
            what,
            limit: u64::from(u32::MAX),
        })
    }

    /// Reads a zigzagged signed integer.
    pub fn zigzag(&mut self) -> Result<i64, DecodeError> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Reads `length` bytes as they are.
    pub fn raw(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    /// Reads a fixed-size value.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    /// Reads a length or count and holds it against its limit.
    pub fn length(&mut self, limit: Limit) -> Result<usize, DecodeError> {
        let value = self.varint()?;
        limit.check(value)?;
        usize::try_from(value).map_err(|_| DecodeError::TooLong {
            what: limit.name,
            limit: limit.max,
        })
    }

    /// Reads a length and that many bytes.
    pub fn bytes(&mut self, limit: Limit) -> Result<&'a [u8], DecodeError> {
        let length = self.length(limit)?;
        self.raw(length)
    }

    /// Reads a length and that much UTF-8.
    pub fn text(&mut self, limit: Limit) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.bytes(limit)?)
            .map_err(|_| DecodeError::Invalid { what: limit.name })
    }

    /// Reads a count and the items; memory grows only with items that were really there.
    pub fn list<T: Wire>(&mut self, limit: Limit) -> Result<Vec<T>, DecodeError> {
        let count = self.length(limit)?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(T::read(self)?);
        }
        Ok(items)
    }

    /// Reads 0, or 1 and a value.
    pub fn option<T: Wire>(&mut self, what: &'static str) -> Result<Option<T>, DecodeError> {
        match self.u8()? {
            0 => Ok(None),
            1 => T::read(self).map(Some),
            tag => Err(DecodeError::UnknownTag {
                what,
                tag: u64::from(tag),
            }),
        }
    }

    /// Reads a version byte and refuses all but `supported`.
    pub fn version(&mut self, what: &'static str, supported: u8) -> Result<(), DecodeError> {
        match self.u8()? {
            version if version == supported => Ok(()),
            version => Err(DecodeError::UnsupportedVersion {
                what,
                version: u64::from(version),
            }),
        }
    }
}

/// Reads a varint at the front of a growing buffer: its value and length, or `None` if more bytes are needed.
pub(crate) fn varint_prefix(bytes: &[u8]) -> Result<Option<(u64, usize)>, DecodeError> {
    let mut value = 0u64;
    for (index, &byte) in bytes.iter().enumerate() {
        let shift = 7 * index as u32;
        // Nine bytes carry 63 bits, so a tenth can only be the one bit that is left.
        if shift > 63 || (shift == 63 && byte > 1) {
            return Err(DecodeError::NotCanonical);
        }
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            if byte == 0 && index > 0 {
                return Err(DecodeError::NotCanonical);
            }
            return Ok(Some((value, index + 1)));
        }
    }
    Ok(None)
}
