//! A notebook without a network: what scripts and people read.

use crate::run::{Place, closed_port};
use serde_json::{Value, json};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

/// Returns the id of a new visit to the household.
fn visit(place: &Place, more: &[&str]) -> String {
    let new = [
        "--json",
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
    ];
    let record = place.run(&[&new[..], more].concat()).json();
    record["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_unit_is_founded_without_a_network() {
    let place = Place::empty();
    let relay = closed_port();
    let init = [
        "init",
        "--relay",
        &relay,
        "--unit",
        "CAP 5",
        "--officer",
        "Lê Văn Bình",
        "--area",
        "Tổ 1",
        "--area",
        "Tổ 2",
    ];
    let ran = place.run(&init);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("sotay sync"), "{ran:?}");
    let areas = place.run(&["area", "list", "--json"]).json();
    let names: Vec<&Value> = areas
        .as_array()
        .unwrap()
        .iter()
        .map(|area| &area["name"])
        .collect();
    assert_eq!(names, ["Tổ 1", "Tổ 2"]);
    assert_eq!(
        place.run(&[&init[..], &["--json"]].concat()).error(2)["error"],
        "home-exists"
    );
}

#[test]
fn init_tells_a_script_who_this_device_is() {
    let place = Place::empty();
    let relay = closed_port();
    let me = place
        .run(&[
            "--json",
            "init",
            "--relay",
            &relay,
            "--unit",
            "A",
            "--officer",
            "B",
        ])
        .json();
    assert_eq!(
        keys(&me),
        [
            "areas",
            "device",
            "officer",
            "officer_name",
            "relay",
            "roles",
            "synced",
            "unit"
        ]
    );
    assert_eq!(
        (&me["synced"], &me["unit"], &me["officer_name"]),
        (&json!(false), &json!("A"), &json!("B"))
    );
    assert_eq!(me["roles"], json!(["commander", "administrator"]));
}

#[test]
fn a_visit_is_recorded_listed_edited_submitted_and_found() {
    let place = Place::founded();
    let id = visit(
        &place,
        &[
            "--fact",
            "Có người mới đến",
            "--hearsay",
            "Sắp chuyển đi",
            "--met",
            "Bà Hoà",
            "--need",
            "Xin việc",
            "--at",
            "31/01/2026 14:30",
            "--lat",
            "21,0285",
            "--lon",
            "105.8542",
        ],
    );
    let record = place.run(&["--json", "visit", "show", &id]).json();
    assert_eq!(record["id"], json!(id));
    assert_eq!(record["purposes"], json!(["listen"]));
    assert_eq!(record["started_at"], "2026-01-31T14:30:00+07:00");
    assert_eq!(
        (&record["lat"], &record["lon"]),
        (&json!(21.0285), &json!(105.8542))
    );
    assert_eq!(
        record["notes"][0],
        json!({ "kind": "fact", "text": "Có người mới đến" })
    );
    assert_eq!(record["notes"][1]["kind"], "hearsay");
    assert_eq!(
        (&record["met"], &record["needs"]),
        (&json!(["Bà Hoà"]), &json!(["Xin việc"]))
    );
    assert_eq!(record["status"], "draft");
    let list = place
        .run(&[
            "--json",
            "visit",
            "list",
            "--household",
            "H-0012",
            "--from",
            "31/01/2026",
            "--until",
            "31/01/2026",
        ])
        .json();
    assert_eq!(list, json!([record]));
    assert_eq!(
        place
            .run(&["--json", "visit", "list", "--until", "30/01/2026"])
            .json(),
        json!([])
    );
    let edited = place
        .run(&[
            "--json",
            "visit",
            "edit",
            &id,
            "--purpose",
            "support",
            "--minutes",
            "25",
            "--remove",
            "purposes=listen",
        ])
        .json();
    assert_eq!(
        (&edited["purposes"], &edited["minutes"]),
        (&json!(["support"]), &json!(25))
    );
    assert_eq!(
        place.run(&["--json", "visit", "submit", &id]).json()["status"],
        "submitted"
    );
    let hits = place.run(&["--json", "search", "co nguoi moi"]).json();
    assert_eq!(hits[0]["id"], json!(id));
    assert_eq!(hits[0]["kind"], "visit");
}

#[test]
fn a_household_is_edited_by_its_code_and_its_history_tells_who_did_it() {
    let place = Place::founded();
    let edited = place
        .run(&[
            "--json",
            "household",
            "edit",
            "h-0012",
            "--phone",
            "0987 654 321",
            "--set",
            "note=Nhà có chó",
        ])
        .json();
    assert_eq!(
        (&edited["phone"], &edited["note"]),
        (&json!("0987 654 321"), &json!("Nhà có chó"))
    );
    let cleared = place
        .run(&["--json", "household", "edit", "H-0012", "--clear", "note"])
        .json();
    assert_eq!(cleared.get("note"), None);
    let history = place.run(&["--json", "history", "H-0012"]).json();
    let lines = history.as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        keys(&lines[1]),
        ["at", "device", "edits", "officer", "officer_name", "record"]
    );
    assert_eq!(lines[1]["officer_name"], "Lê Văn Bình");
    let phone = lines[1]["edits"]
        .as_array()
        .unwrap()
        .iter()
        .find(|edit| edit["field"] == "phone")
        .unwrap();
    assert_eq!(
        phone,
        &json!({
            "field": "phone", "before": "0912 345 678", "after": "0987 654 321", "counts": true, "withheld": false,
        })
    );
}

