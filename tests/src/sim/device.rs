//! A device: a notebook on a disk in memory, under a clock of its own.

use crate::sim::template::Seat;
use crate::world;
use client_core::{ClientError, DeviceId, Notebook};
use rusqlite::Connection;
use simdisk::{Disk, Luck};
use testkit::{FixedClock, TestRng};

/// The file of the database.
const DATABASE: &str = "device.db";

/// A device of the unit.
pub struct Device {
    notebook: Option<Notebook>,
    /// Its name.
    pub name: &'static str,
    /// Its id.
    pub id: DeviceId,
    /// Its disk.
    pub disk: Disk,
    /// The raw key of its database.
    pub key: [u8; 32],
    /// Its clock.
    pub clock: FixedClock,
    /// How far its clock is ahead of the true time, in milliseconds.
    pub skew: i64,
    /// Its disk has no room left.
    pub is_full: bool,
    seed: u64,
    opened: u64,
}

impl Device {
    /// Makes the device of a seat, with randomness that follows from a seed.
    pub fn of(seat: &Seat, seed: u64) -> Device {
        let clock = FixedClock::at(crate::MORNING);
        let mut device = Device {
            name: seat.name,
            id: seat.device,
            disk: Disk::of(seat.files.clone()),
            key: seat.key,
            clock,
            skew: 0,
            is_full: false,
            notebook: None,
            seed: TestRng::new(seed).fork(seat.name).bits(),
            opened: 0,
        };
        device.open().expect("the template's device opens");
        device
    }

    /// Returns the open notebook.
    pub fn notebook(&mut self) -> &mut Notebook {
        self.notebook.as_mut().expect("an open notebook")
    }

    /// Starts the program.
    pub fn open(&mut self) -> Result<(), ClientError> {
        self.opened += 1;
        // Random numbers never repeat: two records of one id would be one record.
        let world = world(&self.clock, self.seed.wrapping_add(self.opened));
        let connection = self.disk.open(DATABASE)?;
        self.notebook = Some(Notebook::on(connection, &self.key, world)?);
        Ok(())
    }

    /// Ends the program where it is.
    pub fn close(&mut self) {
        self.notebook = None;
    }

    /// Loses power and gets it back; what was not synced is there as luck has it. The power may fail again while the
    /// program starts.
    pub fn crash(&mut self, rng: &mut TestRng) {
        self.disk.fail();
        self.close();
        self.disk.restart(Luck::Drawn(rng));
        if rng.chance(20) {
            self.disk.fail_at_write(1 + rng.below(6));
            if self.open().is_err() {
                assert!(self.disk.has_failed(), "{} does not start again", self.name);
            }
            self.disk.fail();
            self.close();
            self.disk.restart(Luck::Drawn(rng));
        }
        let mut opened = self.open();
        if self.is_full && matches!(opened, Err(ClientError::DiskFull)) {
            // With a lease each opening is written down, so its person makes room first.
            self.is_full = false;
            self.disk.limit(None);
            opened = self.open();
        }
        opened.expect("a device starts again after a loss of power");
    }

    /// Makes another device of the same keys and records, as who copies a phone has it.
    pub fn copy(&self) -> Device {
        let mut copy = Device {
            name: self.name,
            id: self.id,
            disk: Disk::of(self.disk.snapshot()),
            key: self.key,
            clock: self.clock.clone(),
            skew: self.skew,
            is_full: false,
            notebook: None,
            seed: self.seed.wrapping_add(1 << 32),
            opened: self.opened,
        };
        copy.open().expect("a copy opens");
        copy
    }

    /// Changes the tables behind the program's back.
    pub fn tampered<T>(
        &mut self,
        change: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.close();
        let connection = self.disk.open(DATABASE)?;
        crate::tables::unlock(&connection, &self.key);
        let changed = change(&connection);
        drop(connection);
        self.open()
            .expect("a device whose tables were changed opens");
        changed
    }

    /// Opens a copy of the database to look into its tables.
    pub fn tables(&self) -> Connection {
        let disk = Disk::of(self.disk.snapshot());
        let connection = disk.open(DATABASE).expect("a copy");
        crate::tables::unlock(&connection, &self.key);
        connection
    }
}
