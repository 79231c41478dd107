//! Why something could not be measured.

use std::io;
use std::process::ExitCode;

/// A measurement's error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The arguments make no sense.
    #[error("{0}")]
    Usage(String),
    /// A file, a process or a socket failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The notebook refused.
    #[error("the notebook: {0}")]
    Notebook(#[from] client_core::ClientError),
    /// No connection could be set up.
    #[error("the transport: {0}")]
    Transport(#[from] cli::transport::SetupError),
    /// The relay could not be asked.
    #[error("the relay: {0}")]
    Relay(#[from] client_core::TransportError),
    /// An entry or a pack for the load could not be made.
    #[error("the load: {0}")]
    Load(String),
    /// Something is not what it should be, so a figure would mean nothing.
    #[error("{0}")]
    Unexpected(String),
}

impl Failure {
    /// Says that something is not what it should be.
    pub(crate) fn unexpected(what: impl Into<String>) -> Self {
        Self::Unexpected(what.into())
    }

    /// Says that the load could not be made.
    pub(crate) fn load(error: impl ToString) -> Self {
        Self::Load(error.to_string())
    }

    /// 2 for wrong use, 1 for the rest.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
