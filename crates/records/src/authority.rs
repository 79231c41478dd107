//! Whose writing counts.
//!
//! Some fields, or some of their values, ask for a role: a visit is reviewed by who may review. This program refuses to
//! write what would not count, so only a manipulated device does, or one that had not heard of the end of its role.
//! Readers set such a value aside: it is neither the field's value nor in conflict with it, and it replaces nothing.

use proto::{DeviceId, Role, RoleSet, UnixMillis};
use serde_json::Value as Json;

use crate::Kind;
use crate::change::{Op, RecordChange};
use crate::document::Document;
use crate::layout::{KIND_KEY, UNKNOWN, field_of, shown};
use crate::schema::{self, FieldSpec};
use crate::state::{State, causal_order};

/// A value that was written and does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Unauthorised {
    /// The field, by its interchange name.
    pub field: String,
    /// The value in interchange form; nothing where the field's value was taken away.
    pub value: Option<Json>,
    /// The device that wrote it.
    pub device: DeviceId,
    /// When, by that device's clock.
    pub at: UnixMillis,
}

/// Takes every writer at their word: for tools that look at changes without a ledger.
#[must_use]
pub fn anyone(_: DeviceId, _: UnixMillis) -> RoleSet {
    Role::ALL.into_iter().collect()
}

/// Tells whether a record's changes write anything that does not count from everyone, so that a ledger is needed to
/// read them.
#[must_use]
pub fn needs_roles(changes: &[RecordChange]) -> bool {
    let order: Vec<&RecordChange> = changes.iter().collect();
    let guarded = Guarded::of(kind_of(&order));
    let mut ops = changes.iter().flat_map(RecordChange::ops);
    ops.any(|op| guarded.needed(op).is_some())
}

/// The fields of a kind that ask for a role, if only for some of their values.
pub(crate) struct Guarded {
    fields: Vec<&'static FieldSpec>,
}

impl Guarded {
    pub(crate) fn of(kind: Option<Kind>) -> Self {
        let specs = kind.map_or(&[][..], schema::fields);
        Self {
            fields: specs
                .iter()
                .filter(|spec| spec.authority.is_some())
                .collect(),
        }
    }

    /// Names the roles of which an operation's writer needs one; nothing where it counts from everyone.
    pub(crate) fn needed(&self, op: &Op) -> Option<&'static [Role]> {
        if self.fields.is_empty() || op.key.starts_with(UNKNOWN) {
            return None;
        }
        let name = field_of(&op.key);
        let spec = self.fields.iter().find(|spec| spec.name == name)?;
        let authority = spec.authority.as_ref()?;
        let value = op.value.as_ref().and_then(|value| value.as_str());
        let is_guarded = authority.values.is_empty()
            || value.is_some_and(|value| authority.values.contains(&value));
        is_guarded.then_some(authority.roles)
    }
}

/// Decides which operations of a document count.
pub(crate) struct Judge<F> {
    guarded: Guarded,
    roles_at: F,
}

impl<F: Fn(DeviceId, UnixMillis) -> RoleSet> Judge<F> {
    /// Makes the judge of a document of these changes, each after those it depends on.
    pub(crate) fn of(order: &[&RecordChange], roles_at: F) -> Self {
        Self {
            guarded: Guarded::of(kind_of(order)),
            roles_at,
        }
    }

    pub(crate) fn counts(&self, change: &RecordChange, op: &Op) -> bool {
        let is_entitled =
            |roles: &[Role]| has_one((self.roles_at)(change.device(), change.at()), roles);
        !change.is_void() && self.guarded.needed(op).is_none_or(is_entitled)
    }
}

pub(crate) fn has_one(held: RoleSet, needed: &[Role]) -> bool {
    needed.iter().any(|role| held.contains(*role))
}

/// Finds the kind first: which fields ask for a role depends on it, and it never does itself.
fn kind_of(order: &[&RecordChange]) -> Option<Kind> {
    let mut kinds = State::default();
    for change in order {
        kinds.apply_some(change, |op| op.key == KIND_KEY, |_| true);
    }
    kinds.winner(KIND_KEY)?.as_str()?.parse().ok()
}

/// Gives the changes that can be applied, each after those it depends on.
pub(crate) fn applicable(changes: &[RecordChange]) -> Vec<&RecordChange> {
    causal_order(changes)
        .into_iter()
        .filter_map(|i| changes.get(i))
        .collect()
}

impl Document {
    /// Lists the values that do not count, for want of a role of their writer, and that nobody replaced since.
    #[must_use]
    pub fn unauthorised(&self) -> Vec<Unauthorised> {
        let specs = self.kind().map_or(&[][..], schema::fields);
        let unauthorised = self.state.aside().filter(|aside| !aside.is_void);
        let listed = unauthorised.map(|aside| {
            let field = field_of(&aside.key);
            let spec = specs.iter().find(|spec| spec.name == field);
            Unauthorised {
                field: field.to_owned(),
                value: aside
                    .value
                    .as_ref()
                    .map(|value| shown(spec, &aside.key, value)),
                device: aside.id.device,
                at: aside.at,
            }
        });
        listed.collect()
    }
}
