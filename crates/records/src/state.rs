//! The visible operations of a document, key by key.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use proto::{ChangeHash, UnixMillis};

use crate::change::{OpId, RecordChange};
use crate::scalar::Scalar;

/// One visible value under a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: OpId,
    pub(crate) value: Scalar,
    pub(crate) at: UnixMillis,
}

/// What changes applied one after another leave: per key the values that no later change replaced.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    /// Per key at least one entry, the winner last.
    keys: BTreeMap<String, Vec<Entry>>,
    /// Values that once stood and were replaced.
    past: Vec<(String, Scalar)>,
}

impl State {
    /// Applies a change whose dependencies are applied.
    pub(crate) fn apply(&mut self, change: &RecordChange) {
        for (op, counter) in change.ops().iter().zip(change.start_op()..) {
            if !op.predecessors.is_empty() {
                self.replace(&op.key, &op.predecessors);
            }
            let Some(value) = &op.value else { continue };
            let id = OpId {
                counter,
                device: change.device(),
            };
            let entry = Entry {
                id,
                value: value.clone(),
                at: change.at(),
            };
            match self.keys.get_mut(&op.key) {
                None => {
                    self.keys.insert(op.key.clone(), vec![entry]);
                }
                Some(entries) => {
                    // After equal ids: only a device that was restored from a copy writes one twice, and then
                    // the canonical order of changes decides.
                    let place = entries.partition_point(|other| other.id <= id);
                    entries.insert(place, entry);
                }
            }
        }
    }

    fn replace(&mut self, key: &str, replaced: &[OpId]) {
        let Some(entries) = self.keys.get_mut(key) else {
            return;
        };
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(entries)
            .into_iter()
            .partition(|entry| replaced.contains(&entry.id));
        self.past
            .extend(gone.into_iter().map(|entry| (key.to_owned(), entry.value)));
        if kept.is_empty() {
            self.keys.remove(key);
        } else {
            *entries = kept;
        }
    }

    /// Gives the winning value of a key.
    pub(crate) fn winner(&self, key: &str) -> Option<&Scalar> {
        self.keys.get(key)?.last().map(|entry| &entry.value)
    }

    /// Gives every visible value of a key, the winner last.
    pub(crate) fn entries(&self, key: &str) -> &[Entry] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Goes through all keys in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[Entry])> {
        self.keys
            .iter()
            .map(|(key, entries)| (key.as_str(), entries.as_slice()))
    }

    /// Goes through the keys under `field/`, each without that beginning, with its winning value.
    pub(crate) fn items(&self, field: &str) -> impl Iterator<Item = (&str, &Scalar)> {
        let prefix = format!("{field}/");
        let length = prefix.len();
        self.keys
            .range(prefix.clone()..)
            .take_while(move |(key, _)| key.starts_with(&prefix))
            .filter_map(move |(key, entries)| Some((key.get(length..)?, &entries.last()?.value)))
    }

    /// Whether a value stood under a key earlier and was replaced.
    pub(crate) fn was(&self, key: &str, value: &Scalar) -> bool {
        self.past
            .iter()
            .any(|(past_key, past)| past_key == key && past == value)
    }
}

/// Orders changes so that each comes after those it depends on, in an order that depends on the set alone.
///
/// Gives the indices of those that can be applied; each hash once. The others wait for what is missing.
pub(crate) fn causal_order(changes: &[RecordChange]) -> Vec<usize> {
    if let [only] = changes {
        return if only.deps().is_empty() {
            vec![0]
        } else {
            Vec::new()
        };
    }
    let mut index: HashMap<ChangeHash, usize> = HashMap::with_capacity(changes.len());
    for (i, change) in changes.iter().enumerate() {
        index.entry(change.hash()).or_insert(i);
    }
    let mut waiting: HashMap<usize, usize> = HashMap::new();
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut ready = BinaryHeap::new();
    let key = |i: usize, change: &RecordChange| Reverse((change.start_op(), change.hash(), i));
    for (i, change) in changes.iter().enumerate() {
        if index.get(&change.hash()) != Some(&i) {
            continue; // The same change a second time.
        }
        if change.deps().is_empty() {
            ready.push(key(i, change));
            continue;
        }
        waiting.insert(i, change.deps().len());
        for dep in change.deps() {
            if let Some(parent) = index.get(dep) {
                children.entry(*parent).or_default().push(i);
            }
        }
    }
    let mut order = Vec::with_capacity(changes.len());
    while let Some(Reverse((_, _, i))) = ready.pop() {
        order.push(i);
        for child in children.remove(&i).unwrap_or_default() {
            let Some(left) = waiting.get_mut(&child) else {
                continue;
            };
            *left -= 1;
            if let (0, Some(change)) = (*left, changes.get(child)) {
                ready.push(key(child, change));
            }
        }
    }
    order
}
