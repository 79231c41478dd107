//! The fields of each kind, as data.
//!
//! Everything else in this crate reads these tables: validation, interchange, the layout in
//! Automerge, history, CSV. Names are those of the interchange files. What is not here on purpose:
//! any field for political opinion, religion, ethnicity, taking part in assembly, or a score of a
//! person (see [`crate::never`]).

mod tables;

use proto::Role;

use crate::Kind;

/// The longest text that a person writes, in bytes: about four pages.
pub const TEXT: usize = 8 * 1024;
/// The longest name, address or title, in bytes.
pub const NAME: usize = 400;
/// The longest code or topic, in bytes.
pub const CODE: usize = 160;
/// The first year that a record tells of.
pub const FIRST_YEAR: i64 = 1990;
/// The last year that a record tells of.
pub const LAST_YEAR: i64 = 2200;

/// What a field holds and within which limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// The id of a document of one of these kinds.
    Reference(&'static [Kind]),
    /// A set of ids of documents of one kind.
    References {
        /// The kind referred to.
        kind: Kind,
        /// The most ids.
        max_items: usize,
    },
    /// Text.
    Text {
        /// The most bytes.
        max: usize,
    },
    /// A telephone number: digits with `+`, spaces, dots, hyphens and brackets, 6 to 20 characters, or empty.
    Phone,
    /// The id of a space, 32 hexadecimal digits; written by the system.
    Space,
    /// A whole number.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A distance in metres, whole or with decimals.
    Metres {
        /// The greatest, in metres.
        max: i64,
    },
    /// Degrees north, kept to a millionth of a degree (11 cm).
    Latitude,
    /// Degrees east, kept to a millionth of a degree (11 cm).
    Longitude,
    /// A day, `2026-01-31`.
    Date,
    /// An instant as in RFC 3339, kept as written with its offset.
    Instant,
    /// A year, quarter, month or week: `2026`, `2026-Q3`, `2026-11`, `2026-W47`; see [`crate::Period`].
    Period,
    /// One of these codes.
    Choice(&'static [&'static str]),
    /// A set of codes: of these, or any where the list is empty.
    Codes {
        /// The codes allowed; empty: any text up to [`CODE`] bytes.
        of: &'static [&'static str],
        /// The most codes.
        max_items: usize,
    },
    /// A set of years, written as texts of four digits.
    Years {
        /// The most years.
        max_items: usize,
    },
    /// A whole number under each of some names.
    Counts {
        /// The names allowed; empty: any text up to [`CODE`] bytes.
        of: &'static [&'static str],
        /// Names allowed before a colon and a code of up to [`CODE`] bytes.
        by_code: &'static [&'static str],
        /// The most names.
        max_items: usize,
        /// The greatest number; the least is 0.
        max: i64,
    },
    /// Texts in order.
    TextList {
        /// The most items.
        max_items: usize,
        /// The most bytes of an item.
        max: usize,
    },
    /// Statements in order, each marked as fact, assessment or hearsay.
    Statements {
        /// The most statements.
        max_items: usize,
    },
}

/// One field of a kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldSpec {
    /// The name in interchange files, and the key in documents.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Whose writing counts; everyone's who may write in the space, where nothing is said.
    pub authority: Option<Authority>,
    /// Which unit's writing counts in a space that two share; either's, where nothing is said.
    pub parties: &'static [PartyRule],
    /// Whether all of it was heard in confidence, or is of a special category.
    pub sensitive: bool,
}

/// Whose writing of a field counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Authority {
    /// The roles of which the writer needs one.
    pub roles: &'static [Role],
    /// The codes for which it is needed; empty: for whatever is written, and for taking it away.
    pub values: &'static [&'static str],
}

/// Which of the two units that share a space has to have written some values of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartyRule {
    /// The unit.
    pub party: Party,
    /// The codes for which it is needed; empty: for whatever is written, and for taking it away.
    pub values: &'static [&'static str],
}

/// One of the two units that share a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The one above, which founded the space.
    Above,
    /// The one below.
    Below,
    /// The one that made the record.
    Asking,
    /// The other one.
    Asked,
}

