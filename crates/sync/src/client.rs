//! The device's half: makes one signed request, and turns the answer's bytes into effects.

mod exchange;
mod pace;

pub use exchange::{Brought, Effect, Exchange, ExchangeError, OutgoingPack};
pub use pace::Pace;
