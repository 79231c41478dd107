//! `sotay courier`: files that travel by hand.

use super::{option, positional, switch};
use crate::words::Words;
use clap::{Command, value_parser};
use std::path::PathBuf;

pub(super) fn command(words: &Words) -> Command {
    let group = "courier";
    let part =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{group}-{name}")));
    let path = value_parser!(PathBuf);
    let export = part("export").args([
        positional(words, group, "file", "value-file")
            .required(true)
            .value_parser(path.clone()),
        switch(words, group, "unsent"),
        option(words, group, "answering", "value-file")
            .action(clap::ArgAction::Append)
            .value_parser(path.clone()),
        option(words, group, "max-size", "value-megabytes")
            .value_parser(value_parser!(u32).range(1..)),
    ]);
    let import = part("import").arg(
        positional(words, group, "file", "value-file")
            .required(true)
            .num_args(1..)
            .value_parser(path),
    );
    Command::new(group)
        .about(words.text("about-courier"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([export, import, part("status"), part("drop")])
}
