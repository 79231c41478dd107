//! Conflicts: the list, and settling one.

use super::narrowing::{SCREENFUL, narrowing, page_text};
use super::{desk, text};
use crate::entry::{Reader, typed};
use crate::failure::Failure;
use crate::screen::{Tone, conflict_value, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    ClientError, Conflict, ConflictQuery, DocId, Kind, Notebook, SettlingChoice, schema,
};
use serde_json::{Value, json};

const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// `sotay conflicts`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = ConflictQuery {
        kind: matches
            .get_one::<String>("kind")
            .and_then(|kind| kind.parse().ok()),
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        with_postponed: matches.get_flag("all"),
    };
    let page = notebook.list_conflicts(&query)?;
    let (screen, words) = (&session.screen, &session.words);
    let rows = page.rows.iter().map(|row| to_json(session, row));
    let rows: Vec<Value> = rows.collect();
    if desk::print_rows(session, matches, &rows)? {
        return Ok(());
    }
    for conflict in &page.rows {
        screen.line(&conflict_text(session, conflict))?;
    }
    if page.rows.is_empty() {
        screen.line(&words.text("conflicts-none"))?;
    } else {
        screen.line(&page_text(
            session,
            query.narrowing.offset,
            page.rows.len(),
            page.total,
        ))?;
        screen.line(&words.text("conflicts-how"))?;
    }
    if page.postponed > 0 {
        let count = page.postponed.to_string();
        screen.note(&words.with("conflicts-postponed", &[("count", &count)]));
    }
    Ok(())
}

/// `sotay settle`.
pub(crate) fn settle(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = notebook.find(None, &text(matches, "record"))?;
    let conflict = named(&mut notebook, id, &text(matches, "field"))?;
    if let Some(days) = matches.get_one::<u32>("postpone") {
        let until = notebook.now()?.plus_millis(i64::from(*days) * DAY_MILLIS);
        notebook.postpone_conflict(id, &conflict.key, until)?;
        let conflict = Conflict {
            postponed_until: Some(until),
            ..conflict
        };
        return told(session, &conflict, None);
    }
    let choice = choice(session, &notebook, matches, &conflict)?;
    let plan = notebook.plan_settlement(id, &conflict.key, choice)?;
    notebook.settle(&plan)?;
    told(session, &conflict, Some(&plan.value))
}

/// Finds the conflict that a person names by its field or by its exact place.
fn named(notebook: &mut Notebook, id: DocId, name: &str) -> Result<Conflict, Failure> {
    let conflicts = notebook.conflicts_of(id)?.into_iter();
    let mut found: Vec<Conflict> = conflicts
        .filter(|conflict| conflict.key == name || conflict.field == name)
        .collect();
    match (found.pop(), found.len()) {
        (Some(conflict), 0) => Ok(conflict),
        (Some(_), more) => Err(ClientError::ReferenceAmbiguous {
            reference: name.to_owned(),
            count: more + 1,
        }
        .into()),
        (None, _) => Err(ClientError::ConflictNotFound.into()),
    }
}

fn choice(
    session: &Session,
    notebook: &Notebook,
    matches: &ArgMatches,
    conflict: &Conflict,
) -> Result<SettlingChoice, Failure> {
    if let Some(number) = matches.get_one::<u32>("take") {
        // Numbered from one; zero is the place of no value.
        let at = number.checked_sub(1).map_or(usize::MAX, |at| at as usize);
        return Ok(SettlingChoice::Take(at));
    }
    let find = |kind: Kind, text: &str| Ok(notebook.find(Some(kind), text)?.to_string());
    let reader = Reader {
        kind: conflict.kind,
        times: &session.times,
        find: &find,
    };
    let assignment = format!("{}={}", conflict.field, text(matches, "value"));
    let (_, value) = reader.assignment(&assignment)?;
    let Some(spec) = schema::field(conflict.kind, &conflict.field) else {
        return Err(ClientError::ConflictOfItem.into());
    };
    Ok(SettlingChoice::Write(typed(spec, &value)?))
}

fn told(session: &Session, conflict: &Conflict, value: Option<&Value>) -> Result<(), Failure> {
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        let mut row = to_json(session, conflict);
        if let Some(row) = row.as_object_mut() {
            row.insert("settled".to_owned(), Value::from(value.is_some()));
            row.insert("value".to_owned(), value.cloned().unwrap_or_default());
        }
        return screen.value(&row);
    }
    let field = words.field(conflict.kind, &conflict.field);
    let line = match (value, conflict.postponed_until) {
        (Some(value), _) => {
            let value = session
                .shower()
                .brief(conflict.kind, &conflict.field, value);
            words.with("settle-done", &[("field", &field), ("value", &value)])
        }
        (None, until) => {
            let until = until.map(|at| session.times.show_millis(at.0));
            let until = until.unwrap_or_default();
            words.with("settle-postponed", &[("field", &field), ("at", &until)])
        }
    };
    screen.line(&screen.paint().tone(Tone::Good, &line))
}

fn to_json(session: &Session, conflict: &Conflict) -> Value {
    let values = conflict.values.iter().map(|value| {
        json!({
            "value": value.value,
            "officer": value.officer.map(|id| id.to_string()),
            "officer_name": value.officer_name,
            "at": session.times.rfc3339(value.at.0),
        })
    });
    json!({
        "withheld": conflict.withheld,
        "document": conflict.document.to_string(),
        "kind": conflict.kind.name(),
        "field": conflict.field,
        "key": conflict.key,
        "title": conflict.title,
        "before": conflict.before,
        "values": values.collect::<Vec<Value>>(),
        "postponed_until": conflict.postponed_until.and_then(|at| session.times.rfc3339(at.0)),
    })
}

fn conflict_text(session: &Session, conflict: &Conflict) -> String {
    let (words, paint) = (&session.words, session.screen.paint());
    let kind = words.kind(conflict.kind);
    let place = if conflict.key == conflict.field {
        words.field(conflict.kind, &conflict.field)
    } else {
        format!(
            "{} [{}]",
            words.field(conflict.kind, &conflict.field),
            conflict.key
        )
    };
    let id = conflict.document.to_string();
    let arguments = [
        ("kind", kind.as_str()),
        ("title", &conflict.title),
        ("field", &place),
        ("id", short_id(&id)),
    ];
    let heading = words.with("conflict-heading", &arguments);
    let mut lines = vec![paint.tone(Tone::Strong, &heading)];
    let shower = session.shower();
    for (number, value) in conflict.values.iter().enumerate() {
        let value = conflict_value(conflict.kind, conflict, value, shower);
        lines.push(paint.tone(Tone::Warn, &format!("  {}. {value}", number + 1)));
    }
    let before: Vec<String> = conflict
        .before
        .iter()
        .map(|value| shower.brief(conflict.kind, &conflict.field, value))
        .filter(|shown| !shown.is_empty())
        .collect();
    if !conflict.withheld && !before.is_empty() {
        let before = words.with("conflict-before", &[("value", &before.join(" · "))]);
        lines.push(paint.tone(Tone::Faint, &format!("     {before}")));
    }
    if let Some(until) = conflict.postponed_until {
        let at = session.times.show_millis(until.0);
        let until = words.with("conflict-postponed-until", &[("at", &at)]);
        lines.push(paint.tone(Tone::Faint, &format!("     {until}")));
    }
    lines.join("\n") + "\n"
}
