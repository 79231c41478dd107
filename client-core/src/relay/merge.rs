//! Merging what packs say into the records, and judging it again where it comes to count, or does not count after all.

use crate::audit;
use crate::error::ClientError;
use crate::lock;
use crate::moving::{self, Judges};
use crate::record::standing_by;
use crate::relay::chain::{self, Contradicted};
use crate::relay::contents::Part;
use crate::relay::standing::Standing;
use crate::store::changes::{self, Brought};
use crate::store::meta;
use crate::store::scattered;
use crate::store::spaces::Space;
use crate::store::tallies;
use crate::view::project::Projection;
use access::Ledger;
use proto::{DocId, Wire};
use records::{Document, Kind, RecordChange};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What a pack changed here.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) documents: u64,
    /// A record is among them that tells of spaces: an area's, or an officer's, which names areas.
    pub(crate) areas_changed: bool,
}

impl Merged {
    /// Takes note of a record of some kind, in the database too where it tells of spaces: a link that is cut, or a kill, before
    /// those are asked for is not to forget them.
    fn tells_of_spaces(
        &mut self,
        connection: &Connection,
        kind: Option<Kind>,
    ) -> Result<(), ClientError> {
        if matches!(kind, Some(Kind::Area | Kind::Officer | Kind::Unit)) {
            self.areas_changed = true;
            meta::set(connection, meta::AREAS_CHANGED, true)?;
        }
        Ok(())
    }
}

/// Merges the parts of a stored pack. What is in escrow is kept beside what counts, for whoever writes on may have seen it;
/// what is erased is dropped; what is held already is passed over.
pub(crate) fn merge(
    connection: &Connection,
    space: &Space,
    ledger: &Ledger,
    pack: i64,
    parts: Vec<Part>,
) -> Result<Merged, ClientError> {
    let (mut said, mut judges, mut told) = (Said::default(), Judges::default(), BTreeSet::new());
    // They prove themselves, so it does not matter who brings them. What is brought beside them is judged by them.
    for brought in parts.iter().flat_map(|part| &part.ledgers) {
        if moving::keep_ledger(connection, space.n, brought)? {
            told.insert(brought.space);
        }
    }
    for part in parts {
        // A log is kept whoever wrote it, also where it has two branches: what somebody looked at after their access had ended,
        // or on a copy of a phone, is worth knowing.
        for segment in &part.lines {
            audit::keep(connection, part.author, segment)?;
        }
        if !part.is_brought() {
            match chain::contradicted_by(connection, (space.n, space.id), &part)? {
                None => chain::keep(connection, (space.n, space.id), &part)?,
                // Of two that only merged packs tell of nobody here can say which the relay has by itself: the words of both count.
                Some(Contradicted::ByWhatWasTold) => {}
                // Its author said something else in this place, which came first.
                Some(Contradicted::ByPack) => continue,
            }
        }
        let standing = Standing::of(ledger, &part);
        if standing == Standing::All {
            for deposit in &part.deposits {
                lock::keep(connection, part.author, deposit)?;
            }
        }
        if let (Standing::All, false, Some(tally)) = (&standing, part.is_brought(), &part.tally) {
            let name = (part.author, part.number);
            tallies::keep(connection, space.n, name, &tally.to_bytes())?;
        }
        for (id, changes) in part.documents {
            if !ledger.is_erased(&id) {
                let is_void = !standing.covers(&id);
                let name = (part.space, part.author, part.number);
                let brought = match part.space == space.id {
                    true => None,
                    false => Some(Brought {
                        origin: part.space,
                        number: part.number,
                        is_late: judges.is_late(connection, name, &id)?,
                    }),
                };
                let changes = changes.into_iter();
                let changes = changes.map(|change| (change.voided(is_void), brought));
                said.add(id, changes.collect());
            }
        }
    }
    let mut merged = Merged::default();
    let mut projection = Projection::default();
    for (id, arrived) in said.documents {
        merge_document(
            connection,
            &mut projection,
            &mut merged,
            (space, ledger, pack),
            id,
            arrived,
        )?;
    }
    projection.finish(connection)?;
    for origin in told {
        moving::judge_brought(connection, origin)?;
    }
    Ok(merged)
}

