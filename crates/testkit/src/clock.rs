//! A clock that moves only when told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that stands still until a test moves it; clones share the time.
#[derive(Clone, Debug)]
pub struct FixedClock {
    millis: Arc<AtomicI64>,
}

impl FixedClock {
    /// Stops the clock at `unix_millis`, milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn at(unix_millis: i64) -> Self {
        Self {
            millis: Arc::new(AtomicI64::new(unix_millis)),
        }
    }

    /// Returns the time, milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_millis(&self) -> i64 {
        self.millis.load(Ordering::SeqCst)
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.millis.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the clock, also backwards, as a phone's owner may.
    pub fn set(&self, unix_millis: i64) {
        self.millis.store(unix_millis, Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    /// The end of the generated register: 2026-11-20T00:00:00Z.
    fn default() -> Self {
        Self::at(1_795_132_800_000)
    }
}

#[cfg(test)]
mod tests {
    use super::FixedClock;
    use std::time::Duration;

    #[test]
    fn it_moves_for_all_who_hold_it_and_only_when_told() {
        let clock = FixedClock::default();
        let held = clock.clone();
        clock.advance(Duration::from_secs(2));
        assert_eq!(held.unix_millis(), 1_795_132_802_000);
        held.set(5);
        assert_eq!(clock.unix_millis(), 5);
    }
}
