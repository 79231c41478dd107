//! Packs that should be here and are not: noticed after a sync, looked for in the layout of the relay's log, and asked for
//! again, once a sync. Where nothing is amiss nothing is asked.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::SyncProgress;
use crate::relay::layout::overlap;
use crate::relay::session::{Session, Transport};
use crate::store::spaces::Space;
use crate::store::suspicions::{Kept, Noticed};
use crate::store::{comparing, holdings, meta, packs, spaces, suspicions};
use crate::suspicion::SuspicionReason;
use proto::{Cover, Cursor, DeviceId, LayoutRow, PackSet, SpaceId};
use std::collections::{BTreeMap, BTreeSet};

/// So many pieces of logs are asked for again in one sync, at most.
const MOST_PIECES: usize = 16;
/// Rows that follow one another are asked for together up to about so many bytes.
const PIECE_BYTES: u64 = 1024 * 1024;
/// So much more the packs of authors may take than what was merged of them.
const ORIGINALS_GROW: u64 = 8;
/// So many gaps of a space are told apart, at most.
const MOST_GAPS: usize = 64;

/// A row that looks like a merged pack which was not believed may be a right one by now: what covers the same may have the same
/// size. It is fetched again after this time, which is short enough for once a day.
const LOOKS_THE_SAME_MILLIS: i64 = 20 * 3_600_000;

/// What a sync knows of packs that should be here.
#[derive(Debug, Default)]
pub(crate) struct Mending {
    /// Spaces of which packs came.
    pub(crate) news_in: BTreeSet<SpaceId>,
    /// What the relay has of spaces, as their layouts say.
    seen: BTreeMap<i64, Seen>,
    /// Packs that others could not get, and that are here: what the relay has in their place is looked at.
    doubted: BTreeMap<i64, PackSet>,
    /// The only spaces of which the next request speaks.
    pub(crate) only: Option<BTreeSet<i64>>,
    /// The piece that the next request asks for, beside what the cursors say.
    pub(crate) piece: Option<Piece>,
}

/// What the layout of a space's log says.
#[derive(Debug)]
struct Seen {
    there: PackSet,
    lacking: Vec<Piece>,
}

/// Neighbouring rows of a log, and how to ask for no others.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) space: i64,
    pub(crate) cursor: Cursor,
    pub(crate) budget: u64,
}

/// What of a space came and is not believed.
#[derive(Debug, Default)]
struct Aside {
    /// Nothing that comes again could be better: the author said so.
    final_packs: PackSet,
    /// A second copy may be better.
    changed_packs: PackSet,
    /// Derived packs that are wrong.
    derived: Vec<Wrong>,
}

/// A derived pack that is not believed.
#[derive(Debug)]
struct Wrong {
    covers: Vec<Cover>,
    size: u64,
    noticed_at: i64,
}

impl Notebook {
    /// Looks for what should be here and is not, and asks for it again.
    pub(crate) fn mend(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
        progress: &mut dyn FnMut(&SyncProgress),
    ) -> Result<(), ClientError> {
        if self.is_joining()? || self.has_left()? {
            return Ok(());
        }
        let doubtful = self.doubtful_spaces(session)?;
        let seen: BTreeSet<i64> = session.mending.seen.keys().copied().collect();
        let mut unseen: BTreeSet<i64> = doubtful.difference(&seen).copied().collect();
        let doubted = session.mending.doubted.keys();
        unseen.extend(doubted.filter(|space| doubtful.contains(space)));
        if !unseen.is_empty() {
            session.asks_layout = true;
            session.mending.only = Some(unseen);
            let asked = self.round(session, transport, progress);
            session.mending.only = None;
            asked?;
            if self.begins_with_layout()? {
                // In a new life of the relay nothing of this is true any more.
                return self.rounds(session, transport, progress);
            }
        }
        if packs::waiting_count(&self.connection, &session.read_only)? > 0 {
            // What takes the place of a faulty pack on the relay.
            self.rounds(session, transport, progress)?;
        }
        let lacking = session.mending.seen.values();
        let pieces: Vec<Piece> = lacking.flat_map(|seen| seen.lacking.clone()).collect();
        for piece in pieces.into_iter().take(MOST_PIECES) {
            session.mending.only = Some(BTreeSet::from([piece.space]));
            session.mending.piece = Some(piece);
            let asked = self.round(session, transport, progress);
            (session.mending.only, session.mending.piece) = (None, None);
            asked?;
        }
        self.close_what_came_right()?;
        for space in doubtful {
            // A relay that does not say what it has is no reason to think that nothing is missing.
            let there = session.mending.seen.get(&space).map(|seen| &seen.there);
            self.note_gaps(space, there)?;
            if let Some(there) = there {
                self.close_changed_copies(space, there)?;
            }
        }
        Ok(())
    }

