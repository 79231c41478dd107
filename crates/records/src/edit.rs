//! Edits of a document: what a person changes, as one change that touches only the keys it must.

mod lists;
mod plan;

use serde_json::Value as Json;

use crate::Kind;
use crate::change::{NewChange, NewOp, OpId, RecordChange};
use crate::document::Document;
use crate::draft::{Author, Draft};
use crate::follow_up;
use crate::layout::UNKNOWN;
use crate::problem::{Problem, ProblemCode};
use crate::scalar::Scalar;
use crate::schema::{self, FieldSpec};
use crate::sensitive::with_marked;
use crate::validation;
use crate::value::{self, Value};
use plan::Plan;

/// One edit of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldEdit {
    /// Gives the field this value. A conflict of the field is closed by it, in whole. Statements that are marked as
    /// sensitive stay where the value has none.
    Set(String, Value),
    /// Gives the field this value, and says so again where it has it: what the writer had seen till then is part of what
    /// they say. For fields of one value.
    Affirm(String, Value),
    /// Takes the field's value away.
    Clear(String),
    /// Adds items to a list or set; those already there are left.
    Add(String, Value),
    /// Takes items out of a list or set, by their value.
    Remove(String, Value),
    /// Keeps one of the values in conflict under a key; see [`crate::Conflict`].
    Keep {
        /// The key, as the conflict names it.
        key: String,
        /// The operation that wrote the value to keep.
        op: OpId,
    },
}

impl FieldEdit {
    /// Sets a field.
    pub fn set(field: impl Into<String>, value: Value) -> Self {
        Self::Set(field.into(), value)
    }

    /// Sets a field, also to the value that it has.
    pub fn affirm(field: impl Into<String>, value: Value) -> Self {
        Self::Affirm(field.into(), value)
    }

    /// Clears a field.
    pub fn clear(field: impl Into<String>) -> Self {
        Self::Clear(field.into())
    }

    /// Adds to a list or set.
    pub fn add(field: impl Into<String>, value: Value) -> Self {
        Self::Add(field.into(), value)
    }

    /// Removes from a list or set.
    pub fn remove(field: impl Into<String>, value: Value) -> Self {
        Self::Remove(field.into(), value)
    }
}

/// The fields being edited, with the values that they have now and shall have.
#[derive(Default)]
struct Targets {
    fields: Vec<Target>,
}

struct Target {
    spec: &'static FieldSpec,
    now: Option<Value>,
    then: Option<Value>,
    /// Whether conflicts of the field are closed although its value stays.
    closes_conflicts: bool,
    /// Whether the value is written although it stands.
    is_affirmed: bool,
}

impl Document {
    /// Writes the change that the edits make; nothing where they change nothing.
    ///
    /// `token` is four random bytes: it keeps items that two devices add to one list apart.
    ///
    /// # Errors
    ///
    /// Every [`Problem`] at once. Problems that the document had before and the edits leave alone do not count. Edits that
    /// would not count from this author are a problem of their own (`no-authority`, `other-unit`).
    pub fn edit(
        &self,
        edits: &[FieldEdit],
        author: Author,
        token: [u8; 4],
    ) -> Result<Option<RecordChange>, Vec<Problem>> {
        let kind = self
            .kind()
            .ok_or_else(|| vec![Problem::new(ProblemCode::IncompleteDocument, "")])?;
        let mut targets = Targets::default();
        let mut plan = Plan::default();
        let mut problems = Vec::new();
        for edit in edits {
            let done = match edit {
                FieldEdit::Keep { key, op } => plan.keep(&self.state, key, *op),
                other => targets.take(self, kind, other),
            };
            problems.extend(done.err());
        }
        problems.extend(self.new_problems(kind, &targets));
        if !problems.is_empty() {
            return Err(problems);
        }
        for target in &targets.fields {
            plan.field(&self.state, target, token);
        }
        self.checked_change(kind, plan, author)
    }

    /// Writes the change that brings the document to a record read anew from a file; nothing where they agree.
    ///
    /// Only fields that the record holds and that differ are written. A value that already stood here and was
    /// replaced since is left as it is now: a file imported a second time does not undo what people wrote in between
    /// (see [`Self::stale_fields`]).
    ///
    /// # Errors
    ///
    /// A [`Problem`] if the document is of another kind or incomplete, or for each value that would not count from this
    /// author.
    pub fn merge_draft(
        &self,
        draft: &Draft,
        author: Author,
        token: [u8; 4],
    ) -> Result<Option<RecordChange>, Vec<Problem>> {
        let kind = match self.kind() {
            None => return Err(vec![Problem::new(ProblemCode::IncompleteDocument, "")]),
            Some(kind) if kind != draft.kind() => {
                return Err(vec![Problem::new(ProblemCode::OtherKind, "")]);
            }
            Some(kind) => kind,
        };
        let mut plan = Plan::default();
        for (spec, value) in draft.fields() {
            let now = self.get(spec.name);
            let then = with_marked(now.as_ref(), value);
            if self.is_news(spec, &then) {
                let target = Target {
                    spec,
                    now,
                    then: Some(then),
                    closes_conflicts: false,
                    is_affirmed: false,
                };
                plan.field(&self.state, &target, token);
            }
        }
        for (name, json) in draft.unknown() {
            let key = format!("{UNKNOWN}{name}");
            let now = self
                .state
                .winner(&key)
                .and_then(Scalar::as_str)
                .and_then(parsed);
            let scalar = Scalar::from(json);
            if now != parsed(json) && !self.state.was(&key, &scalar) {
                plan.put(&self.state, key, scalar, false);
            }
        }
        self.checked_change(kind, plan, author)
    }