impl Party {
    /// Gives the stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Asking => "asking",
            Self::Asked => "asked",
        }
    }
}

impl FieldSpec {
    /// Whether some values of the field do not count from everyone who may write in the space.
    #[must_use]
    pub const fn is_guarded(&self) -> bool {
        self.authority.is_some() || !self.parties.is_empty()
    }

    /// Whether the field holds many items, each under its own key.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        matches!(
            self.shape,
            Shape::References { .. }
                | Shape::Codes { .. }
                | Shape::Years { .. }
                | Shape::Counts { .. }
                | Shape::TextList { .. }
                | Shape::Statements { .. }
        )
    }

    /// Whether the field says of records that they are of the same, or are not. What it names may be somewhere else, come
    /// later, or be gone.
    #[must_use]
    pub fn is_link(&self) -> bool {
        matches!(self.name, LINKED_TO | NOT_SAME_AS)
    }

    /// Whether the items form a set, where presence counts and position only orders.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        matches!(
            self.shape,
            Shape::References { .. } | Shape::Codes { .. } | Shape::Years { .. }
        )
    }
}

/// Gives the fields of a kind, in the order of the interchange files.
#[must_use]
pub const fn fields(kind: Kind) -> &'static [FieldSpec] {
    match kind {
        Kind::Unit => tables::UNIT,
        Kind::Area => tables::AREA,
        Kind::Officer => tables::OFFICER,
        Kind::Household => tables::HOUSEHOLD,
        Kind::Establishment => tables::ESTABLISHMENT,
        Kind::Group => tables::GROUP,
        Kind::Visit => tables::VISIT,
        Kind::Meeting => tables::MEETING,
        Kind::FollowUp => tables::FOLLOW_UP,
        Kind::Model => tables::MODEL,
        Kind::Assessment => tables::ASSESSMENT,
        Kind::Survey => tables::SURVEY,
        Kind::Training => tables::TRAINING,
        Kind::Material => tables::MATERIAL,
        Kind::HandOut => tables::HAND_OUT,
        Kind::Report => tables::REPORT,
        Kind::Referral => tables::REFERRAL,
        Kind::Request => tables::REQUEST,
    }
}

/// Finds a field of a kind by its name.
#[must_use]
pub fn field(kind: Kind, name: &str) -> Option<&'static FieldSpec> {
    fields(kind).iter().find(|spec| spec.name == name)
}

/// The field that names the leading one of two records of the same; see [`leaders`](crate::leaders).
pub const LINKED_TO: &str = "linked_to";
/// The field that names records which look the same and are not.
pub const NOT_SAME_AS: &str = "not_same_as";

/// The roles that review what officers write and decide what becomes of groups.
pub const REVIEWERS: &[Role] = &[Role::Supervisor, Role::Commander, Role::Administrator];