    /// Finds the spaces of which something is missing here, or suspected that another copy could mend.
    fn doubtful_spaces(&mut self, session: &mut Session) -> Result<BTreeSet<i64>, ClientError> {
        let mut doubtful = BTreeSet::new();
        for suspicion in suspicions::open(&self.connection)? {
            if is_mendable(&suspicion) {
                doubtful.insert(suspicion.space);
            }
        }
        for id in &session.mending.news_in {
            if let Some(space) = spaces::by_id(&self.connection, *id)?
                && !self.gaps(space.n)?.is_empty()
            {
                doubtful.insert(space.n);
            }
        }
        for (space, seen) in &session.mending.seen {
            if !seen.lacking.is_empty() {
                doubtful.insert(*space);
            }
        }
        for space in spaces::all(&self.connection)? {
            // A tally is looked at once, so not before the space can be.
            let is_whole = space.cursor.low == 0 && space.cursor.high > 0;
            if is_whole && !session.halted.contains(&space.id) && self.may_compact(&space)? {
                let lacked = self.lacked_by_others(&space)?;
                if !lacked.is_empty() {
                    session.mending.doubted.insert(space.n, lacked);
                    doubtful.insert(space.n);
                }
            }
        }
        doubtful.extend(self.spaces_to_ask()?);
        let mut reachable = BTreeSet::new();
        for n in doubtful {
            let space = spaces::by_number(&self.connection, n)?;
            let is_whole = space.cursor.low == 0 && space.cursor.high > 0;
            if is_whole && !session.halted.contains(&space.id) && !self.has_ended(&space)? {
                reachable.insert(n);
            }
        }
        Ok(reachable)
    }

    /// Finds the rows of a log of which this device lacks something that its cursor says it has.
    pub(crate) fn note_lacking(
        &mut self,
        session: &mut Session,
        space: &Space,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        if space.cursor.low > 0 || session.halted.contains(&space.id) {
            return Ok(());
        }
        let (held, aside) = (
            holdings::of_space(&self.connection, space.n)?,
            self.aside_in(space.n)?,
        );
        let device = self.device;
        let is_here = |cover: &Cover| cover.author == device || held.contains_run(cover);
        let fetched_at: Option<i64> = meta::get(&self.connection, &fetched_again(space))?;
        let (now, mut fetches_again) = (self.now()?, false);
        let was_looked_at = |wrong: &Wrong| {
            let last = fetched_at.map_or(wrong.noticed_at, |at| at.max(wrong.noticed_at));
            (0..LOOKS_THE_SAME_MILLIS).contains(&now.0.saturating_sub(last))
        };
        let (mut pieces, mut withheld) = (Vec::<(Piece, u64)>::new(), Vec::new());
        let (mut before, top) = (0, rows.last().map_or(0, |row| row.place));
        for row in rows.iter().filter(|row| row.place <= space.cursor.high) {
            let lacking: Vec<Cover> = (row.covers.iter())
                .filter(|cover| !is_here(cover) && !aside.final_packs.contains_run(cover))
                .copied()
                .collect();
            let after = std::mem::replace(&mut before, row.place);
            let looks_the_same = |wrong: &&Wrong| {
                wrong.covers == row.covers && wrong.size == row.size && !session.originals
            };
            let same = aside.derived.iter().find(looks_the_same);
            let is_wanted = !lacking.is_empty() || self.is_doubted(session, space, row)?;
            if !is_wanted || same.is_some_and(was_looked_at) {
                continue;
            }
            fetches_again |= same.is_some();
            let came_wrong = |cover: &Cover| {
                let derived = aside.derived.iter().flat_map(|wrong| &wrong.covers);
                aside.changed_packs.contains_run(cover) || derived.copied().any(|one| one == *cover)
            };
            withheld.extend(lacking.into_iter().filter(|cover| !came_wrong(cover)));
            let size = match session.originals {
                true => row.size.saturating_mul(ORIGINALS_GROW),
                false => row.size,
            };
            match pieces.last_mut() {
                Some((piece, end)) if *end == after && piece.budget < PIECE_BYTES => {
                    piece.budget = piece.budget.saturating_add(size);
                    *end = row.place;
                }
                _ => pieces.push((
                    Piece {
                        space: space.n,
                        cursor: Cursor {
                            high: after,
                            low: 0,
                        },
                        budget: size.max(1),
                    },
                    row.place,
                )),
            }
        }
        if let Some((piece, end)) = pieces
            .first_mut()
            .filter(|(piece, _)| piece.cursor.high == 0)
        {
            // A cursor that holds nothing would begin at the other end: what follows the piece is said to be here.
            let (high, low) = if *end < top { (top, *end) } else { (0, 0) };
            piece.cursor = Cursor { high, low };
        }
        if fetches_again {
            meta::set(&self.connection, &fetched_again(space), now.0)?;
        }
        // What is lost here, the relay did not keep back.
        let is_lost_here = comparing::of_space(&self.connection, space.n)?.asks;
        for cover in withheld.into_iter().filter(|_| !is_lost_here) {
            self.notice_packs(space.n, SuspicionReason::Withheld, &cover)?;
        }
        let seen = Seen {
            there: rows.iter().flat_map(|row| &row.covers).copied().collect(),
            lacking: pieces.into_iter().map(|(piece, _)| piece).collect(),
        };
        session.mending.seen.insert(space.n, seen);
        Ok(())
    }

