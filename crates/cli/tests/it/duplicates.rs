//! Records that may be of the same: the hint after a record was made, and the list.

use crate::run::Place;
use cli::Words;
use client_core::Reason;
use client_core::messages::Language;
use serde_json::{Value, json};

const AGAIN: [&str; 11] = [
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
    "--json",
];

fn codes(reasons: &Value) -> Vec<&str> {
    let reasons = reasons.as_array().unwrap().iter();
    reasons
        .map(|reason| reason["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_household_that_is_there_is_named_after_another_was_made() {
    let place = Place::founded();
    let ran = place.run(&AGAIN[..10]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for said in [
        "Có thể sổ đã có hồ sơ này rồi",
        "Nguyễn Thị Hoà",
        "cùng tên chủ hộ khi bỏ dấu",
        "cùng số điện thoại",
    ] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
}

#[test]
fn scripts_read_what_is_similar() {
    let place = Place::founded();
    let made = place.run(&AGAIN).json();
    assert_eq!(made["similar"][0]["record"]["title"], "Nguyễn Thị Hoà");
    assert_eq!(made["similar"][0]["strength"], "likely");
    let expected = ["same-name-without-marks", "same-phone", "same-area"];
    assert_eq!(codes(&made["similar"][0]["reasons"]), expected);
    let pairs = place.run(&["--json", "duplicates"]).json();
    assert_eq!(pairs.as_array().unwrap().len(), 1);
    assert_eq!(pairs[0]["second"]["id"], made["id"]);
    assert_eq!(codes(&pairs[0]["reasons"]), expected);
    let of_one = place.run(&["--json", "duplicates", "H-0013"]).json();
    assert_eq!(of_one, made["similar"]);
    let groups = place
        .run(&["--json", "duplicates", "--kind", "group"])
        .json();
    assert_eq!(groups, json!([]));
    let both = place.run(&["--json", "duplicates", "H-0013", "--kind", "group"]);
    assert_eq!(both.error(2)["error"], "usage");
}

#[test]
fn what_is_like_no_other_is_made_without_a_word() {
    let place = Place::founded();
    let other = [
        "household",
        "new",
        "--area",
        "Tổ dân phố 1",
        "--code",
        "H-0014",
        "--head",
        "Trần Văn Bình",
        "--json",
    ];
    assert_eq!(place.run(&other).json()["similar"], json!([]));
    let none = place.run(&["duplicates"]);
    assert_eq!(none.out, "Không thấy hồ sơ nào có vẻ trùng nhau.\n");
}

#[test]
fn every_reason_has_words_in_both_languages() {
    for language in [Language::Vietnamese, Language::English] {
        let words = Words::new(language);
        for code in Reason::CODES {
            let key = format!("reason-{code}");
            assert!(words.find(&key, &[("number", "3")]).is_some(), "{key}");
        }
    }
}