    /// Names the fields of a record read anew whose value stood here once and was replaced since.
    #[must_use]
    pub fn stale_fields(&self, draft: &Draft) -> Vec<&'static str> {
        draft
            .fields()
            .filter(|(spec, value)| {
                let now = self.get(spec.name);
                let then = with_marked(now.as_ref(), value);
                now.as_ref() != Some(&then) && !self.is_news(spec, &then)
            })
            .map(|(spec, _)| spec.name)
            .collect()
    }

    /// Whether a value differs from the field's and never stood there.
    fn is_news(&self, spec: &FieldSpec, value: &Value) -> bool {
        self.get(spec.name).as_ref() != Some(value) && !self.stood_before(spec, value)
    }

    /// Finds whether a value stood in a field; for a list, whether every item did or does.
    fn stood_before(&self, spec: &FieldSpec, value: &Value) -> bool {
        let mut puts = Vec::new();
        crate::layout::put_new(spec, value, &mut puts);
        puts.iter().all(|(key, scalar)| {
            self.state.was(key, scalar)
                || (spec.is_list() && self.state.winner(key) == Some(scalar))
        })
    }

    /// Finds the problems that the document would have after the edits and does not have now.
    fn new_problems(&self, kind: Kind, targets: &Targets) -> Vec<Problem> {
        let now: Vec<_> = self.fields().collect();
        let current = |name: &str| {
            now.iter()
                .find(|(spec, _)| spec.name == name)
                .map(|(_, value)| value)
        };
        let later = |name: &str| match targets
            .fields
            .iter()
            .find(|target| target.spec.name == name)
        {
            Some(target) => target.then.as_ref(),
            None => current(name),
        };
        let before = validation::whole(kind, current);
        let mut after = validation::whole(kind, later);
        let size = |get: &dyn Fn(&str) -> Option<usize>| {
            schema::fields(kind)
                .iter()
                .filter_map(|spec| get(spec.name))
                .sum::<usize>()
        };
        let grown = size(&|name| later(name).map(validation::size));
        if grown > size(&|name| current(name).map(validation::size)) {
            after.extend(validation::too_large(grown));
        }
        after.extend(follow_up::step(kind, current("state"), later));
        after.retain(|problem| !before.contains(problem) || targets.clears(&problem.field));
        after
    }

    fn checked_change(
        &self,
        kind: Kind,
        plan: Plan,
        author: Author,
    ) -> Result<Option<RecordChange>, Vec<Problem>> {
        let ops: Vec<NewOp> = plan.into_ops(&self.state);
        if ops.is_empty() {
            return Ok(None);
        }
        author.may_write(kind, &ops, self.opener)?;
        let change = NewChange {
            device: author.device,
            sequence: self.next_sequence(author.device),
            start_op: self.next_op(),
            at: author.at,
            deps: self.heads().to_vec(),
            ops,
        };
        Ok(Some(change.write()))
    }
}

fn parsed(json: &str) -> Option<Json> {
    serde_json::from_str(json).ok()
}

impl Targets {
    fn take(&mut self, document: &Document, kind: Kind, edit: &FieldEdit) -> Result<(), Problem> {
        let (FieldEdit::Set(field, _)
        | FieldEdit::Affirm(field, _)
        | FieldEdit::Clear(field)
        | FieldEdit::Add(field, _)
        | FieldEdit::Remove(field, _)) = edit
        else {
            return Ok(());
        };
        let spec = schema::field(kind, field)
            .ok_or_else(|| Problem::new(ProblemCode::UnknownField, field.as_str()))?;
        let target = self.target(document, spec);
        let misfit = || Problem::new(ProblemCode::EditDoesNotFit, spec.name);
        let then = match edit {
            FieldEdit::Set(_, value) | FieldEdit::Affirm(_, value) => {
                Some(with_marked(target.then.as_ref(), value))
            }
            FieldEdit::Add(_, value) => {
                Some(lists::added(spec, target.then.as_ref(), value).ok_or_else(misfit)?)
            }
            FieldEdit::Remove(_, value) => {
                lists::removed(spec, target.then.as_ref(), value).ok_or_else(misfit)?
            }
            FieldEdit::Clear(_) | FieldEdit::Keep { .. } => None,
        };
        if let Some(value) = &then {
            value::check(spec, value)?;
        }
        target.is_affirmed |= matches!(edit, FieldEdit::Affirm(..));
        target.closes_conflicts |= matches!(edit, FieldEdit::Set(..) | FieldEdit::Clear(_));
        target.then = then;
        Ok(())
    }

    fn target(&mut self, document: &Document, spec: &'static FieldSpec) -> &mut Target {
        let place = match self
            .fields
            .iter()
            .position(|target| target.spec.name == spec.name)
        {
            Some(place) => place,
            None => {
                let now = document.get(spec.name);
                self.fields.push(Target {
                    spec,
                    then: now.clone(),
                    now,
                    closes_conflicts: false,
                    is_affirmed: false,
                });
                self.fields.len() - 1
            }
        };
        // The place was found or pushed just above.
        #[allow(clippy::indexing_slicing)]
        &mut self.fields[place]
    }

    fn clears(&self, field: &str) -> bool {
        self.fields.iter().any(|target| {
            target.spec.name == field && target.then.is_none() && target.now.is_some()
        })
    }
}
