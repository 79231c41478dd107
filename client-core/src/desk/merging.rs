//! Merging groups, and ending models: a reviewer's decisions, each told before it is done.

use crate::audit::Act;
use crate::desk::groups::is_at_work;
use crate::desk::models::Models;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::spaces;
use crate::view::groups;
use proto::{ChangeHash, DocId};
use records::{Document, FieldEdit, Kind, Value};
use std::collections::BTreeSet;

/// What merging a group into another will do. Both keep their histories; those of both are seen together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMerge {
    /// The group that ends.
    pub group: DocId,
    /// What it is called.
    pub name: String,
    /// The group that leads from then on.
    pub into: DocId,
    /// What that is called.
    pub into_name: String,
    /// Households that become members of the leading group; the others are already.
    pub joining: Vec<DocId>,
    /// What it was made from.
    seen: Vec<Seen>,
}

/// What becomes of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelEnd {
    /// It is given up; its groups are dissolved.
    Stop,
    /// It goes on as another one; its groups follow that.
    MergeInto(DocId),
}

/// What ending a model will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelPlan {
    /// The model.
    pub model: DocId,
    /// What it is called.
    pub name: String,
    /// What becomes of it.
    pub end: ModelEnd,
    /// What the model is called into which it is merged.
    pub into_name: Option<String>,
    /// The groups that go along, by name.
    pub groups: Vec<PlannedGroup>,
    /// Groups in areas where this device may not write: somebody else has to do it there.
    pub left: Vec<PlannedGroup>,
    /// What it was made from.
    seen: Vec<Seen>,
}

/// A group that goes along with its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedGroup {
    /// The group.
    pub id: DocId,
    /// What it is called.
    pub name: String,
    /// Its state before.
    pub state: String,
}

/// A record as it was when a plan was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    id: DocId,
    heads: Vec<ChangeHash>,
}

impl Seen {
    fn of(document: &Document) -> Seen {
        Seen {
            id: document.id(),
            heads: document.heads().to_vec(),
        }
    }
}

impl Notebook {
    /// Plans to merge a group into another.
    ///
    /// Fails with `record-not-found`, `merge-into-itself`, or `already-ended` where one of them was merged or dissolved before.
    pub fn plan_group_merge(
        &mut self,
        group: DocId,
        into: DocId,
    ) -> Result<GroupMerge, ClientError> {
        if group == into {
            return Err(ClientError::MergeIntoItself);
        }
        let ending = self.document_of(group, Kind::Group)?;
        let leading = self.document_of(into, Kind::Group)?;
        if [&ending, &leading]
            .iter()
            .any(|one| !is_at_work(&state(one)))
        {
            return Err(ClientError::AlreadyEnded);
        }
        let members: BTreeSet<DocId> = members(&leading).into_iter().collect();
        let mut joining = self::members(&ending);
        joining.retain(|member| !members.contains(member));
        self.log_list(Kind::Group, 2)?;
        Ok(GroupMerge {
            group,
            name: self.name_of(group)?.unwrap_or_default(),
            into,
            into_name: self.name_of(into)?.unwrap_or_default(),
            joining,
            seen: vec![Seen::of(&ending), Seen::of(&leading)],
        })
    }

    /// Merges a group as planned, all of it or nothing. Both stand in the consultation log as merged. Fails with `plan-changed` where one of the two was written to since,
    /// or as an edit fails (`no-authority` for who may not review).
    pub fn merge_groups(&mut self, plan: &GroupMerge) -> Result<(), ClientError> {
        self.in_one_transaction(|notebook| {
            notebook.still_as_seen(&plan.seen)?;
            let end = [
                FieldEdit::set("state", Value::text("merged")),
                FieldEdit::set("merged_into", Value::Reference(plan.into)),
            ];
            notebook.edit(plan.group, &end)?;
            if !plan.joining.is_empty() {
                let joining = Value::References(plan.joining.clone());
                notebook.edit(plan.into, &[FieldEdit::add("members", joining)])?;
            }
            for group in [plan.group, plan.into] {
                notebook.log_linking(Act::Merge, (group, Kind::Group), 1)?;
            }
            Ok(())
        })
    }

