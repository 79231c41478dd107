//! Assessments of groups by period: each reviewer's own, and where two disagree both are shown.

use crate::desk::areas::Narrowed;
use crate::desk::groups::GroupQuery;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::assessments::{self, Assessed};
use crate::view::narrowing::Narrowing;
use crate::view::{groups, links};
use proto::DocId;
use records::{FieldEdit, Kind, Period, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a reviewer found of a group. What is left out is left as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssessmentEntry {
    /// Points of a hundred by criterion.
    pub criteria: BTreeMap<String, i64>,
    /// One of [`records::schema::RESULTS`].
    pub result: Option<String>,
    /// One of [`records::schema::RECOMMENDATIONS`].
    pub recommendation: Option<String>,
    /// Why.
    pub note: Option<String>,
}

/// Says which assessments a list is of. Everything left out does not filter.
#[derive(Debug, Clone, Default)]
pub struct AssessmentQuery {
    /// Only those of an area, groups that an officer assessed, periods that begin in the time.
    pub narrowing: Narrowing,
    /// Only those of one period.
    pub period: Option<Period>,
    /// Only those of a group, and of groups that were merged into it.
    pub group: Option<DocId>,
    /// Only groups for which somebody recommends this.
    pub recommendation: Option<String>,
    /// Only groups of which reviewers think differently.
    pub only_disagreeing: bool,
}

/// A page of assessed groups, the newest period first, then by the groups' names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentPage {
    /// The groups of the page.
    pub rows: Vec<AssessedGroup>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A group in a period, with what each reviewer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessedGroup {
    /// The group.
    pub group: DocId,
    /// What it is called.
    pub name: String,
    /// Its area.
    pub area: Option<DocId>,
    /// The area's name.
    pub area_name: String,
    /// The period, as written: `2026-Q3`.
    pub period: String,
    /// By reviewer.
    pub assessments: Vec<GroupAssessment>,
    /// Whether reviewers differ in result or recommendation.
    pub disagree: bool,
}

/// What one reviewer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupAssessment {
    /// The assessment.
    pub id: DocId,
    /// The reviewer.
    pub reviewer: Option<DocId>,
    /// The reviewer's name.
    pub reviewer_name: String,
    /// The result.
    pub result: Option<String>,
    /// The recommendation.
    pub recommendation: Option<String>,
}

/// How the groups at work stand in a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssessmentSummary {
    /// Groups that somebody assessed.
    pub assessed: u64,
    /// Groups at work that nobody assessed.
    pub unassessed: u64,
    /// Groups of which reviewers think differently.
    pub disagreeing: u64,
    /// Groups by result, where all reviewers who gave one gave the same.
    pub results: BTreeMap<String, u64>,
    /// Groups by recommendation, where all reviewers who gave one gave the same.
    pub recommendations: BTreeMap<String, u64>,
}

impl Notebook {
    /// Writes down what this device's officer found of a group in a period; a second time changes the first assessment.
    /// Returns the assessment.
    ///
    /// Fails with `record-not-found`, `record-invalid` naming every problem (`no-authority` where the officer may not
    /// review), or as writing fails.
    pub fn assess(
        &mut self,
        group: DocId,
        period: Period,
        entry: &AssessmentEntry,
    ) -> Result<DocId, ClientError> {
        self.row_of(group, Kind::Group)?;
        let reviewer = self.officer()?.ok_or(ClientError::NotJoinedYet)?;
        let reviewer = DocId(reviewer.0);
        let known = assessments::of_period(&self.connection, period)?;
        let own = known
            .iter()
            .find(|one| one.group == group && one.reviewer == Some(reviewer));
        let texts = [
            ("result", &entry.result),
            ("recommendation", &entry.recommendation),
            ("note", &entry.note),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(field, text)| Some((field, text.clone()?)));
        let Some(own) = own else {
            let mut fields: Map<String, Json> = texts
                .map(|(field, text)| (field.to_owned(), Json::from(text)))
                .collect();
            fields.insert("group".to_owned(), json!(group.to_string()));
            fields.insert("period".to_owned(), json!(period.to_string()));
            if !entry.criteria.is_empty() {
                fields.insert("criteria".to_owned(), json!(entry.criteria));
            }
            return self.create(Kind::Assessment, fields);
        };
        let mut edits: Vec<FieldEdit> = texts
            .map(|(field, text)| FieldEdit::set(field, Value::Text(text)))
            .collect();
        if !entry.criteria.is_empty() {
            let criteria = Value::Counts(entry.criteria.clone());
            edits.push(FieldEdit::add("criteria", criteria));
        }
        self.edit(own.id, &edits)?;
        Ok(own.id)
    }

