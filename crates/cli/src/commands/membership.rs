//! Who is in the unit, and where: ending access, roles, areas, the recovery code.

use super::{meet, setup, text};
use crate::failure::Failure;
use crate::pin;
use crate::screen::{Table, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    ClientError, MembershipChange, MembershipPlan, MembershipStep, Notebook, Role, World,
};
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal};

/// `sotay revoke`.
pub(crate) fn revoke(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let who = text(matches, "who");
    decide(session, matches, "revoke", |notebook| {
        notebook.plan_revocation(&who)
    })
}

/// `sotay role`.
pub(crate) fn role(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut roles = Vec::new();
    for role in matches.get_many::<String>("role").into_iter().flatten() {
        let role = role.parse::<Role>();
        roles.push(role.map_err(|_| Failure::Usage(session.words.text("usage-other")))?);
    }
    let officer = text(matches, "officer");
    decide(session, matches, "role", |notebook| {
        notebook.plan_roles(&officer, &roles)
    })
}

/// `sotay reassign`.
pub(crate) fn reassign(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let [from, to] = ["from", "to"].map(|name| matches.get_one::<String>(name));
    if from.is_none() && to.is_none() {
        return Err(Failure::Usage(session.words.text("reassign-nowhere")));
    }
    let (from, to) = (from.map(String::as_str), to.map(String::as_str));
    let officer = text(matches, "officer");
    decide(session, matches, "reassign", |notebook| {
        notebook.plan_assignment(&officer, from, to)
    })
}

/// `sotay recovery new`.
pub(crate) fn recovery(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(("new", matches)) = matches.subcommand() else {
        return Ok(());
    };
    let mut notebook = session.notebook()?;
    if notebook.has_recovery_code()? {
        confirm(session, matches, &session.words.text("recovery-replaces"))?;
    }
    let code = match notebook.new_recovery_code() {
        Err(ClientError::RelayNotMet) => {
            meet::meet(session, &mut notebook, None)?;
            notebook.new_recovery_code()?
        }
        code => code?,
    };
    let met = meet::try_meet(session, &mut notebook);
    if session.screen.is_json() {
        let synced = matches!(met, Ok(true));
        session
            .screen
            .value(&json!({ "recovery": code, "synced": synced }))?;
    } else {
        show_recovery(session, &code)?;
    }
    note_offline(session, met)
}

/// Shows a recovery code, once.
pub(crate) fn show_recovery(session: &Session, code: &str) -> Result<(), Failure> {
    let (screen, words) = (&session.screen, &session.words);
    screen.line(
        &screen
            .paint()
            .tone(Tone::Warn, &words.text("recovery-keep")),
    )?;
    screen.line(&screen.paint().tone(Tone::Strong, code))
}

/// `sotay recover`.
pub(crate) fn recover(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let home = session.home()?;
    if home.is_set_up() {
        return Err(ClientError::HomeExists.into());
    }
    let pin = pin::choose(&session.words)?;
    let mut notebook = Notebook::recover(&home, World::native(), &pin, &text(matches, "code"))?;
    let met = meet::try_meet(session, &mut notebook);
    let synced = matches!(met, Ok(true));
    if let Err(ended) = notebook.within_unit() {
        // Another code took this one's place. Nothing of it stays here, so that the right one can be given.
        notebook.abandon_recovery(&home)?;
        return Err(ended.into());
    }
    let done = if synced {
        "recover-done"
    } else {
        "recover-waits"
    };
    setup::welcome(session, &mut notebook, done, synced, None)?;
    note_offline(session, met)
}

