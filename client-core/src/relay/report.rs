//! What a sync did, for people and scripts.

use serde::Serialize;

/// Counts a sync while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncProgress {
    /// Packs that the relay signed for so far.
    pub packs_pushed: u64,
    /// Packs sealed and not yet signed for.
    pub packs_waiting: u64,
    /// Packs received and merged so far.
    pub packs_pulled: u64,
    /// Packs still to come, as far as the relay's cursors tell.
    pub packs_to_pull: u64,
    /// Bytes of requests so far, without what HTTP and TCP add.
    pub bytes_up: u64,
    /// Bytes of answers so far.
    pub bytes_down: u64,
    /// Documents that changed here so far.
    pub documents_changed: u64,
}

/// Tells what a finished sync did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SyncReport {
    /// Requests made.
    pub requests: u64,
    /// Bytes of requests, without what HTTP and TCP add.
    pub bytes_up: u64,
    /// Bytes of answers.
    pub bytes_down: u64,
    /// Packs that the relay signed for.
    pub packs_pushed: u64,
    /// Packs received and merged.
    pub packs_pulled: u64,
    /// Documents that changed here.
    pub documents_changed: u64,
    /// Records that this device erased, on the relay and everywhere, since the unit's policy does not keep them any longer.
    pub erased_by_retention: u64,
    /// Documents with changes that are not safe on the relay.
    pub unsent: u64,
    /// Those of them that can only be sent once this device's officer may write there again: the role was changed meanwhile.
    pub kept_back: u64,
    /// Areas and other spaces in which something waits that only a newer program can read.
    pub newer: u64,
    /// How long it took, by this device's clock.
    pub seconds: f64,
}
