//! Sealed packs: those made here and those received, as their authors signed them.

use crate::error::ClientError;
use proto::{Cover, DeviceId, LayoutRow, PackHash, Receipt, StoredPack, Wire};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;

/// Where a pack stands when it is stored. State 1 (acknowledged) is only reached by [`acknowledge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PackState {
    /// Sealed here; the relay has not acknowledged it.
    Sealed = 0,
    /// Received from the relay and merged.
    Received = 2,
    /// Received, but it did not verify or could not be opened; kept to be looked at.
    SetAside = 3,
    /// Received in a courier file and merged; the relay may not have it, and is brought it. State 6 (held back) is one
    /// that the relay could not take yet, until another of its author arrives.
    Carried = 5,
    /// Derived here; the relay is brought it.
    Derived = 7,
    /// Derived, here or by whoever gave it by hand; what of it the relay is to be brought tells the layout of the relay's log.
    Unfitting = 8,
}

/// A pack of this device that waits to be pushed.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) hash: PackHash,
    pub(crate) bytes: Vec<u8>,
}

/// Names a pack by what its header says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PackName {
    pub(crate) space: i64,
    pub(crate) author: DeviceId,
    pub(crate) number: u64,
    pub(crate) hash: PackHash,
}

pub(crate) fn insert(
    connection: &Connection,
    name: &PackName,
    state: PackState,
    bytes: &[u8],
) -> Result<i64, ClientError> {
    // Of packs of this device in a space that it had to leave only the names were kept.
    let n = connection
        .prepare_cached(
            "INSERT INTO doc_pack (space, author, number, hash, state, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (space, author, number, hash) DO UPDATE SET bytes = excluded.bytes
             RETURNING n",
        )?
        .query_row((name.space, name.author.as_bytes(), name.number, name.hash.as_bytes(), state as u8, bytes), |row| row.get(0))?;
    if state == PackState::Carried {
        // What was held back may have waited for this one.
        connection
            .prepare_cached(
                "UPDATE doc_pack SET state = 5 WHERE space = ?1 AND author = ?2 AND state = 6",
            )?
            .execute((name.space, name.author.as_bytes()))?;
    }
    Ok(n)
}

/// Reads which packs a pack stands for.
pub(crate) fn covers_in(bytes: &[u8]) -> Vec<Cover> {
    seal::parse_pack(bytes).map_or_else(|_| Vec::new(), |pack| pack.claimed_header().covers.clone())
}

/// Tells whether a pack is held and believed that stands for what a row of the relay's log stands for, and is as large.
pub(crate) fn is_held_as(
    connection: &Connection,
    space: i64,
    row: &LayoutRow,
) -> Result<bool, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT author, number, bytes FROM doc_pack WHERE space = ?1 AND length(bytes) = ?2 AND state <> ?3",
    )?;
    let aside = PackState::SetAside as u8;
    let mut held = statement.query((space, row.size, aside))?;
    while let Some(pack) = held.next()? {
        let covers = match pack.get(1)? {
            0 => covers_in(&pack.get::<_, Vec<u8>>(2)?),
            number => vec![Cover {
                author: DeviceId(pack.get(0)?),
                first: number,
                last: number,
            }],
        };
        if covers == row.covers {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes note that the relay has a pack, however it came here.
pub(crate) fn relay_has(connection: &Connection, name: &PackName) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_pack SET state = 2 WHERE space = ?1 AND author = ?2 AND number = ?3 AND hash = ?4 AND state IN (5, 6, 8)")?
        .execute((name.space, name.author.as_bytes(), name.number, name.hash.as_bytes()))?;
    Ok(())
}

/// Lets a carried pack wait that the relay did not take; returns whether it is one.
pub(crate) fn hold_back(connection: &Connection, hash: PackHash) -> Result<bool, ClientError> {
    let changed = connection
        .prepare_cached(
            "UPDATE doc_pack SET state = 6 WHERE hash = ?1 AND state = 5 AND number > 0",
        )?
        .execute([hash.as_bytes()])?;
    Ok(changed > 0)
}

/// Tells whether a pack that is brought to the relay stands for packs without erased documents.
pub(crate) fn is_brought_replacement(
    connection: &Connection,
    hash: PackHash,
) -> Result<bool, ClientError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT bytes FROM doc_pack WHERE hash = ?1 AND state = 7")?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()?;
    let pack = bytes.and_then(|bytes| seal::parse_pack(bytes).ok());
    Ok(pack.is_some_and(|pack| !pack.claimed_header().erases.is_empty()))
}

