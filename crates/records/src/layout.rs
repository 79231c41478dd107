//! Where the parts of a field lie in a document's flat map.
//!
//! | field | keys |
//! |---|---|
//! | text, number, id | `phone` |
//! | texts | `met/00`, `met/01`; later additions `met/02-9f31c05a`, so that two devices never take one key |
//! | statements | `notes/00/kind`, `notes/00/text`, `notes/00/source`; `notes/00/sensitive` where it is so |
//! | sets of codes, ids or years | `purposes/listen`, `members/<uuid>`: presence counts, the number only orders |
//! | counts | `counts/households` = the number |
//! | an empty list | `topics` = null, beside no items |
//! | a field of another program | `+name` = its JSON as text |
//!
//! Nothing is nested: two devices that create the same document from the same register then merge key by
//! key, where nested objects would hide one device's parts whole.

use std::collections::BTreeMap;

use proto::DocId;
use serde_json::Value as Json;

use crate::never::is_never_recorded;
use crate::scalar::Scalar;
use crate::schema::{FieldSpec, Shape};
use crate::state::State;
use crate::value::{Statement, StatementKind, Value, id_text, to_json};

/// The key under which a document says its kind.
pub(crate) const KIND_KEY: &str = "$kind";
/// What precedes the name of a field that this program does not know.
pub(crate) const UNKNOWN: char = '+';

/// The parts of a statement, each under its own key.
pub(crate) const STATEMENT_PARTS: [&str; 4] = ["kind", "text", "source", SENSITIVE];
/// The part that marks a statement as sensitive, by being there.
pub(crate) const SENSITIVE: &str = "sensitive";

/// A key and what to put there.
pub(crate) type Put = (String, Scalar);

/// Gives the field that a key belongs to: the part before the first slash, without the mark of unknown ones.
#[must_use]
pub fn field_of(key: &str) -> &str {
    match key.strip_prefix(UNKNOWN) {
        Some(name) => name,
        None => key.split_once('/').map_or(key, |(field, _)| field),
    }
}

/// Lays out a value in a document that does not exist yet.
pub(crate) fn put_new(spec: &FieldSpec, value: &Value, out: &mut Vec<Put>) {
    let name = spec.name;
    let before = out.len();
    match value {
        Value::Texts(texts) => {
            out.extend(
                texts
                    .iter()
                    .enumerate()
                    .map(|(i, text)| (format!("{name}/{i:02}"), Scalar::from(text.as_str()))),
            );
        }
        Value::Statements(statements) => {
            for (i, statement) in statements.iter().enumerate() {
                put_statement(&format!("{name}/{i:02}"), statement, out);
            }
        }
        Value::Codes(codes) => {
            out.extend(
                codes
                    .iter()
                    .zip(0..)
                    .map(|(code, i)| (format!("{name}/{code}"), Scalar::Int(i))),
            );
        }
        Value::Counts(counts) => {
            out.extend(
                counts
                    .iter()
                    .map(|(count, number)| (format!("{name}/{count}"), Scalar::Int(*number))),
            );
        }
        Value::References(ids) => {
            out.extend(
                ids.iter()
                    .zip(0..)
                    .map(|(id, i)| (format!("{name}/{}", id_text(id)), Scalar::Int(i))),
            );
        }
        single => out.extend(scalar(single).map(|scalar| (name.to_owned(), scalar))),
    }
    if spec.is_list() && out.len() == before {
        out.push((name.to_owned(), Scalar::Null));
    }
}

pub(crate) fn put_statement(item: &str, statement: &Statement, out: &mut Vec<Put>) {
    out.push((
        format!("{item}/kind"),
        Scalar::from(statement.kind.as_str()),
    ));
    out.push((
        format!("{item}/text"),
        Scalar::from(statement.text.as_str()),
    ));
    if let Some(source) = &statement.source {
        out.push((format!("{item}/source"), Scalar::from(source.as_str())));
    }
    if statement.sensitive {
        out.push((format!("{item}/{SENSITIVE}"), Scalar::Bool(true)));
    }
}

/// Gives the scalar of a value that takes one key; nothing for lists.
pub(crate) fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::Text(text) => Some(Scalar::from(text.as_str())),
        Value::Integer(number) | Value::Microdegrees(number) => Some(Scalar::Int(*number)),
        Value::Decimal(number) => Some(Scalar::F64(*number)),
        Value::Reference(id) => Some(Scalar::Bytes(id.as_bytes().to_vec())),
        _ => None,
    }
}

/// Gives the value of a scalar under a field's own key; nothing if another version wrote another type.
pub(crate) fn single(spec: &FieldSpec, scalar: &Scalar) -> Option<Value> {
    match (&spec.shape, scalar) {
        (Shape::Reference(_), Scalar::Bytes(bytes)) => {
            DocId::from_bytes(bytes).map(Value::Reference)
        }
        (Shape::Integer { .. } | Shape::Metres { .. }, Scalar::Int(number)) => {
            Some(Value::Integer(*number))
        }
        (Shape::Metres { .. }, Scalar::F64(number)) => Some(Value::Decimal(*number)),
        (Shape::Latitude | Shape::Longitude, Scalar::Int(micro)) => {
            Some(Value::Microdegrees(*micro))
        }
        (
            Shape::Text { .. }
            | Shape::Phone
            | Shape::Space
            | Shape::Date
            | Shape::Instant
            | Shape::Period
            | Shape::Choice(_),
            Scalar::Str(text),
        ) => Some(Value::Text(text.clone())),
        _ => None,
    }
}

