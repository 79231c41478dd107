//! The chain of an author's packs: each has one hash, and names that of the one before. What comes first is believed; what
//! contradicts it is kept aside, since its author signed both.

use crate::error::ClientError;
use crate::relay::contents::Part;
use crate::store::spaces::Space;
use crate::store::suspicions::{self, Noticed};
use crate::store::{chains, packs};
use crate::suspicion::SuspicionReason;
use proto::{SpaceId, UnixMillis};
use rusqlite::Connection;

/// Tells what of a part contradicts what is known of its author's chain in this space. What came from another space has
/// its chain there.
pub(crate) fn contradiction(
    connection: &Connection,
    (space, id): (i64, SpaceId),
    part: &Part,
) -> Result<Option<SuspicionReason>, ClientError> {
    if part.space != id {
        return Ok(None);
    }
    let known = chains::hash_of(connection, space, part.author, part.number)?;
    if known.is_some_and(|known| known != part.link.hash) {
        return Ok(Some(SuspicionReason::Forked));
    }
    if part.number > 1 {
        let before = chains::hash_of(connection, space, part.author, part.number - 1)?;
        if before.is_some_and(|before| before != part.link.previous) {
            return Ok(Some(SuspicionReason::BrokenChain));
        }
    }
    Ok(None)
}

/// What a part contradicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contradicted {
    /// A pack that is, or was, here by itself.
    ByPack,
    /// What excerpts, or a later pack, told of the chain.
    ByWhatWasTold,
}

/// Tells what a part contradicts of its author's chain in this space, if anything.
pub(crate) fn contradicted_by(
    connection: &Connection,
    space: (i64, SpaceId),
    part: &Part,
) -> Result<Option<Contradicted>, ClientError> {
    if contradiction(connection, space, part)?.is_none() {
        return Ok(None);
    }
    let before = part.number.saturating_sub(1);
    for (number, hash) in [(part.number, part.link.hash), (before, part.link.previous)] {
        let held = packs::hash_of(connection, space.0, part.author, number)?;
        if held.is_some_and(|held| held != hash) {
            return Ok(Some(Contradicted::ByPack));
        }
    }
    Ok(Some(Contradicted::ByWhatWasTold))
}

/// Tells whether a part contradicts what is known of its author's chain in a space.
pub(crate) fn contradicts(
    connection: &Connection,
    space: &Space,
    part: &Part,
) -> Result<bool, ClientError> {
    Ok(contradiction(connection, (space.n, space.id), part)?.is_some())
}

/// Keeps a suspicion for each part of a derived pack that contradicts what is known of its author's chain.
pub(crate) fn notice_contradictions(
    connection: &Connection,
    space: &Space,
    pack: i64,
    parts: &[Part],
    now: UnixMillis,
) -> Result<(), ClientError> {
    for part in parts {
        if let Some(reason) = contradiction(connection, (space.n, space.id), part)? {
            let noticed = Noticed {
                space: space.n,
                reason: reason.as_str(),
                author: part.author,
                first: part.number,
                last: part.number,
                hash: part.link.hash.0,
                pack: (!part.is_brought()).then_some(pack),
                evidence: None,
                at: now.0,
            };
            suspicions::notice(connection, &noticed)?;
        }
    }
    Ok(())
}

/// Keeps what a believed part says of its author's chain.
pub(crate) fn keep(
    connection: &Connection,
    (space, id): (i64, SpaceId),
    part: &Part,
) -> Result<(), ClientError> {
    if part.space != id {
        return Ok(());
    }
    chains::vouch(connection, space, part.author, part.number, part.link.hash)?;
    if part.number > 1 {
        let before = part.number - 1;
        chains::vouch(connection, space, part.author, before, part.link.previous)?;
    }
    Ok(())
}
