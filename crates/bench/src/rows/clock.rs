//! A clock for a day's work done in a second: the device believes that minutes passed between two records.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use client_core::{Clock, UnixMillis, World};

/// A clock that is moved on by hand; its copies show the same time.
#[derive(Clone)]
pub(super) struct Hours(Arc<AtomicI64>);

impl Hours {
    /// Begins so many hours before now.
    pub(super) fn ago(hours: i64) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_millis());
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        Self(Arc::new(AtomicI64::new(now - hours * 3_600_000)))
    }

    /// Lets time pass.
    pub(super) fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }

    /// Returns a world with this clock and the system's randomness.
    pub(super) fn world(&self) -> World {
        World {
            clock: Box::new(self.clone()),
            ..World::native()
        }
    }
}

impl Clock for Hours {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::Relaxed))
    }
}
