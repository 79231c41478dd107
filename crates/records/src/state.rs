//! The visible operations of a document, key by key.

mod branches;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use proto::{ChangeHash, UnixMillis};

use crate::change::{Op, OpId, RecordChange};
use crate::scalar::Scalar;
use branches::Unseen;

/// One visible value under a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: OpId,
    pub(crate) value: Scalar,
    pub(crate) at: UnixMillis,
    /// The change that wrote it.
    by: ChangeHash,
}

/// An operation that does not count, kept apart from the entries.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aside {
    pub(crate) key: String,
    pub(crate) id: OpId,
    /// The value; nothing where it would have taken one away.
    pub(crate) value: Option<Scalar>,
    pub(crate) at: UnixMillis,
    /// What it would have replaced: whoever saw it and writes with authority replaces these too.
    replaces: Vec<OpId>,
    /// Whether nothing of its change counts.
    pub(crate) is_void: bool,
    /// Whether something replaced it since.
    is_replaced: bool,
}

/// What changes applied one after another leave: per key the values that no later change replaced.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    /// Per key at least one entry, the winner last.
    keys: BTreeMap<String, Vec<Entry>>,
    /// Values that once stood and were replaced.
    past: Vec<(String, Entry)>,
    /// Operations that do not count, in the order in which they were applied.
    aside: Vec<Aside>,
    /// By change, those of one device's branches that its writer had not seen.
    unseen: Unseen,
}

impl State {
    /// Begins a state for changes in this order, each after those it depends on.
    pub(crate) fn of(order: &[&RecordChange]) -> Self {
        Self {
            unseen: branches::unseen(order),
            ..Self::default()
        }
    }

    /// Applies a change whose dependencies are applied.
    pub(crate) fn apply(&mut self, change: &RecordChange, counts: impl Fn(&Op) -> bool) {
        self.apply_some(change, |_| true, counts);
    }

    /// Applies some operations of a change, and leaves the others out.
    pub(crate) fn apply_some(
        &mut self,
        change: &RecordChange,
        wanted: impl Fn(&Op) -> bool,
        counts: impl Fn(&Op) -> bool,
    ) {
        let numbered = change.ops().iter().zip(change.start_op()..);
        for (op, counter) in numbered.filter(|(op, _)| wanted(op)) {
            let id = OpId {
                counter,
                device: change.device(),
            };
            if !counts(op) {
                self.set_aside(id, op, change);
                continue;
            }
            if !op.predecessors.is_empty() {
                let replaced = self.replaced_by(op);
                self.replace(&op.key, &replaced, change.hash());
            }
            let Some(value) = &op.value else { continue };
            let entry = Entry {
                id,
                value: value.clone(),
                at: change.at(),
                by: change.hash(),
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

    /// Keeps an operation that does not count. It replaces only others of its kind.
    fn set_aside(&mut self, id: OpId, op: &Op, change: &RecordChange) {
        let replaces = self.replaced_by(op).into_owned();
        self.aside.push(Aside {
            key: op.key.clone(),
            id,
            value: op.value.clone(),
            at: change.at(),
            replaces,
            is_void: change.is_void(),
            is_replaced: false,
        });
    }

    /// Gives what an operation replaces: what it names, and what those of it that do not count would have replaced,
    /// for its writer had seen that as well.
    fn replaced_by<'o>(&mut self, op: &'o Op) -> Cow<'o, [OpId]> {
        let mut replaced = Cow::Borrowed(op.predecessors.as_slice());
        let seen = |aside: &&mut Aside| aside.key == op.key && op.predecessors.contains(&aside.id);
        for aside in self.aside.iter_mut().filter(seen) {
            aside.is_replaced = true;
            replaced.to_mut().extend(&aside.replaces);
        }
        replaced
    }

    fn replace(&mut self, key: &str, replaced: &[OpId], by: ChangeHash) {
        let unseen = self.unseen.get(&by);
        let was_seen = |entry: &Entry| unseen.is_none_or(|unseen| !unseen.contains(&entry.by));
        let Some(entries) = self.keys.get_mut(key) else {
            return;
        };
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(entries)
            .into_iter()
            .partition(|entry| replaced.contains(&entry.id) && was_seen(entry));
        self.past
            .extend(gone.into_iter().map(|entry| (key.to_owned(), entry)));
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

    /// Goes through the operations that do not count and still stand. One that would have taken a value away stands
    /// as long as that value.
    pub(crate) fn aside(&self) -> impl Iterator<Item = &Aside> {
        let has_target = |aside: &Aside| {
            let mut entries = self.entries(&aside.key).iter();
            entries.any(|entry| aside.replaces.contains(&entry.id))
        };
        self.aside
            .iter()
            .filter(move |aside| !aside.is_replaced && (aside.value.is_some() || has_target(aside)))
    }

    /// Gives the operations that a new one under a key replaces: all that its writer can see.
    pub(crate) fn seen(&self, key: &str) -> Vec<OpId> {
        let values = self
            .aside()
            .filter(|aside| aside.key == key && aside.value.is_some());
        let entries = self.entries(key).iter().map(|entry| entry.id);
        entries.chain(values.map(|aside| aside.id)).collect()
    }

    /// Whether a value under a key is set aside and stands.
    pub(crate) fn has_aside(&self, key: &str) -> bool {
        self.aside().any(|aside| aside.key == key)
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

    /// Goes through the values that stand under a key, and those that stood there and were replaced.
    pub(crate) fn ever<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Entry> {
        let past = self.past.iter().filter(move |(past, _)| past == key);
        self.entries(key).iter().chain(past.map(|(_, entry)| entry))
    }

    /// Whether a value stood under a key earlier and was replaced.
    pub(crate) fn was(&self, key: &str, value: &Scalar) -> bool {
        self.past
            .iter()
            .any(|(past_key, past)| past_key == key && past.value == *value)
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
