//! Every setting by name, and the three places it can come from: a file, the environment, the command line.
//!
//! A later place wins: the file, then `SOTAY_RELAY_*`, then flags. Values stay texts until [`crate::config`]
//! reads them, so an error can say which place holds the bad one.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// One setting: its name in the file, from which flag and variable follow.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The name, as in the file; the flag is `--name`, the variable `SOTAY_RELAY_NAME`.
    pub name: &'static str,
    /// What stands for the value in the help.
    pub value: &'static str,
    /// The value if nobody gives one.
    pub default: Option<&'static str>,
}

const fn setting(
    name: &'static str,
    value: &'static str,
    default: Option<&'static str>,
) -> Setting {
    Setting {
        name,
        value,
        default,
    }
}

/// All settings, in the order of the help. The message `help-NAME` explains each.
pub const SETTINGS: &[Setting] = &[
    setting("data", "DIR", None),
    setting("listen", "ADDR", Some("127.0.0.1:8440")),
    setting("tls-cert", "FILE", None),
    setting("tls-key", "FILE", None),
    setting("ready-file", "FILE", None),
    setting("admission", "open|closed", Some("open")),
    setting("metrics", "loopback|open|off", Some("loopback")),
    setting("log", "FILTER", Some("info")),
    setting("space-quota", "BYTES", Some("4294967296")),
    setting("grace-days", "N", Some("30")),
    setting("escrow-bytes", "BYTES", Some("16777216")),
    setting("max-connections", "N", Some("1024")),
    setting("max-requests", "N", Some("256")),
    setting("max-events", "N", Some("512")),
    setting("upload-memory", "BYTES", Some("25165824")),
    setting("stall-seconds", "S", Some("60")),
    setting("idle-seconds", "S", Some("90")),
    setting("shutdown-seconds", "S", Some("20")),
    setting("cached-spaces", "N", Some("1024")),
    setting("readers", "N", Some("2")),
];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody gave one.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// A variable of the environment.
    Environment,
    /// The command line.
    Flag,
}

impl Source {
    /// Names the setting as it is written at this place.
    pub fn spell(&self, name: &str) -> String {
        match self {
            Source::Default => name.to_owned(),
            Source::File(path) => format!("{} ({})", name, path.display()),
            Source::Environment => variable(name),
            Source::Flag => format!("--{name}"),
        }
    }
}

/// Gives the environment variable of a setting.
pub fn variable(name: &str) -> String {
    format!(
        "SOTAY_RELAY_{}",
        name.to_ascii_uppercase().replace('-', "_")
    )
}

/// Why settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not TOML, or has a value that is no text, number or truth value.
    #[error("{path} is not a settings file: {reason}")]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file has a setting that does not exist.
    #[error("{path} has an unknown setting: {name}")]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The name found.
        name: String,
    },
}

/// The values given, each with its source.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    values: BTreeMap<&'static str, (String, Source)>,
}

impl Settings {
    /// Starts with the defaults.
    pub fn defaults() -> Self {
        let mut settings = Self::default();
        for setting in SETTINGS {
            if let Some(value) = setting.default {
                settings
                    .values
                    .insert(setting.name, (value.to_owned(), Source::Default));
            }
        }
        settings
    }

    /// Takes the values of a TOML file; an unknown name is refused, since it is most often a slip.
    pub fn read_file(&mut self, path: &Path) -> Result<(), SettingsError> {
        let text = std::fs::read_to_string(path).map_err(|source| SettingsError::File {
            path: path.to_owned(),
            source,
        })?;
        let form = |reason: String| SettingsError::Form {
            path: path.to_owned(),
            reason,
        };
        let table: toml::Table = toml::from_str(&text).map_err(|error| form(error.to_string()))?;
        for (name, value) in table {
            let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
                return Err(SettingsError::Unknown {
                    path: path.to_owned(),
                    name,
                });
            };
            let value = text_of(&value).ok_or_else(|| form(format!("{name} has an odd value")))?;
            self.set(setting.name, value, Source::File(path.to_owned()));
        }
        Ok(())
    }

    /// Takes the values that `lookup` finds under the names of the environment's variables.
    pub fn read_environment(&mut self, lookup: impl Fn(&str) -> Option<String>) {
        for setting in SETTINGS {
            if let Some(value) = lookup(&variable(setting.name)) {
                self.set(setting.name, value, Source::Environment);
            }
        }
    }

    /// Sets one value; a name outside [`SETTINGS`] is ignored.
    pub fn set(&mut self, name: &str, value: String, source: Source) {
        if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) {
            self.values.insert(setting.name, (value, source));
        }
    }

    /// Gives a value and its source.
    pub fn get(&self, name: &str) -> Option<(&str, &Source)> {
        self.values
            .get(name)
            .map(|(value, source)| (value.as_str(), source))
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, (value, _)) in &self.values {
            writeln!(f, "{name} = {value}")?;
        }
        Ok(())
    }
}

fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.toml");
        std::fs::write(&path, "listen = \"a\"\nreaders = 7\nlog = \"debug\"\n").unwrap();
        let mut settings = Settings::defaults();
        settings.read_file(&path).unwrap();
        settings.read_environment(|name| match name {
            "SOTAY_RELAY_LISTEN" => Some("b".into()),
            "SOTAY_RELAY_LOG" => Some("warn".into()),
            _ => None,
        });
        settings.set("listen", "c".into(), Source::Flag);
        assert_eq!(settings.get("listen"), Some(("c", &Source::Flag)));
        assert_eq!(settings.get("log"), Some(("warn", &Source::Environment)));
        assert_eq!(settings.get("readers"), Some(("7", &Source::File(path))));
        assert_eq!(
            settings.get("max-requests"),
            Some(("256", &Source::Default))
        );
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.toml");
        std::fs::write(&path, "lisen = \"a\"\n").unwrap();
        let error = Settings::defaults().read_file(&path).unwrap_err();
        assert!(matches!(error, SettingsError::Unknown { name, .. } if name == "lisen"));
    }
}
