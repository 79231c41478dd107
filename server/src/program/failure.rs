//! Why the program ends, in the person's language.

use crate::config::ConfigError;
use crate::logging::BadFilter;
use crate::relay::StartError;
use crate::settings::SettingsError;
use crate::storage::StorageError;
use crate::words::Words;

/// Why the program ends before it ran.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Log(#[from] BadFilter),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Close(#[from] StorageError),
    #[error("{path} exists")]
    Exists { message: &'static str, path: String },
    #[error("the backup has version {found}, this program has {known}")]
    OlderBackup { found: u32, known: u32 },
    #[error("{path} is no key: {reason}")]
    Key { path: String, reason: String },
    #[error(transparent)]
    System(#[from] std::io::Error),
}

/// A message's name and its arguments.
type Said = (&'static str, Vec<(&'static str, String)>);

impl Failure {
    /// Gives the exit code: 2 where a setting is wrong, else 1.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Failure::Settings(_) | Failure::Config(_) | Failure::Log(_) => 2,
            Failure::Start(StartError::Tls(_)) => 2,
            Failure::Start(_)
            | Failure::Close(_)
            | Failure::Exists { .. }
            | Failure::OlderBackup { .. }
            | Failure::Key { .. }
            | Failure::System(_) => 1,
        }
    }

    /// Says what is wrong, and what to do about it.
    pub(super) fn explain(&self, words: &Words) -> String {
        let (name, arguments) = self.said();
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        words.with(name, &arguments)
    }

    fn said(&self) -> Said {
        match self {
            Failure::Settings(error) => of_settings(error),
            Failure::Config(error) => of_config(error),
            Failure::Log(error) => ("failed-log", vec![("reason", error.to_string())]),
            Failure::Start(StartError::Storage(error)) | Failure::Close(error) => of_storage(error),
            Failure::Start(StartError::Tls(error)) => {
                ("failed-tls", vec![("reason", error.to_string())])
            }
            Failure::Start(StartError::Listen { address, source }) => (
                "failed-listen",
                vec![("address", address.clone()), ("reason", source.to_string())],
            ),
            Failure::Start(StartError::ReadyFile(source)) => {
                ("failed-ready-file", vec![("reason", source.to_string())])
            }
            Failure::Exists { message, path } => (*message, vec![("path", path.clone())]),
            Failure::OlderBackup { found, known } => (
                "failed-older-backup",
                vec![("found", found.to_string()), ("known", known.to_string())],
            ),
            Failure::Key { path, reason } => (
                "failed-key",
                vec![("path", path.clone()), ("reason", reason.clone())],
            ),
            Failure::System(source) => ("failed-system", vec![("reason", source.to_string())]),
        }
    }
}

fn of_settings(error: &SettingsError) -> Said {
    match error {
        SettingsError::File { path, source } => (
            "failed-file",
            vec![
                ("path", path.display().to_string()),
                ("reason", source.to_string()),
            ],
        ),
        SettingsError::Form { path, reason } => (
            "failed-form",
            vec![
                ("path", path.display().to_string()),
                ("reason", reason.clone()),
            ],
        ),
        SettingsError::Unknown { path, name } => (
            "failed-unknown",
            vec![("path", path.display().to_string()), ("name", name.clone())],
        ),
    }
}

fn of_config(error: &ConfigError) -> Said {
    match error {
        ConfigError::Missing { name: "data" } => ("failed-no-data", Vec::new()),
        ConfigError::Missing { name } => ("failed-missing", vec![("name", (*name).to_owned())]),
        ConfigError::Value { place, value, .. } => (
            "failed-value",
            vec![("place", place.clone()), ("value", value.clone())],
        ),
        ConfigError::HalfTls => ("failed-half-tls", Vec::new()),
    }
}

fn of_storage(error: &StorageError) -> Said {
    match error {
        StorageError::Full => ("failed-full", Vec::new()),
        StorageError::ReadOnly => ("failed-read-only", Vec::new()),
        StorageError::InUse { path } => ("failed-in-use", vec![("path", path.clone())]),
        StorageError::Newer { found, known } => (
            "failed-newer",
            vec![("found", found.to_string()), ("known", known.to_string())],
        ),
        StorageError::Older { found, known } => (
            "failed-older",
            vec![("found", found.to_string()), ("known", known.to_string())],
        ),
        StorageError::Exists { path } => ("failed-out-exists", vec![("path", path.clone())]),
        StorageError::Missing { path } => ("failed-no-store", vec![("path", path.clone())]),
        StorageError::Damaged { what } => ("failed-damaged", vec![("reason", what.clone())]),
        StorageError::Closed | StorageError::Failed(_) => {
            ("failed-system", vec![("reason", error.to_string())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_is_said_in_the_persons_language() {
        let failures: Vec<Failure> = vec![
            ConfigError::Missing { name: "data" }.into(),
            ConfigError::HalfTls.into(),
            ConfigError::Value {
                place: "--readers".into(),
                value: "x".into(),
                expected: "",
            }
            .into(),
            StorageError::Full.into(),
            StorageError::ReadOnly.into(),
            StorageError::InUse { path: "d".into() }.into(),
            StorageError::Newer { found: 9, known: 1 }.into(),
            StorageError::Older { found: 1, known: 2 }.into(),
            StorageError::Missing { path: "f".into() }.into(),
            StorageError::Damaged { what: "x".into() }.into(),
            StorageError::Closed.into(),
            SettingsError::Unknown {
                path: "f".into(),
                name: "x".into(),
            }
            .into(),
            SettingsError::Form {
                path: "f".into(),
                reason: "x".into(),
            }
            .into(),
            Failure::Exists {
                message: "failed-out-exists",
                path: "f".into(),
            },
            Failure::Exists {
                message: "failed-store-exists",
                path: "f".into(),
            },
            Failure::Exists {
                message: "failed-store-used",
                path: "f".into(),
            },
            Failure::OlderBackup { found: 1, known: 2 },
            Failure::Key {
                path: "f".into(),
                reason: "x".into(),
            },
            std::io::Error::other("x").into(),
        ];
        for language in ["vi", "en"] {
            let words = Words::choose(|_| Some(language.to_owned()));
            for failure in &failures {
                let said = failure.explain(&words);
                assert!(
                    !said.starts_with("failed-") && !said.contains('{'),
                    "{said}"
                );
            }
        }
    }
}
