//! `sotay request list` and `answer`: what residents ask for, with its clock.

use super::narrowing::{SCREENFUL, narrowing, page_text};
use super::text;
use crate::failure::Failure;
use crate::screen::{Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{DocId, Kind, Notebook, RequestAnswer, RequestQuery, ResidentRequest};
use serde_json::{Value, json};

/// `sotay request list`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = RequestQuery {
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        all: matches.get_flag("all"),
    };
    let page = notebook.requests(&query)?;
    let screen = &session.screen;
    if screen.is_json() {
        return screen.value(&page.rows.iter().map(to_json).collect());
    }
    if page.rows.is_empty() {
        return screen.line(&session.words.text("request-none"));
    }
    screen.line(&table(session, &page.rows).text())?;
    let (offset, shown) = (query.narrowing.offset, page.rows.len());
    screen.line(&page_text(session, offset, shown, page.total))
}

/// `sotay request answer`; returns the request, which is shown then, and whether it was answered now.
pub(crate) fn answer(
    notebook: &mut Notebook,
    matches: &ArgMatches,
) -> Result<(DocId, bool), Failure> {
    let id = notebook.find(Some(Kind::Request), &text(matches, "id"))?;
    let answer = RequestAnswer {
        outcome: text(matches, "outcome"),
        is_refused: matches.get_flag("refused"),
    };
    Ok((id, notebook.answer_request(id, &answer)?))
}

fn to_json(row: &ResidentRequest) -> Value {
    json!({
        "id": row.id.to_string(),
        "kind": row.kind,
        "household": row.household.map(|id| id.to_string()),
        "household_name": row.household_name,
        "person": row.person,
        "received_at": row.received_at,
        "due": row.due,
        "working_days_left": row.days_left,
        "overdue": row.is_overdue,
        "state": row.state,
        "outcome": row.outcome,
        "answered_at": row.answered_at,
        "officer_name": row.officer_name,
    })
}

fn table(session: &Session, rows: &[ResidentRequest]) -> Table {
    let words = &session.words;
    let header = [
        "column-id",
        "column-due",
        "column-left",
        "column-kind",
        "column-household",
        "column-person",
        "column-state",
    ];
    let header = header.map(|key| words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for row in rows {
        let household = row.household.map(|id| id.to_string());
        let household = household.as_deref().map(short_id).unwrap_or_default();
        let household = row.household_name.as_deref().unwrap_or(household);
        let due = row.due.as_deref().map(|day| session.times.show_day(day));
        table.row(vec![
            (Tone::Faint, short_id(&row.id.to_string()).to_owned()),
            (Tone::Plain, due.unwrap_or_default()),
            left(session, row),
            (Tone::Plain, words.choice(Kind::Request, "kind", &row.kind)),
            (Tone::Plain, household.to_owned()),
            (Tone::Plain, row.person.clone().unwrap_or_default()),
            (
                Tone::Plain,
                words.choice(Kind::Request, "state", &row.state),
            ),
        ]);
    }
    table
}

/// Says how many working days are left.
fn left(session: &Session, row: &ResidentRequest) -> (Tone, String) {
    let words = &session.words;
    match row.days_left {
        None => (Tone::Plain, String::new()),
        Some(_) if row.is_overdue => (Tone::Bad, words.text("request-overdue")),
        Some(0) => (Tone::Warn, words.text("request-today")),
        Some(days) => {
            let days = days.to_string();
            (Tone::Plain, words.with("request-left", &[("count", &days)]))
        }
    }
}
