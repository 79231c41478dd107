//! A phone that was put back to an older copy: the relay has other packs of it under the numbers of those that it sealed since.
//! What these say is sealed again behind the relay's, as if it had been recorded now.

use crate::error::ClientError;
use crate::lock;
use crate::notebook::Notebook;
use crate::relay::branch::take_back;
use crate::relay::contents::Link;
use crate::relay::own_heads::ask_for_own_heads;
use crate::relay::session::Session;
use crate::store::packs::PackName;
use crate::store::spaces::{self, Space};
use crate::store::{branches, meta, packs};
use crate::view::project::Projection;
use access::{Request, decide};
use proto::{Actor, BundleDocument, Cursor, PackHash, SpaceKind};
use std::collections::BTreeSet;

/// Places of a space's log that packs of this device fill.
#[derive(Debug, Default)]
pub(crate) struct OwnPlaces {
    /// So many were passed over.
    there: u64,
    /// So many were brought in this sync.
    pub(crate) brought: u64,
}

impl Notebook {
    /// Takes back a pack of this device that contradicts what the relay has, with those after it, and asks for the relay's.
    /// Tells whether it did; it does so once a space and sync.
    pub(crate) fn seal_again(
        &mut self,
        session: &mut Session,
        hash: PackHash,
        is_fork: bool,
    ) -> Result<bool, ClientError> {
        let Some((space, number)) = branches::own_waiting(&self.connection, self.device, hash)?
        else {
            return Ok(false);
        };
        let space = spaces::by_number(&self.connection, space)?;
        if !self.gets_own_of(&space)? {
            return Ok(ask_for_own_heads(session));
        }
        // Either the relay has another pack of this number, or of the one before.
        let first = number.saturating_sub(u64::from(!is_fork)).max(1);
        if !session.taken_back.insert(space.n) || !self.take_back_own(&space, first)? {
            return Ok(false);
        }
        if !is_fork {
            // The one before may have come from the relay in an earlier life, as a copy of this device sealed it.
            branches::doubt_own(&self.connection, space.n, self.device, first)?;
        }
        self.read_merged_again(&space, self.device, first)?;
        match session.sealed_again.contains(&space.n) {
            // What the relay has was fetched before.
            true => session.begins_anew = true,
            false => self.fetch_own(session, &space)?,
        }
        Ok(true)
    }

    /// Asks once more how the relay's logs are cut, and for this device's own packs too, as far as they are not here.
    fn fetch_own(&mut self, session: &mut Session, space: &Space) -> Result<(), ClientError> {
        spaces::reset_cursors(&self.connection)?;
        for key in [meta::PROBE, meta::NEW_EPOCH, meta::INCLUDE_OWN] {
            meta::set(&self.connection, key, true)?;
        }
        session.sealed_again.insert(space.n);
        session.asked_for_own = true;
        session.fetches_own = true;
        session.begins_anew = true;
        Ok(())
    }

    /// Asks again for this device's own packs that the relay has, where what only a newer program reads stood before them; tells
    /// whether it does.
    pub(crate) fn fetch_own_put_off(&mut self, session: &mut Session) -> Result<bool, ClientError> {
        let is_put_off: Option<bool> = meta::get(&self.connection, meta::OWN_LATER)?;
        if is_put_off != Some(true) || !session.halted.is_empty() {
            return Ok(false);
        }
        meta::remove(&self.connection, meta::OWN_LATER)?;
        if session.asked_for_own {
            return Ok(false);
        }
        for space in spaces::all(&self.connection)? {
            if self.gets_own_of(&space)? {
                self.fetch_own(session, &space)?;
            }
        }
        // No answer is running that could be broken off.
        session.begins_anew = false;
        Ok(session.fetches_own)
    }

    /// Puts off what an answer brought of this device's own packs, where it had to wait for a newer program.
    pub(crate) fn put_off_own(&self, session: &Session) -> Result<(), ClientError> {
        match session.asked_for_own && !session.halted.is_empty() {
            true => meta::set(&self.connection, meta::OWN_LATER, true),
            false => Ok(()),
        }
    }

    /// Asks for packs of this device that the relay has up to a number, and that are not here.
    pub(crate) fn fetch_own_up_to(
        &mut self,
        session: &mut Session,
        space: &Space,
        number: u64,
    ) -> Result<(), ClientError> {
        let newest = packs::newest_of(&self.connection, space.n, self.device)?;
        let is_known = newest.is_some_and(|(newest, _)| newest >= number) || number == 0;
        if is_known || session.sealed_again.contains(&space.n) || !self.gets_own_of(space)? {
            return Ok(());
        }
        self.fetch_own(session, space)
    }

