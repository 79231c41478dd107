//! Who wrote what, when.

use std::collections::{BTreeSet, HashMap};

use proto::{ChangeHash, DeviceId, DocId, UnixMillis};
use serde_json::Value as Json;

use crate::authority::{Judge, Standing, applicable};
use crate::change::RecordChange;
use crate::document::Document;
use crate::layout::{KIND_KEY, UNKNOWN, field_of};
use crate::schema;
use crate::state::State;
use crate::value::to_json;

/// One change as a person reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry {
    /// The change.
    pub hash: ChangeHash,
    /// The device that wrote it.
    pub device: DeviceId,
    /// When, by that device's clock.
    pub at: UnixMillis,
    /// Whether it began the document.
    pub is_creation: bool,
    /// What it changed, as its author saw it.
    pub edits: Vec<FieldChange>,
}

/// One field before and after a change, in interchange form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field, by its interchange name.
    pub field: String,
    /// The value that the author saw; nothing where there was none.
    pub before: Option<Json>,
    /// The value that the author wrote; nothing where it was taken away.
    pub after: Option<Json>,
    /// Whether it counts: whether the author held the role that it asks for, and was of the unit.
    pub counts: bool,
}

/// Tells a document's history, each change after those that its author had seen.
///
/// Before and after are what the author saw: a value that lost against a concurrent one is still told, and so is one that
/// does not count. `standing_at` as in [`Document::from_changes`].
#[must_use]
pub fn history(
    changes: &[RecordChange],
    standing_at: impl Fn(DeviceId, UnixMillis) -> Standing,
) -> Vec<HistoryEntry> {
    let order = applicable(changes);
    let judge = Judge::of(&order, standing_at);
    let by_hash: HashMap<ChangeHash, usize> = order
        .iter()
        .enumerate()
        .map(|(i, change)| (change.hash(), i))
        .collect();
    let mut all = Document::empty(DocId::ZERO);
    all.state = State::of(&order);
    let mut entries = Vec::with_capacity(order.len());
    for change in &order {
        let mut deps = change.deps().to_vec();
        deps.sort_unstable();
        let (edits, is_creation) = if deps == all.heads() {
            told(&all, change, &judge)
        } else {
            told(&as_seen(change, &order, &by_hash, &judge), change, &judge)
        };
        entries.push(HistoryEntry {
            hash: change.hash(),
            device: change.device(),
            at: change.at(),
            is_creation,
            edits,
        });
        all.apply(change, |op| judge.counts(change, op));
    }
    entries
}

/// Builds the document as the author of a change saw it.
fn as_seen<F: Fn(DeviceId, UnixMillis) -> Standing>(
    change: &RecordChange,
    order: &[&RecordChange],
    by_hash: &HashMap<ChangeHash, usize>,
    judge: &Judge<F>,
) -> Document {
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = change
        .deps()
        .iter()
        .filter_map(|dep| by_hash.get(dep).copied())
        .collect();
    while let Some(i) = open.pop() {
        if seen.insert(i) {
            let deps = order.get(i).map_or(&[][..], |change| change.deps());
            open.extend(deps.iter().filter_map(|dep| by_hash.get(dep).copied()));
        }
    }
    let mut document = Document::empty(DocId::ZERO);
    for change in seen.into_iter().filter_map(|i| order.get(i)) {
        document.apply(change, |op| judge.counts(change, op));
    }
    document
}

fn told<F: Fn(DeviceId, UnixMillis) -> Standing>(
    before: &Document,
    change: &RecordChange,
    judge: &Judge<F>,
) -> (Vec<FieldChange>, bool) {
    let mut after = before.clone();
    after.apply(change, |_| true);
    let counts = |key: &str| {
        let mut ops = change
            .ops()
            .iter()
            .filter(|op| field_name(&op.key) == field_name(key));
        ops.all(|op| judge.counts(change, op))
    };
    let mut keys: Vec<&str> = Vec::new();
    for op in change.ops().iter().filter(|op| op.key != KIND_KEY) {
        if !keys
            .iter()
            .any(|key| field_name(key) == field_name(&op.key))
        {
            keys.push(&op.key);
        }
    }
    let edits = keys
        .into_iter()
        .map(|key| FieldChange {
            field: field_of(key).to_owned(),
            before: shown(before, key),
            after: shown(&after, key),
            counts: counts(key),
        })
        .filter(|edit| edit.before != edit.after || is_affirmed(before, change, &edit.field))
        .collect();
    (edits, before.changes_applied() == 0)
}

/// Whether a change says a decision once more: that one was made again is news, where a value rewritten is none.
fn is_affirmed(before: &Document, change: &RecordChange, field: &str) -> bool {
    let spec = before.kind().and_then(|kind| schema::field(kind, field));
    let is_decision = spec.is_some_and(|spec| spec.authority.is_some() && !spec.is_list());
    is_decision && change.ops().iter().any(|op| op.key == field)
}

/// The field of a key, kept apart from another program's field of the same name.
fn field_name(key: &str) -> (bool, &str) {
    (key.starts_with(UNKNOWN), field_of(key))
}

fn shown(document: &Document, key: &str) -> Option<Json> {
    if let Some(name) = key.strip_prefix(UNKNOWN) {
        return document
            .unknown()
            .find(|(other, _)| *other == name)
            .map(|(_, json)| json);
    }
    document.get(field_of(key)).map(|value| to_json(&value))
}
