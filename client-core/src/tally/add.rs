//! Adds up what packs of a space brought.

use crate::error::ClientError;
use crate::store::tallies::Carried;
use crate::store::{chains, holdings};
use access::Ledger;
use proto::{Cover, DeviceId, DocId, PackSet, TalliedRun, Tally};
use rusqlite::Connection;
use seal::ChangeSum;
use std::collections::{BTreeMap, BTreeSet};

/// How many documents and changes there are, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) documents: u64,
    pub(super) changes: u64,
    pub(super) sum: ChangeSum,
}

impl Count {
    /// Adds up changes that are sorted; one that is there more often counts once.
    pub(super) fn of(changes: impl IntoIterator<Item = (DocId, [u8; ChangeSum::MARK])>) -> Count {
        let mut count = Count::default();
        let mut before = None;
        for (document, mark) in changes {
            if before == Some((document, mark)) {
                continue;
            }
            count.documents += u64::from(before.is_none_or(|(last, _)| last != document));
            count.changes += 1;
            count.sum.add(&document, mark);
            before = Some((document, mark));
        }
        count
    }

    /// Tells whether a tally says the same.
    pub(super) fn is_of(&self, tally: &Tally) -> bool {
        (self.documents, self.changes, self.sum.to_bytes())
            == (tally.documents, tally.changes, tally.sum)
    }
}

/// Adds up the changes of stored packs, without documents that are left out.
pub(super) fn count_of(
    carried: &[Carried],
    packs: impl Fn(i64) -> bool,
    left_out: &[DocId],
) -> Count {
    let counted = carried
        .iter()
        .filter(|(document, _, pack)| packs(*pack) && left_out.binary_search(document).is_err());
    Count::of(counted.map(|(document, mark, _)| (*document, *mark)))
}

/// Tells which stored packs, of those that carry something, are among some packs of authors; nothing where one is only in part.
pub(super) fn packs_within(
    connection: &Connection,
    carried: &[Carried],
    within: &PackSet,
) -> Result<Option<BTreeSet<i64>>, ClientError> {
    let stored: BTreeSet<i64> = carried.iter().map(|(.., pack)| *pack).collect();
    let mut inside = BTreeSet::new();
    for pack in stored {
        let runs: PackSet = holdings::runs_of(connection, pack)?.into_iter().collect();
        if runs.without(within).is_empty() {
            inside.insert(pack);
        } else if runs.without(within) != runs {
            return Ok(None);
        }
    }
    Ok(Some(inside))
}

/// Hashes what there is to know of packs of a space; nothing where the hash of one is not known.
pub(super) fn knowledge_of(
    connection: &Connection,
    (space, ledger): (i64, &Ledger),
    packs: &PackSet,
) -> Result<Option<[u8; 8]>, ClientError> {
    let mut runs = Vec::new();
    for run in packs.runs() {
        match chains::hash_of(connection, space, run.author, run.last)? {
            Some(last) => runs.push((run, last)),
            None => return Ok(None),
        }
    }
    let erased: Vec<DocId> = ledger.erasures().map(|(id, _)| *id).collect();
    Ok(Some(seal::tally_knowledge(&runs, &erased)))
}

/// Names packs by short names of their authors; nothing where two authors have one.
pub(super) fn shortened(packs: &PackSet) -> Option<Vec<TalliedRun>> {
    let mut authors = BTreeMap::new();
    let mut runs = Vec::new();
    for run in packs.runs() {
        let author = TalliedRun::short(&run.author);
        if *authors.entry(author).or_insert(run.author) != run.author {
            return None;
        }
        let (first, last) = (run.first, run.last);
        runs.push(TalliedRun {
            author,
            first,
            last,
        });
    }
    runs.sort_unstable();
    Some(runs)
}

/// Finds the authors that a tally names; nothing where one is unknown, or two have the name.
pub(super) fn packs_of(tally: &Tally, ledger: &Ledger) -> Option<PackSet> {
    let mut names = BTreeMap::<[u8; 4], Option<DeviceId>>::new();
    for (device, _) in ledger.members() {
        names
            .entry(TalliedRun::short(device))
            .and_modify(|known| *known = None)
            .or_insert(Some(*device));
    }
    let mut packs = PackSet::new();
    for run in &tally.runs {
        packs.insert_run(Cover {
            author: (*names.get(&run.author)?)?,
            first: run.first,
            last: run.last,
        });
    }
    Some(packs)
}
