//! Reading courier files.

use crate::courier::export::CourierHoldings;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::{Followed, Way};
use crate::store::spaces::Space;
use crate::store::{cargo, packs, spaces};
use proto::{
    COURIER_LINE, CourierItem, CourierReader, DecodeError, DeviceId, Receipt, SpaceId, StoredPack,
    Wire,
};
use serde::Serialize;
use std::io::Read;

/// Tells what a file brought. Counts of what was known already say that nothing went wrong by importing it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CourierImport {
    /// Packs that were new and are merged.
    pub packs: u64,
    /// Packs that were held already.
    pub known: u64,
    /// Packs that did not verify or could not be opened; they are kept aside.
    pub set_aside: u64,
    /// Packs and ledger entries of a newer program, which were not taken: the file is to be imported again by one.
    pub newer: u64,
    /// Ledger entries that were new.
    pub entries: u64,
    /// Ledger entries that do not follow from what is here: an earlier file is missing, or they are not of this unit.
    pub entries_waiting: u64,
    /// Packs that are safe on the relay, as a receipt in the file tells.
    pub acknowledged: u64,
    /// Records that changed.
    pub documents_changed: u64,
    /// Items of others, which this device carries on.
    pub carried: u64,
    /// The file ended where its writer ended it.
    pub complete: bool,
    /// Another file of the same set follows.
    pub more: bool,
}

/// A file is read in pieces of this size.
const PIECE: usize = 64 * 1024;

impl Notebook {
    /// Takes what a courier file brings. A file that was cut short is worth its whole items; import it again when the
    /// rest is there. Calls `progress` with the bytes read so far.
    ///
    /// Fails with `courier-unreadable` when it is no courier file or cannot be read.
    pub fn courier_import(
        &mut self,
        file: &mut dyn Read,
        progress: &mut dyn FnMut(u64),
    ) -> Result<CourierImport, ClientError> {
        let mut report = CourierImport::default();
        read_items(file, progress, &mut |item| {
            self.take_item(item, &mut report)
        })?;
        self.adopt_spaces()?;
        self.unload(&mut report)?;
        self.close_what_came_right()?;
        self.leave_ended_spaces()?;
        self.finish_erasing()?;
        self.follow_moves()?;
        self.bring_answers()?;
        self.bring_reviews()?;
        self.carry_branches()?;
        if report.packs > 0 {
            crate::database::settle(&self.connection)?;
        }
        Ok(report)
    }

    /// Takes one item; returns whether areas changed by it.
    pub(super) fn take_item(
        &mut self,
        item: CourierItem,
        report: &mut CourierImport,
    ) -> Result<(), ClientError> {
        match item {
            CourierItem::Opening { .. } | CourierItem::Holdings(_) => {}
            CourierItem::Closing { more } => {
                (report.complete, report.more) = (true, more);
            }
            CourierItem::Ledger {
                space,
                from,
                entries,
            } => match spaces::by_id(&self.connection, space)? {
                Some(_) => self.take_carried_entries(space, from, entries, report)?,
                None => self.carry(
                    &CourierItem::Ledger {
                        space,
                        from,
                        entries,
                    },
                    report,
                )?,
            },
            CourierItem::Pack { pack } => self.take_carried_pack(pack, report)?,
            CourierItem::Receipt(receipt) => self.take_receipt(receipt, report)?,
        }
        Ok(())
    }

    fn take_carried_entries(
        &mut self,
        space: SpaceId,
        from: u64,
        entries: Vec<Vec<u8>>,
        report: &mut CourierImport,
    ) -> Result<(), ClientError> {
        let Some(space) = spaces::by_id(&self.connection, space)? else {
            return Ok(());
        };
        for (position, entry) in (from..).zip(&entries) {
            match self.take_entry(&space, position, entry)? {
                Followed::Held => {}
                Followed::Added => report.entries += 1,
                Followed::IsNewer => {
                    report.newer += from + entries.len() as u64 - position;
                    break;
                }
                // Nobody vouches for a file: what does not follow is not taken, and does no harm.
                Followed::Waits | Followed::Contradicts => {
                    report.entries_waiting += from + entries.len() as u64 - position;
                    break;
                }
            }
        }
        report.documents_changed += self.reconsider_after(&space)?.documents;
        Ok(())
    }

    fn take_carried_pack(
        &mut self,
        pack: Vec<u8>,
        report: &mut CourierImport,
    ) -> Result<(), ClientError> {
        let parsed = match seal::parse_pack(pack.clone()) {
            Ok(parsed) => parsed,
            Err(DecodeError::UnsupportedVersion { .. }) => {
                report.newer += 1;
                return Ok(());
            }
            Err(_) => {
                report.set_aside += 1;
                return Ok(());
            }
        };
        let header = parsed.claimed_header();
        let (space, author) = (header.space, header.author);
        if self.is_stranger_to(space, author)? {
            self.carry(&CourierItem::Pack { pack }, report)?;
            return Ok(());
        }
        let arrived = self.arrive(space, Way::ByHand, pack)?;
        match (arrived.is_held, arrived.fault) {
            (true, _) => report.known += 1,
            (false, Some(_)) => report.set_aside += 1,
            (false, None) if arrived.is_lacking => {}
            (false, None) => report.packs += 1,
        }
        report.documents_changed += arrived.merged.documents;
        Ok(())
    }

