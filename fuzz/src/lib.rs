//! What the targets share: a bound on the memory an input may take, and the one law that every encoding keeps.
//!
//! A target fails by a panic. What it asserts beyond that is said where it asserts it.

pub mod memory;
pub mod record;

// The coverage marks call into the engine, so whatever is compiled with them links it.
use libfuzzer_sys as _;

use proto::Wire;

/// Reads a value in the one way it may be written: whatever decodes is written as the same bytes again.
///
/// Hashes and signatures are over bytes, so two encodings of one value would be two values.
pub fn canonical<T: Wire>(data: &[u8]) -> Option<T> {
    let value = T::from_bytes(data).ok()?;
    assert!(value.to_bytes() == data, "decoded, and written differently");
    Some(value)
}

/// Cuts the input into pieces as a network might: the first byte says how long each is.
pub fn pieces(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (size, rest) = data.split_first().unwrap_or((&0, &[]));
    rest.chunks(usize::from(*size) + 1)
}
