//! What can be done with a relay's data beside serving it: copy it, put a copy back, read it through, keep its key.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use proto::RelayKeyCode;
use proto::typed_code::TypedCodeError;

use super::failure::Failure;
use crate::storage::StorageError;
use crate::storage::sqlite::{
    Checked, backup, check, check_backup, export_key, import_key, restore,
};
use crate::words::Words;

/// Adds the commands to the program's own.
pub(super) fn add_to(program: Command, words: &Words) -> Command {
    let data = || path("data", "DIR", words.get("help-data-of")).required(false);
    let force = Arg::new("force")
        .long("force")
        .action(ArgAction::SetTrue)
        .help(words.get("help-force"));
    let backup_to_check = path("file", "FILE", words.get("help-file")).required(false);
    let backup_to_check = backup_to_check.conflicts_with("data");
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
        .subcommand(
            command(
                "check",
                "sotay-relay check (--data DIR | --file FILE)",
                words,
            )
            .arg(data())
            .arg(backup_to_check),
        )
        .subcommand(
            command(
                "export-key",
                "sotay-relay export-key --data DIR --out FILE",
                words,
            )
            .arg(data())
            .arg(path("out", "FILE", words.get("help-key-out"))),
        )
        .subcommand(
            command(
                "import-key",
                "sotay-relay import-key --data DIR --from FILE",
                words,
            )
            .arg(data())
            .arg(path("from", "FILE", words.get("help-key-from"))),
        )
}

/// Carries out a command; prints what came of it. Not every command asks for the data folder.
pub(super) fn run(
    name: &str,
    matches: &ArgMatches,
    data: impl FnOnce() -> Result<PathBuf, Failure>,
    words: &Words,
) -> Result<ExitCode, Failure> {
    if matches!(matches.try_contains_id("file"), Ok(true)) {
        let checked = check_backup(&file(matches, "file"));
        let checked = checked.map_err(|error| match error {
            StorageError::Older { found, known } => Failure::OlderBackup { found, known },
            other => Failure::Close(other),
        })?;
        return Ok(tell(&checked, "checked-damaged-backup", words));
    }
    let data = &data()?;
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
        "export-key" => {
            let out = file(matches, "out");
            export_key(data, &out).map_err(|error| explain(error, "failed-out-exists"))?;
            let out = out.display().to_string();
            println!("{}", words.with("key-exported", &[("path", &out)]));
        }
        "import-key" => {
            let key = read_key(&file(matches, "from"))?;
            let imported = import_key(data, &key);
            imported.map_err(|error| explain(error, "failed-store-used"))?;
            let data = data.display().to_string();
            println!("{}", words.with("key-imported", &[("data", &data)]));
        }
        _ => return Ok(tell(&check(data)?, "checked-damaged", words)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the file of a relay's key, as a program wrote it or a person copied it from paper.
fn read_key(path: &Path) -> Result<RelayKeyCode, Failure> {
    let unreadable = |reason: String| Failure::Key {
        path: path.display().to_string(),
        reason,
    };
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    text.parse()
        .map_err(|error: TypedCodeError| unreadable(error.to_string()))
}

/// Tells what a check found: each damage with its stable code, then what to do, as the message `if_damaged` says.
fn tell(checked: &Checked, if_damaged: &str, words: &Words) -> ExitCode {
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
    println!("{}", words.with(if_damaged, &values));
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
