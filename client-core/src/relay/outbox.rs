//! Seals unsent changes into packs.

use crate::audit::Outgoing;
use crate::error::ClientError;
use crate::lock::Due;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::packs::{PackName, PackState};
use crate::store::spaces::Space;
use crate::store::{changes, comparing, meta, packs, spaces};
use proto::{Bundle, BundleChange, BundleDocument, DeviceId, PackHash};
use rusqlite::Connection;
use seal::{PackDraft, SpaceKey};
use std::collections::BTreeMap;

/// The last pack of a large backlog holds about so many of the newest records, so that a joining device,
/// which gets the newest pack of each space first, can list them within seconds.
const TAIL: usize = 192;
/// So much raw may that pack take behind others, however little is left to send: cut in two it would list half as much.
const TAIL_RAW: usize = 256 * 1024;
/// Changes shrink to about a fifth, so this much raw makes one byte of pack.
const SHRINKS_BY: usize = 5;
/// Larger packs compress little better (measured on a ward: 2,000 records a pack save 12 % over 500).
const MOST_RAW: usize = 1024 * 1024;
const LEAST_RAW: usize = 32 * 1024;
/// Zstandard's slow end. A day is sealed in milliseconds, and every byte is paid for on a 2G link.
const LEVEL: i32 = 19;

/// Changes that go into one pack.
#[derive(Default)]
struct Batch {
    bundle: Bundle,
    changes: Vec<i64>,
    /// How many lines of this device's log are in packs with this one, where it carries some.
    lines: Option<u64>,
    /// What lets others unlock this device, where it carries that.
    deposit: Option<Due>,
    /// It says what this device holds.
    tallies: bool,
}

impl Batch {
    fn carry(&mut self, due: Option<Due>) {
        self.bundle
            .documents
            .extend(due.iter().map(|due| due.document.clone()));
        self.deposit = due;
    }
}

impl Notebook {
    /// Seals the unsent changes of a space, oldest first, until about `budget` bytes of packs are made.
    pub(crate) fn seal_outbox(&mut self, space: &Space, budget: usize) -> Result<(), ClientError> {
        let is_log = self.audit_space()?.is_some_and(|audit| audit.n == space.n);
        let records = by_recency(&self.connection, space.n)?;
        let Some((epoch, key)) = spaces::keys(&self.connection, space.n)?.pop() else {
            return if records.is_empty() {
                Ok(())
            } else {
                Err(ClientError::Internal("space without a key"))
            };
        };
        let mut due = self.deposit_for(space)?;
        if is_log {
            return self.seal_log(space, epoch, &key, due);
        }
        let sends = !records.is_empty() || due.is_some();
        let mut tally = match sends || comparing::of_space(&self.connection, space.n)?.is_due {
            true => self.tally_for(space)?,
            false => None,
        };
        let tail = records.len().saturating_sub(TAIL);
        let (mut next, mut made) = (0, 0);
        while (next < records.len() || due.is_some() || tally.is_some()) && made < budget {
            let (end, least) = match next < tail {
                true => (tail, LEAST_RAW),
                false if tail > 0 => (records.len(), TAIL_RAW),
                false => (records.len(), LEAST_RAW),
            };
            let raw = (budget - made)
                .saturating_mul(SHRINKS_BY)
                .clamp(least, MOST_RAW);
            let rest = records.get(next..end).unwrap_or_default();
            let (mut batch, taken) = collect(&self.connection, self.device, rest, raw)?;
            batch.carry(due.take());
            batch.tallies = tally.is_some();
            batch.bundle.documents.extend(tally.take());
            made += self.seal_batch(space, epoch, &key, batch)?;
            next += taken;
        }
        Ok(())
    }

    /// Seals the lines of this device's log that are in no pack yet.
    fn seal_log(
        &mut self,
        space: &Space,
        epoch: u32,
        key: &SpaceKey,
        mut due: Option<Due>,
    ) -> Result<(), ClientError> {
        loop {
            let (lines, due) = (self.lines_to_send()?, due.take());
            if lines.is_none() && due.is_none() {
                return Ok(());
            }
            let mut batch = Batch::default();
            if let Some(Outgoing { document, sealed }) = lines {
                batch.bundle.documents.push(document);
                batch.lines = Some(sealed);
            }
            batch.carry(due);
            self.seal_batch(space, epoch, key, batch)?;
        }
    }

