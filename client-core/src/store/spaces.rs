//! The spaces that this device is in, their cursors and their keys.

use crate::error::ClientError;
use proto::{Cursor, SpaceId, SpaceKind};
use rusqlite::{Connection, Row};
use seal::SpaceKey;

/// A space as this device knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    pub(crate) n: i64,
    pub(crate) id: SpaceId,
    pub(crate) cursor: Cursor,
}

const COLUMNS: &str = "SELECT n, id, high, low FROM doc_space";

pub(crate) fn all(connection: &Connection) -> Result<Vec<Space>, ClientError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} ORDER BY n"))?;
    let mut rows = statement.query([])?;
    let mut spaces = Vec::new();
    while let Some(row) = rows.next()? {
        spaces.push(read(row)?);
    }
    Ok(spaces)
}

pub(crate) fn of_kind(connection: &Connection, kind: SpaceKind) -> Result<Vec<Space>, ClientError> {
    let mut statement =
        connection.prepare_cached(&format!("{COLUMNS} WHERE kind = ?1 ORDER BY n"))?;
    let mut rows = statement.query([kind as u8])?;
    let mut spaces = Vec::new();
    while let Some(row) = rows.next()? {
        spaces.push(read(row)?);
    }
    Ok(spaces)
}

pub(crate) fn by_id(connection: &Connection, id: SpaceId) -> Result<Option<Space>, ClientError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    let mut rows = statement.query([id.as_bytes()])?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<Space, ClientError> {
    let id: [u8; 16] = row.get(1)?;
    Ok(Space {
        n: row.get(0)?,
        id: SpaceId(id),
        cursor: Cursor {
            high: row.get(2)?,
            low: row.get(3)?,
        },
    })
}

pub(crate) fn insert(
    connection: &Connection,
    id: SpaceId,
    kind: SpaceKind,
) -> Result<i64, ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_space (id, kind) VALUES (?1, ?2)")?
        .execute((id.as_bytes(), kind as u8))?;
    Ok(connection.last_insert_rowid())
}

/// Takes note of what a space holds: an invite code names spaces, and only their ledgers tell.
pub(crate) fn set_kind(
    connection: &Connection,
    space: i64,
    kind: SpaceKind,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_space SET kind = ?2 WHERE n = ?1")?
        .execute((space, kind as u8))?;
    Ok(())
}

pub(crate) fn set_cursor(
    connection: &Connection,
    space: i64,
    cursor: Cursor,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_space SET high = ?2, low = ?3 WHERE n = ?1")?
        .execute((space, cursor.high, cursor.low))?;
    Ok(())
}

/// Forgets every cursor, for a relay that began a new epoch: its numbers mean nothing any more.
pub(crate) fn reset_cursors(connection: &Connection) -> Result<(), ClientError> {
    connection.execute("UPDATE doc_space SET high = 0, low = 0", [])?;
    Ok(())
}

pub(crate) fn insert_key(
    connection: &Connection,
    space: i64,
    epoch: u32,
    key: &SpaceKey,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO doc_space_key (space, epoch, key) VALUES (?1, ?2, ?3)",
        )?
        .execute((space, epoch, key.as_bytes()))?;
    Ok(())
}

/// Returns the keys with which a pack of an epoch may be sealed: the epoch's first. In a history of the ledger that was given
/// up another epoch had the number, or another number the epoch.
pub(crate) fn keys_for(
    connection: &Connection,
    space: i64,
    epoch: u32,
) -> Result<Vec<SpaceKey>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT key FROM (SELECT key, epoch = ?2 AS is_it FROM doc_space_key WHERE space = ?1
                          UNION ALL SELECT key, 0 FROM doc_other_key WHERE space = ?1)
         ORDER BY is_it DESC",
    )?;
    let rows = statement.query_map((space, epoch), |row| row.get::<_, [u8; 32]>(0))?;
    let keys = rows.map(|key| key.map(SpaceKey::from_bytes));
    Ok(keys.collect::<Result<_, _>>()?)
}

/// Tells whether any key of a space is here.
pub(crate) fn has_keys(connection: &Connection, space: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM doc_space_key WHERE space = ?1")?
        .exists([space])?)
}

/// Returns every epoch's key of a space, oldest first.
pub(crate) fn keys(
    connection: &Connection,
    space: i64,
) -> Result<Vec<(u32, SpaceKey)>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT epoch, key FROM doc_space_key WHERE space = ?1 ORDER BY epoch")?;
    let mut rows = statement.query([space])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        keys.push((row.get(0)?, SpaceKey::from_bytes(row.get(1)?)));
    }
    Ok(keys)
}

pub(crate) fn by_number(connection: &Connection, n: i64) -> Result<Space, ClientError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE n = ?1"))?;
    let mut rows = statement.query([n])?;
    read(rows.next()?.ok_or(ClientError::DatabaseDamaged)?)
}
