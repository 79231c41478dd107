//! What a unit counts beside visits: groups and their assessments, recognitions, trainings, materials.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{Arg, ArgAction, Command, builder::PossibleValuesParser, value_parser};
use client_core::{Period, schema};

pub(super) fn commands(words: &Words) -> Vec<Command> {
    let command =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{name}")));
    vec![
        command("groups")
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(groups(words)),
        command("assess").args(assess(words)),
        command("assessments")
            .args([
                period(words, "assessments"),
                option(words, "assessments", "group", "value-id"),
                recommend(words, "assessments"),
                switch(words, "assessments", "disagreeing"),
                format(words),
            ])
            .args(narrowing(words, "assessments")),
        command("recognise").args([
            positional(words, "recognise", "establishment", "value-id").required(true),
            year(words, "recognise"),
            switch(words, "recognise", "registered"),
        ]),
        command("recognitions")
            .args([
                year(words, "recognitions"),
                switch(words, "recognitions", "waiting"),
                format(words),
            ])
            .args(without(
                narrowing(words, "recognitions"),
                &["from", "until"],
            )),
        command("trainings").arg(format(words)).args(without(
            narrowing(words, "trainings"),
            &["area", "limit", "offset"],
        )),
        command("materials")
            .arg(format(words))
            .args(without(narrowing(words, "materials"), &["limit", "offset"])),
    ]
}

/// Takes out what has no meaning for a list.
fn without(args: [Arg; 6], names: &[&str]) -> impl Iterator<Item = Arg> {
    args.into_iter()
        .filter(|arg| !names.contains(&arg.get_id().as_str()))
}

fn groups(words: &Words) -> [Command; 2] {
    let command =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-groups-{name}")));
    let of = |name, value| option(words, "groups", name, value);
    let number = |name, value| of(name, value).value_parser(value_parser!(u32));
    let status = || {
        of("status", "value-status").value_parser(PossibleValuesParser::new(schema::GROUP_STATES))
    };
    [
        command("register")
            .args([of("model", "value-id"), status(), format(words)])
            .args(narrowing(words, "groups")),
        command("list")
            .args([
                of("model", "value-id"),
                status(),
                number("no-meeting", "value-days"),
                number("fewer-than", "value-number"),
                of("unassessed", "value-period").value_parser(value_parser!(Period)),
                format(words),
            ])
            .args(narrowing(words, "groups")),
    ]
}

fn assess(words: &Words) -> Vec<Arg> {
    let of = |name, value| option(words, "assess", name, value);
    vec![
        positional(words, "assess", "group", "value-id").required(true),
        period(words, "assess").required(true),
        of("criterion", "value-count").action(ArgAction::Append),
        of("result", "value-choice").value_parser(PossibleValuesParser::new(schema::RESULTS)),
        recommend(words, "assess"),
        of("note", "value-text"),
    ]
}

fn period(words: &Words, command: &str) -> Arg {
    option(words, command, "period", "value-period").value_parser(value_parser!(Period))
}

fn recommend(words: &Words, command: &str) -> Arg {
    option(words, command, "recommend", "value-choice")
        .value_parser(PossibleValuesParser::new(schema::RECOMMENDATIONS))
}

fn year(words: &Words, command: &str) -> Arg {
    option(words, command, "year", "value-year")
        .value_parser(value_parser!(i64).range(schema::FIRST_YEAR..=schema::LAST_YEAR))
        .required(true)
}
