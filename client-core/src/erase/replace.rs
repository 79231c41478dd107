//! Stored packs that hold an erased document give way to derived ones.

use crate::derive::{Derived, Taken};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::packs::PackState;
use crate::store::spaces::Space;
use crate::store::{branches, erasing, packs, spaces, wipe};
use access::{Ledger, Request, decide};
use proto::{Actor, DocId, Excerpt};
use std::collections::BTreeSet;

/// States of `doc_pack`.
const SEALED: u8 = PackState::Sealed as u8;
const SET_ASIDE: u8 = PackState::SetAside as u8;
const CARRIED: u8 = PackState::Carried as u8;
const UNFITTING: u8 = PackState::Unfitting as u8;
const HELD_BACK: u8 = 6;

impl Notebook {
    /// Replaces the stored packs that hold documents erased since, and leaves no trace of them in the database's log.
    ///
    /// A pack of this device that the relay does not have yet is brought there as it is: what follows in its chain
    /// names it. It gives way afterwards.
    pub(crate) fn finish_erasing(&mut self) -> Result<(), ClientError> {
        let spaces = erasing::spaces(&self.connection)?;
        if spaces.is_empty() {
            return Ok(());
        }
        for n in spaces {
            let space = spaces::by_number(&self.connection, n)?;
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            self.replace_packs(&space, &ledger)?;
        }
        wipe::empty_log(&self.connection)
    }

    fn replace_packs(&mut self, space: &Space, ledger: &Ledger) -> Result<(), ClientError> {
        let documents = erasing::documents(&self.connection, space.n)?;
        let mut waiting = BTreeSet::new();
        for (pack, state) in erasing::stored_packs(&self.connection, space.n)? {
            let bytes = packs::bytes(&self.connection, pack)?;
            if state == SET_ASIDE {
                self.strip_aside(space, ledger, pack, bytes)?;
                continue;
            }
            let Some(taken) = self.take_over(space, ledger, bytes)? else {
                continue;
            };
            if taken.erased.is_empty() {
                continue;
            }
            if state == SEALED {
                // The relay gets it from this device, so this device brings what replaces it.
                for id in taken.erased {
                    erasing::insert(&self.connection, space.n, id, true)?;
                    waiting.insert(id);
                }
                continue;
            }
            let brings = |id: &DocId| documents.get(id).copied().unwrap_or(false);
            let brought = taken.erased.iter().any(brings);
            let wanted = match (state, brought) {
                // The relay does not have the pack yet.
                (CARRIED | HELD_BACK | UNFITTING, _) => PackState::Unfitting,
                (_, true) => PackState::Derived,
                (_, false) => PackState::Received,
            };
            let (derived, state) = self.replacement(space, ledger, taken, wanted)?;
            let transaction = self.connection.transaction()?;
            let instead = derived.store(&transaction, state)?;
            erasing::empty_pack(&transaction, pack, Some(instead))?;
            transaction.commit()?;
        }
        for document in documents.keys().filter(|id| !waiting.contains(id)) {
            erasing::remove(&self.connection, space.n, *document)?;
        }
        Ok(())
    }

    /// Takes erased documents out of a pack that was set aside. What else a second branch says is still to be brought. Of a pack
    /// that does not open nobody can tell what it holds: its name and what was wrong with it stay.
    fn strip_aside(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        pack: i64,
        bytes: Vec<u8>,
    ) -> Result<(), ClientError> {
        match self.take_over(space, ledger, bytes)? {
            Some(taken) if taken.erased.is_empty() => Ok(()),
            Some(taken) if branches::is_one(&self.connection, pack)? => {
                let rest = self.seal_derived(space, taken.excerpts, &taken.erased)?;
                rest.put_under(&self.connection, pack)
            }
            _ => erasing::empty_pack(&self.connection, pack, None),
        }
    }

    /// Makes what stands in the place of a pack that holds erased documents, and gives its state: the wanted one where this
    /// device may bring it to the relay.
    pub(crate) fn replacement(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        taken: Taken,
        wanted: PackState,
    ) -> Result<(Derived, PackState), ClientError> {
        let device = self.device;
        let is_of_another = |excerpt: &Excerpt| excerpt.origin.author != device;
        let over_others = taken.excerpts.iter().any(is_of_another);
        let derived = self.seal_derived(space, taken.excerpts, &taken.erased)?;
        let key_epoch = ledger.epoch();
        let documents: Vec<DocId> = taken.erased.into_iter().collect();
        let request = Request::Replace {
            key_epoch,
            over_others,
            documents: &documents,
        };
        let may = decide(ledger, Actor::Device(self.device), request).is_allowed();
        let state = match wanted {
            // What the relay has there, if anything, is seen first.
            PackState::Unfitting => wanted,
            _ if may => wanted,
            _ => PackState::Received,
        };
        Ok((derived, state))
    }
}
