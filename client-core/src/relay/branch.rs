//! Two branches of one author's packs, as of a copied phone: the one on the relay goes on as the author's chain, and what the
//! other says is brought by whoever may write. So the words of both count everywhere, in whatever order they were met.

use crate::audit::{self, Signed};
use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::is_writer;
use crate::relay::Standing;
use crate::relay::contents::Link;
use crate::store::packs::PackName;
use crate::store::spaces::{self, Space};
use crate::store::suspicions::{self, Noticed};
use crate::store::{branches, chains, changes, meta, packs};
use crate::suspicion::SuspicionReason;
use crate::view::project::Projection;
use access::Ledger;
use proto::{BundleDocument, DeviceId, DocId, Excerpt, Origin, SpaceKind, UnixMillis};
use records::RecordChange;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// Puts aside the packs of an author that came by hand and contradict one that the relay has, and those after them: the relay
/// goes on with another branch. Nothing of them counts until it is brought. Tells whether there are any.
pub(crate) fn unseat(
    connection: &Connection,
    name: &PackName,
    link: Link,
    now: UnixMillis,
) -> Result<bool, ClientError> {
    let before = name.number.saturating_sub(1);
    let mut by_hand = branches::by_hand_from(connection, name.space, name.author, before)?;
    let rewritten = branches::rewritten_from(connection, name.space, name.author, before)?;
    by_hand.extend(rewritten.iter().map(|(pack, _)| *pack));
    by_hand.sort_by_key(|(pack, number, _)| (*number, *pack));
    let contradicts = |(_, number, hash): &(i64, u64, [u8; 32])| {
        (*number == name.number && *hash != link.hash.0)
            || (*number == before && *hash != link.previous.0)
    };
    let Some(first) = by_hand.iter().find(|pack| contradicts(pack)) else {
        return Ok(false);
    };
    let first = first.1;
    for ((pack, number, _), derived) in rewritten {
        if number >= first {
            branches::put_under_name(connection, pack, derived)?;
        }
    }
    let mut projection = Projection::default();
    for (pack, number, hash) in by_hand
        .into_iter()
        .filter(|(_, number, _)| *number >= first)
    {
        let reason = match number == first {
            true => SuspicionReason::Forked,
            false => SuspicionReason::BrokenChain,
        };
        let noticed = Noticed {
            space: name.space,
            reason: reason.as_str(),
            author: name.author,
            first: number,
            last: number,
            hash,
            pack: Some(pack),
            evidence: None,
            at: now.0,
        };
        suspicions::notice(connection, &noticed)?;
        take_back(connection, &mut projection, pack)?;
    }
    branches::forget_chain(connection, name.space, name.author, first)?;
    projection.finish(connection)?;
    Ok(true)
}

/// Forgets what only excerpts in merged packs told of an author's chain, where a pack that the relay has contradicts it: the relay
/// holds each pack against the one before, and takes merged ones of another branch without. Tells whether it was so.
pub(crate) fn doubt_what_was_told(
    connection: &Connection,
    name: &PackName,
    link: Link,
    now: UnixMillis,
) -> Result<bool, ClientError> {
    let (space, author) = (name.space, name.author);
    let before = name.number.saturating_sub(1);
    for (number, hash) in [(before, link.previous), (name.number, link.hash)] {
        if packs::hash_of(connection, space, author, number)?.is_some_and(|held| held != hash) {
            return Ok(false);
        }
    }
    for (number, hash) in [(before, link.previous), (name.number, link.hash)] {
        let told = chains::hash_of(connection, space, author, number)?;
        let Some(told) = told.filter(|told| *told != hash) else {
            continue;
        };
        let noticed = Noticed {
            space,
            reason: SuspicionReason::Forked.as_str(),
            author,
            first: number,
            last: number,
            hash: told.0,
            pack: None,
            evidence: None,
            at: now.0,
        };
        suspicions::notice(connection, &noticed)?;
        branches::forget_chain(connection, space, author, number)?;
    }
    Ok(true)
}

/// Sets a pack aside, with what it brought to records.
pub(crate) fn take_back(
    connection: &Connection,
    projection: &mut Projection,
    pack: i64,
) -> Result<(), ClientError> {
    for record in branches::take_back(connection, pack)? {
        if changes::of_record(connection, record)?.is_empty() {
            projection.forget(connection, record)?;
            changes::remove_record(connection, record)?;
        } else {
            projection.again(connection, record)?;
        }
    }
    Ok(())
}

/// What of a set-aside pack is to be brought.
struct Counting {
    excerpts: Vec<Excerpt>,
    /// Entries of other spaces' ledgers that judge some of it.
    ledgers: Vec<BundleDocument>,
    /// The rest waits for a verdict, so the pack stays.
    waits: bool,
}

