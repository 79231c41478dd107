//! What all connections of one link share: its width, its counters and its cut.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::{Direction, Ending, LinkSpeed, LinkStats};

/// The payload of a TCP segment in an Ethernet frame, in bytes.
const PACKET: usize = 1_448;
/// What an unlimited link takes at once, in bytes.
const UNLIMITED: usize = 64 * 1_024;

#[derive(Debug)]
pub(super) struct Line {
    speed: LinkSpeed,
    up: Lane,
    down: Lane,
    connections: AtomicU64,
    severed: AtomicBool,
    sever: Notify,
    cut: Mutex<Option<Cut>>,
}

#[derive(Debug, Default)]
struct Lane {
    bytes: AtomicU64,
    free_at: Mutex<Option<Instant>>,
}

#[derive(Clone, Copy, Debug)]
struct Cut {
    direction: Direction,
    left: u64,
    ending: Ending,
}

/// What may go of a chunk, and how the connection ends after it, if it does.
pub(super) struct Passage {
    pub(super) bytes: usize,
    pub(super) ending: Option<Ending>,
}

impl Line {
    pub(super) fn new(speed: LinkSpeed) -> Self {
        Self {
            speed,
            up: Lane::default(),
            down: Lane::default(),
            connections: AtomicU64::new(0),
            severed: AtomicBool::new(false),
            sever: Notify::new(),
            cut: Mutex::new(None),
        }
    }

    pub(super) fn speed(&self) -> LinkSpeed {
        self.speed
    }

    pub(super) fn chunk(&self) -> usize {
        if self.speed.kbit_per_s == 0 {
            UNLIMITED
        } else {
            PACKET
        }
    }

    pub(super) fn stats(&self) -> LinkStats {
        LinkStats {
            up: self.up.bytes.load(Ordering::SeqCst),
            down: self.down.bytes.load(Ordering::SeqCst),
            connections: self.connections.load(Ordering::SeqCst),
        }
    }

    pub(super) fn count_connection(&self) {
        self.connections.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn cut_after(&self, direction: Direction, bytes: u64, ending: Ending) {
        *held(&self.cut) = Some(Cut {
            direction,
            left: bytes,
            ending,
        });
    }

    pub(super) fn cut_is_armed(&self) -> bool {
        held(&self.cut).is_some()
    }

    pub(super) fn sever(&self) {
        self.severed.store(true, Ordering::SeqCst);
        self.sever.notify_waiters();
    }

    pub(super) fn restore(&self) {
        self.severed.store(false, Ordering::SeqCst);
    }

    pub(super) fn is_severed(&self) -> bool {
        self.severed.load(Ordering::SeqCst)
    }

    /// Waits until somebody severs the link.
    pub(super) async fn severed(&self) {
        let severed = self.sever.notified();
        if !self.is_severed() {
            severed.await;
        }
    }

    /// Counts bytes that want to go, and says how many may.
    pub(super) fn pass(&self, direction: Direction, wanted: usize) -> Passage {
        let passage = self.against_cut(direction, wanted);
        self.lane(direction)
            .bytes
            .fetch_add(passage.bytes as u64, Ordering::SeqCst);
        passage
    }

    fn against_cut(&self, direction: Direction, wanted: usize) -> Passage {
        let mut armed = held(&self.cut);
        let Some(cut) = armed.as_mut().filter(|cut| cut.direction == direction) else {
            return Passage {
                bytes: wanted,
                ending: None,
            };
        };
        let allowed = usize::try_from(cut.left).unwrap_or(usize::MAX);
        if wanted <= allowed {
            cut.left -= wanted as u64;
            return Passage {
                bytes: wanted,
                ending: None,
            };
        }
        let ending = cut.ending;
        *armed = None;
        Passage {
            bytes: allowed,
            ending: Some(ending),
        }
    }

    /// Books the line at `now` for so many bytes, and returns when the last of them has left.
    pub(super) fn book(&self, direction: Direction, bytes: usize, now: Instant) -> Instant {
        let mut free_at = held(&self.lane(direction).free_at);
        let start = free_at.map_or(now, |free_at| free_at.max(now));
        let left = start + self.time_to_send(bytes);
        *free_at = Some(left);
        left
    }

    fn time_to_send(&self, bytes: usize) -> Duration {
        let bits = bytes as u64 * 8;
        let rate = u64::from(self.speed.kbit_per_s);
        (bits * 1_000_000)
            .checked_div(rate)
            .map_or(Duration::ZERO, Duration::from_nanos)
    }

    fn lane(&self, direction: Direction) -> &Lane {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Direction, Line, LinkSpeed};
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn bytes_leave_at_the_lines_rate_however_late_they_are_handed_over() {
        let line = Line::new(LinkSpeed {
            round_trip: Duration::ZERO,
            kbit_per_s: 1_000,
        });
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        // A thousand bytes take 8 ms; those that come while the line is busy go right behind.
        assert_eq!(line.book(Direction::Down, 1_000, start), after(8));
        assert_eq!(line.book(Direction::Down, 1_000, after(3)), after(16));
        assert_eq!(line.book(Direction::Up, 1_000, after(3)), after(11));
        assert_eq!(line.book(Direction::Down, 1_000, after(100)), after(108));
        let last = (0..50).map(|_| line.book(Direction::Down, 1_000, after(108)));
        assert_eq!(last.last(), Some(after(508)));
    }
}
