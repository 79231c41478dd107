//! How what was brought from another space stands there: whether it was done while its author had access, and what was decided on
//! it if not.
//!
//! The other space's ledger says so, and who is not in that space does not have it. So its entries are brought along where they
//! are needed. They prove themselves: the space's id is the hash of the first one, and each follows from those before it.

use crate::error::ClientError;
use crate::relay::{BroughtLedger, Standing};
use crate::store::brought::{self, BroughtChange};
use crate::store::{changes, ledgers, spaces};
use crate::view::project::Projection;
use access::Ledger;
use proto::{DeviceId, DocId, Excerpt, SpaceId};
use records::RecordChange;
use rusqlite::Connection;
use seal::SignedEntry;
use std::collections::{BTreeMap, BTreeSet};

/// So much raw of a ledger one pack brings; what is more, the next one.
const MOST_RAW: usize = 512 * 1024;

/// A ledger with its entries.
pub(super) struct Known {
    pub(super) ledger: Ledger,
    pub(super) entries: Vec<Vec<u8>>,
}

impl Known {
    /// Adds up entries as far as they follow, from the first one on.
    fn replay(space: SpaceId, entries: Vec<(u64, Vec<u8>)>) -> Option<Known> {
        let mut known: Option<Known> = None;
        for (position, bytes) in entries {
            let length = known.as_ref().map_or(0, |known| known.ledger.length());
            let Some(signed) = SignedEntry::from_bytes(&bytes)
                .ok()
                .filter(|_| position == length)
            else {
                continue;
            };
            match &mut known {
                Some(known) => {
                    let mut ledger = known.ledger.clone();
                    if ledger.extend(&signed, None).is_ok() {
                        known.ledger = ledger;
                        known.entries.push(bytes);
                    }
                }
                None => {
                    let ledger = Ledger::replay(space, std::slice::from_ref(&signed)).ok();
                    known = ledger.map(|ledger| Known {
                        ledger,
                        entries: vec![bytes],
                    });
                }
            }
        }
        known
    }

    fn length(known: Option<&Known>) -> usize {
        known.map_or(0, |known| known.entries.len())
    }
}

/// Returns as much of a space's ledger as packs of another one bring.
pub(super) fn brought_to(
    connection: &Connection,
    carrier: i64,
    space: SpaceId,
) -> Result<Option<Known>, ClientError> {
    let entries = brought::entries(connection, carrier, space)?;
    Ok(Known::replay(space, entries))
}

/// Returns as much of a space's ledger as this device knows, from the space itself or from others.
pub(super) fn known(connection: &Connection, space: SpaceId) -> Result<Option<Known>, ClientError> {
    let mut longest = None;
    if let Some(own) = spaces::by_id(connection, space)? {
        let entries = ledgers::entries(connection, own.n)?;
        longest = Known::replay(space, (0..).zip(entries).collect());
    }
    for carrier in brought::carriers(connection, space)? {
        let brought = brought_to(connection, carrier, space)?;
        if Known::length(brought.as_ref()) > Known::length(longest.as_ref()) {
            longest = brought;
        }
    }
    Ok(longest)
}

/// Judges what was said in other spaces, by what is known of their ledgers.
#[derive(Default)]
pub(crate) struct Judges(BTreeMap<SpaceId, Option<Ledger>>);

impl Judges {
    /// Tells whether a pack's changes of a record do not count, since they were made late and nobody has accepted them.
    pub(crate) fn is_late(
        &mut self,
        connection: &Connection,
        (space, author, number): (SpaceId, DeviceId, u64),
        record: &DocId,
    ) -> Result<bool, ClientError> {
        if let std::collections::btree_map::Entry::Vacant(unknown) = self.0.entry(space) {
            unknown.insert(known(connection, space)?.map(|known| known.ledger));
        }
        let ledger = self.0.get(&space).and_then(Option::as_ref);
        Ok(is_late(ledger, author, number, record))
    }
}

