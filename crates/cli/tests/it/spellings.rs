//! People met under several spellings, as a script and a person see it.

use crate::run::Place;
use cli::Words;
use client_core::SpellingLikeness;
use client_core::messages::Language;
use serde_json::json;

#[test]
fn a_spelling_is_found_settled_and_offered_no_more() {
    let place = Place::founded();
    let visit = [
        "visit",
        "new",
        "--household",
        "H-0012",
        "--purpose",
        "listen",
        "--met",
        "nguyen thi hoa",
    ];
    assert_eq!(place.run(&visit).code, 0);
    let pairs = place.run(&["--json", "spellings", "H-0012"]).json();
    assert_eq!(pairs[0]["first"]["name"], "Nguyễn Thị Hoà");
    assert_eq!(pairs[0]["second"]["name"], "nguyen thi hoa");
    assert_eq!(pairs[0]["difference"], "without-marks");
    assert_eq!(pairs[0]["strength"], "likely");
    let ran = place.run(&["spellings"]);
    for said in ["Rất có thể là một người: một bên không dấu", "1–1 trong 1"] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    let respell = ["respell", "H-0012", "nguyen thi hoa", "Nguyễn Thị Hoà"];
    let ran = place.run(&respell);
    assert!(ran.out.contains("trong 1 hồ sơ"), "{ran:?}");
    assert_eq!(place.run(&["--json", "spellings"]).json(), json!([]));
    let again = place.run(&[&["--json"], &respell[..]].concat()).error(2);
    assert_eq!(again["error"], "spelling-unknown");
}

#[test]
fn every_difference_has_words_in_both_languages() {
    for language in [Language::Vietnamese, Language::English] {
        let words = Words::new(language);
        for code in SpellingLikeness::CODES
            .iter()
            .chain(&["likely", "possible"])
        {
            let key = format!("spelling-{code}");
            assert!(words.find(&key, &[]).is_some(), "{key}");
        }
    }
}
