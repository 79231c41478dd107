//! Assessing a group, and what reviewers say of groups.

use super::desk;
use super::narrowing::{SCREENFUL, found, narrowing};
use super::{text, texts};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone};
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
    let listing = listing(session, &rows);
    let page = Some((query.narrowing.offset, total));
    desk::print(session, matches, &listing, "list-nothing", page)
}

fn listing(session: &Session, rows: &[AssessedGroup]) -> Listing {
    let words = &session.words;
    let text = |name: &str, key: &str| Column::text(name, words.text(key));
    let mut listing = Listing::new(vec![
        Column::hidden("group"),
        text("period", "column-period"),
        text("name", "column-group"),
        text("area_name", "column-area"),
        text("officer_name", "column-reviewer"),
        text("result", "column-result"),
        text("recommendation", "column-recommendation"),
        text("disagree", "column-agreement"),
    ]);
    for row in rows {
        let (tone, agreement) = match row.disagree {
            true => (Tone::Warn, "reviewers-disagree"),
            false => (Tone::Plain, "reviewers-agree"),
        };
        let said = |field: &str, code: &Option<String>| {
            let text = code.as_deref();
            let text = text.map(|code| words.choice(Kind::Assessment, field, code));
            Cell::shown(code.clone(), tone, text.unwrap_or_default())
        };
        for one in &row.assessments {
            let cells = [
                Cell::of(row.group.to_string()),
                Cell::of(row.period.clone()),
                Cell::of(row.name.clone()),
                Cell::of(row.area_name.clone()),
                Cell::of(one.reviewer_name.clone()),
                said("result", &one.result),
                said("recommendation", &one.recommendation),
                Cell::shown(row.disagree, tone, words.text(agreement)),
            ];
            listing.row(cells.map(|cell| cell.toned(tone)).into());
        }
    }
    listing
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
