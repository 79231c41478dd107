//! Which fields a list shows of each kind of record.

use super::value::short_id;
use super::{Line, Paint, Shower, Table, Tone};
use client_core::schema::{self, Shape};
use client_core::{Kind, Record, Safety};
use serde_json::Value;

fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Household => &[
            "code",
            "head",
            "address",
            "phone",
            "residents",
            "temporary_residents",
        ],
        Kind::Establishment => &["name", "kind", "owner", "address", "area"],
        Kind::Group => &["name", "model", "leader", "founded", "state", "area"],
        Kind::Visit => &[
            "started_at",
            "household",
            "purposes",
            "needs",
            "officer",
            "status",
        ],
        Kind::Meeting => &["held_at", "group", "attended", "topics", "officer"],
        Kind::FollowUp => &["due", "what", "assignee", "state", "household"],
        Kind::Report => &["period", "status", "space"],
        Kind::Referral => &["sent_at", "what", "due", "state", "answer"],
        Kind::Request => &["due", "kind", "household", "person", "state"],
        Kind::Area => &["name", "unit"],
        Kind::Officer => &["name", "role", "areas"],
        Kind::Unit => &["name", "parent"],
        Kind::Model => &["code", "name", "state", "merged_into"],
        Kind::Assessment => &["period", "group", "result", "recommendation", "officer"],
        Kind::Survey => &["period", "area", "status", "officer"],
        Kind::Training => &["held_at", "topics", "trainer", "place", "others_attended"],
        Kind::Material => &["title", "topics", "printed", "printed_on"],
        Kind::HandOut => &[
            "handed_out_at",
            "material",
            "copies",
            "officer",
            "household",
        ],
    }
}

/// Makes the table of a list. A household goes by its code, everything else by the beginning of its id.
pub(crate) fn record_table(paint: Paint, kind: Kind, rows: &[Record], shower: Shower<'_>) -> Table {
    let words = shower.words;
    let mut header: Vec<String> = Vec::new();
    if has_id(kind) {
        header.push(words.text("column-id"));
    }
    let first = header.len();
    let fields = filled(kind, rows);
    header.extend(fields.iter().map(|field| words.field(kind, field)));
    header.push(words.text("column-safe"));
    let mut table = Table::with_header(paint, &header);
    for record in rows {
        table.row(line(kind, &fields, record, shower));
    }
    table.whole(0);
    table.whole(header.len() - 1);
    for (place, field) in fields.iter().enumerate() {
        match schema::field(kind, field).map(|spec| spec.shape) {
            Some(Shape::Integer { .. }) => table.numbers(first + place),
            Some(Shape::Instant | Shape::Date | Shape::Phone) => table.whole(first + place),
            _ => {}
        }
    }
    table
}

/// Returns the columns in which any of the rows has something.
fn filled(kind: Kind, rows: &[Record]) -> Vec<&'static str> {
    let used = |field: &&str| {
        rows.iter()
            .any(|record| record.fields.contains_key(whom(record, field)))
    };
    columns(kind).iter().copied().filter(used).collect()
}

fn has_id(kind: Kind) -> bool {
    kind != Kind::Household
}

fn line(kind: Kind, fields: &[&str], record: &Record, shower: Shower<'_>) -> Line {
    let shower = Shower {
        names: &record.names,
        ..shower
    };
    let mut line = Vec::new();
    if has_id(kind) {
        line.push((Tone::Faint, short_id(&record.id.to_string()).to_owned()));
    }
    for field in fields {
        let conflicting = record.in_conflict.iter().any(|name| name == field);
        line.push(cell(kind, record, field, conflicting, shower));
    }
    line.push(safety_brief(record.safety, shower));
    line
}

fn cell(
    kind: Kind,
    record: &Record,
    field: &str,
    conflicting: bool,
    shower: Shower<'_>,
) -> (Tone, String) {
    let shown = record
        .fields
        .get(whom(record, field))
        .map(|value| shower.brief(kind, whom(record, field), value));
    let text = shorten(shown.unwrap_or_default());
    if conflicting {
        (Tone::Warn, format!("{text} ⚠"))
    } else {
        (Tone::Plain, text)
    }
}

/// A visit's or follow-up's household column names whatever it was to.
fn whom<'a>(record: &Record, field: &'a str) -> &'a str {
    if field != "household" {
        return field;
    }
    let there = |name: &str| record.fields.get(name).is_some_and(Value::is_string);
    ["household", "establishment", "group"]
        .into_iter()
        .find(|name| there(name))
        .unwrap_or(field)
}

/// Keeps a long text from filling the screen; `show` has all of it.
fn shorten(text: String) -> String {
    const MOST: usize = 44;
    if text.chars().count() <= MOST {
        return text;
    }
    let kept: String = text.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

fn safety_brief(safety: Safety, shower: Shower<'_>) -> (Tone, String) {
    match safety {
        Safety::OnRelay => (Tone::Good, shower.words.text("safe-brief")),
        Safety::OnDevice => (Tone::Warn, shower.words.text("safe-on-device")),
    }
}

/// Says whether a record is safe on the relay.
pub(super) fn safety_text(safety: Safety, shower: Shower<'_>) -> (Tone, String) {
    match safety {
        Safety::OnRelay => (Tone::Good, shower.words.text("safe-on-relay")),
        Safety::OnDevice => (Tone::Warn, shower.words.text("safe-on-device")),
    }
}
