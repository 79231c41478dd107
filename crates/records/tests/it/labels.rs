//! The message files hold every word that the crate can ask for, in both languages.

use std::collections::BTreeMap;

use records::messages::{choice_label_ids, field_label_ids};
use records::schema::{STATEMENT_KINDS, Shape, fields};
use records::{Kind, MESSAGES_EN, MESSAGES_VI, Problem};

/// Reads the `id = text` lines; these files use no other form.
fn messages(file: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    for line in file
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (id, text) = line
            .split_once(" = ")
            .unwrap_or_else(|| panic!("not a message: {line}"));
        assert!(!text.trim().is_empty(), "{id} is blank");
        assert!(found.insert(id, text).is_none(), "{id} is there twice");
    }
    found
}

fn each_language(check: impl Fn(&BTreeMap<&str, &str>)) {
    check(&messages(MESSAGES_VI));
    check(&messages(MESSAGES_EN));
}

#[test]
fn both_languages_hold_the_same_messages() {
    let ids = |file| messages(file).into_keys().collect::<Vec<_>>();
    assert_eq!(ids(MESSAGES_VI), ids(MESSAGES_EN));
}

#[test]
fn every_problem_has_its_message_with_its_arguments() {
    each_language(|messages| {
        for (code, args) in Problem::codes() {
            let text = messages
                .get(format!("problem-{code}").as_str())
                .unwrap_or_else(|| panic!("{code}"));
            for arg in args {
                assert!(
                    text.contains(&format!("{{ ${arg} }}")),
                    "{code} lacks {arg}"
                );
            }
            for place in text.split("{ $").skip(1) {
                let name = place.split(' ').next().unwrap();
                assert!(
                    name == "field" || args.contains(&name),
                    "{code} uses {name}"
                );
            }
        }
    });
}

#[test]
fn every_kind_field_and_choice_has_its_label() {
    each_language(|messages| {
        let has = |ids: &[String]| ids.iter().any(|id| messages.contains_key(id.as_str()));
        for kind in Kind::ALL {
            assert!(
                has(&[format!("kind-{kind}")]) && has(&[format!("kinds-{kind}")]),
                "{kind}"
            );
            assert!(has(&field_label_ids(kind, "id")));
            for spec in fields(kind) {
                assert!(
                    has(&field_label_ids(kind, spec.name)),
                    "{kind} {}",
                    spec.name
                );
                let codes = match spec.shape {
                    Shape::Choice(of) | Shape::Codes { of, .. } | Shape::Counts { of, .. } => of,
                    Shape::Statements { .. } => STATEMENT_KINDS,
                    _ => &[],
                };
                let by_code = match spec.shape {
                    Shape::Counts { by_code, .. } => by_code,
                    _ => &[],
                };
                for code in codes.iter().chain(by_code) {
                    assert!(
                        has(&choice_label_ids(kind, spec.name, code)),
                        "{kind} {} {code}",
                        spec.name
                    );
                }
            }
        }
    });
}

#[test]
fn every_expected_type_has_its_words() {
    each_language(|messages| {
        for expected in [
            "id",
            "ids",
            "text",
            "integer",
            "number",
            "date",
            "instant",
            "period",
            "code",
            "codes",
            "years",
            "counts",
            "texts",
            "statements",
        ] {
            assert!(
                messages.contains_key(format!("expected-{expected}").as_str()),
                "{expected}"
            );
        }
    });
}
