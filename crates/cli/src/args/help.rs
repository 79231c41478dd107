//! Help in the person's language: clap's own headings and usage lines are English, so they are replaced.

use crate::words::Words;
use clap::{Arg, Command};

const BOLD: &str = "\u{1b}[1m\u{1b}[4m";
const PLAIN: &str = "\u{1b}[0m";

/// Gives a command and all below it their headings, usage and examples.
pub(super) fn dress(root: Command, words: &Words) -> Command {
    let globals: Vec<String> = root
        .get_arguments()
        .map(|arg| arg.get_id().to_string())
        .collect();
    dress_at(root, words, "sotay", &globals)
}

fn dress_at(command: Command, words: &Words, path: &str, globals: &[String]) -> Command {
    let below: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let usage = usage(&command, words, path, globals);
    let mut command = command
        .override_usage(usage)
        .help_template(template(words))
        .subcommand_help_heading(words.text("heading-commands"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true);
    if let Some(examples) = words.find(&format!("examples-{}", path.replace(' ', "-")), &[]) {
        let indented: Vec<String> = examples.lines().map(|line| format!("  {line}")).collect();
        let heading = words.text("heading-examples");
        command = command.after_help(format!("{BOLD}{heading}:{PLAIN}\n{}", indented.join("\n")));
    }
    for name in below {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |sub| dress_at(sub, words, &path, globals));
    }
    command
}

fn template(words: &Words) -> String {
    let heading = words.text("heading-usage");
    format!(
        "{{about-with-newline}}\n{BOLD}{heading}:{PLAIN} {{usage}}\n\n{{all-args}}{{after-help}}"
    )
}

fn usage(command: &Command, words: &Words, path: &str, globals: &[String]) -> String {
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !globals.contains(&arg.get_id().to_string()))
        .collect();
    let mut parts = vec![path.to_owned()];
    let options = own.iter().filter(|arg| !arg.is_positional());
    let (required, free): (Vec<&Arg>, Vec<&Arg>) =
        options.copied().partition(|arg| arg.is_required_set());
    if !free.is_empty() || path == "sotay" {
        parts.push(format!("[{}]", words.text("value-options")));
    }
    parts.extend(
        required
            .iter()
            .map(|arg| format!("--{} <{}>", arg.get_id(), value_name(arg))),
    );
    parts.extend(
        own.iter()
            .filter(|arg| arg.is_positional())
            .map(|arg| positional(arg)),
    );
    if command.has_subcommands() {
        let below = words.text("value-command");
        parts.push(match command.is_subcommand_required_set() {
            true => format!("<{below}>"),
            false => format!("[{below}]"),
        });
    }
    parts.join(" ")
}

fn positional(arg: &Arg) -> String {
    let name = value_name(arg);
    let many = if arg
        .get_num_args()
        .is_some_and(|count| count.max_values() > 1)
    {
        "..."
    } else {
        ""
    };
    if arg.is_required_set() {
        format!("<{name}>{many}")
    } else {
        format!("[{name}]{many}")
    }
}

fn value_name(arg: &Arg) -> String {
    arg.get_value_names()
        .and_then(|names| names.first())
        .map(ToString::to_string)
        .unwrap_or_default()
}
