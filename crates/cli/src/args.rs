//! What the program understands, in the person's language: commands, arguments and their help.
//!
//! Names of commands, flags and codes are the same in every language, so that a script runs anywhere;
//! only the words around them change. What a record's flags are follows from the records' own schema.

mod between;
mod courier;
mod coverage;
mod desk;
mod duplicates;
mod erase;
mod escrow;
pub(crate) mod fields;
mod follow_up;
mod groups;
mod help;
mod linking;
mod membership;
mod narrowing;
mod oversight;
mod plain;
mod register;
mod request;
mod review;
mod spellings;

pub(crate) use coverage::Position;
pub(crate) use duplicates::KINDS as COMPARED;
pub(crate) use register::{Filter, GROUPS, RegisterGroup, parent_flag};

use crate::words::Words;
use clap::{Arg, ArgAction, Command};
use std::path::PathBuf;

/// The environment's name for the notebook's folder.
pub(crate) const HOME_VARIABLE: &str = "SOTAY_HOME";
/// The environment's name for a file of certificates.
pub(crate) const CERTIFICATE_VARIABLE: &str = "SOTAY_RELAY_CERT";

/// Builds the whole command line.
pub fn command(words: &Words) -> Command {
    let root = Command::new("sotay")
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.text("about-sotay"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .infer_long_args(false)
        .args(general(words))
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(words.text("arg-version"))
                .help_heading(words.text("heading-general")),
        )
        .subcommands(plain::setting_up(words))
        .subcommands(membership::commands(words))
        .subcommand(between::liaison(words))
        .subcommands(register::commands(words))
        .subcommands(plain::everyday(words))
        .subcommand(duplicates::command(words))
        .subcommands(linking::commands(words))
        .subcommands(spellings::commands(words))
        .subcommand(courier::command(words))
        .subcommands(desk::commands(words))
        .subcommand(review::command(words))
        .subcommands(groups::commands(words))
        .subcommand(request::file(words))
        .subcommands(coverage::commands(words))
        .subcommands(erase::commands(words))
        .subcommand(escrow::command(words))
        .subcommands(oversight::commands(words))
        .subcommand(plain::help(words));
    help::dress(root, words)
}

fn general(words: &Words) -> Vec<Arg> {
    let heading = words.text("heading-general");
    let args = [
        Arg::new("home")
            .long("home")
            .value_name(words.text("value-dir"))
            .value_parser(clap::value_parser!(PathBuf)),
        Arg::new("json").long("json").action(ArgAction::SetTrue),
        Arg::new("lang")
            .long("lang")
            .value_name("vi|en")
            .value_parser(["vi", "en"])
            .hide_possible_values(true),
        Arg::new("relay-cert")
            .long("relay-cert")
            .value_name(words.text("value-file"))
            .value_parser(clap::value_parser!(PathBuf)),
        Arg::new("why")
            .long("why")
            .value_name(words.text("value-text")),
        Arg::new("help")
            .long("help")
            .short('h')
            .action(ArgAction::Help),
    ];
    args.into_iter()
        .map(|arg| {
            let help = words.text(&format!("arg-{}", arg.get_id()));
            arg.help(help).help_heading(heading.clone()).global(true)
        })
        .collect()
}

/// Makes an option with a value; its help is the message `arg-COMMAND-NAME`, else `arg-NAME`.
fn option(words: &Words, command: &str, name: &'static str, value: &str) -> Arg {
    described(
        words,
        command,
        Arg::new(name).long(name).value_name(words.text(value)),
        "heading-options",
    )
}

/// Makes an option without a value.
fn switch(words: &Words, command: &str, name: &'static str) -> Arg {
    described(
        words,
        command,
        Arg::new(name).long(name).action(ArgAction::SetTrue),
        "heading-options",
    )
}

/// Makes an argument that is told by its place.
fn positional(words: &Words, command: &str, name: &'static str, value: &str) -> Arg {
    described(
        words,
        command,
        Arg::new(name).value_name(words.text(value)),
        "heading-arguments",
    )
}

fn described(words: &Words, command: &str, arg: Arg, heading: &str) -> Arg {
    let name = arg.get_id().to_string();
    let help = words
        .find(&format!("arg-{command}-{name}"), &[])
        .unwrap_or_else(|| words.text(&format!("arg-{name}")));
    let arg = arg.help(help).help_heading(words.text(heading));
    // clap's own notes on values are English; the help says them itself.
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        arg
    } else {
        arg.hide_possible_values(true).hide_default_value(true)
    }
}
