//! Visits of one officer in a time, with what a rule asks about them.

use crate::error::ClientError;
use crate::view::counting;
use proto::{DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;

/// A visit as a rule sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) record: i64,
    pub(crate) space: i64,
    pub(crate) at: UnixMillis,
    /// Codes of purposes.
    pub(crate) purposes: Vec<String>,
    /// Of what it was to; nothing where that is not here.
    pub(crate) whom: Option<&'static str>,
    /// Whether it went with its household to another area since.
    pub(crate) has_moved: bool,
}

/// Indexed, or SQLite would go through the visits of everybody in that time.
pub(super) const BY_OFFICER: &str = "SELECT r.n, r.space, r.at, r.subtitle, r.parent IS NULL, p.kind, m.record IS NOT NULL
     FROM rm_record r INDEXED BY rm_record_officer LEFT JOIN doc_record p ON p.id = r.parent LEFT JOIN rm_moved m ON m.record = r.n
     WHERE r.kind = 7 AND r.officer = ?1 AND r.at >= ?2 AND r.at < ?3";

/// Returns an officer's visits in a time, in any order.
pub(crate) fn by_officer(
    connection: &Connection,
    officer: DocId,
    (from, until): (UnixMillis, UnixMillis),
) -> Result<Vec<Seen>, ClientError> {
    let mut statement = connection.prepare_cached(BY_OFFICER)?;
    let rows = statement.query_map((officer.as_bytes(), from.0, until.0), |row| {
        let to_nobody: bool = row.get(4)?;
        let kind: Option<u8> = row.get(5)?;
        Ok(Seen {
            record: row.get(0)?,
            space: row.get(1)?,
            at: UnixMillis(row.get(2)?),
            purposes: counting::codes(row.get(3)?),
            whom: match kind.and_then(Kind::from_code) {
                Some(kind) => Some(kind.name()),
                None if to_nobody => Some(Kind::Area.name()),
                None => None,
            },
            has_moved: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
