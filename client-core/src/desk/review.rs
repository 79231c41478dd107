//! The review of visits: which wait, and what whoever reviews them says. A visit that was edited since its review, or by
//! somebody who had not seen it, waits again by itself (`records::Review`).

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::narrowing::Narrowing;
use crate::view::reviews;
use proto::{ChangeHash, DocId, UnixMillis};
use records::{Document, FieldEdit, Kind, Stage, Value};

/// A page of the visits that wait for their review, the one that waits the longest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPage {
    /// The visits of the page.
    pub rows: Vec<WaitingVisit>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A visit that waits for its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingVisit {
    /// The visit.
    pub id: DocId,
    /// Since when it waits.
    pub since: UnixMillis,
    /// Whether it was reviewed before, and something was written since that no review has seen.
    pub is_reopened: bool,
    /// When the visit was made.
    pub at: Option<UnixMillis>,
    /// What it was to.
    pub whom: Option<DocId>,
    /// What that is called.
    pub whom_name: Option<String>,
    /// Its area.
    pub area: Option<DocId>,
    /// The area's name.
    pub area_name: Option<String>,
    /// Whose visit it is.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// How many needs were heard.
    pub needs: u64,
}

/// What whoever reviews a visit says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is good as it is.
    Accept,
    /// Its officer has to correct something, which the note says.
    Return {
        /// What the officer reads.
        note: String,
    },
}

/// What a review will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPlan {
    /// What is said.
    pub verdict: Verdict,
    /// Of which visits.
    pub visits: Vec<WaitingVisit>,
    /// Which of those named do not wait for a review: drafts, returned ones, and those reviewed as they are.
    pub not_waiting: Vec<DocId>,
    /// What the plan was made from, a visit a place.
    seen: Vec<Vec<ChangeHash>>,
}

/// What a review did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewDone {
    /// The visits of which the verdict stands now.
    pub reviewed: Vec<DocId>,
    /// Those that changed since the plan was made: nothing was said of them.
    pub changed: Vec<DocId>,
}

impl Notebook {
    /// Lists the visits that wait for their review. Its time is a visit's own.
    pub fn reviews(&mut self, asked: &Narrowing) -> Result<ReviewPage, ClientError> {
        self.within_lease()?;
        let space = self.narrowed_space(asked.area)?;
        let status = Stage::Submitted.status(Kind::Visit);
        let places = reviews::page(&self.connection, status, asked, space)?;
        let total = reviews::count(&self.connection, status, asked, space)?;
        self.log_list(Kind::Visit, places.len())?;
        let mut rows = Vec::with_capacity(places.len());
        for (n, _) in places {
            let (id, row) = changes::by_number(&self.connection, n)?;
            let document = self.document(id, &row)?;
            rows.extend(self.waiting(&document)?);
        }
        Ok(ReviewPage { rows, total })
    }

    /// Plans to say something of visits. Fails with `note-missing`, `record-not-found`, or `role-lacks-duty` where this device
    /// does not review.
    pub fn plan_review(
        &mut self,
        visits: &[DocId],
        verdict: Verdict,
    ) -> Result<ReviewPlan, ClientError> {
        if matches!(&verdict, Verdict::Return { note } if note.trim().is_empty()) {
            return Err(ClientError::NoteMissing);
        }
        if !self.is_reviewer()? {
            return Err(ClientError::RoleLacksDuty);
        }
        let mut plan = ReviewPlan {
            verdict,
            visits: Vec::new(),
            not_waiting: Vec::new(),
            seen: Vec::new(),
        };
        for id in visits {
            let document = self.visit_document(*id)?;
            match self.waiting(&document)? {
                Some(visit) => {
                    plan.visits.push(visit);
                    plan.seen.push(document.heads().to_vec());
                }
                None => plan.not_waiting.push(*id),
            }
        }
        Ok(plan)
    }

    /// Says of the visits of a plan what it was made for; those that changed meanwhile are left as they are. All of it is
    /// durable when this returns, or none.
    ///
    /// Fails as an edit fails.
    pub fn review(&mut self, plan: &ReviewPlan) -> Result<ReviewDone, ClientError> {
        let edits = match &plan.verdict {
            Verdict::Accept => vec![
                FieldEdit::affirm("status", Value::text(Stage::Reviewed.status(Kind::Visit))),
                FieldEdit::clear("review"),
            ],
            Verdict::Return { note } => vec![
                FieldEdit::affirm("status", Value::text(Stage::Returned.status(Kind::Visit))),
                FieldEdit::set("review", Value::text(note.trim())),
            ],
        };
        self.in_one_transaction(|notebook| {
            let mut done = ReviewDone::default();
            for (visit, seen) in plan.visits.iter().zip(&plan.seen) {
                if notebook.visit_document(visit.id)?.heads() == seen {
                    notebook.edit(visit.id, &edits)?;
                    done.reviewed.push(visit.id);
                } else {
                    done.changed.push(visit.id);
                }
            }
            Ok(done)
        })
    }

    /// Tells whether what this device says of visits counts.
    pub(crate) fn is_reviewer(&mut self) -> Result<bool, ClientError> {
        let roles = self.author_in(&self.unit_space()?)?.standing.roles;
        let reviewers = records::schema::REVIEWERS;
        Ok(reviewers.iter().any(|role| roles.contains(*role)))
    }

    /// Counts the visits that wait for a review, where this device reviews.
    pub(crate) fn count_to_review(&mut self) -> Result<u64, ClientError> {
        if self.unit_space().is_err() || !self.is_reviewer()? {
            return Ok(0);
        }
        let all = Narrowing::default();
        reviews::count(
            &self.connection,
            Stage::Submitted.status(Kind::Visit),
            &all,
            None,
        )
    }

    /// Counts the visits that were returned to the officer of this device.
    pub(crate) fn returned_to_me(&mut self) -> Result<u64, ClientError> {
        let me = match self.unit_space() {
            Ok(_) => self.officer()?,
            Err(_) => None,
        };
        let Some(me) = me else {
            return Ok(0);
        };
        let own = Narrowing {
            officer: Some(DocId(me.0)),
            ..Narrowing::default()
        };
        reviews::count(
            &self.connection,
            Stage::Returned.status(Kind::Visit),
            &own,
            None,
        )
    }

    fn visit_document(&mut self, id: DocId) -> Result<Document, ClientError> {
        let row = self.row(id)?;
        if row.kind != Some(Kind::Visit) {
            return Err(ClientError::RecordNotFound {
                reference: id.to_string(),
            });
        }
        self.document(id, &row)
    }

    fn waiting(&mut self, document: &Document) -> Result<Option<WaitingVisit>, ClientError> {
        let review = document.review();
        let waits = |stage| matches!(stage, Stage::Submitted | Stage::Reopened);
        let Some(review) = review.filter(|review| waits(review.stage)) else {
            return Ok(None);
        };
        let row = records::row(document).ok_or(ClientError::DatabaseDamaged)?;
        let name = |id: Option<DocId>| match id {
            Some(id) => self.name_of(id),
            None => Ok(None),
        };
        Ok(Some(WaitingVisit {
            id: document.id(),
            since: review.since,
            is_reopened: review.stage == Stage::Reopened,
            at: row.at,
            whom: row.parent,
            whom_name: name(row.parent)?,
            area: row.area,
            area_name: name(row.area)?,
            officer: row.officer,
            officer_name: name(row.officer)?,
            needs: match document.get("needs") {
                Some(Value::Texts(needs)) => needs.len() as u64,
                _ => 0,
            },
        }))
    }
}
