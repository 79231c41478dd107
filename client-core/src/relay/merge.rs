//! Merging what packs say into the records, and judging it again where it comes to count, or does not count after all.

use crate::audit;
use crate::error::ClientError;
use crate::lock;
use crate::record::roles_by;
use crate::relay::contents::Part;
use crate::relay::standing::Standing;
use crate::store::changes;
use crate::store::spaces::Space;
use crate::view::project::Projection;
use access::Ledger;
use proto::DocId;
use records::{Document, Kind, RecordChange};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What a pack changed here.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) documents: u64,
    /// A record is among them that tells of spaces: an area's, or an officer's, which names areas.
    pub(crate) areas_changed: bool,
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
    let mut said = Said::default();
    for part in parts {
        let standing = Standing::of(ledger, &part);
        // A log is kept whoever wrote it: what somebody looked at after their access had ended is worth knowing.
        for segment in &part.lines {
            audit::keep(connection, part.author, segment)?;
        }
        if standing == Standing::All {
            for deposit in &part.deposits {
                lock::keep(connection, part.author, deposit)?;
            }
        }
        for (id, changes) in part.documents {
            if !ledger.is_erased(&id) {
                let is_void = !standing.covers(&id);
                let changes = changes.into_iter().map(|change| change.voided(is_void));
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
    Ok(merged)
}

fn merge_document(
    connection: &Connection,
    projection: &mut Projection,
    merged: &mut Merged,
    (space, ledger, pack): (&Space, &Ledger, i64),
    id: DocId,
    arrived: Vec<RecordChange>,
) -> Result<(), ClientError> {
    let known = changes::record(connection, id)?;
    if known.is_some_and(|row| row.space != space.n) {
        // Whoever can write in one space has no say over another's records.
        return Ok(());
    }
    let mut held = match &known {
        Some(row) => changes::of_record(connection, row.n)?,
        None => Vec::new(),
    };
    let fresh: Vec<RecordChange> = arrived
        .into_iter()
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
        changes::insert_arrived(connection, n, pack, change)?;
    }
    held.extend(fresh);
    let document = Document::from_changes(id, &held, roles_by(Some(ledger)));
    let kind = document.kind();
    if kind.is_some() && known.is_none_or(|row| row.kind.is_none()) {
        changes::set_kind(connection, n, kind)?;
    }
    projection.record(connection, n, space.n, &document, known.is_none())?;
    merged.documents += u64::from(counts);
    merged.areas_changed |= matches!(kind, Some(Kind::Area | Kind::Officer));
    Ok(())
}

/// Lets what a part said count in the records that are here, or not count any more, as it stands now.
pub(crate) fn judge_again(
    connection: &Connection,
    space: &Space,
    ledger: &Ledger,
    part: &Part,
) -> Result<(), ClientError> {
    let standing = Standing::of(ledger, part);
    let mut projection = Projection::default();
    for (id, changes) in &part.documents {
        let Some(row) = changes::record(connection, *id)?.filter(|row| row.space == space.n) else {
            continue;
        };
        for change in changes {
            changes::set_void(connection, row.n, change.bytes(), !standing.covers(id))?;
        }
        let held = changes::of_record(connection, row.n)?;
        let document = Document::from_changes(*id, &held, roles_by(Some(ledger)));
        changes::set_kind(connection, row.n, document.kind())?;
        projection.record(connection, row.n, space.n, &document, false)?;
    }
    projection.finish(connection)
}

/// Changes by document, in the order in which the documents first came.
#[derive(Default)]
struct Said {
    documents: Vec<(DocId, Vec<RecordChange>)>,
    places: BTreeMap<DocId, usize>,
}

impl Said {
    fn add(&mut self, id: DocId, changes: Vec<RecordChange>) {
        let next = self.documents.len();
        let place = *self.places.entry(id).or_insert(next);
        match self.documents.get_mut(place) {
            Some((_, said)) => said.extend(changes),
            None => self.documents.push((id, changes)),
        }
    }
}
