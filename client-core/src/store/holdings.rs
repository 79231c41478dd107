//! Which packs of a space this device holds, as they came or inside others.

use crate::error::ClientError;
use proto::{Cover, DeviceId, PackSet};
use rusqlite::{Connection, Row};

/// Returns the packs of a space that are held and were not set aside.
pub(crate) fn of_space(connection: &Connection, space: i64) -> Result<PackSet, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT author, number, number FROM doc_pack WHERE space = ?1 AND number > 0 AND state <> 3
         UNION ALL
         SELECT c.author, c.first, c.last FROM doc_cover c JOIN doc_pack p ON p.n = c.pack
         WHERE p.space = ?1 AND p.state <> 3",
    )?;
    let rows = statement.query_map([space], read_run)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the packs that one stored pack stands for: itself, or those that it covers.
pub(crate) fn runs_of(connection: &Connection, pack: i64) -> Result<Vec<Cover>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT author, number, number FROM doc_pack WHERE n = ?1 AND number > 0
         UNION ALL SELECT author, first, last FROM doc_cover WHERE pack = ?1",
    )?;
    let rows = statement.query_map([pack], read_run)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the stored packs of a space that another device may want, each author's in order.
pub(crate) fn packs_to_carry(
    connection: &Connection,
    space: i64,
    unsent_only: bool,
) -> Result<Vec<i64>, ClientError> {
    let states = if unsent_only {
        "state IN (0, 5)"
    } else {
        "state <> 3"
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT n FROM doc_pack WHERE space = ?1 AND length(bytes) > 0 AND {states} ORDER BY author, number, n"
    ))?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<Cover> {
    Ok(Cover {
        author: DeviceId(row.get(0)?),
        first: row.get(1)?,
        last: row.get(2)?,
    })
}
