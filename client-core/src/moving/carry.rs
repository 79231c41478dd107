//! Brings to a record's area what was said of it elsewhere.
//!
//! Nothing of this is decided here: which records are at home where follows from what was said. So any device that may write
//! in the area does it, whenever it finds something missing; what two of them bring is the same, and merged once.

use crate::error::ClientError;
use crate::moving::home::readable_space_of;
use crate::moving::judged;
use crate::moving::said::{counting, lived};
use crate::notebook::Notebook;
use crate::record::is_writer;
use crate::relay::{Signers, merge, read_pack};
use crate::store::packs::PackState;
use crate::store::scattered::{self, Said};
use crate::store::spaces::Space;
use crate::store::{brought, changes, holdings, packs, spaces};
use crate::view::moved;
use crate::view::project::Projection;
use access::Ledger;
use proto::{Actor, Bundle, BundleDocument, ChangeHash, DocId, Excerpt, SpaceId};
use records::{Document, RecordChange, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A pack takes no more excerpts once it holds so much raw.
const ENOUGH_RAW: usize = 512 * 1024;

/// What is to be brought to one space: of which stored packs which records, and which changes are missing.
#[derive(Default)]
struct Load {
    packs: BTreeMap<i64, BTreeSet<DocId>>,
    missing: BTreeSet<ChangeHash>,
}

impl Notebook {
    /// Sees to it that every record that has moved is where its area says, with all that was said of it, as far as this device
    /// can.
    pub(crate) fn follow_moves(&mut self) -> Result<(), ClientError> {
        self.erase_where_moved()?;
        let has_moved = !moved::all(&self.connection)?.is_empty();
        // What was brought may turn out late, and then nothing here has moved any more; but where it was brought nobody knows that.
        if !has_moved && brought::origins(&self.connection)?.is_empty() {
            return Ok(());
        }
        self.look_for_homes()?;
        self.take_in()?;
        for space in spaces::all(&self.connection)? {
            let me = self.device;
            if self
                .ledger(&space)?
                .is_some_and(|ledger| is_writer(ledger, me))
            {
                self.carry_to(&space)?;
            }
        }
        Ok(())
    }

    /// Looks again where each record is at home: an area's record may have come since, or this device may have come to the area
    /// or left it.
    fn look_for_homes(&mut self) -> Result<(), ClientError> {
        let transaction = self.connection.transaction()?;
        let mut projection = Projection::default();
        let mut known = BTreeMap::new();
        for (record, home) in moved::all(&transaction)? {
            if home.root != record {
                continue;
            }
            let space = match known.get(&home.area) {
                Some(space) => *space,
                None => readable_space_of(&transaction, home.area)?,
            };
            known.insert(home.area, space);
            if space.is_some_and(|space| space != home.space) {
                projection.again(&transaction, record)?;
            }
        }
        projection.finish(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// Lets what is written to a record go to the space where it is at home. What was written before stays what was said in
    /// the old one, and is sealed for that.
    fn take_in(&mut self) -> Result<(), ClientError> {
        let mut arriving = Vec::new();
        for (record, home) in moved::all(&self.connection)? {
            let (_, row) = changes::by_number(&self.connection, record)?;
            if let Some(home) = home.space.filter(|home| *home != row.space) {
                arriving.push((record, row.space, home));
            }
        }
        let old: BTreeSet<i64> = arriving.iter().map(|(_, old, _)| *old).collect();
        for old in old {
            let unsealed = changes::unsealed_records(&self.connection, old)?;
            if arriving
                .iter()
                .any(|(record, ..)| unsealed.contains(record))
            {
                let space = spaces::by_number(&self.connection, old)?;
                self.seal_outbox(&space, usize::MAX)?;
            }
        }
        let transaction = self.connection.transaction()?;
        let mut projection = Projection::default();
        for (record, _, home) in arriving {
            scattered::set_space(&transaction, record, home)?;
            scattered::set_scattered(&transaction, record)?;
            projection.again(&transaction, record)?;
        }
        projection.finish(&transaction)?;
        Ok(transaction.commit()?)
    }

    fn carry_to(&mut self, space: &Space) -> Result<(), ClientError> {
        let load = self.load_for(space)?;
        let mut excerpts = Vec::new();
        for (pack, records) in &load.packs {
            excerpts.extend(self.take_out_of(*pack, records)?);
        }
        excerpts.retain(|excerpt| holds_missing(excerpt, &load.missing));
        self.bring_excerpts(space, excerpts, Vec::new())
    }

    /// Seals what others said into packs of this device, as far as everybody in the space can check who said it, and with it what
    /// tells how it stands where it was said.
    pub(crate) fn bring_excerpts(
        &mut self,
        space: &Space,
        mut excerpts: Vec<Excerpt>,
        ledgers: Vec<BundleDocument>,
    ) -> Result<(), ClientError> {
        let Some((epoch, key)) = spaces::keys(&self.connection, space.n)?.pop() else {
            return Ok(());
        };
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(());
        };
        let unit = self.held_unit_ledger()?.cloned();
        excerpts.retain(|excerpt| is_vouched_for(&ledger, unit.as_ref(), excerpt));
        excerpts.sort_by_key(|excerpt| {
            let origin = &excerpt.origin;
            (origin.space, origin.author, origin.number)
        });
        let mut documents = self.ledgers_for(space, &excerpts)?;
        for brought in ledgers {
            match documents.first_mut() {
                Some(first) => first.changes.extend(brought.changes),
                None => documents.push(BundleDocument {
                    id: seal::brought_ledger_id(&self.device),
                    ..brought
                }),
            }
        }
        let mut batches = in_batches(excerpts);
        if batches.is_empty() && !documents.is_empty() {
            batches.push(Vec::new());
        }
        for excerpts in batches {
            let documents = std::mem::take(&mut documents);
            let bundle = Bundle {
                documents,
                excerpts,
            };
            let (name, bytes) = self.seal_ordinary(space, epoch, &key, &bundle)?;
            let signers = Signers {
                space: &ledger,
                unit: unit.as_ref(),
            };
            let own = seal::parse_pack(bytes.clone())
                .map_err(|_| ClientError::Internal("own pack cannot be read"))?;
            let parts = read_pack(signers, std::slice::from_ref(&key), own)
                .map_err(|_| ClientError::Internal("own pack is not believed"))?;
            let transaction = self.connection.transaction()?;
            let n = packs::insert(&transaction, &name, PackState::Sealed, &bytes)?;
            merge(&transaction, space, &ledger, n, parts)?;
            transaction.commit()?;
        }
        Ok(())
    }

    /// Finds what a space lacks of records that are at home there, or whose leaving it has not been told.
    fn load_for(&mut self, space: &Space) -> Result<Load, ClientError> {
        let mut load = Load::default();
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(load);
        };
        for (record, home) in moved::all(&self.connection)? {
            let (id, _) = changes::by_number(&self.connection, record)?;
            if ledger.is_erased(&id) {
                continue;
            }
            let said = scattered::said(&self.connection, record)?;
            let wanted = match home.space == Some(space.n) {
                true => said.iter().map(|said| said.change.hash()).collect(),
                false if home.root == record && self.is_believed_here(id, &said, space)? => {
                    moves_in(&said)
                }
                false => continue,
            };
            let lived = lived(&self.connection, &said)?;
            let is_here = |said: &&Said| {
                said.carrier == space.n && (said.is_let_in || said.origin == space.id)
            };
            let here = said.iter().filter(is_here);
            let here: BTreeSet<ChangeHash> = here.map(|said| said.change.hash()).collect();
            // What waits or was rejected goes along, for whoever wrote on may have seen it; but not back to where it was said: there its
            // author brings it, and it would count with the pack that brings it.
            let lacks = |said: &&Said| {
                let hash = said.change.hash();
                let is_missing = wanted.contains(&hash) && !here.contains(&hash);
                let comes_by_itself = said.origin == space.id && said.change.is_void();
                is_missing && lived.contains(&said.origin) && !comes_by_itself
            };
            for said in said.iter().filter(lacks) {
                if let Some(pack) = said.pack {
                    load.packs.entry(pack).or_default().insert(id);
                    load.missing.insert(said.change.hash());
                }
            }
        }
        Ok(load)
    }

    /// Tells whether those who are in no other space take a record for one of this space.
    fn is_believed_here(
        &self,
        id: DocId,
        said: &[Said],
        space: &Space,
    ) -> Result<bool, ClientError> {
        let here = said.iter().filter(|said| said.carrier == space.n);
        let here: Vec<Said> = here.cloned().collect();
        let lived = lived(&self.connection, &here)?;
        let document = Document::from_changes(id, &counting(here, &lived), records::anyone);
        let Some(Value::Reference(area)) = document.get("area") else {
            return Ok(false);
        };
        Ok(readable_space_of(&self.connection, area)? == Some(Some(space.n)))
    }

    /// Returns what a space lacks of other spaces' ledgers to tell what counts of that which it is brought from there.
    fn ledgers_for(
        &mut self,
        space: &Space,
        excerpts: &[Excerpt],
    ) -> Result<Vec<BundleDocument>, ClientError> {
        let mut origins = brought::origins(&self.connection)?;
        origins.extend(excerpts.iter().map(|excerpt| excerpt.origin.space));
        origins.remove(&space.id);
        let mut documents: Vec<BundleDocument> = Vec::new();
        for origin in origins {
            if self.is_without_late_work(origin)? {
                continue;
            }
            let missing = judged::missing(&self.connection, (space.n, origin), excerpts)?;
            let document = missing.map(|missing| missing.into_document(self.device));
            match (documents.first_mut(), document) {
                (Some(first), Some(next)) => first.changes.extend(next.changes),
                (None, next) => documents.extend(next),
                (Some(_), None) => {}
            }
        }
        Ok(documents)
    }

    /// Tells whether this device is in a space, and nobody did anything late there.
    fn is_without_late_work(&mut self, space: SpaceId) -> Result<bool, ClientError> {
        let Some(space) = spaces::by_id(&self.connection, space)? else {
            return Ok(false);
        };
        let device = self.device;
        Ok(self.ledger(&space)?.is_some_and(|ledger| {
            ledger.active_member(&device).is_ok() && !judged::has_escrow(ledger)
        }))
    }

    /// Takes records out of a stored pack, with the proof of their authors.
    fn take_out_of(
        &mut self,
        pack: i64,
        records: &BTreeSet<DocId>,
    ) -> Result<Vec<Excerpt>, ClientError> {
        let (space, author, number) = scattered::pack_name(&self.connection, pack)?;
        let space = spaces::by_number(&self.connection, space)?;
        let Some(ledger) = self.ledger(&space)?.cloned() else {
            return Ok(Vec::new());
        };
        let mut stored = vec![pack];
        if packs::bytes(&self.connection, pack)?.is_empty() {
            // Another pack stands in its place, without what was erased.
            stored = holdings::holding(&self.connection, space.n, author, &(number..=number))?;
        }
        let mut taken = Vec::new();
        for pack in stored {
            let bytes = packs::bytes(&self.connection, pack)?;
            let Some((pack, opened)) = self.open_stored(&space, &ledger, bytes)? else {
                continue;
            };
            let moves = |_: &proto::Origin, id: &DocId| records.contains(id);
            if let Ok(excerpts) = seal::take_out(&pack, &opened, moves) {
                taken.extend(excerpts);
            }
        }
        Ok(taken)
    }
}

/// Returns the changes that say where a record is, and those that they follow.
fn moves_in(said: &[Said]) -> BTreeSet<ChangeHash> {
    let by_hash: BTreeMap<ChangeHash, &RecordChange> = said
        .iter()
        .map(|said| (said.change.hash(), &said.change))
        .collect();
    let moves = by_hash.values();
    let moves = moves.filter(|change| change.references("area").next().is_some());
    let mut next: Vec<ChangeHash> = moves.map(|change| change.hash()).collect();
    let mut wanted = BTreeSet::new();
    while let Some(hash) = next.pop() {
        if wanted.insert(hash)
            && let Some(change) = by_hash.get(&hash)
        {
            next.extend(change.deps());
        }
    }
    wanted
}

/// Tells whether everybody in a space can check who said something.
pub(crate) fn is_vouched_for(ledger: &Ledger, unit: Option<&Ledger>, excerpt: &Excerpt) -> bool {
    let author = Actor::Device(excerpt.origin.author);
    let keys = ledger.keys_of(&author);
    let keys = keys.or_else(|| unit?.keys_of(&author));
    keys.is_some_and(|keys| seal::verify_excerpt(excerpt, keys).is_ok())
}

fn holds_missing(excerpt: &Excerpt, missing: &BTreeSet<ChangeHash>) -> bool {
    let changes = excerpt.documents.iter();
    let mut changes = changes.flat_map(|document| &document.changes);
    changes.any(|change| {
        RecordChange::unpack(&change.parts, excerpt.origin.author)
            .is_ok_and(|change| missing.contains(&change.hash()))
    })
}

/// Cuts excerpts into runs that are not too large for one pack.
fn in_batches(excerpts: Vec<Excerpt>) -> Vec<Vec<Excerpt>> {
    let mut batches: Vec<Vec<Excerpt>> = Vec::new();
    let mut raw = usize::MAX;
    for excerpt in excerpts {
        if raw >= ENOUGH_RAW {
            batches.push(Vec::new());
            raw = 0;
        }
        let changes = excerpt.documents.iter();
        let changes = changes.flat_map(|document| &document.changes);
        let parts = changes.flat_map(|change| &change.parts);
        raw = raw.saturating_add(parts.map(Vec::len).sum());
        raw = raw.saturating_add(excerpt.pruned.len().saturating_mul(64));
        if let Some(batch) = batches.last_mut() {
            batch.push(excerpt);
        }
    }
    batches
}
