//! The message files.

use std::collections::BTreeSet;

const VIETNAMESE: &str = include_str!("../../messages/vi.ftl");
const ENGLISH: &str = include_str!("../../messages/en.ftl");

/// Returns the keys with the arguments that each message uses.
fn keys(source: &str) -> BTreeSet<(String, BTreeSet<String>)> {
    let mut out: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            out.push((key.to_owned(), BTreeSet::new()));
        }
        let used = line
            .split("{ $")
            .skip(1)
            .filter_map(|rest| rest.split([' ', '}']).next());
        if let Some((_, arguments)) = out.last_mut() {
            arguments.extend(used.map(str::to_owned));
        }
    }
    out.into_iter().collect()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let (vietnamese, english) = (keys(VIETNAMESE), keys(ENGLISH));
    let differing: Vec<_> = vietnamese.symmetric_difference(&english).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(vietnamese.len() > 200);
}

#[test]
fn every_message_that_the_program_asks_for_exists() {
    let known: BTreeSet<String> = keys(ENGLISH).into_iter().map(|(key, _)| key).collect();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut missing = Vec::new();
    for file in rust_files(&source) {
        let text = std::fs::read_to_string(&file).expect("readable");
        for call in ["text(\"", ".with(\"", "words, \""] {
            let asked = text
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            let keys = asked
                .filter(|key| key.contains('-') && !key.contains(' ') && !known.contains(*key));
            missing.extend(keys.map(|key| format!("{}: {key}", file.display())));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
    out
}
