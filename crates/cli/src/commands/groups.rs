//! The register of groups, and the groups that drift.

use super::desk;
use super::narrowing::{SCREENFUL, found, narrowing};
use crate::failure::Failure;
use crate::screen::{Sheet, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    GroupCounts, GroupPage, GroupQuery, GroupRegister, GroupRow, Kind, ModelGroups, Notebook,
    Period, UnixMillis,
};
use serde_json::{Value, json};

const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// `sotay groups`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("register", matches)) => register(session, matches),
        Some(("list", matches)) => list(session, matches),
        _ => Ok(()),
    }
}

fn query(
    session: &Session,
    notebook: &Notebook,
    matches: &ArgMatches,
) -> Result<GroupQuery, Failure> {
    let number = |name: &str| matches.try_get_one::<u32>(name).ok().flatten().copied();
    let since = |days: u32| {
        let now = notebook.now()?;
        Ok::<UnixMillis, Failure>(now.plus_millis(-i64::from(days) * DAY_MILLIS))
    };
    Ok(GroupQuery {
        narrowing: narrowing(session, notebook, matches, SCREENFUL)?,
        model: found(notebook, matches, Kind::Model, "model")?,
        state: matches.get_one::<String>("status").cloned(),
        no_meeting_since: number("no-meeting").map(since).transpose()?,
        fewer_members_than: number("fewer-than").map(u64::from),
        unassessed_in: matches
            .try_get_one::<Period>("unassessed")
            .ok()
            .flatten()
            .copied(),
    })
}

fn register(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = query(session, &notebook, matches)?;
    let register = notebook.group_register(&query)?;
    if session.screen.is_json() {
        return session.screen.value(&register_json(&register));
    }
    let sheet = register_sheet(session, &register);
    if matches.get_flag("csv") {
        return session.screen.sheet(&sheet);
    }
    session.screen.line(&sheet.text(session.screen.paint()))?;
    let total = &register.total;
    let numbers = [
        ("covered", total.member_households.to_string()),
        ("households", total.households.to_string()),
        ("groups", total.groups.to_string()),
    ];
    let numbers = numbers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    session
        .screen
        .line(&session.words.with("groups-covered", &numbers))
}

fn register_sheet(session: &Session, register: &GroupRegister) -> Sheet {
    let words = &session.words;
    let header = [
        "column-area",
        "column-model",
        "column-groups",
        "column-active",
        "column-weak",
        "column-merged",
        "column-dissolved",
        "column-member-households",
        "column-households",
        "column-share",
        "column-meetings",
    ];
    let header = header.map(|key| words.text(key)).to_vec();
    let mut sheet = Sheet::of(header).numbers(2..11);
    let model = |model: &ModelGroups| match model.name.as_str() {
        "" => words.text("model-none"),
        name => name.to_owned(),
    };
    sheet.row(figures(
        words.text("all-areas"),
        words.text("all-models"),
        &register.total,
    ));
    for of_model in &register.models {
        sheet.row(figures(
            words.text("all-areas"),
            model(of_model),
            &of_model.counts,
        ));
    }
    for area in register.areas.iter().filter(|area| !area.models.is_empty()) {
        sheet.row(figures(
            area.name.clone(),
            words.text("all-models"),
            &area.counts,
        ));
        for of_model in &area.models {
            sheet.row(figures(
                area.name.clone(),
                model(of_model),
                &of_model.counts,
            ));
        }
    }
    sheet
}

fn figures(area: String, model: String, counts: &GroupCounts) -> Vec<String> {
    let mut row = vec![area, model, counts.groups.to_string()];
    for state in ["active", "weak", "merged", "dissolved"] {
        row.push(counts.states.get(state).copied().unwrap_or(0).to_string());
    }
    let permille = counts.permille_covered();
    row.extend([
        counts.member_households.to_string(),
        counts.households.to_string(),
        format!("{}.{}", permille / 10, permille % 10),
        counts.meetings.to_string(),
    ]);
    row
}

fn counts_json(counts: &GroupCounts) -> Value {
    json!({
        "groups": counts.groups,
        "states": counts.states,
        "member_households": counts.member_households,
        "households": counts.households,
        "permille_covered": counts.permille_covered(),
        "meetings": counts.meetings,
    })
}

fn models_json(models: &[ModelGroups]) -> Value {
    let models = models.iter().map(|model| {
        json!({
            "model": model.model.map(|id| id.to_string()),
            "name": model.name,
            "counts": counts_json(&model.counts),
        })
    });
    models.collect()
}

fn register_json(register: &GroupRegister) -> Value {
    let areas = register.areas.iter().map(|area| {
        json!({
            "area": area.area.to_string(),
            "name": area.name,
            "counts": counts_json(&area.counts),
            "models": models_json(&area.models),
        })
    });
    json!({
        "total": counts_json(&register.total),
        "models": models_json(&register.models),
        "areas": areas.collect::<Vec<_>>(),
    })
}

fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = query(session, &notebook, matches)?;
    let GroupPage { rows, total } = notebook.list_groups(&query)?;
    if session.screen.is_json() {
        let rows = rows.iter().map(|row| row_json(session, row)).collect();
        return session.screen.value(&Value::Array(rows));
    }
    let sheet = list_sheet(session, &rows);
    let page = (query.narrowing.offset, rows.len(), total);
    desk::print_sheet(session, matches, &sheet, page)
}

fn list_sheet(session: &Session, rows: &[GroupRow]) -> Sheet {
    let words = &session.words;
    let header = [
        "column-id",
        "column-group",
        "column-area",
        "column-model",
        "column-state",
        "column-member-households",
        "column-meetings",
        "column-last-meeting",
    ];
    let header = header.map(|key| words.text(key)).to_vec();
    let mut sheet = Sheet::of(header).numbers([5, 6]);
    for row in rows {
        let last = row.last_meeting.map(|at| session.times.show_millis(at.0));
        sheet.row(vec![
            short_id(&row.id.to_string()).to_owned(),
            row.name.clone(),
            row.area_name.clone(),
            row.model_name.clone(),
            words.choice(Kind::Group, "state", &row.state),
            row.members.to_string(),
            row.meetings.to_string(),
            last.unwrap_or_else(|| words.text("never-met")),
        ]);
    }
    sheet
}

fn row_json(session: &Session, row: &GroupRow) -> Value {
    json!({
        "id": row.id.to_string(),
        "name": row.name,
        "area": row.area.map(|id| id.to_string()),
        "area_name": row.area_name,
        "model": row.model.map(|id| id.to_string()),
        "model_name": row.model_name,
        "state": row.state,
        "members": row.members,
        "meetings": row.meetings,
        "last_meeting": row.last_meeting.and_then(|at| session.times.rfc3339(at.0)),
        "merged_into": row.merged_into.map(|id| id.to_string()),
        "absorbed": row.absorbed.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
