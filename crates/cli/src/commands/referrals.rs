//! Referrals: asking another unit, and replying to one.

use super::narrowing::{SCREENFUL, found, given, narrowing, page_text};
use super::{desk, register, text};
use crate::args::RegisterGroup;
use crate::failure::Failure;
use crate::screen::{Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Kind, ReferralQuery, ReferralReply, ReferralRow};
use serde_json::{Value, json};

/// `sotay follow-up refer`.
pub(crate) fn refer(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let follow_up = register::reference(&notebook, group, matches)?;
    let to = text(matches, "to");
    let (what, due) = (given(matches, "text"), given(matches, "due"));
    let due = due.map(|day| session.times.day(day)).transpose()?;
    let what = what.map(String::as_str);
    let id = notebook.refer(follow_up, &to, what, due.as_deref())?;
    if session.screen.is_json() {
        let made = json!({ "id": id.to_string(), "follow_up": follow_up.to_string() });
        return session.screen.value(&made);
    }
    let id = id.to_string();
    done(
        session,
        "refer-done",
        &[("unit", &to), ("id", short_id(&id))],
    )?;
    session.screen.line(&session.words.text("refer-hint"))
}

/// `sotay referral acknowledge`, `answer` and `decline`.
pub(crate) fn reply(
    session: &Session,
    group: &RegisterGroup,
    verb: &str,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let reply = match verb {
        "answer" => ReferralReply::Answer(text(matches, "text")),
        "decline" => ReferralReply::Decline(text(matches, "text")),
        _ => ReferralReply::Acknowledge,
    };
    let mut notebook = session.notebook()?;
    let id = register::reference(&notebook, group, matches)?;
    notebook.reply(id, &reply)?;
    if session.screen.is_json() {
        let state = notebook.get(id)?.fields.get("state").cloned();
        return session
            .screen
            .value(&json!({ "id": id.to_string(), "state": state }));
    }
    done(session, &format!("referral-{verb}-done"), &[])
}

fn done(session: &Session, key: &str, values: &[(&str, &str)]) -> Result<(), Failure> {
    let done = session.words.with(key, values);
    let screen = &session.screen;
    screen.line(&screen.paint().tone(Tone::Good, &done))
}

/// `sotay referral list`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let narrowing = narrowing(session, &notebook, matches, SCREENFUL)?;
    let sent = match (matches.get_flag("sent"), matches.get_flag("received")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let query = ReferralQuery {
        unit: found(&notebook, matches, Kind::Unit, "unit")?,
        sent,
        state: given(matches, "status").cloned(),
        follow_up: found(&notebook, matches, Kind::FollowUp, "follow-up")?,
        household: found(&notebook, matches, Kind::Household, "household")?,
        narrowing,
    };
    let page = notebook.list_referrals(&query)?;
    let (screen, words) = (&session.screen, &session.words);
    let rows: Vec<Value> = page.rows.iter().map(row_json).collect();
    if desk::print_rows(session, matches, &rows)? {
        return Ok(());
    }
    if page.rows.is_empty() {
        return screen.line(&words.text("list-nothing"));
    }
    let mut header = vec![words.text("column-id"), words.text("column-unit")];
    let fields = ["sent_at", "what", "due", "state", "answer"];
    header.extend(fields.map(|field| words.field(Kind::Referral, field)));
    let mut table = Table::with_header(screen.paint(), &header);
    for row in &page.rows {
        table.row(line(session, row));
    }
    table.whole(0);
    screen.line(&table.text())?;
    let offset = query.narrowing.offset;
    screen.line(&page_text(session, offset, page.rows.len(), page.total))
}

fn line(session: &Session, row: &ReferralRow) -> Vec<(Tone, String)> {
    let arrow = if row.sent { "→" } else { "←" };
    let unit = row.unit_name.clone().unwrap_or_default();
    let state = row.state.as_deref().unwrap_or_default();
    let due = row.due.as_deref().map(|day| session.times.show_day(day));
    vec![
        (Tone::Faint, short_id(&row.id.to_string()).to_owned()),
        (Tone::Plain, format!("{arrow} {unit}")),
        (Tone::Plain, session.times.show(&row.sent_at)),
        (Tone::Plain, row.what.clone()),
        (Tone::Plain, due.unwrap_or_default()),
        (
            Tone::Plain,
            session.words.choice(Kind::Referral, "state", state),
        ),
        (Tone::Plain, row.answer.clone().unwrap_or_default()),
    ]
}

fn row_json(row: &ReferralRow) -> Value {
    json!({
        "id": row.id.to_string(),
        "unit": row.unit.map(|id| id.to_string()),
        "unit_name": row.unit_name,
        "sent": row.sent,
        "what": row.what,
        "sent_at": row.sent_at,
        "due": row.due,
        "state": row.state,
        "answer": row.answer,
        "follow_up": row.follow_up.map(|id| id.to_string()),
        "follow_up_title": row.follow_up_title,
    })
}
