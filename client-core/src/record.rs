//! Records: making, editing, reading, listing them.

mod authority;
mod create;
mod defaults;
mod edit;
mod history;
mod read;
mod sensitive;

pub use authority::UnauthorisedValue;
pub(crate) use authority::{roles_differ, standing_by};
pub(crate) use create::{check_references, is_writer, space_of, store_change, store_new};
pub use history::{HistoryEdit, HistoryLine};
pub use read::{Page, Record, Safety};
pub use sensitive::Sensitive;
