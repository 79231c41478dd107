//! What of the team's records waits for a supervisor, and the decisions.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{ArgGroup, Command, builder::PossibleValuesParser, value_parser};
use client_core::Kind;

pub(super) fn commands(words: &Words) -> Vec<Command> {
    let command =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{name}")));
    let kinds = Kind::ALL.map(Kind::name);
    let kind =
        option(words, "list", "kind", "value-kind").value_parser(PossibleValuesParser::new(kinds));
    vec![
        command("conflicts")
            .arg(kind)
            .args(narrowing(words, "conflicts"))
            .arg(format(words))
            .arg(switch(words, "conflicts", "all")),
        command("settle")
            .args([
                positional(words, "settle", "record", "value-id-or-code").required(true),
                positional(words, "settle", "field", "value-field").required(true),
                option(words, "settle", "take", "value-number").value_parser(value_parser!(u32)),
                option(words, "settle", "value", "value-text"),
                option(words, "settle", "postpone", "value-days")
                    .value_parser(value_parser!(u32).range(1..=366)),
            ])
            .group(
                ArgGroup::new("choice")
                    .args(["take", "value", "postpone"])
                    .required(true),
            ),
    ]
}
