//! Which records this device wrote to after its access to a space had ended.

use crate::error::ClientError;
use proto::{DeviceId, DocId};
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

/// Returns pack number, record and kind of each, in order.
pub(crate) fn of_space(
    connection: &Connection,
    space: i64,
) -> Result<Vec<(u64, DocId, Option<Kind>)>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, record, kind FROM doc_late WHERE space = ?1 ORDER BY number, record",
    )?;
    let rows = statement.query_map([space], |row| {
        Ok((
            row.get(0)?,
            DocId(row.get(1)?),
            Kind::from_code(row.get(2)?),
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
