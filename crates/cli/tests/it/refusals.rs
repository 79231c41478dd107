//! Bad input and bad days: each has its code and its exit code, and nothing is lost.

use crate::run::{PIN, Place, closed_port};
use serde_json::{Value, json};

#[test]
fn a_bad_line_is_refused_with_its_place_and_the_rest_taken_only_when_asked() {
    let place = Place::founded();
    let area = place.run(&["--json", "area", "list"]).json()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let good = json!({ "id": "11111111-1111-4111-8111-111111111111", "area": area, "code": "H-2", "head": "B" });
    let bad = json!({ "id": "21111111-1111-4111-8111-111111111111", "area": area, "code": 3 });
    let text = format!("{good}\n{bad}\nnot json\n");
    let file = place.file(
        "households.jsonl",
        &[text.as_bytes(), b"\xff\xfe\n"].concat(),
    );
    let error = place.run(&["--json", "import", &file]).error(2);
    assert_eq!(error["error"], "import-refused");
    let places: Vec<&Value> = error["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["line"])
        .collect();
    assert_eq!(places, [2, 3, 4]);
    assert_eq!(
        place
            .run(&["--json", "household", "list"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let report = place.run(&["--json", "import", "--skip-bad", &file]).json();
    assert_eq!(
        (
            &report["created"],
            report["refused"].as_array().unwrap().len()
        ),
        (&json!(1), 3)
    );
    let ran = place.run(&["import", "--skip-bad", &file]);
    assert!(
        ran.err.contains("households.jsonl") && ran.out.contains('3'),
        "{ran:?}"
    );
}

#[test]
fn every_wrong_input_has_its_code_and_ends_with_2() {
    let place = Place::founded();
    let nameless = place.file("people.jsonl", b"{}\n");
    let missing = place.path().join("households.jsonl").display().to_string();
    let folder = place.path().display().to_string();
    for (arguments, code) in [
        (&["household", "show", "H-9999"][..], "record-not-found"),
        (
            &[
                "visit",
                "new",
                "--household",
                "H-9999",
                "--purpose",
                "listen",
            ],
            "record-not-found",
        ),
        (&["visit", "new", "--household", "H-0012"], "record-invalid"),
        (
            &["visit", "new", "--household", "H-0012", "--purpose", "spy"],
            "record-invalid",
        ),
        (
            &[
                "visit",
                "new",
                "--household",
                "H-0012",
                "--purpose",
                "listen",
                "--lat",
                "north",
                "--lon",
                "1",
            ],
            "record-invalid",
        ),
        (
            &["household", "edit", "H-0012", "--residents", "many"],
            "record-invalid",
        ),
        (
            &["household", "edit", "H-0012", "--set", "religion=x"],
            "record-invalid",
        ),
        (
            &["household", "edit", "H-0012", "--set", "colour=red"],
            "field-unknown",
        ),
        (
            &["household", "edit", "H-0012", "--set", "note"],
            "assignment-malformed",
        ),
        (&["household", "edit", "H-0012"], "nothing-to-edit"),
        (&["visit", "list", "--from", "hôm qua"], "time-malformed"),
        (
            &[
                "visit",
                "new",
                "--household",
                "H-0012",
                "--purpose",
                "listen",
                "--at",
                "25:99",
            ],
            "time-malformed",
        ),
        (&["sync", "--relay", "ftp://relay"], "relay-address-bad"),
        (&["import", &nameless], "import-kind-unknown"),
        (&["import", "-"], "import-kind-unknown"),
        (
            &["export", "areas", "--format", "geojson"],
            "export-without-position",
        ),
        (
            &["export", "areas", "--out", "/nowhere/at/all.jsonl"],
            "file-unusable",
        ),
        (
            &[
                "sync",
                "--relay",
                "https://127.0.0.1:1",
                "--relay-cert",
                "/nowhere.pem",
            ],
            "relay-cert-unreadable",
        ),
    ] {
        let ran = place.run(&[&["--json"], arguments].concat());
        assert_eq!(ran.error(2)["error"], code, "{arguments:?}");
    }
    for file in [&missing, &folder] {
        let error = place
            .run(&["--json", "import", "--kind", "households", file])
            .error(2);
        assert_eq!(error["error"], "import-unreadable");
    }
}

#[test]
fn a_wrong_or_missing_pin_ends_with_5() {
    let place = Place::founded();
    let wrong = place.run_with(&[("SOTAY_PIN", "000000")], &["--json", "status"]);
    assert_eq!(wrong.error(5)["error"], "wrong-pin");
    let mut command = place.command(&["--json", "status"]);
    let output = command.env_remove("SOTAY_PIN").output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("pin-missing")
    );
    assert_eq!(
        place
            .run_with(&[("SOTAY_PIN", PIN)], &["--json", "status"])
            .code,
        0
    );
}

#[test]
fn without_a_network_the_end_is_4_and_nothing_is_lost() {
    let place = Place::founded();
    assert_eq!(
        place.run(&["--json", "sync"]).error(4)["error"],
        "no-network"
    );
    let relay = closed_port();
    assert_eq!(
        place.run(&["--json", "sync", "--relay", &relay]).error(4)["error"],
        "no-network"
    );
    assert_eq!(
        place
            .run(&["--json", "household", "list"])
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let words = place.run_with(&[("SOTAY_LANG", "en")], &["sync"]);
    assert!(words.err.starts_with("Not done:"), "{words:?}");
}

#[test]
fn a_home_without_a_notebook_says_so() {
    let place = Place::empty();
    assert_eq!(
        place.run(&["--json", "status"]).error(2)["error"],
        "home-missing"
    );
    assert_eq!(
        place.run(&["--json", "join", "no-code"]).error(2)["error"],
        "invite-malformed"
    );
    assert!(!place.path().join("home").join("device.db").exists());
}

#[test]
fn the_folder_of_the_flag_counts_more_than_the_environments() {
    let place = Place::founded();
    let other = place.path().join("other").display().to_string();
    assert_eq!(
        place.run(&["--json", "--home", &other, "status"]).error(2)["error"],
        "home-missing"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::founded();
    let mut command = place.command(&["export", "households"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}
