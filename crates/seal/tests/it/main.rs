//! Sealing as its callers meet it: what opens, what does not, and that nothing changed is ever believed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop there"
)]

mod excerpts;
mod keys;
mod packs;
mod pins;
mod signatures;
