//! The tables themselves. The fields of `interchange.md` come first and in its order; those that it
//! does not name follow, each because a rule of the work asks for it.

use super::{
    Authority, CODE, ESTABLISHMENT_KINDS, FIRST_YEAR, FOLLOW_UP_STATES, FieldSpec, GROUP_STATES,
    LAST_YEAR, LINKED_TO, MODEL_STATES, NAME, NOT_SAME_AS, PURPOSES, Party, PartyRule,
    RECOMMENDATIONS, REFERRAL_STATES, REPORT_COUNTS, REPORT_COUNTS_BY_CODE, REPORT_STATUSES,
    REQUEST_KINDS, REQUEST_STATES, RESULTS, REVIEWERS, ROLES, SAFETY_STANDARDS, SURVEY_STATUSES,
    Shape, TEXT, VISIT_STATUSES, WHOM,
};
use crate::Kind;

const fn required(name: &'static str, shape: Shape) -> FieldSpec {
    FieldSpec {
        name,
        shape,
        required: true,
        authority: None,
        parties: &[],
        sensitive: false,
    }
}

const fn optional(name: &'static str, shape: Shape) -> FieldSpec {
    FieldSpec {
        name,
        shape,
        required: false,
        authority: None,
        parties: &[],
        sensitive: false,
    }
}

/// Has a field kept back; see [`crate::withhold`].
const fn sensitive(spec: FieldSpec) -> FieldSpec {
    FieldSpec {
        sensitive: true,
        ..spec
    }
}

/// Has a field count from reviewers only: all of it, or these codes of it.
const fn reviewed(spec: FieldSpec, values: &'static [&'static str]) -> FieldSpec {
    FieldSpec {
        authority: Some(Authority {
            roles: REVIEWERS,
            values,
        }),
        ..spec
    }
}

/// Has a field count from one of the two units that share a space only: all of it, or some codes from the one and some
/// from the other.
const fn said_by(spec: FieldSpec, parties: &'static [PartyRule]) -> FieldSpec {
    FieldSpec { parties, ..spec }
}

const fn all_from(party: Party) -> PartyRule {
    PartyRule { party, values: &[] }
}

/// Which record of the same leads; written into the one that follows. That two are of the same, a reviewer decides.
const fn linked_to(kind: &'static [Kind]) -> FieldSpec {
    reviewed(optional(LINKED_TO, Shape::Reference(kind)), &[])
}

/// Which records look the same and are not; written into the one with the smaller id.
const fn not_same_as(kind: Kind) -> FieldSpec {
    let max_items = 200;
    reviewed(
        optional(NOT_SAME_AS, Shape::References { kind, max_items }),
        &[],
    )
}

const NAME_TEXT: Shape = Shape::Text { max: NAME };
const LONG_TEXT: Shape = Shape::Text { max: TEXT };
const CODE_TEXT: Shape = Shape::Text { max: CODE };
const IN_AREA: Shape = Shape::Reference(&[Kind::Area]);
const TEXTS: Shape = Shape::TextList {
    max_items: 50,
    max: TEXT,
};
const NAMES: Shape = Shape::TextList {
    max_items: 100,
    max: NAME,
};
const STATEMENTS: Shape = Shape::Statements { max_items: 50 };
const TOPICS: Shape = Shape::Codes {
    of: &[],
    max_items: 50,
};
const fn of_codes(of: &'static [&'static str]) -> Shape {
    Shape::Codes { of, max_items: 10 }
}

const COUNT: Shape = Shape::Integer {
    min: 0,
    max: 100_000,
};
const COPIES: Shape = Shape::Integer {
    min: 0,
    max: 10_000_000,
};
const YEARS: Shape = Shape::Years { max_items: 100 };
const OFFICER_REFERENCE: Shape = Shape::Reference(&[Kind::Officer]);

pub(super) const UNIT: &[FieldSpec] = &[
    required("name", NAME_TEXT),
    optional("parent", Shape::Reference(&[Kind::Unit])),
    // Of another unit: the liaison with it.
    optional("space", Shape::Space),
    // What the unit counts by.
    reviewed(optional("norm_households", COUNT), &[]),
    reviewed(
        optional("presence_visits", Shape::Integer { min: 0, max: 100 }),
        &[],
    ),
    reviewed(optional("presence_roles", of_codes(ROLES)), &[]),
    reviewed(optional("presence_whom", of_codes(WHOM)), &[]),
    reviewed(optional("presence_purposes", of_codes(PURPOSES)), &[]),
];

