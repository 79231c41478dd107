//! In which form the tables of the desk are printed.

use super::narrowing::page_text;
use crate::failure::Failure;
use crate::screen::{Listing, Sheet};
use crate::session::Session;
use clap::ArgMatches;
use client_core::csv;

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

/// Prints a page of a sheet's rows: for a spreadsheet where `--csv` says so, else with which rows of how many they are.
pub(super) fn print_sheet(
    session: &Session,
    matches: &ArgMatches,
    sheet: &Sheet,
    (offset, rows, total): (u32, usize, u64),
) -> Result<(), Failure> {
    let screen = &session.screen;
    if matches.get_flag("csv") {
        return screen.sheet(sheet);
    }
    if rows == 0 {
        return screen.line(&session.words.text("list-nothing"));
    }
    screen.line(&sheet.text(screen.paint()))?;
    screen.line(&page_text(session, offset, rows, total))
}
