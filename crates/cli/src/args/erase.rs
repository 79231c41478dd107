//! Erasing records, and what the unit keeps no longer.

use super::{option, positional, switch};
use crate::words::Words;
use clap::{Command, builder::PossibleValuesParser};
use client_core::EraseReason;

pub(super) fn commands(words: &Words) -> Vec<Command> {
    let command =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{name}")));
    let reasons = EraseReason::ALL.map(EraseReason::as_str);
    vec![
        command("erase").args([
            positional(words, "erase", "record", "value-id")
                .required(true)
                .num_args(1..),
            option(words, "erase", "reason", "value-reason")
                .required(true)
                .value_parser(PossibleValuesParser::new(reasons)),
            switch(words, "erase", "linked"),
            switch(words, "erase", "yes"),
        ]),
        command("erasures"),
        command("retention").arg(switch(words, "retention", "apply")),
    ]
}
