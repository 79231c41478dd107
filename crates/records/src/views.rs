//! Records as plain structs in interchange form, for programs that would rather not handle JSON.
//!
//! Ids are texts (UUIDs), absent values are `None`, absent lists are empty, fields of other programs stand in `extra`.
//! A struct becomes a record by [`View::to_draft`], which checks it, and is read from a document by
//! [`View::of`].

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::Kind;
use crate::document::Document;
use crate::draft::Draft;
use crate::problem::{Problem, ProblemCode};
use crate::value::Statement;

/// A struct that shows one kind of record.
pub trait View: Serialize + DeserializeOwned {
    /// The kind.
    const KIND: Kind;

    /// Reads a document of the kind; nothing if it is of another, or lacks what the kind needs.
    #[must_use]
    fn of(document: &Document) -> Option<Self> {
        if document.kind() != Some(Self::KIND) {
            return None;
        }
        serde_json::from_value(Json::Object(document.to_json())).ok()
    }

    /// Checks the record.
    ///
    /// # Errors
    ///
    /// Every [`Problem`] at once.
    fn to_draft(&self) -> Result<Draft, Vec<Problem>> {
        let json = serde_json::to_value(self)
            .map_err(|_| vec![Problem::new(ProblemCode::NotAnObject, "")])?;
        Draft::from_json(Self::KIND, &json)
    }
}

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($fields:tt)* })*) => { $(
        view!(@ [$(#[$doc])* $name] [] $($fields)*);

        impl View for $name {
            const KIND: Kind = Kind::$name;
        }
    )* };
}

/// Turns `name!: T` (needed), `name?: T` (may be absent), `name*: T` (list) and `name%: T` (under names) into fields with
/// their serde rules.
macro_rules! view {
    (@ [$(#[$doc:meta])* $name:ident] [$($done:tt)*]) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the schema says what each field holds")]
        pub struct $name {
            pub id: String,
            $($done)*
            #[serde(flatten)]
            pub extra: Map<String, Json>,
        }
    };
    (@ $head:tt [$($done:tt)*] $field:ident !: $type:ty, $($rest:tt)*) => {
        view!(@ $head [$($done)* pub $field: $type,] $($rest)*);
    };
    (@ $head:tt [$($done:tt)*] $field:ident ?: $type:ty, $($rest:tt)*) => {
        view!(@ $head [$($done)*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,
        ] $($rest)*);
    };
    (@ $head:tt [$($done:tt)*] $field:ident *: $type:ty, $($rest:tt)*) => {
        view!(@ $head [$($done)*
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub $field: Vec<$type>,
        ] $($rest)*);
    };
    (@ $head:tt [$($done:tt)*] $field:ident %: $type:ty, $($rest:tt)*) => {
        view!(@ $head [$($done)*
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub $field: BTreeMap<String, $type>,
        ] $($rest)*);
    };
}

views! {
    /// A unit.
    Unit {
        name!: String, parent?: String, space?: String, norm_households?: i64, presence_visits?: i64,
        presence_roles*: String, presence_whom*: String, presence_purposes*: String,
    }
    /// An area.
    Area { name!: String, unit?: String, space?: String, }
    /// An officer.
    Officer { name!: String, role!: String, areas*: String, unit?: String, }
    /// A household.
    Household {
        area!: String, code!: String, head!: String, address?: String, phone?: String, residents?: i64,
        temporary_residents?: i64, lat?: f64, lon?: f64, note?: String, members*: String, standing_needs*: String,
        linked_to?: String, not_same_as*: String,
        restricted?: String,
    }
    /// An establishment.
    Establishment {
        area!: String, kind!: String, name!: String, owner?: String, address?: String, phone?: String, lat?: f64,
        lon?: f64, safety_standard?: String, safety_year?: i64, note?: String,
        registered_years*: String, recognised_years*: String, linked_to?: String, not_same_as*: String,
    }
    /// A group.
    Group {
        area!: String, model?: String, name!: String, leader?: String, founded?: String, members*: String,
        sponsor?: String, state?: String, merged_into?: String, linked_to?: String, not_same_as*: String,
    }
    /// A visit.
    Visit {
        household?: String, area!: String, officer!: String, started_at!: String, minutes?: i64, purposes*: String,
        met*: String, lat?: f64, lon?: f64, accuracy_m?: f64, notes*: Statement, topics*: String, needs*: String,
        status?: String, establishment?: String, group?: String, whom?: String, next_visit_due?: String,
        sensitive_needs*: String, review?: String,
    }
    /// A meeting.
    Meeting {
        group!: String, held_at!: String, attended?: i64, topics*: String, notes?: String, area?: String,
        officer?: String, statements*: Statement, decisions*: String,
    }
    /// A follow-up.
    FollowUp {
        visit?: String, area!: String, what!: String, assignee?: String, due?: String, state?: String,
        household?: String, establishment?: String, group?: String, meeting?: String, referred_to?: String,
        outcome?: String, answer?: String,
    }
    /// A unit's report of a period.
    Report {
        period!: String, counts%: i64, narrative*: String, status?: String, review?: String, space?: String,
    }
    /// What one unit asks of another.
    Referral {
        space!: String, what!: String, sent_at!: String, follow_up?: String, due?: String, state?: String,
        answer?: String,
    }
    /// A model.
    Model { code!: String, name!: String, text?: String, state?: String, merged_into?: String, }
    /// An assessment.
    Assessment {
        group!: String, period!: String, officer!: String, criteria%: i64, result?: String, recommendation?: String,
        note?: String, area?: String,
    }
    /// A survey.
    Survey {
        area!: String, period!: String, counts%: i64, narrative*: String, status?: String, review?: String,
        officer?: String,
    }
    /// A training.
    Training {
        topics*: String, held_at!: String, trainer?: String, place?: String, officers*: String,
        others_attended?: i64, note?: String,
    }
    /// A material.
    Material { title!: String, topics*: String, printed?: i64, printed_on?: String, note?: String, }
    /// Copies handed out.
    HandOut {
        material!: String, copies!: i64, handed_out_at!: String, officer!: String, area?: String, household?: String,
        establishment?: String, group?: String, note?: String,
    }
    /// A resident's request.
    Request {
        household!: String, area!: String, kind!: String, received_at!: String, person?: String, note?: String,
        officer?: String, due?: String, state?: String, outcome?: String, answered_at?: String,
    }
}
