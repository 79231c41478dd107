//! Writes a record's rows.

use crate::error::ClientError;
use crate::view::search::row_number;
use proto::UnixMillis;
use records::{Document, fold, row};
use rusqlite::{Connection, OptionalExtension};

/// Replaces the rows of a record by what its document says now.
///
/// `fresh` says that the record had no rows before, which spares three deletes on a first arrival.
pub(crate) fn project(
    connection: &Connection,
    n: i64,
    space: i64,
    document: &Document,
    fresh: bool,
) -> Result<(), ClientError> {
    if !fresh {
        remove(connection, n)?;
    }
    let Some(row) = row(document) else {
        return Ok(());
    };
    let folded = |text: &Option<String>| text.as_deref().map(fold);
    connection
        .prepare_cached(
            "INSERT INTO rm_record (n, id, kind, space, parent, officer, at, due, code, code_folded, title, title_folded,
                                    subtitle, status, lat, lon)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(rusqlite::params![
            n,
            document.id().as_bytes(),
            row.kind.code(),
            space,
            row.parent.map(|id| id.0),
            row.officer.map(|id| id.0),
            row.at.map(|at| at.0),
            row.due,
            row.code,
            folded(&row.code),
            row.title,
            fold(&row.title),
            row.subtitle,
            row.status,
            row.lat,
            row.lon,
        ])?;
    connection
        .prepare_cached("INSERT INTO rm_search (rowid, title, body) VALUES (?1, ?2, ?3)")?
        .execute((row_number(row.at, n), &row.search_title, &row.search_body))?;
    project_conflicts(connection, n, document)
}

fn project_conflicts(
    connection: &Connection,
    n: i64,
    document: &Document,
) -> Result<(), ClientError> {
    for conflict in document.conflicts() {
        // The value that is shown meanwhile comes last there, and first here.
        for (rank, value) in conflict.values.iter().rev().enumerate() {
            connection
                .prepare_cached(
                    "INSERT INTO rm_conflict (record, key, field, rank, value, device, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute((n, &conflict.key, &conflict.field, rank, value.value.to_string(), value.device.as_bytes(), value.at.0))?;
        }
    }
    Ok(())
}

fn remove(connection: &Connection, n: i64) -> Result<(), ClientError> {
    let at: Option<Option<i64>> = connection
        .prepare_cached("DELETE FROM rm_record WHERE n = ?1 RETURNING at")?
        .query_row([n], |row| row.get(0))
        .optional()?;
    let Some(at) = at else { return Ok(()) };
    connection
        .prepare_cached("DELETE FROM rm_search WHERE rowid = ?1")?
        .execute([row_number(at.map(UnixMillis), n)])?;
    connection
        .prepare_cached("DELETE FROM rm_conflict WHERE record = ?1")?
        .execute([n])?;
    Ok(())
}
