//! Values from and to interchange JSON, and from text typed on a command line.

use std::collections::BTreeMap;

use proto::DocId;
use serde_json::Value as Json;

use crate::problem::{Problem, ProblemCode};
use crate::schema::{FieldSpec, Shape};
use crate::value::check::{check, expected};
use crate::value::{Statement, StatementKind, Value, degrees, microdegrees};

/// Reads a field's value and checks it. `null` is for the caller: it means absent.
pub(crate) fn from_json(spec: &FieldSpec, json: &Json) -> Result<Value, Problem> {
    let value = typed(spec, json)?;
    check(spec, &value)?;
    Ok(value)
}

fn typed(spec: &FieldSpec, json: &Json) -> Result<Value, Problem> {
    match spec.shape {
        Shape::Reference(_) => id(spec, json).map(Value::Reference),
        Shape::References { .. } => list(spec, json, id).map(Value::References),
        Shape::Codes { .. } => list(spec, json, text).map(Value::Codes),
        Shape::Years { .. } => list(spec, json, year).map(Value::Codes),
        Shape::Counts { .. } => counts(spec, json).map(Value::Counts),
        Shape::TextList { .. } => list(spec, json, text).map(Value::Texts),
        Shape::Statements { .. } => list(spec, json, statement).map(Value::Statements),
        Shape::Integer { .. } => integer(json)
            .map(Value::Integer)
            .ok_or_else(|| wrong_type(spec)),
        Shape::Metres { .. } => number(json).ok_or_else(|| wrong_type(spec)),
        Shape::Latitude | Shape::Longitude => json
            .as_f64()
            .map(|degrees| Value::Microdegrees(microdegrees(degrees)))
            .ok_or_else(|| wrong_type(spec)),
        Shape::Text { .. }
        | Shape::Phone
        | Shape::Space
        | Shape::Date
        | Shape::Instant
        | Shape::Period
        | Shape::Choice(_) => text(spec, json).map(Value::Text),
    }
}

fn wrong_type(spec: &FieldSpec) -> Problem {
    Problem::new(ProblemCode::WrongType, spec.name).with("expected", expected(&spec.shape))
}

fn text(spec: &FieldSpec, json: &Json) -> Result<String, Problem> {
    json.as_str()
        .map(str::to_owned)
        .ok_or_else(|| wrong_type(spec))
}

fn id(spec: &FieldSpec, json: &Json) -> Result<DocId, Problem> {
    let text = json.as_str().ok_or_else(|| wrong_type(spec))?;
    parse_id(text).ok_or_else(|| Problem::new(ProblemCode::BadId, spec.name))
}

/// Reads a UUID in its hyphenated form.
pub(crate) fn parse_id(text: &str) -> Option<DocId> {
    if text.len() != 36 {
        return None;
    }
    let uuid = uuid::Uuid::try_parse(text).ok()?;
    DocId::from_bytes(uuid.as_bytes())
}

fn list<T>(
    spec: &FieldSpec,
    json: &Json,
    read: impl Fn(&FieldSpec, &Json) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let items = json.as_array().ok_or_else(|| wrong_type(spec))?;
    items.iter().map(|item| read(spec, item)).collect()
}

/// Reads a year, written as a text or, as other programs do, as a number.
fn year(spec: &FieldSpec, json: &Json) -> Result<String, Problem> {
    match integer(json) {
        Some(year) => Ok(year.to_string()),
        None => text(spec, json),
    }
}

fn counts(spec: &FieldSpec, json: &Json) -> Result<BTreeMap<String, i64>, Problem> {
    let object = json.as_object().ok_or_else(|| wrong_type(spec))?;
    let count = |(name, json): (&String, &Json)| {
        let number = integer(json).ok_or_else(|| wrong_type(spec))?;
        Ok((name.clone(), number))
    };
    object.iter().map(count).collect()
}

