//! What residents ask for under the law on personal data, and its clock: an answer within two working days (Law 91/2025/QH15,
//! Decree 356/2025/ND-CP).

use super::fields::{reference, text};
use super::follow_ups::day_after;
use crate::calendar::local_time;
use crate::error::ClientError;
use crate::linking::LinkedBeside;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::narrowing::Narrowing;
use crate::view::requests::{self, Filter};
use crate::view::restricted;
use crate::working_days;
use jiff::civil::Date;
use proto::DocId;
use records::{Document, FieldEdit, Kind, Problem, ProblemCode, Value};
use std::collections::BTreeSet;

/// So many working days after a request came it has to be answered.
pub(crate) const ANSWER_DAYS: u32 = 2;

/// Says which requests a list shows. The officer is who took them, the time when they came.
#[derive(Debug, Clone, Default)]
pub struct RequestQuery {
    /// Area, officer, time and page.
    pub narrowing: Narrowing,
    /// Those too that were answered or refused.
    pub all: bool,
}

/// A page of requests: those that wait first, by the day on which they are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPage {
    /// The requests of the page.
    pub rows: Vec<ResidentRequest>,
    /// How many there are on all pages.
    pub total: u64,
}

/// What a resident asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentRequest {
    /// The request.
    pub id: DocId,
    /// What is asked for: `access`, `correction`, `restriction` or `erasure`.
    pub kind: String,
    /// Of which household.
    pub household: Option<DocId>,
    /// What that is called; nothing of a restricted one.
    pub household_name: Option<String>,
    /// Who asks.
    pub person: Option<String>,
    /// When it came, as it was written.
    pub received_at: Option<String>,
    /// The last day on which it is answered in time: `2026-01-31`.
    pub due: Option<String>,
    /// How many working days are left; below zero where it is late.
    pub days_left: Option<i64>,
    /// Whether it waits for an answer and the day has passed.
    pub is_overdue: bool,
    /// `open`, `answered` or `refused`.
    pub state: String,
    /// What was answered.
    pub outcome: Option<String>,
    /// When, as it was written.
    pub answered_at: Option<String>,
    /// Who took it.
    pub officer_name: Option<String>,
}

/// What a resident is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAnswer {
    /// What is answered.
    pub outcome: String,
    /// Whether it is refused.
    pub is_refused: bool,
}

/// What answering a request will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPlan {
    /// The request.
    pub request: DocId,
    /// What is answered.
    pub answer: RequestAnswer,
    /// The households that will be restricted.
    pub restricts: Vec<DocId>,
    /// Households that are linked with those and stay as they are.
    pub linked: Vec<LinkedBeside>,
}

impl Notebook {
    /// Lists requests of residents.
    pub fn requests(&mut self, query: &RequestQuery) -> Result<RequestPage, ClientError> {
        self.within_lease()?;
        let filter = Filter {
            space: self.narrowed_space(query.narrowing.area)?,
            asked: query.narrowing.clone(),
            all: query.all,
            before: None,
        };
        let numbers = requests::page(&self.connection, &filter)?;
        let total = requests::count(&self.connection, &filter)?;
        self.log_list(Kind::Request, numbers.len())?;
        let today = day_after(self.now()?, 0);
        let mut rows = Vec::with_capacity(numbers.len());
        for n in numbers {
            let (id, row) = changes::by_number(&self.connection, n)?;
            let document = self.document(id, &row)?;
            rows.push(self.request(&document, &today)?);
        }
        Ok(RequestPage { rows, total })
    }