/// Returns the row and the space of a derived pack that is brought to the relay.
pub(crate) fn brought(
    connection: &Connection,
    hash: PackHash,
) -> Result<Option<(i64, i64)>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT n, space FROM doc_pack WHERE hash = ?1 AND state = 7")?
        .query_row([hash.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Lets a derived pack wait for the layout of the relay's log, whose rows it does not fit; returns whether it is one.
pub(crate) fn set_unfitting(connection: &Connection, hash: PackHash) -> Result<bool, ClientError> {
    let changed = connection
        .prepare_cached("UPDATE doc_pack SET state = 8 WHERE hash = ?1 AND (state = 7 OR state = 5 AND number = 0)")?
        .execute([hash.as_bytes()])?;
    Ok(changed > 0)
}

/// Lets a derived pack wait until what the relay has in its place was read.
pub(crate) fn put_off(connection: &Connection, pack: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_pack SET state = 8 WHERE n = ?1 AND number = 0")?
        .execute([pack])?;
    Ok(())
}

/// Drops a stub that the relay has no place for, since another pack is there, and lets what stands for its pack wait until that was
/// read; tells whether it is a stub.
pub(crate) fn give_up_stub(connection: &Connection, hash: PackHash) -> Result<bool, ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_pack SET state = 8 WHERE state = 7 AND n IN
                 (SELECT c.pack FROM doc_cover c JOIN doc_pack s ON s.author = c.author AND s.number BETWEEN c.first AND c.last
                  WHERE s.hash = ?1 AND s.space = doc_pack.space AND substr(s.bytes, 1, 1) = x'00')",
        )?
        .execute([hash.as_bytes()])?;
    let dropped = connection
        .prepare_cached(
            "UPDATE doc_pack SET state = 2, bytes = x'' WHERE hash = ?1 AND number > 0 AND substr(bytes, 1, 1) = x'00'",
        )?
        .execute([hash.as_bytes()])?;
    Ok(dropped > 0)
}

/// Tells whether a derived pack waits for the layout of the relay's log, or a carried one for an earlier one.
pub(crate) fn any_unfitting(connection: &Connection) -> Result<bool, ClientError> {
    Ok(connection.prepare_cached(ANY_UNFITTING)?.exists([])?)
}

pub(crate) const ANY_UNFITTING: &str =
    "SELECT 1 FROM doc_pack WHERE state IN (3, 6, 8) AND state <> 3";

/// Returns the derived packs of a space that wait for the layout of its log.
pub(crate) fn unfitting(connection: &Connection, space: i64) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n FROM doc_pack WHERE space = ?1 AND state IN (3, 6, 8) AND (state = 8 OR state = 6 AND number = 0)",
    )?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a derived pack that is not to be pushed any more where it holds what is nowhere else here, and drops it where all
