//! Numbers under names, and sets of years: what two people write offline adds up.

use std::collections::BTreeMap;

use proptest::prelude::*;
use records::{Document, Draft, FieldEdit, Kind, ProblemCode, RecordChange, Value, anyone};
use serde_json::{Value as Json, json};

use crate::samples::{self, author};

fn sample(kind: Kind) -> Json {
    let mut samples = samples::all().into_iter();
    samples.find(|(of, _)| *of == kind).unwrap().1
}

fn first(kind: Kind) -> RecordChange {
    let draft = Draft::from_json(kind, &sample(kind)).unwrap();
    draft.into_change(author(1, 1)).unwrap()
}

fn read(kind: Kind, changes: &[RecordChange]) -> Document {
    let id = sample(kind)["id"].as_str().unwrap().parse().unwrap();
    Document::from_changes(id, changes, anyone)
}

fn counts(list: &[(&str, i64)]) -> Value {
    let counts = list
        .iter()
        .map(|(name, number)| ((*name).to_owned(), *number));
    Value::Counts(counts.collect())
}

/// Two devices edit without seeing each other.
fn apart(kind: Kind, one: FieldEdit, other: FieldEdit) -> (Document, Vec<RecordChange>) {
    let start = first(kind);
    let document = read(kind, std::slice::from_ref(&start));
    let one = document.edit(&[one], author(1, 2), [1; 4]).unwrap();
    let other = document.edit(&[other], author(2, 3), [2; 4]).unwrap();
    let changes: Vec<_> = [Some(start), one, other].into_iter().flatten().collect();
    (read(kind, &changes), changes)
}

#[test]
fn counts_that_two_people_write_offline_are_all_there() {
    let (merged, _) = apart(
        Kind::Survey,
        FieldEdit::add("counts", counts(&[("residents", 440)])),
        FieldEdit::add("counts", counts(&[("cầu cống", 3)])),
    );
    let expected = counts(&[
        ("households", 130),
        ("quán nước", 4),
        ("residents", 440),
        ("cầu cống", 3),
    ]);
    assert_eq!(merged.get("counts"), Some(expected));
    assert!(!merged.has_conflicts());
}

#[test]
fn one_count_written_differently_by_two_people_is_a_conflict_of_that_name() {
    let (merged, changes) = apart(
        Kind::Survey,
        FieldEdit::add("counts", counts(&[("residents", 440)])),
        FieldEdit::add("counts", counts(&[("residents", 450)])),
    );
    let [conflict] = &merged.conflicts()[..] else {
        panic!("one conflict")
    };
    assert_eq!(
        (conflict.field.as_str(), conflict.key.as_str()),
        ("counts", "counts/residents")
    );
    let values: Vec<_> = conflict.values.iter().map(|value| &value.value).collect();
    assert_eq!(values, [&json!(440), &json!(450)]);
    assert_eq!(merged.before(conflict, &changes), [json!(433)]);
    let keep = FieldEdit::Keep {
        key: conflict.key.clone(),
        op: conflict.values[0].op,
    };
    let settled = merged.edit(&[keep], author(3, 9), [3; 4]).unwrap().unwrap();
    let settled = read(Kind::Survey, &[changes, vec![settled]].concat());
    assert!(!settled.has_conflicts());
    assert_eq!(settled.to_json()["counts"]["residents"], json!(440));
}

#[test]
fn years_that_two_people_add_offline_are_all_there() {
    let year = |year: &str| FieldEdit::add("recognised_years", Value::text(year));
    let (merged, _) = apart(Kind::Establishment, year("2026"), year("2027"));
    let Some(Value::Codes(mut years)) = merged.get("recognised_years") else {
        panic!("years")
    };
    years.sort();
    assert_eq!(years, ["2025", "2026", "2027"]);
    assert!(!merged.has_conflicts());
}

