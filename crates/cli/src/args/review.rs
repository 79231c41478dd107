//! `sotay review`: visits that wait for their review, and what is said of them.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{Arg, ArgGroup, Command};

const TIMES: &str = "review-times";

pub(super) fn command(words: &Words) -> Command {
    let part =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-review-{name}")));
    let times = narrowing(words, TIMES);
    Command::new("review")
        .about(words.text("about-review"))
        .args(narrowing(words, "review"))
        .arg(format(words))
        .subcommands([
            part("accept")
                .args([visits(words), switch(words, "review", "all")])
                .args(narrowing(words, "review"))
                .arg(switch(words, "review", "yes"))
                .group(ArgGroup::new("which").args(["visit", "all"]).required(true)),
            part("return").args([
                visits(words).required(true),
                option(words, "review", "note", "value-text").required(true),
            ]),
            part("times")
                .args(times.into_iter().filter(|arg| !is_page(arg)))
                .arg(format(words)),
        ])
}

fn visits(words: &Words) -> Arg {
    positional(words, "review", "visit", "value-id").num_args(1..)
}

/// Figures have no pages.
fn is_page(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "limit" | "offset")
}
