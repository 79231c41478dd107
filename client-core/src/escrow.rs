//! Work that a device did while its access had ended.
//!
//! It is not lost: it waits, readable, for a supervisor to accept or reject it (`list`), the device that did it leaves the
//! space once it is safe (`leave`), and learns what became of it (`late`).

mod late;
mod leave;
mod list;

pub use late::LateRecord;
pub(crate) use leave::access_ended;
pub use list::{EscrowDecision, EscrowVerdict, EscrowedDocument, EscrowedPack};
