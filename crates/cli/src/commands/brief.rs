//! What an officer should know before a visit: beside a household, before a visit is recorded, and by itself.

use super::follow_up::{due_text, to_json, tone};
use super::text;
use crate::failure::Failure;
use crate::screen::{Table, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Brief, DocId, Kind, Notebook, OpenFollowUp};
use serde_json::{Value, json};

/// `sotay household brief`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = notebook.find(Some(Kind::Household), &text(matches, "id"))?;
    let brief = notebook.brief(id)?;
    match session.screen.is_json() {
        true => session.screen.value(&brief_json(session, &brief)),
        false => session.screen.line(&brief_text(session, &brief)),
    }
}

/// Returns the brief of a household that is shown to a script; nothing of other records, and of a household that moved away:
/// what it was promised is told where it is.
pub(super) fn of_shown(
    session: &Session,
    notebook: &mut Notebook,
    id: DocId,
) -> Result<Option<Value>, Failure> {
    let brief = of_household(notebook, id)?;
    Ok(brief.map(|brief| brief_json(session, &brief)))
}

/// Tells people of a household that was shown what it asked for, was promised and got.
pub(super) fn beside(session: &Session, notebook: &mut Notebook, id: DocId) -> Result<(), Failure> {
    if session.screen.is_json() {
        return Ok(());
    }
    match of_household(notebook, id)? {
        Some(brief) => session
            .screen
            .line(&format!("\n{}", brief_text(session, &brief))),
        None => Ok(()),
    }
}

fn of_household(notebook: &mut Notebook, id: DocId) -> Result<Option<Brief>, Failure> {
    let is_here = notebook.name_of(id)?.is_some();
    match notebook.find(Some(Kind::Household), &id.to_string()) {
        Ok(_) if is_here => Ok(Some(notebook.brief(id)?)),
        _ => Ok(None),
    }
}

/// Returns a brief as scripts read it.
pub(super) fn brief_json(session: &Session, brief: &Brief) -> Value {
    let last = brief.last_visit.as_ref().map(|last| {
        json!({
            "id": last.id.to_string(),
            "at": last.at.and_then(|at| session.times.rfc3339(at.0)),
            "officer_name": last.officer_name,
        })
    });
    let needs = brief.needs.iter().map(|need| {
        json!({
            "text": need.text,
            "visit": need.visit.to_string(),
            "at": need.at.and_then(|at| session.times.rfc3339(at.0)),
            "follow_up": need.follow_up.map(|(id, _)| id.to_string()),
            "state": need.follow_up.map(|(_, state)| state.as_str()),
        })
    });
    json!({
        "household": brief.household.to_string(),
        "title": brief.title,
        "visits": brief.visits,
        "last_visit": last,
        "next_due": brief.next_due,
        "standing_needs": brief.standing_needs,
        "needs": needs.collect::<Vec<Value>>(),
        "promised": brief.promised.iter().map(to_json).collect::<Vec<Value>>(),
        "settled": brief.settled.iter().map(to_json).collect::<Vec<Value>>(),
    })
}

/// Lays a brief out for a person.
pub(super) fn brief_text(session: &Session, brief: &Brief) -> String {
    let (words, paint) = (&session.words, session.screen.paint());
    let heading = words.with("brief-heading", &[("title", &brief.title)]);
    let mut table = Table::bare(paint);
    let mut row = |key: &str, tone: Tone, value: String| {
        if !value.is_empty() {
            table.row(vec![(Tone::Faint, words.text(key)), (tone, value)]);
        }
    };
    let last = brief.last_visit.as_ref().map(|last| {
        let at = last.at.map(|at| session.times.show_millis(at.0));
        let officer = last.officer_name.clone().unwrap_or_default();
        let count = brief.visits.to_string();
        let at = at.unwrap_or_default();
        let arguments = [
            ("at", at.as_str()),
            ("officer", &officer),
            ("count", &count),
        ];
        words.with("brief-last", &arguments)
    });
    let last = last.unwrap_or_else(|| words.text("brief-never"));
    row("brief-visited", Tone::Plain, last);
    let due = brief.next_due.as_deref();
    let due = due.map(|day| session.times.show_day(day));
    row("brief-next", Tone::Plain, due.unwrap_or_default());
    row(
        "brief-standing",
        Tone::Plain,
        brief.standing_needs.join("\n"),
    );
    for need in brief.needs.iter().filter(|need| need.follow_up.is_none()) {
        row("brief-asked", Tone::Warn, need.text.clone());
    }
    for promise in &brief.promised {
        let text = format!("{} — {}", promise.what, due_text(session, promise));
        row("brief-promised", tone(promise), text);
        if let Some(unit) = &promise.referred_to {
            let answer = promise.answer.as_deref();
            let answer = answer.map_or_else(|| words.text("brief-no-answer"), str::to_owned);
            row("brief-referred", Tone::Plain, format!("{unit}: {answer}"));
        }
    }
    for settled in &brief.settled {
        row("brief-settled", Tone::Good, settled_text(session, settled));
    }
    format!("{}\n{}", paint.tone(Tone::Strong, &heading), table.text())
}

fn settled_text(session: &Session, row: &OpenFollowUp) -> String {
    let state = session
        .words
        .choice(Kind::FollowUp, "state", row.state.as_str());
    match row.outcome.as_deref() {
        Some(outcome) => format!("{} — {state}: {outcome}", row.what),
        None => format!("{} — {state}", row.what),
    }
}
