//! What stands at the places of a space's log: which packs each row stands for, and its size.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::limits;
use crate::pack::Cover;

/// One row of a log: a pack as its author brought it, or a derived pack in the place of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutRow {
    /// Its place. A derived pack has the place of the newest row that it took the place of.
    pub place: u64,
    /// Bytes of the pack.
    pub size: u64,
    /// The packs that it stands for; of a pack as it came, itself alone.
    pub covers: Vec<Cover>,
}

impl LayoutRow {
    /// Returns how many packs of authors the row stands for.
    pub fn packs(&self) -> u64 {
        self.covers
            .iter()
            .fold(0, |sum, cover| sum.saturating_add(cover.packs()))
    }
}

impl Wire for LayoutRow {
    fn write(&self, writer: &mut Writer) {
        writer.varint(self.place);
        writer.varint(self.size);
        writer.list(&self.covers);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            place: reader.varint()?,
            size: reader.varint()?,
            covers: reader.list(limits::PACK_COVERS)?,
        })
    }
}
