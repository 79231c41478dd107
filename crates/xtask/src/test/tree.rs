//! Habits a person forgets: notes to self, files that grew, tests that were switched off.

use std::fs;
use std::path::Path;

use super::{Context, Verdict};
use crate::failure::Failure;

/// Longest Rust file, in lines. Most are under 350; one of this length has a module inside that wants out.
const MAX_LINES: usize = 700;

/// Words that belong in the issue tracker. Spelled in halves so that this file passes its own check.
const NOTES: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
];

/// A test that does not run proves nothing.
const SWITCHED_OFF: &str = concat!("#[", "ignore");

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let mut wrong = Vec::new();
    let mut read = 0;
    for file in context.workspace.files()? {
        let path = context.workspace.path(&file);
        // What is not text (a picture, a vector) has no words.
        let Ok(text) = String::from_utf8(fs::read(&path).map_err(Failure::file(path))?) else {
            continue;
        };
        read += 1;
        wrong.extend(problems(&file, &text));
    }
    Ok(Verdict::of(&wrong, format!("{read} files")))
}

fn problems(file: &Path, text: &str) -> Vec<String> {
    let rust = file.extension().is_some_and(|extension| extension == "rs");
    let generated = file.file_name().is_some_and(|name| name == "Cargo.lock");
    let mut found = Vec::new();
    let mut lines = 0;
    for (number, line) in text.lines().enumerate() {
        lines += 1;
        let place = format!("{}:{}", file.display(), number + 1);
        if let Some(note) = NOTES
            .iter()
            .find(|note| has_word(line, note))
            .filter(|_| !generated)
        {
            found.push(format!(
                "{place}: {note}: do it, drop it, or write an issue"
            ));
        }
        if rust && line.contains(SWITCHED_OFF) {
            found.push(format!(
                "{place}: a test that is switched off; mend it or delete it"
            ));
        }
    }
    if rust && lines > MAX_LINES {
        found.push(format!(
            "{}: {lines} lines; give part of it a module of its own (most {MAX_LINES})",
            file.display()
        ));
    }
    found
}

/// Says whether `word` stands alone in `line`, so that an id or a longer name which holds its letters is no match.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_to_self_is_found_where_it_stands() {
        let text = format!("fine\n// {}: later\n", NOTES[0]);
        assert_eq!(problems(Path::new("a.rs"), &text).len(), 1);
        assert!(problems(Path::new("a.rs"), &text)[0].starts_with("a.rs:2: "));
    }

    #[test]
    fn letters_inside_a_longer_word_are_no_note() {
        assert!(!has_word(
            &format!("MAS{}N and {}_LIST", NOTES[0], NOTES[0]),
            NOTES[0]
        ));
    }

    #[test]
    fn a_file_that_grew_too_long_and_a_test_switched_off_are_found() {
        assert_eq!(
            problems(Path::new("a.rs"), &"x\n".repeat(MAX_LINES + 1)).len(),
            1
        );
        assert!(problems(Path::new("a.md"), &"x\n".repeat(MAX_LINES + 1)).is_empty());
        assert_eq!(problems(Path::new("a.rs"), SWITCHED_OFF).len(), 1);
    }
}
