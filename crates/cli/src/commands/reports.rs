//! Reports: writing the unit's, sending it up, and putting together those of the units below.

use super::{desk, register, report_print, text, texts};
use crate::args::RegisterGroup;
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    ClientError, DocId, Kind, Notebook, Period, ReportCounts, ReportReview, UnitReport, UnitTable,
    Value as Given, from_text, schema,
};
use serde_json::{Value, json};

/// `sotay report VERB`, beyond what every register has.
pub(crate) fn run(
    session: &Session,
    group: &RegisterGroup,
    verb: &str,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    match verb {
        "write" => write(session, matches),
        "submit" => submit(session, matches),
        "units" => units(session, matches),
        "print" => report_print::run(session, matches),
        "return" => {
            let why = ReportReview::Return(text(matches, "text"));
            review(session, group, matches, &why)
        }
        _ => review(session, group, matches, &ReportReview::Accept),
    }
}

fn write(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let period = period(matches)?;
    let mut notebook = session.notebook()?;
    let mut counts = match matches.get_flag("manual") {
        true => ReportCounts::new(),
        false => notebook.count_report(period)?,
    };
    if matches.get_flag("from-units") {
        counts = notebook.reports_of_units(period)?.with(&counts);
    }
    for typed in texts(matches, "count") {
        add(&mut counts, typed)?;
    }
    let narrative: Vec<String> = texts(matches, "text").cloned().collect();
    let id = notebook.write_report(period, &counts, &narrative)?;
    told(session, &mut notebook, id, "report-write-done")
}

/// Adds what was typed as `NAME=NUMBER`; a name that is there already gets the sum.
fn add(counts: &mut ReportCounts, typed: &str) -> Result<(), Failure> {
    let spec = schema::field(Kind::Report, "counts");
    let read = spec.map(|spec| from_text(spec, typed));
    match read {
        Some(Ok(Given::Counts(more))) => {
            for (name, number) in more {
                let sum = counts.entry(name).or_default();
                *sum = sum.saturating_add(number);
            }
            Ok(())
        }
        Some(Err(problem)) => Err(ClientError::RecordInvalid(vec![problem]).into()),
        _ => Err(Failure::Usage(typed.to_owned())),
    }
}

fn submit(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let own = own(&mut notebook, &text(matches, "report"))?;
    notebook.submit_report(own, &text(matches, "to"))?;
    told(session, &mut notebook, own, "report-submit-done")
}

/// Finds a report by its id, or the unit's own by its period.
pub(super) fn own(notebook: &mut Notebook, given: &str) -> Result<DocId, Failure> {
    let own = match given.parse::<Period>() {
        Ok(period) => notebook.report_of(period)?,
        Err(_) => Some(notebook.find(Some(Kind::Report), given)?),
    };
    let reference = given.to_owned();
    Ok(own.ok_or(ClientError::RecordNotFound { reference })?)
}

fn review(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
    review: &ReportReview,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = register::reference(&notebook, group, matches)?;
    notebook.review_report(id, review)?;
    let key = match review {
        ReportReview::Accept => "report-accept-done",
        ReportReview::Return(_) => "report-return-done",
    };
    told(session, &mut notebook, id, key)
}

fn told(session: &Session, notebook: &mut Notebook, id: DocId, key: &str) -> Result<(), Failure> {
    if session.screen.is_json() {
        let status = notebook.get(id)?.fields.get("status").cloned();
        return session
            .screen
            .value(&json!({ "id": id.to_string(), "status": status }));
    }
    let done = session
        .words
        .with(key, &[("id", short_id(&id.to_string()))]);
    let screen = &session.screen;
    screen.line(&screen.paint().tone(Tone::Good, &done))
}

fn units(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let table = session.notebook()?.reports_of_units(period(matches)?)?;
    let screen = &session.screen;
    if screen.is_json() {
        return screen.value(&table_json(&table));
    }
    if table.rows.is_empty() && !desk::wants_csv(matches) {
        return screen.line(&session.words.text("report-no-units"));
    }
    let listing = listing(session, &table);
    desk::print(session, matches, &listing, "report-no-units", None)
}

/// A line a unit, and the sums.
pub(super) fn listing(session: &Session, table: &UnitTable) -> Listing {
    let words = &session.words;
    let mut columns = vec![
        Column::text("name", words.text("column-unit")),
        Column::text("status", words.field(Kind::Report, "status")),
    ];
    let named = |name: &String| words.choice(Kind::Report, "counts", name);
    columns.extend(
        table
            .names
            .iter()
            .map(|name| Column::number(name.as_str(), named(name))),
    );
    let mut listing = Listing::new(columns);
    let line = |name: String, status: Cell, counts: &ReportCounts| -> Vec<Cell> {
        let number = |name| Cell::of(counts.get(name).copied());
        let numbers = table.names.iter().map(number);
        [Cell::of(name), status]
            .into_iter()
            .chain(numbers)
            .collect()
    };
    for row in &table.rows {
        let status = Cell::shown(row.status.clone(), Tone::Plain, status(session, row));
        let cells = line(row.name.clone(), status, &row.counts);
        let tone = match row.altered || !row.is_counted() {
            true => Tone::Warn,
            false => Tone::Plain,
        };
        listing.row(cells.into_iter().map(|cell| cell.toned(tone)).collect());
    }
    let sum = words.text("report-sum");
    listing.row(line(sum, Cell::of(Value::Null), &table.totals));
    listing
}

fn status(session: &Session, row: &UnitReport) -> String {
    let words = &session.words;
    match &row.status {
        _ if row.altered => words.text("report-altered"),
        Some(status) => words.choice(Kind::Report, "status", status),
        None => words.text("report-missing"),
    }
}

fn period(matches: &ArgMatches) -> Result<Period, Failure> {
    let given = text(matches, "period");
    let spec = schema::field(Kind::Report, "period");
    if let Some(Err(problem)) = spec.map(|spec| from_text(spec, &given)) {
        return Err(ClientError::RecordInvalid(vec![problem]).into());
    }
    given.parse().map_err(|_| Failure::Usage(given))
}

pub(super) fn table_json(table: &UnitTable) -> Value {
    let row = |row: &UnitReport| {
        json!({
            "unit": row.unit.to_string(),
            "name": row.name,
            "report": row.report.map(|id| id.to_string()),
            "status": row.status,
            "counts": row.counts,
            "narrative": row.narrative,
            "altered": row.altered,
        })
    };
    json!({
        "period": table.period.to_string(),
        "units": table.rows.iter().map(row).collect::<Vec<_>>(),
        "totals": table.totals,
        "missing": table.missing().map(|row| row.name.as_str()).collect::<Vec<_>>(),
    })
}
