//! What is still to be done: the list, and each step of a follow-up.

use super::fields::reference;
use crate::calendar::{day_of, days_after};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
pub use crate::view::follow_ups::FollowUpCounts;
use crate::view::follow_ups::{self, Filter};
use crate::view::narrowing::Narrowing;
use proto::{DocId, UnixMillis};
use records::{Document, FieldEdit, FollowUpState, Kind, Value};

/// So many days count as soon where no other number is asked for.
const SOON_DAYS: u32 = 7;

/// Which follow-ups are asked for, by when they are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Due {
    /// Whenever that is.
    #[default]
    Any,
    /// Before today.
    Overdue,
    /// Today or in so many days.
    Within(u32),
    /// On no day that somebody said.
    Undated,
}

/// Says which follow-ups a list shows that are still to be done. The officer is the assignee, the time that at which they are
/// due.
#[derive(Debug, Clone, Default)]
pub struct FollowUpQuery {
    /// Area, assignee, time and page.
    pub narrowing: Narrowing,
    /// When they are due.
    pub due: Due,
    /// Only those that nobody has to do.
    pub unassigned: bool,
}

/// A page of what is still to be done: what is due first comes first, what has no day last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpPage {
    /// The follow-ups of the page.
    pub rows: Vec<OpenFollowUp>,
    /// How many there are on all pages.
    pub total: u64,
    /// What is still to be done in the area and by the assignee asked for, whenever it is due.
    pub counts: FollowUpCounts,
}

/// A follow-up with what a person needs to see who owes what to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFollowUp {
    /// The follow-up.
    pub id: DocId,
    /// What is to be done.
    pub what: String,
    /// How far it has come.
    pub state: FollowUpState,
    /// The day on which it is due: `2026-01-31`.
    pub due: Option<String>,
    /// In how many days it is due; below zero where it is over.
    pub days_left: Option<i64>,
    /// Whether it is still to be done and the day has passed.
    pub is_overdue: bool,
    /// Who has to do it.
    pub assignee: Option<DocId>,
    /// That officer's name.
    pub assignee_name: Option<String>,
    /// The area.
    pub area: Option<DocId>,
    /// The area's name.
    pub area_name: Option<String>,
    /// Of which visit it comes.
    pub visit: Option<DocId>,
    /// For whom it is: a household, establishment or group.
    pub whom: Option<DocId>,
    /// What those are called.
    pub whom_name: Option<String>,
    /// What became of it.
    pub outcome: Option<String>,
    /// The unit to which it was referred.
    pub referred_to: Option<String>,
    /// What that unit answered.
    pub answer: Option<String>,
}

/// What somebody does with a follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowUpStep {
    /// Gives it to an officer.
    Assign {
        /// The officer.
        to: DocId,
        /// The day on which it is due, where that changes.
        due: Option<String>,
    },
    /// Begins with it.
    Start,
    /// Says what came of it.
    Finish {
        /// What came of it.
        outcome: String,
    },
    /// Says why it will not be done.
    Drop {
        /// Why.
        reason: String,
    },
}

impl FollowUpStep {
    fn edits(&self) -> Vec<FieldEdit> {
        let text = |field: &str, text: &str| FieldEdit::set(field, Value::text(text.trim()));
        let state = |state: FollowUpState| text("state", state.as_str());
        match self {
            FollowUpStep::Assign { to, due } => {
                let due = due.iter().map(|day| text("due", day));
                let assignee = FieldEdit::set("assignee", Value::Reference(*to));
                std::iter::once(assignee).chain(due).collect()
            }
            FollowUpStep::Start => vec![state(FollowUpState::InProgress)],
            FollowUpStep::Finish { outcome } => {
                vec![state(FollowUpState::Done), text("outcome", outcome)]
            }
            FollowUpStep::Drop { reason } => {
                vec![state(FollowUpState::Dropped), text("outcome", reason)]
            }
        }
    }
}

