//! Adding to and removing from lists, on values.

use crate::schema::{FieldSpec, Shape};
use crate::value::{Statement, Value};

/// Gives the list with more items, counts with those of the same name replaced; nothing where the field is no list or the items do not fit it.
///
/// One text counts as a list of one, and so does one id.
pub(super) fn added(spec: &FieldSpec, now: Option<&Value>, more: &Value) -> Option<Value> {
    let more = as_list(spec, more)?;
    let Some(now) = now else { return Some(more) };
    match (now, more) {
        (Value::References(now), Value::References(more)) => {
            Some(Value::References(joined(now, more)))
        }
        (Value::Codes(now), Value::Codes(more)) => Some(Value::Codes(joined(now, more))),
        (Value::Texts(now), Value::Texts(more)) => Some(Value::Texts(joined(now, more))),
        (Value::Counts(now), Value::Counts(more)) => {
            let mut all = now.clone();
            all.extend(more);
            Some(Value::Counts(all))
        }
        (Value::Statements(now), Value::Statements(more)) => {
            Some(Value::Statements(joined(now, more)))
        }
        _ => None,
    }
}

/// Gives the list without some items, counts without those names; outer nothing where they do not fit the field.
pub(super) fn removed(
    spec: &FieldSpec,
    now: Option<&Value>,
    less: &Value,
) -> Option<Option<Value>> {
    let less = as_list(spec, less)?;
    let Some(now) = now else { return Some(None) };
    let left = match (now, less) {
        (Value::References(now), Value::References(less)) => Value::References(without(now, &less)),
        (Value::Codes(now), Value::Codes(less)) => Value::Codes(without(now, &less)),
        (Value::Texts(now), Value::Texts(less)) => Value::Texts(without(now, &less)),
        (Value::Counts(now), Value::Counts(less)) => {
            let mut left = now.clone();
            left.retain(|name, _| !less.contains_key(name));
            Value::Counts(left)
        }
        (Value::Statements(now), Value::Statements(less)) => {
            Value::Statements(without_statements(now, &less))
        }
        _ => return None,
    };
    Some(Some(left))
}

fn as_list(spec: &FieldSpec, value: &Value) -> Option<Value> {
    match (&spec.shape, value) {
        (Shape::References { .. }, Value::Reference(id)) => Some(Value::References(vec![*id])),
        (Shape::Codes { .. } | Shape::Years { .. }, Value::Text(code)) => {
            Some(Value::Codes(vec![code.clone()]))
        }
        (Shape::TextList { .. }, Value::Text(text)) => Some(Value::Texts(vec![text.clone()])),
        (Shape::References { .. }, Value::References(_))
        | (Shape::Codes { .. } | Shape::Years { .. }, Value::Codes(_))
        | (Shape::Counts { .. }, Value::Counts(_))
        | (Shape::TextList { .. }, Value::Texts(_))
        | (Shape::Statements { .. }, Value::Statements(_)) => Some(value.clone()),
        _ => None,
    }
}

fn joined<T: Clone + PartialEq>(now: &[T], more: Vec<T>) -> Vec<T> {
    let mut all = now.to_vec();
    for item in more {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all
}

/// Takes statements out by what they say, marked as sensitive or not.
fn without_statements(now: &[Statement], less: &[Statement]) -> Vec<Statement> {
    let says = |one: &Statement, other: &Statement| {
        (one.kind, &one.text, &one.source) == (other.kind, &other.text, &other.source)
    };
    now.iter()
        .filter(|statement| !less.iter().any(|gone| says(gone, statement)))
        .cloned()
        .collect()
}

fn without<T: Clone + PartialEq>(now: &[T], less: &[T]) -> Vec<T> {
    now.iter()
        .filter(|item| !less.contains(item))
        .cloned()
        .collect()
}
