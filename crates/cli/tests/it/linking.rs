//! Linking duplicates, as a script and a person see it.

use crate::run::Place;
use serde_json::{Value, json};

/// The unit's household again, spelt otherwise; returns the ids of both.
fn twice(place: &Place) -> [String; 2] {
    let new = [
        "--json",
        "household",
        "new",
        "--area",
        "Tổ dân phố 1",
        "--code",
        "H-0013",
        "--head",
        "nguyen thi hoa",
        "--phone",
        "+84912345678",
    ];
    let id = |record: Value| record["id"].as_str().unwrap().to_owned();
    let second = id(place.run(&new).json());
    let first = place.run(&["--json", "household", "show", "H-0012"]).json();
    [id(first), second]
}

#[test]
fn what_was_linked_is_a_duplicate_no_more_until_it_is_unlinked() {
    let place = Place::founded();
    let [first, second] = twice(&place);
    let planned = place
        .run(&["--json", "link", "H-0012", "H-0013", "--plan"])
        .json();
    assert_eq!(planned["leading"], json!(first));
    assert_eq!(planned["following"][0]["id"], json!(second));
    let differs = planned["following"][0]["differs"].as_object().unwrap();
    let differing: Vec<&String> = differs.keys().collect();
    assert_eq!(differing, ["code", "head", "phone"]);
    assert_eq!(planned["seen_together"]["visit"], json!(0));
    assert_eq!(planned["linked"], json!(false));
    let count = |place: &Place| {
        let pairs = place.run(&["--json", "duplicates"]).json();
        pairs.as_array().unwrap().len()
    };
    assert_eq!(count(&place), 1);
    let linked = place.run(&["--json", "link", "H-0012", "H-0013"]).json();
    assert_eq!(linked["linked"], json!(true));
    assert_eq!(count(&place), 0);
    let again = place.run(&["link", "H-0012", "H-0013"]);
    assert!(again.out.contains("từ trước"), "{again:?}");
    let unlinked = place.run(&["--json", "unlink", "H-0013"]).json();
    assert_eq!(unlinked, json!({ "id": second, "from": first }));
    assert_eq!(count(&place), 1);
    let refused = place.run(&["--json", "unlink", "H-0013"]).error(2);
    assert_eq!(refused["error"], "not-linked");
}

