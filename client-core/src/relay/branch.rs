//! Two branches of one author's packs, as of a copied phone: the one on the relay goes on as the author's chain, and what the
//! other says is brought by whoever may write. So the words of both count everywhere, in whatever order they were met.

use crate::audit::{self, Signed};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::is_writer;
use crate::relay::Standing;
use crate::relay::contents::Link;
use crate::store::packs::PackName;
use crate::store::spaces::{self, Space};
use crate::store::suspicions::{self, Noticed};
use crate::store::{branches, changes, packs};
use crate::suspicion::SuspicionReason;
use crate::view::project::Projection;
use access::Ledger;
use proto::{DeviceId, Excerpt, Origin, SpaceKind, UnixMillis};
use records::RecordChange;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Puts aside the packs of an author that came by hand and contradict one that the relay has, and those after them: the relay
/// goes on with another branch. Nothing of them counts until it is brought. Tells whether there are any.
pub(crate) fn unseat(
    connection: &Connection,
    name: &PackName,
    link: Link,
    now: UnixMillis,
) -> Result<bool, ClientError> {
    let before = name.number.saturating_sub(1);
    let by_hand = branches::by_hand_from(connection, name.space, name.author, before)?;
    let contradicts = |(_, number, hash): &(i64, u64, [u8; 32])| {
        (*number == name.number && *hash != link.hash.0)
            || (*number == before && *hash != link.previous.0)
    };
    let Some(first) = by_hand.iter().find(|pack| contradicts(pack)) else {
        return Ok(false);
    };
    let first = first.1;
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
        for record in branches::take_back(connection, pack)? {
            if changes::of_record(connection, record)?.is_empty() {
                projection.forget(connection, record)?;
                changes::remove_record(connection, record)?;
            } else {
                projection.again(connection, record)?;
            }
        }
    }
    branches::forget_chain(connection, name.space, name.author, first)?;
    projection.finish(connection)?;
    Ok(true)
}

impl Notebook {
    /// Brings in own packs what the second branches say that are set aside here, each change with the proof of its author.
    /// Whoever may not write keeps them until somebody else has brought it.
    pub(crate) fn carry_branches(&mut self) -> Result<(), ClientError> {
        if !branches::any(&self.connection)? {
            return Ok(());
        }
        for space in spaces::all(&self.connection)? {
            let me = self.device;
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            for pack in branches::of_space(&self.connection, space.n)? {
                let Some(excerpts) = self.counting_in(&space, &ledger, pack)? else {
                    continue;
                };
                if excerpts.is_empty() || is_writer(&ledger, me) {
                    self.bring_excerpts(&space, excerpts)?;
                    branches::empty(&self.connection, pack)?;
                }
            }
        }
        Ok(())
    }

    /// Takes out of a set-aside pack what counts of it and is not here; nothing where it cannot be opened.
    fn counting_in(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        pack: i64,
    ) -> Result<Option<Vec<Excerpt>>, ClientError> {
        let bytes = packs::bytes(&self.connection, pack)?;
        let Some((pack, opened)) = self.open_stored(space, ledger, bytes)? else {
            return Ok(None);
        };
        let is_log = ledger.kind() == SpaceKind::Audit;
        let counts = |origin: &Origin, id: &proto::DocId| {
            if is_log {
                return *id == seal::audit_log_id(&origin.author);
            }
            let standing = Standing::of_pack(ledger, origin.author, origin.number);
            let is_tally = *id == seal::tally_id(&origin.author, origin.number);
            standing.covers(id) && !ledger.is_erased(id) && !is_tally
        };
        let excerpts = seal::take_out(&pack, &opened, counts)
            .map_err(|_| ClientError::Internal("a pack that opened cannot be taken apart"))?;
        if is_log {
            let signed = self.signed_lines()?;
            let missing = excerpts.into_iter();
            let missing = missing.filter(|excerpt| says_more_than(excerpt, &signed));
            return Ok(Some(missing.collect()));
        }
        let mut missing = Vec::new();
        for excerpt in excerpts {
            if self.lacks_some_of(&excerpt)? {
                missing.push(excerpt);
            }
        }
        Ok(Some(missing))
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
