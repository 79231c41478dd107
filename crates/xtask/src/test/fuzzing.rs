//! The short run of the fuzz targets: seconds, from the seeds, with the same start every time.

use super::{Context, Verdict};
use crate::failure::Failure;
use crate::fuzz;

/// Long enough to build a corpus from the seeds and find what is shallow, short enough for every change.
const SECONDS: u64 = 4;

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let reports = fuzz::run(&context.workspace, &[], SECONDS, context.verbose)?;
    let mut broken: Vec<String> = Vec::new();
    for report in reports.iter().filter(|report| report.crash.is_some()) {
        broken.push(format!(
            "{}: {}",
            report.target,
            report.crash.as_deref().unwrap_or_default()
        ));
    }
    let runs: u64 = reports.iter().map(|report| report.runs).sum();
    let note = format!("{} targets, {runs} inputs", reports.len());
    if broken.is_empty() {
        return Ok(Verdict::Passed {
            count: reports.len() as u64,
            note,
        });
    }
    let failed = broken.len() as u64;
    Ok(Verdict::Failed {
        passed: reports.len() as u64 - failed,
        failed,
        note,
        details: broken.join("\n"),
    })
}
