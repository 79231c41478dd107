//! Opening a connection, and bringing the database to this program's version.

use std::path::Path;
use std::time::Duration;

use proto::RelayEpoch;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use super::failure::damaged;
use super::folder::FileMark;
use crate::storage::{Identity, StorageError};

/// The steps from an empty database to the current version; step `n` leads to version `n + 1`.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
];

/// How long a connection waits for another's lock; only checkpoints and readers meet.
pub(super) const BUSY: Duration = Duration::from_secs(10);

/// Memory for pages, in KiB as SQLite's negative `cache_size` counts.
const WRITER_CACHE: i64 = -8192;
const READER_CACHE: i64 = -2048;

/// The write-ahead log is cut back to this after a checkpoint.
const WAL_LIMIT: i64 = 32 << 20;

/// Opens the one connection that writes, and makes or upgrades the database.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StorageError> {
    prepare_writer(open(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    )?)
}

/// Makes or upgrades the database of a connection, and makes its commits durable.
pub(super) fn prepare_writer(mut connection: Connection) -> Result<Connection, StorageError> {
    prepare(&connection)?;
    refuse_newer(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // An acknowledgement means that the write-ahead log is on disk, not only in the system's memory.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is erased must not lie on in the file, where a disk that is sold still shows it.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "cache_size", WRITER_CACHE)?;
    connection.pragma_update(None, "journal_size_limit", WAL_LIMIT)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StorageError> {
    // Read-write, since a reader of a write-ahead log writes its index; `query_only` keeps it from more.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", READER_CACHE)?;
    Ok(connection)
}

fn open(path: &Path, mode: OpenFlags) -> Result<Connection, StorageError> {
    let mode = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, mode)?)
}

fn prepare(connection: &Connection) -> Result<(), StorageError> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

fn version(connection: &Connection) -> Result<u32, StorageError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a database that a newer program made.
pub(super) fn refuse_newer(connection: &Connection) -> Result<(), StorageError> {
    let (found, known) = (version(connection)?, MIGRATIONS.len() as u32);
    if found > known {
        Err(StorageError::Newer { found, known })
    } else {
        Ok(())
    }
}

/// Refuses a database that this program would bring to a new form before it reads it.
pub(super) fn refuse_older(connection: &Connection) -> Result<(), StorageError> {
    let (found, known) = (version(connection)?, MIGRATIONS.len() as u32);
    if found < known {
        Err(StorageError::Older { found, known })
    } else {
        Ok(())
    }
}

/// Refuses a database that is no relay's.
pub(super) fn refuse_foreign(connection: &Connection) -> Result<(), StorageError> {
    let sql = "SELECT 1 FROM meta WHERE name = 'relay-seed'";
    let found = connection
        .prepare(sql)
        .and_then(|mut found| found.exists([]));
    match found {
        Ok(true) => Ok(()),
        Ok(false) => Err(damaged("it is not a relay's")),
        Err(error) => match StorageError::from(error) {
            StorageError::Failed(_) => Err(damaged("it is not a relay's")),
            error => Err(error),
        },
    }
}

/// Forgets the file in which the store was: the one in which it is put back is its own from now on.
pub(super) fn forget_file(connection: &Connection) -> Result<(), StorageError> {
    connection.execute("DELETE FROM meta WHERE name = 'file'", [])?;
    Ok(())
}

/// Gives the seed of the relay's key, which is there since the store is.
pub(super) fn read_seed(connection: &Connection) -> Result<[u8; 32], StorageError> {
    refuse_foreign(connection)?;
    meta(connection, "relay-seed")
}

