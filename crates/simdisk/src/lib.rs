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

mod file;
mod state;
mod vfs;

use std::collections::BTreeMap;
use std::ffi::CString;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};
use testkit::TestRng;

use crate::state::State;

static NEXT: AtomicU64 = AtomicU64::new(1);

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

/// A disk in memory. Clones are the same disk.
#[derive(Debug, Clone)]
pub struct Disk(Arc<Registered>);

/// A disk that SQLite knows by name, until it is dropped.
#[derive(Debug)]
struct Registered {
    state: Box<Mutex<State>>,
    name: CString,
    vfs: vfs::Registration,
}

impl Disk {
    /// Makes an empty disk.
    #[must_use]
    #[allow(clippy::expect_used)] // A disk that cannot be made ends the test that wants it.
    pub fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = CString::new(format!("simdisk-{number}")).expect("a name without zeros");
        let state = Box::new(Mutex::new(State::default()));
        let vfs = vfs::register(&name, &state).expect("SQLite takes another file system");
        Self(Arc::new(Registered { state, name, vfs }))
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
        Connection::open_with_flags_and_vfs(name, flags, self.0.name.as_c_str())
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

    /// Brings the power back. Every connection must be closed before; what was not synced is there as luck has it.
    pub fn restart(&self, luck: Luck<'_>) {
        self.state().restart(luck);
    }

    /// Copies all files as a program would that reads them now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.state().snapshot()
    }

    /// Puts the disk back to a copy. Every connection must be closed before.
    pub fn replace(&self, files: Snapshot) {
        self.state().replace(files);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.vfs.unregister();
    }
}
