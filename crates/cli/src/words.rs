//! The texts of this program in the person's language; those about records are the core's own.

use client_core::Kind;
use client_core::messages::{Catalogue, Language};
use client_core::messages::{label_choice_of, label_field_of, label_kind};

const VIETNAMESE: &str = include_str!("../messages/vi.ftl");
const ENGLISH: &str = include_str!("../messages/en.ftl");

/// Says everything that this program says.
#[derive(Debug)]
pub struct Words {
    language: Language,
    catalogue: Catalogue,
}

impl Words {
    /// Reads the messages of a language.
    pub fn new(language: Language) -> Words {
        let source = match language {
            Language::Vietnamese => VIETNAMESE,
            Language::English => ENGLISH,
        };
        Words {
            language,
            catalogue: Catalogue::new(language, &[source]),
        }
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns a message, or its key where there is none.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// Returns a message with its arguments filled in.
    pub fn with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.find(key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// Writes a number as the language does: with a comma before its decimals, or a point.
    pub(crate) fn decimal(&self, number: &str) -> String {
        match self.language() {
            Language::Vietnamese => number.replace('.', ","),
            Language::English => number.to_owned(),
        }
    }

    /// Returns how much so many bytes are, for people.
    pub(crate) fn bytes(&self, bytes: u64) -> String {
        self.decimal(&indicatif::HumanBytes(bytes).to_string())
    }

    /// Returns the name of a kind of record, as a line begins with it.
    pub(crate) fn kind(&self, kind: Kind) -> String {
        capital(&label_kind(self.language, kind))
    }

    /// Returns the label of a kind's field.
    pub(crate) fn field(&self, kind: Kind, field: &str) -> String {
        capital(&label_field_of(self.language, kind, field))
    }

    /// Returns what a code in a field means.
    pub(crate) fn choice(&self, kind: Kind, field: &str, code: &str) -> String {
        label_choice_of(self.language, kind, field, code)
    }

    /// Returns what a role is called.
    pub(crate) fn role(&self, role: &str) -> String {
        self.choice(Kind::Officer, "role", role)
    }

    /// Returns a message if there is one.
    pub fn find(&self, key: &str, arguments: &[(&str, &str)]) -> Option<String> {
        self.catalogue.text(key, arguments.iter().copied())
    }
}

/// Begins a text with a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

/// Chooses the language: what was asked for, else `SOTAY_LANG`, else the locale, else Vietnamese.
pub fn choose_language(
    asked: Option<&str>,
    environment: impl Fn(&str) -> Option<String>,
) -> Language {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let locale = asked
        .map(str::to_owned)
        .or_else(|| set("SOTAY_LANG"))
        .or_else(|| set("LC_ALL"))
        .or_else(|| set("LC_MESSAGES"))
        .or_else(|| set("LANG"));
    Language::of_locale(locale.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: Option<&str>, set: &[(&str, &str)]) -> Language {
        choose_language(asked, |name| {
            set.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_bare_machine_speaks_vietnamese() {
        assert_eq!(chosen(None, &[]), Language::Vietnamese);
        assert_eq!(chosen(None, &[("LANG", "C.UTF-8")]), Language::Vietnamese);
        assert_eq!(
            chosen(None, &[("LANG", "vi_VN.UTF-8"), ("LC_ALL", "")]),
            Language::Vietnamese
        );
    }

    #[test]
    fn what_is_said_nearer_to_the_program_counts_first() {
        assert_eq!(chosen(None, &[("LANG", "en_GB.UTF-8")]), Language::English);
        assert_eq!(
            chosen(None, &[("LANG", "en_GB.UTF-8"), ("SOTAY_LANG", "vi")]),
            Language::Vietnamese
        );
        assert_eq!(
            chosen(Some("en"), &[("SOTAY_LANG", "vi")]),
            Language::English
        );
    }
}
