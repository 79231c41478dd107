//! Records and refusals as scripts read them.

use crate::words::Words;
use client_core::messages::{bad_line, problems};
use client_core::{BadLine, LineFault, Problem, Record};
use serde_json::{Map, Value, json};

/// Returns a record with interchange.md's field names, its id first.
pub(crate) fn record_json(record: &Record) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(record.id.to_string()));
    out.extend(
        record
            .fields
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    Value::Object(out)
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
        LineFault::Record(_) => "record-invalid",
    };
    let mut out = json!({ "file": line.file, "line": line.line, "code": code, "message": bad_line(words.language(), line) });
    if let (LineFault::Record(list), Some(out)) = (&line.fault, out.as_object_mut()) {
        out.insert("problems".to_owned(), problems_json(words, list));
    }
    out
}
