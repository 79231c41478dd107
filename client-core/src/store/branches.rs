//! Packs that stand beside their author's chain: set aside, since another pack has their place or is named before them.

use crate::error::ClientError;
use crate::store::packs::{self, PackName};
use crate::store::suspicions::{self, Noticed};
use crate::suspicion::SuspicionReason;
use proto::{DeviceId, PackHash, UnixMillis};
use rusqlite::{Connection, OptionalExtension};

/// Tells whether any is here.
pub(crate) fn any(connection: &Connection) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(&format!("{BRANCHES} LIMIT 1"))?
        .exists([])?)
}

pub(crate) const BRANCHES: &str = "SELECT p.n FROM doc_pack p JOIN doc_suspicion s ON s.pack = p.n
     WHERE p.state IN (3, 6, 8) AND p.state = 3 AND s.reason IN ('forked', 'broken-chain')
       AND length(p.bytes) > 0";

/// Tells whether a stored pack is one.
pub(crate) fn is_one(connection: &Connection, pack: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(&format!("{BRANCHES} AND p.n = ?1 AND p.number > 0"))?
        .exists([pack])?)
}

/// Returns those of a space, each author's in order.
pub(crate) fn of_space(connection: &Connection, space: i64) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(&format!(
        "{BRANCHES} AND p.space = ?1 AND p.number > 0
         GROUP BY p.n ORDER BY p.author, p.number, p.n"
    ))?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps no more than the name of a pack that was set aside: what it says is in other packs.
pub(crate) fn empty(connection: &Connection, pack: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_pack SET bytes = x'' WHERE n = ?1 AND state = 3")?
        .execute([pack])?;
    Ok(())
}

/// Keeps of a pack that was set aside what a derived one holds of it.
pub(crate) fn set_bytes(
    connection: &Connection,
    pack: i64,
    derived: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_pack SET bytes = ?2 WHERE n = ?1 AND state = 3")?
        .execute((pack, derived))?;
    Ok(())
}

/// Tells whether a pack was set aside as one.
pub(crate) fn is_aside(connection: &Connection, name: &PackName) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM doc_pack p JOIN doc_suspicion s ON s.pack = p.n
             WHERE p.space = ?1 AND p.author = ?2 AND p.number = ?3 AND p.number > 0 AND p.hash = ?4 AND p.state = 3
               AND s.reason IN ('forked', 'broken-chain')",
        )?
        .exists((
            name.space,
            name.author.as_bytes(),
            name.number,
            name.hash.as_bytes(),
        ))?)
}

/// Tells whether what a pack says that was set aside is in other packs, or kept without what was erased.
pub(crate) fn is_elsewhere(connection: &Connection, name: &PackName) -> Result<bool, ClientError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT bytes FROM doc_pack WHERE space = ?1 AND author = ?2 AND number = ?3 AND hash = ?4
             AND state = 3",
        )?
        .query_row(
            (
                name.space,
                name.author.as_bytes(),
                name.number,
                name.hash.as_bytes(),
            ),
            |row| row.get(0),
        )
        .optional()?;
    Ok(bytes.is_some_and(|bytes| bytes.is_empty() || !packs::covers_in(&bytes).is_empty()))
}

/// A pack's row, number and hash.
pub(crate) type Numbered = (i64, u64, [u8; 32]);