/// Gives a scalar in interchange form; what this version cannot read is null.
pub(crate) fn shown(spec: Option<&FieldSpec>, key: &str, scalar: &Scalar) -> Json {
    match spec {
        Some(spec) if key == spec.name => {
            single(spec, scalar).map_or(Json::Null, |value| to_json(&value))
        }
        Some(spec) if matches!(spec.shape, Shape::Counts { .. }) => match scalar {
            Scalar::Int(number) => Json::from(*number),
            _ => Json::Null,
        },
        None if key.starts_with(UNKNOWN) => scalar
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or(Json::Null),
        _ => scalar.as_str().map_or(Json::Null, Json::from),
    }
}

/// Reads a field's winning value.
pub(crate) fn read(spec: &FieldSpec, state: &State) -> Option<Value> {
    if !spec.is_list() {
        return single(spec, state.winner(spec.name)?);
    }
    let value = match spec.shape {
        Shape::TextList { .. } => Value::Texts(
            texts(spec.name, state)
                .into_iter()
                .map(|(_, text)| text)
                .collect(),
        ),
        Shape::Statements { .. } => Value::Statements(
            statements(spec.name, state)
                .into_iter()
                .map(|(_, statement)| statement)
                .collect(),
        ),
        Shape::Counts { .. } => Value::Counts(counts(spec.name, state)),
        Shape::References { .. } => Value::References(
            members(spec.name, state)
                .filter_map(|(id, _)| id.parse().ok())
                .collect(),
        ),
        _ => Value::Codes(
            members(spec.name, state)
                .map(|(code, _)| code.to_owned())
                .collect(),
        ),
    };
    let is_present = !crate::value::is_blank(&value) || state.winner(spec.name).is_some();
    is_present.then_some(value)
}

/// The greatest position of a member; other programs may have written any number.
const LAST_POSITION: i64 = 1 << 40;

/// Gives the members of a set with their positions, in order.
pub(crate) fn members<'s>(field: &str, state: &'s State) -> impl Iterator<Item = (&'s str, i64)> {
    let mut found: Vec<_> = state
        .items(field)
        .map(|(member, scalar)| match scalar {
            Scalar::Int(position) => (member, (*position).clamp(0, LAST_POSITION)),
            _ => (member, LAST_POSITION),
        })
        .collect();
    found.sort_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
    found.into_iter()
}

/// Gives the counts of a field, without names that are never recorded, should another program have written one.
pub(crate) fn counts(field: &str, state: &State) -> BTreeMap<String, i64> {
    let counts = state
        .items(field)
        .filter_map(|(name, scalar)| match scalar {
            Scalar::Int(number) if !is_never_recorded(name) => Some((name.to_owned(), *number)),
            _ => None,
        });
    counts.collect()
}

/// Gives the items of a list of texts: each item's name (`00`, `02-9f31c05a`) and text, in order.
pub(crate) fn texts(field: &str, state: &State) -> Vec<(String, String)> {
    let mut found: Vec<_> = state
        .items(field)
        .filter_map(|(item, scalar)| Some((item.to_owned(), scalar.as_str()?.to_owned())))
        .collect();
    found.sort_by(|a, b| item_order(&a.0).cmp(&item_order(&b.0)));
    found
}

/// Gives the statements of a list: each item's name and statement, in order.
///
/// A statement whose kind is lost (no version writes one) counts as hearsay, the weakest claim.
pub(crate) fn statements(field: &str, state: &State) -> Vec<(String, Statement)> {
    let mut found: Vec<(String, Statement)> = Vec::new();
    for (path, scalar) in state.items(field) {
        let Some((item, part)) = path.split_once('/') else {
            continue;
        };
        let text = scalar.as_str();
        if text.is_none() && part != SENSITIVE {
            continue;
        }
        if found.last().is_none_or(|(last, _)| last != item) {
            let empty = Statement {
                kind: StatementKind::Hearsay,
                text: String::new(),
                source: None,
                sensitive: false,
            };
            found.push((item.to_owned(), empty));
        }
        let Some((_, statement)) = found.last_mut() else {
            continue;
        };
        match (part, text) {
            ("kind", Some(code)) => {
                statement.kind = StatementKind::parse(code).unwrap_or(StatementKind::Hearsay);
            }
            ("text", Some(text)) => text.clone_into(&mut statement.text),
            ("source", Some(source)) => statement.source = Some(source.to_owned()),
            (SENSITIVE, _) => statement.sensitive = true,
            _ => {}
        }
    }
    found.retain(|(_, statement)| !statement.text.is_empty());
    found.sort_by(|a, b| item_order(&a.0).cmp(&item_order(&b.0)));
    found
}

/// Orders items by the number that begins their name, then by the rest.
pub(crate) fn item_order(item: &str) -> (u64, &str) {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = item.split_at_checked(digits).unwrap_or((item, ""));
    (number.parse().unwrap_or(u64::MAX), rest)
}