pub(super) const AREA: &[FieldSpec] = &[
    required("name", NAME_TEXT),
    optional("unit", Shape::Reference(&[Kind::Unit])),
    optional("space", Shape::Space),
];

pub(super) const OFFICER: &[FieldSpec] = &[
    required("name", NAME_TEXT),
    required("role", Shape::Choice(ROLES)),
    optional(
        "areas",
        Shape::References {
            kind: Kind::Area,
            // Whoever leads a district is in all its areas; one of 70,000 households has 536.
            max_items: 2_000,
        },
    ),
    optional("unit", Shape::Reference(&[Kind::Unit])),
];

pub(super) const HOUSEHOLD: &[FieldSpec] = &[
    required("area", IN_AREA),
    required("code", CODE_TEXT),
    required("head", NAME_TEXT),
    optional("address", NAME_TEXT),
    optional("phone", Shape::Phone),
    optional("residents", Shape::Integer { min: 0, max: 1_000 }),
    optional(
        "temporary_residents",
        Shape::Integer {
            min: 0,
            max: 10_000,
        },
    ),
    optional("lat", Shape::Latitude),
    optional("lon", Shape::Longitude),
    optional("note", LONG_TEXT),
    optional("members", NAMES),
    optional("standing_needs", TEXTS),
    linked_to(&[Kind::Household]),
    not_same_as(Kind::Household),
    // Since when it is only kept: no list, count or export shows it.
    reviewed(optional("restricted", Shape::Date), &[]),
];

pub(super) const ESTABLISHMENT: &[FieldSpec] = &[
    required("area", IN_AREA),
    required("kind", Shape::Choice(ESTABLISHMENT_KINDS)),
    required("name", NAME_TEXT),
    optional("owner", NAME_TEXT),
    optional("address", NAME_TEXT),
    optional("phone", Shape::Phone),
    optional("lat", Shape::Latitude),
    optional("lon", Shape::Longitude),
    optional("safety_standard", Shape::Choice(SAFETY_STANDARDS)),
    optional(
        "safety_year",
        Shape::Integer {
            min: FIRST_YEAR,
            max: LAST_YEAR,
        },
    ),
    optional("note", LONG_TEXT),
    // Of every year, where `safety_standard` and `safety_year` tell of one.
    optional("registered_years", YEARS),
    optional("recognised_years", YEARS),
    linked_to(&[Kind::Establishment]),
    not_same_as(Kind::Establishment),
];

pub(super) const GROUP: &[FieldSpec] = &[
    required("area", IN_AREA),
    optional("model", CODE_TEXT),
    required("name", NAME_TEXT),
    optional("leader", NAME_TEXT),
    optional("founded", Shape::Date),
    optional(
        "members",
        Shape::References {
            kind: Kind::Household,
            max_items: 1_000,
        },
    ),
    optional("sponsor", NAME_TEXT),
    // Officers see a group weaken; that it ends, a supervisor decides.
    reviewed(
        optional("state", Shape::Choice(GROUP_STATES)),
        &["merged", "dissolved"],
    ),
    reviewed(
        optional("merged_into", Shape::Reference(&[Kind::Group])),
        &[],
    ),
    linked_to(&[Kind::Group]),
    not_same_as(Kind::Group),
];

