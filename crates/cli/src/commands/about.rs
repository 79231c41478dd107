//! Looking around: search, history, conflicts, status.

use crate::failure::Failure;
use crate::screen::{Shower, Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{ClientError, HistoryLine, Hit, Kind, Notebook, Status};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// `sotay search`.
pub(crate) fn search(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let words: Vec<String> = matches
        .get_many::<String>("text")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let limit = matches.get_one::<u32>("limit").copied().unwrap_or(20);
    let notebook = session.notebook()?;
    let hits = notebook.search(&words.join(" "), limit as usize)?;
    let screen = &session.screen;
    if screen.is_json() {
        let hits = hits.iter().map(|hit| hit_json(session, hit));
        return screen.value(&Value::Array(hits.collect()));
    }
    if hits.is_empty() {
        return screen.line(&session.words.text("search-nothing"));
    }
    let header = [
        "column-id",
        "column-kind",
        "column-title",
        "column-more",
        "column-at",
    ]
    .map(|key| session.words.text(key));
    let mut table = Table::with_header(screen.paint(), &header);
    for hit in &hits {
        table.row(vec![
            (Tone::Faint, short_id(&hit.id.to_string()).to_owned()),
            (Tone::Faint, session.words.kind(hit.kind)),
            (Tone::Plain, hit.title.clone()),
            (Tone::Plain, more(session, &notebook, hit)?),
            (
                Tone::Plain,
                hit.at
                    .map(|at| session.times.show_millis(at.0))
                    .unwrap_or_default(),
            ),
        ]);
    }
    screen.line(&table.text())
}

/// Returns a record as scripts read what was found.
pub(super) fn hit_json(session: &Session, hit: &Hit) -> Value {
    json!({
        "id": hit.id.to_string(),
        "kind": hit.kind.name(),
        "title": hit.title,
        "subtitle": hit.subtitle,
        "at": hit.at.and_then(|at| session.times.rfc3339(at.0)),
        "follows": hit.follows.map(|id| id.to_string()),
    })
}

/// Says more of a hit than its title: its second line, and which record leads it.
fn more(session: &Session, notebook: &Notebook, hit: &Hit) -> Result<String, Failure> {
    let subtitle = subtitle(session, hit);
    let Some(leading) = hit.follows else {
        return Ok(subtitle);
    };
    let title = notebook.name_of(leading)?.unwrap_or_default();
    let id = leading.to_string();
    let values = [("title", title.as_str()), ("id", short_id(&id))];
    let follows = session.words.with("follows", &values);
    Ok(format!("{subtitle} {follows}").trim_start().to_owned())
}

/// Returns the second line of a hit; a visit's is its purposes, which are codes.
fn subtitle(session: &Session, hit: &Hit) -> String {
    let text = hit.subtitle.as_deref().unwrap_or_default();
    if hit.kind != Kind::Visit {
        return text.to_owned();
    }
    let purposes = text.split(", ");
    let named = purposes.map(|code| session.words.choice(Kind::Visit, "purposes", code));
    named.collect::<Vec<_>>().join("; ")
}

/// `sotay history`.
pub(crate) fn history(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let reference = matches
        .get_one::<String>("id")
        .map(String::as_str)
        .unwrap_or_default();
    let mut notebook = session.notebook()?;
    let id = notebook.find(None, reference)?;
    let lines = notebook.history_together(id)?;
    if session.screen.is_json() {
        let lines = lines
            .iter()
            .map(|line| history_json(session, line))
            .collect();
        return session.screen.value(&Value::Array(lines));
    }
    let mut records = BTreeMap::new();
    for line in &lines {
        if let Entry::Vacant(unknown) = records.entry(line.record) {
            unknown.insert(notebook.get(line.record)?);
        }
    }
    let are_several = records.len() > 1;
    for line in &lines {
        let Some(record) = records.get(&line.record) else {
            continue;
        };
        let shower = Shower {
            names: &record.names,
            ..session.shower()
        };
        if are_several {
            let title = notebook.name_of(line.record)?.unwrap_or_default();
            let id = line.record.to_string();
            let values = [("title", title.as_str()), ("id", short_id(&id))];
            let of = session.words.with("linked-record", &values);
            session
                .screen
                .line(&session.screen.paint().tone(Tone::Faint, &of))?;
        }
        session
            .screen
            .line(&history_text(session, record.kind, line, shower))?;
    }
    Ok(())
}

/// Returns one change of a record, as a script reads it.
pub(super) fn history_json(session: &Session, line: &HistoryLine) -> Value {
    let edits = line
        .edits
        .iter()
        .map(|edit| json!({ "field": edit.field, "before": edit.before, "after": edit.after, "counts": edit.counts, "withheld": edit.withheld }));
    json!({
        "record": line.record.to_string(),
        "at": session.times.rfc3339(line.at.0),
        "device": line.device.to_string(),
        "officer": line.officer.map(|id| id.to_string()),
        "officer_name": line.officer_name,
        "edits": edits.collect::<Vec<Value>>(),
    })
}

/// Lays out one change of a record, field by field.
pub(super) fn history_text(
    session: &Session,
    kind: Kind,
    line: &HistoryLine,
    shower: Shower<'_>,
) -> String {
    let (words, paint) = (&session.words, session.screen.paint());
    let officer = line
        .officer_name
        .clone()
        .unwrap_or_else(|| words.text("someone"));
    let at = session.times.show_millis(line.at.0);
    let heading = words.with(
        if line.is_creation {
            "history-first"
        } else {
            "history-line"
        },
        &[("at", &at), ("officer", &officer)],
    );
    let mut table = Table::bare(paint);
    for edit in &line.edits {
        let shown = |value: &Option<Value>| {
            value
                .as_ref()
                .map(|value| shower.show(kind, &edit.field, value))
        };
        let change = match (shown(&edit.before), shown(&edit.after)) {
            // What differs is withheld.
            (Some(before), Some(after)) if before == after => after,
            (Some(before), Some(after)) => {
                words.with("history-changed", &[("before", &before), ("after", &after)])
            }
            (Some(before), None) => words.with("history-cleared", &[("before", &before)]),
            (None, after) => after.unwrap_or_default(),
        };
        let (tone, change) = if edit.counts {
            (Tone::Plain, change)
        } else {
            let marked = words.with("history-does-not-count", &[("change", &change)]);
            (Tone::Warn, marked)
        };
        let change = if edit.withheld {
            words.with("history-withheld", &[("change", &change)])
        } else {
            change
        };
        let label = words.field(kind, &edit.field);
        table.row(vec![
            (Tone::Plain, String::new()),
            (Tone::Faint, label),
            (tone, change),
        ]);
    }
    format!("{}\n{}\n", paint.tone(Tone::Strong, &heading), table.text())
}

/// `sotay status`.
pub(crate) fn status(session: &Session) -> Result<(), Failure> {
    if session.home()?.is_locked() {
        return locked(session);
    }
    let status = session.notebook_at_any_time()?.status()?;
    if session.screen.is_json() {
        return session.screen.value(&status_json(session, &status));
    }
    let words = &session.words;
    let mut table = Table::bare(session.screen.paint());
    for (plural, count) in status.documents.iter().filter(|(_, count)| **count > 0) {
        let label = plural
            .parse::<Kind>()
            .map_or_else(|_| (*plural).to_owned(), |kind| words.kind(kind));
        table.row(vec![
            (Tone::Plain, label),
            (Tone::Strong, count.to_string()),
        ]);
    }
    table.numbers(1);
    session.screen.line(&table.text())?;
    let last = status.last_sync.map_or_else(
        || words.text("status-never"),
        |at| session.times.show_millis(at.0),
    );
    let lines = [
        (
            Tone::Plain,
            words.with("status-last-sync", &[("at", &last)]),
        ),
        match (
            status.unsent.saturating_sub(status.kept_back),
            status.kept_back,
        ) {
            // Not all is safe, and no sync changes that.
            (0, 1..) => (Tone::Plain, String::new()),
            (0, 0) if status.by_hand > 0 => (Tone::Plain, String::new()),
            (unsent, _) => count(session, "status-unsent", unsent),
        },
        match status.kept_back {
            0 => (Tone::Plain, String::new()),
            kept => count(session, "status-kept-back", kept),
        },
        match status.by_hand {
            0 => (Tone::Plain, String::new()),
            carried => count(session, "status-by-hand", carried),
        },
        count(session, "status-conflicts", status.conflicts),
        count(session, "status-late", status.late_waiting),
        count(session, "status-returned", status.returned),
        count(session, "status-to-review", status.to_review),
        count(session, "status-requests", status.requests),
        count(session, "status-requests-overdue", status.requests_overdue),
        count(session, "status-unsent-ledger", status.unsent_ledger),
        count(session, "status-suspicions", status.suspicions),
        count(session, "status-differences", status.differences),
        count(session, "status-expiring", status.expiring),
    ];
    for (tone, line) in lines.into_iter().filter(|(_, line)| !line.is_empty()) {
        session
            .screen
            .line(&session.screen.paint().tone(tone, &line))?;
    }
    if status.access_ended {
        let ended = words.text("status-access-ended");
        let ended = session.screen.paint().tone(Tone::Bad, &ended);
        return session.screen.line(&ended);
    }
    lease(session, &status)?;
    clock(session, &status)
}

/// Says that only an unlock code opens this notebook; what is in it cannot be told without.
fn locked(session: &Session) -> Result<(), Failure> {
    if session.screen.is_json() {
        return session.screen.value(&json!({ "locked": true }));
    }
    let text = ClientError::DeviceLocked.message(session.words.language());
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Bad, &text))
}

