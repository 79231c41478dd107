//! What SQLite knows by name: a drive, in which one disk after another stands.
//!
//! SQLite keeps pointers to a file system for as long as a connection is open, and a connection may outlive the
//! [`Disk`](crate::Disk) that opened it. So a drive is never freed. It is used again once its disk was taken out and the
//! last file of it is closed.

use std::ffi::{CStr, CString};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::state::State;
use crate::vfs;

/// A place for a disk.
#[derive(Debug)]
pub(crate) struct Drive {
    name: CString,
    state: Mutex<State>,
}

/// Drives in which no disk stands, and how many there are in all.
#[derive(Debug)]
struct Drives {
    free: Vec<&'static Drive>,
    count: u64,
}

static DRIVES: Mutex<Drives> = Mutex::new(Drives {
    free: Vec::new(),
    count: 0,
});

impl Drive {
    /// Gives a drive with an empty disk in it.
    #[allow(clippy::expect_used)] // A disk that cannot be made ends the test that wants it.
    pub(crate) fn free() -> &'static Drive {
        let mut drives = DRIVES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drive) = drives.free.pop() {
            return drive;
        }
        drives.count += 1;
        let name = CString::new(format!("simdisk-{}", drives.count));
        let drive: &'static Drive = Box::leak(Box::new(Drive {
            name: name.expect("a name without zeros"),
            state: Mutex::default(),
        }));
        vfs::register(drive).expect("SQLite takes another file system");
        drive
    }

    pub(crate) fn name(&self) -> &CStr {
        &self.name
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the disk out: at once, or when its last file is closed.
    pub(crate) fn take_out(&'static self) {
        let mut state = self.state();
        state.is_abandoned = true;
        self.clear_if_unused(state);
    }

    /// Takes note that a file of the disk was closed.
    pub(crate) fn closed(&'static self, name: &str) {
        let mut state = self.state();
        state.close(name);
        self.clear_if_unused(state);
    }

    fn clear_if_unused(&'static self, mut state: MutexGuard<'_, State>) {
        if state.is_abandoned && !state.is_open() {
            *state = State::default();
            drop(state);
            let mut drives = DRIVES.lock().unwrap_or_else(PoisonError::into_inner);
            drives.free.push(self);
        }
    }
}
