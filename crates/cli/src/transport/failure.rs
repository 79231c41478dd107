//! What an HTTP library's error means to a person with a phone in hand.

use client_core::TransportError;
use std::error::Error;
use std::io::ErrorKind;

/// Says that something else answers at the address: a sign-in page, another service.
pub(crate) fn not_a_relay() -> TransportError {
    TransportError::Unreachable("what answers at this address is not a relay".to_owned())
}

/// Finds out why an exchange failed.
pub(crate) fn cause(error: &reqwest::Error) -> TransportError {
    if let Some(tls) = tls_cause(error) {
        return TransportError::Certificate(tls);
    }
    let innermost = chain(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string);
    if error.is_connect() {
        return TransportError::Unreachable(innermost);
    }
    match io_cause(error) {
        Some(ErrorKind::TimedOut) => TransportError::Stalled,
        _ if error.is_timeout() => TransportError::Stalled,
        _ => TransportError::Cut(innermost),
    }
}

/// Returns why the other side's certificate is not trusted, where that is the reason.
fn tls_cause(error: &reqwest::Error) -> Option<String> {
    let tls = chain(error).find_map(|cause| cause.downcast_ref::<rustls::Error>());
    tls.filter(|tls| matches!(tls, rustls::Error::InvalidCertificate(_)))
        .map(ToString::to_string)
}

fn io_cause(error: &reqwest::Error) -> Option<ErrorKind> {
    chain(error)
        .find_map(|cause| cause.downcast_ref::<std::io::Error>())
        .map(std::io::Error::kind)
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| beneath(*cause))
}

/// Returns what lies beneath an error; an I/O error gives only the source of what it wraps, not that itself.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref)
    {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
