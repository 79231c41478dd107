//! Erasing records, what was erased, and what the unit keeps no longer.

use super::{linking, meet, membership};
use crate::failure::Failure;
use crate::screen::{Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{DocId, EraseReason, ErasurePlan, ErasureRow, Notebook};
use serde_json::{Value, json};

/// `sotay erase`.
pub(crate) fn erase(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let reason = matches.get_one::<String>("reason").map(|text| text.parse());
    let Some(Ok(reason)) = reason else {
        return Err(Failure::Usage(session.words.text("usage-other")));
    };
    let mut notebook = session.notebook()?;
    let mut ids: Vec<DocId> = Vec::new();
    for reference in matches.get_many::<String>("record").into_iter().flatten() {
        ids.push(notebook.find(None, reference)?);
    }
    let mut plan = notebook.plan_erasure(&ids)?;
    if matches.get_flag("linked") && !plan.linked.is_empty() {
        ids.extend(plan.linked.iter().map(|linked| linked.id));
        plan = notebook.plan_erasure(&ids)?;
    }
    if !session.screen.is_json() {
        show(session, &plan)?;
        linking::name_left(session, &plan.linked, "erase-leaves-linked");
    }
    membership::confirm(session, matches, &session.words.text("erase-asks"))?;
    perform(session, &mut notebook, &plan, reason)
}

/// `sotay retention`.
pub(crate) fn retention(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let plan = notebook.plan_retention()?;
    if matches.get_flag("apply") && !plan.records.is_empty() {
        return perform(session, &mut notebook, &plan, EraseReason::Retention);
    }
    if session.screen.is_json() {
        return session
            .screen
            .value(&json!({ "records": records_json(&plan) }));
    }
    if plan.records.is_empty() {
        return session.screen.line(&session.words.text("retention-none"));
    }
    show(session, &plan)?;
    session.screen.note(&session.words.text("retention-how"));
    Ok(())
}

fn perform(
    session: &Session,
    notebook: &mut Notebook,
    plan: &ErasurePlan,
    reason: EraseReason,
) -> Result<(), Failure> {
    notebook.erase(plan, reason)?;
    let met = meet::try_meet(session, notebook);
    if session.screen.is_json() {
        session.screen.value(&json!({
            "reason": reason.as_str(),
            "records": records_json(plan),
            "linked": linking::left_json(&plan.linked),
            "synced": matches!(met, Ok(true)),
        }))?;
    } else if matches!(met, Ok(true)) {
        let done = session.words.text("erase-done");
        session
            .screen
            .line(&session.screen.paint().tone(Tone::Good, &done))?;
    }
    if let Ok(false) = met {
        session.screen.note(&session.words.text("erase-offline"));
    }
    met.map(drop)
}

/// `sotay erasures`.
pub(crate) fn erasures(session: &Session) -> Result<(), Failure> {
    let rows = session.notebook()?.erasures()?;
    if session.screen.is_json() {
        let rows: Vec<Value> = rows.iter().map(|row| row_json(session, row)).collect();
        return session.screen.value(&json!({ "erasures": rows }));
    }
    let words = &session.words;
    let header = [
        "column-when",
        "column-why",
        "column-records",
        "column-by",
        "column-relay",
        "column-devices",
    ];
    let header = header.map(|key| words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for row in &rows {
        let done = row.devices.iter().filter(|device| device.at.is_some());
        let (done, all) = (done.count().to_string(), row.devices.len().to_string());
        let is_known = row.devices.iter().all(|device| device.is_known);
        let (tone, devices) = match is_known {
            true => {
                let devices = words.with("erasures-devices", &[("done", &done), ("all", &all)]);
                let tone = if done == all { Tone::Good } else { Tone::Warn };
                (tone, devices)
            }
            false => (Tone::Faint, words.text("erasures-not-known")),
        };
        let relay = match row.relay {
            Some(at) => (Tone::Plain, session.times.show_millis(at.0)),
            None => (Tone::Faint, words.text("erasures-not-known")),
        };
        table.row(vec![
            (Tone::Plain, session.times.show_millis(row.at.0)),
            (Tone::Plain, words.text(&format!("reason-{}", row.reason))),
            (Tone::Plain, named(row)),
            (Tone::Plain, row.officer_name.clone().unwrap_or_default()),
            relay,
            (tone, devices),
        ]);
        let waiting = row.devices.iter();
        for device in waiting.filter(|device| device.is_known && device.at.is_none()) {
            let name = device.officer_name.clone().unwrap_or_default();
            let id = device.device.to_string();
            let key = match device.has_left {
                true => "erasures-left",
                false => "erasures-waits",
            };
            let waits = words.with(key, &[("officer", &name), ("device", short_id(&id))]);
            table.row(vec![(Tone::Faint, waits)]);
        }
    }
    session.screen.line(&table.text())
}

fn named(row: &ErasureRow) -> String {
    let first = row.records.first().map(ToString::to_string);
    let first = first.unwrap_or_default();
    match row.records.len() {
        1 => short_id(&first).to_owned(),
        many => format!("{} +{}", short_id(&first), many - 1),
    }
}

fn show(session: &Session, plan: &ErasurePlan) -> Result<(), Failure> {
    let words = &session.words;
    let mut table = Table::bare(session.screen.paint());
    for record in &plan.records {
        let indent = if record.of.is_some() { "  " } else { "" };
        let kind = format!("{indent}{}", words.kind(record.kind));
        table.row(vec![
            (Tone::Faint, short_id(&record.id.to_string()).to_owned()),
            (Tone::Plain, kind),
            (Tone::Plain, record.title.clone().unwrap_or_default()),
        ]);
    }
    session.screen.line(&table.text())
}

fn records_json(plan: &ErasurePlan) -> Vec<Value> {
    let records = plan.records.iter();
    let records = records.map(|record| {
        json!({
            "id": record.id.to_string(),
            "kind": record.kind.name(),
            "of": record.of.map(|id| id.to_string()),
        })
    });
    records.collect()
}

fn row_json(session: &Session, row: &ErasureRow) -> Value {
    let devices = row.devices.iter().map(|device| {
        json!({
            "device": device.device.to_string(),
            "officer_name": device.officer_name,
            "known": device.is_known,
            "access_ended": device.has_left,
            "acknowledged_at": device.at.and_then(|at| session.times.rfc3339(at.0)),
        })
    });
    let records: Vec<String> = row.records.iter().map(ToString::to_string).collect();
    json!({
        "at": session.times.rfc3339(row.at.0),
        "reason": row.reason.as_str(),
        "records": records,
        "area": row.area,
        "device": row.by.to_string(),
        "officer_name": row.officer_name,
        "relay_deleted_at": row.relay.and_then(|at| session.times.rfc3339(at.0)),
        "devices": devices.collect::<Vec<_>>(),
    })
}
