//! Interchange JSON to a document and back.

use records::{Document, Draft, Kind, ProblemCode, RecordChange, anyone, row};
use serde_json::{Value as Json, json};

use crate::samples;

fn document(kind: Kind, json: &Json) -> Document {
    let draft = Draft::from_json(kind, json).expect("valid sample");
    let id = draft.id();
    let change = draft.into_change(samples::author(1, 1_000)).unwrap();
    let read = RecordChange::parse(change.bytes()).expect("our own change");
    assert_eq!(read, change, "what was parsed is what was written");
    Document::from_changes(id, &[read], anyone)
}

fn codes(kind: Kind, json: &Json) -> Vec<(ProblemCode, String)> {
    match Draft::from_json(kind, json) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|p| (p.code, p.field)).collect(),
    }
}

#[test]
fn every_kind_comes_back_as_it_went_in() {
    for (kind, json) in samples::all() {
        let document = document(kind, &json);
        assert_eq!(document.kind(), Some(kind));
        assert_eq!(Json::Object(document.to_json()), json);
        assert_eq!(
            Json::Object(Draft::from_json(kind, &json).unwrap().to_json()),
            json
        );
        assert!(row(&document).is_some());
    }
}

#[test]
fn fields_come_out_in_the_order_of_the_interchange_files() {
    let out = document(Kind::Visit, &samples::visit()).to_json();
    let names: Vec<_> = out.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "id",
            "household",
            "area",
            "officer",
            "started_at",
            "minutes",
            "purposes",
            "met",
            "lat",
            "lon",
            "accuracy_m",
            "notes",
            "topics",
            "needs",
            "status"
        ]
    );
}

#[test]
fn the_same_record_and_author_give_the_same_bytes() {
    let write = || {
        Draft::from_json(Kind::Visit, &samples::visit())
            .unwrap()
            .into_change(samples::author(3, 77))
            .unwrap()
    };
    assert_eq!(write().bytes(), write().bytes());
}

