//! Copies of materials: printed, and handed out.

use crate::error::ClientError;
use proto::{DocId, UnixMillis};
use rusqlite::{Connection, named_params};

/// A material with the copies that were printed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) id: DocId,
    pub(crate) title: String,
    /// When they were printed, where that is known.
    pub(crate) at: Option<UnixMillis>,
    pub(crate) copies: u64,
}

/// Copies that one officer handed out of one material in one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HandedOut {
    pub(crate) material: DocId,
    pub(crate) officer: Option<DocId>,
    pub(crate) space: i64,
    pub(crate) copies: u64,
}

/// Every material, by title.
pub(super) const PRINTED: &str = "
    SELECT d.id, r.title, r.at, coalesce(c.copies, 0)
    FROM rm_record r JOIN doc_record d ON d.n = r.n LEFT JOIN rm_copies c ON c.record = r.n
    WHERE r.kind = 14 ORDER BY r.title_folded, d.id";

/// Copies handed out since `:from` and before `:until`.
pub(super) const HANDED_OUT: &str = "
    SELECT r.parent, r.officer, r.space, sum(c.copies)
    FROM rm_record r JOIN rm_copies c ON c.record = r.n
    WHERE r.kind = 17 AND r.parent IS NOT NULL AND r.at >= :from AND r.at < :until
    GROUP BY r.parent, r.officer, r.space ORDER BY r.parent, r.officer, r.space";

/// Returns every material, by title.
pub(crate) fn printed(connection: &Connection) -> Result<Vec<Printed>, ClientError> {
    let mut statement = connection.prepare_cached(PRINTED)?;
    let rows = statement.query_map([], |row| {
        Ok(Printed {
            id: DocId(row.get(0)?),
            title: row.get(1)?,
            at: row.get::<_, Option<i64>>(2)?.map(UnixMillis),
            copies: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what was handed out in a time.
pub(crate) fn handed_out(
    connection: &Connection,
    from: Option<UnixMillis>,
    until: Option<UnixMillis>,
) -> Result<Vec<HandedOut>, ClientError> {
    let mut statement = connection.prepare_cached(HANDED_OUT)?;
    let rows = statement.query_map(
        named_params! {
            ":from": from.map_or(i64::MIN, |at| at.0),
            ":until": until.map_or(i64::MAX, |at| at.0),
        },
        |row| {
            Ok(HandedOut {
                material: DocId(row.get(0)?),
                officer: row.get::<_, Option<[u8; 16]>>(1)?.map(DocId),
                space: row.get(2)?,
                copies: row.get(3)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
