//! What the writer and its askers both see.

use std::sync::{PoisonError, RwLock};

use proto::RelayEpoch;

use super::cache::SpaceCache;

/// Summaries in memory, and the epoch.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) cache: SpaceCache,
    epoch: RwLock<RelayEpoch>,
}

impl Shared {
    pub(super) fn new(cached_spaces: usize, epoch: RelayEpoch) -> Self {
        Self {
            cache: SpaceCache::new(cached_spaces),
            epoch: RwLock::new(epoch),
        }
    }

    pub(super) fn epoch(&self) -> RelayEpoch {
        *self.epoch.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_epoch(&self, epoch: RelayEpoch) {
        *self.epoch.write().unwrap_or_else(PoisonError::into_inner) = epoch;
    }
}