/// that it stands for is here as it came.
pub(crate) fn keep_or_drop(connection: &Connection, pack: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_pack SET state = 2 WHERE n = ?1 AND number = 0 AND state IN (5, 6, 7, 8)",
        )?
        .execute([pack])?;
    connection
        .prepare_cached(
            "DELETE FROM doc_pack WHERE n = ?1 AND number = 0
             AND NOT EXISTS (SELECT 1 FROM doc_change WHERE pack = ?1)
             AND (SELECT sum(last - first + 1) FROM doc_cover WHERE pack = ?1) =
                 (SELECT count(*) FROM doc_cover c JOIN doc_pack p
                  ON p.space = doc_pack.space AND p.author = c.author AND p.number BETWEEN c.first AND c.last
                  WHERE c.pack = ?1 AND p.number > 0 AND p.state <> 3 AND length(p.bytes) > 0
                    AND substr(p.bytes, 1, 1) <> x'00')",
        )?
        .execute([pack])?;
    Ok(())
}

/// Counts the packs of authors in a space that came after a stored one; returns the newest, too.
pub(crate) fn since(
    connection: &Connection,
    space: i64,
    pack: i64,
) -> Result<(u64, i64), ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*), coalesce(max(n), 0) FROM doc_pack WHERE space = ?1 AND n > ?2 AND number > 0",
        )?
        .query_row((space, pack), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A pack of somebody else that counts here.
pub(crate) struct OfAnother {
    pub(crate) n: i64,
    pub(crate) author: DeviceId,
    pub(crate) number: u64,
    /// It came by hand, and no relay has shown or signed that it has this very pack.
    pub(crate) is_by_hand: bool,
    /// The relay could not take it.
    pub(crate) is_held_back: bool,
}

/// Returns the packs of others in a space that were merged and are here as they came.
pub(crate) fn of_others(
    connection: &Connection,
    space: i64,
) -> Result<Vec<OfAnother>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, author, number, state IN (5, 6), state = 6 FROM doc_pack
         WHERE space = ?1 AND number > 0 AND state IN (2, 5, 6) AND length(bytes) > 0 ORDER BY n",
    )?;
    let rows = statement.query_map([space], |row| {
        Ok(OfAnother {
            n: row.get(0)?,
            author: DeviceId(row.get(1)?),
            number: row.get(2)?,
            is_by_hand: row.get(3)?,
            is_held_back: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lets the stub of a pack be brought to the relay, in whose place a derived one stands here.
pub(crate) fn insert_stub(
    connection: &Connection,
    name: &PackName,
    stub: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "INSERT INTO doc_pack (space, author, number, hash, state, bytes) VALUES (?1, ?2, ?3, ?4, 5, ?5)
             ON CONFLICT (space, author, number, hash) DO UPDATE SET state = 5, bytes = excluded.bytes
             WHERE length(doc_pack.bytes) = 0",
        )?
        .execute((name.space, name.author.as_bytes(), name.number, name.hash.as_bytes(), stub))?;
    Ok(())
}

/// Drops the stubs in a space that the relay needs no longer; their names stay.
pub(crate) fn drop_stubs(connection: &Connection, space: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_pack SET bytes = x'' WHERE space = ?1 AND state = 2 AND substr(bytes, 1, 1) = x'00'",
        )?
        .execute([space])?;
    Ok(())
}

/// A stored pack that is believed, by its name.
pub(crate) struct Believed {
    pub(crate) n: i64,
    pub(crate) author: DeviceId,
    pub(crate) number: u64,
    pub(crate) hash: [u8; 32],
}

/// Returns the packs of a space that are here with what they say and were not set aside, in the order in which they came.
pub(crate) fn believed(connection: &Connection, space: i64) -> Result<Vec<Believed>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, author, number, hash FROM doc_pack
         WHERE space = ?1 AND state <> 3 AND length(bytes) > 0 AND substr(bytes, 1, 1) <> x'00' ORDER BY n",
    )?;
    let rows = statement.query_map([space], |row| {
        Ok(Believed {
            n: row.get(0)?,
            author: DeviceId(row.get(1)?),
            number: row.get(2)?,
            hash: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the packs of a space that an author made, or in which they are merged, and that came from elsewhere.
pub(crate) fn sealed_elsewhere(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n FROM doc_pack WHERE space = ?1 AND state IN (2, 5, 6) AND length(bytes) > 0
           AND (number > 0 AND author = ?2 OR n IN (SELECT pack FROM doc_cover WHERE author = ?2)) ORDER BY n",
    )?;
    let rows = statement.query_map((space, author.as_bytes()), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the derived packs of a space, but for those that wait to be cut to fit, and those named here, of which the relay has said
/// what became of them.
pub(crate) fn derived(
    connection: &Connection,
    space: i64,
    settled: &BTreeSet<PackHash>,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n, hash FROM doc_pack WHERE space = ?1 AND number = 0 AND state IN (2, 7) ORDER BY n",
    )?;
    let mut rows = statement.query([space])?;
    let mut derived = Vec::new();
    while let Some(row) = rows.next()? {
        if !settled.contains(&PackHash(row.get(1)?)) {
            derived.push(row.get(0)?);
        }
    }
    Ok(derived)
}

/// Lets a derived pack be brought to the relay.
pub(crate) fn bring(connection: &Connection, pack: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("UPDATE doc_pack SET state = 7 WHERE n = ?1")?
        .execute([pack])?;
    Ok(())
}

/// How a pack of somebody else stands with the relay.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Standing {
    /// The relay has it.
    There = 2,
    /// The relay is to be brought it.
    Missing = 5,
    /// The relay could not take it: one before it is missing here too.
    AfterGap = 6,
}

/// Takes note of how a pack of somebody else stands with the relay.
pub(crate) fn set_standing(
    connection: &Connection,
    pack: i64,
    standing: Standing,
) -> Result<(), ClientError> {
    let state = standing as u8;
    connection
        .prepare_cached("UPDATE doc_pack SET state = ?2 WHERE n = ?1 AND state <> ?2")?
        .execute((pack, state))?;
    Ok(())
}

/// Returns a stored pack's bytes.
pub(crate) fn bytes(connection: &Connection, n: i64) -> Result<Vec<u8>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT bytes FROM doc_pack WHERE n = ?1")?
        .query_row([n], |row| row.get(0))?)
}

/// Returns the receipts kept, oldest first.
pub(crate) fn receipts(connection: &Connection) -> Result<Vec<Vec<u8>>, ClientError> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM doc_receipt ORDER BY n")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tells whether a pack is held: believed, or set aside byte for byte as it is. A pack's hash says nothing of its
/// signature, so one that was set aside with a changed signature may come again and be good.
pub(crate) fn is_held(
    connection: &Connection,
    name: &PackName,
    bytes: &[u8],
) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM doc_pack
             WHERE space = ?1 AND author = ?2 AND number = ?3 AND hash = ?4 AND length(bytes) > 0
               AND (state <> 3 OR bytes = ?5)",
        )?
        .exists((
            name.space,
            name.author.as_bytes(),
            name.number,
            name.hash.as_bytes(),
            bytes,
        ))?)
}