pub(super) const VISIT: &[FieldSpec] = &[
    optional("household", Shape::Reference(&[Kind::Household])),
    required("area", IN_AREA),
    required("officer", Shape::Reference(&[Kind::Officer])),
    required("started_at", Shape::Instant),
    optional("minutes", Shape::Integer { min: 0, max: 1_440 }),
    required(
        "purposes",
        Shape::Codes {
            of: PURPOSES,
            max_items: 3,
        },
    ),
    optional("met", NAMES),
    optional("lat", Shape::Latitude),
    optional("lon", Shape::Longitude),
    optional("accuracy_m", Shape::Metres { max: 1_000_000 }),
    optional("notes", STATEMENTS),
    optional("topics", TOPICS),
    optional("needs", TEXTS),
    reviewed(
        optional("status", Shape::Choice(VISIT_STATUSES)),
        &["returned", "reviewed"],
    ),
    optional("establishment", Shape::Reference(&[Kind::Establishment])),
    optional("group", Shape::Reference(&[Kind::Group])),
    optional("whom", Shape::Choice(WHOM)),
    optional("next_visit_due", Shape::Date),
    // What people ask for in confidence.
    sensitive(optional("sensitive_needs", TEXTS)),
    // What the reviewer says of the visit: why it is returned.
    reviewed(optional("review", LONG_TEXT), &[]),
];

pub(super) const MEETING: &[FieldSpec] = &[
    required("group", Shape::Reference(&[Kind::Group])),
    required("held_at", Shape::Instant),
    optional("attended", COUNT),
    optional("topics", TOPICS),
    optional("notes", LONG_TEXT),
    optional("area", IN_AREA),
    optional("officer", Shape::Reference(&[Kind::Officer])),
    optional("statements", STATEMENTS),
    optional("decisions", TEXTS),
];

pub(super) const FOLLOW_UP: &[FieldSpec] = &[
    optional("visit", Shape::Reference(&[Kind::Visit])),
    required("area", IN_AREA),
    required("what", LONG_TEXT),
    optional("assignee", Shape::Reference(&[Kind::Officer])),
    optional("due", Shape::Date),
    optional("state", Shape::Choice(FOLLOW_UP_STATES)),
    optional("household", Shape::Reference(&[Kind::Household])),
    optional("establishment", Shape::Reference(&[Kind::Establishment])),
    optional("group", Shape::Reference(&[Kind::Group])),
    optional("meeting", Shape::Reference(&[Kind::Meeting])),
    optional("referred_to", NAME_TEXT),
    optional("outcome", LONG_TEXT),
    // What the unit to which it was referred says: a device that reviews brings it from the liaison.
    reviewed(optional("answer", LONG_TEXT), &[]),
];

const FROM_BELOW: &[PartyRule] = &[all_from(Party::Below)];
const FROM_ABOVE: &[PartyRule] = &[all_from(Party::Above)];
const FROM_WHO_ASKS: &[PartyRule] = &[all_from(Party::Asking)];
const FROM_WHO_IS_ASKED: &[PartyRule] = &[all_from(Party::Asked)];

pub(super) const REPORT: &[FieldSpec] = &[
    said_by(required("period", Shape::Period), FROM_BELOW),
    said_by(
        optional(
            "counts",
            Shape::Counts {
                of: REPORT_COUNTS,
                by_code: REPORT_COUNTS_BY_CODE,
                max_items: 1_000,
                max: 1_000_000_000,
            },
        ),
        FROM_BELOW,
    ),
    said_by(optional("narrative", TEXTS), FROM_BELOW),
    said_by(
        reviewed(optional("status", Shape::Choice(REPORT_STATUSES)), &[]),
        &[
            PartyRule {
                party: Party::Below,
                values: &["draft", "submitted"],
            },
            PartyRule {
                party: Party::Above,
                values: &["returned", "accepted"],
            },
        ],
    ),
    // What the unit above says of it: why it is returned.
    said_by(reviewed(optional("review", LONG_TEXT), &[]), FROM_ABOVE),
    // Of what was sent: the liaison with the unit above.
    optional("space", Shape::Space),
];

pub(super) const REFERRAL: &[FieldSpec] = &[
    // The liaison with the unit that asks, or is asked.
    required("space", Shape::Space),
    said_by(required("what", LONG_TEXT), FROM_WHO_ASKS),
    said_by(required("sent_at", Shape::Instant), FROM_WHO_ASKS),
    // In the asking unit; the other one has the id alone.
    said_by(
        optional("follow_up", Shape::Reference(&[Kind::FollowUp])),
        FROM_WHO_ASKS,
    ),
    said_by(optional("due", Shape::Date), FROM_WHO_ASKS),
    said_by(
        optional("state", Shape::Choice(REFERRAL_STATES)),
        &[
            PartyRule {
                party: Party::Asking,
                values: &["sent"],
            },
            PartyRule {
                party: Party::Asked,
                values: &["acknowledged", "answered", "declined"],
            },
        ],
    ),
    said_by(optional("answer", LONG_TEXT), FROM_WHO_IS_ASKED),
];

