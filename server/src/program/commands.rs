//! What can be done with a relay's data beside serving it: copy it, put a copy back, read it through.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::failure::Failure;
use crate::storage::StorageError;
use crate::storage::sqlite::{Checked, backup, check, restore};
use crate::words::Words;

/// Adds the commands to the program's own.
pub(super) fn add_to(program: Command, words: &Words) -> Command {
    let data = || path("data", "DIR", words.get("help-data-of")).required(false);
    let force = Arg::new("force")
        .long("force")
        .action(ArgAction::SetTrue)
        .help(words.get("help-force"));
    program
        .subcommand(
            command("backup", "sotay-relay backup --data DIR --out FILE", words)
                .arg(data())
                .arg(path("out", "FILE", words.get("help-out"))),
        )
        .subcommand(
            command(
                "restore",
                "sotay-relay restore --data DIR --from FILE [--force]",
                words,
            )
            .arg(data())
            .arg(path("from", "FILE", words.get("help-from")))
            .arg(force),
        )
        .subcommand(command("check", "sotay-relay check --data DIR", words).arg(data()))
}

/// Carries out a command on a data folder; prints what came of it.
pub(super) fn run(
    name: &str,
    matches: &ArgMatches,
    data: &Path,
    words: &Words,
) -> Result<ExitCode, Failure> {
    match name {
        "backup" => {
            let out = file(matches, "out");
            let size = backup(data, &out).map_err(|error| explain(error, "failed-out-exists"))?;
            let (size, out) = (size.to_string(), out.display().to_string());
            println!(
                "{}",
                words.with("backed-up", &[("path", &out), ("bytes", &size)])
            );
        }
        "restore" => {
            let (from, force) = (file(matches, "from"), matches.get_flag("force"));
            let restored = restore(data, &from, force);
            let restored = restored.map_err(|error| explain(error, "failed-store-exists"))?;
            let (data, from) = (data.display().to_string(), from.display().to_string());
            println!(
                "{}",
                words.with("restored", &[("data", &data), ("path", &from)])
            );
            if let Some(replaced) = restored.replaced {
                let path = replaced.display().to_string();
                println!("{}", words.with("restored-over", &[("path", &path)]));
            }
        }
        _ => return Ok(tell(&check(data)?, words)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells what a check found: each damage with its stable code, then what to do.
fn tell(checked: &Checked, words: &Words) -> ExitCode {
    checked
        .damages
        .iter()
        .for_each(|damage| println!("{damage}"));
    let [spaces, entries, packs, damages] = [
        checked.spaces,
        checked.entries,
        checked.packs,
        checked.damages.len() as u64,
    ]
    .map(|count| count.to_string());
    let values = [
        ("spaces", spaces.as_str()),
        ("entries", &entries),
        ("packs", &packs),
        ("damages", &damages),
    ];
    if checked.damages.is_empty() {
        println!("{}", words.with("checked-whole", &values));
        return ExitCode::SUCCESS;
    }
    println!("{}", words.with("checked-damaged", &values));
    ExitCode::FAILURE
}

/// What exists is in the way of different things, and another thing is to be done about it.
fn explain(error: StorageError, message: &'static str) -> Failure {
    match error {
        StorageError::Exists { path } => Failure::Exists { message, path },
        other => Failure::Close(other),
    }
}

fn command(name: &'static str, usage: &'static str, words: &Words) -> Command {
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help);
    Command::new(name)
        .about(words.get(&format!("about-{name}")))
        .help_template(words.get("help-template-of"))
        .disable_help_flag(true)
        .override_usage(usage)
        .arg(help.help(words.get("help-help")))
}

fn path(name: &'static str, value: &'static str, help: String) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(ValueParser::os_string())
        .required(true)
        .help(help)
}

fn file(matches: &ArgMatches, name: &str) -> PathBuf {
    let given = matches.get_one::<OsString>(name);
    given.map(PathBuf::from).unwrap_or_default()
}
