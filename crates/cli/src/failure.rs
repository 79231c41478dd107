//! Why a command did not do what was asked: the core's errors, and the few that only a terminal has.

use crate::times::TimeError;
use crate::transport::SetupError;
use crate::words::Words;
use client_core::{ClientError, ExitClass, TransportError};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Reports why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The core could not do it.
    #[error(transparent)]
    Core(#[from] ClientError),
    /// A day or time could not be read.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// No connection could be prepared.
    #[error(transparent)]
    Network(#[from] SetupError),
    /// The arguments were wrong; the text is already in the person's language.
    #[error("usage: {0}")]
    Usage(String),
    /// The relay's address names no relay.
    #[error("relay-address-bad")]
    RelayAddress(String),
    /// `--set` or `--remove` has no `=`.
    #[error("assignment-malformed")]
    Assignment(String),
    /// The kind of record has no such field to clear or remove from.
    #[error("field-unknown")]
    FieldUnknown(String),
    /// Consultation logs are not as their devices signed them.
    #[error("log-faulty")]
    LogFaulty,
    /// An edit names nothing to change.
    #[error("nothing-to-edit")]
    NothingToEdit,
    /// No PIN was given and nobody can be asked.
    #[error("pin-missing")]
    PinMissing,
    /// The PIN was not the same both times.
    #[error("pin-differs")]
    PinDiffers,
    /// The terminal did not give a PIN.
    #[error("pin-unreadable: {0}")]
    PinUnreadable(#[source] std::io::Error),
    /// No folder for the notebook is known.
    #[error("home-unknown")]
    HomeUnknown,
    /// A file could not be opened or made.
    #[error("file-unusable: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The output could not be written.
    #[error("output-unwritable: {0}")]
    Output(#[source] std::io::Error),
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Failure::Core(ClientError::NoNetwork(error))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Output(error)
    }
}

/// Lists every code that this program gives beside the core's, for docs/cli.md.
pub fn own_codes() -> &'static [&'static str] {
    &[
        "usage",
        "time-malformed",
        "relay-address-bad",
        "relay-cert-unreadable",
        "system-certs-missing",
        "network-unusable",
        "assignment-malformed",
        "field-unknown",
        "log-faulty",
        "nothing-to-edit",
        "pin-missing",
        "pin-differs",
        "pin-unreadable",
        "home-unknown",
        "file-unusable",
        "output-unwritable",
    ]
}

impl Failure {
    /// Returns the stable code.
    pub(crate) fn code(&self) -> &str {
        use crate::transport::TrustError;
        match self {
            Failure::Core(error) => error.code(),
            Failure::Time(_) => "time-malformed",
            Failure::Network(SetupError::Trust(TrustError::File { .. })) => "relay-cert-unreadable",
            Failure::Network(SetupError::Trust(TrustError::System(_))) => "system-certs-missing",
            Failure::Network(_) => "network-unusable",
            Failure::Usage(_) => "usage",
            Failure::RelayAddress(_) => "relay-address-bad",
            Failure::Assignment(_) => "assignment-malformed",
            Failure::FieldUnknown(_) => "field-unknown",
            Failure::LogFaulty => "log-faulty",
            Failure::NothingToEdit => "nothing-to-edit",
            Failure::PinMissing => "pin-missing",
            Failure::PinDiffers => "pin-differs",
            Failure::PinUnreadable(_) => "pin-unreadable",
            Failure::HomeUnknown => "home-unknown",
            Failure::File { .. } => "file-unusable",
            Failure::Output(_) => "output-unwritable",
        }
    }

    /// Returns the exit code of the program.
    pub(crate) fn exit_code(&self) -> u8 {
        let class = match self {
            Failure::Core(error) => error.exit_class(),
            Failure::PinMissing | Failure::PinDiffers | Failure::PinUnreadable(_) => {
                ExitClass::Locked
            }
            Failure::Output(_) | Failure::LogFaulty => ExitClass::Other,
            Failure::Network(_) if self.code() != "relay-cert-unreadable" => ExitClass::Other,
            _ => ExitClass::WrongUse,
        };
        class.exit_code()
    }

    /// Returns what happened and what to do next.
    pub(crate) fn message(&self, words: &Words) -> String {
        let key = format!("error-{}", self.code());
        match self {
            Failure::Core(error) => with_reason(error, words),
            Failure::Usage(text) => text.clone(),
            Failure::Time(TimeError(text))
            | Failure::RelayAddress(text)
            | Failure::Assignment(text)
            | Failure::FieldUnknown(text) => words.with(&key, &[("text", text)]),
            Failure::Network(SetupError::Trust(crate::transport::TrustError::File {
                file,
                source,
            })) => {
                let file = file.display().to_string();
                words.with(&key, &[("file", &file), ("reason", &source.to_string())])
            }
            Failure::File { path, source } => words.with(
                &key,
                &[
                    ("file", &path.display().to_string()),
                    ("reason", &source.to_string()),
                ],
            ),
            Failure::Network(error) => words.with(&key, &[("reason", &error.to_string())]),
            Failure::PinUnreadable(source) | Failure::Output(source) => {
                words.with(&key, &[("reason", &source.to_string())])
            }
            Failure::LogFaulty
            | Failure::NothingToEdit
            | Failure::PinMissing
            | Failure::PinDiffers
            | Failure::HomeUnknown => words.text(&key),
        }
    }

    /// Returns the failure as a script reads it.
    pub(crate) fn json(&self, words: &Words) -> Value {
        let mut out = Map::new();
        out.insert("error".to_owned(), json!(self.code()));
        out.insert("message".to_owned(), json!(self.message(words)));
        if let Failure::Core(error) = self {
            details(error, words, &mut out);
        }
        Value::Object(out)
    }

    /// Tells whether the reader of the output went away, as `head` does when it has seen enough.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        let source = match self {
            Failure::Output(source) | Failure::Core(ClientError::ExportUnwritable(source)) => {
                source
            }
            _ => return false,
        };
        source.kind() == std::io::ErrorKind::BrokenPipe
    }
}

/// Adds to a message about the network what exactly failed, which only this program knows how to mend.
fn with_reason(error: &ClientError, words: &Words) -> String {
    let message = error.message(words.language());
    let ClientError::NoNetwork(reason) = error else {
        return message;
    };
    let key = match reason {
        TransportError::Certificate(_) => "reason-certificate",
        _ => "reason-network",
    };
    format!(
        "{message}\n{}",
        words.with(key, &[("reason", &reason.to_string())])
    )
}

fn details(error: &ClientError, words: &Words, out: &mut Map<String, Value>) {
    match error {
        ClientError::RecordInvalid(problems) => {
            out.insert(
                "problems".to_owned(),
                crate::screen::problems_json(words, problems),
            );
        }
        ClientError::ImportRefused(lines) => {
            let lines: Vec<Value> = lines
                .iter()
                .map(|line| crate::screen::bad_line_json(words, line))
                .collect();
            out.insert("lines".to_owned(), Value::Array(lines));
        }
        ClientError::ReferenceAmbiguous { count, .. } => {
            out.insert("count".to_owned(), json!(count));
        }
        _ => {}
    }
}
