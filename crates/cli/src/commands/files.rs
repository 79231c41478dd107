//! Registers from files and to files, and the read models from the records.

use crate::failure::Failure;
use crate::screen::{Meter, Table, Tone, bad_line_json};
use crate::session::Session;
use clap::ArgMatches;
use client_core::messages::bad_line;
use client_core::{
    ClientError, ExportFormat, ImportFile, ImportOptions, ImportReport, Kind, Sensitive,
};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// `sotay import`; a file named `-` is standard input.
pub(crate) fn import(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let kind = matches
        .get_one::<String>("kind")
        .and_then(|text| text.parse::<Kind>().ok());
    let options = ImportOptions {
        skip_bad: matches.get_flag("skip-bad"),
        kind,
    };
    let paths = matches.get_many::<PathBuf>("file").into_iter().flatten();
    let files: Result<Vec<ImportFile>, Failure> = paths.map(|path| open(path)).collect();
    let files = files?;
    let mut notebook = session.notebook()?;
    let meter = Meter::new(session.words.text("import-working"));
    let report = notebook.import(files, options, &mut |lines| meter.counted(lines))?;
    drop(meter);
    if session.screen.is_json() {
        return session.screen.value(&report_json(session, &report));
    }
    session.screen.line(&report_text(session, &report))?;
    for line in &report.left_out {
        session
            .screen
            .note(&bad_line(session.words.language(), line));
    }
    Ok(())
}

fn open(path: &Path) -> Result<ImportFile, Failure> {
    if path == Path::new("-") {
        return Ok(ImportFile {
            name: "-".to_owned(),
            reader: Box::new(BufReader::new(std::io::stdin())),
        });
    }
    let file = path.display().to_string();
    let opened = File::open(path).and_then(|opened| match opened.metadata()?.is_dir() {
        true => Err(std::io::Error::from(std::io::ErrorKind::IsADirectory)),
        false => Ok(opened),
    });
    match opened {
        Ok(opened) => Ok(ImportFile {
            name: file,
            reader: Box::new(BufReader::new(opened)),
        }),
        Err(source) => Err(ClientError::ImportUnreadable { file, source }.into()),
    }
}

fn report_json(session: &Session, report: &ImportReport) -> Value {
    let counted = report.kinds.iter().map(|(kind, count)| {
        let counts = json!({ "created": count.created, "changed": count.changed, "unchanged": count.unchanged });
        ((*kind).to_owned(), counts)
    });
    let refused: Vec<Value> = report
        .left_out
        .iter()
        .map(|line| bad_line_json(&session.words, line))
        .collect();
    json!({
        "created": report.kinds.values().map(|count| count.created).sum::<u64>(),
        "changed": report.kinds.values().map(|count| count.changed).sum::<u64>(),
        "unchanged": report.kinds.values().map(|count| count.unchanged).sum::<u64>(),
        "kinds": counted.collect::<Map<String, Value>>(),
        "refused": refused,
    })
}

fn report_text(session: &Session, report: &ImportReport) -> String {
    let words = &session.words;
    let header = [
        "column-kind",
        "column-created",
        "column-changed",
        "column-unchanged",
    ]
    .map(|key| words.text(key));
    let mut table = Table::with_header(session.screen.paint(), &header);
    for (kind, count) in &report.kinds {
        table.row(vec![
            (
                Tone::Plain,
                kind.parse()
                    .map_or_else(|_| (*kind).to_owned(), |kind| words.kind(kind)),
            ),
            (Tone::Good, count.created.to_string()),
            (Tone::Plain, count.changed.to_string()),
            (Tone::Faint, count.unchanged.to_string()),
        ]);
    }
    (1..4).for_each(|column| table.numbers(column));
    let refused = report.left_out.len();
    if refused == 0 {
        return table.text();
    }
    format!(
        "{}\n{}",
        table.text(),
        words.with("import-left", &[("count", &refused.to_string())])
    )
}

/// `sotay export`.
pub(crate) fn export(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let text = |name: &str| {
        matches
            .get_one::<String>(name)
            .map(String::as_str)
            .unwrap_or_default()
    };
    let kind: Kind = text("kind")
        .parse()
        .map_err(|_| Failure::Usage(session.words.text("usage-other")))?;
    let format = match text("format") {
        "csv" => ExportFormat::Csv,
        "geojson" => ExportFormat::GeoJson,
        _ => ExportFormat::JsonLines,
    };
    let sensitive = if matches.get_flag("with-sensitive") {
        Sensitive::Included
    } else {
        Sensitive::Withheld
    };
    let mut notebook = session.notebook()?;
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        notebook.export(kind, format, sensitive, &mut out)?;
        return Ok(out.flush()?);
    };
    let count = to_file(path, |out| {
        Ok(notebook.export(kind, format, sensitive, out)?)
    })?;
    let file = path.display().to_string();
    if session.screen.is_json() {
        return session.screen.value(&json!({ "kind": kind.name(), "format": text("format"), "records": count, "out": file }));
    }
    let arguments = [
        ("count", count.to_string()),
        ("kind", session.words.kind(kind)),
        ("file", file),
    ];
    let arguments: Vec<(&str, &str)> = arguments
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    session
        .screen
        .line(&session.words.with("export-done", &arguments))
}

/// Writes a file whole or not at all: beside it first, readable by its owner only since it is about people.
pub(super) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<u64, Failure>,
) -> Result<u64, Failure> {
    let unusable = |source| Failure::File {
        path: path.to_owned(),
        source,
    };
    let mut name = path
        .file_name()
        .ok_or_else(|| unusable(std::io::ErrorKind::IsADirectory.into()))?
        .to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = BufWriter::new(options.open(&beside).map_err(unusable)?);
    let written = write(&mut out).and_then(|count| {
        out.flush()
            .and_then(|()| out.get_ref().sync_all())
            .map_err(unusable)?;
        std::fs::rename(&beside, path).map_err(unusable)?;
        Ok(count)
    });
    if written.is_err() {
        // What was begun holds people's data and is of no use.
        drop(std::fs::remove_file(&beside));
    }
    written
}

/// `sotay rebuild`.
pub(crate) fn rebuild(session: &Session) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let meter = Meter::new(session.words.text("rebuild-working"));
    let documents = notebook.rebuild(&mut |done, total| meter.at(done, total))?;
    drop(meter);
    if session.screen.is_json() {
        return session.screen.value(&json!({ "documents": documents }));
    }
    session.screen.line(
        &session
            .words
            .with("rebuild-done", &[("count", &documents.to_string())]),
    )
}
