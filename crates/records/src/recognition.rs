//! For which years an establishment had registered for the safety standard, and in which it was recognised.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::value::Value;

/// What an establishment has of the safety standard in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recognition {
    /// It registered.
    Registered,
    /// It was recognised, for which it had to register.
    Recognised,
}

/// Gives the years of an establishment, those of its sets and the one that older programs and registers write. Nobody takes
/// back a year by entering another one.
#[must_use]
pub fn recognitions(document: &Document) -> BTreeMap<i64, Recognition> {
    let mut years: BTreeMap<i64, Recognition> = BTreeMap::new();
    let mut add = |year: i64, stage: Recognition| {
        let known = years.entry(year).or_insert(stage);
        *known = stage.max(*known);
    };
    for (field, stage) in [
        ("registered_years", Recognition::Registered),
        ("recognised_years", Recognition::Recognised),
    ] {
        if let Some(Value::Codes(texts)) = document.get(field) {
            texts
                .iter()
                .filter_map(|text| text.parse().ok())
                .for_each(|year| add(year, stage));
        }
    }
    if let (Some(Value::Text(stage)), Some(Value::Integer(year))) =
        (document.get("safety_standard"), document.get("safety_year"))
    {
        match stage.as_str() {
            "registered" => add(year, Recognition::Registered),
            "recognised" => add(year, Recognition::Recognised),
            _ => {}
        }
    }
    years
}
