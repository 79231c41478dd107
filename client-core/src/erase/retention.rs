//! Records that the unit keeps only for so long.

use crate::erase::{ErasurePlan, PlannedErasure};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::{ledgers, spaces};
use crate::view::list;
use access::Intent;
use proto::DocId;
use proto::ledger::EraseReason;
use records::Kind;
use std::collections::BTreeSet;

const DAY_MILLIS: i64 = 86_400_000;

impl Notebook {
    /// Plans to erase the records that are older than the unit's policy keeps them, in the spaces in which this device may
    /// erase. A register's entries do not age: households and the like are erased by a person or not at all.
    pub fn plan_retention(&mut self) -> Result<ErasurePlan, ClientError> {
        let policy = self.policy()?;
        // What is erased does not come back: it is old by this device's clock and by what the relay said of the time.
        let now = self.now()?.min(self.world.clock.now());
        let mut plan = ErasurePlan::default();
        for (kind, days) in policy.retention {
            if days == 0 || !matches!(kind, Kind::Visit | Kind::Meeting | Kind::FollowUp) {
                continue;
            }
            let before = now.plus_millis(-i64::from(days).saturating_mul(DAY_MILLIS));
            for space in spaces::all(&self.connection)? {
                if !self.may_erase(&space)? {
                    continue;
                }
                let waiting = self.erasures_waiting(space.n)?;
                for id in list::older(&self.connection, kind, space.n, before)? {
                    if waiting.contains(&id) {
                        continue;
                    }
                    plan.records.push(PlannedErasure {
                        id,
                        kind,
                        title: list::title(&self.connection, id)?,
                        of: None,
                        space: space.n,
                    });
                }
            }
        }
        Ok(plan)
    }

    /// Erases what the policy does not keep any longer; part of every sync, once the relay has told the time.
    /// Returns whether there was anything.
    pub(crate) fn keep_no_longer(&mut self) -> Result<bool, ClientError> {
        let unit = self.unit_space()?;
        let Some(ledger) = self.ledger(&unit)? else {
            return Ok(false);
        };
        if ledger.policy().retention.is_empty() {
            return Ok(false);
        }
        let plan = self.plan_retention()?;
        let has_any = !plan.records.is_empty();
        if has_any {
            self.erase(&plan, EraseReason::Retention)?;
        }
        Ok(has_any)
    }

    fn erasures_waiting(&self, space: i64) -> Result<BTreeSet<DocId>, ClientError> {
        let mut waiting = BTreeSet::new();
        for (_, bytes) in ledgers::intents(&self.connection, space)? {
            if let Some(Intent::Erase { documents, .. }) = Waiting::from_bytes(&bytes)?.intent() {
                waiting.extend(documents);
            }
        }
        Ok(waiting)
    }
}
