//! What is written where: results to standard output, everything said beside them to standard error.

mod columns;
mod json;
mod listing;
mod paint;
mod progress;
mod qr;
mod record;
mod table;
mod value;

pub(crate) use columns::record_table;
pub(crate) use json::{bad_line_json, problems_json, record_json};
pub(crate) use listing::{Cell, Column, Listing};
pub(crate) use paint::{Paint, Tone};
pub(crate) use progress::{Meter, SyncMeter};
pub(crate) use qr::qr;
pub(crate) use record::{conflict_value, record_card};
pub(crate) use table::{Line, Table};
pub(crate) use value::{Shower, short_id};

use crate::failure::Failure;
use serde_json::Value;
use std::io::{IsTerminal, Write};

/// The two streams of a command.
#[derive(Debug)]
pub(crate) struct Screen {
    json: bool,
    terminal: bool,
    paint: Paint,
    aside: Paint,
}

impl Screen {
    /// Looks at what the streams are connected to.
    pub(crate) fn new(json: bool) -> Screen {
        let terminal = std::io::stdout().is_terminal();
        let coloured = wants_colour();
        Screen {
            json,
            terminal,
            paint: Paint::new(coloured && terminal && !json),
            aside: Paint::new(coloured && std::io::stderr().is_terminal()),
        }
    }

    /// Tells whether a script reads.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Tells whether a person reads at a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal && !self.json
    }

    /// Returns how to colour what goes to standard output.
    pub(crate) fn paint(&self) -> Paint {
        self.paint
    }

    /// Writes text and a line end.
    pub(crate) fn line(&self, text: &str) -> Result<(), Failure> {
        self.text(&format!("{text}\n"))
    }

    /// Writes text as it stands.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// Writes one JSON value on a line of its own.
    pub(crate) fn value(&self, value: &Value) -> Result<(), Failure> {
        self.line(&value.to_string())
    }

    /// Says something beside the result; a script is not told.
    pub(crate) fn note(&self, text: &str) {
        if !self.json {
            self.aside_line(&self.aside.tone(Tone::Warn, text));
        }
    }

    /// Says what failed: a line for a person, an object for a script.
    pub(crate) fn failed(&self, failure: &Failure, words: &crate::words::Words) {
        if self.json {
            return self.aside_line(&failure.json(words).to_string());
        }
        let heading = self.aside.tone(Tone::Bad, &words.text("heading-error"));
        self.aside_line(&format!("{heading} {}", failure.message(words)));
    }

    fn aside_line(&self, text: &str) {
        // Nobody is left to be told when standard error is gone too.
        drop(writeln!(std::io::stderr().lock(), "{text}"));
    }
}

/// Follows <https://no-color.org> and terminals that say they are dumb.
pub(crate) fn wants_colour() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
