//! Linking records, unlinking them, and saying of two that they are not the same.

use crate::audit::{self, Act};
use crate::error::ClientError;
use crate::linking::{Beyond, Linked};
use crate::notebook::Notebook;
use crate::store::changes::RecordRow;
use crate::store::spaces;
use crate::view::links;
use likeness::Profile;
use proto::{AuditLine, DocId};
use records::schema::{LINKED_TO, NOT_SAME_AS, REVIEWERS};
use records::{FieldEdit, Kind, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What linking records will do.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkPlan {
    /// The kind of all of them.
    pub kind: Kind,
    /// The record that will lead.
    pub leading: DocId,
    /// What it is called.
    pub title: Option<String>,
    /// The records that will follow it; none where all do already.
    pub following: Vec<PlannedLink>,
    /// How many visits, meetings and follow-ups will be seen together, by kind.
    pub seen_together: BTreeMap<Kind, u64>,
}

/// A record that will follow another one.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedLink {
    /// The record, and where it says something else than the one that will lead.
    pub record: Linked,
    /// The records that follow it already, and come along.
    pub along: Vec<DocId>,
}

impl Notebook {
    /// Plans to link records to one that leads. A record that follows another one already is linked with that one and all
    /// that follow it.
    ///
    /// Fails with `record-not-found`, `record-moved`, `link-other-kind` where they are not all households, all establishments
    /// or all groups, `link-circle` where the first would follow itself, `link-elsewhere` where one is linked to a record that
    /// this device cannot see, or `role-lacks-duty` where this device may not review in the areas of all of them.
    pub fn plan_link(&mut self, leading: DocId, others: &[DocId]) -> Result<LinkPlan, ClientError> {
        let (row, kind) = self.linkable(leading)?;
        if links::leader(&self.connection, row.n)? != row.n || others.contains(&leading) {
            return Err(ClientError::LinkCircle);
        }
        let mut planned = BTreeSet::from([row.n]);
        let mut following = Vec::new();
        for id in others {
            let (other, other_kind) = self.linkable(*id)?;
            if other_kind != kind {
                return Err(ClientError::LinkOtherKind);
            }
            let root = links::leader(&self.connection, other.n)?;
            if !planned.insert(root) {
                continue;
            }
            let (root, _) = crate::store::changes::by_number(&self.connection, root)?;
            let (root_row, _) = self.linkable(root)?;
            if self.beyond(root, &root_row)? == Some(Beyond::Elsewhere) {
                return Err(ClientError::LinkElsewhere);
            }
            following.push(PlannedLink {
                record: self.linked(leading, root)?,
                along: links::followers(&self.connection, root_row.n)?,
            });
        }
        let mut seen_together = BTreeMap::new();
        let mut all = vec![leading];
        all.extend(links::followers(&self.connection, row.n)?);
        for link in &following {
            all.push(link.record.id);
            all.extend(&link.along);
        }
        for id in all {
            for (kind, count) in links::belonging(&self.connection, id)? {
                *seen_together.entry(kind).or_default() += count;
            }
        }
        Ok(LinkPlan {
            kind,
            leading,
            title: self.name_of(leading)?,
            following,
            seen_together,
        })
    }

    /// Links what was planned. Each record stands in the consultation log as merged.
    ///
    /// It needs no network. Fails as [`Notebook::plan_link`] does.
    pub fn link(&mut self, plan: &LinkPlan) -> Result<(), ClientError> {
        let others: Vec<DocId> = plan.following.iter().map(|link| link.record.id).collect();
        let plan = self.plan_link(plan.leading, &others)?;
        self.in_one_transaction(|notebook| {
            let count = plan.following.len() as u64;
            for link in &plan.following {
                let row = notebook.row(link.record.id)?;
                let edit = FieldEdit::set(LINKED_TO, Value::Reference(plan.leading));
                notebook.write(link.record.id, &row, &[edit])?;
                notebook.log_linking(Act::Merge, (link.record.id, plan.kind), 1)?;
            }
            match count {
                0 => Ok(()),
                _ => notebook.log_linking(Act::Merge, (plan.leading, plan.kind), count),
            }
        })
    }

