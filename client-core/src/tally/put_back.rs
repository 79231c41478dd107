//! Holds the packs of a space against the records here, and takes from them again what is gone.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::{Part, Signers, chain_contradicts, merge, read_pack};
use crate::store::comparing::{self, Kept};
use crate::store::spaces::Space;
use crate::store::{changes, erasing, packs, spaces, tallies};
use crate::tally::add::Count;
use crate::view::list;
use access::Ledger;
use proto::{DeviceId, DocId, PackHash, PackSet};
use seal::{ChangeSum, SignedPack};
use std::collections::BTreeSet;

/// So many records are named that a difference is about, at most.
const MOST_NAMED: usize = 16;

/// Changes by document and the first bytes of their hashes.
pub(super) type Said = BTreeSet<(DocId, [u8; ChangeSum::MARK])>;

impl Notebook {
    /// Takes what the stored packs of a space say and the records here lack from the packs again; of a damaged pack no more than
    /// its name is kept, and it is asked for. Returns what those packs say that are `within` the given, or all.
    pub(super) fn put_back(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        within: Option<&PackSet>,
    ) -> Result<Said, ClientError> {
        let unit = self.held_unit()?;
        let signers = Signers {
            space: ledger,
            unit: unit.as_ref(),
        };
        let elsewhere = self.erased_elsewhere(space)?;
        let (mut said, mut held) = (Said::new(), self.carried_in(space)?);
        // What waits to be sealed is here, too: a copy of this phone may have sealed it already.
        let unsealed = tallies::unsealed(&self.connection)?;
        let before = Count::of(held.iter().copied());
        let mut gone = BTreeSet::new();
        for stored in packs::believed(&self.connection, space.n)? {
            let bytes = packs::bytes(&self.connection, stored.n)?;
            let parsed = seal::parse_pack(bytes).ok();
            let Some(pack) = parsed.filter(|pack| pack.hash() == PackHash(stored.hash)) else {
                self.let_come_again(space, &stored)?;
                continue;
            };
            let mut lost = Vec::new();
            for part in self.counting_parts(signers, space, pack)? {
                let (author, number) = part.brought_by;
                let is_within = within.is_none_or(|packs| packs.contains(&author, number));
                let part = Part {
                    documents: (part.documents.into_iter())
                        .filter(|(document, _)| !ledger.is_erased(document))
                        .collect(),
                    ..part
                };
                if is_within {
                    said.extend(marks(&part));
                }
                let is_here = |change: &_| held.contains(change) || unsealed.contains(change);
                lost.extend(self.lost_of(space, part, is_here, &elsewhere)?);
            }
            if lost.is_empty() {
                continue;
            }
            if gone.is_empty() {
                self.forget_strays()?;
            }
            held.extend(lost.iter().flat_map(marks));
            let documents = lost.iter().flat_map(|part| &part.documents);
            gone.extend(documents.map(|(document, _)| *document));
            let transaction = self.connection.transaction()?;
            for (document, changes) in lost.iter().flat_map(|part| &part.documents) {
                for change in changes {
                    tallies::adopt(&transaction, *document, change.bytes(), stored.n)?;
                }
            }
            merge(&transaction, space, ledger, stored.n, lost)?;
            transaction.commit()?;
            self.forget_areas();
        }
        if !gone.is_empty() {
            self.note_put_back(space, before, Count::of(held), &gone)?;
        }
        Ok(said)
    }

    /// Returns what some stored packs of a space say.
    pub(super) fn said_by(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        stored: &[i64],
    ) -> Result<Said, ClientError> {
        let unit = self.held_unit()?;
        let signers = Signers {
            space: ledger,
            unit: unit.as_ref(),
        };
        let mut said = Said::new();
        for n in stored {
            if let Ok(pack) = seal::parse_pack(packs::bytes(&self.connection, *n)?) {
                let parts = self.counting_parts(signers, space, pack)?;
                said.extend(parts.iter().flat_map(marks));
            }
        }
        said.retain(|(document, _)| !ledger.is_erased(document));
        Ok(said)
    }

    fn held_unit(&mut self) -> Result<Option<Ledger>, ClientError> {
        let unit = self.unit_space()?;
        Ok(self.ledger(&unit)?.cloned())
    }

