//! Help in both languages.

use crate::run::Place;
use clap::Command;
use cli::Words;
use client_core::messages::Language;

/// Returns the path and the help of every command.
fn pages(language: Language) -> Vec<(String, String)> {
    let mut command = cli::command(&Words::new(language));
    command.build();
    let mut out = Vec::new();
    collect(&mut command, "sotay", &mut out);
    out
}

fn collect(command: &mut Command, path: &str, out: &mut Vec<(String, String)>) {
    out.push((path.to_owned(), command.render_help().to_string()));
    for below in command.get_subcommands_mut() {
        let path = format!("{path} {}", below.get_name());
        collect(below, &path, out);
    }
}

#[test]
fn the_commands_are_sound() {
    for language in [Language::Vietnamese, Language::English] {
        cli::command(&Words::new(language)).debug_assert();
    }
}

#[test]
fn every_command_and_argument_is_explained_in_both_languages() {
    for language in [Language::Vietnamese, Language::English] {
        for (path, page) in pages(language) {
            for part in [
                "about-", "arg-", "value-", "heading-", "help-", "one-", "many-", "kind-",
                "field-", "choice-", "{",
            ] {
                let missing = page.split_whitespace().find(|word| word.starts_with(part));
                assert_eq!(missing, None, "{path}: {page}");
            }
        }
    }
}

#[test]
fn vietnamese_help_has_no_english_of_the_argument_parser() {
    for (path, page) in pages(Language::Vietnamese) {
        for word in [
            "Usage:",
            "Options:",
            "Arguments:",
            "Commands:",
            "OPTIONS",
            "[default",
            "[possible",
            "[env",
            "Print",
        ] {
            assert!(!page.contains(word), "{path} says {word}:\n{page}");
        }
    }
}

#[test]
fn every_command_of_the_reference_exists() {
    let english: Vec<String> = pages(Language::English)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    for path in [
        "init",
        "join",
        "invite",
        "devices",
        "sync",
        "status",
        "search",
        "history",
        "conflicts",
        "duplicates",
        "link",
        "unlink",
        "unlike",
        "spellings",
        "respell",
        "import",
        "export",
        "rebuild",
        "policy",
        "audit log",
        "audit verify",
        "unlock-code",
        "unlock",
        "help",
        "visit list",
        "visit show",
        "visit new",
        "visit edit",
        "visit submit",
        "household list",
        "household show",
        "household new",
        "household edit",
        "household move",
        "establishment new",
        "group edit",
        "meeting new",
        "follow-up list",
        "area list",
        "officer list",
    ] {
        assert!(english.contains(&format!("sotay {path}")), "{path}");
    }
}

#[test]
fn the_language_follows_the_locale_and_vietnamese_is_first() {
    let place = Place::empty();
    for (variables, heading) in [
        (vec![], "Cách dùng"),
        (vec![("LANG", "C.UTF-8")], "Cách dùng"),
        (vec![("LANG", "vi_VN.UTF-8")], "Cách dùng"),
        (vec![("LANG", "en_US.UTF-8")], "Usage"),
        (
            vec![("LANG", "en_US.UTF-8"), ("SOTAY_LANG", "vi")],
            "Cách dùng",
        ),
        (
            vec![("LC_ALL", "en_GB.UTF-8"), ("LANG", "vi_VN.UTF-8")],
            "Usage",
        ),
    ] {
        let ran = place.run_with(&variables, &["--help"]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains(heading), "{variables:?}: {}", ran.out);
        assert_eq!(ran.err, "");
    }
    assert!(
        place
            .run(&["--lang", "en", "visit", "new", "--help"])
            .out
            .contains("Usage")
    );
    assert!(
        place
            .run(&["--lang=en", "help", "visit", "new"])
            .out
            .contains("sotay visit new")
    );
}

#[test]
fn piped_help_has_no_colours() {
    assert!(!Place::empty().run(&["--help"]).out.contains('\u{1b}'));
}
