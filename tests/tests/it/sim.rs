//! The deterministic simulation: whole histories of a unit, a seed each. `tests::sim` says what happens in them.

use tests::sim::seeds::run;

#[test]
fn histories_a() {
    run("histories_a", 0..60);
}
