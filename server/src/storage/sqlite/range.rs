//! Ranges of a space's log: rows that have a place in them, either way.

use proto::DeviceId;
use rusqlite::{Connection, OptionalExtension};
use sync::relay::{Direction, Span, Want};

use super::load::space_row;
use super::rows::covers_of;
use crate::storage::{PackPage, ReadPack, StorageError};

/// Rows as they stand.
const STANDING: &str = "pack";

/// Rows as they came, as far as they are kept: those in grace in the place of what stands for them.
const ORIGINAL: &str = "(SELECT seq, first, author, number, covers, bytes, space, hash FROM pack
                         UNION ALL
                         SELECT seq, first, author, number, covers, bytes, space, hash FROM grace)";

/// A row that others in grace lie under is left out where rows are wanted as they came.
const NOTHING_UNDER: &str =
    "AND NOT EXISTS (SELECT 1 FROM grace WHERE grace.space = ?1 AND grace.under = log.hash)";

/// Reads a wanted range until `max_bytes` are passed.
pub(super) fn packs(
    connection: &Connection,
    want: &Want,
    max_bytes: usize,
) -> Result<PackPage, StorageError> {
    let mut page = PackPage {
        packs: Vec::new(),
        reached_end: true,
    };
    let Some(space) = space_row(connection, &want.space)? else {
        return Ok(page);
    };
    let up_to = last_seq(connection, space.key, want.up_to)?;
    let mut statement = connection.prepare_cached(&sql(want))?;
    let mut rows = statement.query((space.key, want.after, up_to, want.up_to))?;
    let mut size = 0usize;
    while let Some(row) = rows.next()? {
        let (author, number) = (row.get_ref(2)?, row.get(3)?);
        let covers = covers_of(author, number, row.get_ref(4)?)?;
        let is_skipped = |author: &DeviceId| want.skip_author == Some(*author);
        if covers.iter().all(|cover| is_skipped(&cover.author)) {
            continue;
        }
        let bytes = row.get_ref(5)?.as_blob().unwrap_or_default();
        if !page.packs.is_empty() && size.saturating_add(bytes.len()) > max_bytes {
            page.reached_end = false;
            break;
        }
        size = size.saturating_add(bytes.len());
        page.packs.push(ReadPack {
            span: Span {
                seq: row.get(0)?,
                first: row.get(1)?,
            },
            bytes: bytes.to_vec(),
        });
    }
    Ok(page)
}

fn sql(want: &Want) -> String {
    let (log, condition) = if want.originals {
        (ORIGINAL, NOTHING_UNDER)
    } else {
        (STANDING, "")
    };
    let order = match want.direction {
        Direction::Ascending => "",
        Direction::Descending => "DESC",
    };
    format!(
        "SELECT seq, first, author, number, covers, bytes FROM {log} AS log
         WHERE space = ?1 AND seq > ?2 AND seq <= ?3 AND first <= ?4 {condition} ORDER BY seq {order}"
    )
}

/// Finds the place of the row that the last wanted place belongs to: rows leave no place to two of them, so it is
/// the first row from there on, if that reaches so far down.
fn last_seq(connection: &Connection, key: i64, up_to: u64) -> Result<u64, StorageError> {
    let sql = "SELECT seq, first FROM pack WHERE space = ?1 AND seq >= ?2 ORDER BY seq LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?));
    let found = statement.query_row((key, up_to), read).optional()?;
    Ok(match found {
        Some((seq, first)) if first <= up_to => seq,
        _ => up_to,
    })
}