    /// Plans to answer a request. Where it asks that a household's record is not used, and is not refused, the household is
    /// restricted from today on, and with it those that are linked with it if `with_linked` says so.
    ///
    /// Fails with `record-not-found`, or `record-invalid` where nothing is answered.
    pub fn plan_answer(
        &mut self,
        id: DocId,
        answer: &RequestAnswer,
        with_linked: bool,
    ) -> Result<AnswerPlan, ClientError> {
        let row = self.row_of(id, Kind::Request)?;
        if answer.outcome.trim().is_empty() {
            let problem = Problem::new(ProblemCode::MissingField, "outcome");
            return Err(ClientError::RecordInvalid(vec![problem]));
        }
        let document = self.document(id, &row)?;
        let restricts =
            !answer.is_refused && text(&document, "kind").as_deref() == Some("restriction");
        let household = reference(&document, "household").filter(|_| restricts);
        let mut restricts = BTreeSet::from_iter(household);
        if let Some(household) = household.filter(|_| with_linked) {
            restricts.extend(self.linked_with(household)?);
        }
        Ok(AnswerPlan {
            request: id,
            answer: answer.clone(),
            linked: self.linked_beside(&restricts)?,
            restricts: restricts.into_iter().collect(),
        })
    }

    /// Answers a request as planned; returns whether it still waited for an answer.
    ///
    /// Fails with `record-not-found`, or `record-invalid` where this device's role does not allow it.
    pub fn answer_request(&mut self, plan: &AnswerPlan) -> Result<bool, ClientError> {
        let (id, answer) = (plan.request, &plan.answer);
        let row = self.row_of(id, Kind::Request)?;
        let document = self.document(id, &row)?;
        if text(&document, "state").is_some_and(|state| state != "open") {
            return Ok(false);
        }
        let now = self.now()?;
        let state = if answer.is_refused {
            "refused"
        } else {
            "answered"
        };
        let set = |field: &str, text: &str| FieldEdit::set(field, Value::text(text));
        let edits = [
            set("state", state),
            set("outcome", answer.outcome.trim()),
            set("answered_at", &local_time(now)),
        ];
        self.in_one_transaction(|notebook| {
            for household in &plan.restricts {
                // One that is restricted already stays so since the day it was.
                if !restricted::has(&notebook.connection, *household)? {
                    let restricted = set("restricted", &day_after(now, 0));
                    notebook.edit(*household, &[restricted])?;
                }
            }
            notebook.edit(id, &edits)
        })
    }

    /// Counts the requests that wait for an answer, and those of them that are late.
    pub(crate) fn requests_waiting(&mut self) -> Result<(u64, u64), ClientError> {
        let today = day_after(self.now()?, 0);
        let late = Filter {
            before: Some(&today),
            ..Filter::default()
        };
        Ok((
            requests::count(&self.connection, &Filter::default())?,
            requests::count(&self.connection, &late)?,
        ))
    }

    fn request(&self, document: &Document, today: &str) -> Result<ResidentRequest, ClientError> {
        let household = reference(document, "household");
        let (due, state) = (text(document, "due"), text(document, "state"));
        let is_open = state.as_deref().is_none_or(|state| state == "open");
        let days = |due: &String| {
            let (today, due): (Date, Date) = (today.parse().ok()?, due.parse().ok()?);
            Some(working_days::between(today, due))
        };
        Ok(ResidentRequest {
            id: document.id(),
            kind: text(document, "kind").unwrap_or_default(),
            household,
            household_name: self.name_of_some(household)?,
            person: text(document, "person"),
            received_at: text(document, "received_at"),
            days_left: due.as_ref().filter(|_| is_open).and_then(days),
            is_overdue: is_open && due.as_deref().is_some_and(|due| due < today),
            due,
            state: state.unwrap_or_else(|| "open".to_owned()),
            outcome: text(document, "outcome"),
            answered_at: text(document, "answered_at"),
            officer_name: self.name_of_some(reference(document, "officer"))?,
        })
    }
}

/// Returns the last day on which a request that came at an instant (RFC 3339) is answered in time.
pub(crate) fn due_of(received_at: &str) -> Option<String> {
    let at: jiff::Timestamp = received_at.parse().ok()?;
    let day: Date = day_after(proto::UnixMillis(at.as_millisecond()), 0)
        .parse()
        .ok()?;
    Some(working_days::after(day, ANSWER_DAYS).to_string())
}
