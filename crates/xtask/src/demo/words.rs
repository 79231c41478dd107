//! What the demo says, in Vietnamese or English.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

const VIETNAMESE: &str = include_str!("messages/vi.ftl");
const ENGLISH: &str = include_str!("messages/en.ftl");

/// Says the demo's texts on standard output.
pub(super) struct Words {
    bundle: FluentBundle<FluentResource>,
    language: &'static str,
    bold: bool,
}

impl Words {
    /// Takes the language asked for, else that of the locale; anything but English is Vietnamese.
    pub(super) fn new(asked: Option<&str>) -> Self {
        let set = |name: &&str| env::var(name).ok().filter(|value| !value.is_empty());
        let locale = asked.map(str::to_owned).or_else(|| {
            ["SOTAY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(set)
        });
        let english = locale.is_some_and(|locale| locale.starts_with("en"));
        let (language, source) = if english {
            ("en", ENGLISH)
        } else {
            ("vi", VIETNAMESE)
        };
        let mut bundle = FluentBundle::new(language.parse().into_iter().collect());
        // Isolation marks are for mixed writing directions; on a terminal they show as boxes.
        bundle.set_use_isolating(false);
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
        Self {
            bundle,
            language,
            bold: io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none(),
        }
    }

    /// Returns `vi` or `en`.
    pub(super) fn language(&self) -> &'static str {
        self.language
    }

    /// Says a line.
    pub(super) fn say(&self, key: &str, arguments: &[(&str, &str)]) {
        self.show(&format!(
            "  {}",
            self.text(key, arguments).replace('\n', "\n  ")
        ));
    }

    /// Says the heading of a part.
    pub(super) fn step(&self, key: &str, arguments: &[(&str, &str)]) {
        let text = self.text(key, arguments);
        self.show(&if self.bold {
            format!("\n\u{1b}[1m■ {text}\u{1b}[0m")
        } else {
            format!("\n■ {text}")
        });
    }

    /// Shows a line that is the same in every language, such as a command.
    pub(super) fn show(&self, line: &str) {
        println!("{line}");
        // The programs started next write to the same terminal.
        drop(io::stdout().flush());
    }

    /// Returns a text with its places filled in; its key where there is none.
    pub(super) fn text(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value());
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        let mut filled = FluentArgs::new();
        for (name, value) in arguments {
            filled.set(*name, *value);
        }
        self.bundle
            .format_pattern(pattern, Some(&filled), &mut Vec::new())
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn anything_but_english_is_vietnamese() {
        assert_eq!(Words::new(Some("en_GB.UTF-8")).language(), "en");
        assert_eq!(Words::new(Some("vi_VN")).language(), "vi");
        assert_eq!(Words::new(Some("C")).language(), "vi");
    }

    #[test]
    fn a_text_has_its_places_filled_in() {
        let words = Words::new(Some("en"));
        assert!(words.text("step-seen", &[("name", "Lan")]).contains("Lan"));
        assert_eq!(words.text("no-such-key", &[]), "no-such-key");
    }
}
