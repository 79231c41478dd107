//! Erasing and keeping, as scripts meet them while no relay answers; with a relay they are tested across the workspace.

use crate::run::Place;
use serde_json::{Value, json};

/// Records a visit to the household of [`Place::founded`]; gives its id.
fn visit(place: &Place, at: &str) -> String {
    let visit = ["--json", "visit", "new", "--household", "H-0012"];
    let visit = place.run(&[&visit[..], &["--purpose", "listen", "--at", at]].concat());
    visit.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_record_is_erased_by_a_script_with_yes_and_a_reason_and_waits_for_the_relay() {
    let place = Place::founded();
    let visit = visit(&place, "2026-01-31");
    let erase = ["--json", "erase", "H-0012"];
    let with = |more: &[&str]| place.run(&[&erase[..], more].concat());
    for not_yet in [
        &["--yes"][..],
        &["--reason", "request"],
        &["--reason", "boredom", "--yes"],
    ] {
        assert_eq!(with(not_yet).error(2)["error"], "usage", "{not_yet:?}");
    }
    let why = ["--reason", "request", "--yes", "--why", "đơn số 12"];
    let erased = with(&why).json();
    assert_eq!(
        (&erased["reason"], &erased["synced"]),
        (&json!("request"), &json!(false))
    );
    let [household, its_visit] = &erased["records"].as_array().expect("records")[..] else {
        panic!("a household and its visit: {erased}")
    };
    assert_eq!(
        (&household["kind"], &household["of"]),
        (&json!("household"), &Value::Null)
    );
    assert_eq!(its_visit["id"], visit.as_str());
    assert_eq!(its_visit["of"], household["id"]);
    // It becomes true with the relay's ledger, and not before.
    assert_eq!(place.run(&["household", "show", "H-0012"]).code, 0);
    let none = json!({ "erasures": [] });
    assert_eq!(place.run(&["--json", "erasures"]).json(), none);
    assert_eq!(place.run(&["erasures"]).code, 0);
    let log = place
        .run(&["--json", "audit", "log", "--subject", &visit])
        .json();
    assert_eq!(log[0]["act"], "erase");
    assert_eq!(log[0]["why"], "request: đơn số 12");
}

#[test]
fn what_cannot_be_erased_says_why() {
    let place = Place::founded();
    let erase = |what: &str| {
        let erase = ["--json", "erase", what, "--reason", "mistake", "--yes"];
        place.run(&erase).error(2)["error"].clone()
    };
    assert_eq!(erase("H-0404"), "record-not-found");
    assert_eq!(erase("Tổ dân phố 1"), "not-erasable");
    let asked = place.run(&["erase", "H-0012", "--reason", "mistake", "--lang", "en"]);
    assert_eq!(
        (asked.code, asked.err.contains("--yes")),
        (2, true),
        "{asked:?}"
    );
}

#[test]
fn retention_shows_what_is_too_old_and_erases_it_when_told_to() {
    let place = Place::founded();
    let old = visit(&place, "2020-01-31");
    let none = json!({ "records": [] });
    let show = ["--json", "retention"];
    let apply = ["--json", "retention", "--apply"];
    for command in [&show[..], &apply] {
        assert_eq!(place.run(command).json(), none, "no policy yet");
    }
    assert_eq!(place.run(&["retention"]).code, 0);
    let policy = ["policy", "--retain", "visit=365", "--yes"];
    assert_eq!(place.run(&policy).code, 0);
    let shown = place.run(&show).json();
    assert_eq!(shown["records"][0]["id"], old.as_str());
    assert_eq!(shown["records"].as_array().map(Vec::len), Some(1));
    let table = place.run(&["retention", "--lang", "en"]);
    assert!(table.err.contains("retention --apply"), "{table:?}");
    let applied = place.run(&apply).json();
    assert_eq!(
        (&applied["reason"], &applied["records"]),
        (&json!("retention"), &shown["records"])
    );
    assert_eq!(place.run(&show).json(), none, "it waits for the relay");
}

#[test]
fn a_mistyped_retention_erases_nothing_unless_it_is_confirmed() {
    let place = Place::founded();
    visit(&place, "2020-01-31");
    let typo = ["policy", "--retain", "visit=18", "--lang", "en"];
    let asked = place.run(&typo);
    assert_eq!(
        (asked.code, asked.err.contains("--yes")),
        (2, true),
        "{asked:?}"
    );
    assert!(asked.out.contains("2020-01-31"), "{asked:?}");
    let none = json!({ "records": [] });
    assert_eq!(place.run(&["--json", "retention"]).json(), none);
    let error = place
        .run(&["--json", "policy", "--retain", "visit=18"])
        .error(2);
    assert_eq!(error["error"], "usage");
    // What keeps everything that is here asks nothing.
    let long = ["policy", "--retain", "visit=36500"];
    assert_eq!(place.run(&long).code, 0);
}

#[test]
fn how_long_households_are_kept_is_refused_since_they_do_not_age() {
    let place = Place::founded();
    let error = place
        .run(&["--json", "policy", "--retain", "household=1"])
        .error(2);
    assert_eq!(error["error"], "kind-does-not-age");
    let none = ["--json", "policy", "--retain", "household=0"];
    assert_eq!(place.run(&none).json()["retention_days"], json!({}));
}
