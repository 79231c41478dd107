//! What an erasure will take with it, told before it is done.

use crate::audit::{self, Act};
use crate::error::ClientError;
use crate::linking::LinkedBeside;
use crate::notebook::Notebook;
use crate::relay::{Waiting, load_ledger};
use crate::store::{changes, ledgers, spaces};
use crate::view::list;
use access::Intent;
use proto::ledger::EraseReason;
use proto::{AuditLine, DocId, UnixMillis, limits};
use records::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Records that are erased together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErasurePlan {
    /// Each record after the one that it belongs to.
    pub records: Vec<PlannedErasure>,
    /// Records that are linked with some of those and stay, unless the plan is made of them too.
    pub linked: Vec<LinkedBeside>,
}

/// A record of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedErasure {
    /// The record.
    pub id: DocId,
    /// Its kind.
    pub kind: Kind,
    /// What it is called.
    pub title: Option<String>,
    /// The record of the plan to which it belongs, and which takes it along.
    pub of: Option<DocId>,
    /// By which instant it is too old, where that is why it is erased.
    pub(super) at: Option<UnixMillis>,
    /// Every space that holds something of it.
    pub(super) spaces: Vec<i64>,
}

impl Notebook {
    /// Plans to erase records, and what belongs to them: with a household go its visits and their follow-ups. What is linked
    /// with one of them is named and stays.
    ///
    /// Fails with `record-not-found`, `role-lacks-duty` where this device may not erase one of them, or `erase-needs-all-areas`
    /// where one has been in an area that this device is not in: it would stay there.
    pub fn plan_erasure(&mut self, ids: &[DocId]) -> Result<ErasurePlan, ClientError> {
        let mut plan = ErasurePlan::default();
        let mut planned = BTreeSet::new();
        let mut next: Vec<(DocId, Option<DocId>)> =
            ids.iter().rev().map(|id| (*id, None)).collect();
        while let Some((id, of)) = next.pop() {
            if !planned.insert(id) {
                continue;
            }
            let row = self.row(id)?;
            let Some(spaces) = self.whereabouts(&row)? else {
                return Err(ClientError::EraseNeedsAllAreas);
            };
            let kind = row
                .kind
                .ok_or(ClientError::Internal("a record without a kind"))?;
            if matches!(kind, Kind::Unit | Kind::Area | Kind::Officer) {
                return Err(ClientError::NotErasable);
            }
            plan.records.push(PlannedErasure {
                id,
                kind,
                title: list::title(&self.connection, id)?,
                of,
                at: None,
                spaces,
            });
            let belonging = list::children(&self.connection, id)?;
            next.extend(belonging.into_iter().rev().map(|child| (child, Some(id))));
        }
        for space in plan.by_space().keys() {
            let space = spaces::by_number(&self.connection, *space)?;
            if !self.may_erase(&space)? {
                return Err(ClientError::RoleLacksDuty);
            }
        }
        plan.linked = self.linked_beside(&ids.iter().copied().collect())?;
        self.log_listed(plan.records.iter().map(|record| record.kind))?;
        Ok(plan)
    }

    /// Erases what was planned, for good, on the relay and on every device, once the relay has the entry. Every record
    /// stands in the consultation log.
    pub fn erase(&mut self, plan: &ErasurePlan, reason: EraseReason) -> Result<(), ClientError> {
        let lines: Vec<AuditLine> = plan
            .records
            .iter()
            .map(|record| {
                let line = self.line(Act::Erase)?;
                let why = match line.why.is_empty() {
                    true => reason.as_str().to_owned(),
                    false => format!("{reason}: {}", line.why),
                };
                Ok(AuditLine {
                    kind: record.kind.code(),
                    subject: Some(record.id),
                    why,
                    ..line
                })
            })
            .collect::<Result<_, ClientError>>()?;
        let transaction = self.connection.transaction()?;
        for (space, documents) in plan.by_space() {
            let most = usize::try_from(limits::ERASED_DOCUMENTS.max).unwrap_or(usize::MAX);
            for documents in documents.chunks(most) {
                let intent = Intent::Erase {
                    reason,
                    documents: documents.to_vec(),
                };
                ledgers::add_intent(&transaction, space, &Waiting::Intent(intent).to_bytes())?;
            }
        }
        for line in &lines {
            audit::append(&transaction, self.device, line)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Refuses with `record-erased` what this device knows to be erased.
    pub(crate) fn refuse_erased(&self, id: DocId) -> Result<(), ClientError> {
        if changes::record(&self.connection, id)?.is_some() {
            return Ok(());
        }
        for space in spaces::all(&self.connection)? {
            let ledger = load_ledger(&self.connection, &space)?;
            if ledger.is_some_and(|ledger| ledger.is_erased(&id)) {
                return Err(ClientError::RecordErased);
            }
        }
        Ok(())
    }
}

impl ErasurePlan {
    fn by_space(&self) -> BTreeMap<i64, Vec<DocId>> {
        let mut spaces = BTreeMap::<i64, Vec<DocId>>::new();
        for record in &self.records {
            for space in &record.spaces {
                spaces.entry(*space).or_default().push(record.id);
            }
        }
        spaces
    }
}
