//! The space ledger: who founded a space, who is a member in which role, and one pure decision.
//!
//! A ledger is a chain of signed entries. [`Ledger`] is what the entries add up to; it takes an entry only if
//! its signer could sign it. Relay and device run the same rules over the same entries, so a relay can neither
//! invent a member nor hide that an entry is missing. Whatever no rule allows is refused, with a reason that
//! has a stable code.
//!
//! This crate does no I/O, reads no clock, stores nothing and knows no document.
//!
//! Modules in reading order: [`duty`] (who may do what, as data), [`refusal`], [`ledger`] (the entries' sum and
//! its [rules](ledger::Ledger::apply)), [`decision`], [`founding`] and [`intent`], which make entries, and [`mod@remake`], which
//! makes those of a history that was given up again.

pub mod duty;
pub mod refusal;

pub mod ledger;

pub mod decision;

pub mod founding;
pub mod intent;

pub mod remake;

pub use decision::{Decision, Request, decide, may_stand_in};
pub use duty::{Duty, DutySet, duties, grants};
pub use founding::{Founder, Founding, NewSpace, found};
pub use intent::{DraftError, Intent, enrol};
pub use ledger::{
    Erasure, EscrowRange, InviteRecord, InviteState, Ledger, Member, Side, VerdictRecord,
};
pub use refusal::Refusal;
pub use remake::{Remake, publish_key, remake};
