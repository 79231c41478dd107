//! Summaries of spaces in memory, so that a sync of which nothing came needs no disk.
//!
//! A summary is read from disk while the writer goes on, so it could be out of date before it is put here.
//! Every load therefore holds a [`Ticket`]; a commit that touches a space spoils the space's tickets.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use proto::SpaceId;
use sync::relay::SpaceSummary;

/// Permission to put in what is about to be read.
#[derive(Debug)]
pub(super) struct Ticket {
    space: SpaceId,
    number: u64,
}

#[derive(Debug)]
struct Slot {
    summary: Arc<SpaceSummary>,
    /// When it was last asked for, in ticks of the cache's own clock.
    used: AtomicU64,
}

#[derive(Debug, Default)]
struct Inner {
    slots: HashMap<SpaceId, Slot>,
    tickets: BTreeSet<(SpaceId, u64)>,
    next_ticket: u64,
}

/// The summaries in memory, at most a fixed number.
#[derive(Debug)]
pub(super) struct SpaceCache {
    inner: RwLock<Inner>,
    clock: AtomicU64,
    capacity: usize,
}

impl SpaceCache {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            inner: RwLock::default(),
            clock: AtomicU64::new(0),
            capacity,
        }
    }

    pub(super) fn get(&self, space: &SpaceId) -> Option<Arc<SpaceSummary>> {
        let inner = self.read();
        let slot = inner.slots.get(space)?;
        slot.used.store(self.tick(), Ordering::Relaxed);
        Some(Arc::clone(&slot.summary))
    }

    /// Begins a load; the disk must be read after this.
    pub(super) fn begin_load(&self, space: SpaceId) -> Ticket {
        let mut inner = self.write();
        let number = inner.next_ticket;
        inner.next_ticket += 1;
        inner.tickets.insert((space, number));
        Ticket { space, number }
    }

    /// Ends a load. Tells whether what was read still held; if so, and there is something, it is kept.
    pub(super) fn end_load(&self, ticket: Ticket, loaded: Option<&Arc<SpaceSummary>>) -> bool {
        let mut inner = self.write();
        let holds = inner.tickets.remove(&(ticket.space, ticket.number));
        if let (true, Some(summary)) = (holds, loaded) {
            self.put(&mut inner, ticket.space, Arc::clone(summary));
        }
        holds
    }

    /// Puts in what a commit has made; only the writer calls this.
    pub(super) fn publish(&self, space: SpaceId, summary: Arc<SpaceSummary>) {
        let mut inner = self.write();
        let spoilt = (space, 0)..=(space, u64::MAX);
        let spoilt: Vec<_> = inner.tickets.range(spoilt).copied().collect();
        for key in spoilt {
            inner.tickets.remove(&key);
        }
        self.put(&mut inner, space, summary);
    }

    pub(super) fn len(&self) -> usize {
        self.read().slots.len()
    }

    fn put(&self, inner: &mut Inner, space: SpaceId, summary: Arc<SpaceSummary>) {
        if inner.slots.len() >= self.capacity && !inner.slots.contains_key(&space) {
            self.evict(inner);
        }
        let used = AtomicU64::new(self.tick());
        inner.slots.insert(space, Slot { summary, used });
    }

    /// Drops the eighth that was not asked for the longest, so that the search for it is rare.
    fn evict(&self, inner: &mut Inner) {
        let mut ages: Vec<_> = inner
            .slots
            .iter()
            .map(|(id, slot)| (slot.used.load(Ordering::Relaxed), *id))
            .collect();
        ages.sort_unstable();
        for (_, id) in ages.into_iter().take(self.capacity.div_ceil(8)) {
            inner.slots.remove(&id);
        }
    }

    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    // A panic elsewhere cannot leave the maps half changed, so a poisoned lock is used on.
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}
