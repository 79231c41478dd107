//! What stands at the places of the relay's log, and what this device does about it: packs that the relay lost are given
//! back, replacements are cut to fit, small rows are merged.

use crate::derive::{self, Derived};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::is_writer;
use crate::relay::session::Session;
use crate::store::packs::{OfAnother, PackName, PackState, Standing};
use crate::store::spaces::Space;
use crate::store::{branches, holdings, meta, packs, spaces};
use access::{Ledger, Request, decide, may_stand_in};
use proto::{Actor, Cover, DocId, Excerpt, LayoutRow, PackHash, PackSet, SpaceId};
use std::collections::BTreeSet;
use sync::client::{cursor_of, plan_compaction};

/// After so many packs of a space it is worth asking how its log is cut.
const LOOK_AFTER: u64 = 8;

/// No stub is larger.
const STUB_BYTES: u64 = 1024;

impl Notebook {
    /// Takes the layout of a space's log.
    pub(crate) fn take_layout(
        &mut self,
        session: &mut Session,
        id: SpaceId,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        let Some(space) = spaces::by_id(&self.connection, id)? else {
            return Ok(());
        };
        let Some(ledger) = self.ledger(&space)?.cloned() else {
            return Ok(());
        };
        let begins = self.begins_with_layout()?;
        if begins {
            if session.sized.insert(space.n) {
                self.doubt_other_sizes(&space, rows)?;
            }
            self.put_off_replacements(session, &space, rows)?;
            let held = holdings::from_relay(&self.connection, space.n, !session.fetches_own)?;
            spaces::set_cursor(&self.connection, space.n, cursor_of(rows, &held))?;
        } else {
            self.note_lacking(session, &space, rows)?;
        }
        if !begins {
            // What the relay has is fetched before anything of it gives way: it may be of another branch.
            self.cut_to_fit(session, &space, &ledger, rows)?;
        }
        self.bring_what_is_missing(session, &space, &ledger, rows)?;
        self.replace_faulty(&space, &ledger, rows)?;
        if session.compacts {
            self.compact(&space, &ledger, rows)?;
        }
        Ok(())
    }

    /// Tells whether the relay is in a life that this device knows nothing of yet: it asks how its log is cut before it
    /// takes any packs of it.
    pub(crate) fn begins_with_layout(&self) -> Result<bool, ClientError> {
        Ok(meta::get(&self.connection, meta::NEW_EPOCH)?.unwrap_or(false))
    }

    /// Takes what the relay has in a new life for another branch than the one held where its size says so: a receipt of an
    /// earlier life says nothing of this one, and what is held would be taken for it and the relay's never fetched. A smaller row
    /// says nothing, as it may be the pack's stub. What turns out to be the same is only fetched once more.
    fn doubt_other_sizes(&self, space: &Space, rows: &[LayoutRow]) -> Result<(), ClientError> {
        for row in rows {
            if let [one] = row.covers.as_slice()
                && one.first == one.last
                && one.author != self.device
            {
                let name = (one.author, one.first);
                branches::doubt_smaller_than(&self.connection, space.n, name, row.size)?;
            }
        }
        Ok(())
    }

    /// Tells whether the layout is worth asking for, after all else is done.
    pub(crate) fn asks_for_layout(&mut self, session: &mut Session) -> Result<bool, ClientError> {
        for space in spaces::all(&self.connection)? {
            if !self.may_compact(&space)? {
                continue;
            }
            let looked: Option<i64> = meta::get(&self.connection, &looked_at(&space))?;
            let (news, _) = packs::since(&self.connection, space.n, looked.unwrap_or(0))?;
            session.compacts |= news >= LOOK_AFTER;
        }
        Ok(session.compacts || packs::any_unfitting(&self.connection)?)
    }

    pub(crate) fn may_compact(&mut self, space: &Space) -> Result<bool, ClientError> {
        let actor = Actor::Device(self.device);
        let ledger = self.ledger(space)?;
        Ok(ledger.is_some_and(|ledger| {
            let key_epoch = ledger.epoch();
            decide(ledger, actor, Request::Derive { key_epoch }).is_allowed()
        }))
    }