impl Notebook {
    /// Lists what is still to be done.
    pub fn open_follow_ups(&mut self, query: &FollowUpQuery) -> Result<FollowUpPage, ClientError> {
        self.within_lease()?;
        let asked = &query.narrowing;
        let now = self.now()?;
        let all = Filter {
            space: self.narrowed_space(asked.area)?,
            assignee: asked.officer,
            ..Filter::default()
        };
        let within = match query.due {
            Due::Within(days) => days,
            _ => SOON_DAYS,
        };
        let (today, soon) = (day_after(now, 0), day_after(now, within.saturating_add(1)));
        let filter = Filter {
            unassigned: query.unassigned,
            undated: query.due == Due::Undated,
            from: match query.due {
                Due::Within(_) => Some(today.clone()),
                _ => asked.from.map(|at| day_after(at, 0)),
            },
            before: match query.due {
                Due::Overdue => Some(today.clone()),
                Due::Within(_) => Some(soon.clone()),
                _ => asked.until.map(|at| day_after(at, 0)),
            },
            ..all.clone()
        };
        let numbers = follow_ups::page(&self.connection, &filter, asked)?;
        let total = follow_ups::count(&self.connection, &filter, &today, &soon)?.open;
        let counts = follow_ups::count(&self.connection, &all, &today, &soon)?;
        self.log_list(Kind::FollowUp, numbers.len())?;
        let mut rows = Vec::with_capacity(numbers.len());
        for n in numbers {
            rows.push(self.follow_up_at(n, &today)?);
        }
        Ok(FollowUpPage {
            rows,
            total,
            counts,
        })
    }

    /// Does a step of a follow-up; returns whether anything changed.
    ///
    /// Fails with `record-not-found`, or `record-invalid` where the step does not come after the one before, or nothing is said of
    /// why it is dropped.
    pub fn follow_up_step(&mut self, id: DocId, step: &FollowUpStep) -> Result<bool, ClientError> {
        if self.row(id)?.kind != Some(Kind::FollowUp) {
            return Err(ClientError::RecordNotFound {
                reference: id.to_string(),
            });
        }
        self.edit(id, &step.edits())
    }

    /// Reads the follow-up of a row number, as it stands on a day.
    pub(super) fn follow_up_at(
        &mut self,
        n: i64,
        today: &str,
    ) -> Result<OpenFollowUp, ClientError> {
        let (id, row) = changes::by_number(&self.connection, n)?;
        let document = self.document(id, &row)?;
        let text = |field: &str| match document.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let state = text("state").and_then(|code| FollowUpState::parse(&code));
        let state = state.unwrap_or(FollowUpState::Open);
        let (assignee, area) = (
            reference(&document, "assignee"),
            reference(&document, "area"),
        );
        let visit = reference(&document, "visit");
        let whom = match self.whom_of(&document)? {
            Some(whom) => Some(whom),
            None => match visit {
                Some(visit) => self.whom_of_visit(visit)?,
                None => None,
            },
        };
        let due = text("due");
        Ok(OpenFollowUp {
            id,
            what: text("what").unwrap_or_default(),
            state,
            days_left: due.as_deref().and_then(|due| days_between(today, due)),
            is_overdue: state.is_open() && due.as_deref().is_some_and(|due| due < today),
            due,
            assignee,
            assignee_name: self.name_of_some(assignee)?,
            area,
            area_name: self.name_of_some(area)?,
            visit,
            whom,
            whom_name: self.name_of_some(whom)?,
            outcome: text("outcome"),
            referred_to: text("referred_to"),
            answer: text("answer"),
        })
    }

    fn whom_of(&self, document: &Document) -> Result<Option<DocId>, ClientError> {
        let fields = ["household", "establishment", "group"];
        Ok(fields.iter().find_map(|field| reference(document, field)))
    }

    fn whom_of_visit(&mut self, visit: DocId) -> Result<Option<DocId>, ClientError> {
        match changes::record(&self.connection, visit)? {
            Some(row) => {
                let document = self.document(visit, &row)?;
                self.whom_of(&document)
            }
            None => Ok(None),
        }
    }

    pub(super) fn name_of_some(&self, id: Option<DocId>) -> Result<Option<String>, ClientError> {
        match id {
            Some(id) => self.name_of(id),
            None => Ok(None),
        }
    }
}

/// Returns the day so many days after an instant, where the work is done: `2026-01-31`.
pub(super) fn day_after(at: UnixMillis, days: u32) -> String {
    days_after(day_of(at), days)
}

/// Counts the days from one day to another; nothing where one of them is none.
fn days_between(from: &str, to: &str) -> Option<i64> {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let span = day(from)?.until((jiff::Unit::Day, day(to)?)).ok()?;
    Some(i64::from(span.get_days()))
}
