//! Syncing with the relay: what is sent, what comes back, and what becomes of it here.
//!
//! Nothing here opens a socket. A skin brings a [`Transport`] that carries one request and hands over the
//! answer's bytes as they come; every effect is applied in a transaction of its own, so a cut link loses at
//! most the pack in flight.

mod apply;
mod arrive;
mod branch;
mod chain;
pub(crate) mod contents;
mod entries;
mod entry;
mod guest;
mod history;
mod joining;
mod layout;
mod mend;
mod merge;
mod outbox;
mod own_heads;
mod own_log;
mod prepare;
mod read_only;
mod rebase;
mod reconsider;
mod rejudge;
mod remake;
mod replace;
mod report;
mod session;
mod standing;

pub(crate) use arrive::Way;
pub(crate) use chain::contradicts as chain_contradicts;
pub(crate) use contents::{BroughtLedger, Part, Signers, open as open_pack, read as read_pack};
pub(crate) use entries::{Waiting, load as load_ledger};
pub(crate) use entry::Followed;
pub(crate) use merge::merge;
pub use report::{SyncProgress, SyncReport};
pub use session::{Flow, Transport, TransportError};
pub(crate) use standing::Standing;
