//! Every code has a text in both languages that says what to do.

use client_core::{ClientError, Language, messages};
use std::collections::BTreeSet;

const FILES: [(&str, &str); 2] = [
    ("vi", include_str!("../../messages/vi.ftl")),
    ("en", include_str!("../../messages/en.ftl")),
];

fn keys(file: &str) -> BTreeSet<&str> {
    file.lines()
        .filter(|line| line.starts_with(|letter: char| letter.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .collect()
}

/// Codes of a relay come to a person as they are, so they have texts here.
fn all_codes() -> BTreeSet<&'static str> {
    let own = ClientError::all_codes().iter().copied();
    own.chain(proto::Code::ALL.iter().map(|code| code.as_str()))
        .collect()
}

#[test]
fn every_code_of_the_core_and_of_the_relay_says_what_to_do_in_both_languages() {
    for language in [Language::Vietnamese, Language::English] {
        for code in all_codes() {
            let key = format!("error-{code}");
            let text = messages::text(language, &key, [("reason", "?"), ("count", "1")]);
            assert!(text != key, "{key} has no {} message", language.tag());
            assert!(text.split_whitespace().count() >= 4, "{key}: {text}");
        }
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    let [(_, vi), (_, en)] = FILES;
    assert_eq!(keys(vi), keys(en));
}

#[test]
fn no_error_message_is_of_a_code_that_does_not_exist() {
    let codes = all_codes();
    for (language, file) in FILES {
        for key in keys(file) {
            let Some(code) = key.strip_prefix("error-") else {
                continue;
            };
            assert!(
                code == "unknown" || codes.contains(code),
                "{language}: {key}"
            );
        }
    }
}

#[test]
fn an_unknown_code_is_shown_with_the_code() {
    let error = ClientError::Refused {
        code: "moon-phase".to_owned(),
    };
    for language in [Language::Vietnamese, Language::English] {
        assert!(error.message(language).contains("moon-phase"));
    }
}

#[test]
fn the_codes_of_errors_are_among_those_listed() {
    for error in [
        ClientError::WrongPin,
        ClientError::DiskFull,
        ClientError::HomeInUse,
        ClientError::Internal("?"),
    ] {
        assert!(ClientError::all_codes().contains(&error.code()));
    }
}