impl Notebook {
    /// Brings in own packs what the second branches say that are set aside here, each change with the proof of its author.
    /// Whoever may not write keeps them until somebody else has brought it.
    pub(crate) fn carry_branches(&mut self) -> Result<(), ClientError> {
        let is_behind: Option<bool> = meta::get(&self.connection, meta::INCLUDE_OWN)?;
        if is_behind == Some(true) || !branches::any(&self.connection)? {
            // What is brought follows this device's newest pack, which may be still to come.
            return Ok(());
        }
        for space in spaces::all(&self.connection)? {
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            // What is brought may have been written upon what another pack says that waits: at most so often one tells of the next.
            for _ in 0..branches::of_space(&self.connection, space.n)?.len() {
                if !self.carry_some(&space, &ledger)? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Brings what the second branches in a space say; tells whether there was any.
    fn carry_some(&mut self, space: &Space, ledger: &Ledger) -> Result<bool, ClientError> {
        let (is_writer, mut brought) = (is_writer(ledger, self.device), false);
        for pack in branches::of_space(&self.connection, space.n)? {
            let Some(counting) = self.counting_in(space, ledger, pack)? else {
                continue;
            };
            let is_empty = counting.excerpts.is_empty() && counting.ledgers.is_empty();
            if is_writer && !is_empty {
                self.bring_excerpts(space, counting.excerpts, counting.ledgers)?;
                brought = true;
            }
            if (is_writer || is_empty) && !counting.waits {
                branches::empty(&self.connection, pack)?;
            }
        }
        Ok(brought)
    }

    /// Takes out of a set-aside pack what counts of it and is not here; nothing where it cannot be opened. What was written after
    /// its author's access had ended waits for a verdict, but for records on which somebody wrote on who had seen it: their words
    /// would wait with it.
    fn counting_in(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        pack: i64,
    ) -> Result<Option<Counting>, ClientError> {
        let bytes = packs::bytes(&self.connection, pack)?;
        let Some((pack, opened)) = self.open_stored(space, ledger, bytes)? else {
            return Ok(None);
        };
        let take_out = |counts: &dyn Fn(&Origin, &DocId) -> bool| {
            seal::take_out(&pack, &opened, counts)
                .map_err(|_| ClientError::Internal("a pack that opened cannot be taken apart"))
        };
        if ledger.kind() == SpaceKind::Audit {
            let of_log = |origin: &Origin, id: &DocId| *id == seal::audit_log_id(&origin.author);
            let signed = self.signed_lines()?;
            let missing = take_out(&of_log)?.into_iter();
            let missing = missing.filter(|excerpt| says_more_than(excerpt, &signed));
            return Ok(Some(Counting {
                excerpts: missing.collect(),
                ledgers: Vec::new(),
                waits: false,
            }));
        }
        let may_count = |origin: &Origin, id: &DocId| {
            // What is of one pack or one device alone is no record.
            let of_pack = [
                seal::tally_id(&origin.author, origin.number),
                seal::unlock_deposit_id(&origin.author),
                seal::brought_ledger_id(&origin.author),
            ];
            !ledger.is_erased(id) && !of_pack.contains(id)
        };
        // What was said in another space is judged by that one's ledger.
        let standing = |origin: &Origin| match origin.space == space.id {
            true => Standing::of_pack(ledger, origin.author, origin.number),
            false => Standing::All,
        };
        let (mut seen, mut waits) = (BTreeSet::new(), false);
        for excerpt in take_out(&may_count)? {
            let standing = standing(&excerpt.origin);
            waits |= standing == Standing::Waits;
            for document in &excerpt.documents {
                if standing == Standing::Waits
                    && self.is_written_upon(excerpt.origin.author, document)?
                {
                    seen.insert(document.id);
                }
            }
        }
        let counts = |origin: &Origin, id: &DocId| {
            let standing = standing(origin);
            let is_seen = standing == Standing::Waits && seen.contains(id);
            may_count(origin, id) && (standing.covers(id) || is_seen)
        };
        let mut excerpts = Vec::new();
        let unit = self.held_unit_ledger()?.cloned();
        for excerpt in take_out(&counts)? {
            let is_vouched_for = moving::is_vouched_for(ledger, unit.as_ref(), &excerpt);
            if is_vouched_for && self.lacks_some_of(&excerpt)? {
                excerpts.push(excerpt);
            }
        }
        let mut ledgers = opened.documents;
        let of_ledger = seal::brought_ledger_id(&pack.header().author);
        ledgers.retain(|document| !waits && document.id == of_ledger);
        Ok(Some(Counting {
            excerpts,
            ledgers,
            waits,
        }))
    }

    /// Tells whether a change that is here was written by who had seen one of some.
    fn is_written_upon(
        &self,
        author: DeviceId,
        document: &BundleDocument,
    ) -> Result<bool, ClientError> {
        let Some(row) = changes::record(&self.connection, document.id)? else {
            return Ok(false);
        };
        let held = changes::of_record(&self.connection, row.n)?;
        let seen: BTreeSet<_> = held.iter().flat_map(RecordChange::deps).copied().collect();
        let parts = document.changes.iter().map(|change| &change.parts);
        let mut said = parts.filter_map(|parts| RecordChange::unpack(parts, author).ok());
        Ok(said.any(|change| seen.contains(&change.hash())))
    }

    fn lacks_some_of(&self, excerpt: &Excerpt) -> Result<bool, ClientError> {
        for document in &excerpt.documents {
            let held = match changes::record(&self.connection, document.id)? {
                Some(row) => changes::of_record(&self.connection, row.n)?,
                None => return Ok(true),
            };
            for change in &document.changes {
                let Ok(change) = RecordChange::unpack(&change.parts, excerpt.origin.author) else {
                    continue;
                };
                if held.iter().all(|other| other.hash() != change.hash()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// Tells whether an excerpt of a consultation log has a line that no believed pack says.
fn says_more_than(excerpt: &Excerpt, signed: &BTreeMap<DeviceId, Signed>) -> bool {
    let author = excerpt.origin.author;
    let said = signed.get(&author);
    let segments = excerpt.documents.iter();
    let segments = segments.filter_map(|document| audit::read_segments(document, author));
    segments.flatten().any(|segment| {
        let mut lines = audit::numbered(&segment);
        lines.any(|(number, hash, _)| {
            let same = said.and_then(|said| said.get(&number));
            same.is_none_or(|hashes| !hashes.contains(&hash))
        })
    })
}