pub(super) const MODEL: &[FieldSpec] = &[
    required("code", CODE_TEXT),
    required("name", NAME_TEXT),
    optional("text", LONG_TEXT),
    reviewed(optional("state", Shape::Choice(MODEL_STATES)), &[]),
    reviewed(
        optional("merged_into", Shape::Reference(&[Kind::Model])),
        &[],
    ),
];

pub(super) const ASSESSMENT: &[FieldSpec] = &[
    required("group", Shape::Reference(&[Kind::Group])),
    required("period", Shape::Period),
    // Whose assessment it is: a reviewer's, or it is none.
    reviewed(required("officer", OFFICER_REFERENCE), &[]),
    // Points of a hundred.
    reviewed(
        optional(
            "criteria",
            Shape::Counts {
                of: &[],
                by_code: &[],
                max_items: 50,
                max: 100,
            },
        ),
        &[],
    ),
    reviewed(optional("result", Shape::Choice(RESULTS)), &[]),
    reviewed(
        optional("recommendation", Shape::Choice(RECOMMENDATIONS)),
        &[],
    ),
    reviewed(optional("note", LONG_TEXT), &[]),
    optional("area", IN_AREA),
];

pub(super) const SURVEY: &[FieldSpec] = &[
    required("area", IN_AREA),
    required("period", Shape::Period),
    optional(
        "counts",
        Shape::Counts {
            of: &[],
            by_code: &[],
            max_items: 200,
            max: 100_000_000,
        },
    ),
    optional("narrative", TEXTS),
    reviewed(
        optional("status", Shape::Choice(SURVEY_STATUSES)),
        &["returned", "approved"],
    ),
    // What the reviewer says of the survey: why it is returned.
    reviewed(optional("review", LONG_TEXT), &[]),
    optional("officer", OFFICER_REFERENCE),
];

pub(super) const TRAINING: &[FieldSpec] = &[
    required("topics", TOPICS),
    required("held_at", Shape::Instant),
    optional("trainer", NAME_TEXT),
    optional("place", NAME_TEXT),
    optional(
        "officers",
        Shape::References {
            kind: Kind::Officer,
            max_items: 2_000,
        },
    ),
    // Of those whose names are not among the unit's officers.
    optional("others_attended", COUNT),
    optional("note", LONG_TEXT),
];

pub(super) const MATERIAL: &[FieldSpec] = &[
    required("title", NAME_TEXT),
    optional("topics", TOPICS),
    optional("printed", COPIES),
    optional("printed_on", Shape::Date),
    optional("note", LONG_TEXT),
];

pub(super) const HAND_OUT: &[FieldSpec] = &[
    required("material", Shape::Reference(&[Kind::Material])),
    required("copies", COPIES),
    required("handed_out_at", Shape::Instant),
    required("officer", OFFICER_REFERENCE),
    optional("area", IN_AREA),
    optional("household", Shape::Reference(&[Kind::Household])),
    optional("establishment", Shape::Reference(&[Kind::Establishment])),
    optional("group", Shape::Reference(&[Kind::Group])),
    optional("note", LONG_TEXT),
];

pub(super) const REQUEST: &[FieldSpec] = &[
    required("household", Shape::Reference(&[Kind::Household])),
    required("area", IN_AREA),
    required("kind", Shape::Choice(REQUEST_KINDS)),
    required("received_at", Shape::Instant),
    optional("person", NAME_TEXT),
    optional("note", LONG_TEXT),
    optional("officer", Shape::Reference(&[Kind::Officer])),
    // The last day on which it is answered in time, as it stood when it came.
    optional("due", Shape::Date),
    reviewed(
        optional("state", Shape::Choice(REQUEST_STATES)),
        &["answered", "refused"],
    ),
    reviewed(optional("outcome", LONG_TEXT), &[]),
    reviewed(optional("answered_at", Shape::Instant), &[]),
];
