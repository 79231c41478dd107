//! What is inside a pack: documents and their changes, column by column so that they compress well.
//!
//! A document may stand in a bundle more than once, though not twice in a row; what counts is the union of its
//! changes. The order of a document's changes is the sender's, dependencies first.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::excerpt::{Excerpt, each, in_order, read_columns, write_columns};
use crate::id::DocId;
use crate::{limits, version};

/// The changes that one pack carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// The documents whose changes the pack's author made, in the sender's order.
    pub documents: Vec<BundleDocument>,
    /// What earlier packs said.
    pub excerpts: Vec<Excerpt>,
}

impl Bundle {
    /// Makes a bundle of the author's own changes alone.
    pub fn of_documents(documents: Vec<BundleDocument>) -> Self {
        Self {
            documents,
            excerpts: Vec::new(),
        }
    }

    /// Gives all documents in the order in which they travel: the author's own, then each excerpt's.
    fn all_documents(&self) -> impl Iterator<Item = &BundleDocument> {
        let excerpts = in_order(&self.excerpts);
        let carried = excerpts.flat_map(|(_, excerpt)| &excerpt.documents);
        self.documents.iter().chain(carried)
    }
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
        write_columns(&self.excerpts, writer);
        for (_, excerpt) in in_order(&self.excerpts) {
            writer.varint(excerpt.documents.len() as u64);
        }
        writer.varint(self.all_documents().count() as u64);
        for document in self.all_documents() {
            document.id.write(writer);
        }
        for document in self.all_documents() {
            writer.varint(document.changes.len() as u64);
        }
        let changes = || self.all_documents().flat_map(|document| &document.changes);
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
        let mut excerpts = read_columns(reader)?;
        let mut carried = Vec::new();
        each(&mut excerpts, &mut |_, _| {
            carried.push(reader.length(limits::BUNDLE_DOCUMENTS)?);
            Ok(())
        })?;
        let mut documents = read_documents(reader)?;
        let own = documents.len().checked_sub(carried.iter().sum());
        let rest = documents.split_off(own.ok_or(DecodeError::Truncated)?);
        let (mut rest, mut carried) = (rest.into_iter(), carried.into_iter());
        each(&mut excerpts, &mut |_, excerpt| {
            let count = carried.next().unwrap_or_default();
            excerpt.documents = rest.by_ref().take(count).collect();
            check_documents(&excerpt.documents)
        })?;
        check_documents(&documents)?;
        Ok(Self {
            documents,
            excerpts,
        })
    }
}

fn read_documents(reader: &mut Reader<'_>) -> Result<Vec<BundleDocument>, DecodeError> {
    let count = reader.length(limits::BUNDLE_DOCUMENTS)?;
    let ids = repeat(count, || DocId::read(reader))?;
    let mut total = 0;
    let counts = repeat(count, || {
        let changes = reader.length(limits::BUNDLE_CHANGES)?;
        total += changes;
        limits::BUNDLE_CHANGES.check(total as u64)?;
        Ok(changes)
    })?;
    let mut changes = read_changes(reader, total)?.into_iter();
    let document = |(id, count)| BundleDocument {
        id,
        changes: changes.by_ref().take(count).collect(),
    };
    Ok(ids.into_iter().zip(counts).map(document).collect())
}

/// Refuses documents without changes and a document twice in a row, so that one order of changes has one form.
fn check_documents(documents: &[BundleDocument]) -> Result<(), DecodeError> {
    let empty = documents.iter().any(|document| document.changes.is_empty());
    let divided = documents.windows(2).any(|pair| match pair {
        [a, b] => a.id == b.id,
        _ => false,
    });
    if empty || divided {
        Err(DecodeError::NotCanonical)
    } else {
        Ok(())
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
pub(crate) fn repeat<T>(
    count: usize,
    mut read: impl FnMut() -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(read()?);
    }
    Ok(items)
}
