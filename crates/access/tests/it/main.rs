//! The ledger as relay and devices meet it: joining, every role and duty, every rule broken, strangers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop there"
)]

mod duties;
mod joining;
mod rules;
mod strangers;
mod vectors;
mod world;
