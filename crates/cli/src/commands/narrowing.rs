//! What a list is narrowed by, as it was typed, and which of its rows are shown.

use crate::failure::Failure;
use crate::screen::Tone;
use crate::session::Session;
use clap::ArgMatches;
use client_core::{DocId, Kind, Narrowing, Notebook, UnixMillis};

/// Rows of a list on a terminal where no other number was asked for.
pub(super) const SCREENFUL: u32 = 50;

/// Reads what a list is narrowed by; an argument that the command does not have narrows nothing.
pub(super) fn narrowing(
    session: &Session,
    notebook: &Notebook,
    matches: &ArgMatches,
    screenful: u32,
) -> Result<Narrowing, Failure> {
    let (from, until) = (given(matches, "from"), given(matches, "until"));
    let from = from
        .map(|day| session.times.beginning_of(day))
        .transpose()?;
    let until = until.map(|day| session.times.end_of(day)).transpose()?;
    Ok(Narrowing {
        area: found(notebook, matches, Kind::Area, "area")?,
        officer: found(notebook, matches, Kind::Officer, "officer")?,
        from: from.map(UnixMillis),
        until: until.map(UnixMillis),
        limit: limit(session, matches, screenful),
        offset: number(matches, "offset").unwrap_or(0),
    })
}

/// Returns how many rows are shown at most: as asked for, else a screenful on a terminal and all elsewhere.
pub(super) fn limit(session: &Session, matches: &ArgMatches, screenful: u32) -> Option<u32> {
    let usual = session.screen.is_terminal().then_some(screenful);
    number(matches, "limit").or(usual)
}

fn number(matches: &ArgMatches, name: &str) -> Option<u32> {
    matches.try_get_one::<u32>(name).ok().flatten().copied()
}

/// Returns what was typed for an argument, if the command has it.
pub(super) fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a String> {
    matches.try_get_one::<String>(name).ok().flatten()
}

/// Finds the record that an argument names.
pub(super) fn found(
    notebook: &Notebook,
    matches: &ArgMatches,
    kind: Kind,
    name: &str,
) -> Result<Option<DocId>, Failure> {
    let id = given(matches, name).map(|text| notebook.find(Some(kind), text));
    Ok(id.transpose()?)
}

/// Says which rows of how many are shown.
pub(super) fn page_text(session: &Session, offset: u32, rows: usize, total: u64) -> String {
    let last = u64::from(offset) + rows as u64;
    let first = (u64::from(offset) + 1).to_string();
    let numbers = [
        ("first", first.as_str()),
        ("last", &last.to_string()),
        ("total", &total.to_string()),
    ];
    let more = last < total;
    let key = if more { "list-more" } else { "list-page" };
    let line = session.words.with(key, &numbers);
    session.screen.paint().tone(Tone::Faint, &line)
}
