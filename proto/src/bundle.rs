//! What is inside a pack: documents and their changes, column by column so that they compress well.
//!
//! A document may stand in a bundle more than once; what counts is the union of its changes. The order of a
//! document's changes is the sender's, dependencies first.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::DocId;
use crate::{limits, version};

/// The changes that one pack carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// The documents, in the sender's order.
    pub documents: Vec<BundleDocument>,
}

/// One document's changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleDocument {
    /// The document.
    pub id: DocId,
    /// Raw bytes of its changes; opaque here.
    pub changes: Vec<Vec<u8>>,
}

impl Wire for Bundle {
    fn write(&self, writer: &mut Writer) {
        writer.u8(version::BUNDLE);
        writer.varint(self.documents.len() as u64);
        for document in &self.documents {
            document.id.write(writer);
        }
        for document in &self.documents {
            writer.varint(document.changes.len() as u64);
        }
        let changes = || self.documents.iter().flat_map(|document| &document.changes);
        for change in changes() {
            writer.varint(change.len() as u64);
        }
        for change in changes() {
            writer.raw(change);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        limits::BUNDLE.check(reader.remaining() as u64)?;
        reader.version("bundle", version::BUNDLE)?;
        let count = reader.length(limits::BUNDLE_DOCUMENTS)?;
        let ids = repeat(count, || DocId::read(reader))?;
        let counts = repeat(count, || reader.length(limits::DOCUMENT_CHANGES))?;
        let mut lengths = Vec::new();
        for &changes in &counts {
            lengths.push(repeat(changes, || read_change_length(reader))?);
        }
        let mut documents = Vec::with_capacity(ids.len());
        for (id, lengths) in ids.into_iter().zip(lengths) {
            let mut changes = Vec::with_capacity(lengths.len());
            for length in lengths {
                changes.push(reader.raw(length)?.to_vec());
            }
            documents.push(BundleDocument { id, changes });
        }
        Ok(Self { documents })
    }
}

/// Reads `count` items; memory grows only with items that were really there.
fn repeat<T>(
    count: usize,
    mut read: impl FnMut() -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(read()?);
    }
    Ok(items)
}

/// Reads one change's length; an empty change means nothing and is refused.
fn read_change_length(reader: &mut Reader<'_>) -> Result<usize, DecodeError> {
    match reader.length(limits::CHANGE)? {
        0 => Err(DecodeError::Invalid { what: "change" }),
        length => Ok(length),
    }
}
