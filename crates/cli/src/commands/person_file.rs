//! `sotay file`: all that is held on a household or a person, as a page that prints.

use super::text;
use crate::failure::Failure;
use crate::page::Page;
use crate::screen::{Shower, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::schema;
use client_core::{FileSubject, FiledRecord, HistoryLine, Kind, PersonFile};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// `sotay file`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let who = text(matches, "who");
    // Words that name no household are somebody's name.
    let subject = match notebook.find(Some(Kind::Household), &who) {
        Ok(id) if !matches.get_flag("person") => FileSubject::Household(id),
        _ => FileSubject::Named(who),
    };
    let file = notebook.person_file(&subject)?;
    let out = matches.get_one::<PathBuf>("out");
    let is_json = session.screen.is_json();
    let Some(out) = out else {
        return match is_json {
            true => session.screen.value(&to_json(session, &file)),
            false => session.screen.line(&page(session, &file)),
        };
    };
    write(out, &page(session, &file))?;
    if is_json {
        return session.screen.value(&json!({
            "title": file.title,
            "records": file.records.len(),
            "out": out.display().to_string(),
        }));
    }
    let count = file.records.len().to_string();
    let done = session.words.with("file-done", &[("count", &count)]);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))
}

fn write(out: &Path, page: &str) -> Result<(), Failure> {
    std::fs::write(out, page)
        .map_err(|error| client_core::ClientError::ExportUnwritable(error).into())
}

fn to_json(session: &Session, file: &PersonFile) -> Value {
    let records = file.records.iter().map(|record| {
        let history = record.history.iter();
        let history = history.map(|line| super::about::history_json(session, line));
        json!({
            "id": record.id.to_string(),
            "kind": record.kind.name(),
            "fields": record.fields,
            "restricted": record.is_restricted,
            "history": history.collect::<Vec<Value>>(),
        })
    });
    json!({
        "title": file.title,
        "made_at": session.times.rfc3339(file.made_at.0),
        "made_by": file.made_by,
        "why": file.why,
        "groups": file.groups,
        "records": records.collect::<Vec<Value>>(),
    })
}

/// Lays the file out as a page.
fn page(session: &Session, file: &PersonFile) -> String {
    let words = &session.words;
    let mut page = Page::new(words.language().tag(), &words.text("file-title"));
    page.heading(1, &words.with("file-heading", &[("title", &file.title)]));
    let at = session.times.show_millis(file.made_at.0);
    let by = file.made_by.clone().unwrap_or_default();
    page.paragraph(&words.with(
        "file-made",
        &[("at", &at), ("officer", &by), ("why", &file.why)],
    ));
    page.paragraph(&words.text("file-rights"));
    if !file.groups.is_empty() {
        let groups = file.groups.join(", ");
        page.paragraph(&words.with("file-groups", &[("groups", &groups)]));
    }
    let mut kind = None;
    for record in &file.records {
        if kind != Some(record.kind) {
            page.heading(2, &words.kind(record.kind));
            kind = Some(record.kind);
        }
        add_record(session, &mut page, record);
    }
    page.finish()
}

fn add_record(session: &Session, page: &mut Page, record: &FiledRecord) {
    let words = &session.words;
    let shower = Shower {
        names: &record.names,
        ..session.shower()
    };
    let fields = schema::fields(record.kind).iter();
    let known = fields.filter_map(|spec| Some((spec.name, record.fields.get(spec.name)?)));
    let foreign = record
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value));
    let foreign =
        foreign.filter(|(name, _)| *name != "id" && schema::field(record.kind, name).is_none());
    let rows: Vec<(String, String)> = known
        .chain(foreign)
        .map(|(name, value)| {
            (
                words.field(record.kind, name),
                shower.show(record.kind, name, value),
            )
        })
        .collect();
    page.begin_record();
    page.table(&rows);
    if record.is_restricted {
        page.note(&words.text("file-restricted"));
    }
    let lines = record.history.iter();
    page.list(
        &lines
            .map(|line| told(session, record, line))
            .collect::<Vec<_>>(),
    );
    page.end_record();
}

/// Says who recorded what, when.
fn told(session: &Session, record: &FiledRecord, line: &HistoryLine) -> String {
    let words = &session.words;
    let officer = line
        .officer_name
        .clone()
        .unwrap_or_else(|| words.text("someone"));
    let at = session.times.show_millis(line.at.0);
    let fields: Vec<String> = line
        .edits
        .iter()
        .map(|edit| words.field(record.kind, &edit.field))
        .collect();
    let key = match line.is_creation {
        true => "file-recorded",
        false => "file-changed",
    };
    let arguments = [
        ("officer", officer.as_str()),
        ("at", &at),
        ("fields", &fields.join(", ")),
    ];
    words.with(key, &arguments)
}
