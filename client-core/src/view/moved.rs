//! Records that have moved from one area to another, and what belongs to them: where each is at home.

use crate::error::ClientError;
use proto::DocId;
use records::Kind;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;

/// Where a record is at home that has moved, or belongs to one that has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    /// The row number of the record that moved.
    pub(crate) root: i64,
    /// The area.
    pub(crate) area: DocId,
    /// The area's space; none where it is not on this device.
    pub(crate) space: Option<i64>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Home> {
    Ok(Home {
        root: row.get(0)?,
        area: DocId(row.get(1)?),
        space: row.get(2)?,
    })
}

pub(crate) fn insert(
    connection: &Connection,
    record: i64,
    parent: Option<DocId>,
    home: &Home,
    lived: &BTreeSet<DocId>,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO rm_moved (record, root, parent, area, home) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            record,
            home.root,
            parent.map(|id| id.0),
            home.area.0,
            home.space,
        ))?;
    for area in lived {
        connection
            .prepare_cached("INSERT INTO rm_lived (record, area) VALUES (?1, ?2)")?
            .execute((record, area.as_bytes()))?;
    }
    Ok(())
}

/// Removes a record's rows; returns whether there were any.
pub(crate) fn remove(connection: &Connection, record: i64) -> Result<bool, ClientError> {
    let removed = connection
        .prepare_cached("DELETE FROM rm_moved WHERE record = ?1")?
        .execute([record])?;
    if removed > 0 {
        connection
            .prepare_cached("DELETE FROM rm_lived WHERE record = ?1")?
            .execute([record])?;
    }
    Ok(removed > 0)
}

pub(crate) fn of(connection: &Connection, record: i64) -> Result<Option<Home>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT root, area, home FROM rm_moved WHERE record = ?1")?
        .query_row([record], read)
        .optional()?)
}

/// Returns where a record is at home, by its id.
pub(crate) fn of_id(connection: &Connection, id: DocId) -> Result<Option<Home>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT m.root, m.area, m.home FROM doc_record d JOIN rm_moved m ON m.record = d.n WHERE d.id = ?1",
        )?
        .query_row([id.as_bytes()], read)
        .optional()?)
}

/// Tells whether a record that moved has been in an area.
pub(crate) fn has_lived(
    connection: &Connection,
    root: i64,
    area: DocId,
) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM rm_lived WHERE record = ?1 AND area = ?2")?
        .exists((root, area.as_bytes()))?)
}

/// Returns every record that moved or went along, with its home.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(i64, Home)>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT root, area, home, record FROM rm_moved ORDER BY record")?;
    let rows = statement.query_map([], |row| Ok((row.get(3)?, read(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the records that belong to one and go where it goes, listed or not.
pub(crate) fn family(connection: &Connection, id: DocId) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT record FROM rm_moved WHERE parent = ?1
         UNION SELECT record FROM rm_restricted WHERE parent = ?1
         UNION SELECT n FROM rm_record WHERE kind = ?2 AND parent = ?1
         UNION SELECT n FROM rm_record WHERE kind = ?3 AND parent = ?1 ORDER BY 1",
    )?;
    let (visit, follow_up) = (Kind::Visit.code(), Kind::FollowUp.code());
    let rows = statement.query_map((id.as_bytes(), visit, follow_up), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
