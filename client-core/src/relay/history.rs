//! Two histories of one ledger, as after a relay's store was put back and somebody decided before it had learnt what it lost.
//!
//! The ledger of the relay stands: it alone puts entries in order, and within one life of it the ledger only grows. So a device
//! follows another history at most once in each life of the relay. The one that it gives up is kept, and what it decided is
//! decided again, see [`mod@crate::relay::remake`].

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::roles_differ;
use crate::relay::entry::Followed;
use crate::relay::session::{Session, Transport};
use crate::relay::{SyncProgress, load_ledger};
use crate::store::spaces::{self, Space};
use crate::store::{histories, ledgers, meta};
use crate::view::project::Projection;
use access::Ledger;
use proto::DeviceId;
use seal::SignedEntry;
use std::collections::{BTreeMap, BTreeSet};

/// What a sync knows of ledgers that are not those of the relay.
#[derive(Debug, Default)]
pub(crate) struct Parted {
    /// Spaces of which the relay shows another ledger than the known one, by number.
    pub(crate) found: BTreeSet<i64>,
    /// The ledgers that the running request asks for as a whole, as far as they came.
    pub(crate) whole: BTreeMap<i64, Vec<Vec<u8>>>,
    /// Spaces that were looked into in this sync.
    looked: BTreeSet<i64>,
}

impl Parted {
    /// Takes a piece of a ledger that was asked for as a whole; tells whether it is one.
    pub(crate) fn gather(&mut self, space: i64, from: u64, entries: &[Vec<u8>]) -> bool {
        match self.whole.get_mut(&space) {
            Some(whole) => {
                if whole.len() as u64 == from {
                    whole.extend_from_slice(entries);
                }
                true
            }
            None => false,
        }
    }
}

impl Notebook {
    /// Follows the ledgers of a relay that went on with another history than the known one; tells whether there was any.
    pub(crate) fn follow_histories(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
        progress: &mut dyn FnMut(&SyncProgress),
    ) -> Result<bool, ClientError> {
        let found = std::mem::take(&mut session.parted.found);
        let new: BTreeSet<i64> = found.difference(&session.parted.looked).copied().collect();
        if new.is_empty() || self.is_joining()? || self.ledgers_agreed()? {
            return Ok(false);
        }
        session.parted.looked.extend(&new);
        session.parted.whole = new.iter().map(|space| (*space, Vec::new())).collect();
        session.mending.only = Some(new);
        let asked = self.round(session, transport, progress);
        session.mending.only = None;
        let whole = std::mem::take(&mut session.parted.whole);
        asked?;
        let mut has_followed = false;
        for (space, entries) in whole {
            let space = spaces::by_number(&self.connection, space)?;
            if self.follow(&space, &entries)? {
                session.contradicted.remove(&space.n);
                session.given_back.remove(&space.n);
                has_followed = true;
            }
        }
        Ok(has_followed)
    }

    /// Takes note that all ledgers are the relay's, as long as it is in this life.
    pub(crate) fn note_agreement(&mut self, session: &Session) -> Result<(), ClientError> {
        let all_followed = session.contradicted.is_empty() && session.newer.is_empty();
        if all_followed && !self.ledgers_agreed()? {
            let epoch: Option<[u8; 8]> = meta::get(&self.connection, meta::RELAY_EPOCH)?;
            meta::set(&self.connection, meta::AGREED_EPOCH, epoch)?;
        }
        Ok(())
    }

    pub(crate) fn ledgers_agreed(&self) -> Result<bool, ClientError> {
        let agreed: Option<[u8; 8]> = meta::get(&self.connection, meta::AGREED_EPOCH)?;
        let epoch: Option<[u8; 8]> = meta::get(&self.connection, meta::RELAY_EPOCH)?;
        Ok(agreed.is_some() && agreed == epoch)
    }

    /// Gives up the known history of a ledger for another one, if that is whole and sound; tells whether it did.
    fn follow(&mut self, space: &Space, entries: &[Vec<u8>]) -> Result<bool, ClientError> {
        let known = ledgers::entries(&self.connection, space.n)?;
        let same = known.iter().zip(entries).take_while(|(a, b)| a == b);
        let parted = same.count();
        if parted == 0 || parted == known.len() || parted == entries.len() {
            return Ok(false);
        }
        let signed: Result<Vec<SignedEntry>, _> = entries
            .iter()
            .map(|bytes| SignedEntry::from_bytes(bytes))
            .collect();
        if !signed.is_ok_and(|signed| Ledger::replay(space.id, &signed).is_ok()) {
            return Ok(false);
        }
        if let Some(entry) = entries.get(parted) {
            self.notice_entry(space, parted as u64, entry)?;
        }
        self.part_at(space, parted, &known)?;
        for (position, entry) in (parted as u64..).zip(entries.get(parted..).unwrap_or_default()) {
            if self.take_entry(space, position, entry)? != Followed::Added {
                return Ok(false);
            }
        }
        self.reconsider_after(space)?;
        Ok(true)
    }

    /// Goes back to where a ledger parts, and keeps what is given up.
    fn part_at(
        &mut self,
        space: &Space,
        parted: usize,
        known: &[Vec<u8>],
    ) -> Result<(), ClientError> {
        let now = self.now()?;
        let before = self.ledger(space)?.cloned();
        let Some(before) = before else {
            return Ok(());
        };
        let transaction = self.connection.unchecked_transaction()?;
        histories::keep(&transaction, space.n, parted, now.0, known)?;
        ledgers::truncate(&transaction, space.n, parted as u64)?;
        let Some(after) = load_ledger(&transaction, space)? else {
            return Err(ClientError::DatabaseDamaged);
        };
        histories::retire_keys(&transaction, space.n, after.epoch())?;
        if roles_differ(&before, &after) {
            // Which areas this device asks for follows from its roles, too.
            meta::set(&transaction, meta::AREAS_CHANGED, true)?;
            let mut projection = Projection::default();
            projection.judged_again(&transaction, space.n, &after)?;
            projection.finish(&transaction)?;
        }
        for device in judged_otherwise(&before, &after) {
            if let Some(rejudged) = self.rejudged(space, &after, device, 1..=u64::MAX)? {
                rejudged.apply(&transaction, space, &after)?;
            }
        }
        transaction.commit()?;
        self.ledgers.insert(space.n, after);
        self.forget_areas();
        Ok(())
    }
}

/// Finds the devices of which packs count otherwise by one history than by another.
fn judged_otherwise(before: &Ledger, after: &Ledger) -> Vec<DeviceId> {
    let verdicts = |ledger: &Ledger, device: &DeviceId| {
        let verdicts = ledger.verdicts();
        let own = verdicts.filter(|((author, _), _)| author == device);
        own.map(|((_, number), record)| (*number, record.verdict.clone()))
            .collect::<Vec<_>>()
    };
    let members = before.members().filter(|(device, member)| {
        let escrow = after.member(device).map(|member| &member.escrow);
        escrow.is_some_and(|escrow| *escrow != member.escrow)
            || verdicts(before, device) != verdicts(after, device)
    });
    members.map(|(device, _)| *device).collect()
}
