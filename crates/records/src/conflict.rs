//! Fields that people wrote differently without knowing of each other.

use std::collections::BTreeMap;

use proto::{DeviceId, UnixMillis};
use serde_json::Value as Json;

use crate::change::{Op, OpId, RecordChange};
use crate::document::Document;
use crate::layout::{KIND_KEY, SENSITIVE, UNKNOWN, field_of, shown};
use crate::schema::{self, FieldSpec};
use crate::state::Entry;

/// One place of a document with more than one value. It stays until a person chooses or writes anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The field, by its interchange name.
    pub field: String,
    /// The exact place: the field itself, or an item of its list (`met/00`, `notes/01/text`).
    pub key: String,
    /// Whether it is of something that is marked as sensitive.
    pub sensitive: bool,
    /// The distinct values; the one that is shown meanwhile is the last.
    pub values: Vec<ConflictValue>,
}

/// One of the values in conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictValue {
    /// The value in interchange form.
    pub value: Json,
    /// The device that wrote it.
    pub device: DeviceId,
    /// When, by that device's clock.
    pub at: UnixMillis,
    /// The operation that wrote it; [`crate::FieldEdit::Keep`] takes it.
    pub op: OpId,
}

impl Document {
    /// Lists the conflicts. The same value written twice is none, nor is the place of a member within a set.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.each_conflict().collect()
    }

    /// Whether any field is in conflict.
    #[must_use]
    pub fn has_conflicts(&self) -> bool {
        self.each_conflict().next().is_some()
    }

    /// Gives the distinct values that those in conflict replaced, as their writers saw them; none where the place was empty.
    /// `changes` are those that the document was made from.
    #[must_use]
    pub fn before(&self, conflict: &Conflict, changes: &[RecordChange]) -> Vec<Json> {
        let specs = self.kind().map_or(&[][..], schema::fields);
        let spec = specs
            .iter()
            .find(|spec| spec.name == conflict.field)
            .filter(|_| !conflict.key.starts_with(UNKNOWN));
        let mut written: BTreeMap<OpId, &Op> = BTreeMap::new();
        for change in changes {
            let numbered = change.ops().iter().zip(change.start_op()..);
            for (op, counter) in numbered.filter(|(op, _)| op.key == conflict.key) {
                let device = change.device();
                written.insert(OpId { counter, device }, op);
            }
        }
        let mut before: Vec<Json> = Vec::new();
        let in_conflict = conflict
            .values
            .iter()
            .filter_map(|value| written.get(&value.op));
        for replaced in in_conflict.flat_map(|op| &op.predecessors) {
            let scalar = written.get(replaced).and_then(|op| op.value.as_ref());
            let value = scalar.map(|scalar| shown(spec, &conflict.key, scalar));
            before.extend(value.filter(|value| !before.contains(value)));
        }
        before
    }

    /// Whether a key is a part of a statement that is marked as sensitive.
    fn is_marked(&self, key: &str) -> bool {
        let item = key.rsplit_once('/').map(|(item, _)| item);
        item.is_some_and(|item| {
            let mark = format!("{item}/{SENSITIVE}");
            self.state.winner(&mark).is_some()
        })
    }

    fn each_conflict(&self) -> impl Iterator<Item = Conflict> {
        let specs = self.kind().map_or(&[][..], schema::fields);
        self.state
            .iter()
            .filter(|(key, entries)| entries.len() > 1 && *key != KIND_KEY)
            .filter_map(|(key, entries)| {
                let conflict = conflict(specs, key, entries)?;
                let sensitive = conflict.sensitive || self.is_marked(key);
                Some(Conflict {
                    sensitive,
                    ..conflict
                })
            })
    }
}

fn conflict(specs: &[FieldSpec], key: &str, entries: &[Entry]) -> Option<Conflict> {
    let field = field_of(key);
    let spec = specs
        .iter()
        .find(|spec| spec.name == field)
        .filter(|_| !key.starts_with(UNKNOWN));
    if spec.is_some_and(|spec| spec.is_set() || (spec.is_list() && key == field)) {
        return None;
    }
    let mut values: Vec<ConflictValue> = Vec::new();
    for entry in entries {
        let value = shown(spec, key, &entry.value);
        values.retain(|other| other.value != value);
        values.push(ConflictValue {
            value,
            device: entry.id.device,
            at: entry.at,
            op: entry.id,
        });
    }
    (values.len() > 1).then(|| Conflict {
        field: field.to_owned(),
        key: key.to_owned(),
        sensitive: spec.is_some_and(|spec| spec.sensitive),
        values,
    })
}
