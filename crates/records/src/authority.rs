//! Whose writing counts.
//!
//! Some fields, or some of their values, ask for a role: a visit is reviewed by who may review. In a space that two units
//! share some ask for a unit: a report is accepted by the one above. This program refuses to write what would not count, so
//! only a manipulated device does, or one that had not heard of the end of its role.
//! Readers set such a value aside: it is neither the field's value nor in conflict with it, and it replaces nothing.

use proto::{DeviceId, Role, RoleSet, UnixMillis};
use serde_json::Value as Json;

use crate::Kind;
use crate::change::{Op, RecordChange};
use crate::document::Document;
use crate::layout::{KIND_KEY, UNKNOWN, field_of, shown};
use crate::schema::{self, FieldSpec, Party};
use crate::state::{State, causal_order};

/// On whose side a device is in a space that two units share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The unit's that founded the space: in what goes up, the unit above.
    Above,
    /// The other's.
    Below,
}

/// What a ledger says of a writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The roles held.
    pub roles: RoleSet,
    /// The side; nothing in a space of one unit alone, where nothing asks for one.
    pub side: Option<Side>,
}

impl From<RoleSet> for Standing {
    /// Gives the standing of a device in a space of one unit.
    fn from(roles: RoleSet) -> Self {
        Self { roles, side: None }
    }
}

impl From<Role> for Standing {
    fn from(role: Role) -> Self {
        RoleSet::from(role).into()
    }
}

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
    /// The roles of which the writer needed one; none where any would do.
    pub roles: &'static [Role],
    /// The unit that the writer had to be of, where two share the space.
    pub party: Option<Party>,
}

/// Takes every writer at their word: for tools that look at changes without a ledger.
#[must_use]
pub fn anyone(_: DeviceId, _: UnixMillis) -> Standing {
    Role::ALL.into_iter().collect::<RoleSet>().into()
}

/// Finds the change that began a document: of several that claim to have, the one that says so for the earliest instant.
pub fn opening<'a>(
    changes: impl IntoIterator<Item = &'a RecordChange>,
) -> Option<&'a RecordChange> {
    let changes = changes.into_iter();
    let openings = changes.filter(|change| change.deps().is_empty());
    openings.min_by_key(|change| (change.at(), change.hash()))
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

/// What a value asks of its writer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Need {
    /// One of these roles; none where any will do.
    pub(crate) roles: &'static [Role],
    /// This unit, where two share the space.
    pub(crate) party: Option<Party>,
}

impl Need {
    /// Tells whether a writer has one of the roles.
    pub(crate) fn has_role(&self, writer: Standing) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|role| writer.roles.contains(*role))
    }

    /// Tells whether a writer is of the unit; `opener` is the side of who made the record.
    pub(crate) fn is_of_party(&self, writer: Standing, opener: Option<Side>) -> bool {
        let (Some(party), Some(side)) = (self.party, writer.side) else {
            return true;
        };
        match party {
            Party::Above => side == Side::Above,
            Party::Below => side == Side::Below,
            Party::Asking => opener.is_none_or(|opener| opener == side),
            Party::Asked => opener.is_none_or(|opener| opener != side),
        }
    }
}

/// The fields of a kind that ask something of their writer, if only for some of their values.
pub(crate) struct Guarded {
    fields: Vec<&'static FieldSpec>,
}

impl Guarded {
    pub(crate) fn of(kind: Option<Kind>) -> Self {
        let specs = kind.map_or(&[][..], schema::fields);
        Self {
            fields: specs.iter().filter(|spec| spec.is_guarded()).collect(),
        }
    }

    /// Names what an operation asks of its writer; nothing where it counts from everyone.
    pub(crate) fn needed(&self, op: &Op) -> Option<Need> {
        if self.fields.is_empty() || op.key.starts_with(UNKNOWN) {
            return None;
        }
        let name = field_of(&op.key);
        let spec = self.fields.iter().find(|spec| spec.name == name)?;
        let value = op.value.as_ref().and_then(|value| value.as_str());
        needed(spec, value)
    }

    fn ask_for_a_party(&self) -> bool {
        self.fields.iter().any(|spec| !spec.parties.is_empty())
    }
}

/// Names what a value of a field asks of its writer.
fn needed(spec: &FieldSpec, value: Option<&str>) -> Option<Need> {
    let is_of =
        |values: &[&str]| values.is_empty() || value.is_some_and(|value| values.contains(&value));
    let authority = spec.authority.filter(|authority| is_of(authority.values));
    let mut parties = spec.parties.iter();
    let need = Need {
        roles: authority.map_or(&[], |authority| authority.roles),
        party: parties
            .find(|rule| is_of(rule.values))
            .map(|rule| rule.party),
    };
    (need != Need::default()).then_some(need)
}

/// Decides which operations of a document count.
pub(crate) struct Judge<F> {
    guarded: Guarded,
    standing_at: F,
    /// The side of who made the document, where something asks for one.
    pub(crate) opener: Option<Side>,
}

impl<F: Fn(DeviceId, UnixMillis) -> Standing> Judge<F> {
    /// Makes the judge of a document of these changes, each after those it depends on.
    pub(crate) fn of(order: &[&RecordChange], standing_at: F) -> Self {
        let guarded = Guarded::of(kind_of(order));
        let opening = match guarded.ask_for_a_party() {
            true => opening(order.iter().copied()),
            false => None,
        };
        let opener = opening.and_then(|change| standing_at(change.device(), change.at()).side);
        Self {
            guarded,
            standing_at,
            opener,
        }
    }

    pub(crate) fn counts(&self, change: &RecordChange, op: &Op) -> bool {
        let is_met = |need: Need| {
            let writer = (self.standing_at)(change.device(), change.at());
            need.has_role(writer) && need.is_of_party(writer, self.opener)
        };
        !change.is_void() && self.guarded.needed(op).is_none_or(is_met)
    }
}

/// Finds the kind first: which fields ask for something depends on it, and it never does itself.
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
    /// Lists the values that do not count, for what their writer was not, and that nobody replaced since.
    #[must_use]
    pub fn unauthorised(&self) -> Vec<Unauthorised> {
        let specs = self.kind().map_or(&[][..], schema::fields);
        let unauthorised = self.state.aside().filter(|aside| !aside.is_void);
        let listed = unauthorised.map(|aside| {
            let field = field_of(&aside.key);
            let spec = specs.iter().find(|spec| spec.name == field);
            let value = aside.value.as_ref().and_then(|value| value.as_str());
            let need = spec.and_then(|spec| needed(spec, value));
            let need = need.unwrap_or_default();
            Unauthorised {
                roles: need.roles,
                party: need.party,
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