/// Tells whether a ledger does not let a pack's changes of a record count. Who knows nothing of a ledger lets all count.
fn is_late(ledger: Option<&Ledger>, author: DeviceId, number: u64, record: &DocId) -> bool {
    ledger.is_some_and(|ledger| !Standing::of_pack(ledger, author, number).covers(record))
}

/// Tells whether anything was ever done late in a space.
pub(super) fn has_escrow(ledger: &Ledger) -> bool {
    ledger
        .members()
        .any(|(_, member)| !member.escrow.is_empty())
}

/// Returns what packs of a space do not bring yet of another one's ledger, if anything that they carry from there, or are about to,
/// stands otherwise by it than by what they do bring.
pub(super) fn missing(
    connection: &Connection,
    (carrier, space): (i64, SpaceId),
    carried: &[Excerpt],
) -> Result<Option<BroughtLedger>, ClientError> {
    let Some(here) = known(connection, space)?.filter(|here| has_escrow(&here.ledger)) else {
        return Ok(None);
    };
    let there = brought_to(connection, carrier, space)?;
    let told = there.as_ref().map_or(&[][..], |there| &there.entries);
    let ledger = there.as_ref().map(|there| &there.ledger);
    let stands_otherwise = |author: DeviceId, number: u64, record: &DocId| {
        is_late(Some(&here.ledger), author, number, record)
            != is_late(ledger, author, number, record)
    };
    // Of two histories none follows the other.
    let Some(rest) = here
        .entries
        .strip_prefix(told)
        .filter(|rest| !rest.is_empty())
    else {
        return Ok(None);
    };
    let from_there = carried.iter().filter(|one| one.origin.space == space);
    let mut is_needed = from_there.into_iter().any(
        |Excerpt {
             origin, documents, ..
         }| {
            let mut documents = documents.iter();
            documents.any(|one| stands_otherwise(origin.author, origin.number, &one.id))
        },
    );
    for change in brought::changes_to(connection, (carrier, space))? {
        if is_needed {
            break;
        }
        let (id, _) = changes::by_number(connection, change.record)?;
        is_needed = stands_otherwise(author_of(&change)?, change.number, &id);
    }
    if !is_needed {
        return Ok(None);
    }
    let mut raw = 0;
    let fits = |entry: &&Vec<u8>| {
        let fits = raw < MOST_RAW;
        raw += entry.len();
        fits
    };
    Ok(Some(BroughtLedger {
        space,
        from: told.len() as u64,
        entries: rest.iter().take_while(fits).cloned().collect(),
    }))
}

/// Keeps what a pack of a space brings of another one's ledger.
pub(crate) fn keep(
    connection: &Connection,
    carrier: i64,
    brought: &BroughtLedger,
) -> Result<bool, ClientError> {
    let mut is_new = false;
    for (position, bytes) in (brought.from..).zip(&brought.entries) {
        if let Ok(signed) = SignedEntry::from_bytes(bytes) {
            let place = (carrier, brought.space);
            is_new |= brought::insert_entry(connection, place, position, signed.hash(), bytes)?;
        }
    }
    Ok(is_new)
}

/// Lets what was brought from a space count, or not count any more, as its ledger says now.
pub(crate) fn judge_brought(connection: &Connection, space: SpaceId) -> Result<(), ClientError> {
    let all = brought::changes_from(connection, space)?;
    if all.is_empty() {
        return Ok(());
    }
    let known = known(connection, space)?;
    let ledger = known.as_ref().map(|known| &known.ledger);
    let mut judged = BTreeSet::new();
    for change in all {
        let (id, _) = changes::by_number(connection, change.record)?;
        let is_late = is_late(ledger, author_of(&change)?, change.number, &id);
        if is_late != change.is_late {
            brought::set_late(connection, change.n, is_late)?;
            judged.insert(change.record);
        }
    }
    let mut projection = Projection::default();
    for record in judged {
        projection.again(connection, record)?;
    }
    projection.finish(connection)
}

/// Returns the device that said a change.
fn author_of(change: &BroughtChange) -> Result<DeviceId, ClientError> {
    let change = RecordChange::parse(&change.bytes).map_err(|_| ClientError::DatabaseDamaged)?;
    Ok(change.device())
}
