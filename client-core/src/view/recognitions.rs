//! Establishments by the years for which they registered.

use crate::error::ClientError;
use proto::DocId;
use rusqlite::Connection;

/// An establishment that registered for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registered {
    pub(crate) id: DocId,
    pub(crate) space: i64,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) recognised: bool,
}

/// Establishments that registered for a year, by name. What linked records say stands with the one that leads.
pub(super) const RECOGNITIONS: &str = "
    SELECT d.id, r.space, r.title, r.status, max(y.recognised)
    FROM rm_recognition y INDEXED BY rm_recognition_year LEFT JOIN rm_follower f ON f.record = y.record
    JOIN rm_record r ON r.n = coalesce(f.leader, y.record) JOIN doc_record d ON d.n = r.n
    WHERE y.year = ?1 GROUP BY r.n ORDER BY r.title_folded, d.id";

/// Returns the establishments that registered for a year, by name.
pub(crate) fn of_year(connection: &Connection, year: i64) -> Result<Vec<Registered>, ClientError> {
    let mut statement = connection.prepare_cached(RECOGNITIONS)?;
    let rows = statement.query_map([year], |row| {
        Ok(Registered {
            id: DocId(row.get(0)?),
            space: row.get(1)?,
            name: row.get(2)?,
            kind: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            recognised: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
