//! The register of groups, and the groups that drift.

use super::desk;
use super::narrowing::{SCREENFUL, found, narrowing};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone, short_id};
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
    let listing = register_listing(session, &register);
    desk::print(session, matches, &listing, "list-nothing", None)?;
    if desk::wants_csv(matches) {
        return Ok(());
    }
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

fn register_listing(session: &Session, register: &GroupRegister) -> Listing {
    let words = &session.words;
    let number = |name: &str, key: &str| Column::number(name, words.text(key));
    let mut listing = Listing::new(vec![
        Column::text("area_name", words.text("column-area")),
        Column::text("model_name", words.text("column-model")),
        number("groups", "column-groups"),
        number("active", "column-active"),
        number("weak", "column-weak"),
        number("merged", "column-merged"),
        number("dissolved", "column-dissolved"),
        number("member_households", "column-member-households"),
        number("households", "column-households"),
        number("share", "column-share"),
        number("meetings", "column-meetings"),
    ]);
    let model = |model: &ModelGroups| match model.name.as_str() {
        "" => words.text("model-none"),
        name => name.to_owned(),
    };
    listing.row(figures(
        session,
        words.text("all-areas"),
        words.text("all-models"),
        &register.total,
    ));
    for of_model in &register.models {
        listing.row(figures(
            session,
            words.text("all-areas"),
            model(of_model),
            &of_model.counts,
        ));
    }
    for area in register.areas.iter().filter(|area| !area.models.is_empty()) {
        listing.row(figures(
            session,
            area.name.clone(),
            words.text("all-models"),
            &area.counts,
        ));
        for of_model in &area.models {
            listing.row(figures(
                session,
                area.name.clone(),
                model(of_model),
                &of_model.counts,
            ));
        }
    }
    listing
}

fn figures(session: &Session, area: String, model: String, counts: &GroupCounts) -> Vec<Cell> {
    let mut row = vec![Cell::of(area), Cell::of(model), Cell::of(counts.groups)];
    for state in ["active", "weak", "merged", "dissolved"] {
        row.push(Cell::of(counts.states.get(state).copied().unwrap_or(0)));
    }
    row.extend([
        Cell::of(counts.member_households),
        Cell::of(counts.households),
        desk::share(session, Some(counts.permille_covered())),
        Cell::of(counts.meetings),
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
    let listing = listing(session, &rows);
    let page = Some((query.narrowing.offset, total));
    desk::print(session, matches, &listing, "list-nothing", page)
}

fn listing(session: &Session, rows: &[GroupRow]) -> Listing {
    let (words, times) = (&session.words, &session.times);
    let text = |name: &str, key: &str| Column::text(name, words.text(key));
    let mut listing = Listing::new(vec![
        text("id", "column-id"),
        text("name", "column-group"),
        text("area_name", "column-area"),
        text("model_name", "column-model"),
        text("state", "column-state"),
        Column::number("members", words.text("column-member-households")),
        Column::number("meetings", words.text("column-meetings")),
        text("last_meeting", "column-last-meeting"),
    ]);
    for row in rows {
        let id = row.id.to_string();
        let state = row.state.as_str();
        let last = match row.last_meeting {
            Some(at) => Cell::shown(times.rfc3339(at.0), Tone::Plain, times.show_millis(at.0)),
            None => Cell::shown(Value::Null, Tone::Warn, words.text("never-met")),
        };
        listing.row(vec![
            Cell::shown(id.clone(), Tone::Faint, short_id(&id)),
            Cell::of(row.name.clone()),
            Cell::of(row.area_name.clone()),
            Cell::of(row.model_name.clone()),
            Cell::shown(
                state,
                Tone::Plain,
                words.choice(Kind::Group, "state", state),
            ),
            Cell::of(row.members),
            Cell::of(row.meetings),
            last,
        ]);
    }
    listing
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