#[test]
fn whoever_links_is_told_what_differs_and_what_is_seen_together() {
    let place = Place::founded();
    twice(&place);
    let ran = place.run(&["link", "H-0012", "H-0013"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for said in [
        "nguyen thi hoa",
        "H-0013",
        "Đã liên kết. Hồ sơ chính: Nguyễn Thị Hoà.",
        "0 lượt thăm",
    ] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    let ran = place.run(&["--lang", "en", "unlink", "H-0013"]);
    assert_eq!(
        ran.out,
        "nguyen thi hoa is separated from Nguyễn Thị Hoà.\n"
    );
}

#[test]
fn two_that_are_not_the_same_are_offered_again_once_that_is_taken_back() {
    let place = Place::founded();
    let [first, second] = twice(&place);
    let said = place.run(&["--json", "unlike", "H-0013", "H-0012"]).json();
    let expected = json!({ "first": second, "second": first, "unlike": true, "changed": true });
    assert_eq!(said, expected);
    assert_eq!(place.run(&["--json", "duplicates"]).json(), json!([]));
    let undone = place.run(&["unlike", "H-0012", "H-0013", "--undo"]);
    assert!(undone.out.contains("Đã bỏ xác nhận"), "{undone:?}");
    let pairs = place.run(&["--json", "duplicates"]).json();
    assert_eq!(pairs.as_array().unwrap().len(), 1);
}

#[test]
fn either_of_two_shows_the_one_that_leads_and_what_the_other_says_otherwise() {
    let place = Place::founded();
    let [first, second] = twice(&place);
    let alone = place.run(&["--json", "household", "show", "H-0013"]).json();
    assert_eq!(alone["linked"], json!([]));
    place.run(&["link", "H-0012", "H-0013"]);
    for code in ["H-0012", "H-0013"] {
        let shown = place.run(&["--json", "household", "show", code]).json();
        assert_eq!(shown["id"], json!(first));
        assert_eq!(shown["linked"][0]["id"], json!(second));
        assert_eq!(shown["linked"][0]["differs"]["phone"], "+84912345678");
    }
    let own = ["--json", "household", "show", "H-0013", "--alone"];
    let own = place.run(&own).json();
    assert_eq!(own["id"], json!(second));
    assert_eq!(own["linked_to"], json!(first));
    let ran = place.run(&["household", "show", "H-0013"]);
    for said in [
        "đi theo hồ sơ chính Nguyễn Thị Hoà",
        "Hồ sơ liên kết",
        "+84912345678",
    ] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    // What is written into the one that follows stays there.
    let edit = ["household", "edit", "H-0013", "--note", "Nhà có chó dữ"];
    let ran = place.run(&edit);
    assert!(ran.out.contains("Thay đổi nằm ở nguyen thi hoa"), "{ran:?}");
    let shown = place.run(&["--json", "household", "show", "H-0012"]).json();
    assert_eq!(shown["note"], Value::Null);
    assert_eq!(shown["linked"][0]["differs"]["note"], "Nhà có chó dữ");
}

#[test]
fn lists_show_the_one_that_leads_once_with_what_belongs_to_all() {
    let place = Place::founded();
    let [first, second] = twice(&place);
    for code in ["H-0012", "H-0013"] {
        let visit = ["visit", "new", "--household", code, "--purpose", "listen"];
        assert_eq!(place.run(&visit).code, 0);
    }
    place.run(&["link", "H-0012", "H-0013"]);
    let listed = |arguments: &[&str]| {
        let rows = place.run(&[&["--json"], arguments].concat()).json();
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&["household", "list"]), std::slice::from_ref(&first));
    assert_eq!(
        listed(&["household", "list", "--all"]),
        [first.clone(), second.clone()]
    );
    let ran = place.run(&["household", "list"]);
    assert!(ran.out.contains("1–1 trong 1"), "{ran:?}");
    for code in ["H-0012", "H-0013"] {
        assert_eq!(listed(&["visit", "list", "--household", code]).len(), 2);
    }
    let hits = place.run(&["--json", "search", "nguyen thi hoa"]).json();
    let follows = |id: &str| {
        let mut hits = hits.as_array().unwrap().iter();
        let hit = hits.find(|hit| hit["id"] == json!(id)).unwrap();
        hit["follows"].clone()
    };
    assert_eq!(follows(&first), Value::Null);
    assert_eq!(follows(&second), json!(first));
    let ran = place.run(&["search", "+84912345678"]);
    assert!(ran.out.contains("→ Nguyễn Thị Hoà"), "{ran:?}");

    let history = place.run(&["--json", "history", "H-0012"]).json();
    let records = history.as_array().unwrap().iter();
    let records: Vec<&Value> = records.map(|line| &line["record"]).collect();
    assert_eq!(records, [&json!(first), &json!(second), &json!(second)]);
    let ran = place.run(&["history", "H-0013"]);
    assert!(ran.out.contains("nguyen thi hoa ("), "{ran:?}");
}

#[test]
fn what_is_linked_stays_where_one_is_erased_unless_it_is_taken_along() {
    let place = Place::founded();
    let [first, second] = twice(&place);
    assert_eq!(place.run(&["link", "H-0012", "H-0013"]).code, 0);
    let asked = [
        "request",
        "new",
        "--household",
        "H-0012",
        "--kind",
        "restriction",
    ];
    let asked = place.run(&[&asked[..], &["--json"]].concat()).json();
    let id = asked["id"].as_str().unwrap();
    let answer = ["request", "answer", id, "--outcome", "Đã hạn chế", "--json"];
    let answered = place.run(&answer).json();
    assert_eq!(answered["restricts"], json!([first]));
    assert_eq!(answered["linked"], json!([second]));
    let erase = ["erase", "H-0013", "--reason", "request", "--yes"];
    let left = place.run(&erase);
    assert!(left.err.contains("--linked"), "{left:?}");
    let along = [&erase[..], &["--linked", "--json"]].concat();
    let erased = place.run(&along).json();
    let erased_ids = erased["records"].as_array().unwrap().iter();
    let mut erased_ids: Vec<&Value> = erased_ids.map(|one| &one["id"]).collect();
    erased_ids.truncate(1);
    assert_eq!(erased_ids, [&json!(second)]);
    assert!(erased["records"].to_string().contains(&first), "{erased}");
    assert_eq!(erased["linked"], json!([]));
}
