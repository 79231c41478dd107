//! `sotay courier`: writing and reading files that travel by hand.

use crate::failure::Failure;
use crate::screen::Meter;
use crate::session::Session;
use clap::ArgMatches;
use client_core::{ClientError, CourierHoldings, CourierOptions};
use serde_json::{Value, json};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

const MEGABYTE: u64 = 1_000_000;

/// Does one of the commands below `courier`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("export", matches)) => export(session, matches),
        Some(("import", matches)) => import(session, matches),
        Some(("status", _)) => status(session),
        Some(("drop", _)) => drop_cargo(session),
        _ => Ok(()),
    }
}

fn export(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else {
        return Ok(());
    };
    let mut notebook = session.notebook_at_any_time()?;
    let mut they_hold = CourierHoldings::default();
    for theirs in matches
        .get_many::<PathBuf>("answering")
        .into_iter()
        .flatten()
    {
        notebook.read_holdings(&mut open(theirs)?, &mut they_hold)?;
    }
    let options = CourierOptions {
        unsent_only: matches.get_flag("unsent"),
        they_hold,
        part_bytes: matches
            .get_one::<u32>("max-size")
            .map(|megabytes| u64::from(*megabytes) * MEGABYTE),
    };
    let mut files = Vec::new();
    let report = notebook.courier_export(&options, &mut |part| {
        let path = part_path(path, part);
        let file = create(&path)?;
        files.push(path);
        Ok(Box::new(BufWriter::new(file)))
    })?;
    let files: Vec<String> = files
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if session.screen.is_json() {
        let mut value = serde_json::to_value(report).unwrap_or(Value::Null);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("files".to_owned(), json!(files));
        }
        return session.screen.value(&value);
    }
    let arguments = [
        ("packs", report.packs.to_string()),
        ("bytes", session.words.bytes(report.bytes)),
        ("files", files.join(", ")),
    ];
    say(session, "courier-exported", &arguments)
}

fn import(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let mut reports = Vec::new();
    for path in matches.get_many::<PathBuf>("file").into_iter().flatten() {
        let mut file = open(path)?;
        let meter = Meter::new(session.words.text("courier-working"));
        let report = notebook.courier_import(&mut file, &mut |bytes| meter.counted(bytes))?;
        drop(meter);
        let name = path.display().to_string();
        if session.screen.is_json() {
            let mut value = serde_json::to_value(report).unwrap_or(Value::Null);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("file".to_owned(), json!(name));
            }
            reports.push(value);
            continue;
        }
        let arguments = [
            ("file", name),
            ("packs", report.packs.to_string()),
            ("records", report.documents_changed.to_string()),
            ("known", report.known.to_string()),
            ("acknowledged", report.acknowledged.to_string()),
            ("carried", report.carried.to_string()),
            ("aside", report.set_aside.to_string()),
            ("newer", report.newer.to_string()),
        ];
        say(session, "courier-imported", &arguments)?;
        for (key, holds) in [
            ("courier-carries", report.carried > 0),
            ("courier-set-aside", report.set_aside > 0),
            ("courier-newer", report.newer > 0),
            ("courier-waits", report.entries_waiting > 0),
            ("courier-cut", !report.complete),
            ("courier-more", report.more),
        ] {
            if holds {
                say(session, key, &arguments)?;
            }
        }
    }
    if session.screen.is_json() {
        return session.screen.value(&Value::Array(reports));
    }
    Ok(())
}

fn status(session: &Session) -> Result<(), Failure> {
    let (items, bytes) = session.notebook()?.courier_cargo()?;
    if session.screen.is_json() {
        return session
            .screen
            .value(&json!({ "carried": items, "bytes": bytes }));
    }
    let arguments = [
        ("carried", items.to_string()),
        ("bytes", session.words.bytes(bytes)),
    ];
    say(session, "courier-cargo", &arguments)
}

fn drop_cargo(session: &Session) -> Result<(), Failure> {
    let dropped = session.notebook()?.drop_courier_cargo()?;
    if session.screen.is_json() {
        return session.screen.value(&json!({ "dropped": dropped }));
    }
    say(
        session,
        "courier-dropped",
        &[("carried", dropped.to_string())],
    )
}

fn say(session: &Session, key: &str, arguments: &[(&str, String)]) -> Result<(), Failure> {
    let arguments: Vec<(&str, &str)> = arguments
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    session.screen.line(&session.words.with(key, &arguments))
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|source| ClientError::CourierUnreadable(source).into())
}

/// Makes a file for its owner only: who belongs to which area is nobody else's business.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Names the file of a part: `hoa-binh.sotay`, `hoa-binh-2.sotay`, `hoa-binh-3.sotay`.
fn part_path(first: &Path, part: u32) -> PathBuf {
    if part == 1 {
        return first.to_owned();
    }
    let stem = first.file_stem().unwrap_or_default().to_string_lossy();
    let name = match first.extension() {
        Some(extension) => format!("{stem}-{part}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{part}"),
    };
    first.with_file_name(name)
}
