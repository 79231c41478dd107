//! Packs as they came whose author's chain has not come so far.
//!
//! Where only merged packs are left of an author's first ones, what came after these would be refused for good, and be on no
//! relay. So an adopted row lets the chain go on behind it, without being believed: the packs are signed by their author, but
//! nothing is known here of those before them. As soon as these have come, all that follows them is counted in.

use std::sync::Arc;

use proto::{Code, DeviceId, PackHash, PackOutcome};
use rusqlite::Connection;
use sync::relay::AuthorHead;

use super::super::adopted::{AdoptedPack, adopted, adopted_pack};
use super::super::failure::damaged;
use super::{Original, Working, insert_original, insert_row, is_stub};
use crate::storage::{NewPack, StorageError};

const REFUSED: fn(Code) -> PackOutcome = |code| PackOutcome::Refused { code };

/// Stores a pack behind the adopted row that is, or stands for, its author's pack before it.
pub(super) fn adopt(
    connection: &Connection,
    space: &mut Working,
    pack: &NewPack,
    quota: u64,
) -> Result<PackOutcome, StorageError> {
    let (author, number) = (pack.header.author, pack.header.number);
    if let Some(same) = adopted_pack(connection, space.key, &author, number)? {
        return Ok(known_or_fork(&same, &pack.hash));
    }
    let before = number.saturating_sub(1);
    let rows = adopted(connection, space.key)?;
    // What a row already stands for is told with more by that row, and a stub by itself tells nothing.
    let is_next = rows.iter().any(|row| row.holds(author, before))
        && !rows.iter().any(|row| row.holds(author, number));
    if !is_next || is_stub(&pack.bytes) {
        return Ok(REFUSED(Code::Gap));
    }
    if let Some(previous) = adopted_pack(connection, space.key, &author, before)?
        && previous.hash != pack.header.previous
    {
        return Ok(REFUSED(Code::BrokenChain));
    }
    let size = pack.bytes.len() as u64;
    if space.summary.bytes.saturating_add(size) > quota {
        return Ok(REFUSED(Code::SpaceFull));
    }
    let seq = Arc::make_mut(&mut space.summary).adopt(size);
    space.changed = true;
    insert_row(connection, space.key, seq, pack, 0)?;
    Ok(PackOutcome::Stored { seq })
}

/// Lets a pack that is its author's next one count where it stands, if it was adopted; gives nothing if it was not.
pub(super) fn count_in(
    connection: &Connection,
    space: &mut Working,
    pack: &NewPack,
) -> Result<Option<PackOutcome>, StorageError> {
    let (author, number) = (&pack.header.author, pack.header.number);
    let Some(adopted) = adopted_pack(connection, space.key, author, number)? else {
        return Ok(None);
    };
    if adopted.hash == pack.hash {
        promote(connection, space, author, number, &adopted)?;
        count_in_those_after(connection, space, author)?;
    }
    Ok(Some(known_or_fork(&adopted, &pack.hash)))
}

/// Lets adopted packs count that follow an author's last one.
pub(super) fn count_in_those_after(
    connection: &Connection,
    space: &mut Working,
    author: &DeviceId,
) -> Result<(), StorageError> {
    while let Some(head) = space.summary.heads.get(author).copied() {
        let number = head.number.saturating_add(1);
        let Some(next) = adopted_pack(connection, space.key, author, number)? else {
            break;
        };
        if previous_of(connection, space.key, next.seq)? != head.hash {
            break;
        }
        promote(connection, space, author, number, &next)?;
    }
    Ok(())
}

fn promote(
    connection: &Connection,
    space: &mut Working,
    author: &DeviceId,
    number: u64,
    adopted: &AdoptedPack,
) -> Result<(), StorageError> {
    let &AdoptedPack { seq, hash, size } = adopted;
    let sql = "UPDATE pack SET originals = 1 WHERE space = ?1 AND seq = ?2";
    connection.prepare_cached(sql)?.execute((space.key, seq))?;
    let original = Original {
        number,
        place: seq,
        size,
        hash,
    };
    insert_original(connection, space.key, author, &original)?;
    let summary = Arc::make_mut(&mut space.summary);
    summary.heads.insert(*author, AuthorHead { number, hash });
    space.changed = true;
    Ok(())
}

fn previous_of(connection: &Connection, key: i64, seq: u64) -> Result<PackHash, StorageError> {
    let sql = "SELECT bytes FROM pack WHERE space = ?1 AND seq = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let bytes: Vec<u8> = statement.query_row((key, seq), |row| row.get(0))?;
    let pack = seal::parse_pack(bytes).map_err(|error| damaged(format!("place {seq}: {error}")))?;
    Ok(pack.claimed_header().previous)
}

/// Tells apart the same pack that comes again, and another of its number.
fn known_or_fork(stored: &AdoptedPack, hash: &PackHash) -> PackOutcome {
    sync::relay::compare((stored.seq, stored.hash), hash)
}
