//! Baseline surveys of areas: filled in from the registers, written by an officer, judged by a reviewer.

use crate::desk::groups::GroupQuery;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::list::{self, Query};
use crate::view::narrowing::Narrowing;
use proto::DocId;
use records::{FieldEdit, Kind, Period, Stage, Value, survey_id};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

impl Notebook {
    /// Counts what an area's registers hold, as a survey of it begins; visits and meetings are those of the period.
    ///
    /// Fails with `area-unknown`.
    pub fn survey_counts(
        &mut self,
        area: DocId,
        period: Period,
    ) -> Result<BTreeMap<String, i64>, ClientError> {
        let space = self.area_space(area)?.ok_or(ClientError::AreaUnknown)?;
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let (mut residents, mut temporary) = (0, 0);
        let every = Query {
            limit: u32::MAX,
            ..Query::of(Kind::Household)
        };
        let households = list::page(&self.connection, &every, Some(space))?;
        counts.insert("households".to_owned(), number(households.len() as u64));
        for n in households {
            let (id, row) = changes::by_number(&self.connection, n)?;
            let household = self.document(id, &row)?;
            let count = |field: &str| match household.get(field) {
                Some(Value::Integer(count)) => count,
                _ => 0,
            };
            residents += count("residents");
            temporary += count("temporary_residents");
        }
        counts.insert("residents".to_owned(), residents);
        counts.insert("temporary_residents".to_owned(), temporary);
        let mut establishments = 0;
        for (kind, count) in list::count_by_status(&self.connection, Kind::Establishment, space)? {
            establishments += count;
            counts.insert(format!("establishments_{kind}"), number(count));
        }
        counts.insert("establishments".to_owned(), number(establishments));
        let of_area = GroupQuery {
            narrowing: Narrowing {
                area: Some(area),
                ..Narrowing::default()
            },
            ..GroupQuery::default()
        };
        let groups = self.group_register(&of_area)?.total;
        counts.insert("groups".to_owned(), number(groups.groups));
        let covered = number(groups.member_households);
        counts.insert("households_in_groups".to_owned(), covered);
        for (name, kind) in [("visits", Kind::Visit), ("meetings", Kind::Meeting)] {
            let query = Query {
                from: Some(period.from()),
                until: Some(period.until()),
                ..Query::of(kind)
            };
            let total = list::total(&self.connection, &query, Some(space))?;
            counts.insert(name.to_owned(), number(total));
        }
        Ok(counts)
    }

    /// Names the survey that begins with these fields: that of its area and period, so that two people who begin it without
    /// knowing of each other write one. Where that was erased, or the fields do not say, it is any.
    ///
    /// Fails with `survey-exists` where this device has one.
    pub(crate) fn id_of_survey(
        &mut self,
        fields: &Map<String, Json>,
    ) -> Result<DocId, ClientError> {
        let text = |name: &str| fields.get(name).and_then(Json::as_str);
        let area: Option<DocId> = text("area").and_then(|text| text.parse().ok());
        let period: Option<Period> = text("period").and_then(|text| text.parse().ok());
        let (Some(area), Some(period)) = (area, period) else {
            return Ok(self.new_id());
        };
        let Some(space) = self.area_space(area)? else {
            return Ok(self.new_id());
        };
        let wanted = Value::text(period.to_string());
        for n in list::of_space(&self.connection, Kind::Survey, space)? {
            let (id, row) = changes::by_number(&self.connection, n)?;
            if self.document(id, &row)?.get("period").as_ref() == Some(&wanted) {
                return Err(ClientError::SurveyExists);
            }
        }
        let id = survey_id(area, period);
        match self.refuse_erased(id) {
            Err(ClientError::RecordErased) => Ok(self.new_id()),
            checked => checked.map(|()| id),
        }
    }

    /// Hands a survey in; returns whether it was not handed in before.
    ///
    /// Fails with `record-not-found`, or `survey-state` where it is approved as it is.
    pub fn submit_survey(&mut self, id: DocId) -> Result<bool, ClientError> {
        match self.survey_stage(id)? {
            Stage::Reviewed => Err(ClientError::SurveyState),
            // It waits for its approval already, though its status says what the last one was.
            Stage::Reopened => Ok(false),
            _ => self.edit(id, &[FieldEdit::set("status", Value::text("submitted"))]),
        }
    }

    /// Gives a submitted survey, or one that was edited since its approval, back to its author, with the reason.
    ///
    /// Fails with `record-not-found`, `survey-state` where it is not submitted, or as an edit fails (`no-authority` for who
    /// may not review).
    pub fn return_survey(&mut self, id: DocId, note: &str) -> Result<(), ClientError> {
        self.judge_survey(id, Stage::Returned, Some(note))
    }

    /// Approves a submitted survey, or once more one that was edited since its approval.
    ///
    /// Fails as [`Notebook::return_survey`].
    pub fn approve_survey(&mut self, id: DocId, note: Option<&str>) -> Result<(), ClientError> {
        self.judge_survey(id, Stage::Reviewed, note)
    }

    fn judge_survey(
        &mut self,
        id: DocId,
        verdict: Stage,
        note: Option<&str>,
    ) -> Result<(), ClientError> {
        if !matches!(self.survey_stage(id)?, Stage::Submitted | Stage::Reopened) {
            return Err(ClientError::SurveyState);
        }
        let verdict = Value::text(verdict.status(Kind::Survey));
        let mut edits = vec![FieldEdit::affirm("status", verdict)];
        edits.extend(note.map(|note| FieldEdit::set("review", Value::text(note))));
        self.edit(id, &edits).map(drop)
    }

    fn survey_stage(&mut self, id: DocId) -> Result<Stage, ClientError> {
        let row = self.row_of(id, Kind::Survey)?;
        let review = self.document(id, &row)?.review();
        Ok(review.map_or(Stage::Draft, |review| review.stage))
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
