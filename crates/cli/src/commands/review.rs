//! `sotay review`: the queue, accepting and returning visits, how long they wait.

use super::membership::confirm;
use super::narrowing::{SCREENFUL, found, given, narrowing, page_text};
use super::{text, texts};
use crate::failure::Failure;
use crate::screen::{Table, Tone, short_id};
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
    let screen = &session.screen;
    if screen.is_json() {
        let rows = page.rows.iter();
        return screen.value(&rows.map(|row| to_json(session, row, now)).collect());
    }
    if page.rows.is_empty() {
        return screen.line(&session.words.text("review-none"));
    }
    screen.line(&table(session, &page.rows, now).text())?;
    screen.line(&page_text(
        session,
        asked.offset,
        page.rows.len(),
        page.total,
    ))?;
    screen.line(&session.words.text("review-how"))
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
            session
                .screen
                .line(&table(session, &plan.visits, now).text())?;
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
    if screen.is_json() {
        let officers: Vec<Value> = times.officers.iter().map(figures_json).collect();
        return screen.value(&json!({ "total": figures_json(&times.total), "officers": officers }));
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

fn to_json(session: &Session, row: &WaitingVisit, now: UnixMillis) -> Value {
    let text = |id: Option<DocId>| id.map(|id| id.to_string());
    json!({
        "id": row.id.to_string(),
        "since": session.times.rfc3339(row.since.0),
        "waits_minutes": (now.0 - row.since.0).max(0) / 60_000,
        "reopened": row.is_reopened,
        "started_at": row.at.and_then(|at| session.times.rfc3339(at.0)),
        "whom": text(row.whom),
        "whom_name": row.whom_name,
        "area": text(row.area),
        "area_name": row.area_name,
        "officer": text(row.officer),
        "officer_name": row.officer_name,
        "needs": row.needs,
    })
}

fn table(session: &Session, rows: &[WaitingVisit], now: UnixMillis) -> Table {
    let header = [
        "column-id",
        "column-waits",
        "column-at",
        "column-whom",
        "column-area",
        "column-officer",
        "column-needs",
    ];
    let header = header.map(|key| session.words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for row in rows {
        let waits = duration(session, now.0 - row.since.0);
        let (tone, waits) = match row.is_reopened {
            true => (
                Tone::Warn,
                session.words.with("review-again", &[("time", &waits)]),
            ),
            false => (Tone::Plain, waits),
        };
        let at = row.at.map(|at| session.times.show_millis(at.0));
        let area = row.area_name.clone().unwrap_or_default();
        table.row(vec![
            (Tone::Faint, short_id(&row.id.to_string()).to_owned()),
            (tone, waits),
            (Tone::Plain, at.unwrap_or_default()),
            // A visit to nobody in particular is one to the area.
            (
                Tone::Plain,
                row.whom_name.clone().unwrap_or_else(|| area.clone()),
            ),
            (Tone::Plain, area),
            (Tone::Plain, row.officer_name.clone().unwrap_or_default()),
            (Tone::Plain, row.needs.to_string()),
        ]);
    }
    table.numbers(6);
    table
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
