//! Integration tests of the records crate.

mod interchange;
mod samples;
