//! What a person typed in a record's flags, as the records' own JSON.
//!
//! Only the form is changed here (a comma in a number, a day as it is written in Vietnamese, a code for an
//! id); whether a value is allowed is the core's to say.

use crate::args::fields::{SENSITIVE, STATEMENTS, entered, flag};
use crate::failure::Failure;
use crate::times::LocalTime;
use clap::ArgMatches;
use client_core::schema::{self, FieldSpec, Shape};
use client_core::{
    ClientError, Kind, Problem, ProblemCode, Statement, Value as FieldValue, from_text,
    is_never_recorded,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Finds the id of what a person named.
pub(crate) type Find<'a> = &'a dyn Fn(Kind, &str) -> Result<String, Failure>;

/// Reads what was typed for one kind of record.
pub(crate) struct Reader<'a> {
    /// The kind of record.
    pub(crate) kind: Kind,
    /// The zone of times without one.
    pub(crate) times: &'a LocalTime,
    /// How to find what a reference names.
    pub(crate) find: Find<'a>,
}

impl Reader<'_> {
    /// Reads the flags of fields: each field with its value, lists with the items given.
    pub(crate) fn flags(
        &self,
        matches: &ArgMatches,
    ) -> Result<Vec<(&'static FieldSpec, Value)>, Failure> {
        let mut out = Vec::new();
        for spec in entered(self.kind) {
            if let Some(value) = self.flag(spec, matches)? {
                out.push((spec, value));
            }
        }
        Ok(out)
    }

    fn flag(&self, spec: &FieldSpec, matches: &ArgMatches) -> Result<Option<Value>, Failure> {
        if let Shape::Statements { .. } = spec.shape {
            return Ok(statements(matches));
        }
        let flag = flag(spec.name);
        if !spec.is_list() {
            return matches
                .get_one::<String>(&flag)
                .map(|text| self.scalar(spec, text))
                .transpose();
        }
        let Some(typed) = matches.get_many::<String>(&flag) else {
            return Ok(None);
        };
        if let Shape::Counts { .. } = spec.shape {
            return counts(typed.map(String::as_str)).map(Some);
        }
        let items: Result<Vec<Value>, Failure> =
            typed.map(|text| self.scalar(spec, text)).collect();
        items.map(|items| Some(Value::Array(items)))
    }

    /// Reads `--set FIELD=VALUE`: JSON where the field is a list or unknown, else as the field's flag.
    pub(crate) fn assignment(&self, text: &str) -> Result<(String, Value), Failure> {
        let (name, typed) = split(text)?;
        let value = match schema::field(self.kind, name) {
            Some(spec) if spec.is_list() => self.list(spec, typed)?,
            Some(spec) => self.scalar(spec, typed)?,
            None => serde_json::from_str(typed).unwrap_or_else(|_| json!(typed)),
        };
        Ok((name.to_owned(), value))
    }

    /// Reads `--remove FIELD=VALUE`: an item of a list, in a list of its own.
    pub(crate) fn item(&self, text: &str) -> Result<(&'static FieldSpec, Value), Failure> {
        let (name, typed) = split(text)?;
        let spec = self.field(name)?;
        let item = match spec.shape {
            // A count goes by its name.
            Shape::Counts { .. } => json!({ typed.trim(): 0 }),
            _ => json!([self.scalar(spec, typed)?]),
        };
        Ok((spec, item))
    }

    /// Finds a field by its name or its flag.
    pub(crate) fn field(&self, name: &str) -> Result<&'static FieldSpec, Failure> {
        let spec = entered(self.kind).find(|spec| spec.name == name || flag(spec.name) == name);
        spec.ok_or_else(|| match is_never_recorded(name) {
            true => {
                let problem = Problem::new(ProblemCode::NeverRecorded, name);
                Failure::Core(ClientError::RecordInvalid(vec![problem]))
            }
            false => Failure::FieldUnknown(name.to_owned()),
        })
    }

    fn list(&self, spec: &FieldSpec, typed: &str) -> Result<Value, Failure> {
        if let Ok(list @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(typed) {
            return Ok(list);
        }
        if let Shape::Counts { .. } = spec.shape {
            return counts(typed.split(','));
        }
        let items: Result<Vec<Value>, Failure> = typed
            .split(',')
            .map(|text| self.scalar(spec, text.trim()))
            .collect();
        items.map(Value::Array)
    }

    fn scalar(&self, spec: &FieldSpec, typed: &str) -> Result<Value, Failure> {
        Ok(match spec.shape {
            Shape::Reference(kinds) => self.reference(kinds, typed)?,
            Shape::References { kind, .. } => self.reference(&[kind], typed)?,
            Shape::Integer { .. } | Shape::Metres { .. } | Shape::Latitude | Shape::Longitude => {
                number(typed)
            }
            Shape::Date => json!(self.times.day(typed)?),
            Shape::Instant => json!(self.times.instant(typed)?),
            Shape::Choice(_) | Shape::Codes { .. } | Shape::Years { .. } | Shape::Period => {
                json!(typed.trim())
            }
            _ => json!(typed),
        })
    }

    fn reference(&self, kinds: &[Kind], typed: &str) -> Result<Value, Failure> {
        let mut last = Err(Failure::FieldUnknown(typed.to_owned()));
        for kind in kinds {
            last = (self.find)(*kind, typed);
            if last.is_ok() {
                break;
            }
        }
        last.map(Value::String)
    }
}

