//! The relay: the real one, on a disk in memory.

use proto::{RelayId, UnixMillis};
use rusqlite::Connection;
use server::{Config, InlineRelay};
use simdisk::{Disk, Luck, Snapshot};
use std::sync::Arc;
use testkit::{FixedClock, TestRng};

const DATABASE: &str = "relay.sqlite3";

/// The relay and its disk.
pub struct RelaySite {
    relay: Option<InlineRelay>,
    /// Its disk.
    pub disk: Disk,
    /// Its clock.
    pub clock: FixedClock,
    /// Copies of its disk that somebody keeps, oldest first; the first is of its first hour.
    pub backups: Vec<Snapshot>,
    /// Its disk has no room left.
    pub is_full: bool,
}

impl RelaySite {
    /// Starts a relay on a copy of another one's files.
    pub fn of(files: Snapshot) -> RelaySite {
        let mut site = RelaySite {
            disk: Disk::of(files),
            clock: FixedClock::at(crate::MORNING),
            backups: Vec::new(),
            is_full: false,
            relay: None,
        };
        site.start(false);
        site
    }

    /// Returns the relay's key.
    pub fn id(&self) -> RelayId {
        self.running().relay()
    }

    /// Hands a request to the relay, or its beginning; returns the answer.
    pub fn exchange(&self, request: &[u8], cut: Option<usize>) -> Vec<u8> {
        self.running().exchange(request, cut).concat()
    }

    /// Loses power and gets it back.
    pub fn crash(&mut self, rng: &mut TestRng) {
        self.disk.fail();
        self.relay = None;
        self.disk.restart(Luck::Drawn(rng));
        self.start(false);
    }

    /// Stops the relay as an operator does.
    pub fn stop(&mut self) {
        if let Some(relay) = self.relay.take() {
            relay.close().expect("the relay closes");
        }
    }

    /// Keeps a copy of the disk.
    pub fn back_up(&mut self) {
        self.has_room();
        self.stop();
        self.backups.push(self.disk.snapshot());
        self.start(false);
    }

    /// Copies the disk of the running relay, as a program would that reads its files.
    pub fn copy(&self) -> Snapshot {
        self.disk.snapshot()
    }

    /// Opens a copy of the store to look into its tables.
    pub fn tables(&self) -> Connection {
        let disk = Disk::of(self.disk.snapshot());
        disk.open(DATABASE).expect("a copy")
    }

    /// Begins a new epoch, as an operator makes it do who does not trust what was answered.
    pub fn renew(&mut self) {
        self.stop();
        self.start(true);
    }

    /// Puts the disk back to a copy, as an operator does who says so.
    pub fn restore(&mut self, which: usize) {
        self.stop();
        self.has_room();
        self.disk.replace(self.backups[which].clone());
        self.start(true);
    }

    /// Loses everything but the relay's key, which a careful operator keeps elsewhere.
    pub fn wipe(&mut self) {
        self.stop();
        let key = "SELECT value FROM meta WHERE name = 'relay-seed'";
        let old = self.disk.open(DATABASE).expect("a database");
        let seed: Vec<u8> = old.query_row(key, [], |row| row.get(0)).expect("a key");
        drop(old);
        self.has_room();
        self.disk.replace(Snapshot::new());
        self.start(true);
        self.stop();
        let new = self.disk.open(DATABASE).expect("a database");
        let put = "UPDATE meta SET value = ?1 WHERE name = 'relay-seed'";
        new.execute(put, [seed]).expect("the key is put back");
        drop(new);
        self.start(false);
    }

    /// Gets a disk without a limit.
    pub fn has_room(&mut self) {
        self.is_full = false;
        self.disk.limit(None);
    }

    fn running(&self) -> &InlineRelay {
        self.relay.as_ref().expect("a running relay")
    }

    fn start(&mut self, restored: bool) {
        let clock = self.clock.clone();
        let mut config = Config::for_data("relay").expect("a configuration");
        config.restored = restored;
        let connection = self.disk.open(DATABASE).expect("a database");
        let now = Arc::new(move || UnixMillis(clock.unix_millis()));
        let relay = InlineRelay::open(connection, &config, now).expect("the relay starts");
        self.relay = Some(relay);
    }
}
