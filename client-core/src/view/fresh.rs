//! Texts of records that were written one by one and are not in the search index yet.
//!
//! FTS5 writes seven pages for a single record, each encrypted and waited for. Here a record costs one; a search looks
//! through them all, which are few, and after bulk work or when enough have come together the index takes them over.

use crate::error::ClientError;
use crate::view::words::Words;
use rusqlite::Connection;

/// One record in so many has the index take over what has come together, while a person waits.
const TAKEN_OVER_EVERY: i64 = 256;

/// Keeps a record's folded texts; `number` is its row number in the index.
pub(crate) fn insert(
    connection: &Connection,
    number: i64,
    title: &str,
    body: &str,
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO rm_fresh (number, title, body) VALUES (?1, ?2, ?3)")?
        .execute((number, title, body))?;
    if number % TAKEN_OVER_EVERY == 0 {
        take_over(connection)?;
    }
    Ok(())
}

/// Removes a record's texts; returns whether they were here.
pub(crate) fn remove(connection: &Connection, number: i64) -> Result<bool, ClientError> {
    let removed = connection
        .prepare_cached("DELETE FROM rm_fresh WHERE number = ?1")?
        .execute([number])?;
    Ok(removed > 0)
}

/// Moves everything into the index.
pub(crate) fn take_over(connection: &Connection) -> Result<(), ClientError> {
    connection.execute(
        "INSERT INTO rm_search (rowid, title, body) SELECT number, title, body FROM rm_fresh ORDER BY number",
        [],
    )?;
    connection.execute("DELETE FROM rm_fresh", [])?;
    Ok(())
}

/// Returns the row numbers of the records in whose texts all words occur, the newest first.
pub(crate) fn matching(
    connection: &Connection,
    words: &Words,
    titles_only: bool,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT number, title, body FROM rm_fresh ORDER BY number DESC")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| {
            let text = row.get_ref(column)?.as_str();
            text.map_err(|_| ClientError::DatabaseDamaged)
        };
        let body = if titles_only { "" } else { text(2)? };
        if words.occur_in(&[text(1)?, body]) {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}
