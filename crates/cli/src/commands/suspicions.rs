//! What this device noticed of others.

use crate::failure::Failure;
use crate::screen::{Tone, short_id};
use crate::session::Session;
use client_core::{SpaceKind, Suspicion};
use serde_json::{Value, json};

/// `sotay suspicions`.
pub(crate) fn suspicions(session: &Session) -> Result<(), Failure> {
    let list = session.notebook()?.suspicions()?;
    let screen = &session.screen;
    if screen.is_json() {
        let list = list.iter().map(|one| row_json(session, one)).collect();
        return screen.value(&Value::Array(list));
    }
    if list.is_empty() {
        let none = session.words.text("suspicions-none");
        return screen.line(&screen.paint().tone(Tone::Good, &none));
    }
    for one in &list {
        show(session, one)?;
    }
    Ok(())
}

fn show(session: &Session, one: &Suspicion) -> Result<(), Failure> {
    let (words, screen) = (&session.words, &session.screen);
    let reason = one.reason.as_str();
    let mut heading = vec![session.times.show_millis(one.at.0), place(session, one)];
    heading.extend(whose(session, one));
    let heading = heading.join(" · ");
    let meaning = words.text(&format!("suspicion-{reason}"));
    match one.healed_at {
        Some(at) => {
            let at = session.times.show_millis(at.0);
            let right = words.with("suspicion-healed", &[("at", &at)]);
            screen.line(&heading)?;
            screen.line(&format!("  {meaning}"))?;
            screen.line(&format!("  {}", screen.paint().tone(Tone::Good, &right)))
        }
        None => {
            let todo = words.text(&format!("suspicion-{reason}-todo"));
            screen.line(&screen.paint().tone(Tone::Warn, &heading))?;
            screen.line(&format!("  {meaning}"))?;
            screen.line(&format!("  {todo}"))
        }
    }
}

fn place(session: &Session, one: &Suspicion) -> String {
    one.area.clone().unwrap_or_else(|| {
        session
            .words
            .text(&format!("suspicion-in-{}", kind_word(one)))
    })
}

/// Names the device and its pack or entry, as far as they are known.
fn whose(session: &Session, one: &Suspicion) -> Vec<String> {
    let device = one.device.map(|device| {
        let id = device.to_string();
        let name = one.officer_name.clone().unwrap_or_default();
        format!("{name} ({})", short_id(&id)).trim().to_owned()
    });
    let key = match (one.reason.is_of_ledger(), one.number, one.last) {
        (true, ..) => "suspicion-entry",
        (false, 0, _) => "suspicion-merged",
        (false, first, last) if first < last => "suspicion-packs",
        _ => "suspicion-pack",
    };
    let numbers = [
        ("number", one.number.to_string()),
        ("last", one.last.to_string()),
    ];
    let arguments: Vec<(&str, &str)> = (numbers.iter())
        .map(|(name, number)| (*name, number.as_str()))
        .collect();
    let what = session.words.with(key, &arguments);
    device.into_iter().chain([what]).collect()
}

fn kind_word(one: &Suspicion) -> &'static str {
    one.kind.unwrap_or(SpaceKind::Area).as_str()
}

fn row_json(session: &Session, one: &Suspicion) -> Value {
    json!({
        "reason": one.reason.as_str(),
        "suspect": one.reason.suspect().as_str(),
        "kind": one.kind.map(|_| kind_word(one)),
        "area": one.area,
        "device": one.device.map(|device| device.to_string()),
        "officer_name": one.officer_name,
        "number": one.number,
        "last": one.last,
        "at": session.times.rfc3339(one.at.0),
        "healed_at": one.healed_at.and_then(|at| session.times.rfc3339(at.0)),
    })
}
