//! `sotay coverage`: who has not been visited for how long, whose next visit is due, and the figures.

use super::desk;
use super::narrowing::{SCREENFUL, found, narrowing};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    CoverageCount, CoverageLine, CoverageOf, CoverageQuery, CoverageSummary, CoveredHousehold,
    Kind, Narrowing, Notebook,
};
use serde_json::{Value, json};

/// `sotay coverage`, `sotay coverage due` and `sotay coverage summary`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("due", matches)) => list(session, matches, CoverageOf::DueWithin(days(matches))),
        Some(("summary", matches)) => summary(session, matches),
        _ => list(session, matches, CoverageOf::NotVisitedFor(days(matches))),
    }
}

/// Returns the number of days that was given; each command has one without.
pub(super) fn days(matches: &ArgMatches) -> u32 {
    matches.get_one::<u32>("days").copied().unwrap_or_default()
}

fn list(session: &Session, matches: &ArgMatches, of: CoverageOf) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let narrowing = narrowing(session, &notebook, matches, SCREENFUL)?;
    let query = CoverageQuery { of, narrowing };
    let page = notebook.coverage(&query)?;
    let mut listing = Listing::new(columns(session));
    for row in &page.rows {
        listing.row(cells(session, row));
    }
    let page = Some((query.narrowing.offset, page.total));
    desk::print(session, matches, &listing, "coverage-none", page)
}

/// The columns that say how it stands with a household.
pub(super) fn columns(session: &Session) -> Vec<Column> {
    let words = &session.words;
    let field = |name: &str| words.field(Kind::Household, name);
    vec![
        Column::hidden("id"),
        Column::text("code", field("code")),
        Column::text("head", field("head")),
        Column::text("address", field("address")),
        Column::hidden("area"),
        Column::text("area_name", field("area")),
        Column::text("last_visit", words.text("coverage-last-visit")),
        Column::number("days", words.text("coverage-days")),
        Column::text("next_due", words.text("coverage-next-due")),
        Column::number("standing_needs", field("standing_needs")),
        Column::number("open_follow_ups", words.text("coverage-open")),
        Column::text("first_due", words.text("coverage-first-due")),
        Column::hidden("overdue"),
    ]
}

/// How it stands with a household, under those columns.
pub(super) fn cells(session: &Session, row: &CoveredHousehold) -> Vec<Cell> {
    let (words, times) = (&session.words, &session.times);
    let last = match row.last_visit {
        Some(at) => {
            let shown = times.show_millis(at.0);
            Cell::shown(times.rfc3339(at.0), Tone::Plain, shown)
        }
        None => Cell::shown(Value::Null, Tone::Warn, words.text("coverage-never")),
    };
    let day = |day: &Option<String>, tone: Tone| {
        let shown = day.as_deref().map(|day| times.show_day(day));
        Cell::shown(day.clone(), tone, shown.unwrap_or_default())
    };
    let overdue = if row.is_overdue {
        Tone::Bad
    } else {
        Tone::Plain
    };
    vec![
        Cell::of(row.id.to_string()),
        Cell::shown(row.code.as_str(), Tone::Strong, &row.code),
        Cell::of(row.head.as_str()),
        Cell::of(row.address.clone()),
        Cell::of(row.area.map(|id| id.to_string())),
        Cell::of(row.area_name.as_str()),
        last,
        Cell::of(row.days),
        day(&row.next_due, Tone::Plain),
        count(row.standing_needs),
        count(row.open_follow_ups),
        day(&row.first_due, overdue),
        Cell::of(row.is_overdue),
    ]
}

/// A number of which none catches the eye.
fn count(number: u32) -> Cell {
    match number {
        0 => Cell::shown(0, Tone::Plain, ""),
        number => Cell::of(number),
    }
}

/// Reads by which area and officer a table without pages is narrowed.
pub(super) fn of_whom(notebook: &Notebook, matches: &ArgMatches) -> Result<Narrowing, Failure> {
    Ok(Narrowing {
        area: found(notebook, matches, Kind::Area, "area")?,
        officer: found(notebook, matches, Kind::Officer, "officer")?,
        ..Narrowing::default()
    })
}