    /// Takes note of the places of the relay's log between two cursors that a pack which came does not fill: packs of this
    /// device stand there, which are not sent.
    pub(crate) fn note_places(
        &mut self,
        session: &mut Session,
        space: &Space,
        cursor: Cursor,
        pack: Option<&[u8]>,
    ) -> Result<(), ClientError> {
        let before = space.cursor;
        let joined = cursor.high.saturating_sub(before.high);
        if before.high == 0 || joined <= u64::from(pack.is_some()) || !self.gets_own_of(space)? {
            return Ok(());
        }
        let filled = match pack.map(packs::covers_in) {
            None => 0,
            Some(covers) if covers.is_empty() => 1,
            Some(covers) => covers
                .iter()
                .map(|run| run.last.saturating_sub(run.first).saturating_add(1))
                .fold(0, u64::saturating_add),
        };
        let places = session.own_places.entry(space.n).or_default();
        places.there += joined.saturating_sub(filled);
        Ok(())
    }

    /// Asks how far the relay has this device's packs, if it has more than were brought in this sync: perhaps this is an older
    /// copy of the device, or another one brought what a copy wrote.
    pub(crate) fn ask_how_far(&mut self, session: &mut Session) -> Result<(), ClientError> {
        let more = |places: &OwnPlaces| places.there > places.brought;
        if !session.own_places.values().any(more) {
            return Ok(());
        }
        session.own_places.clear();
        if !session.relay_answered_probe && !session.asked_how_far {
            (session.asked_how_far, session.again) = (true, true);
            meta::set(&self.connection, meta::PROBE, true)?;
        }
        Ok(())
    }

    /// Tells whether the relay gives out packs of this device in a space, if it is asked to.
    pub(crate) fn gets_own_of(&mut self, space: &Space) -> Result<bool, ClientError> {
        let me = Actor::Device(self.device);
        let ledger = self.ledger(space)?;
        Ok(ledger.is_some_and(|ledger| decide(ledger, me, Request::ReadPacks).is_allowed()))
    }

    /// Takes back what contradicts a pack of this device that the relay has, sealed here or come by hand; tells whether it did.
    pub(crate) fn gives_way_to(
        &mut self,
        space: &Space,
        name: &PackName,
        link: Link,
    ) -> Result<bool, ClientError> {
        let is_unseated = self.unseat(name, link)?;
        let known = packs::hash_of(&self.connection, space.n, name.author, name.number)?;
        let first = match is_unseated || known.is_some_and(|known| known != link.hash) {
            true => name.number,
            false => name.number.saturating_sub(1).max(1),
        };
        Ok(self.take_back_own(space, first)? || is_unseated)
    }

    /// Lets the changes in packs of this device from a number on wait to be sealed again. A pack with words of others cannot be sealed
    /// anew: it is set aside, and what it says is brought like what any second branch says.
    pub(crate) fn take_back_own(&mut self, space: &Space, first: u64) -> Result<bool, ClientError> {
        let (me, now) = (self.device, self.now()?);
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(false);
        };
        let own = branches::own_from(&self.connection, space.n, me, first)?;
        if own.is_empty() {
            return Ok(false);
        }
        if ledger.kind() == SpaceKind::Audit {
            return self.take_back_log(space, &ledger, first);
        }
        let (mut deposits, mut with_others) = (false, BTreeSet::new());
        for (pack, ..) in &own {
            let bytes = packs::bytes(&self.connection, *pack)?;
            let Some((_, opened)) = self.open_stored(space, &ledger, bytes)? else {
                return Ok(false);
            };
            let is_ledger = |document: &BundleDocument| document.id == seal::brought_ledger_id(&me);
            if !opened.excerpts.is_empty() || opened.documents.iter().any(is_ledger) {
                with_others.insert(*pack);
            }
            let mut documents = opened.documents.iter();
            deposits |= documents.any(|document| lock::read(document, me).is_some());
        }
        let transaction = self.connection.transaction()?;
        let mut projection = Projection::default();
        for (pack, number, hash) in own {
            let aside = with_others.contains(&pack).then_some(pack);
            branches::notice_own(&transaction, space.n, me, (number, hash), aside, now)?;
            match aside {
                Some(_) => take_back(&transaction, &mut projection, pack)?,
                None => branches::unseal(&transaction, pack)?,
            }
        }
        projection.finish(&transaction)?;
        branches::forget_chain(&transaction, space.n, me, first)?;
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
