//! A field's value as a person reads it: names for ids, words for codes, local times.

use crate::times::LocalTime;
use crate::words::Words;
use client_core::Kind;
use client_core::schema::{self, Shape};
use serde_json::Value;
use std::collections::BTreeMap;

/// Shows values in one language and zone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shower<'a> {
    /// The texts.
    pub(crate) words: &'a Words,
    /// The zone.
    pub(crate) times: &'a LocalTime,
    /// What the records that ids name are called.
    pub(crate) names: &'a BTreeMap<String, String>,
}

impl Shower<'_> {
    /// Shows a field's value; lists take a line an item.
    pub(crate) fn show(&self, kind: Kind, field: &str, value: &Value) -> String {
        let shape = schema::field(kind, field).map(|spec| spec.shape);
        match value {
            Value::Null => "–".to_owned(),
            Value::Array(items) => self.list(kind, field, items),
            Value::Object(parts) if matches!(shape, Some(Shape::Statements { .. })) => {
                self.statement(parts)
            }
            Value::Object(counts) => self.counts(kind, field, counts),
            _ => self.scalar(kind, field, value),
        }
    }

    /// Shows a field's value on one line.
    pub(crate) fn brief(&self, kind: Kind, field: &str, value: &Value) -> String {
        self.show(kind, field, value).replace('\n', "; ")
    }

    fn list(&self, kind: Kind, field: &str, items: &[Value]) -> String {
        let shape = schema::field(kind, field).map(|spec| spec.shape);
        let shown = items.iter().map(|item| match (shape, item) {
            (Some(Shape::Statements { .. }), Value::Object(parts)) => self.statement(parts),
            _ => self.scalar(kind, field, item),
        });
        let separator = match shape {
            Some(Shape::Years { .. } | Shape::References { .. }) => ", ",
            // What a code stands for may have a comma of its own.
            Some(Shape::Codes { .. }) => "; ",
            _ => "\n",
        };
        shown.collect::<Vec<_>>().join(separator)
    }

    fn counts(&self, kind: Kind, field: &str, counts: &serde_json::Map<String, Value>) -> String {
        let shown = counts.iter().map(|(name, number)| {
            let label = self.words.choice(kind, field, name);
            format!("{label}: {number}")
        });
        shown.collect::<Vec<_>>().join("\n")
    }

    fn scalar(&self, kind: Kind, field: &str, value: &Value) -> String {
        let Value::String(text) = value else {
            return value.to_string();
        };
        match schema::field(kind, field).map(|spec| spec.shape) {
            Some(Shape::Reference(_) | Shape::References { .. }) => self.name(text),
            Some(Shape::Choice(_) | Shape::Codes { .. }) => self.words.choice(kind, field, text),
            Some(Shape::Space) => self.names.get(text).unwrap_or(text).clone(),
            Some(Shape::Instant) => self.times.show(text),
            Some(Shape::Date) => self.times.show_day(text),
            _ => text.clone(),
        }
    }

    fn statement(&self, parts: &serde_json::Map<String, Value>) -> String {
        let part = |name| parts.get(name).and_then(Value::as_str).unwrap_or_default();
        let label = self.words.choice(Kind::Visit, "notes", part("kind"));
        let label = match parts.get("sensitive").and_then(Value::as_bool) {
            Some(true) => self.words.with("statement-sensitive", &[("label", &label)]),
            _ => label,
        };
        match part("source") {
            "" => self
                .words
                .with("statement", &[("label", &label), ("text", part("text"))]),
            source => self.words.with(
                "statement-from",
                &[
                    ("label", &label),
                    ("text", part("text")),
                    ("source", source),
                ],
            ),
        }
    }

    /// Shows what the record of an id is called, or the beginning of the id while it is not here.
    pub(crate) fn name(&self, id: &str) -> String {
        self.names
            .get(id)
            .cloned()
            .unwrap_or_else(|| short_id(id).to_owned())
    }
}

/// Returns the beginning of an id, long enough to name one record of a unit and short enough to type.
pub(crate) fn short_id(id: &str) -> &str {
    id.get(..13).unwrap_or(id)
}
