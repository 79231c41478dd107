//! What was heard in confidence: marked when it is written, and kept back where it is not asked for with a reason.
//!
//! Health and family matters are marked statement by statement, or stand in a field of their own. Marked items are in no
//! search text and no list; whoever shows or exports a record takes them out with [`withhold`], unless a person said why
//! they need them.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::Kind;
use crate::schema::{self, FieldSpec};
use crate::value::{Statement, Value};

/// Takes what is marked out of a record in interchange form; returns how many items of which field it took.
pub fn withhold(kind: Kind, record: &mut Map<String, Json>) -> BTreeMap<String, u64> {
    let mut taken = BTreeMap::new();
    for spec in schema::fields(kind) {
        let Some(value) = record.get_mut(spec.name) else {
            continue;
        };
        let count = withhold_of(spec, value);
        if value.is_null() {
            record.shift_remove(spec.name);
        }
        if count > 0 {
            taken.insert(spec.name.to_owned(), count);
        }
    }
    taken
}

/// Takes what is marked out of one field's value, which becomes null where all of the field is; returns how many items
/// it took.
pub fn withhold_of(spec: &FieldSpec, value: &mut Json) -> u64 {
    if spec.sensitive {
        let count = value.as_array().map_or(1, Vec::len);
        *value = Json::Null;
        return count as u64;
    }
    let Some(items) = value.as_array_mut() else {
        return 0;
    };
    let before = items.len();
    items.retain(|item| item.get("sensitive").and_then(Json::as_bool) != Some(true));
    (before - items.len()) as u64
}

/// Gives the value that a field is set to: a list of statements of which none is marked leaves the marked ones that are
/// there, each after as many others as before. Who was shown a record without them does not take them away unseen.
pub(crate) fn with_marked(now: Option<&Value>, then: &Value) -> Value {
    let (Some(Value::Statements(now)), Value::Statements(then)) = (now, then) else {
        return then.clone();
    };
    if then.iter().any(|statement| statement.sensitive) {
        return Value::Statements(then.clone());
    }
    let mut all: Vec<Statement> = Vec::with_capacity(now.len() + then.len());
    let mut others = then.iter().cloned();
    for statement in now {
        if statement.sensitive {
            all.push(statement.clone());
        } else {
            all.extend(others.next());
        }
    }
    all.extend(others);
    Value::Statements(all)
}