/// Returns the hash of an author's pack with a number, where it is held and was not set aside.
pub(crate) fn hash_of(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<Option<PackHash>, ClientError> {
    Ok(connection
        .prepare_cached("SELECT hash FROM doc_pack WHERE space = ?1 AND author = ?2 AND number = ?3 AND state <> 3")?
        .query_row((space, author.as_bytes(), number), |row| row.get::<_, [u8; 32]>(0))
        .optional()?
        .map(PackHash))
}

/// Returns the number and hash of the newest pack of an author in a space. A derived pack may be all that is here of it: a copy of a
/// phone sealed it, and others replaced it before the phone came.
pub(crate) fn newest_of(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<Option<(u64, PackHash)>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT number, hash FROM doc_pack WHERE space = ?1 AND author = ?2 AND number > 0 AND state <> 3
             UNION ALL
             SELECT number, hash FROM doc_vouched v WHERE space = ?1 AND author = ?2 AND EXISTS
                 (SELECT 1 FROM doc_cover c JOIN doc_pack p ON p.n = c.pack
                  WHERE p.space = ?1 AND p.state <> 3 AND c.author = ?2 AND v.number BETWEEN c.first AND c.last)
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row((space, author.as_bytes()), |row| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?)))
        .optional()?
        .map(|(number, hash)| (number, PackHash(hash))))
}

