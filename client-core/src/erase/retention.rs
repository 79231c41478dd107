//! Records that the unit keeps only for so long.

use crate::erase::{ErasurePlan, PlannedErasure};
use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{changes, ledgers, spaces};
use crate::view::{list, moved};
use access::Intent;
use proto::ledger::EraseReason;
use proto::{DocId, SpaceId, UnixMillis};
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
            if days == 0
                || !matches!(
                    kind,
                    Kind::Visit | Kind::Meeting | Kind::FollowUp | Kind::Referral
                )
            {
                continue;
            }
            let before = now.plus_millis(-i64::from(days).saturating_mul(DAY_MILLIS));
            for space in spaces::all(&self.connection)? {
                if !self.may_erase(&space)? {
                    continue;
                }
                let waiting = self.erasures_waiting(space.n)?;
                let listed = list::older(&self.connection, kind, space.n, before)?;
                for id in listed.into_iter().filter(|id| !waiting.contains(id)) {
                    plan.add(id, kind, space.n, list::title(&self.connection, id)?);
                }
                for id in self.moved_out_of(space.id, kind, before)? {
                    if !waiting.contains(&id) && !self.is_erased_in(&space, &id)? {
                        plan.add(id, kind, space.n, list::title(&self.connection, id)?);
                    }
                }
            }
        }
        Ok(plan)
    }

    /// Returns the records of a kind from before an instant that have lived in a space and are at home elsewhere: each space
    /// erases what it holds.
    fn moved_out_of(
        &self,
        space: SpaceId,
        kind: Kind,
        before: UnixMillis,
    ) -> Result<Vec<DocId>, ClientError> {
        let mut out = Vec::new();
        for (n, home) in moved::all(&self.connection)? {
            let (id, row) = changes::by_number(&self.connection, n)?;
            if row.kind != Some(kind) {
                continue;
            }
            let document = moving::document(&self.connection, n)?;
            let at = records::row(&document).and_then(|row| row.at);
            let home = home.space;
            let home = home.map(|n| spaces::by_number(&self.connection, n));
            let is_here = home.transpose()?.is_some_and(|home| home.id == space);
            if at.is_some_and(|at| at < before)
                && !is_here
                && moving::lived_by(&self.connection, n)?.contains(&space)
            {
                out.push(id);
            }
        }
        Ok(out)
    }

    fn is_erased_in(&mut self, space: &Space, id: &DocId) -> Result<bool, ClientError> {
        let ledger = self.ledger(space)?;
        Ok(ledger.is_some_and(|ledger| ledger.is_erased(id)))
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

impl ErasurePlan {
    /// Adds a space's part of a record.
    fn add(&mut self, id: DocId, kind: Kind, space: i64, title: Option<String>) {
        match self.records.iter_mut().find(|record| record.id == id) {
            Some(record) => record.spaces.push(space),
            None => self.records.push(PlannedErasure {
                id,
                kind,
                title,
                of: None,
                spaces: vec![space],
            }),
        }
    }
}
