//! Records and their changes: the Automerge bytes as they came in.

use crate::error::ClientError;
use proto::{DeviceId, DocId, SpaceId};
use records::{Kind, RecordChange};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;

/// A record's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordRow {
    pub(crate) n: i64,
    /// Absent until the change that created the record has arrived.
    pub(crate) kind: Option<Kind>,
    /// The space to which goes what is written to it.
    pub(crate) space: i64,
    /// Its changes came in packs of several spaces.
    pub(crate) scattered: bool,
}

pub(crate) fn record(connection: &Connection, id: DocId) -> Result<Option<RecordRow>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT n, kind, space, scattered FROM doc_record WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| {
            Ok(RecordRow {
                n: row.get(0)?,
                kind: Kind::from_code(row.get(1)?),
                space: row.get(2)?,
                scattered: row.get(3)?,
            })
        })
        .optional()?)
}

/// Returns the record of a row number, with its id.
pub(crate) fn by_number(
    connection: &Connection,
    n: i64,
) -> Result<(DocId, RecordRow), ClientError> {
    Ok(connection
        .prepare_cached("SELECT id, kind, space, scattered FROM doc_record WHERE n = ?1")?
        .query_row([n], |row| {
            let record = RecordRow {
                n,
                kind: Kind::from_code(row.get(1)?),
                space: row.get(2)?,
                scattered: row.get(3)?,
            };
            Ok((DocId(row.get(0)?), record))
        })?)
}

pub(crate) fn insert_record(
    connection: &Connection,
    id: DocId,
    kind: Option<Kind>,
    space: i64,
) -> Result<i64, ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_record (id, kind, space) VALUES (?1, ?2, ?3)")?
        .execute((id.as_bytes(), kind.map_or(0, Kind::code), space))?;
    Ok(connection.last_insert_rowid())
}

pub(crate) fn set_kind(
    connection: &Connection,
    record: i64,
    kind: Option<Kind>,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_record SET kind = ?2 WHERE n = ?1")?
        .execute((record, kind.map_or(0, Kind::code)))?;
    Ok(())
}

pub(crate) fn insert(
    connection: &Connection,
    record: i64,
    pack: Option<i64>,
    bytes: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_change (record, pack, bytes) VALUES (?1, ?2, ?3)")?
        .execute((record, pack, bytes))?;
    Ok(())
}

/// Where a change was said that a pack of another space brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Brought {
    /// The space in which it was said.
    pub(crate) origin: SpaceId,
    /// The number of its author's pack there.
    pub(crate) number: u64,
    /// That space's ledger does not let it count.
    pub(crate) is_late: bool,
}

/// Stores a change that arrived, which is void where the pack that brings it does not count.
pub(crate) fn insert_arrived(
    connection: &Connection,
    record: i64,
    pack: i64,
    change: &RecordChange,
    brought: Option<Brought>,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_change (record, pack, bytes, void, origin, number, late)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            record,
            pack,
            change.bytes(),
            change.is_void(),
            brought.map(|brought| brought.origin.0),
            brought.map(|brought| brought.number),
            brought.is_some_and(|brought| brought.is_late),
        ))?;
    Ok(())
}

/// Says whether a stored change counts that came in a pack of a space, by itself or inside another.
pub(crate) fn set_void(
    connection: &Connection,
    (record, space): (i64, i64),
    (author, number): (DeviceId, u64),
    bytes: &[u8],
    is_void: bool,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_change SET void = ?6 WHERE record = ?1 AND bytes = ?5
             AND pack IN (SELECT n FROM doc_pack WHERE space = ?2 AND (number = 0 OR author = ?3 AND number = ?4))",
        )?
        .execute((record, space, author.as_bytes(), number, bytes, is_void))?;
    Ok(())
}

/// Removes a record and all its changes; its rows in the read models must be gone.
pub(crate) fn remove_record(connection: &Connection, record: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_change WHERE record = ?1")?
        .execute([record])?;
    connection
        .prepare_cached("DELETE FROM doc_record WHERE n = ?1")?
        .execute([record])?;
    Ok(())
}

/// Returns a record's changes in the order they came in. Which of them count where they came in packs of several spaces tells
/// [`changes_of`](crate::moving::changes_of).
pub(crate) fn of_record(
    connection: &Connection,
    record: i64,
) -> Result<Vec<RecordChange>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT bytes, void FROM doc_change WHERE record = ?1 ORDER BY n")?;
    let mut rows = statement.query([record])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(read_change(row)?);
    }
    Ok(changes)
}

/// Reads a row that begins with a change's bytes and whether it is void.
pub(super) fn read_change(row: &Row<'_>) -> Result<RecordChange, ClientError> {
    let bytes = row.get_ref(0)?.as_blob();
    let change = bytes
        .ok()
        .and_then(|bytes| RecordChange::parse(bytes).ok())
        .ok_or(ClientError::DatabaseDamaged)?;
    Ok(change.voided(row.get(1)?))
}