/// Returns the packs of a space that wait to be pushed, by number, up to a number of bytes but at least one. What stands for packs
/// whose stubs wait comes after these: another pack may be in such a place.
pub(crate) fn waiting(
    connection: &Connection,
    space: i64,
    (with_own, budget): (bool, usize),
) -> Result<Vec<Waiting>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT hash, bytes FROM doc_pack WHERE space = ?1 AND state IN (0, 5, 7) AND length(bytes) > 0
           AND (state <> 0 OR ?2) AND (state <> 7 OR NOT EXISTS
               (SELECT 1 FROM doc_cover c JOIN doc_pack s ON s.space = ?1 AND s.author = c.author AND s.number BETWEEN c.first AND c.last
                WHERE c.pack = doc_pack.n AND s.state = 5 AND substr(s.bytes, 1, 1) = x'00'))
         ORDER BY number = 0, author, number",
    )?;
    let mut rows = statement.query((space, with_own))?;
    let (mut packs, mut size) = (Vec::new(), 0_usize);
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(1)?;
        size = size.saturating_add(bytes.len());
        if size > budget && !packs.is_empty() {
            break;
        }
        packs.push(Waiting {
            hash: PackHash(row.get(0)?),
            bytes,
        });
    }
    Ok(packs)
}

/// Adds up the packs of a space that wait to be pushed, in bytes.
pub(crate) fn waiting_bytes(connection: &Connection, space: i64) -> Result<usize, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce(sum(length(bytes)), 0) FROM doc_pack WHERE space = ?1 AND state IN (0, 5, 7)",
        )?
        .query_row([space], |row| row.get(0))?)
}

/// Tells whether there are packs of which only the names were kept, and in whose place no other pack stands.
pub(crate) fn any_emptied(connection: &Connection) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM doc_pack p WHERE length(bytes) = 0 AND state <> 3 AND NOT EXISTS (
                 SELECT 1 FROM doc_cover c JOIN doc_pack d ON d.n = c.pack
                 WHERE d.space = p.space AND c.author = p.author AND p.number BETWEEN c.first AND c.last)",
        )?
        .exists([])?)
}

/// Tells whether packs of an author in a space wait to be pushed.
pub(crate) fn any_waiting_of(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM doc_pack WHERE space = ?1 AND author = ?2 AND state = 0")?
        .exists((space, author.as_bytes()))?)
}

/// Counts the packs that wait to be pushed, but for this device's own in spaces where it may only read.
pub(crate) fn waiting_count(
    connection: &Connection,
    read_only: &BTreeSet<i64>,
) -> Result<u64, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT space, state FROM doc_pack WHERE state IN (0, 5, 7) AND length(bytes) > 0",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let is_own = row.get::<_, i64>(1)? == PackState::Sealed as i64;
        count += u64::from(!(is_own && read_only.contains(&row.get(0)?)));
    }
    Ok(count)
}

/// Returns the bytes of the packs of a space that are believed, whichever way they came.
pub(crate) fn in_force(connection: &Connection, space: i64) -> Result<Vec<Vec<u8>>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT bytes FROM doc_pack WHERE space = ?1 AND state <> 3 AND length(bytes) > 0 ORDER BY author, number",
    )?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Marks a pack that the relay signed for, and those of its author before it: each names the hash of the one before, so
