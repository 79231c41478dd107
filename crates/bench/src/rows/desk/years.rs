//! The report of a year: counted, written and printed.

use std::path::Path;
use std::time::Instant;

use client_core::World;
use testkit::process::Sotay;

use super::fill::YEAR;
use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, PIN};

/// Measures on a home: the counting alone, and what a person waits for, which is two commands with all that they begin with.
pub(super) fn measure(
    row: Row,
    home: &Path,
    reach: Reach,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let year = YEAR.to_string();
    let page = options.work.join(format!("{}.html", row.name()));
    let sotay = Sotay::new(&ward::programs()?, home, PIN);
    let (mut counting, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let mut notebook = ward::open(home, World::native())?;
        let period = year
            .parse()
            .map_err(|_| Failure::unexpected(format!("{year} is no period")))?;
        let began = Instant::now();
        let counts = notebook.count_report(period)?;
        counting.push(began.elapsed().as_secs_f64());
        drop(notebook);
        if counts.get("visits").is_none_or(|visits| *visits == 0) {
            return Err(Failure::unexpected("a year without visits was counted"));
        }
        let began = Instant::now();
        sotay.json(&["report", "write", &year])?;
        sotay.json(&[
            "report",
            "print",
            &year,
            "--out",
            &page.display().to_string(),
        ])?;
        whole.push(began.elapsed().as_secs_f64());
    }
    report.add(Figure::new(
        row,
        "a year's report, counted",
        "s",
        Reach::Told,
        counting,
    ));
    report.add(Figure::new(
        row,
        "a year's report, written and printed",
        "s",
        reach,
        whole,
    ));
    Ok(())
}
