//! A backup put back into a data folder.
//!
//! At every instant the folder holds a whole store, the one before or the one put back. A folder without one would be taken
//! for a new relay at the next start, with a key that no device knows.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::files::{LOGS, beside, copy, exists, missing, settle, sync_names};
use super::folder::{DataFolder, of_io};
use super::schema;
use crate::storage::StorageError;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the store that was there before is now.
    pub replaced: Option<PathBuf>,
}

/// Puts a backup into a data folder that no relay runs on. A store that is there is refused, or, with `force`, kept under
/// another name. The store put back begins a new epoch, so devices give it what it lacks.
pub fn restore(folder: &Path, from: &Path, force: bool) -> Result<Restored, StorageError> {
    if !from.exists() {
        return Err(missing(from));
    }
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::refuse_newer(&source)?;
    schema::refuse_foreign(&source)?;
    let folder = DataFolder::take(folder)?;
    let database = folder.database();
    let is_taken = holds_bytes(database) || holds_bytes(&beside(database, "-wal"));
    if is_taken && !force {
        return Err(exists(database));
    }
    let part = beside(database, ".part");
    copy(&source, &part)?;
    begin_anew(&part)?;
    let replaced = match is_taken {
        true => Some(keep(database)?),
        false => None,
    };
    settle(&part, database)?;
    Ok(Restored { replaced })
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

/// Gives the store of a folder a second name, so that another file can take the place of its first; returns that name.
fn keep(database: &Path) -> Result<PathBuf, StorageError> {
    if holds_bytes(database) {
        fold(database)?;
    }
    let free = (1u32..)
        .map(|number| database.with_file_name(format!("replaced-{number}.sqlite3")))
        .find(|path| !path.exists());
    let kept = free.ok_or(StorageError::Full)?;
    fs::hard_link(database, &kept).map_err(of_io)?;
    // Of a store that is whole, none is left by now. One that stayed would be read as if it belonged to the store put back.
    for suffix in LOGS {
        let log = beside(database, suffix);
        if log.exists() {
            fs::rename(&log, beside(&kept, suffix)).map_err(of_io)?;
        }
    }
    sync_names(&kept)?;
    Ok(kept)
}

/// Folds a store's logs into its database, so that the one file is the whole store. One that is damaged stays as it is.
fn fold(database: &Path) -> Result<(), StorageError> {
    let folded = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(
        |connection| {
            connection.busy_timeout(schema::BUSY)?;
            // Whoever reads first ends what a killed writer had begun.
            connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            connection.query_row(sql, [], |row| row.get::<_, bool>(0))
        },
    );
    match folded.map_err(StorageError::from) {
        Ok(false) | Err(StorageError::Damaged { .. }) => Ok(()),
        Ok(true) => Err(StorageError::InUse {
            path: database.display().to_string(),
        }),
        Err(error) => Err(error),
    }
}

fn holds_bytes(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0)
}
