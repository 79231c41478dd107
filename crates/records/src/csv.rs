//! Registers as CSV (RFC 4180), with the columns of the interchange files.
//!
//! Lists are joined by `; `, counts are written `name=5`, statements are written `fact: text (source)`, with `[sensitive]` after those marked so. The byte-order mark by which Excel knows
//! UTF-8 is [`BYTE_ORDER_MARK`], for the caller to write first.
//!
//! A text that begins with `=`, `+`, `-`, `@`, tab or carriage return gets an apostrophe before it: a spreadsheet would
//! run it as a formula, and these texts come from many hands. The cost is that `+84…` shows as `'+84…`; who needs the
//! exact text takes JSON Lines. Numbers, ids and days are written bare.

use std::io::{self, Write};

use serde_json::{Map, Value as Json};

use crate::Kind;
use crate::document::Document;
use crate::schema::{self, Shape};

/// What Excel needs at the beginning of a file to read Vietnamese.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Names the columns of a kind, `id` first.
#[must_use]
pub fn columns(kind: Kind) -> Vec<&'static str> {
    std::iter::once("id")
        .chain(schema::fields(kind).iter().map(|spec| spec.name))
        .collect()
}

/// Writes a header line and one line a document, with all that it holds; documents of other kinds are passed over.
///
/// # Errors
///
/// Those of the writer.
pub fn write<'d>(
    kind: Kind,
    documents: impl IntoIterator<Item = &'d Document>,
    out: &mut impl Write,
) -> io::Result<()> {
    write_header(kind, out)?;
    documents
        .into_iter()
        .filter(|document| document.kind() == Some(kind))
        .try_for_each(|document| write_line(kind, &document.to_json(), out))
}

/// Writes the header line of a kind.
///
/// # Errors
///
/// Those of the writer.
pub fn write_header(kind: Kind, out: &mut impl Write) -> io::Result<()> {
    out.write_all(columns(kind).join(",").as_bytes())?;
    out.write_all(b"\r\n")
}

/// Writes the line of one record in interchange form.
///
/// # Errors
///
/// Those of the writer.
pub fn write_line(kind: Kind, record: &Map<String, Json>, out: &mut impl Write) -> io::Result<()> {
    let text = |name: &str| record.get(name).map(cell).unwrap_or_default();
    let mut cells = vec![(text("id"), true)];
    for spec in schema::fields(kind) {
        let is_safe = matches!(
            spec.shape,
            Shape::Date | Shape::Instant | Shape::Period | Shape::Reference(_)
        ) || record.get(spec.name).is_some_and(Json::is_number);
        cells.push((text(spec.name), is_safe));
    }
    let cells = cells
        .iter()
        .map(|(cell, is_safe)| (cell.as_str(), *is_safe));
    out.write_all(line(cells).as_bytes())
}

/// Writes a line of texts, each with whether it is safe as it stands: a number, an id, a day.
#[must_use]
pub fn line<'c>(cells: impl IntoIterator<Item = (&'c str, bool)>) -> String {
    let mut line = String::new();
    for (place, (cell, is_safe)) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        let cell = cell.to_owned();
        quote(if is_safe { cell } else { guarded(cell) }, &mut line);
    }
    line.push_str("\r\n");
    line
}

/// Makes a line of values, for lists that are no register: numbers stand as they are.
#[must_use]
pub fn line_of(values: impl IntoIterator<Item = Json>) -> String {
    let values = values.into_iter();
    let cells: Vec<(String, bool)> = values
        .map(|value| (cell(&value), value.is_number()))
        .collect();
    line(
        cells
            .iter()
            .map(|(cell, is_safe)| (cell.as_str(), *is_safe)),
    )
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(item).collect::<Vec<_>>().join("; "),
        Json::Object(counts) => {
            let counts = counts
                .iter()
                .map(|(name, number)| format!("{name}={number}"));
            counts.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

fn item(value: &Json) -> String {
    match value {
        Json::Object(statement) => statement_cell(statement),
        other => cell(other),
    }
}

fn statement_cell(statement: &Map<String, Json>) -> String {
    let part = |name: &str| statement.get(name).and_then(Json::as_str);
    let mut text = format!(
        "{}: {}",
        part("kind").unwrap_or_default(),
        part("text").unwrap_or_default()
    );
    if let Some(source) = part("source").filter(|source| !source.is_empty()) {
        text.push_str(&format!(" ({source})"));
    }
    if statement.get("sensitive").and_then(Json::as_bool) == Some(true) {
        text.push_str(" [sensitive]");
    }
    text
}

fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

fn quote(text: String, out: &mut String) {
    if text.contains([',', '"', '\n', '\r', ';']) || text.starts_with(' ') || text.ends_with(' ') {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&text);
    }
}
