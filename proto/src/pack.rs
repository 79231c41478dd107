//! A pack's header: what a relay may see. Pack bytes are header, sealed body, signature, one after another.
//!
//! An **ordinary** pack says something new: it has a number in its author's chain. A **derived** pack carries again
//! what earlier packs said, with the proof that they said it; it has number 0 and stands in nobody's chain.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, DocId, PackHash, SpaceId, UnixMillis};
use crate::key::Signature;
use crate::{limits, version};

/// The dictionary of every pack's Zstandard frame: keys of records and common Vietnamese words.
///
/// Without it a day's pack is a tenth larger. It is part of the format: one byte changed, and packs can no longer be read.
pub const DICTIONARY: &[u8] = include_bytes!("../dictionary.txt");
/// Bytes of the random nonce that begins a body.
pub const NONCE_SIZE: usize = 24;
/// Bytes of the authentication tag that ends a body.
pub const TAG_SIZE: usize = 16;

/// The clear part of a pack, bound to the sealed part as associated data and by the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackHeader {
    /// The space that the pack belongs to.
    pub space: SpaceId,
    /// The epoch of the space key that seals the body.
    pub key_epoch: u32,
    /// The device that made and signed the pack.
    pub author: DeviceId,
    /// The author's count of packs in this space: 1, 2, 3…; 0 for a derived pack.
    pub number: u64,
    /// The hash of the author's pack before this one; zero for number 1 and for a derived pack.
    pub previous: PackHash,
    /// The packs that this one replaces: sorted, without overlap; empty for an ordinary pack only.
    pub covers: Vec<Cover>,
    /// The erased documents for whose sake a derived pack was made: sorted; empty for any other pack.
    pub erases: Vec<DocId>,
    /// When a relay may drop the pack.
    pub expires: Option<UnixMillis>,
    /// What the body says: a hash over the root of the Merkle tree of its changes.
    pub contents: [u8; 32],
    /// Bytes of the sealed body.
    pub body_length: u32,
}

/// A run of one author's packs, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cover {
    /// The author.
    pub author: DeviceId,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
}

impl Cover {
    /// Returns how many packs it names.
    pub fn packs(&self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

impl PackHeader {
    /// Tells whether the pack only carries again what earlier packs said.
    pub fn is_derived(&self) -> bool {
        self.number == 0
    }

    /// Gives the size of the whole pack, given the header's own encoded size.
    pub fn pack_size(&self, header_size: usize) -> usize {
        header_size + self.body_length as usize + Signature::SIZE
    }
}

impl Wire for PackHeader {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::PACK);
        self.space.write(writer);
        writer.varint(u64::from(self.key_epoch));
        self.author.write(writer);
        writer.varint(self.number);
        self.previous.write(writer);
        writer.list(&self.covers);
        writer.list(&self.erases);
        writer.option(self.expires.as_ref());
        writer.raw(&self.contents);
        writer.varint(u64::from(self.body_length));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("pack", version::PACK)?;
        let header = Self {
            space: SpaceId::read(reader)?,
            key_epoch: reader.varint_u32("key epoch")?,
            author: DeviceId::read(reader)?,
            number: reader.varint()?,
            previous: PackHash::read(reader)?,
            covers: reader.list(limits::PACK_COVERS)?,
            erases: reader.list(limits::ERASED_DOCUMENTS)?,
            expires: reader.option("expiry")?,
            contents: reader.array()?,
            body_length: reader.varint_u32("pack body")?,
        };
        limits::PACK_BODY.check(u64::from(header.body_length))?;
        check_order(&header.covers)?;
        if !header.erases.is_sorted_by(|a, b| a < b) {
            return Err(DecodeError::NotCanonical);
        }
        check_kind(&header)?;
        Ok(header)
    }
}

/// Refuses a header that is neither an ordinary pack's nor a derived one's.
fn check_kind(header: &PackHeader) -> Result<(), DecodeError> {
    let invalid = |what| Err(DecodeError::Invalid { what });
    if header.is_derived() == header.covers.is_empty() {
        return invalid("pack number");
    }
    if !header.is_derived() && !header.erases.is_empty() {
        return invalid("pack erasures");
    }
    if header.number <= 1 && header.previous != PackHash::ZERO {
        return invalid("previous pack");
    }
    Ok(())
}

/// Refuses ranges that are unsorted, overlapping or adjacent, so one set of packs has one form.
pub(crate) fn check_order(covers: &[Cover]) -> Result<(), DecodeError> {
    let in_order = covers.windows(2).all(|pair| match pair {
        [a, b] if a.author == b.author => a.last.checked_add(1).is_some_and(|end| end < b.first),
        [a, b] => a.author < b.author,
        _ => true,
    });
    if in_order {
        Ok(())
    } else {
        Err(DecodeError::NotCanonical)
    }
}

impl Wire for Cover {
    fn write(&self, writer: &mut Writer) {
        self.author.write(writer);
        writer.varint(self.first);
        writer.varint(self.last);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let cover = Self {
            author: DeviceId::read(reader)?,
            first: reader.varint()?,
            last: reader.varint()?,
        };
        if cover.first == 0 || cover.first > cover.last {
            return Err(DecodeError::Invalid {
                what: "pack covers",
            });
        }
        Ok(cover)
    }
}
