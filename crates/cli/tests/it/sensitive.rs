//! What was heard in confidence, on the command line.

use crate::run::Place;
use serde_json::json;

const ILLNESS: &str = "Bà cụ đang điều trị bệnh tim.";
const DEBT: &str = "Con trai nợ nần.";

#[test]
fn what_was_heard_in_confidence_is_printed_only_to_who_says_why() {
    let place = Place::founded();
    let new = [
        "--json",
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
        "--sensitive",
    ];
    let said = [
        "--hearsay",
        ILLNESS,
        "--sensitive-need",
        DEBT,
        "--need",
        "Sửa đèn đường",
    ];
    let visit = place.run(&[&new[..], &said].concat()).json();
    assert_eq!(
        visit["withheld"],
        json!({ "notes": 1, "sensitive_needs": 1 })
    );
    let id = visit["id"].as_str().unwrap();

    let without: [&[&str]; 5] = [
        &["visit", "show", id],
        &["visit", "list"],
        &["history", id],
        &["export", "visits"],
        &["export", "visits", "--format", "csv"],
    ];
    for command in without {
        let run = place.run(command);
        assert!(
            run.code == 0 && !run.out.contains(ILLNESS) && !run.out.contains(DEBT),
            "{run:?}"
        );
    }
    let with: [&[&str]; 3] = [
        &["visit", "show", id, "--why", "đơn số 12"],
        &["history", id, "--why", "đơn số 12"],
        &["export", "visits", "--with-sensitive", "--why", "bàn giao"],
    ];
    for command in with {
        let run = place.run(command);
        assert!(
            run.code == 0 && run.out.contains(ILLNESS) && run.out.contains(DEBT),
            "{run:?}"
        );
    }
    let refused = place.run(&["--json", "export", "visits", "--with-sensitive"]);
    assert_eq!(refused.error(2)["error"], "why-missing");
}
