//! Becoming part of a unit: its first device, and every other one.

use super::{meet, membership, text, texts};
use crate::failure::Failure;
use crate::pin;
use crate::screen::{Table, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{ClientError, Founding, Home, Me, Notebook, World};
use serde_json::{Value, json};

/// `sotay init`.
pub(crate) fn init(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let home = session.home()?;
    if home.is_set_up() {
        return Err(ClientError::HomeExists.into());
    }
    let founding = Founding {
        relay_url: meet::address(&text(matches, "relay"))?.to_string(),
        unit: text(matches, "unit"),
        officer: text(matches, "officer"),
        areas: texts(matches, "area").cloned().collect(),
    };
    let pin = pin::choose(&session.words)?;
    let mut notebook = Notebook::found(&home, World::native(), &pin, &founding)?;
    let met = meet::try_meet(session, &mut notebook);
    let synced = matches!(met, Ok(true));
    // The code names the relay, so it can only be made once the relay is known.
    let recovery = match synced {
        true => Some(notebook.new_recovery_code()?),
        false => None,
    };
    let met = match met {
        Ok(true) => meet::try_meet(session, &mut notebook),
        met => met,
    };
    let code = recovery.as_deref();
    welcome(session, &mut notebook, "init-done", synced, code)?;
    if let Ok(false) = met {
        session.screen.note(&session.words.text("init-offline"));
    }
    met.map(drop)
}

/// `sotay join`. A code that was taken but not yet answered by the relay can be given again; one that the
/// relay refused leaves nothing behind, so another can be given.
pub(crate) fn join(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let home = session.home()?;
    let mut notebook = joining(session, &home, &text(matches, "code"))?;
    match meet::meet(session, &mut notebook, None) {
        Ok(_) => welcome(session, &mut notebook, "join-done", true, None),
        Err(failure) => {
            if is_refused_invite(&failure) && notebook.is_joining()? {
                notebook.abandon_joining(&home)?;
            }
            Err(failure)
        }
    }
}

fn joining(session: &Session, home: &Home, code: &str) -> Result<Notebook, Failure> {
    if !home.is_set_up() {
        let pin = pin::choose(&session.words)?;
        return Ok(Notebook::join(home, World::native(), &pin, code)?);
    }
    let notebook = session.notebook()?;
    if notebook.is_joining()? {
        Ok(notebook)
    } else {
        Err(ClientError::HomeExists.into())
    }
}

fn is_refused_invite(failure: &Failure) -> bool {
    matches!(failure, Failure::Core(ClientError::Refused { code }) if code.starts_with("invite-"))
}

pub(crate) fn welcome(
    session: &Session,
    notebook: &mut Notebook,
    key: &str,
    synced: bool,
    recovery: Option<&str>,
) -> Result<(), Failure> {
    let me = notebook.me()?;
    if session.screen.is_json() {
        let mut value = me_json(notebook, &me, synced)?;
        if let (Some(code), Some(fields)) = (recovery, value.as_object_mut()) {
            fields.insert("recovery".to_owned(), Value::from(code));
        }
        return session.screen.value(&value);
    }
    session.screen.line(
        &session
            .screen
            .paint()
            .tone(Tone::Good, &session.words.text(key)),
    )?;
    session.screen.line(&me_card(session, notebook, &me)?)?;
    match recovery {
        Some(code) => membership::show_recovery(session, code),
        None => Ok(()),
    }
}

/// Returns who this device is, as a script reads it.
fn me_json(notebook: &Notebook, me: &Me, synced: bool) -> Result<Value, Failure> {
    let areas: Vec<Value> = me
        .areas
        .iter()
        .map(|(name, id)| json!({ "id": id.to_string(), "name": name }))
        .collect();
    Ok(json!({
        "device": notebook.device().to_string(),
        "officer": me.officer.map(|id| id.to_string()),
        "officer_name": me.officer_name,
        "roles": me.roles,
        "unit": me.unit,
        "relay": notebook.relay()?.url,
        "areas": areas,
        "synced": synced,
    }))
}

/// Lays out who this device is.
fn me_card(session: &Session, notebook: &Notebook, me: &Me) -> Result<String, Failure> {
    let words = &session.words;
    let roles: Vec<String> = me.roles.iter().map(|role| words.role(role)).collect();
    let areas: Vec<String> = me.areas.keys().cloned().collect();
    let rows = [
        ("me-unit", me.unit.clone().unwrap_or_default()),
        ("me-officer", me.officer_name.clone().unwrap_or_default()),
        ("me-roles", roles.join(", ")),
        ("me-areas", areas.join(", ")),
        ("me-device", notebook.device().to_string()),
        ("me-relay", notebook.relay()?.url),
    ];
    let mut table = Table::bare(session.screen.paint());
    for (key, value) in rows.into_iter().filter(|(_, value)| !value.is_empty()) {
        table.row(vec![(Tone::Faint, words.text(key)), (Tone::Plain, value)]);
    }
    Ok(table.text())
}
