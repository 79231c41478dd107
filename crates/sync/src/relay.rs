//! The relay's half of a sync: what to take, what to refuse and why, what to send and in which order.
//!
//! Everything here is a decision over data that the server supplies (a request's head, summaries of its
//! spaces, the time); the server does what was decided and reports back. There is no state between requests
//! but the [`SpaceSummary`] that the server keeps.
//!
//! In the order of a request: [`admission`] (is it for this relay, now, and from whom), [`ledger`] (entries
//! that are pushed), [`space`] and [`mod@derive`] (packs that are pushed), [`reading`] (what a device may get of a space) and
//! [`plan`] (packs to send). [`subscription`] is the signed wish to hear of spaces that move.

pub mod admission;
pub mod derive;
pub mod ledger;
pub mod plan;
pub mod reading;
pub mod space;
pub mod subscription;

pub use admission::{MAX_SKEW_MILLIS, admit, keys_in_pushes};
pub use derive::{Covered, StandingRow, fits};
pub use ledger::{Admission, LedgerDecision, count_stored, decide_push, unit_of};
pub use plan::{Direction, SendPlan, Span, Verdict, Want};
pub use reading::{Reading, read_space};
pub use space::{AuthorHead, Bearer, LoadError, Placement, SpaceSummary, compare};
pub use subscription::{EVENTS_LINE, SignedSubscription, Subscription};
