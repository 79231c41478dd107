//! Which changes of a record count that came in packs of several spaces.
//!
//! Who may write in one space has no say over another's records. So a change counts if it was said in a space in which the
//! record has lived: where it was made, where a change that counts has moved it, and where that has lived to which it belongs.
//! This depends on nothing but what was said where, so all devices agree in whatever order it came.

use crate::error::ClientError;
use crate::relay::load_ledger;
use crate::store::scattered::{self, Said};
use crate::store::{changes, spaces};
use proto::{ChangeHash, DocId, SpaceId};
use records::{Document, RecordChange, Value};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// A follow-up belongs to a visit, and that to a household.
const DEEPEST: u8 = 2;
/// The fields by which a record belongs to another one, which it follows.
const BELONGING: [&str; 3] = ["visit", "household", "establishment"];

/// Returns the changes of a record that count, or would if they were not void.
pub(crate) fn changes_of(
    connection: &Connection,
    record: i64,
) -> Result<Vec<RecordChange>, ClientError> {
    if !scattered::is_scattered(connection, record)? {
        return changes::of_record(connection, record);
    }
    let said = scattered::said(connection, record)?;
    let lived = lived(connection, &said)?;
    Ok(counting(said, &lived))
}

/// Returns the changes of a record that were said where it has not lived, and count for nothing there.
pub(crate) fn changes_elsewhere(
    connection: &Connection,
    record: i64,
) -> Result<Vec<RecordChange>, ClientError> {
    if !scattered::is_scattered(connection, record)? {
        return Ok(Vec::new());
    }
    let mut said = scattered::said(connection, record)?;
    let lived = lived(connection, &said)?;
    said.retain(|said| !lived.contains(&said.origin));
    let origins = said.iter().map(|said| said.origin).collect();
    Ok(counting(said, &origins))
}

/// Reads a record's document, every writer taken at their word: for fields that ask for no role.
/// What a person is shown comes from [`Notebook::document`](crate::Notebook).
pub(crate) fn document(connection: &Connection, record: i64) -> Result<Document, ClientError> {
    let (id, _) = changes::by_number(connection, record)?;
    let held = changes_of(connection, record)?;
    Ok(Document::from_changes(id, &held, records::anyone))
}

/// Returns the spaces in which a record has lived.
pub(crate) fn lived_by(
    connection: &Connection,
    record: i64,
) -> Result<BTreeSet<SpaceId>, ClientError> {
    lived(connection, &scattered::said(connection, record)?)
}

/// Returns the spaces in which a record has lived of which all this was said.
pub(super) fn lived(
    connection: &Connection,
    said: &[Said],
) -> Result<BTreeSet<SpaceId>, ClientError> {
    lived_within(connection, said, DEEPEST)
}

fn lived_within(
    connection: &Connection,
    said: &[Said],
    deepest: u8,
) -> Result<BTreeSet<SpaceId>, ClientError> {
    let Some(made) = said.iter().find(|said| said.change.deps().is_empty()) else {
        return Ok(BTreeSet::new());
    };
    let mut lived = BTreeSet::from([made.origin]);
    loop {
        let before = lived.len();
        let counts = |said: &&Said| !said.change.is_void() && lived.contains(&said.origin);
        let (mut areas, mut owners) = (BTreeSet::new(), BTreeSet::new());
        for Said { change, .. } in said.iter().filter(counts) {
            areas.extend(change.references("area"));
            owners.extend(BELONGING.iter().flat_map(|field| change.references(field)));
        }
        for area in areas {
            lived.extend(space_of_area(connection, area)?);
        }
        for owner in owners {
            let Some(deepest) = deepest.checked_sub(1) else {
                continue;
            };
            let with = match changes::record(connection, owner)? {
                Some(row) => {
                    lived_within(connection, &scattered::said(connection, row.n)?, deepest)?
                }
                None => lived_by_erased(connection, owner, said)?,
            };
            if !with.is_disjoint(&lived) {
                lived.extend(with);
            }
        }
        if lived.len() == before {
            return Ok(lived);
        }
    }
}

/// Returns the spaces in which a record has lived that is erased, as far as they are of concern to what belonged to it: those that
/// erased it, and those from which they were brought something. It says no more itself where it has been, and those who
/// brought something from there could write in the space to which they brought it.
fn lived_by_erased(
    connection: &Connection,
    record: DocId,
    said: &[Said],
) -> Result<BTreeSet<SpaceId>, ClientError> {
    let mut lived = BTreeSet::new();
    for space in spaces::all(connection)? {
        let ledger = load_ledger(connection, &space)?;
        if ledger.is_some_and(|ledger| ledger.is_erased(&record)) {
            lived.insert(space.id);
            let brought = said
                .iter()
                .filter(|said| said.carrier == space.n && said.is_let_in);
            lived.extend(brought.map(|said| said.origin));
        }
    }
    Ok(lived)
}

/// Keeps what was said where the record has lived, each change once; one that counts in one space counts.
pub(super) fn counting(said: Vec<Said>, lived: &BTreeSet<SpaceId>) -> Vec<RecordChange> {
    let mut kept: Vec<RecordChange> = Vec::new();
    let mut places = BTreeMap::<ChangeHash, usize>::new();
    for Said { change, .. } in said.into_iter().filter(|said| lived.contains(&said.origin)) {
        let place = *places.entry(change.hash()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(held) if held.is_void() => *held = change,
            Some(_) => {}
            None => kept.push(change),
        }
    }
    kept
}

/// Returns the space of an area, as the area's record says where it was made.
pub(crate) fn space_of_area(
    connection: &Connection,
    area: DocId,
) -> Result<Option<SpaceId>, ClientError> {
    let Some(row) = changes::record(connection, area)? else {
        return Ok(None);
    };
    let said = scattered::said(connection, row.n)?;
    let made = said.iter().find(|said| said.change.deps().is_empty());
    let made = BTreeSet::from_iter(made.map(|made| made.origin));
    let document = Document::from_changes(area, &counting(said, &made), records::anyone);
    Ok(match document.get("space") {
        Some(Value::Text(space)) => space.parse().ok(),
        _ => None,
    })
}
