//! One record in full.

use super::columns::safety_text;
use super::{Paint, Shower, Table, Tone};
use client_core::schema;
use client_core::{Conflict, Kind, Record, UnauthorisedValue};
use serde_json::Value;

/// Lays out a record: what it is, its fields, every value that somebody else wrote, those that do not count, whether it is
/// safe.
pub(crate) fn record_card(
    paint: Paint,
    record: &Record,
    conflicts: &[Conflict],
    shower: Shower<'_>,
) -> String {
    let shower = Shower {
        names: &record.names,
        ..shower
    };
    let words = shower.words;
    let mut table = Table::bare(paint);
    table.row(vec![
        (Tone::Faint, words.text("column-id")),
        (Tone::Faint, record.id.to_string()),
    ]);
    if let Some(area) = record.moved_to {
        let name = record.names.get(&area.to_string());
        let name = name.cloned().unwrap_or_default();
        table.row(vec![
            (Tone::Warn, words.text("column-moved")),
            (Tone::Warn, words.with("moved-to", &[("area", &name)])),
        ]);
    }
    for (field, value) in ordered(record) {
        let label = words.field(record.kind, field);
        table.row(vec![
            (Tone::Strong, label),
            (Tone::Plain, shower.show(record.kind, field, value)),
        ]);
        for conflict in conflicts.iter().filter(|conflict| conflict.field == field) {
            table.row(vec![
                (Tone::Warn, String::new()),
                (Tone::Warn, conflict_text(record, conflict, shower)),
            ]);
        }
    }
    if let Some(at) = record.reopened_at {
        let at = shower.times.show_millis(at.0);
        table.row(vec![
            (Tone::Warn, String::new()),
            (Tone::Warn, words.with("review-reopened-at", &[("at", &at)])),
        ]);
    }
    for (field, count) in &record.withheld {
        let count = words.with("withheld", &[("count", &count.to_string())]);
        table.row(vec![
            (Tone::Warn, words.field(record.kind, field)),
            (Tone::Warn, count),
        ]);
    }
    for value in &record.unauthorised {
        table.row(vec![
            (Tone::Warn, words.field(record.kind, &value.field)),
            (Tone::Warn, unauthorised_text(record.kind, value, shower)),
        ]);
    }
    table.row(vec![
        (Tone::Faint, words.text("column-safe")),
        safety_text(record.safety, shower),
    ]);
    let heading = paint.tone(Tone::Strong, &words.kind(record.kind));
    format!("{heading}\n{}", table.text())
}

/// Returns the fields in the order of the schema, then those that this program does not know.
fn ordered(record: &Record) -> Vec<(&str, &Value)> {
    let known = schema::fields(record.kind).iter().map(|spec| spec.name);
    let mut out: Vec<(&str, &Value)> = known
        .filter_map(|name| record.fields.get(name).map(|value| (name, value)))
        .collect();
    let unknown = record
        .fields
        .iter()
        .filter(|(name, _)| *name != "id" && schema::field(record.kind, name).is_none());
    out.extend(unknown.map(|(name, value)| (name.as_str(), value)));
    out
}

/// Says what somebody wrote that does not count, and who, or whose unit, would have to write it.
fn unauthorised_text(kind: Kind, value: &UnauthorisedValue, shower: Shower<'_>) -> String {
    let words = shower.words;
    let shown = value.value.as_ref().map_or_else(
        || words.text("unauthorised-cleared"),
        |shown| shower.brief(kind, &value.field, shown),
    );
    let officer = value
        .officer_name
        .clone()
        .unwrap_or_else(|| words.text("someone"));
    let at = shower.times.show_millis(value.at.0);
    let roles = value.roles.iter();
    let roles: Vec<String> = roles
        .map(|role| words.choice(Kind::Officer, "role", role))
        .collect();
    let arguments = [
        ("value", shown.as_str()),
        ("officer", &officer),
        ("at", &at),
        ("roles", &roles.join(", ")),
    ];
    match value.unit {
        Some(unit) => {
            let unit = words.text(&format!("unauthorised-unit-{unit}"));
            let [value, officer, at, _] = arguments;
            let arguments = [value, officer, at, ("unit", unit.as_str())];
            words.with("unauthorised-value-of-unit", &arguments)
        }
        None => words.with("unauthorised-value", &arguments),
    }
}

fn conflict_text(record: &Record, conflict: &Conflict, shower: Shower<'_>) -> String {
    let mut lines = vec![shower.words.text("conflict-here")];
    for value in &conflict.values {
        lines.push(conflict_value(record.kind, conflict, value, shower));
    }
    lines.join("\n")
}

/// Says what one person wrote, and when.
pub(crate) fn conflict_value(
    kind: Kind,
    conflict: &Conflict,
    value: &client_core::ConflictValue,
    shower: Shower<'_>,
) -> String {
    let shown = if conflict.withheld {
        shower.words.text("withheld-value")
    } else {
        shower.brief(kind, &conflict.field, &value.value)
    };
    let officer = value
        .officer_name
        .clone()
        .unwrap_or_else(|| shower.words.text("someone"));
    let at = shower.times.show_millis(value.at.0);
    shower.words.with(
        "conflict-value",
        &[("value", &shown), ("officer", &officer), ("at", &at)],
    )
}
