//! What others say that they made of the packs that they hold, and what of it is here.

use crate::error::ClientError;
use proto::{DeviceId, DocId};
use rusqlite::{Connection, OptionalExtension};
use seal::ChangeSum;
use std::collections::BTreeSet;

/// A tally that is to be compared.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) author: DeviceId,
    pub(crate) bytes: Vec<u8>,
    /// What it names and is not here was asked for.
    pub(crate) was_asked: bool,
}

/// Keeps the newest tally of a device; one that it replaces and that was not compared is skipped.
pub(crate) fn keep(
    connection: &Connection,
    space: i64,
    (author, number): (DeviceId, u64),
    bytes: &[u8],
) -> Result<(), ClientError> {
    let known: Option<(u64, u8)> = connection
        .prepare_cached("SELECT number, state FROM doc_tally WHERE space = ?1 AND author = ?2")?
        .query_row((space, author.as_bytes()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    if known.is_some_and(|(known, _)| known >= number) {
        return Ok(());
    }
    if known.is_some_and(|(_, state)| state != DONE) {
        count_skipped(connection, space)?;
    }
    connection
        .prepare_cached(
            "INSERT INTO doc_tally (space, author, number, bytes, state) VALUES (?1, ?2, ?3, ?4, 0)
             ON CONFLICT (space, author) DO UPDATE SET number = excluded.number, bytes = excluded.bytes, state = 0",
        )?
        .execute((space, author.as_bytes(), number, bytes))?;
    Ok(())
}

const DONE: u8 = 1;
const ASKED: u8 = 2;

/// Returns the tallies of others that are to be compared, in the order of their devices.
pub(crate) fn pending(
    connection: &Connection,
    space: i64,
    me: DeviceId,
) -> Result<Vec<Pending>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT author, bytes, state FROM doc_tally
         WHERE space = ?1 AND author <> ?2 AND state <> 1 ORDER BY author",
    )?;
    let rows = statement.query_map((space, me.as_bytes()), |row| {
        Ok(Pending {
            author: DeviceId(row.get(0)?),
            bytes: row.get(1)?,
            was_asked: row.get::<_, u8>(2)? == ASKED,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn set_state(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    state: u8,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_tally SET state = ?3 WHERE space = ?1 AND author = ?2")?
        .execute((space, author.as_bytes(), state))?;
    Ok(())
}

/// Takes note that what a tally names and is not here is asked for.
pub(crate) fn set_asked(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<(), ClientError> {
    set_state(connection, space, author, ASKED)
}

/// Takes note that a tally was compared.
pub(crate) fn set_compared(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    at: i64,
) -> Result<(), ClientError> {
    set_state(connection, space, author, DONE)?;
    connection
        .prepare_cached(
            "INSERT INTO doc_comparing (space, compared, compared_at) VALUES (?1, 1, ?2)
             ON CONFLICT (space) DO UPDATE SET compared = compared + 1, compared_at = ?2",
        )?
        .execute((space, at))?;
    Ok(())
}

/// Takes note that a tally cannot be compared.
pub(crate) fn set_skipped(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<(), ClientError> {
    set_state(connection, space, author, DONE)?;
    count_skipped(connection, space)
}

fn count_skipped(connection: &Connection, space: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_comparing (space, skipped) VALUES (?1, 1)
             ON CONFLICT (space) DO UPDATE SET skipped = skipped + 1",
        )?
        .execute([space])?;
    Ok(())
}

/// A change that packs of a space carry: its document, the first bytes of its hash, and the pack.
pub(crate) type Carried = (DocId, [u8; ChangeSum::MARK], i64);

/// Returns the changes that packs of a space carry and that are here, by document. One that several packs carry is there once or
/// more often. The first bytes of a change's hash are its checksum.
pub(crate) fn carried(connection: &Connection, space: i64) -> Result<Vec<Carried>, ClientError> {
    let mut statement = connection.prepare_cached(CARRIED)?;
    let rows = statement.query_map([space], |row| {
        Ok((DocId(row.get(0)?), row.get(1)?, row.get(2)?))
    })?;
    let mut carried = rows.collect::<Result<Vec<_>, _>>()?;
    carried.sort_unstable();
    Ok(carried)
}

/// The packs are read from their index alone, in this order: what they hold is not looked at.
const CARRIED: &str = "SELECT r.id, substr(c.bytes, 5, 4), p.n
     FROM doc_pack p CROSS JOIN doc_change c ON c.pack = p.n CROSS JOIN doc_record r ON r.n = c.record
     WHERE p.space = ?1";

/// Returns the changes that no pack carries yet, as far as this device knows, by document with the first bytes of their hashes.
pub(crate) fn unsealed(
    connection: &Connection,
) -> Result<BTreeSet<(DocId, [u8; ChangeSum::MARK])>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, substr(c.bytes, 5, 4) FROM doc_change c JOIN doc_record r ON r.n = c.record WHERE c.pack IS NULL",
    )?;
    let rows = statement.query_map([], |row| Ok((DocId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lets a stored pack carry a change whose own pack is lost.
pub(crate) fn adopt(
    connection: &Connection,
    document: DocId,
    change: &[u8],
    pack: i64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_change SET pack = ?3 WHERE record = (SELECT n FROM doc_record WHERE id = ?1)
             AND bytes = ?2 AND pack IS NOT NULL AND pack NOT IN (SELECT n FROM doc_pack)",
        )?
        .execute((document.as_bytes(), change, pack))?;
    Ok(())
}

/// Takes note that a space's packs carry a document that another space erased.
pub(crate) fn leave_out(
    connection: &Connection,
    space: i64,
    document: DocId,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO doc_left_out (space, document) VALUES (?1, ?2)")?
        .execute((space, document.as_bytes()))?;
    Ok(())
}

/// Returns the documents that a space's packs carry and that another space erased, sorted.
pub(crate) fn left_out(connection: &Connection, space: i64) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT document FROM doc_left_out WHERE space = ?1 ORDER BY document")?;
    let rows = statement.query_map([space], |row| Ok(DocId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
