//! What goes between units: a space that two of them share, and nothing else.
//!
//! One unit founds a liaison and hands the other a code; a device of the other, which is in its own unit already, takes it up.
//! From then on each unit's reviewing devices are let in and out as they come and go in their unit. Which spaces are liaisons
//! and with whom stands in the unit's own space: a record of the other unit that names the liaison's space.

mod accept;
mod end;
mod list;
mod members;
mod open;
mod referrals;
mod reports;
mod unit;

pub use list::LiaisonRow;
pub(crate) use members::part_in_liaisons;
pub use open::LiaisonInvitation;
pub use referrals::ReferralReply;
pub use reports::{ReportCounts, ReportReview};
pub(crate) use unit::other_units;
