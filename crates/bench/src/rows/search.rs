//! Words are searched for in the whole ward.

use std::path::Path;
use std::time::Instant;

use client_core::World;
use serde_json::Value;
use testkit::TestRng;

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, Ward, text};

const QUERIES: usize = 400;
/// Words that stand in a large part of all records, the worst that can be asked.
const COMMON: &[&str] = &[
    "nguyen",
    "nguyễn văn",
    "tran thi",
    "gia đình",
    "camera",
    "co nguoi",
    "de nghi",
    "09",
    "thi",
    "ong le",
];

/// Measures names, parts of names, phones and words of notes, with and without diacritics.
pub(super) fn measure(
    ward: &Ward,
    home: &Path,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut rng = TestRng::new(options.seed);
    let notebook = ward::open(home, World::native())?;
    let (mut middle, mut worst, mut common) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let mut millis = Vec::with_capacity(QUERIES);
        for _ in 0..QUERIES {
            let query = query(&mut rng, ward);
            let began = Instant::now();
            let found = notebook.search(&query, 20)?;
            millis.push(began.elapsed().as_secs_f64() * 1e3);
            if found.is_empty() {
                return Err(Failure::unexpected(
                    "a search finds nothing of what the register holds",
                ));
            }
        }
        middle.push(percentile(&millis, 50));
        worst.push(percentile(&millis, 99));
        for query in COMMON {
            let began = Instant::now();
            notebook.search(query, 20)?;
            common.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    report.add(Figure::new(Row::Search, "p50", "ms", Reach::Told, middle));
    report.add(Figure::new(
        Row::Search,
        "p99",
        "ms",
        Reach::AtMost(10.0),
        worst,
    ));
    report.add(Figure::new(
        Row::Search,
        "the slowest very common word",
        "ms",
        Reach::Told,
        vec![percentile(&common, 100)],
    ));
    Ok(())
}

fn query(rng: &mut TestRng, ward: &Ward) -> String {
    if rng.chance(10) {
        return rng.pick(COMMON).copied().unwrap_or_default().to_owned();
    }
    let household = rng
        .pick(&ward.register.households)
        .cloned()
        .unwrap_or_default();
    let head = text(&household, "head");
    match rng.below(4) {
        0 => head,
        1 => text(&household, "code"),
        2 => head
            .split_once(' ')
            .map_or_else(String::new, |(_, rest)| rest.to_owned()),
        _ => words_of_a_note(rng, ward),
    }
}

/// Three words of a note that follow one another.
fn words_of_a_note(rng: &mut TestRng, ward: &Ward) -> String {
    let visit = rng.pick(&ward.register.visits).cloned().unwrap_or_default();
    let note = visit
        .pointer("/notes/0/text")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let words: Vec<&str> = note
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .collect();
    let start = rng.index(words.len().saturating_sub(3).max(1));
    words
        .iter()
        .skip(start)
        .take(3)
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}