#[test]
fn a_year_may_be_written_as_a_number_and_must_be_one() {
    let mut json = sample(Kind::Establishment);
    json["registered_years"] = json!([2026, "2025"]);
    let draft = Draft::from_json(Kind::Establishment, &json).unwrap();
    assert_eq!(draft.to_json()["registered_years"], json!(["2026", "2025"]));
    for (years, code) in [
        (json!(["26"]), ProblemCode::OutOfRange),
        (json!([1989]), ProblemCode::OutOfRange),
        (json!(["+026"]), ProblemCode::OutOfRange),
        (json!([2026, "2026"]), ProblemCode::Repeated),
        (json!("2026"), ProblemCode::WrongType),
    ] {
        json["registered_years"] = years;
        let problems = Draft::from_json(Kind::Establishment, &json).unwrap_err();
        assert_eq!(problems[0].code, code);
    }
}

#[test]
fn a_count_may_be_of_nothing_that_is_never_recorded() {
    let mut json = sample(Kind::Survey);
    for (counts, code) in [
        (json!({"tôn giáo": 3}), ProblemCode::NeverRecorded),
        (json!({"risk score": 3}), ProblemCode::NeverRecorded),
        (json!({" ": 3}), ProblemCode::BlankItem),
        (json!({"hộ": -1}), ProblemCode::OutOfRange),
        (json!({"hộ": 1.5}), ProblemCode::WrongType),
        (json!(["hộ"]), ProblemCode::WrongType),
    ] {
        json["counts"] = counts;
        let problems = Draft::from_json(Kind::Survey, &json).unwrap_err();
        assert_eq!(problems[0].code, code);
    }
}

#[test]
fn removing_a_count_goes_by_its_name_and_clearing_takes_all() {
    let document = read(Kind::Survey, &[first(Kind::Survey)]);
    let after = |edit: FieldEdit| {
        let change = document
            .edit(&[edit], author(1, 2), [1; 4])
            .unwrap()
            .unwrap();
        read(Kind::Survey, &[first(Kind::Survey), change]).get("counts")
    };
    let gone = counts(&[("quán nước", 0), ("residents", 0)]);
    assert_eq!(
        after(FieldEdit::remove("counts", gone)),
        Some(counts(&[("households", 130)]))
    );
    assert_eq!(after(FieldEdit::clear("counts")), None);
    assert_eq!(
        after(FieldEdit::set("counts", counts(&[]))),
        Some(counts(&[]))
    );
}

fn some_counts() -> impl Strategy<Value = BTreeMap<String, i64>> {
    proptest::collection::btree_map("[a-cđ/ ]{0,3}[a-c]", 0..9_i64, 0..5)
}

proptest! {
    #[test]
    fn counts_take_any_new_content_and_devices_agree(
        start in some_counts(), one in some_counts(), other in some_counts(),
    ) {
        let mut json = sample(Kind::Survey);
        json["counts"] = json!(start);
        let draft = Draft::from_json(Kind::Survey, &json).unwrap();
        let first = draft.into_change(author(1, 1)).unwrap();
        let document = read(Kind::Survey, std::slice::from_ref(&first));
        let write = |device, counts: &BTreeMap<String, i64>| {
            let set = FieldEdit::set("counts", Value::Counts(counts.clone()));
            document.edit(&[set], author(device, 2), [device; 4]).unwrap()
        };
        let (here, there) = (write(1, &one), write(2, &other));
        let alone: Vec<_> = [Some(first.clone()), here.clone()].into_iter().flatten().collect();
        prop_assert_eq!(read(Kind::Survey, &alone).get("counts"), Some(Value::Counts(one.clone())));
        let merged: Vec<_> = [Some(first.clone()), here.clone(), there.clone()].into_iter().flatten().collect();
        let turned: Vec<_> = [there, here, Some(first)].into_iter().flatten().collect();
        prop_assert_eq!(read(Kind::Survey, &merged), read(Kind::Survey, &turned));
        let Some(Value::Counts(both)) = read(Kind::Survey, &merged).get("counts") else {
            return Err(TestCaseError::fail("counts"));
        };
        for (name, number) in both {
            prop_assert!([&start, &one, &other].iter().any(|counts| counts.get(&name) == Some(&number)));
        }
    }
}
