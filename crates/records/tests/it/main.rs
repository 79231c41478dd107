//! Integration tests of the records crate.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod authority;
mod authors;
mod automerge_agrees;
mod bytes;
mod counts;
mod edits;
mod exports;
mod histories;
mod interchange;
mod labels;
mod order;
mod parties;
mod reports;
mod reviews;
mod samples;
mod sensitive;
