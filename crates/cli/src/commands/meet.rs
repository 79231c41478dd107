//! Meeting the relay.

use crate::failure::Failure;
use crate::screen::SyncMeter;
use crate::session::Session;
use crate::transport::{HttpTransport, RelayUrl, TransportOptions};
use clap::ArgMatches;
use client_core::{ClientError, ExitClass, Notebook, SyncReport};
use serde_json::{Value, json};

/// `sotay sync`.
pub(crate) fn sync(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let address = matches
        .get_one::<String>("relay")
        .map(|text| address(text))
        .transpose()?;
    let mut notebook = session.notebook_at_any_time()?;
    let report = meet(session, &mut notebook, address)?;
    if session.screen.is_json() {
        return session.screen.value(&report_json(&report));
    }
    let has_ended = notebook.within_unit().is_err();
    session
        .screen
        .line(&report_text(session, &report, has_ended))
}

/// Reads a relay's address.
pub(crate) fn address(text: &str) -> Result<RelayUrl, Failure> {
    text.parse()
        .map_err(|_| Failure::RelayAddress(text.to_owned()))
}

/// Meets the relay at its own address or another one.
pub(crate) fn meet(
    session: &Session,
    notebook: &mut Notebook,
    address: Option<RelayUrl>,
) -> Result<SyncReport, Failure> {
    let relay = match address {
        Some(address) => address,
        None => self::address(&notebook.relay()?.url)?,
    };
    let options = TransportOptions {
        certificates: session.certificates(),
        ..TransportOptions::to(relay)
    };
    let mut transport = HttpTransport::open(&options)?;
    let meter = SyncMeter::new(&session.words);
    if notebook.relay()?.id.is_none() {
        learn(notebook, &mut transport)?;
    }
    Ok(notebook.sync(&mut transport, &mut |progress| meter.at(progress))?)
}

/// Remembers who the relay is, the first time it is met.
fn learn(notebook: &mut Notebook, transport: &mut HttpTransport) -> Result<(), Failure> {
    let description: Value = serde_json::from_str(&transport.describe()?).unwrap_or_default();
    let id = description
        .get("relay")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok());
    let id = id.ok_or(ClientError::AnswerMalformed {
        reason: "the relay does not say who it is",
    })?;
    Ok(notebook.learn_relay(id)?)
}

/// Meets the relay after a change that waits for it; when it cannot be reached now, a later sync will do.
///
/// Returns whether it was met.
pub(crate) fn try_meet(session: &Session, notebook: &mut Notebook) -> Result<bool, Failure> {
    match meet(session, notebook, None) {
        Ok(report) => {
            if report.erased_by_retention > 0 {
                let count = report.erased_by_retention.to_string();
                let words = &session.words;
                session
                    .screen
                    .note(&words.with("sync-erased", &[("erased", &count)]));
            }
            Ok(true)
        }
        Err(Failure::Core(error)) if error.exit_class() == ExitClass::NoNetwork => Ok(false),
        Err(failure) => Err(failure),
    }
}

fn report_json(report: &SyncReport) -> Value {
    json!({
        "requests": report.requests,
        "bytes_up": report.bytes_up,
        "bytes_down": report.bytes_down,
        "packs_pushed": report.packs_pushed,
        "packs_pulled": report.packs_pulled,
        "documents_changed": report.documents_changed,
        "erased_by_retention": report.erased_by_retention,
        "unsent": report.unsent,
        "kept_back": report.kept_back,
        "newer": report.newer,
        "seconds": report.seconds,
    })
}

fn report_text(session: &Session, report: &SyncReport, has_ended: bool) -> String {
    let unsent = report.unsent.saturating_sub(report.kept_back);
    let arguments = [
        ("pushed", report.packs_pushed.to_string()),
        ("pulled", report.packs_pulled.to_string()),
        ("documents", report.documents_changed.to_string()),
        ("up", session.words.bytes(report.bytes_up)),
        ("down", session.words.bytes(report.bytes_down)),
        ("requests", report.requests.to_string()),
        (
            "seconds",
            session.words.decimal(&format!("{:.1}", report.seconds)),
        ),
        ("unsent", unsent.to_string()),
        ("kept", report.kept_back.to_string()),
        ("newer", report.newer.to_string()),
        ("erased", report.erased_by_retention.to_string()),
    ];
    let arguments: Vec<(&str, &str)> = arguments
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let done = session.words.with("sync-done", &arguments);
    let mut lines = vec![done];
    match (unsent, report.kept_back) {
        // What was sent is late work, and counts when somebody says so.
        (0, _) if has_ended => lines.push(session.words.text("status-access-ended")),
        (0, 0) => lines.push(session.words.text("sync-all-safe")),
        (0, _) => {}
        _ => lines.push(session.words.with("sync-unsent", &arguments)),
    }
    if report.kept_back > 0 {
        lines.push(session.words.with("sync-kept-back", &arguments));
    }
    if report.erased_by_retention > 0 {
        lines.push(session.words.with("sync-erased", &arguments));
    }
    if report.newer > 0 {
        lines.push(session.words.with("sync-newer", &arguments));
    }
    lines.join("\n")
}
