//! `sotay load`: what falls to each officer.

use super::desk;
use super::narrowing::{SCREENFUL, narrowing};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::Load;
use serde_json::json;

/// `sotay load`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let narrowing = narrowing(session, &notebook, matches, SCREENFUL)?;
    let page = notebook.load(&narrowing)?;
    let words = &session.words;
    let mut listing = Listing::new(vec![
        Column::hidden("officer"),
        Column::text("name", words.text("column-officer")),
        Column::text("areas", words.text("load-areas")),
        Column::number("households", words.text("coverage-households")),
        Column::number("percent_of_norm", words.text("load-percent")),
        Column::number("establishments", words.text("load-establishments")),
        Column::number("groups", words.text("load-groups")),
    ]);
    for load in &page.rows {
        listing.row(cells(session, load));
    }
    let pages = Some((narrowing.offset, page.total));
    desk::print(session, matches, &listing, "load-none", pages)?;
    match page.norm {
        0 => session.screen.note(&words.text("load-no-norm")),
        norm => {
            let norm = norm.to_string();
            session
                .screen
                .note(&words.with("load-norm", &[("count", &norm)]));
        }
    }
    Ok(())
}

fn cells(session: &Session, load: &Load) -> Vec<Cell> {
    let names: Vec<&str> = load.areas.iter().map(|(_, name)| name.as_str()).collect();
    let name = match load.officer {
        Some(_) => Cell::of(load.name.as_str()),
        None => Cell::shown(
            serde_json::Value::Null,
            Tone::Bad,
            session.words.text("load-nobody"),
        ),
    };
    let percent = match load.percent_of_norm {
        Some(percent) => {
            let tone = if percent > 100 {
                Tone::Bad
            } else {
                Tone::Plain
            };
            Cell::shown(percent, tone, format!("{percent} %"))
        }
        None => Cell::of(serde_json::Value::Null),
    };
    vec![
        Cell::of(load.officer.map(|id| id.to_string())),
        name,
        Cell::shown(json!(names), Tone::Plain, names.join(", ")),
        Cell::of(load.count.households),
        percent,
        Cell::of(load.count.establishments),
        Cell::of(load.count.groups),
    ]
}
