//! What the simulated world promises to those who test in it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, like the tests themselves"
)]

mod link;
#[cfg(unix)]
mod process;
mod register;
