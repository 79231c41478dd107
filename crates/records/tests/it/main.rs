//! Integration tests of the records crate.

mod automerge_agrees;
mod bytes;
mod edits;
mod exports;
mod histories;
mod interchange;
mod labels;
mod order;
mod samples;
