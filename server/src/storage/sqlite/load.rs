//! Queries: a space's summary, its entries, where a pack came.

use std::collections::BTreeMap;

use proto::{DeviceId, PackHash, SpaceId};
use rusqlite::{Connection, OptionalExtension, Row};
use sync::relay::{AuthorHead, SpaceSummary};

use super::failure::damaged;
use crate::storage::StorageError;

/// A space's row.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpaceRow {
    pub(super) key: i64,
    pub(super) top: u64,
    pub(super) bytes: u64,
}

/// Finds a space's row.
pub(super) fn space_row(
    connection: &Connection,
    space: &SpaceId,
) -> Result<Option<SpaceRow>, StorageError> {
    let sql = "SELECT key, top, bytes FROM space WHERE id = ?1";
    let read = |row: &Row<'_>| {
        Ok(SpaceRow {
            key: row.get(0)?,
            top: row.get(1)?,
            bytes: row.get(2)?,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row([space.as_bytes().as_slice()], read)
        .optional()?)
}

/// Reads a space's summary. The caller holds a transaction, so that its parts belong together.
pub(super) fn summary(
    connection: &Connection,
    space: &SpaceId,
) -> Result<Option<SpaceSummary>, StorageError> {
    let Some(row) = space_row(connection, space)? else {
        return Ok(None);
    };
    let entries = entries_of(connection, row.key, 0, usize::MAX)?;
    let summary = SpaceSummary::load(
        *space,
        &entries,
        row.top,
        row.bytes,
        heads(connection, row.key)?,
    );
    summary
        .map(Some)
        .map_err(|error| damaged(format!("ledger of space {space}: {error}")))
}

/// Reads every author's last number and hash. The authors are found by hopping through the index, so the
/// cost follows their number and not the number of packs.
fn heads(
    connection: &Connection,
    key: i64,
) -> Result<BTreeMap<DeviceId, AuthorHead>, StorageError> {
    let sql = "WITH RECURSIVE authors (author) AS (
                   SELECT MIN(author) FROM original WHERE space = ?1
                   UNION ALL
                   SELECT (SELECT MIN(author) FROM original
                           WHERE space = ?1 AND author > authors.author)
                   FROM authors WHERE authors.author IS NOT NULL
               )
               SELECT author, number, hash FROM authors
               JOIN original USING (author)
               WHERE space = ?1
                 AND number = (SELECT MAX(number) FROM original last
                               WHERE last.space = ?1 AND last.author = authors.author)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    let mut heads = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (author, number, hash) = (row.get_ref(0)?, row.get(1)?, row.get_ref(2)?);
        let author = author.as_blob().ok().and_then(DeviceId::from_bytes);
        let hash = hash.as_blob().ok().and_then(PackHash::from_bytes);
        let (Some(author), Some(hash)) = (author, hash) else {
            return Err(damaged("an author or hash has a wrong length"));
        };
        heads.insert(author, AuthorHead { number, hash });
    }
    Ok(heads)
}

/// Reads entries from a position until `max_bytes` are passed.
pub(super) fn entries(
    connection: &Connection,
    space: &SpaceId,
    from: u64,
    max_bytes: usize,
) -> Result<Vec<Vec<u8>>, StorageError> {
    match space_row(connection, space)? {
        Some(row) => entries_of(connection, row.key, from, max_bytes),
        None => Ok(Vec::new()),
    }
}

fn entries_of(
    connection: &Connection,
    key: i64,
    from: u64,
    max_bytes: usize,
) -> Result<Vec<Vec<u8>>, StorageError> {
    let sql = "SELECT bytes FROM entry WHERE space = ?1 AND position >= ?2 ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((key, from))?;
    let (mut entries, mut size) = (Vec::new(), 0usize);
    while let Some(row) = rows.next()? {
        let entry: Vec<u8> = row.get(0)?;
        size = size.saturating_add(entry.len());
        if !entries.is_empty() && size > max_bytes {
            break;
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// Finds a pack as it came by author and number, whether its bytes are still here or not: its place and hash.
pub(super) fn pack_at(
    connection: &Connection,
    key: i64,
    author: &DeviceId,
    number: u64,
) -> Result<Option<(u64, PackHash)>, StorageError> {
    let sql = "SELECT place, hash FROM original WHERE space = ?1 AND author = ?2 AND number = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?));
    let found = statement
        .query_row((key, author.as_bytes().as_slice(), number), read)
        .optional()?;
    Ok(found.map(|(seq, hash)| (seq, PackHash(hash))))
}
