//! Rows of a log: what stands at a place, and which packs it stands for.

use proto::{Cover, DeviceId, LayoutRow, PackHash, Reader, SpaceId, Writer, limits};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sync::relay::{Covered, Span, StandingRow};

use super::failure::damaged;
use super::load::space_row;
use crate::storage::{LayoutPage, StorageError};

/// Tells in SQL whether a row only keeps a pack's place. Its length is known without reading it, and stubs are short, so no
/// large pack is read for its first byte.
pub(super) const IS_STUB: &str = "(length(bytes) < 1024 AND substr(bytes, 1, 1) = x'00')";

/// Writes covers as the database keeps them.
pub(super) fn covers_to_bytes(covers: &[Cover]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(covers);
    writer.into_bytes()
}

/// Reads what a row stands for: its covers if it is derived, else itself alone.
pub(super) fn covers_of(
    author: ValueRef<'_>,
    number: u64,
    covers: ValueRef<'_>,
) -> Result<Vec<Cover>, StorageError> {
    match covers {
        ValueRef::Null => {
            let author = author.as_blob().ok().and_then(DeviceId::from_bytes);
            let author = author.ok_or_else(|| damaged("an author has a wrong length"))?;
            let (first, last) = (number, number);
            Ok(vec![Cover {
                author,
                first,
                last,
            }])
        }
        covers => {
            let mut reader = Reader::new(covers.as_blob().unwrap_or_default());
            let read = reader.list(limits::PACK_COVERS);
            read.map_err(|error| damaged(format!("covers: {error}")))
        }
    }
}

/// Adds up what a space has of the packs that covers name; nothing if none of them was ever here.
pub(super) fn covered(
    connection: &Connection,
    key: i64,
    covers: &[Cover],
) -> Result<Option<Covered>, StorageError> {
    let sql = "SELECT COUNT(*), MIN(place), MAX(place) FROM original
               WHERE space = ?1 AND author = ?2 AND number >= ?3 AND number <= ?4";
    let mut statement = connection.prepare_cached(sql)?;
    let mut sum: Option<Covered> = None;
    for cover in covers {
        // SQLite counts up to 2⁶³, and so far does no author.
        let [first, last] =
            [cover.first, cover.last].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        let values = (key, cover.author.as_bytes().as_slice(), first, last);
        let (packs, low, high): (u64, Option<u64>, Option<u64>) =
            statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let (Some(first), Some(seq)) = (low, high) else {
            continue;
        };
        let found = Covered {
            packs,
            span: Span { first, seq },
        };
        sum = Some(sum.map_or(found, |sum| sum.and(found)));
    }
    Ok(sum)
}

/// Reads the hashes of the packs that covers name, and a digest over all that is known of them.
pub(super) fn originals(
    connection: &Connection,
    key: i64,
    covers: &[Cover],
) -> Result<(Vec<PackHash>, PackHash), StorageError> {
    let sql = "SELECT number, place, size, hash FROM original
               WHERE space = ?1 AND author = ?2 AND number >= ?3 AND number <= ?4 ORDER BY number";
    let mut statement = connection.prepare_cached(sql)?;
    let (mut hashes, mut known) = (Vec::new(), Writer::new());
    for cover in covers {
        let author = cover.author.as_bytes().as_slice();
        let mut rows = statement.query((key, author, cover.first, cover.last))?;
        while let Some(row) = rows.next()? {
            let hash = PackHash(row.get(3)?);
            known.raw(author);
            for column in 0..3 {
                known.varint(row.get(column)?);
            }
            known.raw(hash.as_bytes());
            hashes.push(hash);
        }
    }
    Ok((hashes, PackHash(seal::hash::digest(&known.into_bytes()))))
}

/// Reads the rows that have a place in a span, in their order.
pub(super) fn standing(
    connection: &Connection,
    key: i64,
    span: Span,
) -> Result<Vec<StandingRow>, StorageError> {
    let sql = format!(
        "SELECT seq, first, number, originals, hash, {IS_STUB} FROM pack
         WHERE space = ?1 AND seq >= ?2 AND first <= ?3 ORDER BY seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((key, span.first, span.seq))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, first) = (row.get(0)?, row.get(1)?);
        if first > span.seq {
            break;
        }
        found.push(StandingRow {
            span: Span { first, seq },
            is_derived: row.get::<_, u64>(2)? == 0,
            is_stub: row.get(5)?,
            packs: row.get(3)?,
            hash: PackHash(row.get(4)?),
        });
    }
    Ok(found)
}

/// Reads rows behind a place for a layout, about `max_bytes` of them.
pub(super) fn layout(
    connection: &Connection,
    space: &SpaceId,
    after: u64,
    max_bytes: usize,
) -> Result<LayoutPage, StorageError> {
    let mut page = LayoutPage {
        rows: Vec::new(),
        reached_end: true,
    };
    let Some(space) = space_row(connection, space)? else {
        return Ok(page);
    };
    let sql = "SELECT seq, length(bytes), author, number, covers FROM pack
               WHERE space = ?1 AND seq > ?2 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((space.key, after))?;
    let mut size = 0;
    while let Some(row) = rows.next()? {
        if size > max_bytes || page.rows.len() as u64 >= limits::LAYOUT_ROWS.max {
            page.reached_end = false;
            break;
        }
        let covers = covers_of(row.get_ref(2)?, row.get(3)?, row.get_ref(4)?)?;
        size += 8 + covers.len() * 20;
        page.rows.push(LayoutRow {
            place: row.get(0)?,
            size: row.get(1)?,
            covers,
        });
    }
    Ok(page)
}
