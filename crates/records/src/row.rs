//! What the read models hold of a document: enough to list, sort, filter and search without opening it.

use proto::{DocId, UnixMillis};

use crate::Kind;
use crate::document::Document;
use crate::fold::fold_into;
use crate::period::Period;
use crate::schema;
use crate::value::{Value, date_millis, instant_millis};

/// A document's line in the read models.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The kind.
    pub kind: Kind,
    /// The area it belongs to; an area belongs to itself. A meeting without one has its group's.
    pub area: Option<DocId>,
    /// What it is about: a visit's household, establishment or group; a meeting's group; a follow-up's visit,
    /// or else its household, establishment, group or meeting; an assessment's group; a hand-out's material; a referral's
    /// follow-up; a unit's parent; an area's unit.
    pub parent: Option<DocId>,
    /// Who answers for it: a visit's or meeting's officer, a follow-up's assignee.
    pub officer: Option<DocId>,
    /// The instant to sort by: the beginning of a visit, meeting, training or period, a referral's
    /// sending, the day a follow-up is due.
    pub at: Option<UnixMillis>,
    /// A household's or model's code.
    pub code: Option<String>,
    /// What it is listed as.
    pub title: String,
    /// What stands under the title.
    pub subtitle: Option<String>,
    /// A visit's (one that waits for review again is submitted) or survey's status, a follow-up's, request's, group's or
    /// model's state, an officer's role, an establishment's kind, what an assessment recommends.
    pub status: Option<String>,
    /// Since when a visit waits: for its review, or for its officer to correct it.
    pub waits_since: Option<UnixMillis>,
    /// When a follow-up was done or dropped.
    pub ended_at: Option<UnixMillis>,
    /// The day a follow-up, or the next visit, is due: `2026-01-31`.
    pub due: Option<String>,
    /// How many needs were heard on a visit, those in confidence among them.
    pub needs: usize,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Code, title and telephone, folded; a match here weighs more.
    pub search_title: String,
    /// All other texts, folded, without what is marked as sensitive.
    pub search_body: String,
    /// The documents that fields refer to one by one.
    pub refs: Vec<DocId>,
    /// The documents that sets refer to: a group's households, an officer's areas.
    pub members: Vec<DocId>,
}

/// Fields that hold the title, per kind.
const fn title_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Unit
        | Kind::Area
        | Kind::Officer
        | Kind::Establishment
        | Kind::Group
        | Kind::Model => "name",
        Kind::Household => "head",
        Kind::Visit => "met",
        Kind::Meeting | Kind::Training => "topics",
        Kind::Assessment | Kind::Survey | Kind::Report => "period",
        Kind::Material => "title",
        Kind::HandOut => "note",
        Kind::FollowUp | Kind::Referral => "what",
        Kind::Request => "person",
    }
}

const fn subtitle_field(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Unit | Kind::Area | Kind::Survey | Kind::Report | Kind::HandOut => None,
        Kind::Officer => Some("role"),
        Kind::Household | Kind::Establishment => Some("address"),
        Kind::Group => Some("model"),
        Kind::Visit => Some("purposes"),
        Kind::Meeting => Some("notes"),
        Kind::FollowUp => Some("outcome"),
        Kind::Request => Some("note"),
        Kind::Model => Some("text"),
        Kind::Assessment => Some("result"),
        Kind::Training => Some("place"),
        Kind::Material => Some("topics"),
        Kind::Referral => Some("answer"),
    }
}

const fn status_field(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Officer => Some("role"),
        Kind::Establishment => Some("kind"),
        Kind::Visit | Kind::Survey | Kind::Report => Some("status"),
        Kind::Group | Kind::FollowUp | Kind::Model | Kind::Referral | Kind::Request => {
            Some("state")
        }
        Kind::Assessment => Some("recommendation"),
        Kind::Unit
        | Kind::Area
        | Kind::Household
        | Kind::Meeting
        | Kind::Training
        | Kind::Material
        | Kind::HandOut => None,
    }
}

/// Fields that may name what the record is about, the first that is set counts.
const fn parent_fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Unit => &["parent"],
        Kind::Area | Kind::Officer => &["unit"],
        Kind::Household
        | Kind::Establishment
        | Kind::Group
        | Kind::Model
        | Kind::Survey
        | Kind::Report
        | Kind::Training
        | Kind::Material => &[],
        Kind::HandOut => &["material"],
        Kind::Request => &["household"],
        Kind::Visit => &["household", "establishment", "group"],
        Kind::Meeting | Kind::Assessment => &["group"],
        Kind::Referral => &["follow_up"],
        Kind::FollowUp => &["visit", "household", "establishment", "group", "meeting"],
    }
}

