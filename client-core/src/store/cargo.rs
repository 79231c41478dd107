//! Items of courier files that concern spaces of others: carried, not read.

use crate::error::ClientError;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

/// Keeps an item; returns whether it was not kept already.
pub(crate) fn insert(connection: &Connection, item: &[u8], at: i64) -> Result<bool, ClientError> {
    let hash: [u8; 32] = Sha256::digest(item).into();
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO doc_cargo (hash, at, bytes) VALUES (?1, ?2, ?3)")?
        .execute((hash, at, item))?;
    Ok(added > 0)
}

/// Returns all items by number, with their lengths before them, in the order in which they came.
pub(crate) fn items(connection: &Connection) -> Result<Vec<(i64, Vec<u8>)>, ClientError> {
    let mut statement = connection.prepare_cached("SELECT n, bytes FROM doc_cargo ORDER BY n")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Drops an item.
pub(crate) fn remove(connection: &Connection, n: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_cargo WHERE n = ?1")?
        .execute([n])?;
    Ok(())
}

/// Counts items and their bytes.
pub(crate) fn size(connection: &Connection) -> Result<(u64, u64), ClientError> {
    Ok(connection.query_row(
        "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM doc_cargo",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

/// Drops all items; returns how many there were.
pub(crate) fn clear(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.execute("DELETE FROM doc_cargo", [])? as u64)
}