/// Puts statements of all kinds in the order in which they were typed.
fn statements(matches: &ArgMatches) -> Option<Value> {
    let is_sensitive = matches.get_flag(SENSITIVE);
    let statement = |kind: &str, text: &str| {
        if is_sensitive {
            json!({ "kind": kind, "text": text, "sensitive": true })
        } else {
            json!({ "kind": kind, "text": text })
        }
    };
    let of = |kind: &'static str| {
        let places = matches.indices_of(kind).into_iter().flatten();
        let texts = matches.get_many::<String>(kind).into_iter().flatten();
        places
            .zip(texts)
            .map(move |(place, text)| (place, statement(kind, text)))
    };
    let mut all: Vec<(usize, Value)> = STATEMENTS.into_iter().flat_map(of).collect();
    all.sort_by_key(|(place, _)| *place);
    if all.is_empty() {
        None
    } else {
        Some(all.into_iter().map(|(_, statement)| statement).collect())
    }
}

/// Reads counts as they are typed: `NAME=NUMBER`.
fn counts<'a>(typed: impl Iterator<Item = &'a str>) -> Result<Value, Failure> {
    let one = |text: &'a str| {
        let (name, typed) = text
            .rsplit_once('=')
            .ok_or_else(|| Failure::Assignment(text.to_owned()))?;
        Ok((name.trim().to_owned(), number(typed)))
    };
    typed
        .map(one)
        .collect::<Result<Map<_, _>, _>>()
        .map(Value::Object)
}

/// Reads a number with a decimal point or, as in Vietnamese, a comma; what is none stays text, and the core
/// says so with the field's name.
fn number(typed: &str) -> Value {
    let plain = typed.trim().replace(',', ".");
    let whole = plain.parse::<i64>().map(|number| json!(number));
    whole
        .or_else(|_| plain.parse::<f64>().map(|number| json!(number)))
        .unwrap_or_else(|_| json!(typed))
}

fn split(text: &str) -> Result<(&str, &str), Failure> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| Failure::Assignment(text.to_owned()))?;
    Ok((name.trim(), value))
}

/// Makes the typed value that an edit takes.
pub(crate) fn typed(spec: &FieldSpec, value: &Value) -> Result<FieldValue, Failure> {
    let refused = |problem| Failure::Core(ClientError::RecordInvalid(vec![problem]));
    match (spec.shape, value) {
        (Shape::Statements { .. }, list) => {
            match serde_json::from_value::<Vec<Statement>>(list.clone()) {
                Ok(statements) => Ok(FieldValue::Statements(statements)),
                Err(_) => from_text(spec, "").map_err(refused),
            }
        }
        (Shape::Counts { .. }, Value::Object(counts)) => {
            let counts = counts
                .iter()
                .map(|(name, number)| from_text(spec, &format!("{name}={}", plain(number))));
            let counts: Result<Vec<_>, _> = counts.collect();
            let none = FieldValue::Counts(BTreeMap::new());
            Ok(joined(
                std::iter::once(none).chain(counts.map_err(refused)?),
            ))
        }
        (_, Value::Array(items)) => {
            let items: Result<Vec<FieldValue>, Failure> = items
                .iter()
                .map(|item| from_text(spec, &plain(item)).map_err(refused))
                .collect();
            Ok(joined(items?))
        }
        (_, value) => from_text(spec, &plain(value)).map_err(refused),
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Puts lists of one item together.
fn joined(items: impl IntoIterator<Item = FieldValue>) -> FieldValue {
    let mut items = items.into_iter();
    let first = items.next().unwrap_or(FieldValue::Texts(Vec::new()));
    items.fold(first, |all, item| match (all, item) {
        (FieldValue::References(mut all), FieldValue::References(item)) => {
            all.extend(item);
            FieldValue::References(all)
        }
        (FieldValue::Codes(mut all), FieldValue::Codes(item)) => {
            all.extend(item);
            FieldValue::Codes(all)
        }
        (FieldValue::Texts(mut all), FieldValue::Texts(item)) => {
            all.extend(item);
            FieldValue::Texts(all)
        }
        (FieldValue::Counts(mut all), FieldValue::Counts(item)) => {
            all.extend(item);
            FieldValue::Counts(all)
        }
        (all, _) => all,
    })
}

/// Makes a record's object of fields, a later one replacing an earlier one.
pub(crate) fn object(fields: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    fields.into_iter().collect()
}
