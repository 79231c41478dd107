//! The unit's policy, and devices that are locked.

use super::meet;
use crate::failure::Failure;
use crate::pin;
use crate::screen::{Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Kind, Notebook, UnitPolicy, World};
use serde_json::{Map, Value, json};

/// `sotay policy`.
pub(crate) fn policy(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let known = notebook.policy()?;
    let wanted = changed(session, &known, matches)?;
    let mut met = Ok(false);
    let sets = matches.ids().any(|id| {
        let given = matches.value_source(id.as_str());
        ["lease-days", "wrong-pins", "retain"].contains(&id.as_str()) && given.is_some()
    });
    if sets {
        notebook.set_policy(&wanted)?;
        met = meet::try_meet(session, &mut notebook);
    }
    if session.screen.is_json() {
        session.screen.value(&policy_json(&wanted))?;
    } else {
        session.screen.line(&policy_text(session, &wanted))?;
    }
    if sets && matches!(met, Ok(false)) {
        session.screen.note(&session.words.text("policy-offline"));
    }
    met.map(drop)
}

fn changed(
    session: &Session,
    known: &UnitPolicy,
    matches: &ArgMatches,
) -> Result<UnitPolicy, Failure> {
    let number = |name: &str| matches.get_one::<u32>(name).copied();
    let mut wanted = known.clone();
    wanted.lease_days = number("lease-days").unwrap_or(known.lease_days);
    wanted.wrong_pins = number("wrong-pins").unwrap_or(known.wrong_pins);
    for text in matches.get_many::<String>("retain").into_iter().flatten() {
        let term = text.split_once('=').and_then(|(kind, days)| {
            let kind: Kind = kind.trim().replace('-', "_").parse().ok()?;
            Some((kind, days.trim().parse::<u32>().ok()?))
        });
        let wrong = || Failure::Usage(session.words.with("policy-retain-wrong", &[("text", text)]));
        let (kind, days) = term.ok_or_else(wrong)?;
        wanted.retention.insert(kind, days);
    }
    wanted.retention.retain(|_, days| *days > 0);
    Ok(wanted)
}

fn policy_json(policy: &UnitPolicy) -> Value {
    let kinds = policy.retention.iter();
    let kinds: Map<String, Value> = kinds
        .map(|(kind, days)| (kind.name().to_owned(), json!(days)))
        .collect();
    json!({
        "lease_days": policy.lease_days,
        "wrong_pins": policy.wrong_pins,
        "retention_days": kinds,
    })
}

fn policy_text(session: &Session, policy: &UnitPolicy) -> String {
    let words = &session.words;
    let number = |given: u32, key: &str| match given {
        0 => words.text("policy-none"),
        given => words.with(key, &[("count", &given.to_string())]),
    };
    let mut table = Table::bare(session.screen.paint());
    table.row(vec![
        (Tone::Faint, words.text("policy-lease")),
        (Tone::Plain, number(policy.lease_days, "policy-days")),
    ]);
    table.row(vec![
        (Tone::Faint, words.text("policy-pins")),
        (Tone::Plain, number(policy.wrong_pins, "policy-tries")),
    ]);
    for (kind, days) in &policy.retention {
        let label = words.with("policy-kept", &[("kind", &words.kind(*kind))]);
        table.row(vec![
            (Tone::Faint, label),
            (Tone::Plain, number(*days, "policy-days")),
        ]);
    }
    table.text()
}

/// `sotay unlock-code`.
pub(crate) fn unlock_code(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let reference = matches.get_one::<String>("device").cloned();
    let handout = session
        .notebook()?
        .unlock_code(&reference.unwrap_or_default())?;
    let device = handout.device.to_string();
    if session.screen.is_json() {
        return session.screen.value(&json!({
            "device": device,
            "officer_name": handout.officer_name,
            "code": handout.code,
        }));
    }
    let officer = handout.officer_name.unwrap_or_default();
    let arguments = [("device", short_id(&device)), ("officer", &officer)];
    let screen = &session.screen;
    screen.line(&session.words.with("unlock-code-of", &arguments))?;
    screen.line(&screen.paint().tone(Tone::Strong, &handout.code))?;
    screen.line(&session.words.text("unlock-code-how"))
}

/// `sotay unlock`.
pub(crate) fn unlock(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let home = session.home()?;
    if !home.is_set_up() {
        return Err(client_core::ClientError::HomeMissing.into());
    }
    let code = matches.get_one::<String>("code").cloned();
    let pin = pin::choose(&session.words)?;
    let notebook =
        Notebook::open_with_code(&home, World::native(), &code.unwrap_or_default(), &pin)?;
    let until = notebook.lease_until();
    if session.screen.is_json() {
        let until = until.and_then(|at| session.times.rfc3339(at.0));
        return session
            .screen
            .value(&json!({ "unlocked": true, "lease_until": until }));
    }
    let done = session.words.text("unlock-done");
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))?;
    match until {
        Some(at) => {
            let at = session.times.show_millis(at.0);
            session
                .screen
                .line(&session.words.with("status-lease", &[("at", &at)]))
        }
        None => Ok(()),
    }
}
