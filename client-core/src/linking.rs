//! Records that a person linked: they are of the same household, establishment or group, and one of them leads.
//!
//! A link is a field of the record that follows, like any other: it has a history, may be in conflict, and counts from
//! reviewers only. Nothing is copied from one record to the other, so unlinking leaves each with what was written into it.
//! Which record leads follows from all links ([`records::leaders`]); lists show that one only, and with it what belongs to
//! the others.

mod family;
mod plan;
mod together;

pub use family::LinkedBeside;
pub use plan::{LinkPlan, PlannedLink};
pub use together::{Beyond, Linked, Together};
