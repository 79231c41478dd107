//! The real programs, started on a free port and in a folder of their own.
//!
//! Tests that kill and restart need processes, not functions. [`Programs`] finds the two binaries, [`Relay`] runs one of them
//! until it is dropped, [`Sotay`] runs commands of the other and reads their JSON. [`WritePoints`] ends either of them at an exact call that changes a file,
//! [`StoppedClock`] tells both the time.

mod kill;
mod programs;
mod relay;
mod sotay;
mod stopped;

pub use kill::{KillOrder, Reached, WritePoints};
pub use programs::Programs;
pub use relay::Relay;
pub use sotay::{Outcome, Sotay};
pub use stopped::StoppedClock;
