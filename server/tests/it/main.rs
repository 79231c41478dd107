//! The relay over real sockets on port 0, spoken to byte by byte.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod arbitrary;
mod audit_space;
mod backend;
mod commands;
mod derived;
mod derived_histories;
mod events;
mod operating;
mod packs;
mod reading;
mod refusals;
mod released;
mod secure;
mod wire;
mod world;
