//! From fields and values to the fewest operations on keys.

use std::collections::BTreeMap;

use crate::change::{NewOp, OpId};
use crate::edit::Target;
use crate::layout::{self, SENSITIVE, STATEMENT_PARTS, item_order};
use crate::problem::{Problem, ProblemCode};
use crate::scalar::Scalar;
use crate::state::{Entry, State};
use crate::value::{Statement, Value, id_text};

/// What to write: per key a value, or nothing to delete it.
#[derive(Default)]
pub(super) struct Plan {
    writes: BTreeMap<String, Option<Scalar>>,
}

/// An item of a list that can be written part by part.
trait Item: Clone + PartialEq {
    fn put(&self, path: &str, out: &mut Vec<(String, Option<Scalar>)>);
    fn delete(path: &str, out: &mut Vec<(String, Option<Scalar>)>);
}

impl Item for String {
    fn put(&self, path: &str, out: &mut Vec<(String, Option<Scalar>)>) {
        out.push((path.to_owned(), Some(Scalar::from(self.as_str()))));
    }

    fn delete(path: &str, out: &mut Vec<(String, Option<Scalar>)>) {
        out.push((path.to_owned(), None));
    }
}

impl Item for Statement {
    /// Writes all parts even where one differs: so an item that is removed elsewhere at the same time comes back
    /// whole, and the parts that win together were written together.
    fn put(&self, path: &str, out: &mut Vec<(String, Option<Scalar>)>) {
        let mut puts = Vec::new();
        layout::put_statement(path, self, &mut puts);
        out.extend(puts.into_iter().map(|(key, scalar)| (key, Some(scalar))));
        if self.source.is_none() {
            out.push((format!("{path}/source"), None));
        }
        if !self.sensitive {
            out.push((format!("{path}/{SENSITIVE}"), None));
        }
    }

    fn delete(path: &str, out: &mut Vec<(String, Option<Scalar>)>) {
        out.extend(
            STATEMENT_PARTS
                .iter()
                .map(|part| (format!("{path}/{part}"), None)),
        );
    }
}

impl Plan {
    /// Keeps one of the visible values of a key.
    pub(super) fn keep(&mut self, state: &State, key: &str, op: OpId) -> Result<(), Problem> {
        let entries = state.entries(key);
        let kept = entries
            .iter()
            .find(|entry| entry.id == op)
            .ok_or_else(|| Problem::new(ProblemCode::NothingToKeep, layout::field_of(key)))?;
        self.put(state, key.to_owned(), kept.value.clone(), true);
        Ok(())
    }

    /// Puts a value under a key, unless it stands there already and, where conflicts shall close, alone.
    pub(super) fn put(
        &mut self,
        state: &State,
        key: String,
        value: Scalar,
        closes_conflicts: bool,
    ) {
        let entries = state.entries(&key);
        let stands = entries.last().is_some_and(|winner| winner.value == value);
        let is_disputed = in_conflict(entries) || state.has_aside(&key);
        if !stands || (closes_conflicts && is_disputed) {
            self.writes.insert(key, Some(value));
        }
    }

    fn delete(&mut self, state: &State, key: String) {
        if !state.seen(&key).is_empty() {
            self.writes.insert(key, None);
        }
    }

    /// Plans a field's way from its value now to its target.
    pub(super) fn field(&mut self, state: &State, target: &Target, token: [u8; 4]) {
        let name = target.spec.name;
        let closes = target.closes_conflicts;
        match &target.then {
            None => self.clear(state, name),
            Some(Value::Texts(texts)) => {
                self.list(
                    state,
                    name,
                    &layout::texts(name, state),
                    texts,
                    closes,
                    token,
                );
                self.mark_if_empty(state, name, texts.is_empty());
            }
            Some(Value::Statements(statements)) => {
                self.list(
                    state,
                    name,
                    &layout::statements(name, state),
                    statements,
                    closes,
                    token,
                );
                self.mark_if_empty(state, name, statements.is_empty());
            }
            Some(Value::Counts(counts)) => self.counts(state, name, counts, closes),
            Some(Value::Codes(codes)) => self.set(state, name, codes),
            Some(Value::References(ids)) => {
                let ids: Vec<_> = ids.iter().map(id_text).collect();
                self.set(state, name, &ids);
            }
            Some(single) => {
                let Some(scalar) = layout::scalar(single) else {
                    return;
                };
                match target.is_affirmed {
                    true => drop(self.writes.insert(name.to_owned(), Some(scalar))),
                    false => self.put(state, name.to_owned(), scalar, closes),
                }
            }
        }
    }

    fn clear(&mut self, state: &State, name: &str) {
        self.delete(state, name.to_owned());
        let items: Vec<_> = state
            .items(name)
            .map(|(item, _)| format!("{name}/{item}"))
            .collect();
        for key in items {
            self.delete(state, key);
        }
    }

    fn mark_if_empty(&mut self, state: &State, name: &str, is_empty: bool) {
        if is_empty {
            self.put(state, name.to_owned(), Scalar::Null, false);
        }
    }

