//! Who has not been visited for how long, and what follows for the work.

use super::narrowing::narrowing;
use super::option;
use crate::words::Words;
use clap::{Arg, Command, value_parser};

/// Where somebody is, in degrees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
}

pub(super) fn commands(words: &Words) -> Vec<Command> {
    vec![coverage(words), load(words), presence(words), plan(words)]
}

fn coverage(words: &Words) -> Command {
    let days = |default| {
        option(words, "coverage", "days", "value-days")
            .value_parser(value_parser!(u32).range(0..=36_500))
            .default_value(default)
    };
    let place = |name| option(words, "list", name, "value-name");
    let due = Command::new("due")
        .about(words.text("about-coverage-due"))
        .arg(
            option(words, "due", "days", "value-days")
                .value_parser(value_parser!(u32).range(0..=366))
                .default_value("7"),
        )
        .args(narrowing(words, "coverage"))
        .arg(format(words));
    let summary = Command::new("summary")
        .about(words.text("about-coverage-summary"))
        .args([days("90"), place("area"), place("officer"), format(words)]);
    Command::new("coverage")
        .about(words.text("about-coverage"))
        .arg(days("90"))
        .args(narrowing(words, "coverage"))
        .arg(format(words))
        .subcommands([due, summary])
        .args_conflicts_with_subcommands(true)
}

fn load(words: &Words) -> Command {
    let unlike = ["from", "until"];
    let narrowing = narrowing(words, "load").into_iter();
    Command::new("load")
        .about(words.text("about-load"))
        .args(narrowing.filter(|arg| !unlike.contains(&arg.get_id().as_str())))
        .arg(format(words))
}

fn presence(words: &Words) -> Command {
    let weeks = option(words, "presence", "weeks", "value-number");
    Command::new("presence")
        .about(words.text("about-presence"))
        .arg(
            weeks
                .value_parser(value_parser!(u32).range(1..=520))
                .conflicts_with("from"),
        )
        .args(narrowing(words, "presence"))
        .arg(format(words))
}

fn plan(words: &Words) -> Command {
    let of = |name, value| option(words, "plan", name, value);
    let place = |name| option(words, "list", name, "value-name");
    Command::new("plan").about(words.text("about-plan")).args([
        of("from", "value-position").value_parser(position),
        of("count", "value-number")
            .value_parser(value_parser!(u32).range(1..=200))
            .default_value("10"),
        option(words, "coverage", "days", "value-days")
            .value_parser(value_parser!(u32).range(0..=36_500))
            .default_value("90"),
        place("area"),
        place("officer"),
        format(words),
    ])
}

/// Reads `21.0285,105.8542`.
fn position(text: &str) -> Result<Position, &'static str> {
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    let read = text.split_once(',').and_then(|(lat, lon)| {
        let (lat, lon) = (degrees(lat)?, degrees(lon)?);
        (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
    });
    read.map(|(lat, lon)| Position { lat, lon })
        .ok_or("LAT,LON")
}

/// In which form a table is printed.
pub(super) fn format(words: &Words) -> Arg {
    option(words, "sheet", "format", "value-format")
        .value_parser(["table", "csv"])
        .default_value("table")
}
