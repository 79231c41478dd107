//! Households whose processing is restricted, with their visits and follow-ups: they stand in no list, search, count or export,
//! and are opened only by who says why.

use crate::error::ClientError;
use proto::DocId;
use records::{Document, Kind, Row, fold};
use rusqlite::{Connection, OptionalExtension};

/// Tells whether a record is left out: a household that is restricted itself, or what belongs to one.
pub(crate) fn is_left_out(
    connection: &Connection,
    document: &Document,
    row: &Row,
) -> Result<bool, ClientError> {
    match (row.kind, row.parent) {
        (Kind::Household, _) => Ok(document.get("restricted").is_some()),
        (Kind::Visit | Kind::FollowUp, Some(parent)) => has(connection, parent),
        _ => Ok(false),
    }
}

/// Tells whether a record is among them.
pub(crate) fn has(connection: &Connection, id: DocId) -> Result<bool, ClientError> {
    let found: Option<bool> = connection
        .prepare_cached("SELECT 1 FROM rm_restricted WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.is_some())
}

pub(crate) fn insert(
    connection: &Connection,
    n: i64,
    id: DocId,
    row: &Row,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO rm_restricted (record, id, kind, parent, code_folded, title) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            n,
            id.as_bytes(),
            row.kind.code(),
            row.parent.map(|id| id.0),
            row.code.as_deref().map(fold),
            &row.title,
        ))?;
    Ok(())
}

/// Removes a record's row; returns whether there was one.
pub(crate) fn remove(connection: &Connection, n: i64) -> Result<bool, ClientError> {
    let removed = connection
        .prepare_cached("DELETE FROM rm_restricted WHERE record = ?1")?
        .execute([n])?;
    Ok(removed > 0)
}

/// Returns the numbers of what belongs to a record and is left out with it.
pub(crate) fn family(connection: &Connection, id: DocId) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT record FROM rm_restricted WHERE parent = ?1 ORDER BY record")?;
    let rows = statement.query_map([id.as_bytes()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the numbers of all of a kind that are written to a space.
pub(crate) fn of_space(
    connection: &Connection,
    kind: Kind,
    space: i64,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT r.record FROM rm_restricted r JOIN doc_record d ON d.n = r.record
         WHERE r.kind = ?1 AND d.space = ?2 ORDER BY r.record",
    )?;
    let rows = statement.query_map((kind.code(), space), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the restricted household of a code, for who says why it is looked for.
pub(crate) fn named(connection: &Connection, code: &str) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM rm_restricted WHERE code_folded = ?1 ORDER BY record LIMIT 20",
    )?;
    let rows = statement.query_map([fold(code)], |row| Ok(DocId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the households among them.
pub(crate) fn households(connection: &Connection) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT id FROM rm_restricted WHERE kind = ?1 ORDER BY record")?;
    let rows = statement.query_map([Kind::Household.code()], |row| Ok(DocId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what one of them is called.
pub(crate) fn title(connection: &Connection, id: DocId) -> Result<Option<String>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT title FROM rm_restricted WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?)
}