fn merge_document(
    connection: &Connection,
    projection: &mut Projection,
    merged: &mut Merged,
    (space, ledger, pack): (&Space, &Ledger, i64),
    id: DocId,
    arrived: Vec<Arrived>,
) -> Result<(), ClientError> {
    let known = changes::record(connection, id)?;
    let is_elsewhere = known.is_some_and(|row| row.scattered || row.space != space.n);
    if is_elsewhere || arrived.iter().any(|(_, brought)| brought.is_some()) {
        let n = match &known {
            Some(row) => row.n,
            None => changes::insert_record(connection, id, None, space.n)?,
        };
        return merge_scattered(connection, projection, merged, (space, pack), n, arrived);
    }
    let mut held = match &known {
        Some(row) => changes::of_record(connection, row.n)?,
        None => Vec::new(),
    };
    let fresh: Vec<RecordChange> = arrived
        .into_iter()
        .map(|(change, _)| change)
        .filter(|change| held.iter().all(|other| other.hash() != change.hash()))
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let n = match &known {
        Some(row) => row.n,
        None => changes::insert_record(connection, id, None, space.n)?,
    };
    let counts = fresh.iter().any(|change| !change.is_void());
    for change in &fresh {
        changes::insert_arrived(connection, n, pack, change, None)?;
    }
    held.extend(fresh);
    let document = Document::from_changes(id, &held, standing_by(Some(ledger)));
    let kind = document.kind();
    if kind.is_some() && known.is_none_or(|row| row.kind.is_none()) {
        changes::set_kind(connection, n, kind)?;
    }
    projection.record(connection, n, space.n, &document, known.is_none())?;
    merged.documents += u64::from(counts);
    merged.tells_of_spaces(connection, kind)
}

/// Merges changes of a record that is not, or not only, of this space. Each is kept for each space that carries it, and again where
/// a pack that counts brings what one in escrow brought: what of them counts is told when they are read.
fn merge_scattered(
    connection: &Connection,
    projection: &mut Projection,
    merged: &mut Merged,
    (space, pack): (&Space, i64),
    n: i64,
    arrived: Vec<Arrived>,
) -> Result<(), ClientError> {
    let (mut known, mut here) = (BTreeSet::new(), BTreeMap::<_, bool>::new());
    for said in scattered::said(connection, n)? {
        known.insert(said.change.hash());
        if said.carrier == space.n {
            *here.entry((said.change.hash(), said.origin)).or_default() |= said.is_let_in;
        }
    }
    let (mut is_fresh, mut counts) = (false, false);
    for (change, brought) in arrived {
        let origin = brought.map_or(space.id, |brought| brought.origin);
        let held = here.get(&(change.hash(), origin)).copied();
        let is_let_in = !change.is_void();
        if held.is_none_or(|held| is_let_in && !held) {
            here.insert((change.hash(), origin), is_let_in);
            changes::insert_arrived(connection, n, pack, &change, brought)?;
            is_fresh = true;
            let is_late = brought.is_some_and(|brought| brought.is_late);
            counts |= is_let_in && !is_late && !known.contains(&change.hash());
        }
    }
    if !is_fresh {
        return Ok(());
    }
    scattered::set_scattered(connection, n)?;
    let document = projection.again(connection, n)?;
    merged.documents += u64::from(counts);
    merged.tells_of_spaces(connection, document.kind())
}

/// Lets what a part of a pack said count in the records that are here, or not count any more, as it stands now. What another of
/// the pack's parts says as well counts with either.
pub(crate) fn judge_again(
    connection: &Connection,
    space: &Space,
    ledger: &Ledger,
    (part, of_pack): (&Part, &[Part]),
) -> Result<(), ClientError> {
    let mut projection = Projection::default();
    for (id, changes) in &part.documents {
        let Some(row) = changes::record(connection, *id)? else {
            continue;
        };
        for change in changes {
            let counts = |other: &Part| {
                Standing::of(ledger, other).covers(id) && other.says(id, &change.hash())
            };
            let is_void = !of_pack.iter().any(counts);
            let place = (row.n, space.n);
            changes::set_void(connection, place, part.brought_by, change.bytes(), is_void)?;
        }
        if row.scattered || row.space != space.n {
            projection.again(connection, row.n)?;
            continue;
        }
        let held = changes::of_record(connection, row.n)?;
        let document = Document::from_changes(*id, &held, standing_by(Some(ledger)));
        changes::set_kind(connection, row.n, document.kind())?;
        projection.record(connection, row.n, space.n, &document, false)?;
    }
    projection.finish(connection)
}

/// A change that arrived, and where it was said if not in the space in which it arrived.
type Arrived = (RecordChange, Option<Brought>);

/// Changes by document, in the order in which the documents first came.
#[derive(Default)]
struct Said {
    documents: Vec<(DocId, Vec<Arrived>)>,
    places: BTreeMap<DocId, usize>,
}

impl Said {
    fn add(&mut self, id: DocId, changes: Vec<Arrived>) {
        let next = self.documents.len();
        let place = *self.places.entry(id).or_insert(next);
        match self.documents.get_mut(place) {
            Some((_, said)) => said.extend(changes),
            None => self.documents.push((id, changes)),
        }
    }
}
