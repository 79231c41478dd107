//! A labelled register as what is compared.

use likeness::{NormalForm, Position, Profile};
use proto::DocId;
use records::Kind;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use testkit::LabelledRegister;

/// Records of one kind, and which of them are of the same.
pub(crate) struct Labelled {
    pub(crate) forms: Vec<NormalForm>,
    /// Places of what is of the same, the lower place first.
    pub(crate) duplicates: BTreeSet<(usize, usize)>,
}

/// Takes the records of a kind out of a labelled register.
pub(crate) fn labelled(labelled: &LabelledRegister, kind: Kind) -> Labelled {
    let register = &labelled.register;
    let rows = match kind {
        Kind::Household => &register.households,
        Kind::Establishment => &register.establishments,
        _ => &register.groups,
    };
    let areas: Vec<String> = register.areas.iter().map(|area| text(area, "id")).collect();
    let area = |row: &Value| {
        areas
            .iter()
            .position(|id| *id == text(row, "area"))
            .unwrap_or(0)
    };
    let forms = rows
        .iter()
        .map(|row| NormalForm::from(profile(row, kind, i64::try_from(area(row)).unwrap_or(0))))
        .collect();
    let places: BTreeMap<String, usize> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| (text(row, "id"), place))
        .collect();
    let duplicates = labelled.duplicates.iter().filter_map(|(one, other)| {
        let (one, other) = (*places.get(one)?, *places.get(other)?);
        Some((one.min(other), one.max(other)))
    });
    Labelled {
        forms,
        duplicates: duplicates.collect(),
    }
}

fn profile(row: &Value, kind: Kind, area: i64) -> Profile {
    let (name, person, class) = match kind {
        Kind::Household => ("head", "", ""),
        Kind::Establishment => ("name", "owner", "kind"),
        _ => ("name", "leader", "model"),
    };
    let degrees = |field: &str| row.get(field).and_then(Value::as_f64);
    let members = row.get("members").and_then(Value::as_array);
    let mut members: Vec<DocId> = members
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str()?.parse().ok())
        .collect();
    members.sort_unstable();
    Profile {
        kind,
        area,
        name: text(row, name),
        person: text(row, person),
        address: text(row, "address"),
        phone: text(row, "phone"),
        class: text(row, class),
        position: degrees("lat")
            .zip(degrees("lon"))
            .and_then(|(lat, lon)| Position::of_degrees(lat, lon)),
        members,
    }
}

fn text(row: &Value, field: &str) -> String {
    row.get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
