//! The supervisor's desk on a ward and on a district: the first page of every list, and the report of a year.

mod fill;
mod lists;
mod years;

use std::path::Path;
use std::time::Instant;

use client_core::World;
use testkit::Size;

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::options::Options;
use crate::report::Report;
use crate::ward;

/// How often each list is asked for in a run; the first time nothing of it is in memory.
const ASKED: usize = 20;
/// Households of the district.
const HOUSEHOLDS: usize = 70_000;
/// Visits of the district: a year of them would take longer to import than all rows take to measure. The lists read what
/// there is of households; of visits they read a page, or some weeks.
const VISITS: usize = 100_000;

/// Measures both.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    if options.wants(Row::Desk) {
        let home = options.work.join(Row::Desk.name());
        fill::fill(&home, &Size::ward(), options.seed)?;
        measure_lists(Row::Desk, &home, 50.0, options, report)?;
        years::measure(Row::Desk, &home, Reach::AtMost(1.0), options, report)?;
    }
    if options.wants(Row::District) {
        let size = Size {
            visits: VISITS,
            meetings: 5_000,
            follow_ups: 20_000,
            ..Size::district(HOUSEHOLDS)
        };
        let home = options.work.join(Row::District.name());
        fill::fill(&home, &size, options.seed)?;
        measure_lists(Row::District, &home, 200.0, options, report)?;
        years::measure(Row::District, &home, Reach::Told, options, report)?;
    }
    Ok(())
}

fn measure_lists(
    row: Row,
    home: &Path,
    reach: f64,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    for list in lists::of(row) {
        let (mut middle, mut worst) = (Vec::new(), Vec::new());
        for _ in 0..options.runs {
            let mut notebook = ward::open(home, World::native())?;
            let mut millis = Vec::with_capacity(ASKED);
            for _ in 0..ASKED {
                let began = Instant::now();
                let rows = (list.ask)(&mut notebook)?;
                millis.push(began.elapsed().as_secs_f64() * 1e3);
                if rows < list.least {
                    let told = format!("{} has {rows} rows", list.name);
                    return Err(Failure::unexpected(told));
                }
            }
            middle.push(percentile(&millis, 50));
            worst.push(percentile(&millis, 99));
        }
        let (p50, p99) = (format!("{}, p50", list.name), format!("{}, p99", list.name));
        report.add(Figure::new(row, p50, "ms", Reach::Told, middle));
        report.add(Figure::new(row, p99, "ms", Reach::AtMost(reach), worst));
    }
    Ok(())
}
