//! Who belongs to the unit: invites and devices.

use super::{meet, text, texts};
use crate::failure::Failure;
use crate::screen::{Table, Tone, qr};
use crate::session::Session;
use crate::words::Words;
use clap::ArgMatches;
use client_core::{
    ClientError, DeviceRow, Invitation, InviteRequest, Notebook, PendingInvite, Role,
};
use serde_json::{Value, json};

/// `sotay invite`.
pub(crate) fn invite(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let request = InviteRequest {
        role: text(matches, "role")
            .parse::<Role>()
            .map_err(|_| Failure::Usage(session.words.text("usage-other")))?,
        officer: text(matches, "officer"),
        areas: texts(matches, "area").cloned().collect(),
    };
    let mut notebook = session.notebook()?;
    let invitation = make(session, &mut notebook, &request)?;
    let met = meet::try_meet(session, &mut notebook);
    let synced = matches!(met, Ok(true));
    if session.screen.is_json() {
        session.screen.value(&invitation_json(
            session,
            &invitation,
            &text(matches, "role"),
            synced,
        ))?;
    } else {
        show(session, &invitation, &text(matches, "officer"))?;
    }
    if let Ok(false) = met {
        session.screen.note(&session.words.text("invite-offline"));
    }
    met.map(drop)
}

/// Makes the invite; a device that has not met the relay yet tries to first, for the code names it.
fn make(
    session: &Session,
    notebook: &mut Notebook,
    request: &InviteRequest,
) -> Result<Invitation, Failure> {
    match notebook.invite(request) {
        Err(ClientError::RelayNotMet) => {
            meet::meet(session, notebook, None)?;
            Ok(notebook.invite(request)?)
        }
        other => Ok(other?),
    }
}

fn invitation_json(session: &Session, invitation: &Invitation, role: &str, synced: bool) -> Value {
    json!({
        "code": invitation.code,
        "invite": invitation.invite.to_string(),
        "officer": invitation.officer.to_string(),
        "role": role,
        "expires": session.times.rfc3339(invitation.expires.0),
        "synced": synced,
    })
}

fn show(session: &Session, invitation: &Invitation, officer: &str) -> Result<(), Failure> {
    let (screen, words) = (&session.screen, &session.words);
    let expires = session.times.show_millis(invitation.expires.0);
    screen.line(&screen.paint().tone(
        Tone::Good,
        &words.with("invite-done", &[("officer", officer)]),
    ))?;
    if screen.is_terminal()
        && let Some(picture) = qr(screen.paint(), &invitation.code)
    {
        screen.line(&picture)?;
    }
    screen.line(&screen.paint().tone(Tone::Strong, &invitation.code))?;
    screen.line(&words.with("invite-expires", &[("at", &expires)]))?;
    screen.line(&words.text("invite-how"))
}

/// `sotay devices`.
pub(crate) fn devices(session: &Session) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let (rows, invites) = (notebook.devices()?, notebook.pending_invites()?);
    if session.screen.is_json() {
        let rows = rows.iter().map(|row| device_json(session, row));
        return session.screen.value(
            &rows
                .chain(invites.iter().map(|row| pending_json(session, row)))
                .collect(),
        );
    }
    let words = &session.words;
    let header = [
        "column-device",
        "column-officer",
        "column-roles",
        "column-since",
    ]
    .map(|key| words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for row in &rows {
        let (tone, device) = device(words, row);
        table.row(vec![
            (tone, device),
            (Tone::Plain, row.officer_name.clone().unwrap_or_default()),
            (Tone::Plain, roles(words, &row.roles)),
            (Tone::Plain, session.times.show_millis(row.since.0)),
        ]);
    }
    for invite in &invites {
        let expires = session.times.show_millis(invite.expires.0);
        table.row(vec![
            (Tone::Warn, words.text("device-invited")),
            (Tone::Plain, invite.officer_name.clone().unwrap_or_default()),
            (Tone::Plain, roles(words, &invite.roles)),
            (Tone::Faint, words.with("invite-until", &[("at", &expires)])),
        ]);
    }
    session.screen.line(&table.text())
}

fn roles(words: &Words, roles: &[&str]) -> String {
    let labels: Vec<String> = roles.iter().map(|role| words.role(role)).collect();
    labels.join(", ")
}

fn device(words: &Words, row: &DeviceRow) -> (Tone, String) {
    let id = row.device.to_string();
    match row {
        DeviceRow { ended: true, .. } => {
            (Tone::Faint, words.with("device-ended", &[("device", &id)]))
        }
        DeviceRow { paper: true, .. } => {
            (Tone::Plain, words.with("device-paper", &[("device", &id)]))
        }
        DeviceRow { me: true, .. } => (Tone::Good, words.with("device-this", &[("device", &id)])),
        _ => (Tone::Plain, id),
    }
}

fn pending_json(session: &Session, row: &PendingInvite) -> Value {
    json!({
        "invite": row.invite.to_string(),
        "officer": row.officer.to_string(),
        "officer_name": row.officer_name,
        "roles": row.roles,
        "expires": session.times.rfc3339(row.expires.0),
    })
}

fn device_json(session: &Session, row: &DeviceRow) -> Value {
    json!({
        "device": row.device.to_string(),
        "officer": row.officer.to_string(),
        "officer_name": row.officer_name,
        "roles": row.roles,
        "since": session.times.rfc3339(row.since.0),
        "ended": row.ended,
        "paper": row.paper,
        "me": row.me,
    })
}
