//! A device's word on what it holds, in a pack that it sends anyway.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::is_writer;
use crate::store::spaces::Space;
use crate::store::tallies::Carried;
use crate::store::{comparing, holdings, packs, spaces, tallies};
use crate::tally::add::{count_of, knowledge_of, shortened};
use proto::{
    BundleChange, BundleDocument, DeviceId, DocId, SpaceKind, TalliedRun, Tally, Wire, limits,
};
use records::{RecordChange, enclose, enclosed, packed};

/// A device says it once in so long, together with other news: a day's syncs are not at the same hour.
const EVERY_MILLIS: i64 = 20 * 3_600_000;

/// A tally but for what is added up from every change.
struct Outline {
    runs: Vec<TalliedRun>,
    knowledge: [u8; 8],
    left_out: Vec<DocId>,
}

impl Notebook {
    /// Returns what the next pack of a space says of all before it, where it is time to.
    pub(crate) fn tally_for(
        &mut self,
        space: &Space,
    ) -> Result<Option<BundleDocument>, ClientError> {
        let now = self.now()?.0;
        let comparing = comparing::of_space(&self.connection, space.n)?;
        let is_time = |at: i64| now.saturating_sub(at) >= EVERY_MILLIS || now < at;
        if !comparing.is_due && !comparing.tallied_at.is_none_or(is_time) {
            return Ok(None);
        }
        let Some(outline) = self.outlined(space)? else {
            return Ok(None);
        };
        let carried = self.carried_or_sealed_elsewhere(space)?;
        let count = count_of(&carried, |_| true, &outline.left_out);
        let tally = Tally {
            runs: outline.runs,
            knowledge: outline.knowledge,
            documents: count.documents,
            changes: count.changes,
            sum: count.sum.to_bytes(),
            left_out: outline.left_out,
        };
        let author = self.device;
        let newest = packs::newest_of(&self.connection, space.n, author)?;
        let number = newest.map_or(0, |(number, _)| number) + 1;
        let change = enclose(author, tally.to_bytes());
        Ok(Some(BundleDocument {
            id: seal::tally_id(&author, number),
            changes: vec![BundleChange {
                parts: packed(change.bytes(), author),
            }],
        }))
    }

    /// Returns the changes that the packs here carry. What this device wrote and has not sealed stands under no pack here, but
    /// a copy of the phone may have sealed it, and that pack may have come.
    fn carried_or_sealed_elsewhere(&mut self, space: &Space) -> Result<Vec<Carried>, ClientError> {
        let mut carried = tallies::carried(&self.connection, space.n)?;
        let unsealed = tallies::unsealed(&self.connection)?;
        let of_copies = packs::sealed_elsewhere(&self.connection, space.n, self.device)?;
        let Some(first) = of_copies.first().filter(|_| !unsealed.is_empty()) else {
            return Ok(carried);
        };
        if let Some(ledger) = self.ledger(space)?.cloned() {
            let said = self.said_by(space, &ledger, &of_copies)?;
            let unsealed = unsealed.intersection(&said);
            carried.extend(unsealed.map(|(document, mark)| (*document, *mark, *first)));
            carried.sort_unstable();
        }
        Ok(carried)
    }

    /// Names what a tally of a space would be of; nothing where this device has none to say there.
    fn outlined(&mut self, space: &Space) -> Result<Option<Outline>, ClientError> {
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(None);
        };
        // What is still being loaded is not lacking.
        let is_loading = space.cursor.low > 0;
        if ledger.kind() == SpaceKind::Audit || is_loading || !is_writer(&ledger, self.device) {
            return Ok(None);
        }
        let held = holdings::of_space(&self.connection, space.n)?;
        let left_out = tallies::left_out(&self.connection, space.n)?;
        let left_out: Vec<_> = (left_out.into_iter())
            .filter(|document| !ledger.is_erased(document))
            .collect();
        if held.is_empty() || left_out.len() as u64 > limits::TALLY_LEFT_OUT.max {
            return Ok(None);
        }
        let knowledge = knowledge_of(&self.connection, (space.n, &ledger), &held)?;
        let (Some(knowledge), Some(runs)) = (knowledge, shortened(&held)) else {
            return Ok(None);
        };
        Ok(Some(Outline {
            runs,
            knowledge,
            left_out,
        }))
    }

    /// Tells whether this device is to say at once what it holds of some space, since others have to compare again. Nothing is
    /// added up for it: this is asked after each request.
    pub(crate) fn owes_tally(&mut self) -> Result<bool, ClientError> {
        for space in spaces::all(&self.connection)? {
            let is_due = comparing::of_space(&self.connection, space.n)?.is_due;
            if is_due && self.outlined(&space)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Reads a tally. What a later version says otherwise is passed over: a pack counts whether its tally is understood or not.
pub(crate) fn read(document: &BundleDocument, author: DeviceId) -> Option<Tally> {
    let change = document.changes.first()?;
    let change = RecordChange::unpack(&change.parts, author).ok()?;
    Tally::from_bytes(enclosed(&change)?).ok()
}
