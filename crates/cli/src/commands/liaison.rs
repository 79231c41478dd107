//! `sotay liaison`: the spaces that this unit shares with others.

use super::{meet, membership, text};
use crate::failure::Failure;
use crate::screen::{Table, Tone, qr};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{ClientError, LiaisonInvitation, LiaisonRow, Notebook, Side};
use serde_json::{Value, json};

pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("new", matches)) => new(session, matches),
        Some(("accept", matches)) => accept(session, matches),
        Some(("list", _)) => list(session),
        Some(("end", matches)) => {
            let unit = text(matches, "unit");
            membership::decide(session, matches, "liaison-end", |notebook| {
                notebook.plan_liaison_end(&unit)
            })
        }
        _ => Ok(()),
    }
}

fn new(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let unit = text(matches, "unit");
    let mut notebook = session.notebook()?;
    let invitation = make(session, &mut notebook, &unit)?;
    let met = meet::try_meet(session, &mut notebook);
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        screen.value(&json!({
            "code": invitation.code,
            "unit": invitation.unit.to_string(),
            "expires": session.times.rfc3339(invitation.expires.0),
            "synced": matches!(met, Ok(true)),
        }))?;
    } else {
        let expires = session.times.show_millis(invitation.expires.0);
        let done = words.with("liaison-new-done", &[("unit", &unit)]);
        screen.line(&screen.paint().tone(Tone::Good, &done))?;
        if screen.is_terminal()
            && let Some(picture) = qr(screen.paint(), &invitation.code)
        {
            screen.line(&picture)?;
        }
        screen.line(&screen.paint().tone(Tone::Strong, &invitation.code))?;
        screen.line(&words.with("invite-expires", &[("at", &expires)]))?;
        screen.line(&words.text("liaison-how"))?;
    }
    if let Ok(false) = met {
        screen.note(&words.text("invite-offline"));
    }
    met.map(drop)
}

/// Makes the code; a device that has not met the relay yet tries to first, for the code names it.
fn make(
    session: &Session,
    notebook: &mut Notebook,
    unit: &str,
) -> Result<LiaisonInvitation, Failure> {
    match notebook.new_liaison(unit) {
        Err(ClientError::RelayNotMet) => {
            meet::meet(session, notebook, None)?;
            Ok(notebook.new_liaison(unit)?)
        }
        other => Ok(other?),
    }
}

fn accept(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let name = matches.get_one::<String>("name").map(String::as_str);
    let name = notebook.accept_liaison(&text(matches, "code"), name)?;
    let met = meet::try_meet(session, &mut notebook);
    let synced = matches!(met, Ok(true));
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        screen.value(&json!({ "name": name, "synced": synced }))?;
    } else if synced {
        let done = words.with("liaison-accept-done", &[("unit", &name)]);
        screen.line(&screen.paint().tone(Tone::Good, &done))?;
    }
    if let Ok(false) = met {
        screen.note(&words.with("liaison-accept-offline", &[("unit", &name)]));
    }
    met.map(drop)
}

fn list(session: &Session) -> Result<(), Failure> {
    let rows = session.notebook()?.liaisons()?;
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        return screen.value(&rows.iter().map(row_json).collect());
    }
    if rows.is_empty() {
        return screen.line(&words.text("liaison-none"));
    }
    let header =
        ["column-unit", "column-side", "column-ours", "column-theirs"].map(|key| words.text(key));
    let mut table = Table::with_header(screen.paint(), &header);
    for row in &rows {
        let side = words.text(&format!("side-{}", side_word(row)));
        let tone = match row.side {
            Some(_) if row.theirs > 0 => Tone::Plain,
            _ => Tone::Warn,
        };
        table.row(vec![
            (Tone::Strong, row.name.clone()),
            (tone, side),
            (Tone::Plain, row.ours.to_string()),
            (tone, row.theirs.to_string()),
        ]);
    }
    table.numbers(2);
    table.numbers(3);
    screen.line(&table.text())
}

fn side_word(row: &LiaisonRow) -> &'static str {
    match row.side {
        Some(Side::Host) => "host",
        Some(Side::Guest) => "guest",
        None => "outside",
    }
}

fn row_json(row: &LiaisonRow) -> Value {
    json!({
        "unit": row.unit.map(|id| id.to_string()),
        "name": row.name,
        "side": side_word(row),
        "ours": row.ours,
        "theirs": row.theirs,
    })
}
