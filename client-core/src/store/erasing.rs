//! Erased documents that stored packs may still hold, and what relays signed of erasing.

use crate::error::ClientError;
use crate::store::packs::PackName;
use proto::DocId;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Takes note that stored packs may hold an erased document, and whether this device brings the relay replacements.
pub(crate) fn insert(
    connection: &Connection,
    space: i64,
    document: DocId,
    brings: bool,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_erasing (space, document, brings) VALUES (?1, ?2, ?3)
             ON CONFLICT (space, document) DO UPDATE SET brings = max(brings, excluded.brings)",
        )?
        .execute((space, document.as_bytes(), brings))?;
    Ok(())
}

/// Returns the spaces in which documents are being erased.
pub(crate) fn spaces(connection: &Connection) -> Result<Vec<i64>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT space FROM doc_erasing ORDER BY space")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the documents that are being erased in a space, and of which this device brings replacements.
pub(crate) fn documents(
    connection: &Connection,
    space: i64,
) -> Result<BTreeMap<DocId, bool>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT document, brings FROM doc_erasing WHERE space = ?1")?;
    let rows = statement.query_map([space], |row| Ok((DocId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn remove(
    connection: &Connection,
    space: i64,
    document: DocId,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_erasing WHERE space = ?1 AND document = ?2")?
        .execute((space, document.as_bytes()))?;
    Ok(())
}

/// Returns the stored packs of a space that have bytes, each with its state.
pub(crate) fn stored_packs(
    connection: &Connection,
    space: i64,
) -> Result<Vec<(i64, u8)>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, state FROM doc_pack WHERE space = ?1 AND length(bytes) > 0 ORDER BY n",
    )?;
    let rows = statement.query_map([space], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes the bytes of a stored pack away, in whose place another one stands: of an author's pack the name stays, which
/// the next one names, and it is not carried any more; a derived one goes altogether.
pub(crate) fn empty_pack(
    connection: &Connection,
    pack: i64,
    instead: Option<i64>,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_pack SET bytes = x'', state = CASE WHEN state IN (5, 6) THEN 2 ELSE state END WHERE n = ?1",
        )?
        .execute([pack])?;
    if let Some(instead) = instead {
        connection
            .prepare_cached(
                "UPDATE doc_change SET pack = ?2 WHERE pack IN (SELECT n FROM doc_pack WHERE n = ?1 AND number = 0)",
            )?
            .execute((pack, instead))?;
        connection
            .prepare_cached("DELETE FROM doc_pack WHERE n = ?1 AND number = 0")?
            .execute([pack])?;
    }
    Ok(())
}

/// Keeps the name of a pack in whose place another one stands.
pub(crate) fn insert_name(connection: &Connection, name: &PackName) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_pack (space, author, number, hash, state, bytes) VALUES (?1, ?2, ?3, ?4, 2, x'')
             ON CONFLICT (space, author, number, hash) DO NOTHING",
        )?
        .execute((name.space, name.author.as_bytes(), name.number, name.hash.as_bytes()))?;
    Ok(())
}

pub(crate) fn insert_receipt(
    connection: &Connection,
    space: i64,
    at: i64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_erasure_receipt (space, at, bytes) VALUES (?1, ?2, ?3)")?
        .execute((space, at, bytes))?;
    Ok(())
}

/// Returns the receipts of a space, oldest first.
pub(crate) fn receipts(connection: &Connection, space: i64) -> Result<Vec<Vec<u8>>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT bytes FROM doc_erasure_receipt WHERE space = ?1 ORDER BY n")?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