/// Meets the relay, shows a plan, asks, carries it out, and meets the relay again. What a device has sent before is not
/// late, so it should be here before its access ends.
pub(super) fn decide(
    session: &Session,
    matches: &ArgMatches,
    command: &str,
    plan: impl FnOnce(&mut Notebook) -> Result<MembershipPlan, ClientError>,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let is_near = meet::try_meet(session, &mut notebook)?;
    let plan = &plan(&mut notebook)?;
    let question = session.words.text(&format!("{command}-asks"));
    // A script hears what is wrong with its command before it hears of the unit; a person sees a plan only if it can be carried out.
    if session.screen.is_json() {
        confirm(session, matches, &question)?;
        notebook.rehearse(plan)?;
    } else {
        notebook.rehearse(plan)?;
        show_plan(session, plan)?;
        confirm(session, matches, &question)?;
    }
    notebook.carry_out(plan)?;
    let met = match is_near {
        true => meet::try_meet(session, &mut notebook),
        false => Ok(false),
    };
    if session.screen.is_json() {
        session
            .screen
            .value(&plan_json(plan, matches!(met, Ok(true))))?;
    } else {
        let done = session.words.text(&format!("{command}-done"));
        session
            .screen
            .line(&session.screen.paint().tone(Tone::Good, &done))?;
    }
    note_offline(session, met)
}

/// Says that a change waits for the relay, where it could not be reached.
pub(super) fn note_offline(session: &Session, met: Result<bool, Failure>) -> Result<(), Failure> {
    if let Ok(false) = met {
        session
            .screen
            .note(&session.words.text("membership-offline"));
    }
    met.map(drop)
}

/// Asks before something that is hard to undo. A script says `--yes`.
pub(super) fn confirm(
    session: &Session,
    matches: &ArgMatches,
    question: &str,
) -> Result<(), Failure> {
    if matches.get_flag("yes") {
        return Ok(());
    }
    let stdin = std::io::stdin();
    if session.screen.is_json() || !stdin.is_terminal() {
        return Err(Failure::Usage(session.words.text("confirm-needs-yes")));
    }
    session
        .screen
        .note(&format!("{question} {}", session.words.text("confirm-how")));
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    let yes = session.words.text("confirm-yes");
    match answer.trim().to_lowercase() {
        answer if answer == yes || answer == "y" => Ok(()),
        _ => Err(Failure::Usage(session.words.text("confirm-no"))),
    }
}

fn show_plan(session: &Session, plan: &MembershipPlan) -> Result<(), Failure> {
    let words = &session.words;
    let header = ["column-device", "column-space", "column-change"].map(|key| words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for step in &plan.steps {
        let (tone, change) = change(session, step.change);
        table.row(vec![
            (Tone::Plain, step.device.to_string()),
            (Tone::Plain, space(session, step)),
            (tone, change),
        ]);
    }
    if let Some(name) = &plan.officer_name {
        session
            .screen
            .line(&session.screen.paint().tone(Tone::Strong, name))?;
    }
    session.screen.line(&table.text())
}

fn space(session: &Session, step: &MembershipStep) -> String {
    match &step.area {
        Some(area) => area.clone(),
        None => session.words.text(&format!("space-{}", step.kind.as_str())),
    }
}

fn change(session: &Session, change: MembershipChange) -> (Tone, String) {
    let words = &session.words;
    let labels = |roles: client_core::RoleSet| {
        let labels: Vec<String> = roles.iter().map(|role| words.role(role.as_str())).collect();
        labels.join(", ")
    };
    match change {
        MembershipChange::Joins(roles) => (
            Tone::Good,
            words.with("change-joins", &[("roles", &labels(roles))]),
        ),
        MembershipChange::Becomes(roles) => (
            Tone::Plain,
            words.with("change-becomes", &[("roles", &labels(roles))]),
        ),
        MembershipChange::Leaves => (Tone::Warn, words.text("change-leaves")),
    }
}

fn plan_json(plan: &MembershipPlan, synced: bool) -> Value {
    let changes: Vec<Value> = plan.steps.iter().map(step_json).collect();
    json!({
        "officer": plan.officer.map(|id| id.to_string()),
        "officer_name": plan.officer_name,
        "changes": changes,
        "synced": synced,
    })
}

fn step_json(step: &MembershipStep) -> Value {
    let (change, roles) = match step.change {
        MembershipChange::Joins(roles) => ("joins", roles),
        MembershipChange::Becomes(roles) => ("becomes", roles),
        MembershipChange::Leaves => ("leaves", client_core::RoleSet::EMPTY),
    };
    let roles: Vec<&str> = roles.iter().map(Role::as_str).collect();
    json!({
        "device": step.device.to_string(),
        "space": step.kind.as_str(),
        "area": step.area,
        "change": change,
        "roles": roles,
    })
}