    /// Opens a pack; gives what is of the branches that count here, and nothing of one that cannot be read.
    fn counting_parts(
        &self,
        signers: Signers<'_>,
        space: &Space,
        pack: SignedPack,
    ) -> Result<Vec<Part>, ClientError> {
        let keys = spaces::keys_for(&self.connection, space.n, pack.claimed_header().key_epoch)?;
        let mut counting = Vec::new();
        for part in read_pack(signers, &keys, pack).unwrap_or_default() {
            if part.is_brought() || !chain_contradicts(&self.connection, space, &part)? {
                counting.push(part);
            }
        }
        Ok(counting)
    }

    /// Keeps of a part what is gone here. What another space erased stays gone, and is left out when others compare.
    fn lost_of(
        &self,
        space: &Space,
        part: Part,
        is_here: impl Fn(&(DocId, [u8; ChangeSum::MARK])) -> bool,
        elsewhere: &BTreeSet<DocId>,
    ) -> Result<Option<Part>, ClientError> {
        let mut documents = Vec::new();
        for (document, mut changes) in part.documents {
            changes.retain(|change| !is_here(&(document, ChangeSum::mark(&change.hash()))));
            if changes.is_empty() {
                continue;
            }
            let has_record = changes::record(&self.connection, document)?.is_some();
            if elsewhere.contains(&document) && !has_record {
                tallies::leave_out(&self.connection, space.n, document)?;
            } else {
                documents.push((document, changes));
            }
        }
        let lost = Part {
            documents,
            lines: Vec::new(),
            deposits: Vec::new(),
            ledgers: Vec::new(),
            tally: None,
            ..part
        };
        Ok((!lost.documents.is_empty()).then_some(lost))
    }

    /// Makes the read models anew where they hold rows of records that are gone.
    pub(super) fn forget_strays(&mut self) -> Result<(), ClientError> {
        if list::any_without_record(&self.connection)? {
            self.rebuild(&mut |_, _| {})?;
        }
        Ok(())
    }

    fn carried_in(&self, space: &Space) -> Result<Said, ClientError> {
        let carried = tallies::carried(&self.connection, space.n)?;
        Ok(carried
            .into_iter()
            .map(|(document, mark, _)| (document, mark))
            .collect())
    }

    /// Returns what ledgers of other spaces than the given have erased.
    fn erased_elsewhere(&mut self, space: &Space) -> Result<BTreeSet<DocId>, ClientError> {
        let mut erased = BTreeSet::new();
        for other in spaces::all(&self.connection)? {
            if other.n == space.n {
                continue;
            }
            if let Some(ledger) = self.ledger(&other)? {
                erased.extend(ledger.erasures().map(|(id, _)| *id));
            }
        }
        Ok(erased)
    }

    /// Keeps no more than the name of a damaged pack of another, so that it can come again.
    fn let_come_again(&self, space: &Space, stored: &packs::Believed) -> Result<(), ClientError> {
        if stored.author == self.device || stored.number == 0 {
            return Ok(());
        }
        erasing::empty_pack(&self.connection, stored.n, None)?;
        comparing::set_asks(&self.connection, space.n, true)
    }

    fn note_put_back(
        &self,
        space: &Space,
        before: Count,
        after: Count,
        gone: &BTreeSet<DocId>,
    ) -> Result<(), ClientError> {
        let now = self.now()?.0;
        let kept = Kept {
            space: space.n,
            author: DeviceId::ZERO,
            documents: [before.documents, after.documents],
            changes: [before.changes, after.changes],
            records: gone.iter().take(MOST_NAMED).copied().collect(),
            at: now,
            healed_at: Some(now),
        };
        comparing::notice(&self.connection, &kept)?;
        comparing::set_due(&self.connection, space.n)
    }
}

fn marks(part: &Part) -> impl Iterator<Item = (DocId, [u8; ChangeSum::MARK])> {
    let documents = part.documents.iter();
    documents.flat_map(|(document, changes)| {
        (changes.iter()).map(|change| (*document, ChangeSum::mark(&change.hash())))
    })
}
