//! What packs of this device have to follow in spaces of which it gets no packs, not even its own: the consultation log, and
//! areas to which its access has ended. The receipt that a probe brings names the newest that the relay has.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::session::Session;
use crate::store::packs::PackName;
use crate::store::{branches, erasing, holdings, packs, spaces};
use proto::{PackHash, SpaceKind, StoredPack};

/// Breaks the answer off where the relay refused a pack of this device for another one in its place, to ask what is there.
/// Tells whether it did; it does so once a sync.
pub(crate) fn ask_for_own_heads(session: &mut Session) -> bool {
    let is_first = !std::mem::replace(&mut session.asked_for_own_heads, true);
    session.begins_anew |= is_first;
    is_first
}

impl Notebook {
    /// Tells whether a pack of this device that waits follows others of it which it does not hold.
    pub(crate) fn follows_what_is_not_here(&self, hash: PackHash) -> Result<bool, ClientError> {
        let Some((space, number)) = branches::own_waiting(&self.connection, self.device, hash)?
        else {
            return Ok(false);
        };
        let held = holdings::of_space(&self.connection, space)?;
        Ok(held.contiguous(&self.device) < number.saturating_sub(1))
    }

    /// Lets what this device has to say follow what the relay has of it, after the relay was asked.
    pub(crate) fn follow_own_heads(&mut self, session: &mut Session) -> Result<(), ClientError> {
        let heads = std::mem::take(&mut session.own_heads);
        if session.relay_answered_probe {
            for head in heads {
                self.follow_own_head(&head)?;
            }
        }
        Ok(())
    }

    fn follow_own_head(&mut self, head: &StoredPack) -> Result<(), ClientError> {
        let Some(space) = spaces::by_id(&self.connection, head.space)? else {
            return Ok(());
        };
        let known = packs::hash_of(&self.connection, space.n, self.device, head.number)?;
        if known == Some(head.hash) || self.gets_own_of(&space)? {
            return Ok(());
        }
        let Some(ledger) = self.ledger(&space)?.cloned() else {
            return Ok(());
        };
        let waiting = branches::first_waiting(&self.connection, space.n, self.device)?;
        let first = waiting.map_or(head.number, |first| first.min(head.number));
        let is_taken_back = match ledger.kind() {
            SpaceKind::Audit => self.take_back_log(&space, &ledger, first)?,
            _ => self.take_back_own(&space, first)?,
        };
        if !is_taken_back {
            return Ok(());
        }
        self.deposit_behind(&space, head.number)?;
        branches::forget_names(&self.connection, space.n, self.device, first)?;
        // The name comes last: without it, all this is done again.
        let name = PackName {
            space: space.n,
            author: self.device,
            number: head.number,
            hash: head.hash,
        };
        erasing::insert_name(&self.connection, &name)
    }
}