/// The roles of an officer.
pub const ROLES: &[&str] = &[
    "officer",
    "supervisor",
    "commander",
    "administrator",
    "auditor",
];
/// The kinds of establishment. `lpg`, a shop that fills or sells gas bottles, is what registers in use write; `gas`
/// stands for any other gas site.
pub const ESTABLISHMENT_KINDS: &[&str] = &[
    "karaoke", "food", "lodging", "pawnshop", "gas", "lpg", "company", "project", "school",
    "agency", "other",
];
/// The three aims of a visit.
pub const PURPOSES: &[&str] = &["listen", "inform", "support"];
/// The stages of a visit's record.
pub const VISIT_STATUSES: &[&str] = &["draft", "submitted", "returned", "reviewed"];
/// What a visit can be to; only `area` must be said, the others follow from the reference.
pub const WHOM: &[&str] = &["household", "establishment", "group", "area"];
/// The states of a follow-up.
pub const FOLLOW_UP_STATES: &[&str] = &["open", "in_progress", "referred", "done", "dropped"];
/// What became of what one unit asked of another.
pub const REFERRAL_STATES: &[&str] = &["sent", "acknowledged", "answered", "declined"];
/// The stages of a report; the unit above returns or accepts it.
pub const REPORT_STATUSES: &[&str] = &["draft", "submitted", "returned", "accepted"];
/// What a report counts. There is no other way to put anything of a register into one, but for [`REPORT_COUNTS_BY_CODE`].
pub const REPORT_COUNTS: &[&str] = &[
    "areas",
    "households",
    "households_visited",
    "visits",
    "visits_reviewed",
    "visits_listen",
    "visits_inform",
    "visits_support",
    "needs",
    "needs_taken_up",
    "needs_answered",
    "follow_ups_open",
    "follow_ups_overdue",
    "follow_ups_done",
    "officers_in_field",
    "officers_above_norm",
    "officers_above_twice_norm",
    "households_without_officer",
    "models",
    "groups",
    "groups_active",
    "groups_weak",
    "households_in_groups",
    "meetings",
    "commander_presence",
    "commander_gaps",
    "establishments",
    "establishments_registered",
    "establishments_recognised",
    "trainings",
    "topics_trained",
    "officers_trained",
    "copies_printed",
    "copies_handed_out",
];
/// What a report counts by code, as `groups_of_model:CODE`: by the unit's models and by the topics of its trainings. Codes of
/// other lists do not go into a report.
pub const REPORT_COUNTS_BY_CODE: &[&str] = &["groups_of_model", "officers_of_topic"];
/// How many codes there are, by what is counted under each: of units that name the same ones they do not add up.
pub const REPORT_CODES: &[(&str, &str)] = &[
    ("models", "groups_of_model"),
    ("topics_trained", "officers_of_topic"),
];

/// Splits the name of a count into what is counted and the code; nothing for a count that has none.
#[must_use]
pub fn counted_by_code(name: &str) -> Option<(&str, &str)> {
    let (counted, code) = name.split_once(':')?;
    REPORT_COUNTS_BY_CODE
        .contains(&counted)
        .then_some((counted, code))
}
/// The states of a group.
pub const GROUP_STATES: &[&str] = &["active", "weak", "merged", "dissolved"];
/// The stages of the safety standard of an establishment.
pub const SAFETY_STANDARDS: &[&str] = &["registered", "recognised"];
/// What becomes of a model.
pub const MODEL_STATES: &[&str] = &["kept", "merged", "stopped"];
/// How a group does in a period.
pub const RESULTS: &[&str] = &["excellent", "good", "fair", "weak"];
/// What a reviewer would do with a group.
pub const RECOMMENDATIONS: &[&str] = &["keep", "strengthen", "merge", "dissolve", "commend"];
/// The stages of a survey.
pub const SURVEY_STATUSES: &[&str] = &["draft", "submitted", "returned", "approved"];
/// What a resident may ask for (Law 91/2025/QH15): to see what is held, to have it corrected, not to have it used, to have it
/// erased.
pub const REQUEST_KINDS: &[&str] = &["access", "correction", "restriction", "erasure"];
/// The states of a request.
pub const REQUEST_STATES: &[&str] = &["open", "answered", "refused"];
/// The kinds of statement.
pub const STATEMENT_KINDS: &[&str] = &["fact", "assessment", "hearsay"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_has_a_field_that_is_never_recorded() {
        for kind in Kind::ALL {
            for spec in fields(kind) {
                assert!(!crate::never::is_never_recorded(spec.name), "{}", spec.name);
            }
        }
    }

    #[test]
    fn only_codes_of_their_field_ask_for_a_role() {
        for spec in Kind::ALL.into_iter().flat_map(fields) {
            let codes = match spec.shape {
                Shape::Choice(of) => of,
                _ => &[],
            };
            let are_codes = |values: &[&str]| values.iter().all(|value| codes.contains(value));
            assert!(spec.parties.iter().all(|rule| are_codes(rule.values)));
            if let Some(authority) = spec.authority {
                assert!(!authority.roles.is_empty(), "{}", spec.name);
                assert!(are_codes(authority.values), "{}", spec.name);
            }
        }
    }

    #[test]
    fn field_names_are_unique_and_can_be_keys() {
        for kind in Kind::ALL {
            let mut names: Vec<_> = fields(kind).iter().map(|spec| spec.name).collect();
            assert!(
                names
                    .iter()
                    .all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
            );
            assert!(!names.contains(&"id"));
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), fields(kind).len());
        }
    }
}
