//! Every text that a person sees, from message files in Vietnamese (first) and English.

use crate::register::{BadLine, LONGEST_LINE, LineFault};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use records::messages::{choice_label_ids, field_label_ids};
use records::{Kind, Problem, schema};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The languages that every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// Tiếng Việt, the first language.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// Returns the BCP 47 tag, which is also the message file's name.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// Reads the language of a POSIX locale such as `en_GB.UTF-8`; anything but English is Vietnamese.
    pub fn of_locale(locale: &str) -> Language {
        if locale.to_ascii_lowercase().starts_with("en") {
            Language::English
        } else {
            Language::Vietnamese
        }
    }
}

/// Holds the messages of one language from one or more Fluent files.
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Catalogue")
    }
}

impl Catalogue {
    /// Reads Fluent sources; a later one adds to an earlier one, and what does not parse is left out.
    pub fn new(language: Language, sources: &[&str]) -> Catalogue {
        let locales = language.tag().parse().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(locales);
        // Isolation marks are for mixed writing directions; on a terminal they show as boxes.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        Catalogue { bundle }
    }

    /// Returns a message with its arguments filled in, or nothing where the key has no message.
    pub fn text<'a, V: AsRef<str>>(
        &self,
        key: &str,
        arguments: impl IntoIterator<Item = (&'a str, V)>,
    ) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut filled = FluentArgs::new();
        for (name, value) in arguments {
            match value.as_ref().parse::<i64>() {
                // A number given as one lets a message choose by count; leading zeros are text.
                Ok(number) if number.to_string() == value.as_ref() && value.as_ref().len() < 7 => {
                    filled.set(name, number)
                }
                _ => filled.set(name, value.as_ref().to_owned()),
            }
        }
        let mut problems = Vec::new();
        Some(
            self.bundle
                .format_pattern(pattern, Some(&filled), &mut problems)
                .into_owned(),
        )
    }
}

const NO_ARGUMENTS: [(&str, &str); 0] = [];

fn catalogue(language: Language) -> &'static Catalogue {
    static VIETNAMESE: OnceLock<Catalogue> = OnceLock::new();
    static ENGLISH: OnceLock<Catalogue> = OnceLock::new();
    match language {
        Language::Vietnamese => VIETNAMESE.get_or_init(|| {
            Catalogue::new(
                language,
                &[records::MESSAGES_VI, include_str!("../messages/vi.ftl")],
            )
        }),
        Language::English => ENGLISH.get_or_init(|| {
            Catalogue::new(
                language,
                &[records::MESSAGES_EN, include_str!("../messages/en.ftl")],
            )
        }),
    }
}

/// Returns a message of the core, or its key where there is none.
pub fn text<'a, V: AsRef<str>>(
    language: Language,
    key: &str,
    arguments: impl IntoIterator<Item = (&'a str, V)>,
) -> String {
    catalogue(language)
        .text(key, arguments)
        .unwrap_or_else(|| key.to_owned())
}

/// Returns the name of a kind of record.
pub fn label_kind(language: Language, kind: Kind) -> String {
    text(language, &format!("kind-{}", kind.name()), NO_ARGUMENTS)
}

/// Returns the label of a field, or the field's own name where it has none (another program's field, say).
pub fn label_field(language: Language, field: &str) -> String {
    first(language, &[format!("field-{field}")], field)
}

/// Returns the label of a field as a kind uses it.
pub fn label_field_of(language: Language, kind: Kind, field: &str) -> String {
    first(language, &field_label_ids(kind, field), field)
}

/// Returns the label of a code such as a status or a purpose, or the code itself where it has none.
pub fn label_choice(language: Language, code: &str) -> String {
    first(language, &[format!("choice-{code}")], code)
}

/// Returns the label of a code as a field of a kind uses it.
pub fn label_choice_of(language: Language, kind: Kind, field: &str, code: &str) -> String {
    let label = |code: &str| first(language, &choice_label_ids(kind, field, code), code);
    match schema::counted_by_code(code) {
        Some((counted, code)) => format!("{}: {code}", label(counted)),
        None => label(code),
    }
}

/// Returns the first message that exists, or the name itself.
fn first(language: Language, keys: &[String], name: &str) -> String {
    let found = keys
        .iter()
        .find_map(|key| catalogue(language).text(key, NO_ARGUMENTS));
    found.unwrap_or_else(|| name.to_owned())
}

/// Returns the message of an error code; a relay's codes have messages here too.
pub(crate) fn error(language: Language, code: &str, arguments: &BTreeMap<&str, String>) -> String {
    let filled = || {
        arguments
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    };
    catalogue(language)
        .text(&format!("error-{code}"), filled())
        .unwrap_or_else(|| text(language, "error-unknown", [("code", code)]))
}

/// Returns the problems of a record, one a line.
pub fn problems(language: Language, problems: &[Problem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| problem_text(language, problem))
        .collect();
    lines.join("\n")
}

fn problem_text(language: Language, problem: &Problem) -> String {
    let mut arguments = BTreeMap::from([("field", label_field(language, &problem.field))]);
    for (name, value) in &problem.args {
        let value = match *name {
            "expected" => text(language, &format!("expected-{value}"), NO_ARGUMENTS),
            "from" | "to" => label_choice(language, value),
            "roles" => value
                .split(", ")
                .map(|role| label_choice(language, role))
                .collect::<Vec<_>>()
                .join(", "),
            _ => value.clone(),
        };
        arguments.insert(name, value);
    }
    let filled = arguments
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    text(
        language,
        &format!("problem-{}", problem.code.as_str()),
        filled,
    )
}

pub(crate) fn bad_lines(language: Language, lines: &[BadLine]) -> String {
    const SHOWN: usize = 20;
    let mut out: Vec<String> = lines
        .iter()
        .take(SHOWN)
        .map(|line| bad_line(language, line))
        .collect();
    if lines.len() > SHOWN {
        out.push(text(
            language,
            "import-more-bad-lines",
            [("count", (lines.len() - SHOWN).to_string())],
        ));
    }
    out.join("\n")
}

/// Returns a refused line of an import with its file, number and reason.
pub fn bad_line(language: Language, line: &BadLine) -> String {
    let reason = match &line.fault {
        LineFault::TooLong => text(
            language,
            "line-too-long",
            [("limit", LONGEST_LINE.to_string())],
        ),
        LineFault::NotUtf8 => text(language, "line-not-utf8", NO_ARGUMENTS),
        LineFault::NotJson => text(language, "line-not-json", NO_ARGUMENTS),
        LineFault::AreaUnknown => text(language, "line-area-unknown", NO_ARGUMENTS),
        LineFault::OtherArea => text(language, "line-other-area", NO_ARGUMENTS),
        LineFault::Erased => text(language, "line-erased", NO_ARGUMENTS),
        LineFault::Record(found) => problems(language, found).replace('\n', "; "),
    };
    let number = line.line.to_string();
    text(
        language,
        "import-bad-line",
        [
            ("file", line.file.as_str()),
            ("line", &number),
            ("reason", &reason),
        ],
    )
}
