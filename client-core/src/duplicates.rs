//! Records that may be of the same household, establishment or group.
//!
//! What is alike, how and why is [`likeness`]'s to say; here stand the registers that it looks through: those of this device,
//! so that nothing is compared with what its holder may not see. Nothing is stored: who asks again has it looked through
//! again.

mod register;
mod similar;

pub use register::{Duplicate, DuplicatePage, DuplicateQuery};
pub use similar::Candidate;