/// Makes a document's row; nothing while its kind is not known.
#[must_use]
pub fn row(document: &Document) -> Option<Row> {
    let kind = document.kind()?;
    let fields: Vec<(&str, Value)> = document
        .fields()
        .map(|(spec, value)| (spec.name, value))
        .collect();
    let get = |name: &str| {
        fields
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    };
    let reference = |name: &str| match get(name) {
        Some(Value::Reference(id)) => Some(*id),
        _ => None,
    };
    let text = |name: &str| get(name).map(joined).filter(|text| !text.is_empty());
    let degrees = |name: &str| match get(name) {
        Some(Value::Microdegrees(micro)) => Some(crate::value::degrees(*micro)),
        _ => None,
    };
    let needs = |name: &str| match get(name) {
        Some(Value::Texts(needs)) if kind == Kind::Visit => needs.len(),
        _ => 0,
    };
    let review = document.review();
    let (search_title, search_body) = search_texts(kind, &fields);
    Some(Row {
        kind,
        area: if kind == Kind::Area {
            Some(document.id())
        } else {
            reference("area")
        },
        parent: parent_fields(kind).iter().find_map(|name| reference(name)),
        officer: reference("officer").or_else(|| reference("assignee")),
        at: instant(kind, &text),
        code: text("code"),
        title: text(title_field(kind)).unwrap_or_default(),
        subtitle: subtitle_field(kind).and_then(text),
        status: match &review {
            Some(review) => Some(review.stage.status(kind).to_owned()),
            // A file that says nothing of the state means that it is still to be done.
            None if matches!(kind, Kind::FollowUp | Kind::Request) => {
                text("state").or_else(|| Some("open".to_owned()))
            }
            None => status_field(kind).and_then(text),
        },
        waits_since: review
            .filter(|review| review.stage.waits())
            .map(|review| review.since),
        ended_at: document.ended_at(),
        due: text("due").or_else(|| text("next_visit_due")),
        needs: needs("needs") + needs("sensitive_needs"),
        lat: degrees("lat"),
        lon: degrees("lon"),
        search_title,
        search_body,
        refs: references(&fields, false),
        members: references(&fields, true),
    })
}

fn instant(kind: Kind, text: &dyn Fn(&str) -> Option<String>) -> Option<UnixMillis> {
    let millis = match kind {
        Kind::Visit => instant_millis(&text("started_at")?),
        Kind::Meeting | Kind::Training => instant_millis(&text("held_at")?),
        Kind::Assessment | Kind::Survey | Kind::Report => {
            Some(text("period")?.parse::<Period>().ok()?.from().0)
        }
        Kind::Material => date_millis(&text("printed_on")?),
        Kind::HandOut => instant_millis(&text("handed_out_at")?),
        Kind::Referral => instant_millis(&text("sent_at")?),
        Kind::Request => instant_millis(&text("received_at")?),
        Kind::FollowUp => date_millis(&text("due")?),
        Kind::Unit
        | Kind::Area
        | Kind::Officer
        | Kind::Household
        | Kind::Establishment
        | Kind::Group
        | Kind::Model => None,
    };
    millis.map(UnixMillis)
}

fn references(fields: &[(&str, Value)], of_sets: bool) -> Vec<DocId> {
    let mut ids = Vec::new();
    for (_, value) in fields {
        match value {
            Value::Reference(id) if !of_sets && !ids.contains(id) => ids.push(*id),
            Value::References(members) if of_sets => ids.extend(members),
            _ => {}
        }
    }
    ids
}

/// Joins what a value says to one line.
fn joined(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Codes(texts) | Value::Texts(texts) => texts.join(", "),
        _ => String::new(),
    }
}

/// Fields whose texts are codes of the program, dates or the like: nobody searches for their words.
const NOT_SEARCHED: &[&str] = &[
    "role",
    "kind",
    "status",
    "state",
    "whom",
    "purposes",
    "space",
    "started_at",
    "held_at",
    "sent_at",
    "received_at",
    "answered_at",
    "restricted",
    "founded",
    "due",
    "next_visit_due",
    "safety_standard",
    "registered_years",
    "recognised_years",
    "period",
    "result",
    "recommendation",
    "printed_on",
    "handed_out_at",
    "presence_roles",
    "presence_whom",
    "presence_purposes",
];

fn is_sensitive(kind: Kind, field: &str) -> bool {
    schema::field(kind, field).is_some_and(|spec| spec.sensitive)
}

fn search_texts(kind: Kind, fields: &[(&str, Value)]) -> (String, String) {
    let (mut title, mut body) = (String::new(), String::new());
    for (name, value) in fields
        .iter()
        .filter(|(name, _)| !NOT_SEARCHED.contains(name) && !is_sensitive(kind, name))
    {
        let out = if *name == title_field(kind) || matches!(*name, "code" | "phone") {
            &mut title
        } else {
            &mut body
        };
        match value {
            Value::Text(text) if *name == "phone" => fold_phone(text, out),
            Value::Text(text) => fold_into(text, out),
            Value::Codes(texts) | Value::Texts(texts) => {
                texts.iter().for_each(|text| fold_into(text, out))
            }
            Value::Statements(statements) => {
                for statement in statements.iter().filter(|statement| !statement.sensitive) {
                    fold_into(&statement.text, out);
                    statement
                        .source
                        .iter()
                        .for_each(|source| fold_into(source, out));
                }
            }
            _ => {}
        }
    }
    (title, body)
}

/// Folds a telephone number as written, and as its bare digits with the trunk zero for `+84`: however it was written
/// down, the number as dialled finds it.
fn fold_phone(text: &str, out: &mut String) {
    fold_into(text, out);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let dialled = match digits.strip_prefix("84") {
        Some(rest) if text.trim_start().starts_with('+') => format!("0{rest}"),
        _ => digits,
    };
    if dialled != text {
        fold_into(&dialled, out);
    }
}
