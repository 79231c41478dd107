//! How much to send in one request: more while the link is good, less after it was cut.

/// The smallest budget: about a minute on the worst link that still carries anything.
const LEAST: usize = 8 * 1024;
/// The budget of a device that knows nothing of its link.
const FIRST: usize = 64 * 1024;
/// The largest budget: what the relay takes in one request, with room for the head.
const MOST: usize = 4 * 1024 * 1024;
/// A request that took less than this leaves room for a larger one.
const BRISK_MILLIS: i64 = 5_000;
const FACTOR: usize = 4;

/// Escalates the size of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    budget: usize,
}

impl Pace {
    /// Starts from the budget that the last sync ended with, or from the default.
    pub fn resume(budget: Option<usize>) -> Pace {
        Pace {
            budget: budget.unwrap_or(FIRST).clamp(LEAST, MOST),
        }
    }

    /// Returns how many bytes of packs the next request may carry.
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Takes note of an answered request.
    pub fn answered(&mut self, bytes: usize, millis: i64) {
        // A small request says nothing about how a large one would fare.
        if millis < BRISK_MILLIS && bytes * 2 >= self.budget {
            self.budget = (self.budget * FACTOR).min(MOST);
        }
    }

    /// Takes note of a request that was cut or stalled.
    pub fn interrupted(&mut self) {
        self.budget = (self.budget / FACTOR).max(LEAST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_link_escalates_and_a_cut_one_falls_back() {
        let mut pace = Pace::resume(None);
        pace.answered(FIRST, 300);
        assert_eq!(pace.budget(), FIRST * FACTOR);
        pace.interrupted();
        pace.interrupted();
        assert_eq!(pace.budget(), FIRST / FACTOR);
    }

    #[test]
    fn a_small_or_slow_request_changes_nothing() {
        let mut pace = Pace::resume(None);
        pace.answered(100, 300);
        pace.answered(FIRST, 60_000);
        assert_eq!(pace.budget(), FIRST);
    }

    #[test]
    fn the_budget_stays_between_its_limits() {
        let mut pace = Pace::resume(Some(usize::MAX));
        assert_eq!(pace.budget(), MOST);
        for _ in 0..20 {
            pace.interrupted();
        }
        assert_eq!(pace.budget(), LEAST);
    }
}