    /// Lets a record stand by itself again, with those that follow it; returns the record that led it, where that is known
    /// here.
    ///
    /// Fails with `record-not-found`, `record-moved`, `link-other-kind`, `not-linked` where it follows none, or
    /// `role-lacks-duty`.
    pub fn unlink(&mut self, id: DocId) -> Result<Option<DocId>, ClientError> {
        let (row, kind) = self.linkable(id)?;
        let leader = links::leader(&self.connection, row.n)?;
        let is_led = leader != row.n;
        if !is_led && self.beyond(id, &row)?.is_none() {
            return Err(ClientError::NotLinked);
        }
        let (leader, leader_row) = crate::store::changes::by_number(&self.connection, leader)?;
        self.in_one_transaction(|notebook| {
            notebook.write(id, &row, &[FieldEdit::clear(LINKED_TO)])?;
            // One that leads within a circle is linked to one that follows it: that link would hold now.
            if is_led && notebook.beyond(leader, &leader_row)?.is_none() {
                notebook.write(leader, &leader_row, &[FieldEdit::clear(LINKED_TO)])?;
            }
            notebook.log_linking(Act::Separate, (id, kind), 1)
        })?;
        Ok(is_led.then_some(leader))
    }

    /// Says of two records that they are not the same, so that they are offered as duplicates no more; returns whether that
    /// was not said before.
    ///
    /// Fails as [`Notebook::plan_link`] does, or with `link-circle` where they are linked.
    pub fn set_unlike(&mut self, one: DocId, other: DocId) -> Result<bool, ClientError> {
        let (row, kind) = self.linkable(one)?;
        let (other_row, other_kind) = self.linkable(other)?;
        if kind != other_kind {
            return Err(ClientError::LinkOtherKind);
        }
        let leader = |n| links::leader(&self.connection, n);
        if leader(row.n)? == leader(other_row.n)? {
            return Err(ClientError::LinkCircle);
        }
        let (says, row, of) = match one < other {
            true => (one, row, other),
            false => (other, other_row, one),
        };
        let edit = FieldEdit::add(NOT_SAME_AS, Value::Reference(of));
        self.write(says, &row, &[edit])
    }

    /// Takes back that two records are not the same; returns whether it had been said.
    ///
    /// Fails as [`Notebook::set_unlike`] does.
    pub fn unset_unlike(&mut self, one: DocId, other: DocId) -> Result<bool, ClientError> {
        let mut changed = false;
        for (says, of) in [(one, other), (other, one)] {
            let (row, _) = self.linkable(says)?;
            let Some(Value::References(unlike)) = self.document(says, &row)?.get(NOT_SAME_AS)
            else {
                continue;
            };
            if !unlike.contains(&of) {
                continue;
            }
            let edit = match unlike.len() {
                1 => FieldEdit::clear(NOT_SAME_AS),
                _ => FieldEdit::remove(NOT_SAME_AS, Value::Reference(of)),
            };
            changed |= self.write(says, &row, &[edit])?;
        }
        Ok(changed)
    }

    /// Returns a record of which this device's holder may say that it is of the same as another.
    fn linkable(&mut self, id: DocId) -> Result<(RecordRow, Kind), ClientError> {
        let row = self.row(id)?;
        self.refuse_moved(row.n)?;
        let kind = row.kind.filter(|kind| Profile::is_of(*kind));
        let kind = kind.ok_or(ClientError::LinkOtherKind)?;
        let space = spaces::by_number(&self.connection, row.space)?;
        self.may_write(&space)?;
        let roles = self.author_in(&space)?.standing.roles;
        match REVIEWERS.iter().any(|role| roles.contains(*role)) {
            true => Ok((row, kind)),
            false => Err(ClientError::RoleLacksDuty),
        }
    }

    pub(crate) fn log_linking(
        &self,
        act: Act,
        (id, kind): (DocId, Kind),
        count: u64,
    ) -> Result<(), ClientError> {
        let line = AuditLine {
            kind: kind.code(),
            subject: Some(id),
            count,
            ..self.line(act)?
        };
        audit::append(&self.connection, self.device, &line)
    }
}