/// Says until when this device can be used without meeting the relay.
fn lease(session: &Session, status: &Status) -> Result<(), Failure> {
    let Some(until) = status.lease_until else {
        return Ok(());
    };
    let (tone, text) = if status.lease_ended {
        let text = ClientError::LeaseEnded.message(session.words.language());
        (Tone::Bad, text)
    } else {
        let at = session.times.show_millis(until.0);
        (
            Tone::Plain,
            session.words.with("status-lease", &[("at", &at)]),
        )
    };
    session
        .screen
        .line(&session.screen.paint().tone(tone, &text))
}

fn count(session: &Session, key: &str, count: u64) -> (Tone, String) {
    let text = session.words.with(key, &[("count", &count.to_string())]);
    match (count, key) {
        (
            0,
            "status-suspicions"
            | "status-differences"
            | "status-unsent-ledger"
            | "status-late"
            | "status-returned"
            | "status-to-review"
            | "status-requests"
            | "status-requests-overdue"
            | "status-expiring",
        ) => (Tone::Plain, String::new()),
        (0, _) => (Tone::Good, text),
        _ => (Tone::Warn, text),
    }
}

/// Says that this device's clock is wrong, when it is by more than a minute.
fn clock(session: &Session, status: &Status) -> Result<(), Failure> {
    let minutes = status.clock_offset_millis.abs() / 60_000;
    if minutes == 0 {
        return Ok(());
    }
    let key = if status.clock_offset_millis > 0 {
        "status-clock-slow"
    } else {
        "status-clock-fast"
    };
    session.screen.line(
        &session
            .words
            .with(key, &[("minutes", &minutes.to_string())]),
    )
}

fn status_json(session: &Session, status: &Status) -> Value {
    let documents: Map<String, Value> = status
        .documents
        .iter()
        .map(|(kind, count)| ((*kind).to_owned(), json!(count)))
        .collect();
    json!({
        "documents": documents,
        "unsent": status.unsent,
        "kept_back": status.kept_back,
        "by_hand": status.by_hand,
        "late_waiting": status.late_waiting,
        "last_sync": status.last_sync.and_then(|at| session.times.rfc3339(at.0)),
        "conflicts": status.conflicts,
        "to_review": status.to_review,
        "returned": status.returned,
        "requests": status.requests,
        "requests_overdue": status.requests_overdue,
        "set_aside": status.set_aside,
        "suspicions": status.suspicions,
        "differences": status.differences,
        "expiring": status.expiring,
        "unsent_ledger": status.unsent_ledger,
        "lease_until": status.lease_until.and_then(|at| session.times.rfc3339(at.0)),
        "locked": status.lease_ended,
        "access_ended": status.access_ended,
        "clock_offset_ms": status.clock_offset_millis,
    })
}
