//! Both ends of the sync protocol as state machines without I/O.
//!
//! Time, randomness and bytes come in as arguments; what is to be stored or sent goes out as data. So the
//! same code runs on a phone, in a browser, in the relay, and in a simulation that replays from a seed.
//!
//! This crate opens no socket and no database, never sleeps, and knows nothing of what a record says.
//!
//! [`client`] is the device's half: one [`client::Exchange`] is one request and its answer. [`relay`] is the
//! relay's half.

pub mod client;
pub mod relay;
