//! The wire as another team meets it: round trips, hostile bytes, streams cut anywhere, and the specification.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop there"
)]

mod hostile;
mod ids;
mod invite_codes;
mod round_trips;
mod samples;
mod specification;
mod streams;
