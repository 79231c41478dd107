//! Runs histories by their seeds, and says how to repeat one that fails, with as few steps as show it.

use crate::sim::{Sim, check};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Names the one seed to run.
const SEED: &str = "SOTAY_TEST_SEED";
/// Names how many steps to run of it.
const STEPS: &str = "SOTAY_TEST_STEPS";
/// The steps of a history.
const LENGTH: usize = 70;

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
        if history(seed, LENGTH).is_err() {
            eprintln!("seed {seed} failed; looking for fewer steps that show it");
            tell(test, seed, fewest_steps(seed));
        }
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
