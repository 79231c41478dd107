//! How comparing goes in each space, and the differences that it showed.

use crate::error::ClientError;
use proto::{DeviceId, DocId};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// How comparing goes in a space.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Comparing {
    pub(crate) compared: u64,
    pub(crate) skipped: u64,
    pub(crate) compared_at: Option<i64>,
    pub(crate) tallied_at: Option<i64>,
    /// This device is to say at once what it holds.
    pub(crate) is_due: bool,
    /// Packs are lost here and to be asked for again.
    pub(crate) asks: bool,
}

/// Returns how comparing goes in a space.
pub(crate) fn of_space(connection: &Connection, space: i64) -> Result<Comparing, ClientError> {
    let found = connection
        .prepare_cached(
            "SELECT compared, skipped, compared_at, tallied_at, is_due, asks FROM doc_comparing WHERE space = ?1",
        )?
        .query_row([space], |row| {
            Ok(Comparing {
                compared: row.get(0)?,
                skipped: row.get(1)?,
                compared_at: row.get(2)?,
                tallied_at: row.get(3)?,
                is_due: row.get(4)?,
                asks: row.get(5)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Takes note that this device said what it holds.
pub(crate) fn set_tallied(connection: &Connection, space: i64, at: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_comparing (space, tallied_at) VALUES (?1, ?2)
             ON CONFLICT (space) DO UPDATE SET tallied_at = ?2, is_due = 0",
        )?
        .execute((space, at))?;
    Ok(())
}

/// Lets this device say at once what it holds.
pub(crate) fn set_due(connection: &Connection, space: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_comparing (space, is_due) VALUES (?1, 1)
             ON CONFLICT (space) DO UPDATE SET is_due = 1",
        )?
        .execute([space])?;
    Ok(())
}

/// Lets lost packs of a space be asked for again, or no longer.
pub(crate) fn set_asks(connection: &Connection, space: i64, asks: bool) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_comparing (space, asks) VALUES (?1, ?2)
             ON CONFLICT (space) DO UPDATE SET asks = ?2",
        )?
        .execute((space, asks))?;
    Ok(())
}

/// Returns the spaces of which fewer packs are stored than when the last sync came to its end.
pub(crate) fn spaces_with_fewer_packs(connection: &Connection) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT space FROM doc_comparing
         WHERE packs > (SELECT count(*) FROM doc_pack WHERE space = doc_comparing.space) ORDER BY space",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the stored packs of each space.
pub(crate) fn count_packs(connection: &Connection) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_comparing (space, packs)
             SELECT n, (SELECT count(*) FROM doc_pack WHERE space = doc_space.n) FROM doc_space WHERE true
             ON CONFLICT (space) DO UPDATE SET packs = excluded.packs WHERE packs <> excluded.packs",
        )?
        .execute([])?;
    Ok(())
}

/// Counts the changes that packs carry.
pub(crate) fn count_changes(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection
        .prepare_cached(CARRIED)?
        .query_row([], |row| row.get(0))?)
}

/// All are counted by the pages of an index, which say how many they have, and those in no pack are few. With a condition
/// SQLite would go from entry to entry.
pub(crate) const CARRIED: &str = "SELECT (SELECT count(*) FROM doc_change) - (SELECT count(*) FROM doc_change WHERE pack IS NULL)";

/// A difference as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) space: i64,
    /// The other device; zeros for this one's own packs.
    pub(crate) author: DeviceId,
    pub(crate) documents: [u64; 2],
    pub(crate) changes: [u64; 2],
    /// The first records concerned, as far as they are known.
    pub(crate) records: Vec<DocId>,
    pub(crate) at: i64,
    pub(crate) healed_at: Option<i64>,
}

/// Keeps a difference. One with the same device that has not come right stays one, with new counts; tells whether it is a new one.
pub(crate) fn notice(connection: &Connection, kept: &Kept) -> Result<bool, ClientError> {
    let records: Vec<u8> = kept.records.iter().flat_map(|id| id.0).collect();
    let what = params![
        kept.space,
        kept.author.as_bytes(),
        kept.documents[0],
        kept.documents[1],
        kept.changes[0],
        kept.changes[1],
        records,
    ];
    let known = connection
        .prepare_cached(
            "UPDATE doc_difference SET documents_here = ?3, documents_there = ?4, changes_here = ?5, changes_there = ?6,
                 records = ?7
             WHERE space = ?1 AND author = ?2 AND healed_at IS NULL",
        )?
        .execute(what)?;
    if known > 0 {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "INSERT INTO doc_difference (space, author, documents_here, documents_there, changes_here, changes_there,
                 records, at, healed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute([what, params![kept.at, kept.healed_at]].concat().as_slice())?;
    Ok(true)
}

/// Closes the difference with a device in a space, if there is one.
pub(crate) fn heal(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    at: i64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_difference SET healed_at = ?3 WHERE space = ?1 AND author = ?2 AND healed_at IS NULL",
        )?
        .execute((space, author.as_bytes(), at))?;
    Ok(())
}

/// Returns all differences, the newest first.
pub(crate) fn differences(connection: &Connection) -> Result<Vec<Kept>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT space, author, documents_here, documents_there, changes_here, changes_there, records, at, healed_at
         FROM doc_difference ORDER BY at DESC, n DESC",
    )?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the differences that have not come right.
pub(crate) fn open_count(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(
        "SELECT count(*) FROM doc_difference WHERE healed_at IS NULL",
        [],
        |row| row.get(0),
    )?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let records: Vec<u8> = row.get(6)?;
    Ok(Kept {
        space: row.get(0)?,
        author: DeviceId(row.get(1)?),
        documents: [row.get(2)?, row.get(3)?],
        changes: [row.get(4)?, row.get(5)?],
        records: records.chunks(16).filter_map(DocId::from_bytes).collect(),
        at: row.get(7)?,
        healed_at: row.get(8)?,
    })
}