    /// Tells whether a row stands for packs that somebody could not get, and is none that this device holds.
    fn is_doubted(
        &self,
        session: &Session,
        space: &Space,
        row: &LayoutRow,
    ) -> Result<bool, ClientError> {
        let doubted = session.mending.doubted.get(&space.n);
        let is_doubted = doubted.is_some_and(|doubted| {
            let mut runs = doubted.runs();
            runs.any(|run| overlap(&run, &row.covers))
        });
        Ok(is_doubted && !packs::is_held_as(&self.connection, space.n, row)?)
    }

    /// Keeps a suspicion about packs that are not where they should be.
    pub(crate) fn notice_packs(
        &self,
        space: i64,
        reason: SuspicionReason,
        packs: &Cover,
    ) -> Result<(), ClientError> {
        let noticed = Noticed {
            space,
            reason: reason.as_str(),
            author: packs.author,
            first: packs.first,
            last: packs.last,
            hash: [0; 32],
            pack: None,
            evidence: None,
            at: self.now()?.0,
        };
        suspicions::notice(&self.connection, &noticed)
    }

    /// Tells what is missing before packs that are here, in each author's count; own packs are counted elsewhere, and what
    /// was set aside has come.
    fn gaps(&self, space: i64) -> Result<Vec<Cover>, ClientError> {
        let mut held = holdings::of_space(&self.connection, space)?;
        for run in self.aside_in(space)?.final_packs.runs() {
            held.insert_run(run);
        }
        let mut next = BTreeMap::<DeviceId, u64>::new();
        let mut gaps = Vec::new();
        for run in held.runs().filter(|run| run.author != self.device) {
            let first = next.insert(run.author, run.last.saturating_add(1));
            let first = first.unwrap_or(1);
            if first < run.first && gaps.len() < MOST_GAPS {
                gaps.push(Cover {
                    author: run.author,
                    first,
                    last: run.first.saturating_sub(1),
                });
            }
        }
        Ok(gaps)
    }

    /// Says which packs are nowhere.
    fn note_gaps(&self, space: i64, there: Option<&PackSet>) -> Result<(), ClientError> {
        for gap in self.gaps(space)? {
            if there.is_none_or(|there| !there.contains_run(&gap)) {
                self.notice_packs(space, SuspicionReason::Missing, &gap)?;
            }
        }
        Ok(())
    }

    /// Closes the suspicions about packs that came right under another name.
    fn close_changed_copies(&mut self, space: i64, there: &PackSet) -> Result<(), ClientError> {
        let held = holdings::of_space(&self.connection, space)?;
        let device = self.device;
        let lacks = |run: &Cover| run.author != device && !held.contains_run(run);
        if there.runs().any(|run| lacks(&run)) {
            return Ok(());
        }
        let row = spaces::by_number(&self.connection, space)?;
        let Some(ledger) = self.ledger(&row)?.cloned() else {
            return Ok(());
        };
        // All that the relay has is here. What its claimed author, who is known, did not sign, was a changed copy of it.
        for suspicion in suspicions::open(&self.connection)? {
            let is_changed = suspicion.reason == SuspicionReason::Unsigned.as_str();
            if suspicion.space == space && is_changed && ledger.member(&suspicion.author).is_some()
            {
                self.close(&suspicion)?;
            }
        }
        Ok(())
    }

    fn aside_in(&self, space: i64) -> Result<Aside, ClientError> {
        let mut aside = Aside::default();
        for suspicion in suspicions::open(&self.connection)? {
            let Some(pack) = suspicion.pack.filter(|_| suspicion.space == space) else {
                continue;
            };
            let reason = SuspicionReason::from_word(&suspicion.reason);
            let is_unread = reason == Some(SuspicionReason::Unreadable);
            // In the place of a pack that its author's chain contradicts there is another one.
            let has_better = matches!(
                reason,
                Some(SuspicionReason::Unsigned | SuspicionReason::Forked)
            );
            match (suspicion.first, has_better) {
                (0, _) => {
                    let bytes = packs::bytes(&self.connection, pack)?;
                    aside.derived.push(Wrong {
                        covers: packs::covers_in(&bytes),
                        size: bytes.len() as u64,
                        noticed_at: suspicion.at,
                    });
                }
                (number, true) => aside.changed_packs.insert(suspicion.author, number),
                // It was emptied unread when something was erased, and may be read by now.
                _ if is_unread && packs::bytes(&self.connection, pack)?.is_empty() => {}
                (number, false) => aside.final_packs.insert(suspicion.author, number),
            }
        }
        Ok(aside)
    }
}

fn fetched_again(space: &Space) -> String {
    format!("{}{}", meta::FETCHED_AGAIN, space.n)
}

/// Tells whether another copy, or what somebody else brings, could mend what is suspected.
fn is_mendable(suspicion: &Kept) -> bool {
    let of_packs = matches!(
        SuspicionReason::from_word(&suspicion.reason),
        Some(SuspicionReason::Unsigned | SuspicionReason::Withheld | SuspicionReason::Missing)
    );
    of_packs || (suspicion.first == 0 && suspicion.pack.is_some())
}
