//! The packs of this device's consultation log where the relay has others under their numbers, as after the phone was put back
//! to an older copy. Their lines are sealed again behind the relay's, so both branches are there for whoever reads logs.
//!
//! Most devices get no packs of the log, not even their own. What theirs have to follow tells the receipt that a probe brings.

use crate::error::ClientError;
use crate::lock;
use crate::notebook::Notebook;
use crate::relay::session::Session;
use crate::store::packs::PackName;
use crate::store::spaces::Space;
use crate::store::{branches, erasing, meta, packs};
use access::Ledger;
use proto::StoredPack;

impl Notebook {
    /// Breaks the answer off where the relay refused a pack of this device's log for another one in its place, to ask what is
    /// there. Tells whether it did; it does so once a sync.
    pub(crate) fn ask_for_log_head(&self, session: &mut Session) -> bool {
        let is_first = !std::mem::replace(&mut session.asked_for_log_head, true);
        session.begins_anew |= is_first;
        is_first
    }

    /// Takes note of this device's newest pack in the log that the relay has.
    pub(crate) fn note_log_head(
        &mut self,
        session: &mut Session,
        pack: &StoredPack,
    ) -> Result<(), ClientError> {
        let is_own = pack.author == self.device && pack.number > 0;
        if is_own && self.audit_space()?.is_some_and(|log| log.id == pack.space) {
            session.log_head = Some(*pack);
        }
        Ok(())
    }

    /// Lets what this device has to say in its log follow what the relay has of it, after the relay was asked.
    pub(crate) fn follow_log_head(&mut self, session: &mut Session) -> Result<(), ClientError> {
        let head = session.log_head.take();
        let (Some(head), true) = (head, session.relay_answered_probe) else {
            return Ok(());
        };
        let Some(space) = self.audit_space()? else {
            return Ok(());
        };
        let known = packs::hash_of(&self.connection, space.n, self.device, head.number)?;
        if known == Some(head.hash) || self.gets_own_of(&space)? {
            return Ok(());
        }
        let waiting = branches::first_waiting(&self.connection, space.n, self.device)?;
        let first = waiting.map_or(head.number, |first| first.min(head.number));
        let Some(ledger) = self.ledger(&space)?.cloned() else {
            return Ok(());
        };
        if self.take_back_log(&space, &ledger, first)? {
            let name = PackName {
                space: space.n,
                author: self.device,
                number: head.number,
                hash: head.hash,
            };
            // The name comes last: without it, all this is done again.
            self.deposit_behind(&space, head.number)?;
            erasing::insert_name(&self.connection, &name)?;
        }
        Ok(())
    }

    /// Lets the lines in packs of this device's log from a number on wait to be sealed again; tells whether it did. What it
    /// carries of others cannot be sealed anew.
    pub(crate) fn take_back_log(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        first: u64,
    ) -> Result<bool, ClientError> {
        let (me, now) = (self.device, self.now()?);
        let own = branches::own_from(&self.connection, space.n, me, first)?;
        let (mut sealed, mut deposits) = (self.sealed_lines()?, false);
        for (pack, ..) in &own {
            let bytes = packs::bytes(&self.connection, *pack)?;
            let Some((_, opened)) = self.open_stored(space, ledger, bytes.clone())? else {
                return Ok(false);
            };
            if !opened.excerpts.is_empty() {
                return Ok(false);
            }
            let mut documents = opened.documents.iter();
            deposits |= documents.any(|document| lock::read(document, me).is_some());
            for (_, segments) in self.segments_of(space, bytes)? {
                let lines = segments.iter().map(|segment| segment.first);
                sealed = lines.fold(sealed, u64::min);
            }
        }
        let transaction = self.connection.transaction()?;
        for (pack, number, hash) in own {
            branches::notice_own(&transaction, space.n, me, (number, hash), now)?;
            branches::unseal(&transaction, pack)?;
        }
        branches::forget_names(&transaction, space.n, me, first)?;
        branches::forget_chain(&transaction, space.n, me, first)?;
        meta::set(&transaction, meta::AUDIT_SEALED, sealed)?;
        if deposits {
            // What unlocks this device was in them, and is sealed again too.
            for key in [meta::UNLOCK_PACK, meta::UNLOCK_RECIPIENTS] {
                meta::remove(&transaction, key)?;
            }
        }
        transaction.commit()?;
        Ok(true)
    }
}
