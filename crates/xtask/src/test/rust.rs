//! The steps that are cargo's own: format, lints, tests, documentation.

use super::{Context, Verdict};
use crate::failure::Failure;
use crate::process::{self, Finished};
use crate::workspace;

pub(super) fn format(context: &Context) -> Result<Verdict, Failure> {
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let mut cargo = context.cargo(&["fmt", "--all", "--check", "--manifest-path", manifest]);
        cargo.args(["--", "--color", "never"]);
        let finished = process::run(&mut cargo, false)?;
        if !finished.success {
            let mend = format!("cargo fmt --all --manifest-path {manifest} mends this");
            return Ok(Verdict::failed(mend, finished.tail()));
        }
    }
    Ok(Verdict::passed("cargo fmt --all would change nothing"))
}

pub(super) fn clippy(context: &Context) -> Result<Verdict, Failure> {
    let mut cargo = context.cargo(&["clippy", "--workspace", "--all-targets", "--quiet"]);
    if context.ci {
        cargo.arg("--locked");
    }
    cargo.args(["--", "-D", "warnings"]);
    let finished = process::run(&mut cargo, context.verbose)?;
    Ok(plain(&finished, "no warnings", "warnings are errors here"))
}

pub(super) fn docs(context: &Context) -> Result<Verdict, Failure> {
    let mut cargo = context.cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    let finished = process::run(&mut cargo, context.verbose)?;
    Ok(plain(&finished, "no warnings", "warnings are errors here"))
}

pub(super) fn doctests(context: &Context) -> Result<Verdict, Failure> {
    let finished = process::run(
        &mut context.cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]),
        context.verbose,
    )?;
    Ok(counted(
        context,
        &finished,
        "cargo test --doc",
        count_cargo_test(&finished.lines),
    ))
}

pub(super) fn tests(context: &Context) -> Result<Verdict, Failure> {
    // Tests across crates start the programs themselves, so those must be as new as the tests.
    let build = process::run(
        &mut context.cargo(&["build", "--workspace", "--bins", "--lib", "--quiet"]),
        context.verbose,
    )?;
    if !build.success {
        return Ok(plain(&build, "", "the programs do not build"));
    }
    let programs = workspace::programs_folder()?;
    if process::run(&mut context.cargo(&["nextest", "--version"]), false)?.success {
        let mut cargo = context.cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--no-tests",
            "pass",
        ]);
        let finished = process::run(
            cargo
                .args(["--status-level", "slow", "--final-status-level", "slow"])
                .env("SOTAY_PROGRAMS", programs),
            context.verbose,
        )?;
        return Ok(counted(
            context,
            &finished,
            "cargo nextest",
            count_nextest(&finished.lines),
        ));
    }
    let mut cargo = context.cargo(&[
        "test",
        "--workspace",
        "--no-fail-fast",
        "--lib",
        "--bins",
        "--tests",
    ]);
    cargo.env("SOTAY_PROGRAMS", programs);
    let finished = process::run(&mut cargo, context.verbose)?;
    Ok(counted(
        context,
        &finished,
        "cargo test",
        count_cargo_test(&finished.lines),
    ))
}

fn plain(finished: &Finished, good: &str, bad: &str) -> Verdict {
    if finished.success {
        Verdict::passed(good)
    } else {
        Verdict::failed(bad, finished.tail())
    }
}

/// Passed and failed tests; a program that failed without a failed test (it did not build) is one failure.
fn counted(
    context: &Context,
    finished: &Finished,
    by: &str,
    (passed, failed): (u64, u64),
) -> Verdict {
    if finished.success {
        return Verdict::Passed {
            count: passed,
            note: format!("{passed} tests ({by})"),
        };
    }
    let failed = failed.max(1);
    // What was echoed already is not said twice.
    let details = if context.verbose {
        String::new()
    } else {
        finished.tail()
    };
    Verdict::Failed {
        passed,
        failed,
        note: format!("{failed} of {} tests ({by})", passed + failed),
        details,
    }
}

/// Reads `Summary [ 1.2s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 0 skipped`.
fn count_nextest(lines: &[String]) -> (u64, u64) {
    let summary = lines
        .iter()
        .rev()
        .find(|line| line.trim_start().starts_with("Summary ["));
    let Some((_, counts)) = summary.and_then(|line| line.split_once("run: ")) else {
        return (0, 0);
    };
    let mut found = (0, 0);
    for part in counts.split(',') {
        let mut words = part.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
            continue;
        };
        match words.next() {
            Some("passed") => found.0 += number,
            Some("failed" | "timed" | "exec") => found.1 += number,
            _ => {}
        }
    }
    found
}

/// Sums lines like `test result: ok. 5 passed; 0 failed; 0 ignored; …`.
fn count_cargo_test(lines: &[String]) -> (u64, u64) {
    let mut found = (0, 0);
    for result in lines
        .iter()
        .filter_map(|line| line.trim_start().strip_prefix("test result: "))
    {
        for part in result.split(['.', ';']) {
            if let Some(number) = part.trim().strip_suffix(" passed") {
                found.0 += number.parse().unwrap_or(0);
            } else if let Some(number) = part.trim().strip_suffix(" failed") {
                found.1 += number.parse().unwrap_or(0);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_nextest() {
        let lines = ["     Summary [   1.9s] 9 tests run: 5 passed (1 slow), 3 failed, 1 timed out, 2 skipped".to_owned()];
        assert_eq!(count_nextest(&lines), (5, 4));
        assert_eq!(
            count_nextest(&["error: could not compile".to_owned()]),
            (0, 0)
        );
    }

    #[test]
    fn counts_are_summed_over_the_binaries_of_cargo_test() {
        let lines = [
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s".to_owned(),
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s".to_owned(),
        ];
        assert_eq!(count_cargo_test(&lines), (7, 1));
    }
}
