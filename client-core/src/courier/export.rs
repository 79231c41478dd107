//! Writing courier files.

use crate::courier::parts::{OpenPart, Parts};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::spaces::Space;
use crate::store::{cargo, holdings, ledgers, packs, spaces};
use access::Ledger;
use proto::{CourierItem, Cover, Holdings, PackSet, Receipt, SpaceId, Wire, limits};
use serde::Serialize;
use std::collections::BTreeMap;

/// What to write.
#[derive(Debug, Clone, Default)]
pub struct CourierOptions {
    /// Only what the relay has not signed for; without it, everything that the other side may lack.
    pub unsent_only: bool,
    /// What the other side holds, from a file of theirs ([`Notebook::read_holdings`]); it is left out.
    pub they_hold: CourierHoldings,
    /// The largest size of one file, in bytes; none for one file.
    pub part_bytes: Option<u64>,
}

/// What somebody holds of each space: ledger entries and packs.
#[derive(Debug, Clone, Default)]
pub struct CourierHoldings(BTreeMap<SpaceId, (u64, PackSet)>);

/// Tells what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CourierExport {
    /// Files.
    pub parts: u32,
    /// Bytes of all files.
    pub bytes: u64,
    /// Packs of this device's spaces.
    pub packs: u64,
    /// Ledger entries.
    pub entries: u64,
    /// Receipts that ride back to whom they concern.
    pub receipts: u64,
    /// Items of others that are only carried.
    pub carried: u64,
}

/// Ledger entries of one item hold about so many bytes.
const ENTRIES_BYTES: usize = 256 * 1024;

impl CourierHoldings {
    /// Adds a statement.
    pub fn add(&mut self, stated: Holdings) {
        let (length, packs) = self.0.entry(stated.space).or_default();
        *length = stated.ledger_length.max(*length);
        stated
            .packs
            .into_iter()
            .for_each(|run| packs.insert_run(run));
    }

    fn of(&self, space: SpaceId) -> (u64, PackSet) {
        self.0.get(&space).cloned().unwrap_or_default()
    }
}

impl Notebook {
    /// Writes everything for another device, or for the relay by way of one, into files that `open` opens by number.
    ///
    /// Records that are not sealed yet are sealed first, so nothing recorded is left behind.
    /// Fails with `export-unwritable`, or `not-joined-yet` before this device is a member.
    pub fn courier_export(
        &mut self,
        options: &CourierOptions,
        open: &mut OpenPart<'_>,
    ) -> Result<CourierExport, ClientError> {
        if self.is_joining()? {
            return Err(ClientError::NotJoinedYet);
        }
        let spaces = spaces::all(&self.connection)?;
        for space in &spaces {
            self.seal_outbox(space, usize::MAX)?;
        }
        let opening = CourierItem::Opening {
            unit: self.unit_space()?.id,
            device: self.device,
            time: self.now()?,
            part: 1,
        };
        let mut report = CourierExport {
            parts: 0,
            bytes: 0,
            packs: 0,
            entries: 0,
            receipts: 0,
            carried: 0,
        };
        let mut parts = Parts::begin(open, opening, options.part_bytes)?;
        for space in &spaces {
            self.put_holdings(&mut parts, space)?;
            let (they_have, their_packs) = options.they_hold.of(space.id);
            report.entries += self.put_entries(&mut parts, space, they_have)?;
            report.packs += self.put_packs(&mut parts, space, options.unsent_only, &their_packs)?;
        }
        report.receipts = self.put_receipts(&mut parts)?;
        report.carried = self.put_cargo(&mut parts)?;
        (report.parts, report.bytes) = parts.end()?;
        Ok(report)
    }

    fn put_holdings(&mut self, parts: &mut Parts<'_>, space: &Space) -> Result<(), ClientError> {
        let ledger_length = self.ledger(space)?.map_or(0, Ledger::length);
        let runs: Vec<Cover> = holdings::of_space(&self.connection, space.n)?
            .runs()
            .collect();
        let most = limits::HOLDINGS.max as usize;
        // A statement without packs still tells the ledger's length.
        let mut pieces: Vec<&[Cover]> = runs.chunks(most).collect();
        if pieces.is_empty() {
            pieces.push(&[]);
        }
        for packs in pieces {
            parts.put(&CourierItem::Holdings(Holdings {
                space: space.id,
                ledger_length,
                packs: packs.to_vec(),
            }))?;
        }
        Ok(())
    }

    fn put_entries(
        &self,
        parts: &mut Parts<'_>,
        space: &Space,
        they_have: u64,
    ) -> Result<u64, ClientError> {
        let skipped = usize::try_from(they_have).unwrap_or(usize::MAX);
        let all = ledgers::entries(&self.connection, space.n)?;
        let rest = all.get(skipped..).unwrap_or_default();
        let (mut from, mut next) = (they_have, rest);
        while !next.is_empty() {
            let mut size = 0;
            let fits = |entry: &&Vec<u8>| {
                size += entry.len();
                size <= ENTRIES_BYTES
            };
            let count = next.iter().take_while(fits).count().max(1);
            let (entries, later) = next.split_at(count);
            parts.put(&CourierItem::Ledger {
                space: space.id,
                from,
                entries: entries.to_vec(),
            })?;
            from += count as u64;
            next = later;
        }
        Ok(rest.len() as u64)
    }

    fn put_packs(
        &self,
        parts: &mut Parts<'_>,
        space: &Space,
        unsent_only: bool,
        they_hold: &PackSet,
    ) -> Result<u64, ClientError> {
        let mut count = 0;
        for n in holdings::packs_to_carry(&self.connection, space.n, unsent_only)? {
            let runs = holdings::runs_of(&self.connection, n)?;
            if runs.iter().all(|run| they_hold.contains_run(run)) {
                continue;
            }
            let pack = packs::bytes(&self.connection, n)?;
            parts.put(&CourierItem::Pack { pack })?;
            count += 1;
        }
        Ok(count)
    }

    /// Writes receipts that name packs of others: this device brought them to the relay.
    fn put_receipts(&self, parts: &mut Parts<'_>) -> Result<u64, ClientError> {
        let mut count = 0;
        for bytes in packs::receipts(&self.connection)? {
            let Ok(receipt) = Receipt::from_bytes(&bytes) else {
                continue;
            };
            let me = self.device;
            if receipt.body.stored.iter().any(|pack| pack.author != me) {
                parts.put(&CourierItem::Receipt(receipt))?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn put_cargo(&self, parts: &mut Parts<'_>) -> Result<u64, ClientError> {
        let items = cargo::items(&self.connection)?;
        for (_, item) in &items {
            parts.put_bytes(item)?;
        }
        Ok(items.len() as u64)
    }
}
