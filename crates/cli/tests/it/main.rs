//! The program as scripts and people meet it: help, mistakes, JSON, exit codes, and its connection.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod between;
mod codes;
mod connection;
mod coverage;
mod duplicates;
mod erasing;
mod follow_up;
mod groups;
mod help;
mod joining;
mod linking;
mod lists;
mod membership;
mod messages;
mod mistakes;
mod moving;
mod notebook;
mod oversight;
mod refusals;
mod review;
mod rights;
mod run;
mod sensitive;
mod spellings;
