//! Reviewing visits from the command line.

use crate::run::Place;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn submitted(place: &Place) -> String {
    let new = [
        "--json",
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
        "--need",
        "Đèn đường",
    ];
    let id = place.run(&new).json()["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(place.run(&["visit", "submit", &id]).code, 0);
    id
}

fn waiting(place: &Place) -> Vec<String> {
    let rows = place.run(&["review", "--json"]).json();
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn visits_are_returned_with_a_reason_corrected_and_accepted() {
    let place = Place::founded();
    let [first, second] = [submitted(&place), submitted(&place)];
    let listed = place.run(&["review"]);
    assert!(
        listed.out.contains("2") && listed.out.contains("sotay review accept"),
        "{listed:?}"
    );
    assert_eq!(place.run(&["status", "--json"]).json()["to_review"], 2);

    let returned = [
        "review",
        "return",
        &first,
        "--note",
        "Ai hứa sửa?",
        "--json",
    ];
    let returned = place.run(&returned).json();
    assert_eq!(
        returned,
        json!({ "reviewed": [first], "changed": [], "not_waiting": [] })
    );
    assert_eq!(waiting(&place), [second.as_str()]);
    let shown = place.run(&["visit", "show", &first]);
    assert!(shown.out.contains("Ai hứa sửa?"), "{shown:?}");
    let listed = place
        .run(&["visit", "list", "--status", "returned", "--json"])
        .json();
    assert_eq!(listed[0]["review"], "Ai hứa sửa?");
    let status = place.run(&["--lang", "en", "status"]);
    assert!(
        status.out.contains("1 visit was returned to you"),
        "{status:?}"
    );

    place.run(&["visit", "submit", &first]);
    let accepted = place.run(&["review", "accept", "--all", "--json"]);
    assert_eq!(accepted.code, 2, "nobody can be asked here: {accepted:?}");
    let accepted = place
        .run(&["review", "accept", "--all", "--yes", "--json"])
        .json();
    let accepted: BTreeSet<&str> = accepted["reviewed"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(accepted, BTreeSet::from([second.as_str(), &first]));
    assert_eq!(waiting(&place), [""; 0]);

    place.run(&["visit", "edit", &first, "--need", "Việc làm"]);
    let again = place.run(&["review", "--json"]).json();
    assert_eq!(
        (&again[0]["id"], &again[0]["reopened"]),
        (&json!(first), &json!(true))
    );
    let shown = place.run(&["visit", "show", &first, "--json"]).json();
    assert!(shown["reopened_at"].is_string(), "{shown}");
    let not_waiting = place.run(&["review", "accept", &second, "--json"]).json();
    assert_eq!(not_waiting["not_waiting"], json!([second]));

    let times = place.run(&["review", "times", "--json"]).json();
    assert_eq!(times["total"]["answer"]["count"], 3);
    assert_eq!(times["total"]["correction"]["count"], 1);
    assert_eq!(times["officers"].as_array().map(Vec::len), Some(1));
    let times = place.run(&["review", "times"]);
    assert_eq!(times.code, 0, "{times:?}");
}

#[test]
fn a_visit_is_not_returned_without_a_note() {
    let place = Place::founded();
    let id = submitted(&place);
    assert_eq!(place.run(&["review", "return", &id]).code, 2);
    let blank = place.run(&["--json", "review", "return", &id, "--note", " "]);
    let error: Value = serde_json::from_str(&blank.err).expect("an error");
    assert_eq!((blank.code, &error["error"]), (2, &json!("note-missing")));
}
