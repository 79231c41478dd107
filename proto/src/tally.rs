//! What a device says that it made of the packs that it holds, so that others can compare.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, DocId};
use crate::{limits, version};

/// What became of a device's packs of one space: how many documents and changes, and a sum over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The packs that it stands for, sorted.
    pub runs: Vec<TalliedRun>,
    /// A hash over these packs and the erased documents: who knows the same has the same.
    pub knowledge: [u8; 8],
    /// Documents of which there is a change.
    pub documents: u64,
    /// Changes of all documents.
    pub changes: u64,
    /// The sum over all changes.
    pub sum: [u8; 16],
    /// Documents of the space that the device no longer holds, since another space erased them, sorted: they are not counted.
    pub left_out: Vec<DocId>,
}

/// Packs of one author with neighbouring numbers, the author named shortly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TalliedRun {
    /// The first bytes of the author's id.
    pub author: [u8; 4],
    /// The first number, from 1.
    pub first: u64,
    /// The last number.
    pub last: u64,
}

impl TalliedRun {
    /// Shortens the id of an author.
    pub fn short(author: &DeviceId) -> [u8; 4] {
        let [a, b, c, d, ..] = *author.as_bytes();
        [a, b, c, d]
    }
}

impl Wire for Tally {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::TALLY);
        writer.list(&self.runs);
        writer.raw(&self.knowledge);
        writer.varint(self.documents);
        writer.varint(self.changes);
        writer.raw(&self.sum);
        writer.list(&self.left_out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.version("tally", version::TALLY)?;
        let tally = Self {
            runs: reader.list(limits::HOLDINGS)?,
            knowledge: reader.array()?,
            documents: reader.varint()?,
            changes: reader.varint()?,
            sum: reader.array()?,
            left_out: reader.list(limits::TALLY_LEFT_OUT)?,
        };
        let is_sorted = tally.runs.is_sorted_by(|one, next| one < next)
            && tally.left_out.is_sorted_by(|one, next| one < next);
        is_sorted.then_some(tally).ok_or(DecodeError::NotCanonical)
    }
}

impl Wire for TalliedRun {
    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.author);
        writer.varint(self.first);
        writer.varint(self.last);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let run = Self {
            author: reader.array()?,
            first: reader.varint()?,
            last: reader.varint()?,
        };
        if run.first == 0 || run.first > run.last {
            return Err(DecodeError::Invalid { what: "tally" });
        }
        Ok(run)
    }
}
