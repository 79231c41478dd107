//! Which hash each pack of an author has, as far as a signature of the author's tells: its own, that of the pack after it,
//! or that of an excerpt.

use crate::error::ClientError;
use crate::store::packs;
use proto::{DeviceId, PackHash};
use rusqlite::{Connection, OptionalExtension};

/// Returns the hash that an author's pack with a number has, if it is known.
pub(crate) fn hash_of(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<Option<PackHash>, ClientError> {
    if let Some(hash) = packs::hash_of(connection, space, author, number)? {
        return Ok(Some(hash));
    }
    Ok(connection
        .prepare_cached(
            "SELECT hash FROM doc_vouched WHERE space = ?1 AND author = ?2 AND number = ?3",
        )?
        .query_row((space, author.as_bytes(), number), |row| row.get(0))
        .optional()?
        .map(PackHash))
}

/// Keeps the hash of an author's pack that is not here by itself. The first that is known stays.
pub(crate) fn vouch(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
    hash: PackHash,
) -> Result<(), ClientError> {
    if hash_of(connection, space, author, number)?.is_none() {
        connection
            .prepare_cached(
                "INSERT INTO doc_vouched (space, author, number, hash) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((space, author.as_bytes(), number, hash.as_bytes()))?;
    }
    Ok(())
}