    /// Lets what the relay does not have wait to be pushed, whoever made it. Where only a replacement is left of a pack, the
    /// pack's stub keeps its place in its author's chain, and the replacement follows.
    fn bring_what_is_missing(
        &mut self,
        session: &Session,
        space: &Space,
        ledger: &Ledger,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        let covers = rows.iter().flat_map(|row| &row.covers);
        let there: PackSet = covers.copied().collect();
        let held = packs::of_others(&self.connection, space.n)?;
        let (mut chains, mut comes) = (there.clone(), there.clone());
        for pack in &held {
            chains.insert(pack.author, pack.number);
        }
        let mut behind = PackSet::new();
        for OfAnother {
            n: pack,
            author,
            number,
            is_by_hand,
            is_held_back,
        } in held
        {
            let is_there = there.contains(&author, number);
            let standing = if is_there && !is_by_hand {
                Standing::There
            } else if session.held_back && is_held_back {
                // A merged pack that the relay took back says nothing to it of its authors' chains.
                behind.insert(author, number);
                Standing::AfterGap
            } else if is_there || number <= chains.contiguous(&author) {
                // What came by hand may be of another branch than what is there: the relay tells when it is brought.
                Standing::Missing
            } else {
                // An earlier one is neither there nor here: the relay would refuse this one again and again.
                Standing::AfterGap
            };
            if !matches!(standing, Standing::AfterGap) {
                comes.insert(author, number);
            }
            packs::set_standing(&self.connection, pack, standing)?;
        }
        packs::drop_stubs(&self.connection, space.n)?;
        let mut compactions = Vec::new();
        for pack in packs::derived(&self.connection, space.n, &session.settled)? {
            let runs = holdings::runs_of(&self.connection, pack)?;
            if runs.iter().all(|run| there.contains_run(run)) {
                continue;
            }
            let bytes = packs::bytes(&self.connection, pack)?;
            let parsed = seal::parse_pack(bytes.clone());
            let parsed = parsed.map_err(|_| ClientError::DatabaseDamaged)?;
            let is_replacement = !parsed.claimed_header().erases.is_empty();
            if !is_replacement {
                compactions.push((pack, runs));
            } else if let Some(taken) = self.take_over(space, ledger, bytes)? {
                let authors = taken.excerpts.iter().map(|excerpt| excerpt.origin.author);
                let makers = (parsed.claimed_header().author, self.device);
                // Else it gets a place of its own, and its authors' chains go on behind that.
                if may_stand_in(ledger, makers, authors) {
                    self.bring_stubs(space, ledger, &taken.excerpts, &there)?;
                }
                packs::bring(&self.connection, pack)?;
                comes.extend(runs);
            }
        }
        for (pack, runs) in compactions {
            self.bring_compaction(space, ledger, (pack, &runs), &mut comes)?;
        }
        self.bring_merged(space, ledger, &behind.without(&comes))?;
        Ok(())
    }

    /// Lets packs that the relay cannot take one by one be brought merged, if this device may merge: what stands for others needs
    /// no place in a chain. Tells whether it is so.
    fn bring_merged(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        packs: &PackSet,
    ) -> Result<bool, ClientError> {
        if packs.is_empty() || !self.may_compact(space)? {
            return Ok(false);
        }
        let row = LayoutRow {
            place: 0,
            size: 0,
            covers: packs.runs().collect(),
        };
        let merged = self.merged(space, ledger, &[row], &BTreeSet::new())?;
        if let Some(merged) = &merged {
            merged.store(&self.connection, PackState::Derived)?;
        }
        Ok(merged.is_some())
    }

