//! In which form the tables of the desk are printed.

use super::narrowing::page_text;
use crate::failure::Failure;
use crate::screen::{Cell, Listing, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::csv;
use serde_json::{Map, Value};

/// Tells whether a spreadsheet reads.
pub(super) fn wants_csv(matches: &ArgMatches) -> bool {
    matches
        .get_one::<String>("format")
        .is_some_and(|format| format == "csv")
}

/// Puts the byte-order mark before a table, so that Excel reads Vietnamese.
pub(super) fn with_mark(table: &str) -> String {
    let mark = String::from_utf8_lossy(csv::BYTE_ORDER_MARK);
    format!("{mark}{table}")
}

/// Prints a listing in the form that was asked for; people read `none` where it is empty, and else which rows of how many
/// they see, where it has pages.
pub(super) fn print(
    session: &Session,
    matches: &ArgMatches,
    listing: &Listing,
    none: &str,
    page: Option<(u32, u64)>,
) -> Result<(), Failure> {
    let screen = &session.screen;
    if screen.is_json() {
        return screen.value(&listing.json());
    }
    if wants_csv(matches) {
        return screen.text(&with_mark(&listing.csv()));
    }
    if listing.is_empty() {
        return screen.line(&session.words.text(none));
    }
    screen.line(&listing.table(screen.paint()))?;
    match page {
        Some((offset, total)) => screen.line(&page_text(session, offset, listing.len(), total)),
        None => Ok(()),
    }
}

/// Prints a list's rows where programs read them: as JSON, or for a spreadsheet, whose columns have the same names, with a dot
/// where one value lies in another. Tells whether it did.
pub(super) fn print_rows(
    session: &Session,
    matches: &ArgMatches,
    rows: &[Value],
) -> Result<bool, Failure> {
    let screen = &session.screen;
    if screen.is_json() {
        screen.value(&rows.iter().cloned().collect())?;
        return Ok(true);
    }
    if !wants_csv(matches) {
        return Ok(false);
    }
    let rows: Vec<Map<String, Value>> = rows.iter().map(flattened).collect();
    let names = rows.first().into_iter().flat_map(Map::keys);
    let names: Vec<&String> = names.collect();
    let mut out = csv::line_of(names.iter().map(|name| Value::from(name.as_str())));
    for row in &rows {
        let cells = names.iter().map(|name| row.get(*name).cloned());
        out.push_str(&csv::line_of(cells.map(Option::unwrap_or_default)));
    }
    screen.text(&with_mark(&out))?;
    Ok(true)
}

/// Lays out what lies inside values beside them.
fn flattened(row: &Value) -> Map<String, Value> {
    let mut flat = Map::new();
    for (name, value) in row.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(_) => {
                let inner = flattened(value).into_iter();
                flat.extend(inner.map(|(below, value)| (format!("{name}.{below}"), value)));
            }
            None => {
                flat.insert(name.clone(), value.clone());
            }
        }
    }
    flat
}

/// A share for people in percent, for programs as a fraction of one; nothing where there is no whole.
pub(super) fn share(session: &Session, permille: Option<u64>) -> Cell {
    let Some(permille) = permille else {
        return Cell::of(Value::Null);
    };
    let percent = format!("{}.{} %", permille / 10, permille % 10);
    let shown = session.words.decimal(&percent);
    Cell::shown(fraction(permille), Tone::Plain, shown)
}

/// Returns thousandths as a fraction of one.
#[allow(clippy::cast_precision_loss, reason = "at most a thousand")]
pub(super) fn fraction(permille: u64) -> f64 {
    permille as f64 / 1e3
}
