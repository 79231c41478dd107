//! Commands that are not about one kind of record.

use super::{option, positional, switch};
use crate::words::Words;
use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};
use client_core::{Kind, schema};
use std::path::PathBuf;

fn plain(words: &Words, name: &'static str, args: Vec<Arg>) -> Command {
    Command::new(name)
        .about(words.text(&format!("about-{name}")))
        .args(args)
}

/// Commands with which a device becomes part of a unit.
pub(super) fn setting_up(words: &Words) -> Vec<Command> {
    vec![
        init(words),
        join(words),
        invite(words),
        plain(words, "devices", vec![]),
    ]
}

fn init(words: &Words) -> Command {
    let of = |name, value| option(words, "init", name, value);
    let args = vec![
        of("relay", "value-url").required(true),
        of("unit", "value-name").required(true),
        of("officer", "value-name").required(true),
        of("area", "value-name").action(ArgAction::Append),
    ];
    plain(words, "init", args)
}

fn join(words: &Words) -> Command {
    plain(
        words,
        "join",
        vec![positional(words, "join", "code", "value-code").required(true)],
    )
}

fn invite(words: &Words) -> Command {
    let of = |name, value| option(words, "invite", name, value);
    let args = vec![
        of("role", "value-role")
            .required(true)
            .value_parser(PossibleValuesParser::new(schema::ROLES)),
        of("officer", "value-name").required(true),
        of("area", "value-name").action(ArgAction::Append),
    ];
    plain(words, "invite", args)
}

/// Commands of every day.
pub(super) fn everyday(words: &Words) -> Vec<Command> {
    let of = |command, name, value| option(words, command, name, value);
    vec![
        plain(words, "sync", vec![of("sync", "relay", "value-url")]),
        plain(words, "status", vec![]),
        search(words),
        plain(
            words,
            "history",
            vec![positional(words, "history", "id", "value-id").required(true)],
        ),
        plain(words, "suspicions", vec![]),
        plain(words, "check", vec![]),
        import(words),
        export(words),
        plain(words, "rebuild", vec![]),
    ]
}

fn search(words: &Words) -> Command {
    let text = positional(words, "search", "text", "value-text")
        .required(true)
        .num_args(1..);
    let limit = option(words, "search", "limit", "value-number")
        .value_parser(value_parser!(u32))
        .default_value("20");
    plain(words, "search", vec![text, limit])
}

fn import(words: &Words) -> Command {
    let files = positional(words, "import", "file", "value-file")
        .required(true)
        .num_args(1..)
        .value_parser(value_parser!(PathBuf));
    let kind = option(words, "import", "kind", "value-kind").value_parser(kinds());
    plain(
        words,
        "import",
        vec![files, switch(words, "import", "skip-bad"), kind],
    )
}

fn export(words: &Words) -> Command {
    let args = vec![
        positional(words, "export", "kind", "value-kind")
            .required(true)
            .value_parser(kinds()),
        option(words, "export", "format", "value-format")
            .default_value("jsonl")
            .value_parser(["jsonl", "csv", "geojson"]),
        option(words, "export", "out", "value-file").value_parser(value_parser!(PathBuf)),
        switch(words, "export", "with-sensitive"),
    ];
    plain(words, "export", args)
}

/// Accepts a kind's name and its plural, with hyphens as on this command line or as in file names.
fn kinds() -> PossibleValuesParser {
    let values = Kind::ALL.into_iter().map(|kind| {
        let aliases = [
            kind.name().to_owned(),
            kind.plural().to_owned(),
            kind.name().replace('_', "-"),
        ];
        clap::builder::PossibleValue::new(kind.plural().replace('_', "-")).aliases(aliases)
    });
    PossibleValuesParser::new(values)
}

/// The command that shows the help of another.
pub(super) fn help(words: &Words) -> Command {
    plain(
        words,
        "help",
        vec![positional(words, "help", "command", "value-command").num_args(0..)],
    )
}
