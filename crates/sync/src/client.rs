//! The device's half: makes one signed request, turns the answer's bytes into effects, and reads a log's layout.

mod compaction;
mod exchange;
mod layout;
mod pace;

pub use compaction::plan_compaction;
pub use exchange::{Brought, Effect, Exchange, ExchangeError, OutgoingPack};
pub use layout::cursor_of;
pub use pace::Pace;
