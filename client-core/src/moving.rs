//! Records that move from one area to another: they go on there under the same id, with their history, and what is
//! written in the old area by somebody who did not know follows them.
//!
//! The move is a change of the record's `area` like any other. The rest follows from it: a record is listed where its area
//! says ([`home`]), what belongs to it goes along, and whoever may write in the new area carries there what is missing,
//! each change with the proof of its author ([`carry`]). What of all that counts is told by [`said`].

mod carry;
mod home;
mod judged;
mod plan;
mod said;

pub(crate) use carry::is_vouched_for;
pub(crate) use home::{home_of, is_readable, judging_space};
pub(crate) use judged::{Judges, judge_brought, keep as keep_ledger};
pub use plan::MovePlan;
pub(crate) use said::{changes_elsewhere, changes_of, document, lived_by, space_of_area};
