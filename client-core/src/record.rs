//! Records: making, editing, reading, listing them.

mod create;
mod defaults;
mod edit;
mod history;
mod read;

pub(crate) use create::{check_references, is_writer, space_of, store_change, store_new};
pub use history::{HistoryEdit, HistoryLine};
pub use read::{Conflict, ConflictValue, Page, Record, Safety};
