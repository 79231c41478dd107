//! Commands of those who look after a unit: its policy, its consultation logs, its locked devices.

use super::coverage::format;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{ArgAction, Command, value_parser};

pub(super) fn commands(words: &Words) -> Vec<Command> {
    vec![
        policy(words),
        audit(words),
        unlock_code(words),
        unlock(words),
    ]
}

fn policy(words: &Words) -> Command {
    let number =
        |name| option(words, "policy", name, "value-number").value_parser(value_parser!(u32));
    let codes = |name, value| option(words, "policy", name, value).action(ArgAction::Append);
    Command::new("policy")
        .about(words.text("about-policy"))
        .args([
            number("lease-days"),
            number("wrong-pins"),
            option(words, "policy", "retain", "value-retention").action(ArgAction::Append),
            number("norm-households"),
            number("presence-visits"),
            codes("presence-role", "value-role"),
            codes("presence-whom", "value-choice"),
            codes("presence-purpose", "value-choice"),
            switch(words, "policy", "yes"),
        ])
}

fn audit(words: &Words) -> Command {
    let of = |name, value| option(words, "audit", name, value);
    let number = |name| of(name, "value-number").value_parser(value_parser!(u32));
    let log = Command::new("log")
        .about(words.text("about-audit-log"))
        .args([
            of("device", "value-id"),
            of("officer", "value-name"),
            of("subject", "value-id"),
            of("since", "value-date"),
            number("limit"),
            number("offset").default_value("0"),
            format(words),
        ]);
    let verify = Command::new("verify").about(words.text("about-audit-verify"));
    Command::new("audit")
        .about(words.text("about-audit"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([log, verify])
}

fn unlock_code(words: &Words) -> Command {
    let device = positional(words, "handout", "device", "value-device-or-officer");
    Command::new("unlock-code")
        .about(words.text("about-unlock-code"))
        .arg(device.required(true))
}

fn unlock(words: &Words) -> Command {
    let code = positional(words, "unlock", "code", "value-code");
    Command::new("unlock")
        .about(words.text("about-unlock"))
        .arg(code.required(true))
}
