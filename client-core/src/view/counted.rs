//! What the desk's registers count of a record beyond its row: a group's members, an establishment's years, copies.

use crate::error::ClientError;
use records::{Document, Kind, Recognition, Value, recognitions};
use rusqlite::Connection;

/// Writes what is counted of a record.
pub(crate) fn insert(
    connection: &Connection,
    n: i64,
    kind: Kind,
    document: &Document,
) -> Result<(), ClientError> {
    match kind {
        Kind::Group => group(connection, n, document),
        Kind::Establishment => years(connection, n, document),
        Kind::Material => copies(connection, n, document.get("printed")),
        Kind::HandOut => copies(connection, n, document.get("copies")),
        _ => Ok(()),
    }
}

/// Removes what is counted of a record.
pub(crate) fn remove(connection: &Connection, n: i64, kind: Kind) -> Result<(), ClientError> {
    let sql = match kind {
        Kind::Group => "DELETE FROM rm_group WHERE record = ?1",
        Kind::Establishment => "DELETE FROM rm_recognition WHERE record = ?1",
        Kind::Material | Kind::HandOut => "DELETE FROM rm_copies WHERE record = ?1",
        _ => return Ok(()),
    };
    connection.prepare_cached(sql)?.execute([n])?;
    Ok(())
}

fn group(connection: &Connection, n: i64, document: &Document) -> Result<(), ClientError> {
    let model = match document.get("model") {
        Some(Value::Text(model)) => model,
        _ => String::new(),
    };
    let merged_into = match document.get("merged_into") {
        Some(Value::Reference(id)) => Some(id.0),
        _ => None,
    };
    let members: Vec<u8> = match document.get("members") {
        Some(Value::References(members)) => members.iter().flat_map(|member| member.0).collect(),
        _ => Vec::new(),
    };
    connection
        .prepare_cached(
            "INSERT INTO rm_group (record, model, merged_into, members) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((n, model, merged_into, members))?;
    Ok(())
}

fn years(connection: &Connection, n: i64, document: &Document) -> Result<(), ClientError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO rm_recognition (record, year, recognised) VALUES (?1, ?2, ?3)",
    )?;
    for (year, stage) in recognitions(document) {
        statement.execute((n, year, stage == Recognition::Recognised))?;
    }
    Ok(())
}

fn copies(connection: &Connection, n: i64, copies: Option<Value>) -> Result<(), ClientError> {
    if let Some(Value::Integer(copies)) = copies {
        connection
            .prepare_cached("INSERT INTO rm_copies (record, copies) VALUES (?1, ?2)")?
            .execute((n, copies))?;
    }
    Ok(())
}
