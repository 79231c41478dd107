//! What devices compare: a sum over the changes that they hold, and a hash over what they know.

use proto::{ChangeHash, Cover, DeviceId, DocId, PackHash, Writer};

use crate::hash::{TALLY_KNOWLEDGE_LABEL, TALLY_LABEL, first_half, labelled};

/// Derives the id under which a tally travels in one pack of its author. In no other pack may it stand.
pub fn tally_id(author: &DeviceId, number: u64) -> DocId {
    let mut writer = Writer::new();
    writer.varint(number);
    let parts: [&[u8]; 2] = [author.as_bytes(), &writer.into_bytes()];
    DocId(first_half(labelled(TALLY_LABEL, &parts)))
}

/// Adds up changes of documents, in whatever order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeSum(u128);

impl ChangeSum {
    /// The bytes of a change's hash that are added.
    pub const MARK: usize = 4;

    /// Adds a change, named by its document and the first bytes of its hash.
    pub fn add(&mut self, document: &DocId, mark: [u8; Self::MARK]) {
        let half = first_half(labelled(TALLY_LABEL, &[document.as_bytes(), &mark]));
        self.0 = self.0.wrapping_add(u128::from_be_bytes(half));
    }

    /// Gives the bytes of a hash that are added.
    pub fn mark(hash: &ChangeHash) -> [u8; Self::MARK] {
        let [a, b, c, d, ..] = hash.0;
        [a, b, c, d]
    }

    /// Gives the sum's bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

/// Hashes what a device knows of a space: packs of authors, each run with the hash of its last pack, and the documents that the
/// ledger has erased, sorted. Who knows the same holds the same changes.
pub fn tally_knowledge(runs: &[(Cover, PackHash)], erased: &[DocId]) -> [u8; 8] {
    let mut writer = Writer::new();
    writer.varint(runs.len() as u64);
    for (run, last) in runs {
        writer.raw(run.author.as_bytes());
        writer.varint(run.first);
        writer.varint(run.last);
        writer.raw(last.as_bytes());
    }
    for document in erased {
        writer.raw(document.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..] = labelled(TALLY_KNOWLEDGE_LABEL, &[&writer.into_bytes()]);
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_changes_does_not_matter_and_each_counts() {
        let changes = [(1, [0, 0, 0, 1]), (2, [9, 8, 7, 6]), (1, [4, 4, 4, 4])];
        let sum = |changes: &[(u8, [u8; 4])]| {
            let mut sum = ChangeSum::default();
            for (document, mark) in changes {
                sum.add(&DocId([*document; 16]), *mark);
            }
            sum
        };
        let mut turned = changes;
        turned.reverse();
        assert_eq!(sum(&changes), sum(&turned));
        assert_ne!(sum(&changes), sum(&changes[1..]));
        assert_ne!(
            sum(&changes),
            sum(&[changes[0], changes[1], (3, [4, 4, 4, 4])])
        );
    }
}
