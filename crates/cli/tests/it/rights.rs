//! Requests of residents and the file of a person from the command line.

use crate::run::Place;
use serde_json::json;

#[test]
fn a_request_is_taken_listed_with_its_clock_and_answered() {
    let place = Place::founded();
    let new = [
        "request",
        "new",
        "--household",
        "H-0012",
        "--kind",
        "access",
        "--person",
        "Bà Hoà",
        "--at",
        "2026-11-20 08:00",
        "--json",
    ];
    let request = place.run(&new).json();
    assert_eq!(
        (&request["due"], &request["state"]),
        (&json!("2026-11-24"), &json!("open"))
    );
    let id = request["id"].as_str().unwrap();
    let listed = place.run(&["request", "list", "--json"]).json();
    assert_eq!(
        (&listed[0]["id"], &listed[0]["household_name"]),
        (&request["id"], &json!("Nguyễn Thị Hoà"))
    );
    assert!(listed[0]["working_days_left"].is_i64());
    let shown = place.run(&["--lang", "en", "request", "list"]);
    assert!(
        shown.out.contains("Bà Hoà") && shown.out.contains("to see what is held"),
        "{shown:?}"
    );
    assert_eq!(place.run(&["status", "--json"]).json()["requests"], 1);
    let answered = place
        .run(&[
            "request",
            "answer",
            id,
            "--outcome",
            "Đã trao bản in",
            "--json",
        ])
        .json();
    assert_eq!(
        (&answered["state"], &answered["outcome"]),
        (&json!("answered"), &json!("Đã trao bản in"))
    );
    assert_eq!(place.run(&["request", "list", "--json"]).json(), json!([]));
    let all = place.run(&["request", "list", "--all", "--json"]).json();
    assert_eq!(all.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_file_is_a_page_that_stands_alone_and_needs_a_reason() {
    let place = Place::founded();
    let new = [
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
        "--need",
        "Đèn <b>đường</b>",
        "--sensitive-need",
        "Chữa bệnh",
    ];
    assert_eq!(place.run(&new).code, 0);
    let refused = place.run(&["file", "H-0012", "--json"]);
    assert_eq!(refused.error(2)["error"], "why-missing");
    let out = place.path().join("ho-so.html").display().to_string();
    let file = [
        "file",
        "H-0012",
        "--why",
        "Chủ hộ yêu cầu",
        "--out",
        &out,
        "--json",
    ];
    let done = place.run(&file).json();
    assert_eq!(
        (&done["records"], &done["title"]),
        (&json!(2), &json!("Nguyễn Thị Hoà"))
    );
    let page = std::fs::read_to_string(&out).unwrap();
    for part in [
        "<!DOCTYPE html>",
        "lang=\"vi\"",
        "@media print",
        "Chữa bệnh",
        "Đèn &lt;b&gt;đường&lt;/b&gt;",
        "Lê Văn Bình",
        "Chủ hộ yêu cầu",
        "hai ngày làm việc",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for part in ["<script", "<b>", "http://", "https://", "src="] {
        assert!(!page.contains(part), "{part}: {page}");
    }
    let named = place
        .run(&[
            "file",
            "nguyen thi hoa",
            "--person",
            "--why",
            "Bà Hoà yêu cầu",
            "--json",
        ])
        .json();
    assert_eq!(named["records"].as_array().map(Vec::len), Some(1));
    assert_eq!(named["records"][0]["fields"]["head"], "Nguyễn Thị Hoà");
}

#[test]
fn a_restricted_household_is_shown_with_a_reason_only() {
    let place = Place::founded();
    let request = place
        .run(&[
            "request",
            "new",
            "--household",
            "H-0012",
            "--kind",
            "restriction",
            "--json",
        ])
        .json();
    let id = request["id"].as_str().unwrap();
    let answer = ["request", "answer", id, "--outcome", "Đã hạn chế", "--json"];
    assert_eq!(place.run(&answer).json()["state"], "answered");
    assert_eq!(
        place.run(&["household", "list", "--json"]).json(),
        json!([])
    );
    assert_eq!(
        place
            .run(&["household", "show", "H-0012", "--json"])
            .error(2)["error"],
        "record-not-found"
    );
    let house = request["household"].as_str().unwrap();
    assert_eq!(
        place.run(&["household", "show", house, "--json"]).error(2)["error"],
        "why-missing"
    );
    let shown = place
        .run(&[
            "household",
            "show",
            "H-0012",
            "--why",
            "Chủ hộ hỏi",
            "--json",
        ])
        .json();
    assert!(shown["restricted"].is_string(), "{shown}");
    let lifted = [
        "household",
        "edit",
        "H-0012",
        "--clear",
        "restricted",
        "--why",
        "Hết hạn chế",
        "--json",
    ];
    assert_eq!(place.run(&lifted).code, 0);
    let list = place.run(&["household", "list", "--json"]).json();
    assert_eq!(list.as_array().map(Vec::len), Some(1));
}
