//! Who is in the unit, and where: ending access, roles, areas, the recovery code.

use super::{option, positional, switch};
use crate::words::Words;
use clap::{Command, builder::PossibleValuesParser};
use client_core::schema;

pub(super) fn commands(words: &Words) -> Vec<Command> {
    let command =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{name}")));
    let yes = |name| switch(words, name, "yes");
    vec![
        command("revoke").args([
            positional(words, "revoke", "who", "value-device-or-officer").required(true),
            yes("revoke"),
        ]),
        command("role").args([
            positional(words, "role", "officer", "value-name").required(true),
            positional(words, "role", "role", "value-role")
                .required(true)
                .num_args(1..)
                .value_parser(PossibleValuesParser::new(schema::ROLES)),
            yes("role"),
        ]),
        command("reassign").args([
            positional(words, "reassign", "officer", "value-name").required(true),
            option(words, "reassign", "from", "value-name"),
            option(words, "reassign", "to", "value-name"),
            yes("reassign"),
        ]),
        command("recovery")
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand(
                Command::new("new")
                    .about(words.text("about-recovery-new"))
                    .arg(yes("recovery")),
            ),
        command("recover").arg(positional(words, "recover", "code", "value-code").required(true)),
    ]
}
