//! A document as its changes make it.

use std::collections::{BTreeMap, BTreeSet};

use proto::{ChangeHash, DeviceId, DocId, UnixMillis};
use serde_json::{Map, Value as Json};

use crate::Kind;
use crate::authority::{Judge, Side, Standing, applicable};
use crate::change::{Op, OpId, RecordChange, reference};
use crate::layout::{self, KIND_KEY, UNKNOWN};
use crate::never::is_never_recorded;
use crate::review;
use crate::scalar::Scalar;
use crate::schema::{self, FieldSpec};
use crate::state::State;
use crate::value::{self, Value};

/// What a document's changes say, whatever order they came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    id: DocId,
    pub(crate) state: State,
    heads: Vec<ChangeHash>,
    applied: usize,
    pending: usize,
    max_op: u64,
    sequences: BTreeMap<DeviceId, u64>,
    changed_at: Option<UnixMillis>,
    created_at: Option<UnixMillis>,
    /// Since when something stands in a reviewed visit that no review has seen.
    pub(crate) unseen_since: Option<UnixMillis>,
    /// The side of who made it, where something in it asks for one.
    pub(crate) opener: Option<Side>,
}

impl Document {
    /// Reads a document from its changes, in any order, repeats allowed. Changes that wait for others which
    /// are not there are left out and counted.
    ///
    /// `standing_at` says what a device was at an instant. Values whose writer lacked the role that they ask for, or was of
    /// the other unit, do not count; see [`Document::unauthorised`]. The same changes and standings give the same document.
    #[must_use]
    pub fn from_changes(
        id: DocId,
        changes: &[RecordChange],
        standing_at: impl Fn(DeviceId, UnixMillis) -> Standing,
    ) -> Self {
        let mut document = Self::empty(id);
        let order = applicable(changes);
        document.state = State::of(&order);
        let judge = Judge::of(&order, standing_at);
        for change in &order {
            document.apply(change, |op| judge.counts(change, op));
        }
        document.opener = judge.opener;
        document.unseen_since = review::unseen_since(&document, &order, &judge);
        let distinct = if changes.len() < 2 {
            changes.len()
        } else {
            changes
                .iter()
                .map(RecordChange::hash)
                .collect::<BTreeSet<_>>()
                .len()
        };
        document.pending = distinct - document.applied;
        document
    }

    pub(crate) fn empty(id: DocId) -> Self {
        Self {
            id,
            state: State::default(),
            heads: Vec::new(),
            applied: 0,
            pending: 0,
            max_op: 0,
            sequences: BTreeMap::new(),
            changed_at: None,
            created_at: None,
            unseen_since: None,
            opener: None,
        }
    }

    /// Applies a change whose dependencies are applied.
    pub(crate) fn apply(&mut self, change: &RecordChange, counts: impl Fn(&Op) -> bool) {
        self.state.apply(change, counts);
        self.heads.retain(|head| !change.deps().contains(head));
        let place = self.heads.partition_point(|head| *head < change.hash());
        self.heads.insert(place, change.hash());
        self.applied += 1;
        self.max_op = self.max_op.max(change.max_op());
        let sequence = self.sequences.entry(change.device()).or_default();
        *sequence = (*sequence).max(change.sequence());
        if !change.is_void() {
            self.changed_at = self.changed_at.max(Some(change.at()));
            self.created_at = self.created_at.or(Some(change.at()));
        }
    }

    /// Gives the document's id.
    #[must_use]
    pub fn id(&self) -> DocId {
        self.id
    }

    /// Gives the document's kind; nothing before its first change came, or if a later version made it.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.state.winner(KIND_KEY)?.as_str()?.parse().ok()
    }

    /// Gives the hashes that no other applied change depends on, in order.
    #[must_use]
    pub fn heads(&self) -> &[ChangeHash] {
        &self.heads
    }

    /// Counts the changes that wait for others.
    #[must_use]
    pub fn changes_pending(&self) -> usize {
        self.pending
    }

    /// Counts the changes that are applied.
    #[must_use]
    pub fn changes_applied(&self) -> usize {
        self.applied
    }

    /// Gives the latest instant that a change carries.
    #[must_use]
    pub fn changed_at(&self) -> Option<UnixMillis> {
        self.changed_at
    }

    /// Gives the instant of the first change.
    #[must_use]
    pub fn created_at(&self) -> Option<UnixMillis> {
        self.created_at
    }

    /// Goes through the raw keys with their visible values that count, the winner last: for checks and for curious
    /// people.
    pub fn raw(&self) -> impl Iterator<Item = (&str, Vec<(OpId, &Scalar)>)> {
        self.state.iter().map(|(key, entries)| {
            (
                key,
                entries
                    .iter()
                    .map(|entry| (entry.id, &entry.value))
                    .collect(),
            )
        })
    }

    pub(crate) fn next_op(&self) -> u64 {
        self.max_op + 1
    }

    pub(crate) fn next_sequence(&self, device: DeviceId) -> u64 {
        self.sequences.get(&device).copied().unwrap_or(0) + 1
    }

    /// Gives a field's winning value.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<Value> {
        layout::read(schema::field(self.kind()?, field)?, &self.state)
    }

    /// Gives every record to which a field that holds one reference ever referred, as far as it counts.
    #[must_use]
    pub fn referred(&self, field: &str) -> BTreeSet<DocId> {
        let values = self.state.ever(field);
        values.filter_map(|entry| reference(&entry.value)).collect()
    }

    /// Goes through the fields that have a value, in the order of the schema.
    pub fn fields(&self) -> impl Iterator<Item = (&'static FieldSpec, Value)> {
        let specs = self.kind().map_or(&[][..], schema::fields);
        specs
            .iter()
            .filter_map(|spec| Some((spec, layout::read(spec, &self.state)?)))
    }

    /// Goes through the fields of other programs: name and value.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = (&str, Json)> {
        self.state.iter().filter_map(|(key, entries)| {
            let name = key.strip_prefix(UNKNOWN)?;
            let text = entries.last()?.value.as_str()?;
            Some((name, serde_json::from_str(text).ok()?))
        })
    }

    /// Gives the document as an object of an interchange file: `id`, the fields in order, then those of other
    /// programs. What is never recorded is left out, should another program have written it.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Json> {
        let mut object = Map::new();
        object.insert("id".to_owned(), Json::from(value::id_text(&self.id)));
        object.extend(
            self.fields()
                .map(|(spec, value)| (spec.name.to_owned(), value::to_json(&value))),
        );
        let foreign = self
            .unknown()
            .filter(|(name, _)| *name != "id" && !is_never_recorded(name));
        for (name, json) in foreign {
            if !object.contains_key(name) {
                object.insert(name.to_owned(), json);
            }
        }
        object
    }
}