    /// Lists assessed groups. Devices with the same documents have the same list in the same order.
    pub fn list_assessments(
        &mut self,
        query: &AssessmentQuery,
    ) -> Result<AssessmentPage, ClientError> {
        self.within_lease()?;
        let narrowed = self.narrowed_areas(query.narrowing.area, None)?;
        let mut family = BTreeSet::new();
        if let Some(group) = query.group {
            let together = links::together(&self.connection, group)?;
            family = groups::absorbed_by(&self.connection, &together)?;
            family.extend(together);
        }
        let Narrowing { from, until, .. } = query.narrowing;
        let mut all = assessments::all(&self.connection, from, until, query.period)?;
        all.retain(|one| {
            narrowed.lets_through(one.space)
                && (query.group.is_none() || family.contains(&one.group))
        });
        let mut rows = Vec::new();
        for one in self.by_group(all)? {
            let row = self.assessed_group(one, &narrowed)?;
            let says = |wanted: &String| {
                let mut said = row.assessments.iter();
                said.any(|one| one.recommendation.as_ref() == Some(wanted))
            };
            let by = |officer: DocId| {
                let mut said = row.assessments.iter();
                said.any(|one| one.reviewer == Some(officer))
            };
            if query.recommendation.as_ref().is_none_or(says)
                && query.narrowing.officer.is_none_or(by)
                && (!query.only_disagreeing || row.disagree)
            {
                rows.push(row);
            }
        }
        let total = rows.len() as u64;
        let rows: Vec<_> = query.narrowing.page(rows).collect();
        self.log_list(Kind::Assessment, rows.len())?;
        Ok(AssessmentPage { rows, total })
    }

    /// Counts how groups stand in a period, in an area or in all.
    pub fn assessment_summary(
        &mut self,
        period: Period,
        area: Option<DocId>,
    ) -> Result<AssessmentSummary, ClientError> {
        let narrowed = self.narrowed_areas(area, None)?;
        let mut all = assessments::of_period(&self.connection, period)?;
        all.retain(|one| narrowed.lets_through(one.space));
        let mut summary = AssessmentSummary::default();
        let assessed: BTreeSet<DocId> = all.iter().map(|one| one.group).collect();
        summary.assessed = assessed.len() as u64;
        for group in &assessed {
            let said: Vec<&Assessed> = all.iter().filter(|one| one.group == *group).collect();
            let (results, recommendations) =
                (distinct(&said, result), distinct(&said, recommendation));
            if results.len() > 1 || recommendations.len() > 1 {
                summary.disagreeing += 1;
            }
            for (said, counts) in [
                (results, &mut summary.results),
                (recommendations, &mut summary.recommendations),
            ] {
                if let (1, Some(one)) = (said.len(), said.first()) {
                    *counts.entry((*one).clone()).or_default() += 1;
                }
            }
        }
        let query = GroupQuery {
            narrowing: Narrowing {
                area,
                limit: Some(0),
                ..Narrowing::default()
            },
            unassessed_in: Some(period),
            ..GroupQuery::default()
        };
        summary.unassessed = self.list_groups(&query)?.total;
        Ok(summary)
    }

    /// Puts the assessments of a group in a period together.
    fn by_group(&mut self, all: Vec<Assessed>) -> Result<Vec<OfGroup>, ClientError> {
        let mut found: BTreeMap<(String, DocId), OfGroup> = BTreeMap::new();
        let mut order: BTreeMap<String, usize> = BTreeMap::new();
        for one in all {
            let next = order.len();
            order.entry(one.period.clone()).or_insert(next);
            let of_group = found
                .entry((one.period.clone(), one.group))
                .or_insert_with(|| OfGroup {
                    group: one.group,
                    space: one.space,
                    period: one.period.clone(),
                    name: String::new(),
                    said: Vec::new(),
                });
            of_group.said.push(one);
        }
        let mut found: Vec<OfGroup> = found.into_values().collect();
        for of_group in &mut found {
            of_group.name = self.name_of(of_group.group)?.unwrap_or_default();
            of_group.said.sort_by_key(|one| (one.reviewer, one.id));
        }
        found.sort_by_cached_key(|one| {
            let place = order.get(&one.period).copied();
            (place, records::fold(&one.name), one.group)
        });
        Ok(found)
    }

    fn assessed_group(
        &mut self,
        of_group: OfGroup,
        narrowed: &Narrowed,
    ) -> Result<AssessedGroup, ClientError> {
        let all: Vec<&Assessed> = of_group.said.iter().collect();
        let disagree = distinct(&all, result).len() > 1 || distinct(&all, recommendation).len() > 1;
        let mut said = Vec::with_capacity(of_group.said.len());
        for one in of_group.said {
            let reviewer_name = match one.reviewer {
                Some(reviewer) => self.name_of(reviewer)?.unwrap_or_default(),
                None => String::new(),
            };
            said.push(GroupAssessment {
                id: one.id,
                reviewer: one.reviewer,
                reviewer_name,
                result: one.result,
                recommendation: one.recommendation,
            });
        }
        let area = narrowed.area_of(of_group.space);
        Ok(AssessedGroup {
            group: of_group.group,
            name: of_group.name,
            area,
            area_name: area.and_then(|id| narrowed.name(id)).unwrap_or_default(),
            period: of_group.period,
            assessments: said,
            disagree,
        })
    }
}

/// The assessments of a group in a period.
struct OfGroup {
    group: DocId,
    space: i64,
    period: String,
    name: String,
    said: Vec<Assessed>,
}

fn result(one: &Assessed) -> Option<&String> {
    one.result.as_ref()
}

fn recommendation(one: &Assessed) -> Option<&String> {
    one.recommendation.as_ref()
}

/// Gives the distinct values that assessments have of something; one that leaves it open has none.
fn distinct<'a>(
    said: &[&'a Assessed],
    of: fn(&'a Assessed) -> Option<&'a String>,
) -> BTreeSet<&'a String> {
    said.iter().filter_map(|one| of(one)).collect()
}
