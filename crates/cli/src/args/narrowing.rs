//! What every list of the desk can be narrowed by, and its pages.

use super::option;
use crate::words::Words;
use clap::{Arg, value_parser};

/// Makes the arguments; where a command says nothing of its own about one, the words of all lists stand.
pub(super) fn narrowing(words: &Words, command: &str) -> [Arg; 6] {
    let of = |name: &'static str, value| {
        let own = words.find(&format!("arg-{command}-{name}"), &[]).is_some();
        option(words, if own { command } else { "list" }, name, value)
    };
    [
        of("area", "value-name"),
        of("officer", "value-name"),
        of("from", "value-date"),
        of("until", "value-date"),
        of("limit", "value-number").value_parser(value_parser!(u32)),
        of("offset", "value-number")
            .value_parser(value_parser!(u32))
            .default_value("0"),
    ]
}
