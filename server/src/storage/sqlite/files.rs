//! Whole stores as files: a copy of one, also of one that runs; and how a file gets its name.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::failure::damaged;
use super::folder::{of_io, open_private};
use super::schema;
use crate::storage::StorageError;

/// The database in a data folder.
pub(super) const DATABASE: &str = "relay.sqlite3";

/// What SQLite keeps beside a database, as endings of its name.
pub(super) const LOGS: [&str; 3] = ["-wal", "-journal", "-shm"];

/// Copies the store of a data folder into one file, also while a relay runs on it; gives the file's size in bytes. The
/// copy is what was durable at one instant. It is on disk, whole and read through once, before it has its name.
pub fn backup(folder: &Path, out: &Path) -> Result<u64, StorageError> {
    if out.exists() {
        return Err(exists(out));
    }
    let database = folder.join(DATABASE);
    if !database.exists() {
        return Err(missing(&database));
    }
    let source = schema::open_reader(&database)?;
    schema::refuse_newer(&source)?;
    let part = beside(out, ".part");
    copy(&source, &part)?;
    let size = settle(&part, out)?;
    Ok(size)
}

/// Copies a database as it is at one instant, and reads the copy through.
pub(super) fn copy(source: &Connection, to: &Path) -> Result<(), StorageError> {
    discard(to)?;
    open_private(to).map_err(of_io)?;
    let mut target = Connection::open(to)?;
    let all_at_once = -1;
    Backup::new(source, &mut target)?.step(all_at_once)?;
    // One file alone, with no log beside it that might be left behind.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    let found: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(damaged(found))
    }
}

/// Removes what an attempt before this one left, with what belongs to it.
fn discard(path: &Path) -> Result<(), StorageError> {
    let beside = LOGS.iter().map(|suffix| beside(path, suffix));
    for path in beside.chain([path.to_owned()]) {
        if path.exists() {
            fs::remove_file(path).map_err(of_io)?;
        }
    }
    Ok(())
}

/// Gives a file its name once it is on disk, and its name with it.
pub(super) fn settle(part: &Path, path: &Path) -> Result<u64, StorageError> {
    let file = File::open(part).map_err(of_io)?;
    file.sync_all().map_err(of_io)?;
    let size = file.metadata().map_err(of_io)?.len();
    fs::rename(part, path).map_err(of_io)?;
    sync_names(path)?;
    Ok(size)
}

/// Puts on disk which names the folder of a file holds.
#[cfg(unix)]
pub(super) fn sync_names(path: &Path) -> Result<(), StorageError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new("."))).map_err(of_io)?;
    folder.sync_all().map_err(of_io)
}

#[cfg(not(unix))]
pub(super) fn sync_names(_: &Path) -> Result<(), StorageError> {
    Ok(())
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

pub(super) fn exists(path: &Path) -> StorageError {
    StorageError::Exists {
        path: path.display().to_string(),
    }
}

pub(super) fn missing(path: &Path) -> StorageError {
    StorageError::Missing {
        path: path.display().to_string(),
    }
}
