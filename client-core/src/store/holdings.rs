//! Which packs of a space this device holds, as they came or inside others.

use crate::error::ClientError;
use proto::{Cover, DeviceId, PackSet};
use rusqlite::{Connection, Row};
use std::ops::RangeInclusive;

/// Returns the packs of a space that are held and were not set aside.
pub(crate) fn of_space(connection: &Connection, space: i64) -> Result<PackSet, ClientError> {
    held_but(connection, space, "3", "3")
}

/// Returns the packs of a space that are held and that a relay has shown or signed for: others may be of a branch that it has not. Those
/// that this device sealed and has no receipt for are among them, unless the relay has more of its packs than it knows of.
pub(crate) fn from_relay(
    connection: &Connection,
    space: i64,
    knows_own: bool,
) -> Result<PackSet, ClientError> {
    let others = if knows_own { "3, 5, 6" } else { "0, 3, 5, 6" };
    held_but(connection, space, others, "3, 8")
}

/// Returns the packs of a space that are held, but for packs of authors in some states and derived ones in some.
fn held_but(
    connection: &Connection,
    space: i64,
    states: &str,
    derived: &str,
) -> Result<PackSet, ClientError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT author, number, number FROM doc_pack WHERE space = ?1 AND number > 0 AND state NOT IN ({states})
           AND length(bytes) > 0
         UNION ALL
         SELECT c.author, c.first, c.last FROM doc_cover c JOIN doc_pack p ON p.n = c.pack
         WHERE p.space = ?1 AND p.state NOT IN ({derived})",
    ))?;
    let rows = statement.query_map([space], read_run)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the highest number of an author's packs in a space that is held, by itself or inside another.
pub(crate) fn newest(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<u64, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT max(
                (SELECT coalesce(max(number), 0) FROM doc_pack WHERE space = ?1 AND author = ?2 AND state <> 3),
                (SELECT coalesce(max(c.last), 0) FROM doc_cover c JOIN doc_pack p ON p.n = c.pack
                 WHERE p.space = ?1 AND c.author = ?2 AND p.state <> 3))",
        )?
        .query_row((space, author.as_bytes()), |row| row.get(0))?)
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

/// Returns the stored packs of a space that are, or stand for, packs of an author with such numbers.
pub(crate) fn holding(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    numbers: &RangeInclusive<u64>,
) -> Result<Vec<i64>, ClientError> {
    let limit = |number: &u64| i64::try_from(*number).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(
        "SELECT n FROM doc_pack
         WHERE space = ?1 AND author = ?2 AND number BETWEEN ?3 AND ?4 AND number > 0 AND state <> 3 AND length(bytes) > 0
         UNION
         SELECT p.n FROM doc_cover c JOIN doc_pack p ON p.n = c.pack
         WHERE p.space = ?1 AND c.author = ?2 AND c.last >= ?3 AND c.first <= ?4 AND p.state <> 3 AND length(p.bytes) > 0
         ORDER BY 1",
    )?;
    let (first, last) = (limit(numbers.start()), limit(numbers.end()));
    let rows = statement.query_map((space, author.as_bytes(), first, last), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes note of the packs that a stored one stands for.
pub(crate) fn insert_covers(
    connection: &Connection,
    pack: i64,
    covers: &[Cover],
) -> Result<(), ClientError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO doc_cover (pack, author, first, last) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for cover in covers {
        statement.execute((pack, cover.author.as_bytes(), cover.first, cover.last))?;
    }
    Ok(())
}

/// Returns the stored packs of a space that another device may want, each author's in order.
pub(crate) fn packs_to_carry(
    connection: &Connection,
    space: i64,
    unsent_only: bool,
) -> Result<Vec<i64>, ClientError> {
    let states = if unsent_only {
        "(state IN (0, 5) OR state = 8 AND EXISTS (SELECT 1 FROM doc_change WHERE pack = doc_pack.n))"
    } else {
        "state <> 3"
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT n FROM doc_pack WHERE space = ?1 AND length(bytes) > 0 AND substr(bytes, 1, 1) <> x'00' AND {states} ORDER BY author, number, n"
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
