//! What everything that reads a document does with it.

use proto::{DocId, RoleSet};
use records::{Document, RecordChange, anyone};
use sha2::{Digest, Sha256};

/// Automerge's mark at the start of a chunk, and the chunk type of a change.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;

/// Reads changes as one document and asks for all there is: a valid change never makes a document that cannot be shown.
pub fn show(id: DocId, changes: &[RecordChange]) -> Document {
    // Where nobody has a role, more is set aside and no less can be shown.
    let judged = Document::from_changes(id, changes, |_, _| RoleSet::EMPTY.into());
    let _ = (judged.to_json(), judged.unauthorised(), judged.conflicts());
    let document = Document::from_changes(id, changes, anyone);
    assert!(document.unauthorised().is_empty());
    let json = document.to_json();
    assert_eq!(
        document.changes_applied() + document.changes_pending(),
        changes.len()
    );
    let _ = (
        records::row(&document),
        records::history(changes, anyone),
        document
            .kind()
            .map(|kind| records::geojson::feature(kind, document.to_json())),
    );
    let conflicts = document.conflicts();
    assert_eq!(document.has_conflicts(), !conflicts.is_empty());
    if let Some(kind) = document.kind() {
        let mut line = Vec::new();
        records::csv::write_line(kind, &json, &mut line).expect("memory takes every line");
    }
    document
}

/// Puts `body` into a change's chunk with the checksum it should have, so that what is behind the checksum is reached.
pub fn chunk(body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![CHANGE];
    let mut length = body.len();
    while length >= 0x80 {
        hashed.push(length as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend_from_slice(body);
    let hash = Sha256::digest(&hashed);
    [MAGIC.as_slice(), &hash[..4], &hashed].concat()
}

/// A change's body, as [`chunk`] takes it.
pub fn body(change: &[u8]) -> &[u8] {
    let after_type = change.get(9..).unwrap_or_default();
    let length = after_type.iter().take_while(|byte| **byte >= 0x80).count() + 1;
    after_type.get(length..).unwrap_or_default()
}
