//! What an actor gets of a space that its request names.

use std::ops::Range;

use access::{Request, decide};
use proto::{Actor, Code, Cursor, SpaceState, UnixMillis};

use super::space::SpaceSummary;

/// What to answer for one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The first ledger entry to send.
    pub entries_from: Option<u64>,
    /// The ledger's length, if the device has more of it than the relay: it then gives the rest back.
    pub relay_length: Option<u64>,
    /// From where packs go on; none if the actor gets no packs.
    pub cursor: Option<Cursor>,
    /// The device holds packs past the newest place, in the same epoch: this store was put back to an
    /// earlier state, and its epoch is no longer true.
    pub is_beyond_top: bool,
}

/// Decides what an actor gets of a space, or why it gets nothing. `brought` are the places of entries that its
/// request brought and the ledger took. `same_epoch` tells that the cursor was given in the store's present life; else
/// it means nothing here.
pub fn read_space(
    state: &SpaceState,
    brought: Option<Range<u64>>,
    space: Option<&SpaceSummary>,
    actor: Actor,
    same_epoch: bool,
    now: UnixMillis,
) -> Result<Reading, Code> {
    let space = space.ok_or(Code::UnknownSpace)?;
    let may_read = decide(&space.ledger, actor, Request::ReadLedger { now });
    may_read.into_result().map_err(|refusal| refusal.code())?;
    let gets_packs = decide(&space.ledger, actor, Request::ReadPacks).is_allowed();
    let is_beyond_top = same_epoch && state.cursor.high > space.top;
    let cursor = if same_epoch && !is_beyond_top {
        state.cursor
    } else {
        Cursor::default()
    };
    Ok(Reading {
        entries_from: entries_from(state, brought, space),
        relay_length: (state.ledger_length > space.ledger.length()).then(|| space.ledger.length()),
        cursor: gets_packs.then_some(cursor),
        is_beyond_top,
    })
}

/// A device whose head differs at the same length has another ledger than the relay: it gets the whole of
/// this one, to see where they part. What it has just brought onto the end of what it holds, it holds.
fn entries_from(
    state: &SpaceState,
    brought: Option<Range<u64>>,
    space: &SpaceSummary,
) -> Option<u64> {
    let length = space.ledger.length();
    if state.ledger_length < length {
        let brought = brought.filter(|places| places.start == state.ledger_length);
        let next = brought.map_or(state.ledger_length, |places| places.end);
        return (next < length).then_some(next);
    }
    let same = state.ledger_length > length || state.ledger_head == space.ledger.head().prefix();
    if same { None } else { Some(0) }
}

#[cfg(test)]
mod tests;
