//! Records that may be of the same household, establishment or group.
//!
//! What is alike, how and why is [`likeness`]'s to say; here stand the registers that it looks through: those of this device,
//! so that nothing is compared with what its holder may not see. Nothing is stored: who asks again has it looked through
//! again.

mod register;
mod similar;
mod spellings;

use crate::error::ClientError;
use crate::view::search::{self, Hit};
use rusqlite::Connection;

pub use register::{Duplicate, DuplicatePage, DuplicateQuery};
pub use similar::Candidate;
#[cfg(test)]
pub(crate) use spellings::MET;
pub use spellings::{Respelling, Spelling, SpellingPage, SpellingPair, SpellingQuery};

/// Returns a record that is compared as a search shows it.
fn hit(connection: &Connection, n: i64) -> Result<Hit, ClientError> {
    search::hit(connection, n)?.ok_or(ClientError::DatabaseDamaged)
}
