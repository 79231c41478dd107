//! `sotay request list` and `answer`: what residents ask for, with its clock.

use super::narrowing::{SCREENFUL, narrowing};
use super::{desk, text};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{AnswerPlan, Kind, Notebook, RequestAnswer, RequestQuery, ResidentRequest};

/// `sotay request list`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = RequestQuery {
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        all: matches.get_flag("all"),
    };
    let page = notebook.requests(&query)?;
    let listing = listing(session, &page.rows);
    let pages = Some((query.narrowing.offset, page.total));
    desk::print(session, matches, &listing, "request-none", pages)
}

/// `sotay request answer`; returns what it did, and whether the request was answered now.
pub(crate) fn answer(
    notebook: &mut Notebook,
    matches: &ArgMatches,
) -> Result<(AnswerPlan, bool), Failure> {
    let id = notebook.find(Some(Kind::Request), &text(matches, "id"))?;
    let answer = RequestAnswer {
        outcome: text(matches, "outcome"),
        is_refused: matches.get_flag("refused"),
    };
    let plan = notebook.plan_answer(id, &answer, matches.get_flag("linked"))?;
    let is_new = notebook.answer_request(&plan)?;
    Ok((plan, is_new))
}

fn listing(session: &Session, rows: &[ResidentRequest]) -> Listing {
    let heading = |key: &str| session.words.text(key);
    let mut listing = Listing::new(vec![
        Column::text("id", heading("column-id")),
        Column::text("kind", heading("column-kind")),
        Column::hidden("household"),
        Column::text("household_name", heading("column-household")),
        Column::text("person", heading("column-person")),
        Column::hidden("received_at"),
        Column::text("due", heading("column-due")),
        Column::text("working_days_left", heading("column-left")),
        Column::hidden("overdue"),
        Column::text("state", heading("column-state")),
        Column::hidden("outcome"),
        Column::hidden("answered_at"),
        Column::hidden("officer_name"),
    ]);
    for row in rows {
        listing.row(cells(session, row));
    }
    listing
}

fn cells(session: &Session, row: &ResidentRequest) -> Vec<Cell> {
    let words = &session.words;
    let choice = |field: &str, code: &str| {
        let shown = words.choice(Kind::Request, field, code);
        Cell::shown(code.to_owned(), Tone::Plain, shown)
    };
    let id = row.id.to_string();
    let household = row.household.map(|id| id.to_string());
    // A restricted one goes by its id.
    let named = household.as_deref().map(short_id).unwrap_or_default();
    let named = row.household_name.as_deref().unwrap_or(named).to_owned();
    let due = row.due.as_deref().map(|day| session.times.show_day(day));
    let (tone, left) = left(session, row);
    vec![
        Cell::shown(id.clone(), Tone::Faint, short_id(&id)),
        choice("kind", &row.kind),
        Cell::of(household),
        Cell::shown(row.household_name.clone(), Tone::Plain, named),
        Cell::of(row.person.clone()),
        Cell::of(row.received_at.clone()),
        Cell::shown(row.due.clone(), Tone::Plain, due.unwrap_or_default()),
        Cell::shown(row.days_left, tone, left),
        Cell::of(row.is_overdue),
        choice("state", &row.state),
        Cell::of(row.outcome.clone()),
        Cell::of(row.answered_at.clone()),
        Cell::of(row.officer_name.clone()),
    ]
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
