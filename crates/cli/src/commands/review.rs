//! `sotay review`: the queue, accepting and returning visits, how long they wait.

use super::membership::confirm;
use super::narrowing::{SCREENFUL, found, given, narrowing};
use super::{desk, text, texts};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    DocId, Kind, Measure, Narrowing, Notebook, ReviewFigures, ReviewPlan, UnixMillis, Verdict,
    WaitingTime, WaitingVisit,
};
use serde_json::{Value, json};

/// `sotay review` and what is below it.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("accept", matches)) => accept(session, matches),
        Some(("return", matches)) => hand_back(session, matches),
        Some(("times", matches)) => times(session, matches),
        _ => list(session, matches),
    }
}

fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let asked = narrowing(session, &notebook, matches, SCREENFUL)?;
    let page = notebook.reviews(&asked)?;
    let now = notebook.now()?;
    let listing = listing(session, &page.rows, now);
    let pages = Some((asked.offset, page.total));
    desk::print(session, matches, &listing, "review-none", pages)?;
    match session.screen.is_json() || desk::wants_csv(matches) || listing.is_empty() {
        true => Ok(()),
        false => session.screen.line(&session.words.text("review-how")),
    }
}

fn accept(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let ids = match matches.get_flag("all") {
        true => {
            let asked = narrowing(session, &notebook, matches, u32::MAX)?;
            waiting(&mut notebook, &asked)?
        }
        false => named(&notebook, matches)?,
    };
    let plan = notebook.plan_review(&ids, Verdict::Accept)?;
    if matches.get_flag("all") && !plan.visits.is_empty() {
        if !session.screen.is_json() {
            let now = notebook.now()?;
            let listing = listing(session, &plan.visits, now);
            session
                .screen
                .line(&listing.table(session.screen.paint()))?;
        }
        let count = plan.visits.len().to_string();
        let question = session.words.with("review-asks", &[("count", &count)]);
        confirm(session, matches, &question)?;
    }
    perform(session, &mut notebook, &plan, "review-accepted")
}

fn waiting(notebook: &mut Notebook, asked: &Narrowing) -> Result<Vec<DocId>, Failure> {
    let page = notebook.reviews(asked)?;
    Ok(page.rows.iter().map(|row| row.id).collect())
}

fn named(notebook: &Notebook, matches: &ArgMatches) -> Result<Vec<DocId>, Failure> {
    let mut ids = Vec::new();
    for reference in texts(matches, "visit") {
        ids.push(notebook.find(Some(Kind::Visit), reference)?);
    }
    Ok(ids)
}

fn hand_back(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let ids = named(&notebook, matches)?;
    let note = text(matches, "note");
    let plan = notebook.plan_review(&ids, Verdict::Return { note })?;
    perform(session, &mut notebook, &plan, "review-returned")
}

/// Does what was planned, and says what became of each visit.
fn perform(
    session: &Session,
    notebook: &mut Notebook,
    plan: &ReviewPlan,
    key: &str,
) -> Result<(), Failure> {
    let done = notebook.review(plan)?;
    let (screen, words) = (&session.screen, &session.words);
    let texts = |ids: &[DocId]| -> Vec<String> { ids.iter().map(DocId::to_string).collect() };
    if screen.is_json() {
        return screen.value(&json!({
            "reviewed": texts(&done.reviewed),
            "changed": texts(&done.changed),
            "not_waiting": texts(&plan.not_waiting),
        }));
    }
    let count = done.reviewed.len().to_string();
    let line = words.with(key, &[("count", &count)]);
    screen.line(&screen.paint().tone(Tone::Good, &line))?;
    for (key, ids) in [
        ("review-changed", &done.changed),
        ("review-not-waiting", &plan.not_waiting),
    ] {
        if !ids.is_empty() {
            let ids = texts(ids);
            let short: Vec<&str> = ids.iter().map(|id| short_id(id)).collect();
            screen.note(&words.with(key, &[("ids", &short.join(", "))]));
        }
    }
    Ok(())
}

