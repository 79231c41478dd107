//! All files of a disk, its power and its room.

use std::collections::BTreeMap;

use crate::file::File;
use crate::{Luck, Snapshot};

/// Why the disk does not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The power is gone.
    NoPower,
    /// There is no room.
    Full,
    /// There is no such file.
    NoFile,
}

/// The disk's state.
#[derive(Debug, Default)]
pub(crate) struct State {
    files: BTreeMap<String, File>,
    pub(crate) writes: u64,
    pub(crate) fail_at: Option<u64>,
    pub(crate) has_failed: bool,
    pub(crate) limit: Option<u64>,
    /// Nobody has the disk any more but the connections that are open on it.
    pub(crate) is_abandoned: bool,
    /// How many files are open.
    open: usize,
    /// Shared memory of files that are gone, to which a connection may still point.
    retired: Vec<Box<[u8]>>,
}

impl State {
    /// Gives a file for reading; without power there is none.
    pub(crate) fn file(&mut self, name: &str) -> Result<&mut File, Fault> {
        if self.has_failed {
            return Err(Fault::NoPower);
        }
        self.files.get_mut(name).ok_or(Fault::NoFile)
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Makes a file if it is not there. A name is on the disk at once: a file that is only a name holds nothing.
    fn make(&mut self, name: &str) -> Result<(), Fault> {
        if self.has_failed {
            return Err(Fault::NoPower);
        }
        self.files.entry(name.to_owned()).or_default();
        Ok(())
    }

    /// Opens a file, making it if it is not there.
    pub(crate) fn open(&mut self, name: &str) -> Result<(), Fault> {
        self.make(name)?;
        self.open += 1;
        if let Some(file) = self.files.get_mut(name) {
            file.open += 1;
        }
        Ok(())
    }

    /// Takes note that an open file was closed.
    pub(crate) fn close(&mut self, name: &str) {
        self.open = self.open.saturating_sub(1);
        if let Some(file) = self.files.get_mut(name) {
            file.open = file.open.saturating_sub(1);
            if file.open == 0 {
                self.retired.append(&mut file.shared);
            }
        }
        self.free_retired();
    }

    /// Tells whether any file is open.
    pub(crate) fn is_open(&self) -> bool {
        self.open > 0
    }

    pub(crate) fn delete(&mut self, name: &str) -> Result<(), Fault> {
        self.count()?;
        let file = self.files.remove(name).ok_or(Fault::NoFile)?;
        self.retired.extend(file.shared);
        self.free_retired();
        Ok(())
    }

    /// Empties the shared memory of a file, unless another connection is using it. It stays where it is.
    pub(crate) fn empty_shared(&mut self, name: &str) {
        if let Some(file) = self.files.get_mut(name).filter(|file| file.open == 1) {
            file.shared.iter_mut().for_each(|memory| memory.fill(0));
        }
    }

    /// Frees memory to which nobody can point any more.
    fn free_retired(&mut self) {
        if !self.is_open() {
            self.retired.clear();
        }
    }

    pub(crate) fn write(&mut self, name: &str, offset: usize, bytes: &[u8]) -> Result<(), Fault> {
        if self.has_failed {
            return Err(Fault::NoPower);
        }
        let counted = self.count();
        let used: usize = self.files.values().map(|file| file.bytes().len()).sum();
        let file = self.files.get_mut(name).ok_or(Fault::NoFile)?;
        let end = offset.saturating_add(bytes.len());
        let added = end.saturating_sub(file.bytes().len());
        let is_full = |limit| added > 0 && (used + added) as u64 > limit;
        if self.limit.is_some_and(is_full) {
            return Err(Fault::Full);
        }
        // The write at which the power fails may have reached the disk: luck decides at the restart.
        file.write(offset, bytes);
        counted
    }

    pub(crate) fn resize(&mut self, name: &str, size: usize) -> Result<(), Fault> {
        self.count()?;
        self.file(name)?.resize(size);
        Ok(())
    }

    pub(crate) fn sync(&mut self, name: &str) -> Result<(), Fault> {
        self.count()?;
        self.file(name)?.sync();
        Ok(())
    }

    pub(crate) fn restart(&mut self, mut luck: Luck<'_>) {
        for file in self.files.values_mut() {
            self.retired.append(&mut file.shared);
            file.restart(&mut luck);
        }
        self.free_retired();
        (self.fail_at, self.has_failed) = (None, false);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let copy = |(name, file): (&String, &File)| (name.clone(), file.bytes().to_vec());
        self.files.iter().map(copy).collect()
    }

    pub(crate) fn replace(&mut self, files: Snapshot) {
        let made = files
            .into_iter()
            .map(|(name, bytes)| (name, File::of(bytes)));
        let old = std::mem::replace(&mut self.files, made.collect());
        self.retired
            .extend(old.into_values().flat_map(|file| file.shared));
        self.free_retired();
        (self.fail_at, self.has_failed) = (None, false);
    }

    /// Counts a write, and lets the power fail where that was planned.
    fn count(&mut self) -> Result<(), Fault> {
        if self.has_failed {
            return Err(Fault::NoPower);
        }
        self.writes += 1;
        if self.fail_at == Some(self.writes) {
            self.has_failed = true;
            return Err(Fault::NoPower);
        }
        Ok(())
    }
}
