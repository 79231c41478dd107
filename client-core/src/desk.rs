//! The supervisor's desk: what of a team's records waits for a person's decision, and the decisions.
//!
//! Lists come in pages and say how many there are in all. A decision is planned first: the plan says what it will do, and is
//! refused when what it was made from has changed meanwhile.

mod brief;
mod conflicts;
mod follow_ups;
mod promises;
mod review;
mod review_times;

pub use brief::{Brief, HeardNeed, LastVisit};
pub use conflicts::{
    Conflict, ConflictPage, ConflictQuery, ConflictValue, Settlement, SettlingChoice,
};
pub use follow_ups::{
    Due, FollowUpCounts, FollowUpPage, FollowUpQuery, FollowUpStep, OpenFollowUp,
};
pub use promises::{Offer, OfferedIn, TakeUp, TakeUpPlan, TakenUp};
pub use review::{ReviewDone, ReviewPage, ReviewPlan, Verdict, WaitingVisit};
pub use review_times::{ReviewFigures, ReviewTimes, WaitingTime};
