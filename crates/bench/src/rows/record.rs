//! One visit is recorded: durable, encrypted and searchable when the call returns.

use std::path::Path;
use std::time::Instant;

use client_core::{Kind, World};
use testkit::{Register, Size};

use super::day::visit_fields;
use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row, percentile};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{self, Ward};

const VISITS: usize = 400;

/// Measures on a device that holds the whole ward.
pub(super) fn measure(
    ward: &Ward,
    home: &Path,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut middle, mut worst) = (Vec::new(), Vec::new());
    for run in 0..options.runs {
        let written = Register::generate(
            &Size {
                visits: VISITS,
                ..Size::ward()
            },
            2_000 + run as u64,
        );
        let mut notebook = ward::open(home, World::native())?;
        let households = ward.register.households.iter().cycle();
        let all = written
            .visits
            .iter()
            .zip(households)
            .map(|(visit, household)| visit_fields(visit, household));
        let mut millis = Vec::with_capacity(VISITS);
        for fields in all.collect::<Vec<_>>() {
            let began = Instant::now();
            notebook.create(Kind::Visit, fields)?;
            millis.push(began.elapsed().as_secs_f64() * 1e3);
        }
        middle.push(percentile(&millis, 50));
        worst.push(percentile(&millis, 99));
    }
    report.add(Figure::new(
        Row::Record,
        "p50",
        "ms",
        Reach::AtMost(1.0),
        middle,
    ));
    report.add(Figure::new(
        Row::Record,
        "p99",
        "ms",
        Reach::AtMost(5.0),
        worst,
    ));
    Ok(())
}
