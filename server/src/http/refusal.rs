//! Requests that are refused as a whole.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use proto::{Code, DecodeError, Frame};

use crate::app::App;
use crate::storage::{StorageError, code_of};

/// Why a request is refused as a whole.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// By a rule of the protocol.
    #[error("{0}")]
    Code(Code),
    /// It cannot be read.
    #[error("{0}")]
    Form(#[from] DecodeError),
    /// The store failed.
    #[error("{0}")]
    Storage(#[from] StorageError),
    /// The peer sent nothing for too long.
    #[error("the peer stalled")]
    Stalled,
    /// The peer went away.
    #[error("the connection was cut")]
    Cut,
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Refusal::Code(code)
    }
}

impl Refusal {
    pub(super) fn code(&self) -> Code {
        match self {
            Refusal::Code(code) => *code,
            Refusal::Form(DecodeError::TooLong { .. }) => Code::TooLarge,
            Refusal::Form(DecodeError::UnsupportedVersion { .. }) => Code::UnsupportedVersion,
            Refusal::Form(_) | Refusal::Stalled | Refusal::Cut => Code::BadRequest,
            Refusal::Storage(error) => code_of(error),
        }
    }

    fn status(&self) -> StatusCode {
        if matches!(self, Refusal::Stalled) {
            return StatusCode::REQUEST_TIMEOUT;
        }
        match self.code() {
            Code::ClockSkew | Code::BadSignature => StatusCode::UNAUTHORIZED,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::WrongRelay => StatusCode::MISDIRECTED_REQUEST,
            Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Code::RelayFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Code::UnknownSpace => StatusCode::NOT_FOUND,
            Code::BadRequest | Code::UnsupportedVersion => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        }
    }

    /// Makes the answer: the relay's epoch and time, then the code.
    pub(super) fn answer(&self, app: &App) -> Response<Body> {
        let hello = Frame::Hello {
            epoch: app.storage.epoch(),
            time: app.now(),
        };
        let mut body = hello.to_framed_bytes();
        body.extend(Frame::Error { code: self.code() }.to_framed_bytes());
        app.metrics.bytes_sent.add(body.len() as u64);
        let mut response = frames(Body::from(body));
        *response.status_mut() = self.status();
        response
    }
}

/// Makes an answer of frames.
pub(super) fn frames(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let octets = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, octets);
    response
}