    /// Tells whether a pack of a space is none of this device's business: it is carried for those whose it is.
    pub(super) fn is_stranger_to(
        &mut self,
        space: SpaceId,
        author: DeviceId,
    ) -> Result<bool, ClientError> {
        let is_own = author == self.device;
        match spaces::by_id(&self.connection, space)? {
            // That there is an area is known before a ledger's entry lets this device in and gives it the keys.
            Some(known) if !self.is_let_in(&known)? => Ok(true),
            Some(known) => Ok(!is_own && self.is_unread_log(&known)?),
            None => Ok(true),
        }
    }

    fn is_let_in(&mut self, space: &Space) -> Result<bool, ClientError> {
        let device = self.device;
        let ledger = self.ledger(space)?;
        Ok(ledger.is_some_and(|ledger| ledger.active_member(&device).is_ok()))
    }

    /// Tells whether a space is the log, of which most devices read nobody's lines but their own.
    fn is_unread_log(&mut self, space: &Space) -> Result<bool, ClientError> {
        let is_log = self.audit_space()?.is_some_and(|log| log.n == space.n);
        Ok(is_log && !self.gets_own_of(space)?)
    }

    /// Takes a relay's word that packs are safe: this device's own, or of others that it carries.
    fn take_receipt(
        &mut self,
        receipt: Receipt,
        report: &mut CourierImport,
    ) -> Result<(), ClientError> {
        let relay = self.relay()?.id;
        let is_ours = relay.is_some_and(|relay| {
            receipt.body.relay == relay && seal::verify_attested(&receipt, &relay).is_ok()
        });
        if !is_ours {
            return self.carry(&CourierItem::Receipt(receipt), report);
        }
        let stored: &[StoredPack] = &receipt.body.stored;
        let transaction = self.connection.transaction()?;
        for pack in stored {
            if let Some(space) = spaces::by_id(&transaction, pack.space)? {
                report.acknowledged += packs::acknowledge(&transaction, space.n, pack)?;
            }
        }
        packs::insert_receipt(&transaction, receipt.body.time.0, &receipt.to_bytes())?;
        transaction.commit()?;
        Ok(())
    }

    /// Keeps an item of spaces that this device is not in, for whoever is.
    fn carry(&mut self, item: &CourierItem, report: &mut CourierImport) -> Result<(), ClientError> {
        let at = self.now()?.0;
        if cargo::insert(&self.connection, &item.to_framed_bytes(), at)? {
            report.carried += 1;
        }
        Ok(())
    }

    /// Counts what this device carries for spaces that it is not in: items and bytes.
    pub fn courier_cargo(&self) -> Result<(u64, u64), ClientError> {
        cargo::size(&self.connection)
    }

    /// Drops what this device carries for spaces that it is not in; returns how many items there were.
    pub fn drop_courier_cargo(&mut self) -> Result<u64, ClientError> {
        cargo::clear(&self.connection)
    }

    /// Reads from a courier file what its writer holds, so that an answer need not bring it.
    ///
    /// Fails with `courier-unreadable`.
    pub fn read_holdings(
        &self,
        file: &mut dyn Read,
        into: &mut CourierHoldings,
    ) -> Result<(), ClientError> {
        read_items(file, &mut |_| {}, &mut |item| {
            if let CourierItem::Holdings(stated) = item {
                into.add(stated);
            }
            Ok(())
        })
    }
}

/// Gives the whole items of a file, up to its end or to where it stops being one.
fn read_items(
    file: &mut dyn Read,
    progress: &mut dyn FnMut(u64),
    take: &mut dyn FnMut(CourierItem) -> Result<(), ClientError>,
) -> Result<(), ClientError> {
    let mut line = [0; COURIER_LINE.len()];
    file.read_exact(&mut line)
        .map_err(ClientError::CourierUnreadable)?;
    if line != COURIER_LINE {
        let reason = std::io::Error::from(std::io::ErrorKind::InvalidData);
        return Err(ClientError::CourierUnreadable(reason));
    }
    let (mut reader, mut read, mut piece) = (CourierReader::new(), 0, vec![0; PIECE]);
    loop {
        let count = file
            .read(&mut piece)
            .map_err(ClientError::CourierUnreadable)?;
        if count == 0 {
            return Ok(());
        }
        read += count as u64;
        reader.push(piece.get(..count).unwrap_or_default());
        loop {
            match reader.next() {
                Ok(Some(item)) => take(item)?,
                Ok(None) => break,
                // From here on nothing can be told apart; what came before counts.
                Err(_) => return Ok(()),
            }
        }
        progress(read);
    }
}
