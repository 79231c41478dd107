//! Bytes that travel as a document and are no record. A program that does not know what they are keeps them as a record of a
//! kind that it does not know, and shows nothing of it.

use proto::{DeviceId, UnixMillis};

use crate::change::{NewChange, NewOp, RecordChange};
use crate::scalar::Scalar;

/// The one key of such a document. No field has a name like it.
const KEY: &str = "=";

/// Encloses bytes in the only change of a document. The same bytes and author give the same change.
#[must_use]
pub fn enclose(author: DeviceId, bytes: Vec<u8>) -> RecordChange {
    let change = NewChange {
        device: author,
        sequence: 1,
        start_op: 1,
        at: UnixMillis(0),
        deps: Vec::new(),
        ops: vec![NewOp {
            key: KEY.to_owned(),
            value: Some(Scalar::Bytes(bytes)),
            predecessors: Vec::new(),
        }],
    };
    change.write()
}

/// Gives the bytes that a change encloses, if it does.
#[must_use]
pub fn enclosed(change: &RecordChange) -> Option<&[u8]> {
    match change.ops() {
        [op] if op.key == KEY => match &op.value {
            Some(Scalar::Bytes(bytes)) => Some(bytes),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, anyone, packed, row};
    use proto::DocId;

    #[test]
    fn to_a_program_that_does_not_know_them_enclosed_bytes_are_a_record_of_no_kind() {
        let author = DeviceId([7; 16]);
        let change = enclose(author, vec![1, 2, 3]);
        let parts = packed(change.bytes(), author);
        let came = RecordChange::unpack(&parts, author).unwrap();
        assert_eq!(
            (came.device(), enclosed(&came)),
            (author, Some(&[1, 2, 3][..]))
        );
        let document = Document::from_changes(DocId([1; 16]), &[came], anyone);
        assert_eq!((document.kind(), document.conflicts().len()), (None, 0));
        assert!(row(&document).is_none());
        let cost: usize = parts.iter().map(Vec::len).sum();
        assert!(cost < 3 + 20, "{cost} bytes for three");
    }
}
