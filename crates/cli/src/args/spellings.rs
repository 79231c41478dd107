//! People met in one household under several spellings.

use super::coverage::format;
use super::narrowing::narrowing;
use super::positional;
use crate::words::Words;
use clap::Command;

pub(super) fn commands(words: &Words) -> [Command; 2] {
    let household = |of| positional(words, of, "household", "value-id-or-code");
    let spelling = |name| positional(words, "respell", name, "value-name").required(true);
    [
        Command::new("spellings")
            .about(words.text("about-spellings"))
            .arg(household("spellings"))
            .args(narrowing(words, "spellings"))
            .arg(format(words)),
        Command::new("respell")
            .about(words.text("about-respell"))
            .arg(household("respell").required(true))
            .args([spelling("from-name"), spelling("to-name")]),
    ]
}
