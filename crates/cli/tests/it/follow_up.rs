//! Follow-ups and the brief from the command line.

use crate::run::Place;
use serde_json::json;

#[test]
fn needs_become_follow_ups_that_the_household_sees_answered() {
    let place = Place::founded();
    let new = [
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
        "--need",
        "Đèn đường",
        "--need",
        "Việc làm",
        "--json",
    ];
    let visit = place.run(&new).json();
    assert_eq!(visit["brief"]["visits"], 0);
    let visit = visit["id"].as_str().unwrap();
    let offers = place.run(&["follow-up", "from", visit, "--json"]).json();
    assert_eq!(
        offers[1],
        json!({ "of": "need", "number": 2, "text": "Việc làm", "follow_up": null, "state": null })
    );

    let from = [
        "follow-up",
        "from",
        visit,
        "--need",
        "1",
        "--due",
        "2020-01-31",
        "--json",
    ];
    let made = place.run(&from).json();
    assert_eq!(made["made"].as_array().map(Vec::len), Some(1));
    let again = place
        .run(&[
            "follow-up",
            "from",
            visit,
            "--all",
            "--unassigned",
            "--json",
        ])
        .json();
    assert_eq!(again["existing"], made["made"]);
    let due = place.run(&["follow-up", "due", "--json"]).json();
    assert_eq!(
        due["counts"],
        json!({ "open": 2, "overdue": 1, "due_soon": 0, "undated": 1, "unassigned": 1 })
    );
    assert_eq!(due["rows"][0]["id"], made["made"][0]);
    let overdue = place.run(&["--lang", "en", "follow-up", "due", "--overdue"]);
    assert!(
        overdue.out.contains("overdue") && overdue.out.contains("Đèn đường"),
        "{overdue:?}"
    );

    let [first, second] = [0, 1].map(|at| due["rows"][at]["id"].as_str().unwrap().to_owned());
    let assigned = place
        .run(&[
            "follow-up",
            "assign",
            &second,
            "Lê Văn Bình",
            "--due",
            "31/01/2099",
            "--json",
        ])
        .json();
    assert_eq!(assigned["due"], "2099-01-31");
    assert_eq!(
        place.run(&["follow-up", "start", &second, "--json"]).json()["state"],
        "in_progress"
    );
    let done = place
        .run(&[
            "follow-up",
            "done",
            &first,
            "--outcome",
            "Đã thay bóng",
            "--json",
        ])
        .json();
    assert_eq!(done["state"], "done");
    let dropped = place.run(&["follow-up", "drop", &first, "--reason", "Trùng", "--json"]);
    assert_eq!(dropped.error(2)["problems"][0]["code"], "state-step");
    let dropped = place.run(&["follow-up", "edit", &second, "--state", "dropped", "--json"]);
    assert_eq!(dropped.error(2)["problems"][0]["code"], "missing-reason");

    let shown = place.run(&["household", "show", "H-0012", "--json"]).json();
    assert_eq!(shown["brief"]["settled"][0]["outcome"], "Đã thay bóng");
    assert_eq!(shown["brief"]["promised"][0]["id"], json!(second));
    let brief = place.run(&["--lang", "en", "household", "brief", "H-0012"]);
    assert!(
        brief.out.contains("Đã thay bóng") && brief.out.contains("Việc làm"),
        "{brief:?}"
    );
    // Before the next visit is recorded, the officer is told; a script reads the record alone.
    let next = place.run(&[
        "--lang",
        "en",
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "inform",
    ]);
    assert!(
        next.err.contains("Việc làm") && !next.out.contains("Before the visit"),
        "{next:?}"
    );
}
