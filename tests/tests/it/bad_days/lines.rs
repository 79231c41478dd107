//! Import: each bad line is named with its file, its place and a reason, and nothing of its file is taken.

use serde_json::{Value, json};
use testkit::process::{Outcome, Sotay};
use tests::programs::{Station, count, new_household, refused};

struct Desk {
    station: Station,
    device: Sotay,
    area: String,
    officer: String,
}

impl Desk {
    fn new() -> Desk {
        let station = Station::start();
        let device = station.found(&["Tổ 1"]);
        new_household(&device, "Tổ 1", "HB-1");
        let areas = device.json(&["area", "list"]).unwrap();
        let officers = device.json(&["officer", "list"]).unwrap();
        let id = |list: &Value| list[0]["id"].as_str().unwrap().to_owned();
        Desk {
            area: id(&areas),
            officer: id(&officers),
            station,
            device,
        }
    }

    fn import(&self, name: &str, bytes: &[u8], more: &[&str]) -> Outcome {
        let path = self.station.path(name);
        std::fs::write(&path, bytes).unwrap();
        self.device
            .run(&[&["import", path.to_str().unwrap()], more].concat())
            .unwrap()
    }

    fn household(&self, number: u8) -> Value {
        let id = format!("{number:08}-0000-4000-8000-000000000000");
        json!({ "id": id, "area": self.area, "code": format!("HB-1{number}"), "head": "Phạm Văn Đức" })
    }

    fn visit(&self, household: &str) -> Value {
        json!({
            "id": "00000099-0000-4000-8000-000000000000", "household": household, "area": self.area, "officer": self.officer,
            "started_at": "2026-11-20T08:00:00+07:00", "purposes": ["listen"], "status": "draft",
        })
    }
}

fn with(mut record: Value, field: &str, value: Value) -> String {
    match value {
        Value::Null => drop(record.as_object_mut().unwrap().remove(field)),
        value => record[field] = value,
    }
    record.to_string()
}

#[test]
fn every_kind_of_bad_line_is_refused_with_its_place_and_reason() {
    let desk = Desk::new();
    let good = desk.household(1).to_string();
    let long = "x".repeat(10 << 20);
    let text = |text: String| text.into_bytes();
    let unknown = "99999999-0000-4000-8000-000000000000";
    // What the file is called, its second line, and the code of the reason.
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "households.jsonl",
            text(with(desk.household(2), "head", Value::Null)),
            "missing-field",
        ),
        (
            "households.jsonl",
            text(with(desk.household(2), "id", Value::Null)),
            "missing-field",
        ),
        (
            "households.jsonl",
            text(with(desk.household(2), "residents", json!("bốn"))),
            "wrong-type",
        ),
        (
            "households.jsonl",
            text(with(desk.household(2), "head", json!(["a"]))),
            "wrong-type",
        ),
        (
            "households.jsonl",
            text(with(desk.household(2), "note", json!("x".repeat(9_000)))),
            "too-long",
        ),
        (
            "households.jsonl",
            text(with(desk.household(2), "note", json!(long))),
            "line-too-long",
        ),
        (
            "households.jsonl",
            long.clone().into_bytes(),
            "line-too-long",
        ),
        (
            "households.jsonl",
            b"{\"id\":\"\xff\xfe\"}".to_vec(),
            "line-not-utf8",
        ),
        ("households.jsonl", b"{\"id\":".to_vec(), "line-not-json"),
        ("households.jsonl", b"[1, 2]".to_vec(), "not-an-object"),
        (
            "households.jsonl",
            text("[".repeat(100_000)),
            "line-not-json",
        ),
        (
            "households.jsonl",
            text(with(desk.household(2), "area", json!(unknown))),
            "unknown-reference",
        ),
        (
            "visits.jsonl",
            text(desk.visit(unknown).to_string()),
            "unknown-reference",
        ),
    ];
    for (name, line, reason) in cases {
        let first = if name == "visits.jsonl" {
            Vec::new()
        } else {
            good.clone().into_bytes()
        };
        let bytes = [first, b"\n".to_vec(), line, b"\n".to_vec()].concat();
        let outcome = desk.import(name, &bytes, &[]);
        assert_eq!(
            refused(&outcome),
            (2, "import-refused".to_owned()),
            "{reason}"
        );
        let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
        let [bad] = error["lines"].as_array().unwrap().as_slice() else {
            panic!("{reason}: {error}")
        };
        assert_eq!(bad["line"], 2, "{reason}: {bad}");
        assert!(bad.to_string().contains(reason), "{reason}: {bad}");
        assert!(bad["file"].as_str().unwrap().ends_with(name), "{bad}");
        assert!(
            error.to_string().len() < 20_000,
            "{reason}: an error is short"
        );
        assert_eq!(
            count(&desk.device, "household"),
            1,
            "{reason}: nothing of the file is taken"
        );
        assert_eq!(count(&desk.device, "visit"), 0, "{reason}");
    }
    let taken = desk.import("households.jsonl", format!("{good}\n").as_bytes(), &[]);
    assert_eq!(taken.code, Some(0), "{taken:?}");
    assert_eq!(count(&desk.device, "household"), 2);
}

#[test]
fn a_thousand_bad_lines_make_a_short_message() {
    let desk = Desk::new();
    let outcome = desk.import("households.jsonl", "{}\n".repeat(1_000).as_bytes(), &[]);
    assert_eq!(refused(&outcome), (2, "import-refused".to_owned()));
    let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert!(error["message"].as_str().unwrap().len() < 5_000);
}

#[test]
fn skip_bad_takes_the_rest_and_lists_what_it_left() {
    let desk = Desk::new();
    let bad = with(desk.household(2), "head", Value::Null);
    let bytes = format!("{}\n{bad}\n{}\n", desk.household(1), desk.household(3));
    let outcome = desk.import("households.jsonl", bytes.as_bytes(), &["--skip-bad"]);
    let report = outcome.json().unwrap();
    assert_eq!(
        (outcome.code, &report["created"]),
        (Some(0), &json!(2)),
        "{outcome:?}"
    );
    assert_eq!(report["refused"][0]["line"], 2);
    assert_eq!(count(&desk.device, "household"), 3);
    let again = desk
        .import("households.jsonl", bytes.as_bytes(), &["--skip-bad"])
        .json()
        .unwrap();
    assert_eq!(
        (&again["created"], &again["changed"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(2))
    );
}

#[test]
fn a_text_of_ten_megabytes_typed_on_the_command_line_is_refused_with_2() {
    let desk = Desk::new();
    // One argument may have 128 KiB on Linux; the record's own limit is far below.
    let long = "x".repeat(100_000);
    let new = [
        "visit",
        "new",
        "--household",
        "HB-1",
        "--purpose",
        "listen",
        "--fact",
        &long,
    ];
    assert_eq!(
        refused(&desk.device.run(&new).unwrap()),
        (2, "record-invalid".to_owned())
    );
    let unknown = [
        "visit",
        "new",
        "--household",
        "HB-404",
        "--purpose",
        "listen",
    ];
    assert_eq!(
        refused(&desk.device.run(&unknown).unwrap()),
        (2, "record-not-found".to_owned())
    );
    assert_eq!(count(&desk.device, "visit"), 0);
}
