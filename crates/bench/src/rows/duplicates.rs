//! Households of a district that are there twice are found, in a process that does nothing else, and at save.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use client_core::{
    DuplicateQuery, FieldMap, Founding, Home, ImportFile, ImportOptions, Kind, Notebook, World,
};
use serde_json::{Value, json};
use testkit::{LabelledRegister, Size};

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::options::Options;
use crate::process::{handed_key, in_a_process, peak_megabytes};
use crate::report::Report;
use crate::ward::{PIN, text};

/// The argument that makes this program such a process.
pub(crate) const ONCE: &str = "duplicates-once";
/// Households of the district before some are added a second time.
const HOUSEHOLDS: usize = 70_000;
/// Households that are saved once more.
const SAVED: usize = 200;

/// Measures time, memory, and how much of what is there is found, against labels.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let labelled = LabelledRegister::generate(&Size::district(HOUSEHOLDS), options.seed);
    let home = options.work.join("duplicates");
    fill(&home, &labelled)?;
    let mut runs = Vec::new();
    for _ in 0..options.runs {
        let key = Notebook::unlock(&Home::at(&home), &*World::native().clock, PIN)?;
        runs.push(in_a_process(ONCE, &home, &key)?);
    }
    let mut add = |what, unit, reach, field: &str| {
        let values = runs.iter().map(|run| number(run, field)).collect();
        report.add(Figure::new(Row::Duplicates, what, unit, reach, values));
    };
    add(
        "a district's households",
        "s",
        Reach::AtMost(30.0),
        "seconds",
    );
    add(
        "peak memory of the process",
        "MB",
        Reach::AtMost(300.0),
        "peak_mb",
    );
    add(
        "one household at save, p99",
        "ms",
        Reach::AtMost(20.0),
        "save_ms",
    );
    let scores: Vec<(f64, f64)> = runs.iter().map(|run| score(run, &labelled)).collect();
    let (precision, recall) = scores.into_iter().unzip();
    let least = Reach::AtLeast(0.95);
    report.add(Figure::new(
        Row::Duplicates,
        "precision",
        "",
        least,
        precision,
    ));
    report.add(Figure::new(Row::Duplicates, "recall", "", least, recall));
    Ok(())
}

/// Founds a unit of the district's areas and imports its households.
fn fill(home: &Path, labelled: &LabelledRegister) -> Result<(), Failure> {
    let founding = Founding {
        relay_url: "http://127.0.0.1:1".to_owned(),
        unit: "Quận đo".to_owned(),
        officer: "Chỉ huy đo".to_owned(),
        areas: Vec::new(),
    };
    let mut notebook = Notebook::found(&Home::at(home), World::native(), PIN, &founding)?;
    let register = &labelled.register;
    let files = [testkit::Kind::Areas, testkit::Kind::Households].map(|kind| ImportFile {
        name: format!("{}.jsonl", kind.file_stem()),
        reader: Box::new(Cursor::new(register.lines(kind))),
    });
    let began = Instant::now();
    notebook.import(files.into(), ImportOptions::default(), &mut |_| {})?;
    eprintln!(
        "{} households are there after {:.1} s",
        register.households.len(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Finds all pairs, then saves some households once more, and tells what that took.
pub(crate) fn once(home: &str) -> Result<(), Failure> {
    let mut notebook = Notebook::open_with_key(&Home::at(home), World::native(), &handed_key()?)?;
    let query = DuplicateQuery::of(Kind::Household);
    let began = Instant::now();
    let page = notebook.duplicates(&query)?;
    let seconds = began.elapsed().as_secs_f64();
    let peak_mb = peak_megabytes("self")?;
    let mut millis = Vec::with_capacity(SAVED);
    for pair in page.pairs.iter().take(SAVED) {
        let mut fields: FieldMap = notebook.get(pair.first.id)?.fields;
        fields.remove("id");
        let began = Instant::now();
        let id = notebook.create(Kind::Household, fields)?;
        let found = notebook.similar_to(id)?;
        millis.push(began.elapsed().as_secs_f64() * 1e3);
        if found.is_empty() {
            return Err(Failure::unexpected(
                "a household that is saved again is like no other",
            ));
        }
    }
    let pairs: Vec<[String; 2]> = page
        .pairs
        .iter()
        .map(|pair| [pair.first.id.to_string(), pair.second.id.to_string()])
        .collect();
    println!(
        "{}",
        json!({ "seconds": seconds, "peak_mb": peak_mb, "save_ms": percentile(&millis, 99), "pairs": pairs })
    );
    Ok(())
}

/// Returns how much of what was found is right, and how much of what is there was found.
fn score(run: &Value, labelled: &LabelledRegister) -> (f64, f64) {
    let households: BTreeSet<String> = labelled
        .register
        .households
        .iter()
        .map(|row| text(row, "id"))
        .collect();
    let there = labelled.duplicates.iter();
    let there: BTreeSet<&(String, String)> =
        there.filter(|(one, _)| households.contains(one)).collect();
    let pairs = run.get("pairs").and_then(Value::as_array);
    let found = pairs.into_iter().flatten().filter_map(pair);
    // What earlier runs saved has no label.
    let labelled =
        |(one, other): &(String, String)| households.contains(one) && households.contains(other);
    let found: BTreeSet<(String, String)> = found.filter(labelled).collect();
    let right = found.iter().filter(|pair| there.contains(pair)).count() as f64;
    (right / found.len() as f64, right / there.len() as f64)
}

/// Reads a pair, the lesser id first.
fn pair(pair: &Value) -> Option<(String, String)> {
    let id = |place: usize| pair.get(place)?.as_str().map(str::to_owned);
    let (one, other) = (id(0)?, id(1)?);
    Some(if one < other {
        (one, other)
    } else {
        (other, one)
    })
}

fn number(run: &Value, field: &str) -> f64 {
    run.get(field).and_then(Value::as_f64).unwrap_or(f64::NAN)
}
