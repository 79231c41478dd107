//! `sotay audit`: reading and checking consultation logs.

use super::desk;
use super::narrowing::{SCREENFUL, limit};
use crate::failure::Failure;
use crate::screen::{Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    Act, AuditPage, AuditQuery, AuditRow, Kind, LogCheck, LogFault, Notebook, UnixMillis,
};
use serde_json::{Value, json};

/// Does one of the commands below `audit`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("log", matches)) => log(session, matches),
        Some(("verify", _)) => verify(session),
        _ => Ok(()),
    }
}

fn log(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = query(session, &mut notebook, matches)?;
    let page = notebook.audit_log(&query)?;
    let rows = page.rows.iter().map(|row| row_json(session, row));
    let rows: Vec<Value> = rows.collect();
    if desk::print_rows(session, matches, &rows)? {
        return Ok(());
    }
    if page.rows.is_empty() {
        return session.screen.line(&session.words.text("audit-nothing"));
    }
    session.screen.line(&log_table(session, &page))?;
    let shown = page.rows.len().to_string();
    let total = page.total.to_string();
    session.screen.line(
        &session
            .words
            .with("audit-shown", &[("shown", &shown), ("total", &total)]),
    )
}

fn query(
    session: &Session,
    notebook: &mut Notebook,
    matches: &ArgMatches,
) -> Result<AuditQuery, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let since = text("since").map(|day| session.times.beginning_of(day));
    Ok(AuditQuery {
        device: text("device")
            .map(|device| notebook.device_meant(device))
            .transpose()?,
        officer: text("officer")
            .map(|officer| notebook.find(Some(Kind::Officer), officer))
            .transpose()?,
        // Lines outlive the record that they are about.
        subject: text("subject")
            .map(|subject| match subject.parse() {
                Ok(id) => Ok(id),
                Err(_) => notebook.find(None, subject),
            })
            .transpose()?,
        since: since.transpose()?.map(UnixMillis),
        limit: limit(session, matches, SCREENFUL).unwrap_or(u32::MAX),
        offset: matches.get_one::<u32>("offset").copied().unwrap_or(0),
    })
}

fn row_json(session: &Session, row: &AuditRow) -> Value {
    json!({
        "device": row.device.to_string(),
        "number": row.number,
        "officer": row.officer.map(|id| id.to_string()),
        "officer_name": row.officer_name,
        "at": session.times.rfc3339(row.at.0),
        "act": row.act.map(Act::name),
        "kind": row.kind.map(Kind::name),
        "subject": subject(row),
        "title": row.title,
        "count": row.count,
        "words": row.words,
        "why": row.why,
    })
}

/// Returns the id of what a line is about; of an unlock code that is a device.
fn subject(row: &AuditRow) -> Option<String> {
    let id = row.subject?;
    Some(match row.act {
        Some(Act::UnlockCode) => client_core::DeviceId(id.0).to_string(),
        _ => id.to_string(),
    })
}

fn log_table(session: &Session, page: &AuditPage) -> String {
    let words = &session.words;
    let header = [
        "column-at",
        "column-officer",
        "column-act",
        "column-kind",
        "column-subject",
        "column-count",
        "column-why",
    ]
    .map(|key| words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for row in &page.rows {
        let act = row.act.map_or_else(
            || words.text("act-unknown"),
            |act| words.text(&format!("act-{}", act.name())),
        );
        let about = match (&row.title, subject(row)) {
            (Some(title), _) => title.clone(),
            (None, Some(id)) => short_id(&id).to_owned(),
            (None, None) => row.words.clone(),
        };
        let officer = row.officer_name.clone();
        let device = row.device.to_string();
        let count = if row.count > 0 {
            row.count.to_string()
        } else {
            String::new()
        };
        table.row(vec![
            (Tone::Plain, session.times.show_millis(row.at.0)),
            (
                Tone::Plain,
                officer.unwrap_or_else(|| short_id(&device).to_owned()),
            ),
            (Tone::Plain, act),
            (
                Tone::Faint,
                row.kind.map(|kind| words.kind(kind)).unwrap_or_default(),
            ),
            (Tone::Plain, about),
            (Tone::Plain, count),
            (Tone::Plain, row.why.clone()),
        ]);
    }
    table.numbers(5);
    table.text()
}

fn verify(session: &Session) -> Result<(), Failure> {
    let checks = session.notebook()?.audit_verify()?;
    let is_faulty = checks.iter().any(|check| !check.faults.is_empty());
    if session.screen.is_json() {
        let checks = checks.iter().map(|check| check_json(session, check));
        session.screen.value(&checks.collect())?;
        return all_sound(is_faulty);
    }
    for check in &checks {
        for (tone, line) in check_lines(session, check) {
            session
                .screen
                .line(&session.screen.paint().tone(tone, &line))?;
        }
    }
    all_sound(is_faulty)
}

/// A script tells by the exit code.
fn all_sound(is_faulty: bool) -> Result<(), Failure> {
    match is_faulty {
        true => Err(Failure::LogFaulty),
        false => Ok(()),
    }
}

fn check_json(session: &Session, check: &LogCheck) -> Value {
    let faults = check
        .faults
        .iter()
        .map(|(line, fault)| json!({ "fault": fault.code(), "line": line }));
    let branches = check.branches.iter().map(|branch| {
        json!({
            "first": branch.first,
            "last": branch.last,
            "began": session.times.rfc3339(branch.began.0),
            "ended": session.times.rfc3339(branch.ended.0),
        })
    });
    json!({
        "device": check.device.to_string(),
        "officer": check.officer.map(|id| id.to_string()),
        "officer_name": check.officer_name,
        "lines": check.lines,
        "last": check.last.and_then(|at| session.times.rfc3339(at.0)),
        "faults": faults.collect::<Vec<Value>>(),
        "branches": branches.collect::<Vec<Value>>(),
    })
}

fn check_lines(session: &Session, check: &LogCheck) -> Vec<(Tone, String)> {
    let words = &session.words;
    let device = check.device.to_string();
    let officer = check.officer_name.clone();
    let officer = officer.unwrap_or_else(|| words.text("audit-nobody"));
    let count = check.lines.to_string();
    let last = check.last.map(|at| session.times.show_millis(at.0));
    let arguments = [
        ("device", short_id(&device)),
        ("officer", officer.as_str()),
        ("count", count.as_str()),
        ("last", last.as_deref().unwrap_or_default()),
    ];
    let mut faults = check.faults.iter();
    let (tone, key) = match (check.faults.is_empty(), check.lines) {
        (true, 0) => (Tone::Faint, "audit-silent"),
        (true, _) => (Tone::Good, "audit-sound"),
        // What each branch says is as its device wrote it.
        _ if faults.all(|(_, fault)| *fault == LogFault::Fork) => (Tone::Warn, "audit-forked"),
        _ => (Tone::Bad, "audit-faulty"),
    };
    let mut lines = vec![(tone, words.with(key, &arguments))];
    for (line, fault) in &check.faults {
        let key = format!("audit-fault-{}", fault.code());
        let text = words.with(&key, &[("line", &line.to_string())]);
        lines.push((tone, format!("  {text}")));
    }
    for branch in &check.branches {
        let (first, last) = (branch.first.to_string(), branch.last.to_string());
        let [began, ended] = [branch.began, branch.ended].map(|at| session.times.show_millis(at.0));
        let arguments = [
            ("first", first.as_str()),
            ("last", last.as_str()),
            ("began", began.as_str()),
            ("ended", ended.as_str()),
        ];
        let text = words.with("audit-branch", &arguments);
        lines.push((Tone::Plain, format!("    {text}")));
    }
    lines
}
