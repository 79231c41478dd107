//! Assessing a group, and what reviewers say of groups.

use super::desk;
use super::narrowing::{SCREENFUL, found, narrowing};
use super::{text, texts};
use crate::failure::Failure;
use crate::screen::{Sheet, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{AssessedGroup, AssessmentEntry, AssessmentPage, AssessmentQuery, Kind, Period};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// `sotay assess`.
pub(crate) fn assess(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let group = notebook.find(Some(Kind::Group), &text(matches, "group"))?;
    let period = matches.get_one::<Period>("period").copied();
    let period = period.ok_or_else(|| Failure::Usage(session.words.text("usage-other")))?;
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    let entry = AssessmentEntry {
        criteria: texts(matches, "criterion")
            .map(|typed| points(typed))
            .collect::<Result<BTreeMap<_, _>, Failure>>()?,
        result: given("result"),
        recommendation: given("recommend"),
        note: given("note"),
    };
    let assessment = notebook.assess(group, period, &entry)?;
    if session.screen.is_json() {
        let query = AssessmentQuery {
            period: Some(period),
            group: Some(group),
            ..AssessmentQuery::default()
        };
        let page = notebook.list_assessments(&query)?;
        let mut told = page.rows.first().map_or(Value::Null, to_json);
        if let Some(told) = told.as_object_mut() {
            told.insert("id".to_owned(), json!(assessment.to_string()));
        }
        return session.screen.value(&told);
    }
    let done = session.words.text("assess-done");
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))
}

/// Reads `CRITERION=POINTS`.
fn points(typed: &str) -> Result<(String, i64), Failure> {
    let malformed = || Failure::Assignment(typed.to_owned());
    let (name, points) = typed.rsplit_once('=').ok_or_else(malformed)?;
    let points = points.trim().parse().map_err(|_| malformed())?;
    Ok((name.trim().to_owned(), points))
}

/// `sotay assessments`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = AssessmentQuery {
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        period: matches.get_one::<Period>("period").copied(),
        group: found(&notebook, matches, Kind::Group, "group")?,
        recommendation: matches.get_one::<String>("recommend").cloned(),
        only_disagreeing: matches.get_flag("disagreeing"),
    };
    let AssessmentPage { rows, total } = notebook.list_assessments(&query)?;
    if session.screen.is_json() {
        let rows = rows.iter().map(to_json).collect();
        return session.screen.value(&Value::Array(rows));
    }
    let sheet = sheet(session, &rows);
    let page = (query.narrowing.offset, rows.len(), total);
    desk::print_sheet(session, matches, &sheet, page)
}

fn sheet(session: &Session, rows: &[AssessedGroup]) -> Sheet {
    let words = &session.words;
    let header = [
        "column-period",
        "column-group",
        "column-area",
        "column-reviewer",
        "column-result",
        "column-recommendation",
        "column-agreement",
    ];
    let mut sheet = Sheet::of(header.map(|key| words.text(key)).to_vec());
    for row in rows {
        for one in &row.assessments {
            let said = |field: &str, code: &Option<String>| {
                let code = code.as_deref();
                code.map_or_else(String::new, |code| {
                    words.choice(Kind::Assessment, field, code)
                })
            };
            let agreement = if row.disagree {
                "reviewers-disagree"
            } else {
                "reviewers-agree"
            };
            let cells = vec![
                row.period.clone(),
                row.name.clone(),
                row.area_name.clone(),
                one.reviewer_name.clone(),
                said("result", &one.result),
                said("recommendation", &one.recommendation),
                words.text(agreement),
            ];
            if row.disagree {
                sheet.warned(cells);
            } else {
                sheet.row(cells);
            }
        }
    }
    sheet
}

fn to_json(row: &AssessedGroup) -> Value {
    let assessments = row.assessments.iter().map(|one| {
        json!({
            "id": one.id.to_string(),
            "officer": one.reviewer.map(|id| id.to_string()),
            "officer_name": one.reviewer_name,
            "result": one.result,
            "recommendation": one.recommendation,
        })
    });
    json!({
        "group": row.group.to_string(),
        "name": row.name,
        "area": row.area.map(|id| id.to_string()),
        "area_name": row.area_name,
        "period": row.period,
        "assessments": assessments.collect::<Vec<_>>(),
        "disagree": row.disagree,
    })
}