    fn set(&mut self, state: &State, name: &str, target: &[String]) {
        let now: Vec<(&str, i64)> = layout::members(name, state).collect();
        for (member, _) in now
            .iter()
            .filter(|(member, _)| !target.iter().any(|other| other == member))
        {
            self.delete(state, format!("{name}/{member}"));
        }
        let position = |member: &str| {
            now.iter()
                .find(|(other, _)| *other == member)
                .map(|(_, position)| *position)
        };
        let kept_order = positions_after(
            &target
                .iter()
                .map(|member| position(member))
                .collect::<Vec<_>>(),
        );
        for (i, (member, in_order)) in target.iter().zip(kept_order).enumerate() {
            let number = in_order.unwrap_or_else(|| i64::try_from(i).unwrap_or(i64::MAX));
            self.put(
                state,
                format!("{name}/{member}"),
                Scalar::Int(number),
                false,
            );
        }
        self.mark_if_empty(state, name, target.is_empty());
    }

    fn counts(
        &mut self,
        state: &State,
        name: &str,
        target: &BTreeMap<String, i64>,
        closes_conflicts: bool,
    ) {
        let gone = layout::counts(name, state).into_keys();
        for count in gone.filter(|count| !target.contains_key(count)) {
            self.delete(state, format!("{name}/{count}"));
        }
        for (count, number) in target {
            let key = format!("{name}/{count}");
            self.put(state, key, Scalar::Int(*number), closes_conflicts);
        }
        self.mark_if_empty(state, name, target.is_empty());
    }

    /// Plans a list: items at both ends that stay are left, those between reuse their places, the rest goes or comes.
    fn list<T: Item>(
        &mut self,
        state: &State,
        name: &str,
        now: &[(String, T)],
        target: &[T],
        closes_conflicts: bool,
        token: [u8; 4],
    ) {
        let places = places(now, target, token);
        let mut writes = Vec::new();
        for (place, item) in places.iter().zip(target) {
            let path = format!("{name}/{place}");
            let stands = now
                .iter()
                .any(|(other, value)| other == place && value == item);
            if !stands || (closes_conflicts && item_in_conflict(state, &path)) {
                item.put(&path, &mut writes);
            }
        }
        for (place, _) in now.iter().filter(|(place, _)| !places.contains(place)) {
            T::delete(&format!("{name}/{place}"), &mut writes);
        }
        for (key, value) in writes {
            if value.is_some() || !state.entries(&key).is_empty() {
                self.writes.insert(key, value);
            }
        }
    }

    /// Gives the operations; each replaces every visible value of its key.
    pub(super) fn into_ops(self, state: &State) -> Vec<NewOp> {
        self.writes
            .into_iter()
            .map(|(key, value)| {
                let predecessors = state.seen(&key);
                NewOp {
                    key,
                    value,
                    predecessors,
                }
            })
            .collect()
    }
}

/// Whether visible values differ.
pub(super) fn in_conflict(entries: &[Entry]) -> bool {
    entries
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.value != b.value))
}

fn item_in_conflict(state: &State, path: &str) -> bool {
    in_conflict(state.entries(path))
        || STATEMENT_PARTS
            .iter()
            .any(|part| in_conflict(state.entries(&format!("{path}/{part}"))))
}

/// Gives each member a position: its own where all are in order, else nothing (count anew).
fn positions_after(current: &[Option<i64>]) -> Vec<Option<i64>> {
    let mut last = -1;
    let mut positions = Vec::with_capacity(current.len());
    for position in current {
        let next = position.unwrap_or(last + 1);
        if next <= last {
            return vec![None; current.len()];
        }
        last = next;
        positions.push(Some(next));
    }
    positions
}

/// Names the place of each target item.
fn places<T: PartialEq>(now: &[(String, T)], target: &[T], token: [u8; 4]) -> Vec<String> {
    let same = |pair: &(&(String, T), &T)| pair.0.1 == *pair.1;
    let head = now.iter().zip(target).take_while(same).count();
    let most_tail = now.len().min(target.len()) - head;
    let tail = now
        .iter()
        .rev()
        .zip(target.iter().rev())
        .take(most_tail)
        .take_while(same)
        .count();
    let old_middle = now.get(head..now.len() - tail).unwrap_or_default();
    let new_middle = target.len() - tail - head;

    let mut places: Vec<String> = now
        .iter()
        .take(head)
        .map(|(place, _)| place.clone())
        .collect();
    places.extend(
        old_middle
            .iter()
            .take(new_middle)
            .map(|(place, _)| place.clone()),
    );
    let is_append = tail == 0;
    let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
    for i in 0..new_middle.saturating_sub(old_middle.len()) {
        let last = places.last().map(|place| item_order(place).0);
        places.push(match (is_append, last) {
            (true, None) => format!("00-{token}"),
            (true, Some(number)) => format!("{:02}-{token}", number.saturating_add(1)),
            (false, last) => format!("{:02}-{token}{i:02}", last.unwrap_or(0)),
        });
    }
    places.extend(
        now.iter()
            .skip(now.len() - tail)
            .map(|(place, _)| place.clone()),
    );
    if places.is_sorted_by(|a, b| item_order(a) < item_order(b)) {
        places
    } else {
        appended_places(now, target.len(), &token)
    }
}

/// The plain way, where a place between two others could not be named: old places in order, new ones after them.
fn appended_places<T>(now: &[(String, T)], count: usize, token: &str) -> Vec<String> {
    let mut places: Vec<String> = now
        .iter()
        .take(count)
        .map(|(place, _)| place.clone())
        .collect();
    let mut number = now.last().map_or(0, |(place, _)| item_order(place).0);
    while places.len() < count {
        number = number.saturating_add(1);
        places.push(format!("{number:02}-{token}"));
    }
    places
}
