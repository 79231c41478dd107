//! The deterministic simulation: whole histories of a unit, a seed each, in parts that run side by side. `tests::sim` says
//! what happens in them.

use tests::sim::seeds::{run, soak};

#[test]
fn histories_0_to_49() {
    run("histories_0_to_49", 0..50);
}

#[test]
fn histories_50_to_99() {
    run("histories_50_to_99", 50..100);
}

#[test]
fn histories_100_to_149() {
    run("histories_100_to_149", 100..150);
}

#[test]
fn histories_150_to_199() {
    run("histories_150_to_199", 150..200);
}

#[test]
fn histories_200_to_249() {
    run("histories_200_to_249", 200..250);
}

#[test]
fn histories_250_to_299() {
    run("histories_250_to_299", 250..300);
}

/// Runs on for as long as `cargo xtask soak` says, with seeds that no other test has; without that for no time at all.
#[test]
fn histories_as_long_as_asked_for() {
    soak("histories_as_long_as_asked_for", 1_000);
}
