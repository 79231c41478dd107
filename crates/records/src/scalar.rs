//! A value under one key of a document.

/// A scalar as Automerge stores it. Counters are not among them: no field counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Nothing; marks an empty list.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number without sign; this crate writes none.
    Uint(u64),
    /// A number with decimals.
    F64(f64),
    /// Text.
    Str(String),
    /// Bytes; ids are 16 of them.
    Bytes(Vec<u8>),
    /// Milliseconds; this crate writes none.
    Timestamp(i64),
    /// A type of a later version, kept as it is.
    Unknown(u8, Vec<u8>),
}

impl Scalar {
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }
}

impl Scalar {
    /// Gives the bytes that it holds beside itself.
    pub(crate) fn heap_size(&self) -> usize {
        match self {
            Self::Str(text) => text.len(),
            Self::Bytes(bytes) | Self::Unknown(_, bytes) => bytes.len(),
            _ => 0,
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}