#[test]
fn every_kind_can_be_recorded_from_flags() {
    let place = Place::founded();
    let run = |arguments: &[&str]| place.run(&[&["--json"], arguments].concat()).json();
    let karaoke = run(&[
        "establishment",
        "new",
        "--area",
        "Tổ dân phố 1",
        "--kind",
        "karaoke",
        "--name",
        "Hoa Mai",
    ]);
    assert_eq!(karaoke["kind"], "karaoke");
    let group = run(&[
        "group",
        "new",
        "--area",
        "Tổ dân phố 1",
        "--name",
        "Tổ liên gia 3",
        "--member",
        "H-0012",
        "--founded",
        "01/03/2020",
    ]);
    assert_eq!(
        (
            &group["founded"],
            group["members"].as_array().unwrap().len()
        ),
        (&json!("2020-03-01"), 1)
    );
    let meeting = run(&[
        "meeting",
        "new",
        "--group",
        "Tổ liên gia 3",
        "--attended",
        "21",
        "--topic",
        "pccc",
        "--at",
        "2026-02-01 19:30",
    ]);
    assert_eq!(
        (&meeting["attended"], &meeting["held_at"]),
        (&json!(21), &json!("2026-02-01T19:30:00+07:00"))
    );
    let visit = visit(&place, &[]);
    let task = run(&[
        "follow-up",
        "new",
        "--visit",
        &visit,
        "--what",
        "Gọi lại",
        "--due",
        "2026-03-01",
    ]);
    assert_eq!(
        (&task["visit"], &task["state"]),
        (&json!(visit), &json!("open"))
    );
    let done = run(&[
        "follow-up",
        "edit",
        task["id"].as_str().unwrap(),
        "--state",
        "done",
    ]);
    assert_eq!(done["state"], "done");
    let area = run(&["area", "new", "--name", "Tổ dân phố 2"]);
    assert_eq!(area["name"], "Tổ dân phố 2");
    assert_eq!(run(&["officer", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn status_and_conflicts_have_the_keys_that_scripts_go_by() {
    let place = Place::founded();
    let status = place.run(&["--json", "status"]).json();
    for key in ["documents", "unsent", "last_sync", "conflicts"] {
        assert!(status.get(key).is_some(), "{key}: {status}");
    }
    assert_eq!(status["documents"]["households"], 1);
    assert_eq!(
        (&status["last_sync"], &status["conflicts"]),
        (&Value::Null, &json!(0))
    );
    assert!(status["unsent"].as_u64().unwrap() >= 2);
    assert_eq!(place.run(&["--json", "conflicts"]).json(), json!([]));
    assert_eq!(
        place.run(&["--json", "rebuild"]).json()["documents"],
        json!(4)
    );
}

#[test]
fn a_register_goes_out_and_comes_in_again_unchanged() {
    let place = Place::founded();
    let lines = place.run(&["export", "households"]);
    let file = place.file("households.jsonl", lines.out.as_bytes());
    let report = place.run(&["--json", "import", &file]).json();
    assert_eq!(
        (&report["created"], &report["changed"], &report["unchanged"]),
        (&json!(0), &json!(0), &json!(1))
    );
    let out = place.path().join("hộ.csv");
    let ran = place
        .run(&[
            "--json",
            "export",
            "household",
            "--format",
            "csv",
            "--out",
            out.to_str().unwrap(),
        ])
        .json();
    assert_eq!(ran["records"], 1);
    let csv = std::fs::read_to_string(&out).unwrap();
    assert!(
        csv.starts_with('\u{feff}') && csv.contains("Nguyễn Thị Hoà"),
        "{csv}"
    );
    assert!(
        place
            .run(&["export", "visits", "--format", "geojson"])
            .out
            .starts_with("{\"type\":\"FeatureCollection\"")
    );
}

#[test]
fn tables_show_whether_a_record_is_safe() {
    let place = Place::founded();
    let list = place.run(&["household", "list"]);
    assert!(
        list.out.contains("chưa gửi") && list.out.contains("Nguyễn Thị Hoà"),
        "{}",
        list.out
    );
    let show = place.run_with(&[("SOTAY_LANG", "en")], &["household", "show", "H-0012"]);
    assert!(
        show.out.contains("unsent") && show.out.contains("0912 345 678"),
        "{}",
        show.out
    );
    assert!(!show.out.contains('\u{1b}'));
}
