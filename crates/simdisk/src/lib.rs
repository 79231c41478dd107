//! A disk in memory under SQLite, for simulations: it remembers what was synced and what was not, and from a seed
//! loses power at any write, keeps any part of what was not synced, tears the last write, or fills up.
//!
//! Real disks promise a database two things: what was synced stays, and a sector is written whole or not at all.
//! Everything beyond is luck, and luck is drawn here from a generator. Not linked into anything that ships.
//!
//! ```
//! use simdisk::{Disk, Luck};
//! use testkit::TestRng;
//!
//! # fn main() -> rusqlite::Result<()> {
//! let disk = Disk::new();
//! let database = disk.open("device.db")?;
//! database.execute_batch("CREATE TABLE word (text TEXT); INSERT INTO word VALUES ('đã ghi');")?;
//!
//! // The power fails at the next write.
//! disk.fail_at_write(1);
//! assert!(database.execute("INSERT INTO word VALUES ('chưa ghi')", []).is_err());
//! drop(database);
//! disk.restart(Luck::Drawn(&mut TestRng::new(7)));
//!
//! let words: i64 = disk.open("device.db")?.query_row("SELECT count(*) FROM word", [], |row| row.get(0))?;
//! assert_eq!(words, 1);
//! # Ok(())
//! # }
//! ```

mod drive;
mod file;
mod state;
mod vfs;

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard};

use rusqlite::{Connection, OpenFlags};
use testkit::TestRng;

use crate::drive::Drive;
use crate::state::State;

/// What a loss of power leaves of the writes that were not synced.
#[derive(Debug)]
pub enum Luck<'a> {
    /// All of them: the program died, the machine did not.
    Kind,
    /// None of them.
    Harsh,
    /// Any of them, the last one perhaps torn at a sector.
    Drawn(&'a mut TestRng),
}

/// The files of a disk at one moment, as a copy of them would be.
pub type Snapshot = BTreeMap<String, Vec<u8>>;

/// A disk in memory. Clones are the same disk, which lasts until the last of them and the last of its connections is gone.
#[derive(Debug, Clone)]
pub struct Disk(Arc<Inserted>);

/// A disk that stands in a drive.
#[derive(Debug)]
struct Inserted(&'static Drive);

impl Disk {
    /// Makes an empty disk.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Inserted(Drive::free())))
    }

    /// Makes a disk that holds copies of files.
    #[must_use]
    pub fn of(files: Snapshot) -> Self {
        let disk = Self::new();
        disk.replace(files);
        disk
    }

    /// Opens a database on the disk, making it if it is not there.
    ///
    /// # Errors
    ///
    /// Those of SQLite: after a loss of power, until [`Disk::restart`], nothing opens.
    pub fn open(&self, name: &str) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags_and_vfs(name, flags, self.0.0.name())
    }

    /// Lets the power fail at the `n`-th write, truncation or sync from now, 1 being the next. What was asked for
    /// fails, and so does everything after it.
    pub fn fail_at_write(&self, n: u64) {
        let mut state = self.state();
        state.fail_at = Some(state.writes + n);
    }

    /// Lets the power fail now.
    pub fn fail(&self) {
        self.state().has_failed = true;
    }

    /// Takes a planned loss of power back.
    pub fn spare(&self) {
        self.state().fail_at = None;
    }

    /// Tells whether the power has failed since the last restart.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.state().has_failed
    }

    /// Limits how many bytes all files together may have; none for no limit.
    pub fn limit(&self, bytes: Option<u64>) {
        self.state().limit = bytes;
    }

    /// Counts writes, truncations and syncs so far.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// Brings the power back; what was not synced is there as luck has it. A connection that is still open would not
    /// notice: close it before.
    pub fn restart(&self, luck: Luck<'_>) {
        self.state().restart(luck);
    }

    /// Copies all files as a program would that reads them now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.state().snapshot()
    }

    /// Puts the disk back to a copy. A connection that is still open would not notice: close it before.
    pub fn replace(&self, files: Snapshot) {
        self.state().replace(files);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.state()
    }
}

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Inserted {
    fn drop(&mut self) {
        self.0.take_out();
    }
}
