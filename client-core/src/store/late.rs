//! Which records this device wrote to after its access to a space had ended.

use crate::error::ClientError;
use proto::{DeviceId, DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;

/// Remembers the records in this device's packs of a range: above a number, up to another one if there is one.
pub(crate) fn remember(
    connection: &Connection,
    space: i64,
    device: DeviceId,
    after: u64,
    through: Option<u64>,
) -> Result<(), ClientError> {
    let limit = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO doc_late (space, number, record, kind)
             SELECT p.space, p.number, r.id, r.kind
             FROM doc_pack p JOIN doc_change c ON c.pack = p.n JOIN doc_record r ON r.n = c.record
             WHERE p.space = ?1 AND p.author = ?2 AND p.number > ?3 AND p.number <= ?4",
        )?
        .execute((
            space,
            device.as_bytes(),
            limit(after),
            limit(through.unwrap_or(u64::MAX)),
        ))?;
    Ok(())
}

/// What is remembered of a record.
#[derive(Debug)]
pub(crate) struct Late {
    /// The pack that says it.
    pub(crate) number: u64,
    pub(crate) record: DocId,
    pub(crate) kind: Option<Kind>,
    /// When it was, as far as it says so, or was written.
    pub(crate) at: Option<UnixMillis>,
    /// The area's name.
    pub(crate) area: Option<String>,
}

/// Remembers of a record when it was and in which area.
pub(crate) fn remember_when(
    connection: &Connection,
    space: i64,
    record: DocId,
    (at, area): (Option<UnixMillis>, Option<&str>),
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_late SET at = coalesce(?3, at), area = coalesce(?4, area) WHERE space = ?1 AND record = ?2",
        )?
        .execute((space, record.as_bytes(), at.map(|at| at.0), area))?;
    Ok(())
}

/// Returns what is remembered of a space, by pack and record.
pub(crate) fn of_space(connection: &Connection, space: i64) -> Result<Vec<Late>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, record, kind, at, area FROM doc_late WHERE space = ?1 ORDER BY number, record",
    )?;
    let rows = statement.query_map([space], |row| {
        Ok(Late {
            number: row.get(0)?,
            record: DocId(row.get(1)?),
            kind: Kind::from_code(row.get(2)?),
            at: row.get::<_, Option<i64>>(3)?.map(UnixMillis),
            area: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