/// Returns the packs of an author from a number on that are in one of some states and not emptied.
fn numbered_from(
    connection: &Connection,
    states: &str,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<Vec<Numbered>, ClientError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT n, number, hash FROM doc_pack
         WHERE space = ?1 AND author = ?2 AND number > 0 AND number >= ?3 AND state IN ({states})
           AND length(bytes) > 0 AND substr(bytes, 1, 1) <> x'00'
         ORDER BY number, n"
    ))?;
    let rows = statement.query_map((space, author.as_bytes(), number), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the packs of an author from a number on that came by hand and that the relay never had: row, number and hash.
pub(crate) fn by_hand_from(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<Vec<Numbered>, ClientError> {
    numbered_from(connection, "5, 6", space, author, number)
}

/// Returns the packs of an author from a number on in whose place derived ones stand that the relay has not taken, since they
/// held erased documents: row, number and hash, and the row of the derived one.
pub(crate) fn rewritten_from(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<Vec<(Numbered, i64)>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT p.n, p.number, p.hash, d.n FROM doc_pack p
         JOIN doc_cover c ON c.author = p.author AND c.first = p.number AND c.last = p.number
         JOIN doc_pack d ON d.n = c.pack AND d.space = p.space
         WHERE p.space = ?1 AND p.author = ?2 AND p.number >= ?3 AND p.state IN (2, 5, 6)
           AND (length(p.bytes) = 0 OR substr(p.bytes, 1, 1) = x'00')
           AND d.number = 0 AND d.state = 8 AND (SELECT count(*) FROM doc_cover o WHERE o.pack = d.n) = 1
         ORDER BY p.number, d.n",
    )?;
    let rows = statement.query_map((space, author.as_bytes(), number), |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts what a derived pack holds of another one under the name of that one.
pub(crate) fn put_under_name(
    connection: &Connection,
    pack: i64,
    derived: i64,
) -> Result<(), ClientError> {
    for sql in [
        "UPDATE doc_pack SET bytes = (SELECT bytes FROM doc_pack WHERE n = ?2) WHERE n = ?1",
        "UPDATE doc_change SET pack = ?1 WHERE pack = ?2",
    ] {
        connection.prepare_cached(sql)?.execute((pack, derived))?;
    }
    connection
        .prepare_cached("DELETE FROM doc_pack WHERE n = ?1")?
        .execute([derived])?;
    Ok(())
}

/// Lets a pack of another author count as come by hand again where a relay has something larger under its number than what is
/// held: it has shown or signed for what is held in an earlier life.
pub(crate) fn doubt_smaller_than(
    connection: &Connection,
    space: i64,
    (author, number): (DeviceId, u64),
    size: u64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_pack SET state = 5
             WHERE space = ?1 AND author = ?2 AND number = ?3 AND number > 0 AND state = 2
               AND length(bytes) BETWEEN 1 AND ?4 - 1 AND substr(bytes, 1, 1) <> x'00'",
        )?
        .execute((space, author.as_bytes(), number, size))?;
    Ok(())
}

/// Lets packs of a device from a number on that it got from a relay count as come by hand again: a relay in a new life has others.
pub(crate) fn doubt_own(
    connection: &Connection,
    space: i64,
    device: DeviceId,
    number: u64,
) -> Result<bool, ClientError> {
    let doubted = connection
        .prepare_cached(
            "UPDATE doc_pack SET state = 5
             WHERE space = ?1 AND author = ?2 AND number > 0 AND number >= ?3 AND state = 2
               AND length(bytes) > 0 AND substr(bytes, 1, 1) <> x'00'",
        )?
        .execute((space, device.as_bytes(), number))?;
    Ok(doubted > 0)
}

/// Sets a pack aside and drops the changes that it brought; returns the records that they were of.
pub(crate) fn take_back(connection: &Connection, pack: i64) -> Result<Vec<i64>, ClientError> {
    connection
        .prepare_cached("UPDATE doc_pack SET state = 3 WHERE n = ?1")?
        .execute([pack])?;
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT record FROM doc_change WHERE pack = ?1 ORDER BY record")?;
    let records = statement.query_map([pack], |row| row.get(0))?;
    let records = records.collect::<Result<_, _>>()?;
    connection
        .prepare_cached("DELETE FROM doc_change WHERE pack = ?1")?
        .execute([pack])?;
    Ok(records)
}

/// Forgets what is known of the hashes of an author's packs from a number on that are not here.
pub(crate) fn forget_chain(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "DELETE FROM doc_vouched WHERE space = ?1 AND author = ?2 AND number >= ?3",
        )?
        .execute((space, author.as_bytes(), number))?;
    Ok(())
}

/// Names a pack of a device that waits to be pushed, by its space and number.
pub(crate) fn own_waiting(
    connection: &Connection,
    device: DeviceId,
    hash: PackHash,
) -> Result<Option<(i64, u64)>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT space, number FROM doc_pack
             WHERE hash = ?1 AND author = ?2 AND state IN (0, 5, 7) AND state = 0 AND number > 0",
        )?
        .query_row((hash.as_bytes(), device.as_bytes()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// Returns the packs that this device sealed in a space from a number on: row, number and hash.
pub(crate) fn own_from(
    connection: &Connection,
    space: i64,
    device: DeviceId,
    number: u64,
) -> Result<Vec<Numbered>, ClientError> {
    numbered_from(connection, "0, 1", space, device, number)
}

/// Returns the lowest number of this device's packs in a space that wait to be pushed.
pub(crate) fn first_waiting(
    connection: &Connection,
    space: i64,
    device: DeviceId,
) -> Result<Option<u64>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT min(number) FROM doc_pack WHERE space = ?1 AND author = ?2 AND state IN (0, 5, 7) AND state = 0
             AND number > 0",
        )?
        .query_row((space, device.as_bytes()), |row| row.get(0))?)
}

/// Keeps a suspicion that this device signed another pack under the number of one of its own, which is named where it is set aside.
pub(crate) fn notice_own(
    connection: &Connection,
    space: i64,
    device: DeviceId,
    (number, hash): (u64, [u8; 32]),
    pack: Option<i64>,
    now: UnixMillis,
) -> Result<(), ClientError> {
    let noticed = Noticed {
        space,
        reason: SuspicionReason::Forked.as_str(),
        author: device,
        first: number,
        last: number,
        hash,
        pack,
        evidence: None,
        at: now.0,
    };
    suspicions::notice(connection, &noticed)
}

/// Forgets the names of packs of a device from a number on that are not here.
pub(crate) fn forget_names(
    connection: &Connection,
    space: i64,
    device: DeviceId,
    number: u64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "DELETE FROM doc_pack WHERE space = ?1 AND author = ?2 AND number >= ?3 AND state <> 3 AND length(bytes) = 0",
        )?
        .execute((space, device.as_bytes(), number))?;
    Ok(())
}

/// Drops a pack that was sealed here; its changes wait to be sealed.
pub(crate) fn unseal(connection: &Connection, pack: i64) -> Result<(), ClientError> {
    for sql in [
        "UPDATE doc_change SET pack = NULL WHERE pack = ?1",
        "DELETE FROM doc_pack WHERE n = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([pack])?;
    }
    Ok(())
}
