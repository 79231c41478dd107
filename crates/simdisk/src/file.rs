//! One file: what a reader sees, what is safe, and what lies between.

use testkit::TestRng;

use crate::Luck;

/// What a disk writes whole or not at all. Bytes.
pub(crate) const SECTOR: usize = 512;

/// A change that was not synced yet.
#[derive(Debug, Clone)]
enum Unsynced {
    Write { offset: usize, bytes: Vec<u8> },
    Resize(usize),
}

/// One file.
#[derive(Debug, Default)]
pub(crate) struct File {
    seen: Vec<u8>,
    safe: Vec<u8>,
    unsynced: Vec<Unsynced>,
    /// The index of a write-ahead log, which lives in shared memory and dies with the power. A box each, since SQLite
    /// keeps pointers to them.
    pub(crate) shared: Vec<Box<[u8]>>,
    /// How many times it is open.
    pub(crate) open: usize,
}

impl File {
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self {
            safe: bytes.clone(),
            seen: bytes,
            ..Self::default()
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.seen
    }

    /// Fills a buffer from an offset on; returns how much of it there was to read.
    pub(crate) fn read(&self, offset: usize, buffer: &mut [u8]) -> usize {
        let rest = self.seen.get(offset..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        length
    }

    pub(crate) fn write(&mut self, offset: usize, bytes: &[u8]) {
        put(&mut self.seen, offset, bytes);
        self.unsynced.push(Unsynced::Write {
            offset,
            bytes: bytes.to_vec(),
        });
    }

    pub(crate) fn resize(&mut self, size: usize) {
        self.seen.resize(size, 0);
        self.unsynced.push(Unsynced::Resize(size));
    }

    pub(crate) fn sync(&mut self) {
        for change in std::mem::take(&mut self.unsynced) {
            apply(&mut self.safe, &change);
        }
    }

    /// Makes what is safe, and what luck adds to it, all that there is.
    pub(crate) fn restart(&mut self, luck: &mut Luck<'_>) {
        for change in std::mem::take(&mut self.unsynced) {
            let survives = match luck {
                Luck::Kind => Some(change),
                Luck::Harsh => None,
                Luck::Drawn(rng) => survivor(change, rng),
            };
            if let Some(change) = survives {
                apply(&mut self.safe, &change);
            }
        }
        self.seen.clone_from(&self.safe);
    }
}

/// A write that was not synced is there, or is not, or is there up to a sector.
fn survivor(change: Unsynced, rng: &mut TestRng) -> Option<Unsynced> {
    match (rng.below(3), change) {
        (0, _) => None,
        (1, Unsynced::Write { offset, mut bytes }) => {
            let sectors = bytes.len().div_ceil(SECTOR);
            bytes.truncate(rng.index(sectors) * SECTOR);
            Some(Unsynced::Write { offset, bytes })
        }
        (_, change) => Some(change),
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Unsynced) {
    match change {
        Unsynced::Write {
            offset,
            bytes: written,
        } => put(bytes, *offset, written),
        Unsynced::Resize(size) => bytes.resize(*size, 0),
    }
}

fn put(bytes: &mut Vec<u8>, offset: usize, written: &[u8]) {
    let end = offset + written.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    if let Some(place) = bytes.get_mut(offset..end) {
        place.copy_from_slice(written);
    }
}
