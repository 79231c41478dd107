//! A report to hand over: a page that prints, a table, or JSON.

use super::desk::with_mark;
use super::{files, reports, text};
use crate::failure::Failure;
use crate::page::{Bar, Page};
use crate::screen::{Cell, Column, Listing, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    ClientError, DocId, Kind, Notebook, Period, ReportCounts, UnitReport, UnitTable, schema,
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// How a report is told, part by part. What a newer program counts besides comes last.
const PARTS: &[(&str, &[&str])] = &[
    (
        "report-part-coverage",
        &[
            "areas",
            "households",
            "households_visited",
            "visits",
            "visits_reviewed",
            "visits_listen",
            "visits_inform",
            "visits_support",
        ],
    ),
    (
        "report-part-needs",
        &[
            "needs",
            "needs_taken_up",
            "needs_answered",
            "follow_ups_open",
            "follow_ups_overdue",
            "follow_ups_done",
        ],
    ),
    (
        "report-part-load",
        &[
            "officers_in_field",
            "officers_above_norm",
            "officers_above_twice_norm",
            "households_without_officer",
        ],
    ),
    (
        "report-part-groups",
        &[
            "models",
            "groups_of_model",
            "groups",
            "groups_active",
            "groups_weak",
            "households_in_groups",
            "meetings",
        ],
    ),
    (
        "report-part-presence",
        &["commander_presence", "commander_gaps"],
    ),
    (
        "report-part-recognitions",
        &[
            "establishments",
            "establishments_registered",
            "establishments_recognised",
        ],
    ),
    (
        "report-part-trainings",
        &[
            "trainings",
            "topics_trained",
            "officers_of_topic",
            "officers_trained",
            "copies_printed",
            "copies_handed_out",
        ],
    ),
];

/// Parts of a whole that are worth a picture: what of what.
const SHARES: &[(&str, &str)] = &[
    ("households_visited", "households"),
    ("needs_answered", "needs"),
    ("households_in_groups", "households"),
    ("establishments_recognised", "establishments_registered"),
];

/// A report as it is printed.
struct Printed {
    unit: String,
    period: Period,
    status: Option<String>,
    counts: ReportCounts,
    narrative: Vec<String>,
    /// What the units below sent for the period; empty where there are none.
    units: UnitTable,
}

/// `sotay report print`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = reports::own(&mut notebook, &text(matches, "report"))?;
    let printed = read(&mut notebook, id)?;
    let is_json = session.screen.is_json() && matches.get_one::<PathBuf>("out").is_none();
    let out = match text(matches, "format").as_str() {
        "csv" => with_mark(&listing(session, &printed).csv()),
        "json" => to_json(&printed).to_string() + "\n",
        _ if is_json => to_json(&printed).to_string() + "\n",
        _ => page(session, &printed),
    };
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        return session.screen.line(out.trim_end());
    };
    files::to_file(path, |file| {
        file.write_all(out.as_bytes())?;
        Ok(1)
    })?;
    let file = path.display().to_string();
    if session.screen.is_json() {
        return session
            .screen
            .value(&json!({ "id": id.to_string(), "out": file }));
    }
    let done = session.words.with("report-print-done", &[("file", &file)]);
    let screen = &session.screen;
    screen.line(&screen.paint().tone(Tone::Good, &done))
}

fn read(notebook: &mut Notebook, id: DocId) -> Result<Printed, Failure> {
    let report = notebook.get(id)?;
    let field = |name: &str| report.fields.get(name).and_then(Value::as_str);
    let period: Period = field("period")
        .and_then(|period| period.parse().ok())
        .ok_or(ClientError::DatabaseDamaged)?;
    let counts = report.fields.get("counts").and_then(Value::as_object);
    let counts = counts.into_iter().flatten();
    let narrative = report.fields.get("narrative").and_then(Value::as_array);
    let narrative = narrative.into_iter().flatten().filter_map(Value::as_str);
    Ok(Printed {
        unit: notebook.me()?.unit.unwrap_or_default(),
        status: field("status").map(str::to_owned),
        counts: counts
            .filter_map(|(name, number)| Some((name.clone(), number.as_i64()?)))
            .collect(),
        narrative: narrative.map(str::to_owned).collect(),
        units: notebook.reports_of_units(period)?,
        period,
    })
}