fn times(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let (from, until) = (given(matches, "from"), given(matches, "until"));
    let from = from
        .map(|day| session.times.beginning_of(day))
        .transpose()?;
    let until = until.map(|day| session.times.end_of(day)).transpose()?;
    let asked = Narrowing {
        area: found(&notebook, matches, Kind::Area, "area")?,
        officer: found(&notebook, matches, Kind::Officer, "officer")?,
        from: from.map(UnixMillis),
        until: until.map(UnixMillis),
        ..Narrowing::default()
    };
    let times = notebook.review_times(&asked)?;
    let (screen, words) = (&session.screen, &session.words);
    let mut officers: Vec<Value> = times.officers.iter().map(figures_json).collect();
    if screen.is_json() {
        return screen.value(&json!({ "total": figures_json(&times.total), "officers": officers }));
    }
    officers.push(figures_json(&times.total));
    if desk::print_rows(session, matches, &officers)? {
        return Ok(());
    }
    let header = [
        "column-officer",
        "column-measure",
        "column-count",
        "column-median",
        "column-longest",
    ];
    let header = header.map(|key| words.text(key));
    let mut table = Table::with_header(screen.paint(), &header);
    table.numbers(2);
    let total = words.text("review-times-total");
    let named = |row: &ReviewFigures| {
        row.officer_name
            .clone()
            .unwrap_or_else(|| words.text("someone"))
    };
    let officers = times.officers.iter().map(|row| (named(row), row));
    for (name, row) in officers.chain([(total, &times.total)]) {
        for (measure, time) in measures(row) {
            table.row(vec![
                (Tone::Strong, name.clone()),
                (
                    Tone::Plain,
                    words.text(&format!("measure-{}", measure.name())),
                ),
                (Tone::Plain, time.count.to_string()),
                (Tone::Plain, duration(session, time.median_millis)),
                (Tone::Plain, duration(session, time.longest_millis)),
            ]);
        }
    }
    screen.line(&table.text())
}

/// Returns the measures of which there is something to say.
fn measures(row: &ReviewFigures) -> impl Iterator<Item = (Measure, WaitingTime)> {
    let all = [
        (Measure::Answer, row.answer),
        (Measure::Correction, row.correction),
        (Measure::Whole, row.whole),
    ];
    all.into_iter().filter(|(_, time)| time.count > 0)
}

fn figures_json(row: &ReviewFigures) -> Value {
    let time = |time: WaitingTime| {
        json!({
            "count": time.count,
            "median_minutes": time.median_millis / 60_000,
            "longest_minutes": time.longest_millis / 60_000,
        })
    };
    json!({
        "officer": row.officer.map(|id| id.to_string()),
        "officer_name": row.officer_name,
        "answer": time(row.answer),
        "correction": time(row.correction),
        "whole": time(row.whole),
    })
}

fn listing(session: &Session, rows: &[WaitingVisit], now: UnixMillis) -> Listing {
    let heading = |key: &str| session.words.text(key);
    let mut listing = Listing::new(vec![
        Column::text("id", heading("column-id")),
        Column::hidden("since"),
        Column::text("waits_minutes", heading("column-waits")),
        Column::hidden("reopened"),
        Column::text("started_at", heading("column-at")),
        Column::hidden("whom"),
        Column::text("whom_name", heading("column-whom")),
        Column::hidden("area"),
        Column::text("area_name", heading("column-area")),
        Column::hidden("officer"),
        Column::text("officer_name", heading("column-officer")),
        Column::number("needs", heading("column-needs")),
    ]);
    for row in rows {
        listing.row(cells(session, row, now));
    }
    listing
}

fn cells(session: &Session, row: &WaitingVisit, now: UnixMillis) -> Vec<Cell> {
    let text = |id: Option<DocId>| Cell::of(id.map(|id| id.to_string()));
    let millis = (now.0 - row.since.0).max(0);
    let waits = duration(session, millis);
    let (tone, waits) = match row.is_reopened {
        true => (
            Tone::Warn,
            session.words.with("review-again", &[("time", &waits)]),
        ),
        false => (Tone::Plain, waits),
    };
    let id = row.id.to_string();
    let at = row.at.map(|at| session.times.show_millis(at.0));
    let started = row.at.and_then(|at| session.times.rfc3339(at.0));
    // A visit to nobody in particular is one to the area.
    let whom = row.whom_name.clone().or_else(|| row.area_name.clone());
    vec![
        Cell::shown(id.clone(), Tone::Faint, short_id(&id)),
        Cell::of(session.times.rfc3339(row.since.0)),
        Cell::shown(millis / 60_000, tone, waits),
        Cell::of(row.is_reopened),
        Cell::shown(started, Tone::Plain, at.unwrap_or_default()),
        text(row.whom),
        Cell::shown(row.whom_name.clone(), Tone::Plain, whom.unwrap_or_default()),
        text(row.area),
        Cell::of(row.area_name.clone()),
        text(row.officer),
        Cell::of(row.officer_name.clone()),
        Cell::of(row.needs),
    ]
}

/// Says how long something takes, in the unit that a person would choose.
fn duration(session: &Session, millis: i64) -> String {
    let minutes = millis.max(0) / 60_000;
    let (key, number) = match minutes {
        0..120 => ("duration-minutes", minutes),
        120..2880 => ("duration-hours", minutes / 60),
        _ => ("duration-days", minutes / 1440),
    };
    session.words.with(key, &[("count", &number.to_string())])
}