    /// Sees to what stands for packs without erased documents, where the relay has something else in their place in a new life: somebody
    /// who did not know of the erasure may have given them back, or it is another branch. So it is read before it gives way; where it
    /// stands for more, nothing gives way to what is brought.
    fn put_off_replacements(
        &self,
        session: &Session,
        space: &Space,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        for pack in packs::derived(&self.connection, space.n, &session.settled)? {
            let bytes = packs::bytes(&self.connection, pack)?;
            let parsed = seal::parse_pack(bytes.clone());
            let header = parsed.map_err(|_| ClientError::DatabaseDamaged)?;
            let header = header.claimed_header();
            let (runs, size) = (&header.covers, bytes.len() as u64);
            let is_there = |row: &LayoutRow| row.covers == *runs && row.size == size;
            let in_place = |row: &&LayoutRow| row.covers.iter().any(|one| overlap(one, runs));
            let mut in_place = rows.iter().filter(in_place).peekable();
            if header.erases.is_empty() || in_place.peek().is_none() || rows.iter().any(is_there) {
                continue;
            }
            let stands_for: PackSet = runs.iter().copied().collect();
            let is_within = |run: &Cover| stands_for.contains_run(run);
            match in_place.all(|row| row.covers.iter().all(is_within)) {
                true => packs::put_off(&self.connection, pack)?,
                false => packs::bring(&self.connection, pack)?,
            }
        }
        Ok(())
    }

    /// Lets a merged pack be brought that holds what is nowhere else: as it is where nothing of it is there or comes with
    /// others, else what is missing of it alone.
    fn bring_compaction(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        (pack, runs): (i64, &[Cover]),
        comes: &mut PackSet,
    ) -> Result<(), ClientError> {
        let all: PackSet = runs.iter().copied().collect();
        let missing = all.without(comes);
        if missing == all {
            packs::bring(&self.connection, pack)?;
        } else if !self.bring_merged(space, ledger, &missing)? {
            return Ok(());
        }
        comes.extend(runs.iter().copied());
        Ok(())
    }

    fn bring_stubs(
        &self,
        space: &Space,
        ledger: &Ledger,
        excerpts: &[Excerpt],
        there: &PackSet,
    ) -> Result<(), ClientError> {
        for excerpt in excerpts {
            let (author, number) = (excerpt.origin.author, excerpt.origin.number);
            let Some(keys) = ledger.keys_of(&Actor::Device(author)) else {
                continue;
            };
            let stub = seal::verify_excerpt(excerpt, keys)
                .and_then(|excerpt| Ok((excerpt.pack_hash(), excerpt.stub()?)));
            if let (false, Ok((hash, stub))) = (there.contains(&author, number), stub) {
                let name = PackName {
                    space: space.n,
                    author,
                    number,
                    hash,
                };
                packs::insert_stub(&self.connection, &name, &stub)?;
            }
        }
        Ok(())
    }

    /// Makes replacements anew that did not fit the rows of the log, once a row and sync: whoever may only write brings what
    /// stands for stubs, and what the relay has of others does not give way to it.
    fn cut_to_fit(
        &mut self,
        session: &mut Session,
        space: &Space,
        ledger: &Ledger,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        for pack in packs::unfitting(&self.connection, space.n)? {
            let runs = holdings::runs_of(&self.connection, pack)?;
            let Ok(parsed) = seal::parse_pack(packs::bytes(&self.connection, pack)?) else {
                return Err(ClientError::DatabaseDamaged);
            };
            let header = parsed.claimed_header();
            if header.author != self.device {
                // It came by hand: whoever made it brings it where something gives way to it, and it is brought where nothing is.
                packs::keep_or_drop(&self.connection, pack)?;
                continue;
            }
            let erases: BTreeSet<DocId> = header.erases.iter().copied().collect();
            let mut fitting = Vec::new();
            let unseen = |row: &LayoutRow| space.cursor.low > 0 || row.place > space.cursor.high;
            let overlaps = |row: &&LayoutRow| row.covers.iter().any(|one| overlap(one, &runs));
            let may_replace = !erases.is_empty() && is_writer(ledger, self.device);
            let over_others = self.may_replace_others(ledger, &erases);
            let device = self.device;
            let gives_way = |row: &&LayoutRow| {
                let is_own = row.covers.iter().all(|one| one.author == device);
                let authors = row.covers.iter().map(|one| one.author);
                let stands_in =
                    row.size <= STUB_BYTES && may_stand_in(ledger, (device, device), authors);
                over_others || is_own || stands_in
            };
            if rows.iter().filter(overlaps).any(unseen) {
                continue;
            }
            let rows = rows.iter().filter(overlaps).filter(gives_way);
            for row in rows.filter(|_| may_replace) {
                if !session.cut.insert((space.n, row.place, row.size)) {
                    continue;
                }
                let derived = self.merged(space, ledger, std::slice::from_ref(row), &erases)?;
                fitting.extend(derived);
            }
            let transaction = self.connection.transaction()?;
            for derived in fitting {
                derived.store(&transaction, PackState::Derived)?;
            }
            packs::keep_or_drop(&transaction, pack)?;
            transaction.commit()?;
        }
        Ok(())
    }

