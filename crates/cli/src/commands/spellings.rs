//! `sotay spellings`, `sotay respell`.

use super::narrowing::{SCREENFUL, found, narrowing, page_text};
use super::{desk, text};
use crate::failure::Failure;
use crate::screen::{Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{DocId, Kind, Respelling, Spelling, SpellingPair, SpellingQuery};
use serde_json::{Value, json};

/// `sotay spellings`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = SpellingQuery {
        household: found(&notebook, matches, Kind::Household, "household")?,
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
    };
    let page = notebook.spellings(&query)?;
    let screen = &session.screen;
    let rows: Vec<Value> = page.pairs.iter().map(pair_json).collect();
    if desk::print_rows(session, matches, &rows)? {
        return Ok(());
    }
    if page.pairs.is_empty() {
        return screen.line(&session.words.text("spellings-none"));
    }
    for pair in &page.pairs {
        screen.line(&pair_text(session, pair))?;
    }
    let offset = query.narrowing.offset;
    screen.line(&page_text(session, offset, page.pairs.len(), page.total))?;
    screen.line(&session.words.text("spellings-how"))
}

/// `sotay respell`.
pub(crate) fn respell(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let household = notebook.find(Some(Kind::Household), &text(matches, "household"))?;
    let (from, to) = (text(matches, "from-name"), text(matches, "to-name"));
    let plan = notebook.plan_respelling(household, &from, &to)?;
    notebook.respell(&plan)?;
    if session.screen.is_json() {
        return session.screen.value(&plan_json(&plan));
    }
    let count = plan.records.len().to_string();
    let values = [
        ("from", plan.from.as_str()),
        ("to", plan.to.as_str()),
        ("count", count.as_str()),
    ];
    let done = session.words.with("respell-done", &values);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))
}

fn plan_json(plan: &Respelling) -> Value {
    let records = plan.records.iter();
    let records = records.map(|(id, fields)| json!({ "id": id.to_string(), "fields": fields }));
    json!({
        "from": plan.from,
        "to": plan.to,
        "records": records.collect::<Vec<_>>(),
    })
}

fn pair_json(pair: &SpellingPair) -> Value {
    json!({
        "household": pair.household.to_string(),
        "title": pair.title,
        "first": spelling_json(&pair.first),
        "second": spelling_json(&pair.second),
        "strength": pair.strength.code(),
        "difference": pair.code,
    })
}

fn spelling_json(spelling: &Spelling) -> Value {
    let records: Vec<String> = spelling.written_in.iter().map(DocId::to_string).collect();
    json!({ "name": spelling.name, "written_in": records })
}

fn pair_text(session: &Session, pair: &SpellingPair) -> String {
    let (words, paint) = (&session.words, session.screen.paint());
    let id = pair.household.to_string();
    let title = pair.title.clone().unwrap_or_default();
    let house = words.with("linked-record", &[("title", &title), ("id", short_id(&id))]);
    let count = |spelling: &Spelling| spelling.written_in.len().to_string();
    let names = words.with(
        "spelling-pair",
        &[
            ("first", &pair.first.name),
            ("first-count", &count(&pair.first)),
            ("second", &pair.second.name),
            ("second-count", &count(&pair.second)),
        ],
    );
    let strength = words.text(&format!("spelling-{}", pair.strength.code()));
    let difference = words.text(&format!("spelling-{}", pair.code));
    format!(
        "{}\n  {names}\n  {}\n",
        paint.tone(Tone::Faint, &house),
        paint.tone(Tone::Good, &format!("{strength}: {difference}")),
    )
}
