//! The encrypted database: opening it with its key, its settings and its migrations.

use crate::error::ClientError;
use crate::view::fresh;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use zeroize::Zeroizing;

/// Version of the truth's schema; one numbered file a step.
const MIGRATIONS: &[&str] = &[
    include_str!("database/001_truth.sql"),
    include_str!("database/002_audit.sql"),
    include_str!("database/003_courier.sql"),
    include_str!("database/004_trust.sql"),
    include_str!("database/005_erasing.sql"),
    include_str!("database/006_escrow.sql"),
    include_str!("database/007_unsent.sql"),
    include_str!("database/008_suspicions.sql"),
    include_str!("database/009_postponed.sql"),
    include_str!("database/010_moving.sql"),
    include_str!("database/011_chains.sql"),
    include_str!("database/012_liaison.sql"),
    include_str!("database/013_brought_ledgers.sql"),
    include_str!("database/014_histories.sql"),
    include_str!("database/015_tallies.sql"),
    include_str!("database/016_late_when.sql"),
];

/// Version of the read models. A database with another one has them rebuilt when it opens.
pub(crate) const READ_MODEL_VERSION: i64 = 21;

const READ_MODELS: &str = include_str!("database/read_models.sql");

/// Unlocks a connection with the raw 32-byte key and brings the schema up to date.
///
/// Returns whether the read models have to be rebuilt.
/// Fails with `database-damaged` when the file is not a database under this key, and with
/// `database-newer` when a newer program wrote it.
pub(crate) fn prepare(connection: &Connection, key: &[u8; 32]) -> Result<bool, ClientError> {
    unlock(connection, key)?;
    // FULL in WAL mode: a commit returns when the log is fsynced, so a recorded visit survives a power cut. The log goes
    // into the database after bulk work and when the notebook closes; 32 MB of it is only a guard, since whoever
    // records the visit that reaches it waits for it.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;
         PRAGMA wal_autocheckpoint = 8000;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    // Plans do not depend on values that are bound: they would be made anew at each execution of a statement that compares
    // what a partial index compares as well, such as a record's kind.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    migrate(connection)?;
    read_models(connection)
}

fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<(), ClientError> {
    // A raw key skips SQLCipher's own key derivation: the PIN's Argon2id has done that work already.
    let mut statement = Zeroizing::new(String::with_capacity(160));
    // SQLCipher would write to the terminal by itself; what goes wrong is told by the error.
    statement.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'");
    for byte in key {
        statement.push_str(&format!("{byte:02x}"));
    }
    statement.push_str("'\"; PRAGMA cipher_memory_security = OFF;");
    connection.execute_batch(&statement)?;
    // The key is only tried when the first page is read.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(())
}

pub(crate) fn migrate(connection: &Connection) -> Result<(), ClientError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(ClientError::DatabaseNewer { found, known });
    }
    let done = usize::try_from(found).map_err(|_| ClientError::DatabaseDamaged)?;
    for (index, step) in MIGRATIONS.iter().enumerate().skip(done) {
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {step} PRAGMA user_version = {}; COMMIT;",
            index + 1
        ))?;
    }
    Ok(())
}

fn read_models(connection: &Connection) -> Result<bool, ClientError> {
    let version: Option<i64> = crate::store::meta::get(connection, "read_model_version")?;
    if version == Some(READ_MODEL_VERSION) {
        return Ok(false);
    }
    recreate_read_models(connection)?;
    Ok(true)
}

/// Drops every read model and makes them anew, empty.
pub(crate) fn recreate_read_models(connection: &Connection) -> Result<(), ClientError> {
    connection.execute_batch(
        "DROP TABLE IF EXISTS rm_fresh; DROP TABLE IF EXISTS rm_search; DROP TABLE IF EXISTS rm_conflict;
         DROP TABLE IF EXISTS rm_moved; DROP TABLE IF EXISTS rm_lived; DROP TABLE IF EXISTS rm_likeness;
         DROP TABLE IF EXISTS rm_link; DROP TABLE IF EXISTS rm_follower; DROP TABLE IF EXISTS rm_unlike;
         DROP TABLE IF EXISTS rm_profile; DROP TABLE IF EXISTS rm_review; DROP TABLE IF EXISTS rm_restricted;
         DROP TABLE IF EXISTS rm_group; DROP TABLE IF EXISTS rm_recognition;
         DROP TABLE IF EXISTS rm_copies; DROP TABLE IF EXISTS rm_coverage;
         DROP TABLE IF EXISTS rm_record;",
    )?;
    connection.execute_batch(READ_MODELS)?;
    Ok(())
}

/// Gives a long transaction room for the pages it changes; without it SQLite writes them out early and twice.
pub(crate) fn widen_cache(connection: &Connection, wide: bool) -> Result<(), ClientError> {
    let size = if wide { -65536 } else { -16384 };
    Ok(connection.pragma_update(None, "cache_size", size)?)
}

/// Commits what `write` writes without waiting for the disk. It survives the program's end; a power cut in the next seconds
/// may take it.
pub(crate) fn without_waiting(
    connection: &Connection,
    write: impl FnOnce() -> Result<(), ClientError>,
) -> Result<(), ClientError> {
    connection.execute_batch("PRAGMA synchronous = NORMAL")?;
    let written = write();
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    written
}

/// Pages of search segments that are merged after bulk work.
const MERGED_PAGES: i64 = 500;

/// Tidies up after bulk work, when nobody waits for a single record: brings what was written one by one into the search
/// index, merges its segments, and writes the log into the database.
pub(crate) fn settle(connection: &Connection) -> Result<(), ClientError> {
    let transaction = connection.unchecked_transaction()?;
    fresh::take_over(&transaction)?;
    transaction.execute(
        "INSERT INTO rm_search (rm_search, rank) VALUES ('merge', ?1)",
        [MERGED_PAGES],
    )?;
    transaction.commit()?;
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}
