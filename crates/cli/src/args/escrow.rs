//! `sotay escrow`: work that came after a device's access had ended.

use super::{option, positional};
use crate::words::Words;
use clap::{ArgAction, Command};

pub(super) fn command(words: &Words) -> Command {
    let group = "escrow";
    let part =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{group}-{name}")));
    let pack = || positional(words, group, "pack", "value-pack").required(true);
    let only = option(words, group, "only", "value-id").action(ArgAction::Append);
    Command::new(group)
        .about(words.text("about-escrow"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            part("list"),
            part("show").arg(pack()),
            part("accept").args([pack(), only]),
            part("reject").arg(pack()),
            part("own"),
        ])
}