    /// Tells whether what the relay has of others gives way to replacements of this device.
    fn may_replace_others(&self, ledger: &Ledger, erases: &BTreeSet<DocId>) -> bool {
        let documents: Vec<DocId> = erases.iter().copied().collect();
        let request = Request::Replace {
            key_epoch: ledger.epoch(),
            over_others: true,
            documents: &documents,
        };
        decide(ledger, Actor::Device(self.device), request).is_allowed()
    }

    /// Keeps a replacement here that the relay refused and that this device may not bring; tells whether it is one. It would be
    /// refused with each sync.
    pub(crate) fn keeps_to_itself(&mut self, hash: PackHash) -> Result<bool, ClientError> {
        let Some((pack, space)) = packs::brought(&self.connection, hash)? else {
            return Ok(false);
        };
        let parsed = seal::parse_pack(packs::bytes(&self.connection, pack)?);
        let parsed = parsed.map_err(|_| ClientError::DatabaseDamaged)?;
        let erases: BTreeSet<DocId> = parsed.claimed_header().erases.iter().copied().collect();
        let space = spaces::by_number(&self.connection, space)?;
        let Some(ledger) = self.ledger(&space)?.cloned() else {
            return Ok(false);
        };
        if erases.is_empty() || self.may_replace_others(&ledger, &erases) {
            return Ok(false);
        }
        packs::keep_or_drop(&self.connection, pack)?;
        Ok(true)
    }

    /// Merges small neighbouring rows, in the spaces in which this device may.
    fn compact(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        if !self.may_compact(space)? {
            return Ok(());
        }
        let (_, newest) = packs::since(&self.connection, space.n, 0)?;
        for range in plan_compaction(rows) {
            let rows = rows.get(range).unwrap_or_default();
            if let Some(derived) = self.merged(space, ledger, rows, &BTreeSet::new())? {
                derived.store(&self.connection, PackState::Derived)?;
            }
        }
        meta::set(&self.connection, &looked_at(space), newest)
    }

    /// Makes one pack of rows of the log, unless this device lacks something of them or they are too much for one.
    pub(crate) fn merged(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        rows: &[LayoutRow],
        erases: &BTreeSet<DocId>,
    ) -> Result<Option<Derived>, ClientError> {
        let covers = rows.iter().flat_map(|row| &row.covers);
        let wanted: PackSet = covers.copied().collect();
        let (mut sources, mut excerpts) = (BTreeSet::new(), Vec::new());
        for run in wanted.runs() {
            let numbers = run.first..=run.last;
            let packs = holdings::holding(&self.connection, space.n, run.author, &numbers)?;
            sources.extend(packs);
        }
        let (mut held, mut erases) = (PackSet::new(), erases.clone());
        for pack in sources {
            let bytes = packs::bytes(&self.connection, pack)?;
            let Some(taken) = self.take_over(space, ledger, bytes)? else {
                continue;
            };
            // What was erased meanwhile must not wait on the relay until its grace is over.
            erases.extend(taken.erased);
            for excerpt in taken.excerpts {
                let (author, number) = (excerpt.origin.author, excerpt.origin.number);
                if wanted.contains(&author, number) && !held.contains(&author, number) {
                    held.insert(author, number);
                    excerpts.push(excerpt);
                }
            }
        }
        match held == wanted && derive::fits_one_pack(&excerpts) {
            true => self.seal_derived(space, excerpts, &erases).map(Some),
            false => Ok(None),
        }
    }
}

/// Tells whether packs are among some.
pub(crate) fn overlap(one: &Cover, runs: &[Cover]) -> bool {
    runs.iter()
        .any(|run| run.author == one.author && run.first <= one.last && one.first <= run.last)
}

fn looked_at(space: &Space) -> String {
    format!("{}{}", meta::LOOKED_AT, space.n)
}
