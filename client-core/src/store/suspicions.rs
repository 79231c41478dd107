//! What was noticed of others' lies and of damage.

use crate::error::ClientError;
use crate::store::packs::PackName;
use proto::DeviceId;
use rusqlite::{Connection, Row};

/// Something that was noticed.
#[derive(Debug)]
pub(crate) struct Noticed<'a> {
    pub(crate) space: i64,
    pub(crate) reason: &'a str,
    /// Whose pack or entry it is about; zeros where nobody knows.
    pub(crate) author: DeviceId,
    /// The packs' numbers, or the place of the entry.
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// The hash of what is suspected; zeros where it says nothing.
    pub(crate) hash: [u8; 32],
    pub(crate) pack: Option<i64>,
    pub(crate) evidence: Option<&'a [u8]>,
    pub(crate) at: i64,
}

/// A suspicion as it is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) n: i64,
    pub(crate) space: i64,
    pub(crate) reason: String,
    pub(crate) author: DeviceId,
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) pack: Option<i64>,
    pub(crate) at: i64,
    pub(crate) healed_at: Option<i64>,
}

const COLUMNS: &str =
    "SELECT n, space, reason, author, number, last, pack, at, healed_at FROM doc_suspicion";

/// Keeps what was noticed. What was noticed before and came right meanwhile is open again. Where the suspected pack itself is set
/// aside it stays the one that is named, though a merged one holds the same: what it says is brought from there.
pub(crate) fn notice(connection: &Connection, noticed: &Noticed<'_>) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_suspicion (space, reason, author, number, last, hash, pack, evidence, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (space, reason, author, number, hash) DO UPDATE SET
                 last = max(last, excluded.last),
                 pack = CASE WHEN EXISTS (SELECT 1 FROM doc_pack p WHERE p.n = doc_suspicion.pack AND p.state = 3)
                     THEN pack ELSE coalesce(excluded.pack, pack) END,
                 at = CASE WHEN healed_at IS NULL THEN at ELSE excluded.at END, healed_at = NULL",
        )?
        .execute((
            noticed.space,
            noticed.reason,
            noticed.author.as_bytes(),
            noticed.first,
            noticed.last,
            noticed.hash,
            noticed.pack,
            noticed.evidence,
            noticed.at,
        ))?;
    Ok(())
}

/// Returns all suspicions, the newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Kept>, ClientError> {
    let mut statement =
        connection.prepare_cached(&format!("{COLUMNS} ORDER BY at DESC, n DESC"))?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the suspicions that have not come right, the oldest first.
pub(crate) fn open(connection: &Connection) -> Result<Vec<Kept>, ClientError> {
    let mut statement =
        connection.prepare_cached(&format!("{COLUMNS} WHERE healed_at IS NULL ORDER BY n"))?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the suspicions that have not come right.
pub(crate) fn open_count(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(
        "SELECT count(*) FROM doc_suspicion WHERE healed_at IS NULL",
        [],
        |row| row.get(0),
    )?)
}

/// Closes a suspicion that came right.
pub(crate) fn heal(connection: &Connection, n: i64, at: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_suspicion SET healed_at = ?2 WHERE n = ?1 AND healed_at IS NULL",
        )?
        .execute((n, at))?;
    Ok(())
}

/// Closes the suspicion that a pack cannot be read, which has come again and was.
pub(crate) fn heal_unread(
    connection: &Connection,
    name: &PackName,
    at: i64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_suspicion SET healed_at = ?5
             WHERE space = ?1 AND reason = 'unreadable' AND author = ?2 AND number = ?3 AND hash = ?4 AND healed_at IS NULL",
        )?
        .execute((
            name.space,
            name.author.as_bytes(),
            name.number,
            name.hash.as_bytes(),
            at,
        ))?;
    Ok(())
}

/// Closes the suspicions against a stored pack.
pub(crate) fn heal_pack(connection: &Connection, pack: i64, at: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_suspicion SET healed_at = ?2 WHERE pack = ?1 AND healed_at IS NULL",
        )?
        .execute((pack, at))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        n: row.get(0)?,
        space: row.get(1)?,
        reason: row.get(2)?,
        author: DeviceId(row.get(3)?),
        first: row.get(4)?,
        last: row.get(5)?,
        pack: row.get(6)?,
        at: row.get(7)?,
        healed_at: row.get(8)?,
    })
}
