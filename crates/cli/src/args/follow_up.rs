//! `sotay follow-up …` beside what every kind of record has: taking up, the steps, what is due.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{Arg, ArgAction, Command, value_parser};

const GROUP: &str = "follow-up";
const DUE: &str = "follow-up-due";

pub(super) fn commands(words: &Words) -> Vec<Command> {
    let part =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{GROUP}-{name}")));
    let of = |name, value| option(words, GROUP, name, value);
    let id = || positional(words, GROUP, "id", "value-id").required(true);
    let number = |name| {
        of(name, "value-number")
            .value_parser(value_parser!(u32))
            .action(ArgAction::Append)
    };
    vec![
        part("from").args([
            positional(words, GROUP, "visit", "value-id").required(true),
            number("need"),
            number("statement"),
            switch(words, GROUP, "all"),
            of("assignee", "value-name"),
            switch(words, GROUP, "unassigned").conflicts_with("assignee"),
            of("due", "value-date"),
        ]),
        part("assign").args([
            id(),
            positional(words, GROUP, "officer", "value-name").required(true),
            of("due", "value-date"),
        ]),
        part("start").arg(id()),
        part("done").args([id(), of("outcome", "value-text").required(true)]),
        part("drop").args([id(), of("reason", "value-text").required(true)]),
        part("due")
            .args(when(words))
            .arg(switch(words, DUE, "unassigned"))
            .args(narrowing(words, DUE))
            .arg(format(words)),
    ]
}

fn when(words: &Words) -> [Arg; 3] {
    let within = option(words, DUE, "within", "value-days").value_parser(value_parser!(u32));
    [
        switch(words, DUE, "overdue").conflicts_with_all(["within", "undated"]),
        within.conflicts_with("undated"),
        switch(words, DUE, "undated"),
    ]
}