/// a signature over one vouches for all. Returns how many were waiting, made here or carried.
pub(crate) fn acknowledge(
    connection: &Connection,
    space: i64,
    pack: &StoredPack,
) -> Result<u64, ClientError> {
    let author = pack.author;
    if pack.number == 0 {
        return match derived_waiting(connection, space, pack.hash)? {
            Some(pack) => keep_or_drop(connection, pack).map(|()| 1),
            None => Ok(0),
        };
    }
    if hash_of(connection, space, author, pack.number)? != Some(pack.hash) {
        return Ok(0);
    }
    let changed = connection
        .prepare_cached(
            "UPDATE doc_pack SET state = CASE state WHEN 0 THEN 1 ELSE 2 END
             WHERE space = ?1 AND author = ?2 AND number <= ?3 AND state IN (0, 5, 6)",
        )?
        .execute((space, author.as_bytes(), pack.number))?;
    drop_stubs(connection, space)?;
    Ok(changed as u64)
}

/// Finds a derived pack that waits to be brought to the relay.
pub(crate) fn derived_waiting(
    connection: &Connection,
    space: i64,
    hash: PackHash,
) -> Result<Option<i64>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT n FROM doc_pack WHERE space = ?1 AND hash = ?2 AND number = 0 AND state IN (5, 6, 7, 8)",
        )?
        .query_row((space, hash.as_bytes()), |row| row.get(0))
        .optional()?)
}

/// Returns the number of the newest pack of an author in a space that the relay signed for; 0 if there is none.
pub(crate) fn newest_acknowledged(
    connection: &Connection,
    space: i64,
    author: DeviceId,
) -> Result<u64, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce(max(number), 0) FROM doc_pack WHERE space = ?1 AND author = ?2 AND state = 1",
        )?
        .query_row((space, author.as_bytes()), |row| row.get(0))?)
}

/// Tells whether all packs of a run are here as their author sealed them.
pub(crate) fn holds_as_they_came(
    connection: &Connection,
    space: i64,
    run: &Cover,
) -> Result<bool, ClientError> {
    let held: u64 = connection
        .prepare_cached(
            "SELECT count(*) FROM doc_pack WHERE space = ?1 AND author = ?2 AND number BETWEEN ?3 AND ?4
               AND state <> 3 AND length(bytes) > 0 AND substr(bytes, 1, 1) <> x'00'",
        )?
        .query_row((space, run.author.as_bytes(), run.first, run.last), |row| row.get(0))?;
    Ok(held == run.packs())
}

/// Lets the packs of this device after a number wait again: the relay does not have them (any more). Those that came from elsewhere, as
/// of a copy of this device, are brought as what somebody carries.
pub(crate) fn wait_again_after(
    connection: &Connection,
    space: i64,
    author: DeviceId,
    number: u64,
) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "UPDATE doc_pack SET state = CASE state WHEN 1 THEN 0 ELSE 5 END
             WHERE space = ?1 AND author = ?2 AND number > ?3 AND state IN (1, 2) AND length(bytes) > 0",
        )?
        .execute((space, author.as_bytes(), number))?;
    Ok(())
}

/// Tells whether the relay signed for a pack of this device; one that is not here any more was merged into others since.
pub(crate) fn is_acknowledged(connection: &Connection, pack: i64) -> Result<bool, ClientError> {
    Ok(!connection
        .prepare_cached("SELECT 1 FROM doc_pack WHERE n = ?1 AND state = 0")?
        .exists([pack])?)
}

/// Returns the time of the newest receipt for a request of a device, by the relay's clock: those of others come in files.
pub(crate) fn newest_receipt(
    connection: &Connection,
    device: DeviceId,
) -> Result<Option<i64>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT at, bytes FROM doc_receipt ORDER BY at DESC")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(1)?;
        let receipt = Receipt::from_bytes(&bytes).map_err(|_| ClientError::DatabaseDamaged)?;
        if receipt.body.device == device {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

pub(crate) fn insert_receipt(
    connection: &Connection,
    at: i64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    connection
        .prepare_cached("INSERT INTO doc_receipt (at, bytes) VALUES (?1, ?2)")?
        .execute((at, bytes))?;
    Ok(())
}