fn statement(spec: &FieldSpec, json: &Json) -> Result<Statement, Problem> {
    let object = json.as_object().ok_or_else(|| wrong_type(spec))?;
    if object
        .keys()
        .any(|name| !matches!(name.as_str(), "kind" | "text" | "source" | "sensitive"))
    {
        return Err(Problem::new(ProblemCode::UnknownField, spec.name));
    }
    let part = |name: &str| match object.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(wrong_type(spec)),
    };
    let sensitive = match object.get("sensitive") {
        None | Some(Json::Null) => false,
        Some(Json::Bool(sensitive)) => *sensitive,
        Some(_) => return Err(wrong_type(spec)),
    };
    let missing = || Problem::new(ProblemCode::MissingField, spec.name);
    let kind = part("kind")?.ok_or_else(missing)?;
    let text = part("text")?.ok_or_else(missing)?;
    let kind = StatementKind::parse(kind).ok_or_else(|| {
        Problem::new(ProblemCode::UnknownChoice, spec.name)
            .with("allowed", crate::schema::STATEMENT_KINDS.join(", "))
    })?;
    Ok(Statement {
        kind,
        text: text.to_owned(),
        source: part("source")?.map(str::to_owned),
        sensitive,
    })
}

/// Reads a whole number; `3.0` counts as one, for some programs write all numbers with decimals.
fn integer(json: &Json) -> Option<i64> {
    json.as_i64().or_else(|| {
        let number = json.as_f64()?;
        #[allow(clippy::cast_possible_truncation)]
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

/// Reads a number that may have decimals; a whole one is kept as such however it is written, so that `11` and
/// `11.0` are no difference.
fn number(json: &Json) -> Option<Value> {
    match integer(json) {
        Some(whole) => Some(Value::Integer(whole)),
        None => json.as_f64().map(Value::Decimal),
    }
}

/// Writes a value as interchange JSON.
#[must_use]
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(number) => Json::from(*number),
        Value::Microdegrees(micro) => Json::from(degrees(*micro)),
        Value::Reference(id) => Json::from(id_text(id)),
        Value::References(ids) => ids.iter().map(id_text).collect(),
        Value::Codes(texts) | Value::Texts(texts) => texts.iter().map(String::as_str).collect(),
        Value::Counts(counts) => counts
            .iter()
            .map(|(name, number)| (name.clone(), Json::from(*number)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Statements(statements) => statements.iter().map(statement_to_json).collect(),
    }
}

pub(crate) fn id_text(id: &DocId) -> String {
    uuid::Uuid::from_bytes(*id.as_bytes())
        .hyphenated()
        .to_string()
}

fn statement_to_json(statement: &Statement) -> Json {
    let mut object = serde_json::Map::new();
    object.insert("kind".to_owned(), Json::from(statement.kind.as_str()));
    object.insert("text".to_owned(), Json::from(statement.text.as_str()));
    if let Some(source) = &statement.source {
        object.insert("source".to_owned(), Json::from(source.as_str()));
    }
    if statement.sensitive {
        object.insert("sensitive".to_owned(), Json::from(true));
    }
    Json::Object(object)
}

/// Reads a value typed as text: a number, an id, a code; for a list, one item.
///
/// A statement is typed as `fact: text`, a count as `name=5`.
///
/// # Errors
///
/// A [`Problem`] of the field.
pub fn from_text(spec: &FieldSpec, typed: &str) -> Result<Value, Problem> {
    let json = match spec.shape {
        Shape::Integer { .. } | Shape::Metres { .. } | Shape::Latitude | Shape::Longitude => {
            let number: serde_json::Number = typed.trim().parse().map_err(|_| wrong_type(spec))?;
            Json::Number(number)
        }
        Shape::References { .. }
        | Shape::Codes { .. }
        | Shape::Years { .. }
        | Shape::TextList { .. } => Json::Array(vec![Json::from(typed)]),
        Shape::Counts { .. } => {
            let (name, number) = typed.rsplit_once('=').ok_or_else(|| wrong_type(spec))?;
            let number: serde_json::Number = number.trim().parse().map_err(|_| wrong_type(spec))?;
            let count = (name.trim().to_owned(), Json::Number(number));
            Json::Object(std::iter::once(count).collect())
        }
        Shape::Statements { .. } => {
            let (kind, text) = typed.split_once(':').ok_or_else(|| wrong_type(spec))?;
            Json::Array(vec![
                serde_json::json!({ "kind": kind.trim(), "text": text.trim() }),
            ])
        }
        _ => Json::from(typed),
    };
    from_json(spec, &json)
}