    /// Seals one batch and stores the pack in one transaction; returns the pack's size.
    fn seal_batch(
        &mut self,
        space: &Space,
        epoch: u32,
        key: &SpaceKey,
        batch: Batch,
    ) -> Result<usize, ClientError> {
        let (name, bytes) = self.seal_ordinary(space, epoch, key, &batch.bundle)?;
        let now = self.now()?;
        let transaction = self.connection.transaction()?;
        let n = packs::insert(&transaction, &name, PackState::Sealed, &bytes)?;
        for change in batch.changes {
            changes::mark_sealed(&transaction, change, n)?;
        }
        if let Some(lines) = batch.lines {
            meta::set(&transaction, meta::AUDIT_SEALED, lines)?;
        }
        if let Some(due) = &batch.deposit {
            due.sealed(&transaction, n)?;
        }
        if batch.tallies {
            comparing::set_tallied(&transaction, space.n, now.0)?;
        }
        transaction.commit()?;
        Ok(bytes.len())
    }

    /// Seals the next pack of this device in a space, which is to be stored before another one is sealed.
    pub(crate) fn seal_ordinary(
        &mut self,
        space: &Space,
        epoch: u32,
        key: &SpaceKey,
        bundle: &Bundle,
    ) -> Result<(PackName, Vec<u8>), ClientError> {
        let author = self.device;
        let newest = packs::newest_of(&self.connection, space.n, author)?;
        let (last, previous) = newest.unwrap_or((0, PackHash::ZERO));
        let draft = PackDraft {
            space: space.id,
            key_epoch: epoch,
            number: last + 1,
            previous,
            covers: Vec::new(),
            erases: Vec::new(),
            expires: None,
        };
        let pack = seal::seal_pack(
            &draft,
            bundle,
            key,
            &self.secret,
            LEVEL,
            &mut self.world.random,
        )
        .map_err(|_| ClientError::Internal("a pack could not be sealed"))?;
        let name = PackName {
            space: space.n,
            author,
            number: draft.number,
            hash: pack.hash,
        };
        Ok((name, pack.bytes))
    }
}

/// Takes the changes of records until `raw` bytes are reached; returns how many records were taken, at least one.
fn collect(
    connection: &Connection,
    author: DeviceId,
    records: &[i64],
    raw: usize,
) -> Result<(Batch, usize), ClientError> {
    let mut batch = Batch::default();
    let (mut size, mut taken) = (0, 0);
    for record in records {
        if size >= raw {
            break;
        }
        let (id, unsealed) = changes::unsealed_of(connection, *record)?;
        let mut document = BundleDocument {
            id,
            changes: Vec::with_capacity(unsealed.len()),
        };
        for (n, bytes) in unsealed {
            size += bytes.len();
            batch.changes.push(n);
            let parts = records::packed(&bytes, author);
            document.changes.push(BundleChange { parts });
        }
        batch.bundle.documents.push(document);
        taken += 1;
    }
    Ok((batch, taken))
}

/// Orders a space's unsent records oldest first, a record counting as new as the newest that refers to it: a
/// household goes with its last visit, so whoever gets the visit can show whose it was.
fn by_recency(connection: &Connection, space: i64) -> Result<Vec<i64>, ClientError> {
    let records = changes::unsealed_records(connection, space)?;
    if records.len() <= TAIL {
        return Ok(records);
    }
    let mut numbers = BTreeMap::new();
    let (mut rows, mut ordered) = (
        Vec::with_capacity(records.len()),
        Vec::with_capacity(records.len()),
    );
    for n in records {
        let document = moving::document(connection, n)?;
        match records::row(&document) {
            Some(row) => rows.push((document.id(), row)),
            None => ordered.push(n),
        }
        numbers.insert(document.id(), n);
    }
    let newest = records::newest_first(rows.iter().map(|(id, row)| (*id, row)));
    ordered.extend(newest.iter().rev().filter_map(|id| numbers.get(id)));
    Ok(ordered)
}
