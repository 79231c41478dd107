//! Holds what others say that they hold against what is here, where both know the same.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::comparing::{self, Kept};
use crate::store::spaces::{self, Space};
use crate::store::tallies::{self, Pending};
use crate::store::{holdings, meta};
use crate::tally::add::{Count, count_of, knowledge_of, packs_of, packs_within};
use access::Ledger;
use proto::{Cover, DeviceId, PackSet, Tally, Wire};

/// A tally with the packs that it is of.
struct Told {
    tally: Tally,
    packs: PackSet,
}

impl Notebook {
    /// Finds the spaces of whose packs a tally names some that are not here, and those that have lost packs since the last sync.
    /// Each tally is a reason to ask once.
    pub(crate) fn spaces_to_ask(&mut self) -> Result<Vec<i64>, ClientError> {
        let mut asked = Vec::new();
        for space in spaces::all(&self.connection)? {
            let names_missing = space.cursor.low == 0 && self.names_what_is_missing(&space)?;
            let asks = names_missing || comparing::of_space(&self.connection, space.n)?.asks;
            if asks && self.ledger(&space)?.is_some() {
                asked.push(space.n);
            }
        }
        Ok(asked)
    }

    /// Tells whether a tally that was no reason to ask yet names packs that are not here; it is one now.
    fn names_what_is_missing(&mut self, space: &Space) -> Result<bool, ClientError> {
        let mut pending = tallies::pending(&self.connection, space.n, self.device)?;
        pending.retain(|pending| !pending.was_asked);
        if pending.is_empty() {
            return Ok(false);
        }
        let held = holdings::of_space(&self.connection, space.n)?;
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(false);
        };
        let mut names_missing = false;
        for pending in pending {
            let told = read(&pending, &ledger);
            if told.is_some_and(|told| !told.packs.without(&held).is_empty()) {
                tallies::set_asked(&self.connection, space.n, pending.author)?;
                names_missing = true;
            }
        }
        Ok(names_missing)
    }

    /// Names packs that are here and that other devices could not get, as their tallies show: those that lie before others of their
    /// authors, and all of authors of whom a device has nothing. The relay may have a merged pack in their place that says less
    /// than it should, and who has the packs is never given it. Each tally is a reason to look once.
    pub(crate) fn lacked_by_others(&mut self, space: &Space) -> Result<PackSet, ClientError> {
        let pending = tallies::pending(&self.connection, space.n, self.device)?;
        let mut lacked = PackSet::new();
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(lacked);
        };
        let mut pending = pending.into_iter().filter(|pending| !pending.was_asked);
        let Some(first) = pending.next() else {
            return Ok(lacked);
        };
        let held = holdings::of_space(&self.connection, space.n)?;
        for pending in std::iter::once(first).chain(pending) {
            let Some(told) = read(&pending, &ledger) else {
                continue;
            };
            let behind = lies_behind(&held, &told.packs, pending.author);
            if !behind.is_empty() {
                tallies::set_asked(&self.connection, space.n, pending.author)?;
                lacked.extend(behind);
            }
        }
        Ok(lacked)
    }

    /// Compares with all tallies whose packs are here. What differs is looked for in this device's own packs first; what then still
    /// differs is kept, until a later tally of the same device agrees.
    pub(crate) fn compare_tallies(&mut self) -> Result<(), ClientError> {
        for space in spaces::all(&self.connection)? {
            let pending = tallies::pending(&self.connection, space.n, self.device)?;
            if pending.is_empty() || self.has_ended(&space)? {
                continue;
            }
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            let held = holdings::of_space(&self.connection, space.n)?;
            for pending in pending {
                let author = pending.author;
                match read(&pending, &ledger) {
                    Some(told) if !told.packs.without(&held).is_empty() => {}
                    Some(told) if self.knows_the_same(&space, &ledger, &told)? => {
                        self.compare(&space, &ledger, (author, &told))?;
                    }
                    _ => tallies::set_skipped(&self.connection, space.n, author)?,
                }
            }
        }
        Ok(())
    }

    fn knows_the_same(
        &self,
        space: &Space,
        ledger: &Ledger,
        told: &Told,
    ) -> Result<bool, ClientError> {
        let known = knowledge_of(&self.connection, (space.n, ledger), &told.packs)?;
        Ok(known == Some(told.tally.knowledge))
    }

    fn compare(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        (author, told): (DeviceId, &Told),
    ) -> Result<(), ClientError> {
        let now = self.now()?.0;
        let Told { tally, packs } = told;
        let carried = tallies::carried(&self.connection, space.n)?;
        let inside = packs_within(&self.connection, &carried, packs)?;
        let by_rows =
            inside.map(|inside| count_of(&carried, |pack| inside.contains(&pack), &tally.left_out));
        if !by_rows.is_some_and(|count| count.is_of(tally)) {
            // What several packs say stands here under one of them, perhaps one that the tally is not of: the packs themselves tell.
            let said = self.put_back(space, ledger, Some(packs))?;
            let said = (said.into_iter())
                .filter(|(document, _)| tally.left_out.binary_search(document).is_err());
            let by_packs = Count::of(said);
            if !by_packs.is_of(tally) {
                let kept = Kept {
                    space: space.n,
                    author,
                    documents: [by_packs.documents, tally.documents],
                    changes: [by_packs.changes, tally.changes],
                    records: Vec::new(),
                    at: now,
                    healed_at: None,
                };
                if comparing::notice(&self.connection, &kept)? {
                    comparing::set_due(&self.connection, space.n)?;
                }
                return tallies::set_compared(&self.connection, space.n, author, now);
            }
        }
        comparing::heal(&self.connection, space.n, author, now)?;
        tallies::set_compared(&self.connection, space.n, author, now)
    }

    /// Notices before a sync that something is gone which was here when the last one ended: what packs said is taken from them
    /// again, and lost packs are asked for.
    pub(crate) fn look_for_losses(&mut self) -> Result<(), ClientError> {
        for space in comparing::spaces_with_fewer_packs(&self.connection)? {
            comparing::set_asks(&self.connection, space, true)?;
        }
        let counted: Option<u64> = meta::get(&self.connection, meta::CHANGES_CARRIED)?;
        if counted.unwrap_or(0) <= comparing::count_changes(&self.connection)? {
            return Ok(());
        }
        self.forget_strays()?;
        for space in spaces::all(&self.connection)? {
            if let Some(ledger) = self.ledger(&space)?.cloned() {
                self.put_back(&space, &ledger, None)?;
            }
        }
        Ok(())
    }

    /// Takes note at the end of a sync of how much is here.
    pub(crate) fn count_what_is_here(&mut self) -> Result<(), ClientError> {
        for space in spaces::all(&self.connection)? {
            if comparing::of_space(&self.connection, space.n)?.asks {
                comparing::set_asks(&self.connection, space.n, false)?;
                // What came again may be here still, under the pack that is lost.
                if let Some(ledger) = self.ledger(&space)?.cloned() {
                    self.put_back(&space, &ledger, None)?;
                }
            }
        }
        comparing::count_packs(&self.connection)?;
        let changes = comparing::count_changes(&self.connection)?;
        meta::set(&self.connection, meta::CHANGES_CARRIED, changes)
    }
}

/// Finds what one set of packs lacks of another before the newest that it has of each author. Its own device's packs are no
/// matter of others.
fn lies_behind(all: &PackSet, some: &PackSet, device: DeviceId) -> Vec<Cover> {
    let newest = |author| {
        let runs = some.runs().filter(|run| run.author == author);
        runs.map(|run| run.last).max().unwrap_or(u64::MAX)
    };
    let lacked = all.without(some);
    let lacked = lacked.runs().filter(|run| run.author != device);
    lacked
        .filter(|run| run.first < newest(run.author))
        .collect()
}

fn read(pending: &Pending, ledger: &Ledger) -> Option<Told> {
    let tally = Tally::from_bytes(&pending.bytes).ok()?;
    let packs = packs_of(&tally, ledger)?;
    Some(Told { tally, packs })
}
