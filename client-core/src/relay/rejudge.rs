//! An entry may change what counts of packs that are here already.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::contents::{self, Fault, Part, Signers};
use crate::relay::merge::{Merged, judge_again, merge};
use crate::store::spaces::Space;
use crate::store::{holdings, packs, spaces};
use access::Ledger;
use proto::{Action, DeviceId};
use rusqlite::Connection;
use seal::device_id;
use std::ops::RangeInclusive;

/// Stored packs of which an entry changes what counts.
pub(crate) struct Rejudged {
    device: DeviceId,
    numbers: RangeInclusive<u64>,
    packs: Vec<(i64, Vec<Part>)>,
}

impl Rejudged {
    /// Lets count what counts now, and nothing else.
    pub(crate) fn apply(
        self,
        connection: &Connection,
        space: &Space,
        ledger: &Ledger,
    ) -> Result<Merged, ClientError> {
        let mut all = Merged::default();
        for (pack, parts) in self.packs {
            let is_concerned = |part: &&Part| {
                let (author, number) = part.brought_by;
                author == self.device && self.numbers.contains(&number)
            };
            for part in parts.iter().filter(is_concerned) {
                judge_again(connection, space, ledger, (part, &parts))?;
            }
            let merged = merge(connection, space, ledger, pack, parts)?;
            all.documents += merged.documents;
            all.areas_changed |= merged.areas_changed;
        }
        Ok(all)
    }
}

impl Notebook {
    /// Finds the stored packs of which an entry changes what counts, given the ledger with the entry.
    ///
    /// Where this device's own access has ended, its work is not among them: it leaves with all the rest of the space, once
    /// it is safe.
    pub(crate) fn rejudged_by(
        &self,
        space: &Space,
        ledger: &Ledger,
        action: &Action,
    ) -> Result<Option<Rejudged>, ClientError> {
        let (device, numbers) = match action {
            Action::Revoke(revoke) => (revoke.device, revoke.last.saturating_add(1)..=u64::MAX),
            Action::Admit(admit) if admit.resumes > 0 => (device_id(&admit.keys), 1..=u64::MAX),
            Action::Verdict(judgement) => (judgement.device, judgement.number..=judgement.number),
            _ => return Ok(None),
        };
        self.rejudged(space, ledger, device, numbers)
    }

    /// Finds the stored packs of a device of which what counts is to be told again, given the ledger that tells it.
    pub(crate) fn rejudged(
        &self,
        space: &Space,
        ledger: &Ledger,
        device: DeviceId,
        numbers: RangeInclusive<u64>,
    ) -> Result<Option<Rejudged>, ClientError> {
        if device == self.device && ledger.active_member(&device).is_err() {
            return Ok(None);
        }
        let mut packs = Vec::new();
        for pack in holdings::holding(&self.connection, space.n, device, &numbers)? {
            if let Ok(parts) = self.parts_of(space, ledger, pack)? {
                packs.push((pack, parts));
            }
        }
        Ok(Some(Rejudged {
            device,
            numbers,
            packs,
        }))
    }

    /// Opens a stored pack.
    pub(crate) fn parts_of(
        &self,
        space: &Space,
        ledger: &Ledger,
        pack: i64,
    ) -> Result<Result<Vec<Part>, Fault>, ClientError> {
        let Ok(pack) = seal::parse_pack(packs::bytes(&self.connection, pack)?) else {
            return Ok(Err(Fault::Unreadable));
        };
        let epoch = pack.claimed_header().key_epoch;
        let keys = spaces::keys_for(&self.connection, space.n, epoch)?;
        let signers = Signers {
            space: ledger,
            unit: self.held_unit_ledger()?,
        };
        Ok(contents::read(signers, &keys, pack))
    }

    /// Takes from merged packs what they hold of a device's packs from a number on: what contradicted it was believed, and gave way.
    pub(crate) fn read_merged_again(
        &mut self,
        space: &Space,
        device: DeviceId,
        first: u64,
    ) -> Result<(), ClientError> {
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(());
        };
        if let Some(merged) = self.rejudged(space, &ledger, device, first..=u64::MAX)? {
            let transaction = self.connection.transaction()?;
            merged.apply(&transaction, space, &ledger)?;
            transaction.commit()?;
        }
        Ok(())
    }

    /// Returns the unit's ledger if it was read already, to find the keys of devices of other spaces.
    pub(crate) fn held_unit_ledger(&self) -> Result<Option<&Ledger>, ClientError> {
        let unit = self.unit_space()?;
        Ok(self.ledgers.get(&unit.n))
    }
}
