//! What was erased in one area by somebody who did not know that it had moved to another is erased there as well.

use crate::erase::plan::{ErasurePlan, PlannedErasure};
use crate::erase::right::may_erase;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{changes, ledgers, scattered, spaces};
use crate::view::{list, moved};
use access::Intent;
use proto::ledger::EraseReason;
use proto::{DeviceId, DocId};
use std::collections::{BTreeMap, BTreeSet};

impl Notebook {
    /// Erases in every area what somebody erased in one of them who may erase in the others too, as far as this device may.
    ///
    /// Nobody's entry does more than that member may do: what was erased by somebody who has no say in the other area stays there.
    pub(crate) fn erase_where_moved(&mut self) -> Result<(), ClientError> {
        let mut plans = BTreeMap::<EraseReason, ErasurePlan>::new();
        for (record, _) in moved::all(&self.connection)? {
            let (id, row) = changes::by_number(&self.connection, record)?;
            let (Some((by, reason)), Some(kind)) = (self.erased_somewhere(&id)?, row.kind) else {
                continue;
            };
            let said = scattered::said(&self.connection, record)?;
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
