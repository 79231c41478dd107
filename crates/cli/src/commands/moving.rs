//! Moving a household or an establishment to another area.

use super::{register, text};
use crate::args::RegisterGroup;
use crate::failure::Failure;
use crate::screen::Tone;
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Kind, MovePlan, Notebook};
use serde_json::{Value, json};

/// `sotay KIND move`.
pub(crate) fn run(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = register::reference(&notebook, group, matches)?;
    let area = notebook.find(Some(Kind::Area), &text(matches, "to"))?;
    let plan = notebook.plan_move(id, area)?;
    let moved = notebook.move_record(&plan)?;
    if session.screen.is_json() {
        return session.screen.value(&plan_json(group, &plan, moved));
    }
    let done = told(session, &notebook, &plan, moved)?;
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))
}

fn told(
    session: &Session,
    notebook: &Notebook,
    plan: &MovePlan,
    moved: bool,
) -> Result<String, Failure> {
    let area = notebook.name_of(plan.to)?.unwrap_or_default();
    let title = plan.title.clone().unwrap_or_default();
    let count = plan.along.len().to_string();
    let key = if moved { "move-done" } else { "move-nothing" };
    let values = [
        ("title", title.as_str()),
        ("area", area.as_str()),
        ("count", count.as_str()),
    ];
    Ok(session.words.with(key, &values))
}

fn plan_json(group: &RegisterGroup, plan: &MovePlan, moved: bool) -> Value {
    let along = plan.along.iter();
    let along = along.map(|(id, kind)| json!({ "id": id.to_string(), "kind": kind.name() }));
    json!({
        "id": plan.id.to_string(),
        "kind": group.kind.name(),
        "from": plan.from.map(|area| area.to_string()),
        "area": plan.to.to_string(),
        "moved": moved,
        "along": along.collect::<Vec<_>>(),
    })
}
