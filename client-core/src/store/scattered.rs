//! Records whose changes came in packs of several spaces, because they moved from one area to another.

use crate::error::ClientError;
use crate::store::changes::read_change;
use proto::SpaceId;
use records::RecordChange;
use rusqlite::Connection;

/// A change as it was said in a space and carried in one.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) change: RecordChange,
    /// The space in whose packs its author said it.
    pub(crate) origin: SpaceId,
    /// The space whose packs carry it here.
    pub(crate) carrier: i64,
    /// The pack; none as long as it is not sealed.
    pub(crate) pack: Option<i64>,
    /// The pack counts, whatever is to be said of the change where its author said it.
    pub(crate) is_let_in: bool,
}

/// Tells whether a record has changes in packs of several spaces.
pub(crate) fn is_scattered(connection: &Connection, record: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT scattered FROM doc_record WHERE n = ?1")?
        .query_row([record], |row| row.get(0))?)
}

pub(crate) fn set_scattered(connection: &Connection, record: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_record SET scattered = 1 WHERE n = ?1 AND scattered = 0")?
        .execute([record])?;
    Ok(())
}

/// Lets what is written to a record from now on go to a space.
pub(crate) fn set_space(
    connection: &Connection,
    record: i64,
    space: i64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_record SET space = ?2 WHERE n = ?1")?
        .execute((record, space))?;
    Ok(())
}

/// Returns all changes of a record in the order they came in, one for each space whose packs carry it.
pub(crate) fn said(connection: &Connection, record: i64) -> Result<Vec<Said>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.bytes, c.void OR c.late, coalesce(c.origin, s.id), s.n, c.pack, NOT c.void
         FROM doc_change c JOIN doc_record r ON r.n = c.record
         LEFT JOIN doc_pack p ON p.n = c.pack JOIN doc_space s ON s.n = coalesce(p.space, r.space)
         WHERE c.record = ?1 ORDER BY c.n",
    )?;
    let mut rows = statement.query([record])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(Said {
            change: read_change(row)?,
            origin: SpaceId(row.get(2)?),
            carrier: row.get(3)?,
            pack: row.get(4)?,
            is_let_in: row.get(5)?,
        });
    }
    Ok(all)
}

/// Returns the records with changes in packs of several spaces, of which one is the given, or to which goes what is written to
/// them.
pub(crate) fn scattered_in(connection: &Connection, space: i64) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT c.record FROM doc_record r JOIN doc_change c ON c.record = r.n
         LEFT JOIN doc_pack p ON p.n = c.pack
         WHERE r.scattered = 1 AND (r.space = ?1 OR p.space = ?1) ORDER BY c.record",
    )?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes the changes of a record that packs of a space carry; returns a space that carries others, if any does.
pub(crate) fn drop_carried(
    connection: &Connection,
    record: i64,
    space: i64,
) -> Result<Option<i64>, ClientError> {
    connection
        .prepare_cached(
            "DELETE FROM doc_change WHERE record = ?1 AND ?2 = coalesce(
                 (SELECT space FROM doc_pack WHERE n = doc_change.pack),
                 (SELECT space FROM doc_record WHERE n = doc_change.record))",
        )?
        .execute((record, space))?;
    let left = said(connection, record)?;
    Ok(left.first().map(|said| said.carrier))
}

/// Names the space and author of a stored pack, and its number.
pub(crate) fn pack_name(
    connection: &Connection,
    pack: i64,
) -> Result<(i64, proto::DeviceId, u64), ClientError> {
    Ok(connection
        .prepare_cached("SELECT space, author, number FROM doc_pack WHERE n = ?1")?
        .query_row([pack], |row| {
            Ok((row.get(0)?, proto::DeviceId(row.get(1)?), row.get(2)?))
        })?)
}
