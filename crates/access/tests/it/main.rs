//! The ledger as relay and devices meet it: joining, leaving and coming back, every role and duty, what is
//! erased and judged, every rule broken, strangers, random histories.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop there"
)]

mod contents;
mod duties;
mod histories;
mod joining;
mod leaving;
mod liaison;
mod remade;
mod rules;
mod sizes;
mod strangers;
mod vectors;
mod world;
