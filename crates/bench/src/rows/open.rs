//! A device whose key is at hand shows its first list, in a process that does nothing else.

use std::path::Path;
use std::time::Instant;

use client_core::{Home, Kind, Notebook, Query, World};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::process::{handed_key, in_a_process, peak_megabytes};
use crate::report::Report;
use crate::ward::PIN;

/// The argument that makes this program such a process.
pub(crate) const ONCE: &str = "open-once";

/// Measures opening in new processes.
pub(super) fn measure(home: &Path, options: &Options, report: &mut Report) -> Result<(), Failure> {
    let (mut millis, mut memory, mut unlock) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs * 3 {
        let began = Instant::now();
        let key = Notebook::unlock(&Home::at(home), &*World::native().clock, PIN)?;
        unlock.push(began.elapsed().as_secs_f64() * 1e3);
        let opened = in_a_process(ONCE, home, &key)?;
        millis.push(opened.get("ms").and_then(Value::as_f64).unwrap_or(f64::NAN));
        memory.push(
            opened
                .get("peak_mb")
                .and_then(Value::as_f64)
                .unwrap_or(f64::NAN),
        );
    }
    report.add(Figure::new(
        Row::Open,
        "time",
        "ms",
        Reach::AtMost(30.0),
        millis,
    ));
    report.add(Figure::new(
        Row::Open,
        "peak memory of the process",
        "MB",
        Reach::AtMost(40.0),
        memory,
    ));
    report.add(Figure::new(
        Row::Open,
        "unlocking with the PIN before",
        "ms",
        Reach::Told,
        unlock,
    ));
    Ok(())
}

/// Opens, lists the newest visits, and tells how long that took and the most memory that this process had.
pub(crate) fn once(home: &str) -> Result<(), Failure> {
    let key = handed_key()?;
    let began = Instant::now();
    let mut notebook = Notebook::open_with_key(&Home::at(home), World::native(), &key)?;
    let page = notebook.list(&Query::of(Kind::Visit))?;
    let ms = began.elapsed().as_secs_f64() * 1e3;
    if page.rows.len() != 50 {
        return Err(Failure::unexpected(format!(
            "the first list has {} rows",
            page.rows.len()
        )));
    }
    println!(
        "{}",
        json!({ "ms": ms, "peak_mb": peak_megabytes("self")? })
    );
    Ok(())
}
