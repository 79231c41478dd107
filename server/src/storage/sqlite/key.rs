//! The relay's key alone: what devices know a relay by, and all that a new store needs for them to fill it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use proto::RelayKeyCode;
use rusqlite::OptionalExtension;

use super::files::{DATABASE, beside, exists, missing, settle};
use super::folder::{DataFolder, of_io, open_private};
use super::schema;
use crate::storage::StorageError;

/// Writes the key of a data folder's store to a file of one line, also while a relay runs on it. Only its owner can read it.
pub fn export_key(folder: &Path, out: &Path) -> Result<(), StorageError> {
    if out.exists() {
        return Err(exists(out));
    }
    let database = folder.join(DATABASE);
    if !database.exists() {
        return Err(missing(&database));
    }
    let connection = schema::open_reader(&database)?;
    schema::refuse_newer(&connection)?;
    let seed = schema::read_seed(&connection)?;
    let part = beside(out, ".part");
    if part.exists() {
        fs::remove_file(&part).map_err(of_io)?;
    }
    let mut file = open_private(&part).map_err(of_io)?;
    writeln!(file, "{}", RelayKeyCode { seed }).map_err(of_io)?;
    settle(&part, out)?;
    Ok(())
}

/// Makes the store of a data folder that of the relay with this key. A store that holds a space is refused: the devices that
/// know it by its own key would know it no more. A new epoch begins, so devices give the store what it lacks.
pub fn import_key(folder: &Path, key: &RelayKeyCode) -> Result<(), StorageError> {
    let folder = DataFolder::take(folder)?;
    let connection = schema::open_writer(folder.database())?;
    let transaction = connection.unchecked_transaction()?;
    let sql = "SELECT 1 FROM space LIMIT 1";
    let used: Option<bool> = transaction
        .query_row(sql, [], |row| row.get(0))
        .optional()?;
    if used.is_some() {
        return Err(exists(folder.database()));
    }
    schema::write_seed(&transaction, &key.seed)?;
    schema::write_new_epoch(&transaction)?;
    transaction.commit()?;
    Ok(())
}