fn page(session: &Session, printed: &Printed) -> String {
    let words = &session.words;
    let mut page = Page::new(words.language().tag(), &words.text("report-print-title"));
    let heading = [
        ("unit", printed.unit.as_str()),
        ("period", &printed.period.to_string()),
    ];
    page.heading(1, &words.with("report-print-heading", &heading));
    let days = [
        ("from", session.times.show_day(&printed.period.first_day())),
        ("until", session.times.show_day(&printed.period.last_day())),
    ];
    let days = days.each_ref().map(|(name, day)| (*name, day.as_str()));
    page.paragraph(&words.with("report-print-days", &days));
    if printed.status.as_deref() != Some("accepted") {
        let status = printed.status.as_deref().unwrap_or("draft");
        let status = words.choice(Kind::Report, "status", status);
        page.note(&words.with("report-print-status", &[("status", &status)]));
    }
    for text in &printed.narrative {
        page.paragraph(text);
    }
    for (part, rows) in parts(&printed.counts) {
        page.begin_record();
        page.heading(2, &words.text(part));
        let rows = rows.iter().map(|(name, number)| {
            let name = words.choice(Kind::Report, "counts", name);
            (name, number.to_string())
        });
        page.table(&rows.collect::<Vec<_>>());
        page.end_record();
    }
    let shares = shares(session, &printed.counts);
    if !shares.is_empty() {
        page.begin_record();
        page.heading(2, &words.text("report-part-shares"));
        page.bars(&shares);
        page.end_record();
    }
    if !printed.units.rows.is_empty() {
        page.begin_record();
        page.heading(2, &words.text("report-part-units"));
        page.grid(&reports::listing(session, &printed.units).texts());
        page.end_record();
    }
    page.finish()
}

/// Puts numbers under the parts that they belong to.
fn parts(counts: &ReportCounts) -> Vec<(&'static str, Vec<(&str, i64)>)> {
    let rows = || counts.iter().map(|(name, number)| (name.as_str(), *number));
    let known = PARTS.iter().map(|(part, names)| {
        let of_name =
            |counted: &'static &str| rows().filter(move |(name, _)| what(name) == *counted);
        (*part, names.iter().flat_map(of_name).collect::<Vec<_>>())
    });
    let is_known = |name: &str| PARTS.iter().any(|(_, names)| names.contains(&name));
    let others = rows().filter(|(name, _)| !is_known(what(name)));
    let others = ("report-part-others", others.collect::<Vec<_>>());
    known
        .chain([others])
        .filter(|(_, rows)| !rows.is_empty())
        .collect()
}

/// Returns what a count counts, without the code by which it does.
fn what(name: &str) -> &str {
    schema::counted_by_code(name).map_or(name, |(counted, _)| counted)
}

fn shares(session: &Session, counts: &ReportCounts) -> Vec<Bar> {
    let bars = SHARES.iter().filter_map(|(part, whole)| {
        let (part_count, whole_count) = (*counts.get(*part)?, *counts.get(*whole)?);
        (whole_count > 0).then(|| Bar {
            label: session.words.choice(Kind::Report, "counts", part),
            value: format!("{part_count}/{whole_count}"),
            permille: u16::try_from(part_count.saturating_mul(1_000) / whole_count)
                .unwrap_or(1_000)
                .min(1_000),
        })
    });
    bars.collect()
}

/// Lays out a line a number, with a column for the unit and one for each unit below.
fn listing(session: &Session, printed: &Printed) -> Listing {
    let words = &session.words;
    let units = &printed.units.rows;
    let first = ["report-column-name", "report-column-words"];
    let mut columns = Vec::from(first.map(|key| Column::hidden(words.text(key))));
    columns.push(Column::hidden(printed.unit.as_str()));
    columns.extend(units.iter().map(|unit| Column::hidden(unit.name.as_str())));
    let mut listing = Listing::new(columns);
    let parts = parts(&printed.counts);
    for (name, number) in parts.into_iter().flat_map(|(_, rows)| rows) {
        let label = words.choice(Kind::Report, "counts", name);
        let mut row = vec![Cell::of(name), Cell::of(label), Cell::of(number)];
        let of = |unit: &UnitReport| Cell::of(unit.counts.get(name).copied());
        row.extend(units.iter().map(of));
        listing.row(row);
    }
    listing
}

fn to_json(printed: &Printed) -> Value {
    json!({
        "unit": printed.unit,
        "period": printed.period.to_string(),
        "from": printed.period.first_day(),
        "until": printed.period.last_day(),
        "status": printed.status,
        "counts": printed.counts,
        "narrative": printed.narrative,
        "units": reports::table_json(&printed.units),
    })
}
