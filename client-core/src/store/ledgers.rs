//! The replicas of the ledgers, and the actions that wait to be signed onto them.

use crate::error::ClientError;
use rusqlite::Connection;
use std::collections::BTreeSet;

pub(crate) fn entries(connection: &Connection, space: i64) -> Result<Vec<Vec<u8>>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT bytes FROM doc_ledger WHERE space = ?1 ORDER BY position")?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn append(
    connection: &Connection,
    space: i64,
    position: u64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_ledger (space, position, bytes) VALUES (?1, ?2, ?3)")?
        .execute((space, position, bytes))?;
    Ok(())
}

/// Removes the entries from a place on.
pub(crate) fn truncate(
    connection: &Connection,
    space: i64,
    position: u64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_ledger WHERE space = ?1 AND position >= ?2")?
        .execute((space, position))?;
    Ok(())
}

pub(crate) fn add_intent(
    connection: &Connection,
    space: i64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_intent (space, bytes) VALUES (?1, ?2)")?
        .execute((space, bytes))?;
    Ok(())
}

/// Returns the waiting intents of a space in the order they were made.
pub(crate) fn intents(
    connection: &Connection,
    space: i64,
) -> Result<Vec<(i64, Vec<u8>)>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT n, bytes FROM doc_intent WHERE space = ?1 ORDER BY n")?;
    let rows = statement.query_map([space], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn intents_waiting(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row("SELECT count(*) FROM doc_intent", [], |row| row.get(0))?)
}

/// Tells whether intents wait in other spaces than these.
pub(crate) fn waits_elsewhere(
    connection: &Connection,
    than: &BTreeSet<i64>,
) -> Result<bool, ClientError> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT space FROM doc_intent")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !than.contains(&row.get(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn replace_intent(
    connection: &Connection,
    n: i64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_intent SET bytes = ?2 WHERE n = ?1")?
        .execute((n, bytes))?;
    Ok(())
}

pub(crate) fn remove_intent(connection: &Connection, n: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_intent WHERE n = ?1")?
        .execute([n])?;
    Ok(())
}