    /// Plans to stop a model, or to merge it into another one.
    ///
    /// Fails with `record-not-found`, `merge-into-itself`, or `already-ended` where one of them was stopped or merged before.
    pub fn plan_model_end(
        &mut self,
        model: DocId,
        end: ModelEnd,
    ) -> Result<ModelPlan, ClientError> {
        let ending = self.document_of(model, Kind::Model)?;
        let mut seen = vec![Seen::of(&ending)];
        let mut ended = has_ended(&ending);
        let mut into_name = None;
        if let ModelEnd::MergeInto(into) = end {
            if into == model {
                return Err(ClientError::MergeIntoItself);
            }
            let leading = self.document_of(into, Kind::Model)?;
            ended |= has_ended(&leading);
            seen.push(Seen::of(&leading));
            into_name = self.name_of(into)?;
        }
        if ended {
            return Err(ClientError::AlreadyEnded);
        }
        let models = Models::read(self)?;
        let (mut groups, mut left) = (Vec::new(), Vec::new());
        for group in groups::all(&self.connection, None, None, self.now()?)? {
            if models.named(&group.model) != Some(model) || !is_at_work(&group.state) {
                continue;
            }
            let planned = PlannedGroup {
                id: group.id,
                name: group.name,
                state: group.state,
            };
            let space = spaces::by_number(&self.connection, group.space)?;
            match self.may_write(&space) {
                Ok(()) => {
                    seen.push(Seen::of(&self.document_of(group.id, Kind::Group)?));
                    groups.push(planned);
                }
                Err(_) => left.push(planned),
            }
        }
        self.log_list(Kind::Group, groups.len() + left.len())?;
        Ok(ModelPlan {
            model,
            name: self.name_of(model)?.unwrap_or_default(),
            end,
            into_name,
            groups,
            left,
            seen,
        })
    }

    /// Ends a model as planned, its groups along with it, all of it or nothing. Fails with `plan-changed` where one of them
    /// was written to since, or as an edit fails.
    pub fn end_model(&mut self, plan: &ModelPlan) -> Result<(), ClientError> {
        self.in_one_transaction(|notebook| {
            notebook.still_as_seen(&plan.seen)?;
            let (of_model, of_groups) = match plan.end {
                ModelEnd::Stop => (
                    vec![FieldEdit::set("state", Value::text("stopped"))],
                    FieldEdit::set("state", Value::text("dissolved")),
                ),
                ModelEnd::MergeInto(into) => {
                    let models = Models::read(notebook)?;
                    let code = models.get(into).map(|model| model.code.clone());
                    let code = code.ok_or(ClientError::PlanChanged)?;
                    let of_model = vec![
                        FieldEdit::set("state", Value::text("merged")),
                        FieldEdit::set("merged_into", Value::Reference(into)),
                    ];
                    (of_model, FieldEdit::set("model", Value::Text(code)))
                }
            };
            notebook.edit(plan.model, &of_model)?;
            for group in &plan.groups {
                notebook.edit(group.id, std::slice::from_ref(&of_groups))?;
            }
            Ok(())
        })
    }

    fn still_as_seen(&mut self, seen: &[Seen]) -> Result<(), ClientError> {
        for one in seen {
            let row = self.row(one.id)?;
            if Seen::of(&self.document(one.id, &row)?) != *one {
                return Err(ClientError::PlanChanged);
            }
        }
        Ok(())
    }

    fn document_of(&mut self, id: DocId, kind: Kind) -> Result<Document, ClientError> {
        let row = self.row_of(id, kind)?;
        self.document(id, &row)
    }
}

fn state(document: &Document) -> String {
    match document.get("state") {
        Some(Value::Text(state)) => state,
        _ => String::new(),
    }
}

fn has_ended(model: &Document) -> bool {
    matches!(state(model).as_str(), "merged" | "stopped")
}

fn members(group: &Document) -> Vec<DocId> {
    match group.get("members") {
        Some(Value::References(members)) => members,
        _ => Vec::new(),
    }
}
