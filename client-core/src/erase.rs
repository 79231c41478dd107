//! Erasing: a ledger entry names documents, and every device and the relay let go of them for good.
//!
//! Packs are signed and never change, so where one holds an erased document a derived pack takes its place: it proves
//! what all others said, and of the erased document only hashes are left.

mod follow;
mod forget;
mod list;
mod plan;
mod replace;
mod retention;
mod right;

pub(crate) use forget::forget;
pub use list::{Acknowledgement, ErasureRow};
pub use plan::{ErasurePlan, PlannedErasure};
pub use proto::ledger::EraseReason;
pub use retention::{Expired, RetentionOutlook};