fn summary(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let narrowing = of_whom(&notebook, matches)?;
    let days = days(matches);
    let summary = notebook.coverage_summary(days, &narrowing)?;
    if session.screen.is_json() {
        return session.screen.value(&summary_json(days, &summary));
    }
    if desk::wants_csv(matches) {
        let mut listing = Listing::new(figures(session, days));
        listing.row(figures_of(session, "all", None, &summary.all));
        for (of, lines) in [("area", &summary.areas), ("officer", &summary.officers)] {
            let rows = lines
                .iter()
                .map(|line| figures_of(session, of, Some(line), &line.count));
            rows.for_each(|row| listing.row(row));
        }
        return desk::print(session, matches, &listing, "coverage-none", None);
    }
    let words = &session.words;
    for (heading, lines) in [
        ("coverage-by-area", &summary.areas),
        ("coverage-by-officer", &summary.officers),
    ] {
        let mut listing = Listing::new(figures(session, days));
        for line in lines {
            listing.row(figures_of(session, "", Some(line), &line.count));
        }
        if heading == "coverage-by-area" {
            let all = CoverageLine {
                name: words.text("coverage-all"),
                count: summary.all,
                id: client_core::DocId([0; 16]),
            };
            listing.row(figures_of(session, "", Some(&all), &all.count));
        }
        let heading = session
            .screen
            .paint()
            .tone(Tone::Strong, &words.text(heading));
        session.screen.line(&heading)?;
        session
            .screen
            .line(&listing.table(session.screen.paint()))?;
    }
    Ok(())
}

fn figures(session: &Session, days: u32) -> Vec<Column> {
    let words = &session.words;
    let within = words.with("coverage-visited", &[("days", &days.to_string())]);
    vec![
        Column::hidden("of"),
        Column::hidden("id"),
        Column::text("name", words.text("column-title")),
        Column::number("households", words.text("coverage-households")),
        Column::number("visited", within),
        Column::number("share", words.text("coverage-share")),
        Column::number("never_visited", words.text("coverage-never-visited")),
        Column::number("visits_due", words.text("coverage-visits-due")),
        Column::number(
            "with_standing_needs",
            words.field(Kind::Household, "standing_needs"),
        ),
        Column::number("open_follow_ups", words.text("coverage-open")),
        Column::number("overdue_follow_ups", words.text("coverage-overdue")),
    ]
}

fn figures_of(
    session: &Session,
    of: &str,
    line: Option<&CoverageLine>,
    count: &CoverageCount,
) -> Vec<Cell> {
    let overdue = if count.overdue_follow_ups > 0 {
        Tone::Bad
    } else {
        Tone::Plain
    };
    vec![
        Cell::of(of),
        Cell::of(line.map(|line| line.id.to_string())),
        Cell::of(line.map(|line| line.name.clone())),
        Cell::of(count.households),
        Cell::of(count.visited),
        desk::share(session, count.permille()),
        Cell::of(count.never_visited),
        Cell::of(count.visits_due),
        Cell::of(count.with_standing_needs),
        Cell::of(count.open_follow_ups),
        Cell::shown(
            count.overdue_follow_ups,
            overdue,
            count.overdue_follow_ups.to_string(),
        ),
    ]
}

fn summary_json(days: u32, summary: &CoverageSummary) -> Value {
    let count = |count: &CoverageCount| {
        json!({
            "households": count.households,
            "visited": count.visited,
            "share": count.permille().map(desk::fraction),
            "never_visited": count.never_visited,
            "visits_due": count.visits_due,
            "with_standing_needs": count.with_standing_needs,
            "open_follow_ups": count.open_follow_ups,
            "overdue_follow_ups": count.overdue_follow_ups,
        })
    };
    let lines = |lines: &[CoverageLine]| -> Value {
        let line = |line: &CoverageLine| {
            let mut out = count(&line.count);
            if let Some(out) = out.as_object_mut() {
                out.insert("id".to_owned(), json!(line.id.to_string()));
                out.insert("name".to_owned(), json!(line.name));
            }
            out
        };
        lines.iter().map(line).collect()
    };
    json!({
        "days": days,
        "all": count(&summary.all),
        "areas": lines(&summary.areas),
        "officers": lines(&summary.officers),
    })
}
