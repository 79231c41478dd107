//! The check at the end of a sync: devices say what they made of the packs that they hold, others with the same packs compare,
//! and what a device has lost it takes from its own packs again, or asks for.
//!
//! [`add`] adds up what is here, [`say`] puts that into a pack, [`compare`] holds the words of others against it, [`put_back`]
//! holds this device's own packs against its records, and [`list`] shows what came of all this.

mod add;
mod compare;
mod list;
mod put_back;
mod say;

pub use list::{Comparison, Difference};
pub(crate) use say::read;
