//! Moving a household, as a script sees it.

use crate::run::Place;
use serde_json::json;

fn place() -> Place {
    let place = Place::founded();
    let ran = place.run(&["area", "new", "--name", "Tổ dân phố 2"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let visit = [
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
    ];
    assert_eq!(place.run(&visit).code, 0);
    place
}

fn listed_in(place: &Place, kind: &str, area: &str) -> usize {
    let rows = place.run(&["--json", kind, "list", "--area", area]).json();
    rows.as_array().expect("a list").len()
}

#[test]
fn a_household_moves_without_a_network_and_its_visits_go_along() {
    let place = place();
    let there = [
        "--json",
        "household",
        "move",
        "H-0012",
        "--to",
        "Tổ dân phố 2",
    ];
    let moved = place.run(&there).json();
    assert_eq!(moved["kind"], "household");
    assert_eq!(moved["moved"], json!(true));
    assert_eq!(moved["along"][0]["kind"], "visit");
    assert_ne!(moved["from"], moved["area"]);
    for (area, count) in [("Tổ dân phố 1", 0), ("Tổ dân phố 2", 1)] {
        assert_eq!(listed_in(&place, "household", area), count);
        assert_eq!(listed_in(&place, "visit", area), count);
    }
    let shown = place.run(&["--json", "household", "show", "H-0012"]).json();
    assert_eq!(shown["id"], moved["id"]);
    assert_eq!(shown["area"], moved["area"]);
    assert_eq!(place.run(&there).json()["moved"], json!(false), "once");
    let ran = place.run(&[
        "--lang",
        "en",
        "household",
        "move",
        "H-0012",
        "--to",
        "Tổ dân phố 1",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("Tổ dân phố 1") && ran.out.contains('1'),
        "{ran:?}"
    );
    assert_eq!(listed_in(&place, "household", "Tổ dân phố 1"), 1);
}

#[test]
fn an_edit_does_not_move_and_says_what_does() {
    let place = place();
    let edit = [
        "--json",
        "household",
        "edit",
        "H-0012",
        "--area",
        "Tổ dân phố 2",
    ];
    let error = place.run(&edit).error(2);
    assert_eq!(error["error"], "other-area");
    assert!(
        error["message"].as_str().unwrap().contains("move"),
        "{error}"
    );
    let unknown = ["--json", "household", "move", "H-0012", "--to", "Tổ 99"];
    assert_eq!(place.run(&unknown).error(2)["error"], "record-not-found");
}