/// Makes a seed that of the relay's key.
pub(super) fn write_seed(connection: &Connection, seed: &[u8; 32]) -> Result<(), StorageError> {
    let sql = "INSERT INTO meta (name, value) VALUES ('relay-seed', ?1)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.execute(sql, [seed.as_slice()])?;
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), StorageError> {
    let done = version(connection)? as usize;
    for (index, step) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", index as u32 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Gives the relay's identity and epoch, drawn when the store is new.
pub(super) fn read_meta(connection: &Connection) -> Result<(Identity, RelayEpoch), StorageError> {
    let seed = meta(connection, "relay-seed")?;
    let epoch = meta(connection, "relay-epoch")?;
    Ok((Identity { seed }, RelayEpoch(epoch)))
}

/// Writes a new random epoch.
pub(super) fn write_new_epoch(connection: &Connection) -> Result<RelayEpoch, StorageError> {
    let epoch: [u8; 8] = random()?;
    let sql = "INSERT INTO meta (name, value) VALUES ('relay-epoch', ?1)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.execute(sql, [epoch.as_slice()])?;
    Ok(RelayEpoch(epoch))
}

/// Begins a new epoch if the data was put back, as the operator says or as the file shows: a copy has
/// another mark than the file that the store was at its last start, and may be older than what devices were
/// told since. Gives the epoch that holds.
pub(super) fn settle_epoch(
    connection: &Connection,
    epoch: RelayEpoch,
    file_mark: Option<FileMark>,
    restored: bool,
) -> Result<RelayEpoch, StorageError> {
    let transaction = connection.unchecked_transaction()?;
    let is_copy = match file_mark {
        Some(mark) => note_file(&transaction, mark)?,
        None => false,
    };
    let epoch = if restored || is_copy {
        write_new_epoch(&transaction)?
    } else {
        epoch
    };
    transaction.commit()?;
    Ok(epoch)
}

/// Takes note of the file's mark; tells whether there was another before. Stores of the first releases have only its number.
fn note_file(connection: &Connection, mark: FileMark) -> Result<bool, StorageError> {
    let sql = "SELECT value FROM meta WHERE name = 'file'";
    let last: Option<Vec<u8>> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    if last.as_deref() == Some(mark.as_slice()) {
        return Ok(false);
    }
    let sql = "INSERT INTO meta (name, value) VALUES ('file', ?1)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.execute(sql, [mark.as_slice()])?;
    Ok(last.is_some_and(|last| last.len() != 8 || !mark.starts_with(&last)))
}

fn meta<const N: usize>(connection: &Connection, name: &str) -> Result<[u8; N], StorageError> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    let found: Option<Vec<u8>> = connection
        .query_row(sql, [name], |row| row.get(0))
        .optional()?;
    match found {
        Some(bytes) => bytes
            .try_into()
            .map_err(|_| damaged(format!("{name} has a wrong length"))),
        None => {
            let fresh: [u8; N] = random()?;
            let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)";
            connection.execute(sql, (name, fresh.as_slice()))?;
            Ok(fresh)
        }
    }
}

fn random<const N: usize>() -> Result<[u8; N], StorageError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_a_newer_program_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.sqlite3");
        let newer = Connection::open(&path).unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
        drop(newer);
        let before = std::fs::read(&path).unwrap();
        let error = open_writer(&path).unwrap_err();
        assert!(matches!(
            error,
            StorageError::Newer {
                found: 99,
                known: 2
            }
        ));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn identity_and_epoch_stay_when_the_store_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.sqlite3");
        let (identity, epoch) = read_meta(&open_writer(&path).unwrap()).unwrap();
        let again = open_writer(&path).unwrap();
        assert_eq!(read_meta(&again).unwrap().0.seed, identity.seed);
        assert_eq!(read_meta(&again).unwrap().1, epoch);
        let renewed = write_new_epoch(&again).unwrap();
        assert_ne!(renewed, epoch);
        assert_eq!(read_meta(&again).unwrap().1, renewed);
    }

    #[test]
    fn a_copy_that_got_the_number_of_the_removed_file_begins_an_epoch() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("relay.sqlite3")).unwrap();
        let (_, epoch) = read_meta(&connection).unwrap();
        let mark = |number: u8, birth: u8| {
            let mut mark = FileMark::default();
            (mark[7], mark[23]) = (number, birth);
            Some(mark)
        };
        let settle = |before, mark| settle_epoch(&connection, before, mark, false).unwrap();
        assert_eq!(settle(epoch, mark(7, 1)), epoch);
        assert_eq!(settle(epoch, mark(7, 1)), epoch);
        let restored = settle(epoch, mark(7, 2));
        assert_ne!(restored, epoch);
        assert_ne!(settle(restored, mark(8, 2)), restored);
    }

    #[test]
    fn a_store_that_noted_only_its_files_number_is_no_copy() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("relay.sqlite3")).unwrap();
        let (_, epoch) = read_meta(&connection).unwrap();
        let sql = "INSERT INTO meta (name, value) VALUES ('file', ?1)";
        connection.execute(sql, [7_u64.to_be_bytes()]).unwrap();
        let mut mark = FileMark::default();
        (mark[7], mark[23]) = (7, 9);
        assert_eq!(
            settle_epoch(&connection, epoch, Some(mark), false).unwrap(),
            epoch
        );
    }
}
