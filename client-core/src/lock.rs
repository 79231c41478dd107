//! Who opens a notebook, and for how long: wrong PINs, unlock codes, and the lease.
//!
//! [`tries`] counts wrong PINs beside the key, and [`unlock`] opens with a code what they locked; [`deposit`] brings
//! that code to those who may hand it out. [`lease`] ends the use of a device that did not meet the relay for long.

mod deposit;
mod lease;
#[cfg(not(target_arch = "wasm32"))]
mod tries;
#[cfg(not(target_arch = "wasm32"))]
mod unlock;

pub use deposit::UnlockHandout;
pub(crate) use deposit::{Due, keep, read};
pub(crate) use lease::Lease;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use tries::{judge, tell_wrong};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use unlock::Spare;
