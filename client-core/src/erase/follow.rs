//! What was erased in one area by somebody who did not know that it had moved to another is erased there as well.

use crate::erase::plan::{ErasurePlan, PlannedErasure};
use crate::erase::right::may_erase;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::scattered::Said;
use crate::store::spaces::Space;
use crate::store::{brought, changes, ledgers, scattered, spaces};
use crate::view::{list, moved};
use access::Intent;
use proto::ledger::EraseReason;
use proto::{DeviceId, DocId};
use records::{Document, Kind, RecordChange};
use std::collections::{BTreeMap, BTreeSet};

impl Notebook {
    /// Erases in every area what somebody erased in one of them who may erase in the others too, as far as this device may.
    ///
    /// Nobody's entry does more than that member may do: what was erased by somebody who has no say in the other area stays there.
    pub(crate) fn erase_where_moved(&mut self) -> Result<(), ClientError> {
        let mut plans = BTreeMap::<EraseReason, ErasurePlan>::new();
        let moved = moved::all(&self.connection)?;
        // Late work brings what nobody lists, and what is at home nowhere.
        let mut records = brought::records(&self.connection)?;
        records.extend(moved.into_iter().map(|(record, _)| record));
        for record in records {
            let (id, row) = changes::by_number(&self.connection, record)?;
            let Some((by, reason)) = self.erased_somewhere(&id)? else {
                continue;
            };
            let said = scattered::said(&self.connection, record)?;
            let Some(kind) = row.kind.or_else(|| kind_of(id, &said)) else {
                continue;
            };
            let holders: BTreeSet<i64> = said.iter().map(|said| said.carrier).collect();
            let mut spaces = Vec::new();
            for space in holders {
                if self.is_to_be_erased(space, &id, by)? {
                    spaces.push(space);
                }
            }
            if !spaces.is_empty() {
                let title = list::title(&self.connection, id)?;
                let planned = PlannedErasure {
                    id,
                    kind,
                    title,
                    of: None,
                    at: None,
                    spaces,
                };
                plans.entry(reason).or_default().records.push(planned);
            }
        }
        for (reason, plan) in plans {
            self.erase(&plan, reason)?;
        }
        Ok(())
    }

    /// Returns who erased a record in some space, and why.
    fn erased_somewhere(
        &mut self,
        id: &DocId,
    ) -> Result<Option<(DeviceId, EraseReason)>, ClientError> {
        for space in spaces::all(&self.connection)? {
            let erasure = self.ledger(&space)?.and_then(|ledger| ledger.erasure(id));
            if let Some(erasure) = erasure {
                return Ok(Some((erasure.by, erasure.reason)));
            }
        }
        Ok(None)
    }

    fn is_to_be_erased(
        &mut self,
        space: i64,
        id: &DocId,
        by: DeviceId,
    ) -> Result<bool, ClientError> {
        let space = spaces::by_number(&self.connection, space)?;
        let me = self.device;
        let may = self.ledger(&space)?.is_some_and(|ledger| {
            !ledger.is_erased(id) && [by, me].iter().all(|device| may_erase(ledger, device))
        });
        Ok(may && !self.waits_to_erase(&space, id)?)
    }

    fn waits_to_erase(&self, space: &Space, id: &DocId) -> Result<bool, ClientError> {
        for (_, waiting) in ledgers::intents(&self.connection, space.n)? {
            if let Some(Intent::Erase { documents, .. }) = Waiting::from_bytes(&waiting)?.intent()
                && documents.contains(id)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Reads of what kind a record is, whether anything of what was said of it counts or not.
fn kind_of(id: DocId, said: &[Said]) -> Option<Kind> {
    let changes: Vec<RecordChange> = said
        .iter()
        .map(|said| said.change.clone().voided(false))
        .collect();
    Document::from_changes(id, &changes, records::anyone).kind()
}
