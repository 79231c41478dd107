//! Merging a group into another, and ending a model: the plan, the question, the deed.

use super::membership::confirm;
use super::{register, text};
use crate::args::RegisterGroup;
use crate::failure::Failure;
use crate::screen::Tone;
use crate::session::Session;
use clap::ArgMatches;
use client_core::{GroupMerge, Kind, ModelEnd, ModelPlan, PlannedGroup};
use serde_json::{Value, json};

/// `sotay group merge`, `sotay model merge`.
pub(crate) fn merge(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let notebook = session.notebook()?;
    let into = notebook.find(Some(group.kind), &text(matches, "into"))?;
    drop(notebook);
    match group.kind {
        Kind::Model => end_model(session, group, matches, ModelEnd::MergeInto(into)),
        _ => merge_group(session, group, matches, into),
    }
}

/// `sotay model stop`.
pub(crate) fn stop(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    end_model(session, group, matches, ModelEnd::Stop)
}

fn merge_group(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
    into: client_core::DocId,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = register::reference(&notebook, group, matches)?;
    let plan = notebook.plan_group_merge(id, into)?;
    if !session.screen.is_json() {
        let count = plan.joining.len().to_string();
        let values = [
            ("name", plan.name.as_str()),
            ("into", plan.into_name.as_str()),
            ("count", count.as_str()),
        ];
        session
            .screen
            .line(&session.words.with("group-merge-plan", &values))?;
    }
    confirm(session, matches, &session.words.text("group-merge-asks"))?;
    notebook.merge_groups(&plan)?;
    done(session, "group-merge-done", &group_json(&plan))
}

fn end_model(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
    end: ModelEnd,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = register::reference(&notebook, group, matches)?;
    let plan = notebook.plan_model_end(id, end)?;
    if !session.screen.is_json() {
        show_model_plan(session, &plan)?;
    }
    confirm(session, matches, &session.words.text("model-end-asks"))?;
    notebook.end_model(&plan)?;
    done(session, "model-end-done", &model_json(&plan))
}

fn show_model_plan(session: &Session, plan: &ModelPlan) -> Result<(), Failure> {
    let (screen, words) = (&session.screen, &session.words);
    let count = plan.groups.len().to_string();
    let into = plan.into_name.clone().unwrap_or_default();
    let values = [
        ("name", plan.name.as_str()),
        ("into", into.as_str()),
        ("count", count.as_str()),
    ];
    let told = match plan.end {
        ModelEnd::Stop => words.with("model-stop-plan", &values),
        ModelEnd::MergeInto(_) => words.with("model-merge-plan", &values),
    };
    screen.line(&told)?;
    for group in &plan.groups {
        screen.line(&format!("  {}", group.name))?;
    }
    if !plan.left.is_empty() {
        let count = plan.left.len().to_string();
        screen.line(&words.with("model-left", &[("count", &count)]))?;
        for group in &plan.left {
            screen.line(&format!("  {}", group.name))?;
        }
    }
    Ok(())
}

fn done(session: &Session, key: &str, json: &Value) -> Result<(), Failure> {
    if session.screen.is_json() {
        return session.screen.value(json);
    }
    let done = session.words.text(key);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))
}

fn group_json(plan: &GroupMerge) -> Value {
    let joining = plan.joining.iter().map(ToString::to_string);
    json!({
        "group": plan.group.to_string(),
        "into": plan.into.to_string(),
        "joining": joining.collect::<Vec<_>>(),
    })
}

fn model_json(plan: &ModelPlan) -> Value {
    let groups = |groups: &[PlannedGroup]| -> Value {
        let groups = groups.iter().map(
            |group| json!({ "id": group.id.to_string(), "name": group.name, "state": group.state }),
        );
        groups.collect()
    };
    let into = match plan.end {
        ModelEnd::Stop => None,
        ModelEnd::MergeInto(into) => Some(into.to_string()),
    };
    json!({
        "model": plan.model.to_string(),
        "into": into,
        "groups": groups(&plan.groups),
        "left": groups(&plan.left),
    })
}
