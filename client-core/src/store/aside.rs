//! Packs that were set aside: kept with the reason, and believed only if they come, or turn out, right.

use crate::error::ClientError;
use crate::store::packs::{self, PackName, PackState};
use crate::store::suspicions::{self, Noticed};
use crate::suspicion::SuspicionReason;
use rusqlite::Connection;

/// So many copies of one pack that its author did not sign are kept, at most: each time it could come changed anew.
const MOST_COPIES: u32 = 8;

/// Keeps a pack aside that is not believed, with the reason.
pub(crate) fn set_aside(
    connection: &Connection,
    name: &PackName,
    reason: SuspicionReason,
    at: i64,
    bytes: &[u8],
) -> Result<(), ClientError> {
    let pack = packs::insert(connection, name, PackState::SetAside, bytes)?;
    let noticed = Noticed {
        space: name.space,
        reason: reason.as_str(),
        author: name.author,
        first: name.number,
        last: name.number,
        hash: name.hash.0,
        pack: Some(pack),
        evidence: None,
        at,
    };
    suspicions::notice(connection, &noticed)?;
    if reason == SuspicionReason::Unsigned {
        connection
            .prepare_cached(
                "DELETE FROM doc_pack WHERE n IN (
                     SELECT pack FROM doc_suspicion
                     WHERE space = ?1 AND author = ?2 AND number = ?3 AND reason = 'unsigned' AND pack IS NOT NULL
                     ORDER BY n DESC LIMIT -1 OFFSET ?4)",
            )?
            .execute((name.space, name.author.as_bytes(), name.number, MOST_COPIES))?;
    }
    Ok(())
}

/// Returns the set-aside packs of a space that a longer ledger may vouch for, each author's in order.
pub(crate) fn doubted(connection: &Connection, space: i64) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT p.n FROM doc_suspicion s JOIN doc_pack p ON p.n = s.pack
         WHERE p.space = ?1 AND p.state = 3 AND s.reason IN ('unsigned', 'unreadable') AND s.healed_at IS NULL
         ORDER BY p.author, p.number, p.n",
    )?;
    let rows = statement.query_map([space], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Closes the suspicion against a pack, which is now to be brought to the relay.
pub(crate) fn believe(connection: &Connection, pack: i64, at: i64) -> Result<(), ClientError> {
    suspicions::heal_pack(connection, pack, at)?;
    connection
        .prepare_cached("UPDATE doc_pack SET state = ?2 WHERE n = ?1")?
        .execute((pack, PackState::Carried as u8))?;
    Ok(())
}

/// Forgets a pack of this name that was set aside, since it has come again with other bytes.
pub(crate) fn forget(connection: &Connection, name: &PackName) -> Result<(), ClientError> {
    connection
        .prepare_cached(
            "DELETE FROM doc_pack
             WHERE space = ?1 AND author = ?2 AND number = ?3 AND hash = ?4 AND state = 3",
        )?
        .execute((
            name.space,
            name.author.as_bytes(),
            name.number,
            name.hash.as_bytes(),
        ))?;
    Ok(())
}

/// Drops a pack that was set aside and proves nothing.
pub(crate) fn drop_pack(connection: &Connection, pack: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM doc_pack WHERE n = ?1 AND state = 3")?
        .execute([pack])?;
    Ok(())
}

/// Counts the packs that are set aside.
pub(crate) fn count(connection: &Connection) -> Result<u64, ClientError> {
    Ok(connection.query_row(SET_ASIDE, [], |row| row.get(0))?)
}

pub(crate) const SET_ASIDE: &str =
    "SELECT count(*) FROM doc_pack WHERE state IN (3, 6, 8) AND state = 3 AND length(bytes) > 0";
