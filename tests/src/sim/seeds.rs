//! Runs histories by their seeds, and says how to repeat one that fails, with as few steps as show it.

use crate::sim::{Sim, check};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Names the one seed to run.
const SEED: &str = "SOTAY_TEST_SEED";
/// Names how many steps to run of it.
const STEPS: &str = "SOTAY_TEST_STEPS";
/// Names how many seconds to go on for.
const SECONDS: &str = "SOTAY_SOAK_SECONDS";
/// Names the seed to go on from.
const FROM: &str = "SOTAY_SOAK_FROM";
/// The steps of a history.
const LENGTH: usize = 36;
/// How often a long run says how far it is.
const TELLS: Duration = Duration::from_secs(10);

/// Runs the histories of a range of seeds, or the one that the environment names.
pub fn run(test: &str, seeds: Range<u64>) {
    if let Some(seed) = number(SEED) {
        return tell(
            test,
            seed,
            number(STEPS).map_or(LENGTH, |steps| steps as usize),
        );
    }
    for seed in seeds {
        try_out(test, seed);
    }
}

/// Runs one seed after another for as long as the environment says, from `first` on unless it says that too.
pub fn soak(test: &str, first: u64) {
    if number(SEED).is_some() {
        return run(test, 0..0);
    }
    let (began, long) = (
        Instant::now(),
        Duration::from_secs(number(SECONDS).unwrap_or(0)),
    );
    let mut told = began;
    for seed in number(FROM).unwrap_or(first).. {
        if began.elapsed() >= long {
            return;
        }
        try_out(test, seed);
        if told.elapsed() >= TELLS {
            told = Instant::now();
            eprintln!(
                "{} s, all well up to seed {seed}",
                began.elapsed().as_secs()
            );
        }
    }
}

fn try_out(test: &str, seed: u64) {
    if history(seed, LENGTH).is_err() {
        eprintln!("seed {seed} failed; looking for fewer steps that show it");
        tell(test, seed, fewest_steps(seed));
    }
}

/// Runs one history and lets its failure be seen.
fn tell(test: &str, seed: u64, steps: usize) {
    if let Err((trace, panic)) = history(seed, steps) {
        eprintln!("{}", trace.join("\n"));
        eprintln!("{SEED}={seed} {STEPS}={steps} cargo nextest run -p tests {test} repeats it");
        std::panic::resume_unwind(panic);
    }
}

type Failure = (Vec<String>, Box<dyn std::any::Any + Send>);

/// Runs a history of so many steps to its end.
fn history(seed: u64, steps: usize) -> Result<(), Failure> {
    let mut sim = Sim::new(seed);
    let run = AssertUnwindSafe(|| {
        for _ in 0..steps {
            sim.step();
        }
        sim.heal();
        check::all(&mut sim);
    });
    catch_unwind(run).map_err(|panic| (std::mem::take(&mut sim.trace), panic))
}

/// Returns the fewest steps, of those that halving tries, after which the history fails.
fn fewest_steps(seed: u64) -> usize {
    let (mut holds, mut fails) = (0, LENGTH);
    while holds + 1 < fails {
        let middle = holds.midpoint(fails);
        match history(seed, middle) {
            Ok(()) => holds = middle,
            Err(_) => fails = middle,
        }
    }
    fails
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