#[test]
fn all_problems_of_a_record_are_listed_at_once() {
    let json = json!({
        "id": samples::id(1), "area": "not-an-id", "officer": 5, "started_at": "yesterday", "purposes": ["watch"],
        "minutes": -1, "lat": 18.0, "notes": [{"kind": "rumour", "text": "x"}], "status": "", "met": ["a", " "],
        "topics": ["a", "a"], "religion": "x", "needs": "x",
    });
    let mut found = codes(Kind::Visit, &json);
    found.sort();
    let mut expected = [
        (ProblemCode::BadId, "area"),
        (ProblemCode::WrongType, "officer"),
        (ProblemCode::BadInstant, "started_at"),
        (ProblemCode::UnknownChoice, "purposes"),
        (ProblemCode::OutOfRange, "minutes"),
        (ProblemCode::HalfPosition, "lon"),
        (ProblemCode::UnknownChoice, "notes"),
        (ProblemCode::UnknownChoice, "status"),
        (ProblemCode::BlankItem, "met"),
        (ProblemCode::Repeated, "topics"),
        (ProblemCode::NeverRecorded, "religion"),
        (ProblemCode::WrongType, "needs"),
        (ProblemCode::MissingWhom, "household"),
    ]
    .map(|(code, field)| (code, field.to_owned()));
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn a_visit_without_the_one_visited_is_refused_unless_it_was_to_the_whole_area() {
    let mut json = samples::visit();
    json.as_object_mut().unwrap().remove("household");
    assert_eq!(
        codes(Kind::Visit, &json),
        [(ProblemCode::MissingWhom, "household".to_owned())]
    );
    json["whom"] = json!("area");
    assert_eq!(codes(Kind::Visit, &json), []);
}

#[test]
fn each_required_field_is_asked_for_by_name() {
    for (kind, json) in samples::all() {
        for spec in records::schema::fields(kind)
            .iter()
            .filter(|spec| spec.required)
        {
            for gone in [None, Some(Json::Null)] {
                let mut json = json.clone();
                match gone {
                    None => drop(json.as_object_mut().unwrap().remove(spec.name)),
                    Some(null) => json[spec.name] = null,
                }
                assert_eq!(
                    codes(kind, &json),
                    [(ProblemCode::MissingField, spec.name.to_owned())],
                    "{kind}"
                );
            }
        }
        let mut json = json.clone();
        json.as_object_mut().unwrap().remove("id");
        assert_eq!(
            codes(kind, &json),
            [(ProblemCode::MissingField, "id".to_owned())]
        );
    }
}

#[test]
fn a_text_of_ten_megabytes_is_refused_by_field_and_limit_without_quoting_it() {
    let mut json = samples::household();
    json["note"] = Json::from("bí mật ".repeat(1_200_000));
    let problems = Draft::from_json(Kind::Household, &json).unwrap_err();
    let [problem] = problems.as_slice() else {
        panic!("one problem")
    };
    assert_eq!(problem.to_string(), "too-long (note) limit=8192");
    assert!(!format!("{problem:?}").contains("bí mật"));
    let mut json = samples::household();
    json["elsewhere"] = Json::from("x".repeat(10 << 20));
    assert_eq!(
        codes(Kind::Household, &json),
        [(ProblemCode::TooLong, "elsewhere".to_owned())]
    );
}

#[test]
fn a_line_that_is_no_object_is_refused() {
    assert_eq!(
        codes(Kind::Area, &json!([1])),
        [(ProblemCode::NotAnObject, String::new())]
    );
}

#[test]
fn telephone_numbers_are_taken_as_people_write_them() {
    for (phone, is_fine) in [
        ("0407374479", true),
        ("+84 407.374.479", true),
        ("", true),
        ("(024) 3825-1234", true),
        ("12345", false),
        ("gọi chị Ba", false),
        ("=1+1", false),
    ] {
        let mut json = samples::household();
        json["phone"] = Json::from(phone);
        assert_eq!(codes(Kind::Household, &json).is_empty(), is_fine, "{phone}");
    }
}

#[test]
fn a_row_finds_a_household_by_folded_name_code_and_phone() {
    let row = row(&document(Kind::Household, &samples::household())).unwrap();
    assert_eq!(row.search_title, "kl 00001 nguyen thi hoa 0407374479");
    assert_eq!(row.search_body, "165 tran quoc toan");
    assert_eq!(row.title, "Nguyễn Thị Hoà");
    assert_eq!(row.code.as_deref(), Some("KL-00001"));
}

#[test]
fn a_telephone_number_is_found_as_it_is_dialled_however_it_was_written() {
    let mut json = samples::household();
    json["phone"] = json!("+84 912.345.678");
    let row = row(&document(Kind::Household, &json)).unwrap();
    assert_eq!(
        row.search_title,
        "kl 00001 nguyen thi hoa 84 912 345 678 0912345678"
    );
}

#[test]
fn odd_numbers_are_refused_and_whole_ones_with_decimals_are_whole() {
    let mut json = samples::visit();
    for (field, odd) in [
        ("lat", json!(91)),
        ("lon", json!(-180.000_001)),
        ("lat", json!(1e300)),
        ("minutes", json!(1.5)),
        ("minutes", json!(1e300)),
        ("accuracy_m", json!(-0.5)),
        ("minutes", json!(u64::MAX)),
    ] {
        let before = json[field].clone();
        json[field] = odd;
        let found = codes(Kind::Visit, &json);
        assert_eq!(found.len(), 1, "{field}");
        assert_eq!(found[0].1, field);
        json[field] = before;
    }
    json["minutes"] = json!(16.0);
    json["accuracy_m"] = json!(11.0);
    let out = document(Kind::Visit, &json).to_json();
    assert_eq!(
        (&out["minutes"], &out["accuracy_m"]),
        (&json!(16), &json!(11))
    );
}
