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
    /// Its changes; opaque here.
    pub changes: Vec<BundleChange>,
}

/// A change, cut into parts by its maker: what is alike from change to change stands in the same part, and travels
/// side by side. Some part holds a byte, and the last one does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BundleChange {
    /// The parts; opaque here.
    pub parts: Vec<Vec<u8>>,
}

impl BundleChange {
    fn size(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }
}

impl From<Vec<u8>> for BundleChange {
    /// Takes a change in one piece.
    fn from(bytes: Vec<u8>) -> Self {
        Self { parts: vec![bytes] }
    }
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
        let count = changes()
            .map(|change| change.parts.len())
            .max()
            .unwrap_or(0);
        writer.varint(count as u64);
        for place in 0..count {
            for change in changes() {
                writer.varint(change.parts.get(place).map_or(0, Vec::len) as u64);
            }
        }
        for place in 0..count {
            for bytes in changes().filter_map(|change| change.parts.get(place)) {
                writer.raw(bytes);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        limits::BUNDLE.check(reader.remaining() as u64)?;
        reader.version("bundle", version::BUNDLE)?;
        let count = reader.length(limits::BUNDLE_DOCUMENTS)?;
        let ids = repeat(count, || DocId::read(reader))?;
        let counts = repeat(count, || reader.length(limits::DOCUMENT_CHANGES))?;
        let total = counts
            .iter()
            .try_fold(0_usize, |sum, count| sum.checked_add(*count));
        let total = total.ok_or(DecodeError::Truncated)?;
        let mut changes = read_changes(reader, total)?.into_iter();
        let documents = ids.into_iter().zip(counts);
        let document = |(id, count)| BundleDocument {
            id,
            changes: changes.by_ref().take(count).collect(),
        };
        Ok(Self {
            documents: documents.map(document).collect(),
        })
    }
}

/// Reads the parts of `count` changes.
fn read_changes(reader: &mut Reader<'_>, count: usize) -> Result<Vec<BundleChange>, DecodeError> {
    let parts = reader.length(limits::CHANGE_PARTS)?;
    let lengths = repeat(parts, || repeat(count, || reader.length(limits::CHANGE)))?;
    let mut changes = Vec::new();
    for place in 0..count {
        let length = |column: &Vec<usize>| column.get(place).copied().unwrap_or(0);
        // Every part that is kept has bytes in this one or a later column, so memory grows with the input.
        let used = lengths.iter().rposition(|column| length(column) > 0);
        let used = used.ok_or(DecodeError::Invalid { what: "change" })? + 1;
        changes.push(BundleChange {
            parts: vec![Vec::new(); used],
        });
    }
    let most = changes.iter().map(|change| change.parts.len()).max();
    if most.unwrap_or(0) != parts {
        return Err(DecodeError::Invalid {
            what: "number of parts",
        });
    }
    for (place, column) in lengths.iter().enumerate() {
        for (change, length) in changes.iter_mut().zip(column) {
            let bytes = reader.raw(*length)?;
            if let Some(part) = change.parts.get_mut(place) {
                part.extend_from_slice(bytes);
            }
        }
    }
    for change in &changes {
        limits::CHANGE.check(change.size() as u64)?;
    }
    Ok(changes)
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
