//! Liaisons, referrals and reports, where no relay answers; with one they are tested across the workspace.

use crate::run::Place;
use serde_json::json;

#[test]
fn a_unit_that_is_linked_with_none_says_so() {
    let place = Place::founded();
    assert_eq!(place.run(&["--json", "liaison", "list"]).json(), json!([]));
    assert_eq!(place.run(&["liaison", "list"]).code, 0);
    assert_eq!(place.run(&["--json", "referral", "list"]).json(), json!([]));
    let error = place
        .run(&["--json", "liaison", "accept", "SOTAYL1-00000"])
        .error(2);
    assert_eq!(error["error"], "liaison-malformed");
    let error = place
        .run(&["--json", "liaison", "end", "Công an quận", "--yes"])
        .error(2);
    assert_eq!(error["error"], "liaison-unknown");
    let todo = [
        "--json",
        "follow-up",
        "new",
        "--household",
        "H-0012",
        "--what",
        "Hỏi lại",
    ];
    let todo = place.run(&todo).json();
    let id = todo["id"].as_str().unwrap();
    let refer = ["--json", "follow-up", "refer", id, "--to", "Công an quận"];
    assert_eq!(place.run(&refer).error(2)["error"], "liaison-unknown");
}

#[test]
fn a_report_is_written_anew_under_its_period_and_counts_only_what_reports_count() {
    let place = Place::founded();
    let write = |more: &[&str]| {
        let command = ["--json", "report", "write", "2026-W47", "--manual"];
        place.run(&[&command, more].concat())
    };
    let made = write(&["--count", "visits=120", "--text", "Ổn định."]).json();
    assert_eq!(made["status"], "draft");
    let again = write(&["--count", "visits=121", "--count", "needs=9"]).json();
    assert_eq!(again["id"], made["id"]);
    let id = made["id"].as_str().unwrap();
    let shown = place.run(&["--json", "report", "show", id]).json();
    assert_eq!(shown["counts"], json!({ "visits": 121, "needs": 9 }));
    assert_eq!(place.run(&["--lang", "en", "report", "show", id]).code, 0);
    let listed = place.run(&["--json", "report", "list"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    let person = write(&["--count", "Nguyễn Thị Hoà=1"]).error(2);
    assert_eq!(person["error"], "record-invalid");
    let period = place
        .run(&["--json", "report", "units", "tuần 47"])
        .error(2);
    assert_eq!(period["error"], "record-invalid");
    let units = place.run(&["--json", "report", "units", "2026-W47"]).json();
    assert_eq!(units["units"], json!([]));
    let nobody = [
        "--json",
        "report",
        "submit",
        "2026-W47",
        "--to",
        "Công an quận",
    ];
    assert_eq!(place.run(&nobody).error(2)["error"], "liaison-unknown");
}

#[test]
fn a_report_is_counted_from_the_registers_and_printed_as_page_table_and_json() {
    let place = Place::founded();
    let visit = [
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
        "--need",
        "Sửa đèn đường",
        "--at",
        "2026-11-18T09:00:00+07:00",
    ];
    assert_eq!(place.run(&visit).code, 0);
    let written = ["report", "write", "2026-11", "--text", "Ổn định & <yên>."];
    assert_eq!(place.run(&written).code, 0);
    let print = |format: &str| place.run(&["report", "print", "2026-11", "--format", format]);
    let json: serde_json::Value = serde_json::from_str(&print("json").out).unwrap();
    assert_eq!(json["counts"]["visits"], 1);
    assert_eq!(json["counts"]["visits_listen"], 1);
    assert_eq!(json["counts"]["needs"], 1);
    assert_eq!(json["counts"]["needs_answered"], 0);
    assert_eq!(json["counts"]["households_visited"], 1);
    assert_eq!(
        (&json["from"], &json["until"]),
        (&json!("2026-11-01"), &json!("2026-11-30"))
    );
    let page = print("html").out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Ổn định &amp; &lt;yên&gt;."));
    assert!(page.contains("<svg") && !page.contains("Sửa đèn đường") && !page.contains("H-0012"));
    let table = print("csv").out;
    assert!(table.starts_with('\u{feff}') && table.contains("visits_listen"));
    let file = place.path().join("bao-cao.html");
    let to_file = [
        "report",
        "print",
        "2026-11",
        "--out",
        file.to_str().unwrap(),
    ];
    assert_eq!(place.run(&to_file).code, 0);
    assert_eq!(
        std::fs::read_to_string(file).unwrap().trim_end(),
        page.trim_end()
    );
}
