//! What packs of one space bring from others: changes of records that moved, and entries of the ledgers that judge them.

use crate::error::ClientError;
use proto::{EntryHash, SpaceId};
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;

/// A change that was said in one space and is carried by another.
pub(crate) struct BroughtChange {
    /// Its row.
    pub(crate) n: i64,
    pub(crate) record: i64,
    /// The number of its author's pack in the space in which it was said.
    pub(crate) number: u64,
    pub(crate) is_late: bool,
    pub(crate) bytes: Vec<u8>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<BroughtChange> {
    Ok(BroughtChange {
        n: row.get(0)?,
        record: row.get(1)?,
        number: row.get(2)?,
        is_late: row.get(3)?,
        bytes: row.get(4)?,
    })
}

/// Returns the changes that were said in a space and are carried by others. Those that an older program took in are not told
/// apart by pack, and count.
pub(crate) fn changes_from(
    connection: &Connection,
    origin: SpaceId,
) -> Result<Vec<BroughtChange>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, record, number, late, bytes FROM doc_change
         WHERE origin = ?1 AND number IS NOT NULL ORDER BY n",
    )?;
    let rows = statement.query_map([origin.as_bytes()], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the changes that one space carries and that were said in another.
pub(crate) fn changes_to(
    connection: &Connection,
    (carrier, origin): (i64, SpaceId),
) -> Result<Vec<BroughtChange>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.n, c.record, c.number, c.late, c.bytes FROM doc_change c JOIN doc_pack p ON p.n = c.pack
         WHERE c.origin = ?2 AND c.number IS NOT NULL AND p.space = ?1 ORDER BY c.n",
    )?;
    let rows = statement.query_map((carrier, origin.as_bytes()), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the spaces in which changes were said that others carry.
pub(crate) fn origins(connection: &Connection) -> Result<BTreeSet<SpaceId>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT origin FROM doc_change WHERE origin IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok(SpaceId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the records of which a space carries what was said in another, whether it counts or not.
pub(crate) fn records(connection: &Connection) -> Result<BTreeSet<i64>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT record FROM doc_change WHERE origin IS NOT NULL")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Says whether the ledger of the space in which a change was said lets it count.
pub(crate) fn set_late(
    connection: &Connection,
    change: i64,
    is_late: bool,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_change SET late = ?2 WHERE n = ?1")?
        .execute((change, is_late))?;
    Ok(())
}

/// Returns the entries of a ledger that a space's packs bring, by place. There may be several for one.
pub(crate) fn entries(
    connection: &Connection,
    carrier: i64,
    space: SpaceId,
) -> Result<Vec<(u64, Vec<u8>)>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT position, bytes FROM doc_brought_entry WHERE carrier = ?1 AND space = ?2
         ORDER BY position, hash",
    )?;
    let rows = statement.query_map((carrier, space.as_bytes()), |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the spaces whose packs bring entries of a ledger.
pub(crate) fn carriers(connection: &Connection, space: SpaceId) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT carrier FROM doc_brought_entry WHERE space = ?1 ORDER BY carrier",
    )?;
    let rows = statement.query_map([space.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps an entry; returns whether it is new.
pub(crate) fn insert_entry(
    connection: &Connection,
    (carrier, space): (i64, SpaceId),
    position: u64,
    hash: EntryHash,
    bytes: &[u8],
) -> Result<bool, ClientError> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO doc_brought_entry (carrier, space, position, hash, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute((carrier, space.as_bytes(), position, hash.as_bytes(), bytes))?;
    Ok(inserted > 0)
}
