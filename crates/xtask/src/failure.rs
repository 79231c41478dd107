//! Why a chore could not be done.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// A chore's error; each says what to do or what was being done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The caller's arguments make no sense.
    #[error("{0}")]
    Usage(String),
    /// A program could not be started.
    #[error("cannot start {program}: {source}")]
    Start {
        /// The program's name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ran and said no.
    #[error("{command} failed ({status}):\n{output}")]
    Program {
        /// The whole command line.
        command: String,
        /// Its exit status in words.
        status: String,
        /// What it printed last.
        output: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file was read and is not what this program expects.
    #[error("{what}: {why}")]
    Malformed {
        /// Which file or answer.
        what: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Failure {
    /// Says that `what` is not as expected.
    pub(crate) fn malformed(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Malformed {
            what: what.into(),
            why: why.to_string(),
        }
    }

    /// Wraps an error about the file at `path`.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// 2 for wrong use, 1 for the rest.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
