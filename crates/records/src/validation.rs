//! Rules over a record as a whole: what is required, what belongs together, how large it may be.

use crate::Kind;
use crate::problem::{Problem, ProblemCode};
use crate::schema;
use crate::value::{Value, is_blank};

/// The most bytes of texts and ids in one record: half of what a change may have.
pub(crate) const RECORD: usize = 512 * 1024;

/// Finds what is wrong with a record whose values are each in order.
pub(crate) fn whole<'v>(kind: Kind, get: impl Fn(&str) -> Option<&'v Value>) -> Vec<Problem> {
    let has = |name: &str| get(name).is_some_and(|value| !is_blank(value));
    let mut problems: Vec<_> = schema::fields(kind)
        .iter()
        .filter(|spec| spec.required && !has(spec.name))
        .map(|spec| Problem::new(ProblemCode::MissingField, spec.name))
        .collect();
    for (one, other) in [("lat", "lon"), ("lon", "lat")] {
        if has(one) && !has(other) {
            problems.push(Problem::new(ProblemCode::HalfPosition, other));
        }
    }
    let is_to_area = matches!(get("whom"), Some(Value::Text(whom)) if whom == "area");
    let names_whom = ["household", "establishment", "group"].into_iter().any(has) || is_to_area;
    if kind == Kind::Visit && !names_whom {
        problems.push(Problem::new(ProblemCode::MissingWhom, "household"));
    }
    problems
}

/// Gives the bytes that a value takes, about.
pub(crate) fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Integer(_) | Value::Decimal(_) | Value::Microdegrees(_) | Value::Reference(_) => 16,
        Value::References(ids) => ids.len() * 48,
        Value::Codes(texts) | Value::Texts(texts) => texts.iter().map(|text| text.len() + 16).sum(),
        Value::Counts(counts) => counts.keys().map(|name| name.len() + 24).sum(),
        Value::Statements(statements) => statements
            .iter()
            .map(|statement| {
                statement.text.len() + statement.source.as_ref().map_or(0, String::len) + 48
            })
            .sum(),
    }
}

/// Finds a record too large.
pub(crate) fn too_large(size: usize) -> Option<Problem> {
    (size > RECORD).then(|| Problem::new(ProblemCode::RecordTooLarge, "").with("limit", RECORD))
}
