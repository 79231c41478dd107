//! What goes between units: liaisons, referrals, reports.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{ArgAction, Command, builder::PossibleValuesParser};
use client_core::{Kind, schema};

/// `sotay liaison`.
pub(super) fn liaison(words: &Words) -> Command {
    let part =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-liaison-{name}")));
    let unit = || positional(words, "liaison", "unit", "value-name").required(true);
    Command::new("liaison")
        .about(words.text("about-liaison"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            part("new").arg(unit()),
            part("accept").args([
                positional(words, "liaison", "code", "value-code").required(true),
                option(words, "liaison", "name", "value-name"),
            ]),
            part("list"),
            part("end").args([unit(), switch(words, "liaison", "yes")]),
        ])
}

/// What a kind of record has beside the commands of all registers.
pub(super) fn verbs(words: &Words, kind: Kind) -> Vec<Command> {
    let part = |command: &str, name: &'static str| {
        Command::new(name).about(words.text(&format!("about-{command}-{name}")))
    };
    let id = |command| positional(words, command, "id", "value-id").required(true);
    let text = |command| option(words, command, "text", "value-text");
    match kind {
        Kind::FollowUp => vec![part("follow-up", "refer").args([
            id("follow-up"),
            option(words, "refer", "to", "value-name").required(true),
            text("refer"),
            option(words, "refer", "due", "value-date"),
        ])],
        Kind::Referral => vec![
            part("referral", "acknowledge").arg(id("referral")),
            part("referral", "answer").args([id("referral"), text("answer").required(true)]),
            part("referral", "decline").args([id("referral"), text("decline").required(true)]),
        ],
        Kind::Report => {
            let period = || positional(words, "report", "period", "value-period").required(true);
            let own = || positional(words, "report", "report", "value-period").required(true);
            vec![
                part("report", "write").args([
                    period(),
                    option(words, "report", "count", "value-count").action(ArgAction::Append),
                    text("report").action(ArgAction::Append),
                    switch(words, "report", "from-units"),
                    switch(words, "report", "manual"),
                ]),
                part("report", "print").args([
                    own(),
                    option(words, "report", "format", "value-format")
                        .value_parser(["html", "csv", "json"])
                        .default_value("html"),
                    option(words, "report", "out", "value-file")
                        .value_parser(clap::value_parser!(std::path::PathBuf)),
                ]),
                part("report", "submit").args([
                    own(),
                    option(words, "report", "to", "value-name").required(true),
                ]),
                part("report", "units").args([period(), format(words)]),
                part("report", "accept").arg(id("report")),
                part("report", "return").args([id("report"), text("return").required(true)]),
            ]
        }
        _ => Vec::new(),
    }
}

/// What `sotay referral list` is narrowed by.
pub(super) fn referral_list(list: Command, words: &Words) -> Command {
    let of = |name, value| option(words, "referral", name, value);
    list.args(narrowing(words, "referral"))
        .arg(format(words))
        .args([
            of("unit", "value-name"),
            of("status", "value-status")
                .value_parser(PossibleValuesParser::new(schema::REFERRAL_STATES)),
            of("follow-up", "value-id"),
            of("household", "value-id-or-code"),
            switch(words, "referral", "sent"),
            switch(words, "referral", "received").conflicts_with("sent"),
        ])
}
