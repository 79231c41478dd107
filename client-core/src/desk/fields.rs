//! What a document's fields hold, for the desk's counts and lists.

use proto::DocId;
use records::{Document, Value};

pub(super) fn text(document: &Document, field: &str) -> Option<String> {
    match document.get(field) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

pub(super) fn texts(document: &Document, field: &str) -> Vec<String> {
    match document.get(field) {
        Some(Value::Texts(texts)) => texts,
        _ => Vec::new(),
    }
}

pub(super) fn reference(document: &Document, field: &str) -> Option<DocId> {
    match document.get(field) {
        Some(Value::Reference(id)) => Some(id),
        _ => None,
    }
}
