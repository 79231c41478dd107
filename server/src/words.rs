//! The texts that a person sees, from the message files beside this one.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

/// The message files: the language's tag and its messages. The first is the one for whom no other is known.
const FILES: &[(&str, &str)] = &[
    ("vi", include_str!("words/vi.ftl")),
    ("en", include_str!("words/en.ftl")),
];

/// Messages in one language.
pub(crate) struct Words {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("locales", &self.bundle.locales)
            .finish()
    }
}

impl Words {
    /// Chooses the language by `SOTAY_LANG`, else by the locale, else Vietnamese; `lookup` gives variables.
    pub(crate) fn choose(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let variables = ["SOTAY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let set = |name: &&str| lookup(name).filter(|value| !value.is_empty());
        let asked = variables
            .iter()
            .find_map(set)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let known = FILES.iter().find(|(tag, _)| asked.starts_with(tag));
        Self::of(known.or(FILES.first()).copied().unwrap_or_default())
    }

    fn of((tag, messages): (&str, &str)) -> Self {
        // A message that cannot be read is missing, and a missing one shows its name; a test finds both.
        let resource = match FluentResource::try_new(messages.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let mut bundle = FluentBundle::new(tag.parse().into_iter().collect());
        bundle.set_use_isolating(false);
        let _ = bundle.add_resource(resource);
        Self { bundle }
    }

    /// Gives a message.
    pub(crate) fn get(&self, name: &str) -> String {
        self.format(name, None)
    }

    /// Gives a message with values in it.
    pub(crate) fn with(&self, name: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        values
            .iter()
            .for_each(|(key, value)| arguments.set(*key, *value));
        self.format(name, Some(&arguments))
    }

    fn format(&self, name: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let pattern = self
            .bundle
            .get_message(name)
            .and_then(|message| message.value());
        let Some(pattern) = pattern else {
            return name.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, arguments, &mut errors)
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(messages: &str) -> Vec<String> {
        let lines = messages.lines().filter(|line| !line.starts_with(' '));
        lines
            .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
            .collect()
    }

    #[test]
    fn every_language_has_the_same_messages_and_each_setting_its_help() {
        for (tag, messages) in FILES {
            assert_eq!(names(messages), names(FILES[0].1), "{tag}");
            assert!(
                FluentResource::try_new((*messages).to_owned()).is_ok(),
                "{tag}"
            );
            let words = Words::of((tag, messages));
            for setting in crate::settings::SETTINGS {
                let name = format!("help-{}", setting.name);
                assert_ne!(words.get(&name), name, "{tag}");
            }
        }
    }

    #[test]
    fn the_locale_chooses_and_vietnamese_is_for_all_others() {
        let about = |name: &'static str, value: &'static str| {
            Words::choose(move |asked| (asked == name).then(|| value.to_owned())).get("about")
        };
        assert!(about("LANG", "en_GB.UTF-8").starts_with("The relay"));
        assert!(about("LANG", "C.UTF-8").starts_with("Máy chủ"));
        assert!(about("LC_ALL", "vi_VN.UTF-8").starts_with("Máy chủ"));
    }
}
