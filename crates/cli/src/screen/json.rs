//! Records and refusals as scripts read them.

use crate::times::LocalTime;
use crate::words::Words;
use client_core::messages::{bad_line, problems};
use client_core::{BadLine, LineFault, Problem, Record, UnauthorisedValue};
use serde_json::{Map, Value, json};

/// Returns a record with interchange.md's field names, its id first. What is withheld is counted, and values that do not
/// count stand apart.
pub(crate) fn record_json(record: &Record, times: &LocalTime) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(record.id.to_string()));
    out.extend(
        record
            .fields
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    if !record.withheld.is_empty() {
        out.insert("withheld".to_owned(), json!(record.withheld));
    }
    if let Some(area) = record.moved_to {
        out.insert("moved_to".to_owned(), json!(area.to_string()));
    }
    if let Some(at) = record.reopened_at {
        out.insert("reopened_at".to_owned(), json!(times.rfc3339(at.0)));
    }
    if !record.unauthorised.is_empty() {
        let values = record.unauthorised.iter();
        let values = values
            .map(|value| unauthorised_json(value, times))
            .collect();
        out.insert("unauthorised".to_owned(), Value::Array(values));
    }
    Value::Object(out)
}

fn unauthorised_json(value: &UnauthorisedValue, times: &LocalTime) -> Value {
    json!({
        "field": value.field,
        "value": value.value,
        "officer": value.officer.map(|id| id.to_string()),
        "officer_name": value.officer_name,
        "at": times.rfc3339(value.at.0),
        "roles": value.roles,
        "unit": value.unit,
    })
}

/// Returns what is wrong with a record.
pub(crate) fn problems_json(words: &Words, list: &[Problem]) -> Value {
    let one = |problem: &Problem| {
        let message = problems(words.language(), std::slice::from_ref(problem));
        json!({ "code": problem.code.as_str(), "field": problem.field, "message": message })
    };
    Value::Array(list.iter().map(one).collect())
}

/// Returns a refused line of an import.
pub(crate) fn bad_line_json(words: &Words, line: &BadLine) -> Value {
    let code = match line.fault {
        LineFault::TooLong => "line-too-long",
        LineFault::NotUtf8 => "line-not-utf8",
        LineFault::NotJson => "line-not-json",
        LineFault::AreaUnknown => "area-unknown",
        LineFault::OtherArea => "other-area",
        LineFault::Erased => "record-erased",
        LineFault::Record(_) => "record-invalid",
    };
    let mut out = json!({ "file": line.file, "line": line.line, "code": code, "message": bad_line(words.language(), line) });
    if let (LineFault::Record(list), Some(out)) = (&line.fault, out.as_object_mut()) {
        out.insert("problems".to_owned(), problems_json(words, list));
    }
    out
}
