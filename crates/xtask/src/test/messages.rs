//! Message files: whatever is said in Vietnamese is said in English too, with the same places to fill in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Context, Verdict};
use crate::failure::Failure;

/// The languages every text exists in; the first is the one a message is written in first.
const LANGUAGES: [&str; 2] = ["vi", "en"];

/// A message's key (`id`, `-term` or `id.attribute`) and the variables its text uses.
type Keys = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let mut catalogues: BTreeMap<PathBuf, BTreeMap<&str, String>> = BTreeMap::new();
    for file in context.workspace.files()? {
        if let Some((name, language)) = catalogue(&file) {
            catalogues
                .entry(name)
                .or_default()
                .insert(language, context.workspace.read(&file)?);
        }
    }
    let mut wrong = Vec::new();
    let mut keys = 0;
    for (name, texts) in &catalogues {
        keys += compare(name, texts, &mut wrong);
    }
    Ok(Verdict::of(
        &wrong,
        format!("{keys} messages in {} catalogues", catalogues.len()),
    ))
}

/// Says which catalogue a file is part of, and in which language: `messages/vi.ftl` or `messages/vi/errors.ftl`.
fn catalogue(file: &Path) -> Option<(PathBuf, &'static str)> {
    let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
    if !parts.contains(&"messages") || file.extension().is_none_or(|extension| extension != "ftl") {
        return None;
    }
    for (place, part) in parts.iter().enumerate() {
        let language = LANGUAGES
            .into_iter()
            .find(|language| part.trim_end_matches(".ftl") == *language);
        if let Some(language) = language {
            let name = parts
                .iter()
                .enumerate()
                .map(|(at, part)| if at == place { "*" } else { part })
                .collect();
            return Some((name, language));
        }
    }
    None
}

/// Adds what differs between the languages of one catalogue to `wrong`; gives the number of keys.
fn compare(name: &Path, texts: &BTreeMap<&str, String>, wrong: &mut Vec<String>) -> usize {
    let name = name.display();
    let mut parsed: BTreeMap<&str, Keys> = BTreeMap::new();
    for language in LANGUAGES {
        let Some(text) = texts.get(language) else {
            wrong.push(format!("{name}: no file in {language}"));
            continue;
        };
        let (keys, doubles) = keys(text);
        wrong.extend(
            doubles
                .iter()
                .map(|key| format!("{name} ({language}): {key} is written twice")),
        );
        parsed.insert(language, keys);
    }
    let all: BTreeSet<&String> = parsed.values().flat_map(BTreeMap::keys).collect();
    for key in &all {
        let mut variables: BTreeSet<&BTreeSet<String>> = BTreeSet::new();
        for (language, keys) in &parsed {
            match keys.get(*key) {
                Some(used) => drop(variables.insert(used)),
                None => wrong.push(format!("{name}: {key} is missing in {language}")),
            }
        }
        if variables.len() > 1 {
            wrong.push(format!(
                "{name}: {key} does not use the same variables in every language"
            ));
        }
    }
    all.len()
}

/// Reads the keys of a Fluent file and those written twice.
///
/// Only as much of Fluent as a comparison needs: the library that shows the texts is the judge of their syntax.
fn keys(text: &str) -> (Keys, Vec<String>) {
    let mut found = Keys::new();
    let mut doubles = Vec::new();
    let mut message = String::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line
            .split_once('=')
            .map(|(name, _)| name.trim_end())
            .filter(|name| is_name(name.trim_start()));
        let key = match name {
            Some(name) if name.trim_start().starts_with('.') => {
                Some(format!("{message}{}", name.trim_start()))
            }
            // A line of text that happens to hold an equals sign.
            Some(_) if line.starts_with(char::is_whitespace) => None,
            Some(name) => {
                message = name.to_owned();
                Some(message.clone())
            }
            None => None,
        };
        if let Some(key) = key {
            if found.insert(key.clone(), BTreeSet::new()).is_some() {
                doubles.push(key.clone());
            }
            current = key;
        }
        if let Some(used) = found.get_mut(&current) {
            used.extend(variables(line));
        }
    }
    (found, doubles)
}

fn is_name(text: &str) -> bool {
    let text = text.strip_prefix(['-', '.']).unwrap_or(text);
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
}

fn variables(line: &str) -> impl Iterator<Item = String> {
    line.split('$').skip(1).map(|rest| {
        rest.chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(vi: &str, en: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        let texts = BTreeMap::from([("vi", vi.to_owned()), ("en", en.to_owned())]);
        compare(Path::new("messages/*.ftl"), &texts, &mut wrong);
        wrong
    }

    #[test]
    fn the_same_keys_and_variables_pass_whatever_the_order() {
        let vi = "# lời\nhello = Chào { $name }\n    và cả nhà = vui\n    .title = Tiêu đề\nbye = Tạm biệt\n";
        let en = "bye = Bye\nhello = Hello { $name }\n    .title = Title\n";
        assert_eq!(compared(vi, en), Vec::<String>::new());
    }

    #[test]
    fn a_missing_key_a_missing_attribute_and_another_variable_are_named() {
        assert_eq!(compared("a = A\nb = B\n", "a = A\n").len(), 1);
        assert_eq!(compared("a = A\n    .title = T\n", "a = A\n").len(), 1);
        assert_eq!(compared("a = { $one }\n", "a = { $two }\n").len(), 1);
        assert_eq!(compared("a = A\na = B\n", "a = A\n").len(), 1);
    }

    #[test]
    fn a_file_and_a_folder_of_a_language_are_both_known() {
        assert_eq!(
            catalogue(Path::new("x/messages/vi.ftl")),
            Some((PathBuf::from("x/messages/*"), "vi"))
        );
        assert_eq!(
            catalogue(Path::new("x/messages/en/a.ftl")),
            Some((PathBuf::from("x/messages/*/a.ftl"), "en"))
        );
        assert_eq!(catalogue(Path::new("x/messages/fr.ftl")), None);
    }
}
