//! What the test asks for, and what it is told.
//!
//! `KILLPOINT_ORDER` names a file. While it is not there, nothing counts; so a test lets a program come to the moment of
//! which it wants to know, and gives the order then. Its text is one of
//!
//! - `count`: end nowhere;
//! - `before N`: end before the N-th write point, counted from 1;
//! - `torn N`: end in the N-th point that writes more than a byte, after half of them.
//!
//! Beside it, in a file with the ending `.points`, there is a line for each point that was reached, and `killed` at the end
//! if the program was.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// When the program ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Never: points are only listed.
    Count,
    /// Before a point, counted from 1.
    Before(u64),
    /// In a point that writes more than a byte, counted from 1 among those.
    Torn(u64),
}

impl Order {
    /// Reads the order of the test; none before it is given.
    ///
    /// An order that is there stays as it was first read, but holds only for as long as its file is there.
    pub(crate) fn current() -> Option<Order> {
        static FIRST: OnceLock<Order> = OnceLock::new();
        let file = file()?;
        if let Some(order) = FIRST.get() {
            return file.exists().then_some(*order);
        }
        let order = parse(&fs::read_to_string(file).ok()?);
        Some(*FIRST.get_or_init(|| order))
    }
}

/// An order that cannot be understood is a mistake in a test, which must not pass for a program that was never killed.
fn parse(text: &str) -> Order {
    let number = |text: &str| text.trim().parse().ok();
    let order = match text.split_once(' ') {
        None if text.trim() == "count" => Some(Order::Count),
        Some(("before", n)) => number(n).map(Order::Before),
        Some(("torn", n)) => number(n).map(Order::Torn),
        _ => None,
    };
    order.unwrap_or_else(|| std::process::abort())
}

/// Adds a line to the list of points.
pub(crate) fn tell(line: &str) {
    let Some(points) = file().map(|file| file.with_extension("points")) else {
        return;
    };
    let opened = OpenOptions::new().append(true).create(true).open(points);
    // One write, so that the lines of two threads do not mix.
    let told = opened.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    if told.is_err() {
        std::process::abort();
    }
}

fn file() -> Option<&'static Path> {
    static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FILE.get_or_init(|| env::var_os("KILLPOINT_ORDER").map(PathBuf::from));
    found.as_deref()
}
