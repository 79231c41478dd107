//! Whether this device holds what others with the same packs hold.

use crate::failure::Failure;
use crate::screen::{Tone, short_id};
use crate::session::Session;
use client_core::{Comparison, Difference, SpaceKind};
use serde_json::{Value, json};

/// `sotay check`.
pub(crate) fn check(session: &Session) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let (spaces, differences) = (notebook.check()?, notebook.differences()?);
    let screen = &session.screen;
    if screen.is_json() {
        let spaces: Vec<Value> = spaces.iter().map(|one| space_json(session, one)).collect();
        let differences: Vec<Value> = (differences.iter())
            .map(|one| difference_json(session, one))
            .collect();
        return screen.value(&json!({ "spaces": spaces, "differences": differences }));
    }
    for space in &spaces {
        show_space(session, space)?;
    }
    if differences.iter().all(|one| one.healed_at.is_some()) {
        let agrees = session.words.text("check-agrees");
        screen.line(&screen.paint().tone(Tone::Good, &agrees))?;
    }
    for one in &differences {
        show_difference(session, one)?;
    }
    Ok(())
}

fn show_space(session: &Session, one: &Comparison) -> Result<(), Failure> {
    let words = &session.words;
    let numbers = [
        ("packs", one.packs),
        ("documents", one.documents),
        ("changes", one.changes),
        ("compared", one.compared),
        ("skipped", one.skipped),
    ];
    let numbers = numbers.map(|(name, number)| (name, number.to_string()));
    let mut arguments: Vec<(&str, &str)> = (numbers.iter())
        .map(|(name, number)| (*name, number.as_str()))
        .collect();
    let place = place(session, one.area.as_deref(), one.kind);
    arguments.push(("place", &place));
    session.screen.line(&words.with("check-space", &arguments))
}

fn show_difference(session: &Session, one: &Difference) -> Result<(), Failure> {
    let (words, screen) = (&session.words, &session.screen);
    let place = place(
        session,
        one.area.as_deref(),
        one.kind.unwrap_or(SpaceKind::Area),
    );
    let mut heading = vec![session.times.show_millis(one.at.0), place];
    heading.extend(one.device.map(|device| {
        let name = one.officer_name.clone().unwrap_or_default();
        format!("{name} ({})", short_id(&device.to_string()))
            .trim()
            .to_owned()
    }));
    let heading = heading.join(" · ");
    let ([here, there], [changes_here, changes_there]) = (one.documents, one.changes);
    let numbers = [
        ("here", here),
        ("there", there),
        ("changes-here", changes_here),
        ("changes-there", changes_there),
    ];
    let numbers = numbers.map(|(name, number)| (name, number.to_string()));
    let arguments: Vec<(&str, &str)> = (numbers.iter())
        .map(|(name, number)| (*name, number.as_str()))
        .collect();
    let key = match one.device {
        Some(_) => "check-difference",
        None => "check-lost",
    };
    let meaning = words.with(key, &arguments);
    match one.healed_at {
        Some(at) => {
            let at = session.times.show_millis(at.0);
            let right = words.with("check-healed", &[("at", &at)]);
            screen.line(&heading)?;
            screen.line(&format!("  {meaning}"))?;
            screen.line(&format!("  {}", screen.paint().tone(Tone::Good, &right)))?;
        }
        None => {
            screen.line(&screen.paint().tone(Tone::Warn, &heading))?;
            screen.line(&format!("  {meaning}"))?;
            screen.line(&format!("  {}", words.text("check-difference-todo")))?;
        }
    }
    let records: Vec<String> = (one.records.iter())
        .map(|id| short_id(&id.to_string()).to_owned())
        .collect();
    if records.is_empty() {
        return Ok(());
    }
    screen.line(&format!("  {}", records.join(" ")))
}

fn place(session: &Session, area: Option<&str>, kind: SpaceKind) -> String {
    match area {
        Some(area) => area.to_owned(),
        None => (session.words).text(&format!("suspicion-in-{}", kind.as_str())),
    }
}

fn space_json(session: &Session, one: &Comparison) -> Value {
    json!({
        "kind": one.kind.as_str(),
        "area": one.area,
        "packs": one.packs,
        "documents": one.documents,
        "changes": one.changes,
        "compared": one.compared,
        "skipped": one.skipped,
        "compared_at": one.compared_at.and_then(|at| session.times.rfc3339(at.0)),
    })
}

fn difference_json(session: &Session, one: &Difference) -> Value {
    let ([documents, documents_there], [changes, changes_there]) = (one.documents, one.changes);
    json!({
        "kind": one.kind.map(SpaceKind::as_str),
        "area": one.area,
        "device": one.device.map(|device| device.to_string()),
        "officer_name": one.officer_name,
        "documents": documents,
        "documents_there": documents_there,
        "changes": changes,
        "changes_there": changes_there,
        "records": one.records.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "at": session.times.rfc3339(one.at.0),
        "healed_at": one.healed_at.and_then(|at| session.times.rfc3339(at.0)),
    })
}