/// Returns the records of a space that have changes in no pack yet.
pub(crate) fn unsealed_records(
    connection: &Connection,
    space: i64,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT c.record FROM doc_change c JOIN doc_record r ON r.n = c.record
         WHERE c.pack IS NULL AND r.space = ?1 ORDER BY c.record",
    )?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes with their row numbers.
pub(crate) type NumberedChanges = Vec<(i64, Vec<u8>)>;

/// Returns a record's id and its unsealed changes.
pub(crate) fn unsealed_of(
    connection: &Connection,
    record: i64,
) -> Result<(DocId, NumberedChanges), ClientError> {
    let id: [u8; 16] = connection
        .prepare_cached("SELECT id FROM doc_record WHERE n = ?1")?
        .query_row([record], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT n, bytes FROM doc_change WHERE record = ?1 AND pack IS NULL ORDER BY n",
    )?;
    let rows = statement.query_map([record], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((DocId(id), rows.collect::<Result<_, _>>()?))
}

pub(crate) fn mark_sealed(
    connection: &Connection,
    change: i64,
    pack: i64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_change SET pack = ?2 WHERE n = ?1")?
        .execute((change, pack))?;
    Ok(())
}

/// Tells whether every change of a record is in a pack that the relay has: not what came by hand and is still to be brought.
pub(crate) fn is_on_relay(connection: &Connection, record: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM doc_change c LEFT JOIN doc_pack p ON p.n = c.pack
                                WHERE c.record = ?1 AND (c.pack IS NULL OR p.state IN (0, 5, 6, 8)))",
        )?
        .query_row([record], |row| row.get(0))?)
}

/// Counts the records with changes that the relay has not acknowledged. The states are named as in the index of what is to
/// be pushed: without it every change would be looked at.
pub(crate) fn unsent(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(UNSENT, [], |row| row.get(0))?)
}

pub(crate) const UNSENT: &str = "SELECT count(DISTINCT record) FROM (
         SELECT record FROM doc_change WHERE pack IS NULL
         UNION ALL
         SELECT c.record FROM doc_pack p JOIN doc_change c ON c.pack = p.n
         WHERE p.state IN (0, 5, 7) AND p.state = 0)";

/// Counts the records with something that came by hand, and that no relay has shown or signed for.
pub(crate) fn by_hand(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(BY_HAND, [], |row| row.get(0))?)
}

pub(crate) const BY_HAND: &str = "SELECT count(DISTINCT record) FROM (
         SELECT c.record FROM doc_pack p JOIN doc_change c ON c.pack = p.n
         WHERE p.state IN (0, 5, 7) AND p.state = 5
         UNION ALL
         SELECT c.record FROM doc_pack p JOIN doc_change c ON c.pack = p.n
         WHERE p.state IN (3, 6, 8) AND p.state <> 3)";

/// Counts the records of a space with something that is on this device only.
pub(crate) fn unsent_in(connection: &Connection, space: i64) -> Result<u64, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT count(DISTINCT record) FROM (
             SELECT c.record FROM doc_change c JOIN doc_record r ON r.n = c.record
             WHERE c.pack IS NULL AND r.space = ?1
             UNION ALL
             SELECT c.record FROM doc_pack p JOIN doc_change c ON c.pack = p.n
             WHERE p.space = ?1 AND p.state IN (0, 5, 7) AND p.state = 0)",
    )?;
    Ok(statement.query_row([space], |row| row.get(0))?)
}

/// Counts records by kind; records whose creation has not arrived are left out.
pub(crate) fn count_by_kind(connection: &Connection) -> Result<Vec<(Kind, u64)>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT kind, count(*) FROM rm_record GROUP BY kind ORDER BY kind")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, u8>(0)?, row.get::<_, u64>(1)?)))?;
    let mut counts = Vec::new();
    for row in rows {
        let (code, count) = row?;
        counts.extend(Kind::from_code(code).map(|kind| (kind, count)));
    }
    Ok(counts)
}

/// Returns every record, in the order it came in.
pub(crate) fn all_records(connection: &Connection) -> Result<Vec<(DocId, RecordRow)>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT id, n, kind, space, scattered FROM doc_record ORDER BY n")?;
    let rows = statement.query_map([], |row| {
        let record = RecordRow {
            n: row.get(1)?,
            kind: Kind::from_code(row.get(2)?),
            space: row.get(3)?,
            scattered: row.get(4)?,
        };
        Ok((DocId(row.get(0)?), record))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tells whether any change waits to be sealed, but for those in spaces where this device may only read.
pub(crate) fn any_unsealed(
    connection: &Connection,
    read_only: &BTreeSet<i64>,
) -> Result<bool, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT r.space FROM doc_change c JOIN doc_record r ON r.n = c.record
         WHERE c.pack IS NULL",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !read_only.contains(&row.get(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
