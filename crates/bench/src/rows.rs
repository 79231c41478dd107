//! The measurements, row by row.

mod clock;
mod day;
mod desk;
pub(crate) mod duplicates;
mod erase;
mod join;
pub(crate) mod open;
mod record;
mod relay;
mod revoke;
mod search;
mod unit;
mod vast;
mod year;

use std::path::PathBuf;

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::Ward;

/// Measures all rows that are wanted.
pub(crate) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let alone = [
        Row::Relay,
        Row::Vast,
        Row::Year,
        Row::Revoke,
        Row::Erase,
        Row::Duplicates,
        Row::Desk,
        Row::District,
    ];
    if options.rows.iter().any(|row| !alone.contains(row)) {
        on_a_ward(options, report)?;
    }
    if options.wants(Row::Relay) {
        relay::measure(options, report)?;
    }
    if options.wants(Row::Year) {
        year::measure(options, report)?;
    }
    if options.wants(Row::Vast) {
        vast::measure(options, report)?;
    }
    if options.wants(Row::Revoke) {
        revoke::measure(options, report)?;
    }
    if options.wants(Row::Erase) {
        erase::measure(options, report)?;
    }
    if options.wants(Row::Duplicates) {
        duplicates::measure(options, report)?;
    }
    desk::measure(options, report)?;
    Ok(())
}

fn on_a_ward(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let mut ward = Ward::found(options)?;
    if options.wants(Row::Import) {
        report.add(Figure::new(
            Row::Import,
            "time",
            "s",
            Reach::AtMost(5.0),
            ward.imports.clone(),
        ));
    }
    let device = loopback(&mut ward, options, report)?;
    if options.wants(Row::Join) {
        join::over_3g(&mut ward, options, report)?;
    }
    if options.wants(Row::Day) || options.wants(Row::Idle) {
        day::measure(&ward, &device, options, report)?;
    }
    if options.wants(Row::Record) {
        record::measure(&ward, &device, options, report)?;
    }
    if options.wants(Row::Open) {
        open::measure(&device, options, report)?;
    }
    if options.wants(Row::Search) {
        search::measure(&ward, &device, options, report)?;
    }
    Ok(())
}

/// Joins at least once: the other rows need a device with the ward.
fn loopback(ward: &mut Ward, options: &Options, report: &mut Report) -> Result<PathBuf, Failure> {
    let runs = if options.wants(Row::Loopback) {
        options.runs
    } else {
        1
    };
    join::loopback(ward, runs, options.wants(Row::Loopback).then_some(report))
}
