//! What this device noticed of others: packs that are not believed, packs that the relay leaves out, histories that
//! contradict each other. Nothing of it stops the rest.

mod heal;
mod list;
mod reason;

pub use list::Suspicion;
pub use reason::{Suspect, SuspicionReason};
