//! Whole stores as files: a copy of one that runs, and one put back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::failure::damaged;
use super::folder::{DataFolder, of_io, open_private};
use super::schema;
use crate::storage::StorageError;

/// The database in a data folder.
pub(super) const DATABASE: &str = "relay.sqlite3";

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the store that was there before is now.
    pub replaced: Option<PathBuf>,
}

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

/// Puts a backup into a data folder that no relay runs on. A store that is there is refused, or, with `force`, moved
/// aside. The store put back begins a new epoch, so devices give it what it lacks.
pub fn restore(folder: &Path, from: &Path, force: bool) -> Result<Restored, StorageError> {
    if !from.exists() {
        return Err(missing(from));
    }
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::refuse_newer(&source)?;
    schema::refuse_foreign(&source)?;
    let folder_path = folder;
    let folder = DataFolder::take(folder)?;
    let database = folder.database();
    let is_taken = fs::metadata(database).map_err(of_io)?.len() > 0;
    if is_taken && !force {
        return Err(exists(database));
    }
    let part = beside(database, ".part");
    copy(&source, &part)?;
    begin_anew(&part)?;
    let replaced = match is_taken {
        true => Some(move_aside(folder_path, database)?),
        false => None,
    };
    settle(&part, database)?;
    Ok(Restored { replaced })
}

/// Copies a database as it is at one instant, and reads the copy through.
fn copy(source: &Connection, to: &Path) -> Result<(), StorageError> {
    if to.exists() {
        fs::remove_file(to).map_err(of_io)?;
    }
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

/// Makes a copy the store of a new epoch, in this program's form.
fn begin_anew(path: &Path) -> Result<(), StorageError> {
    let connection = schema::open_writer(path)?;
    schema::read_meta(&connection)?;
    schema::write_new_epoch(&connection)?;
    schema::forget_file(&connection)?;
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

/// Gives a file its name once it is on disk, and its name with it.
fn settle(part: &Path, path: &Path) -> Result<u64, StorageError> {
    let file = File::open(part).map_err(of_io)?;
    file.sync_all().map_err(of_io)?;
    let size = file.metadata().map_err(of_io)?.len();
    fs::rename(part, path).map_err(of_io)?;
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new("."))).map_err(of_io)?;
        folder.sync_all().map_err(of_io)?;
    }
    Ok(size)
}

/// Moves a store away from where the next relay would open it, with what belongs to it.
fn move_aside(folder: &Path, database: &Path) -> Result<PathBuf, StorageError> {
    let free = (1u32..)
        .map(|number| folder.join(format!("replaced-{number}.sqlite3")))
        .find(|path| !path.exists());
    let to = free.ok_or(StorageError::Full)?;
    let log = beside(database, "-wal");
    if log.exists() {
        fs::rename(&log, beside(&to, "-wal")).map_err(of_io)?;
    }
    let index = beside(database, "-shm");
    if index.exists() {
        fs::remove_file(&index).map_err(of_io)?;
    }
    fs::rename(database, &to).map_err(of_io)?;
    Ok(to)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn exists(path: &Path) -> StorageError {
    StorageError::Exists {
        path: path.display().to_string(),
    }
}

pub(super) fn missing(path: &Path) -> StorageError {
    StorageError::Missing {
        path: path.display().to_string(),
    }
}
