//! Chores of the workspace: test, demo, bench.

fn main() {}
