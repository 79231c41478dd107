//! Conflicts that this device's list leaves out for a while.

use crate::error::ClientError;
use proto::UnixMillis;
use rusqlite::Connection;

/// By what a conflict is recognised as the one that was postponed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// When its newest value was written, in Unix milliseconds.
    pub(crate) newest: i64,
    /// How many values it had.
    pub(crate) number: i64,
}

/// Postpones the conflict at a place of a record.
pub(crate) fn set(
    connection: &Connection,
    record: i64,
    key: &str,
    seen: Seen,
    until: UnixMillis,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_postponed (record, key, newest, number, until) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (record, key) DO UPDATE SET newest = excluded.newest, number = excluded.number, until = excluded.until",
        )?
        .execute((record, key, seen.newest, seen.number, until.0))?;
    Ok(())
}
