//! The program `sotay`: client-core on a terminal, for officers and for scripts.
//!
//! It translates between words and the library and decides nothing about the domain: what a field may hold,
//! who may do what and how devices meet is all below. Read [`run`] first, then [`args`](command) for what is
//! understood, `commands` for what is done, `screen` for how it looks, and [`transport`] for the connection to a
//! relay, which benches and tests use as well.

mod args;
mod commands;
mod entry;
mod failure;
mod page;
mod pin;
mod screen;
mod session;
mod times;
pub mod transport;
mod usage;
mod words;

pub use args::command;
pub use failure::own_codes;
pub use transport::{HttpTransport, RelayUrl, TransportOptions};
pub use words::{Words, choose_language};

use clap::{Command, Error};
use failure::Failure;
use screen::Screen;
use session::Session;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with its arguments, the first being its own name; returns its exit code.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let words = Words::new(choose_language(
        asked_language(&arguments).as_deref(),
        |name| std::env::var(name).ok(),
    ));
    let mut command = command(&words);
    match command.try_get_matches_from_mut(&arguments) {
        Ok(matches) => {
            let session = Session::new(words, Screen::new(matches.get_flag("json")), &matches);
            let done = commands::run(&session, &matches, command);
            finish(&session.screen, &session.words, done)
        }
        Err(error) => not_understood(&words, &mut command, &arguments, &error),
    }
}

fn finish(screen: &Screen, words: &Words, done: Result<(), Failure>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // `sotay visit list | head` has all it wanted.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            screen.failed(&failure, words);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Answers what clap did not take as a command: a request for help, or a mistake.
fn not_understood(
    words: &Words,
    command: &mut Command,
    arguments: &[OsString],
    error: &Error,
) -> ExitCode {
    let screen = Screen::new(arguments.iter().any(|argument| argument == "--json"));
    if usage::is_answer(error) {
        return finish(&screen, words, show(&screen, error));
    }
    if usage::is_help_for_want_of_command(error) && !screen.is_json() {
        // clap writes it to standard error with the colours that the stream has.
        drop(error.print());
        return ExitCode::from(2);
    }
    let path = path(command, arguments);
    let failure = Failure::Usage(usage::explain(words, error, &path));
    finish(&screen, words, Err(failure))
}

fn show(screen: &Screen, error: &Error) -> Result<(), Failure> {
    let text = error.render();
    let text = if screen.paint().is_coloured() {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    screen.line(text.trim_end())
}

/// Returns the command that the arguments begin with, as far as it exists: `sotay visit new`.
fn path(command: &Command, arguments: &[OsString]) -> String {
    let mut at = command;
    let mut path = command.get_name().to_owned();
    for argument in arguments
        .iter()
        .skip(1)
        .filter_map(|argument| argument.to_str())
    {
        if let Some(below) = at.find_subcommand(argument) {
            path = format!("{path} {argument}");
            at = below;
        }
    }
    path
}

/// Finds `--lang` before anything else is read, for even a mistake is explained in the language asked for.
fn asked_language(arguments: &[OsString]) -> Option<String> {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(text) = texts.next() {
        if text == "--lang" {
            return texts.next().map(str::to_owned);
        }
        if let Some(language) = text.strip_prefix("--lang=") {
            return Some(language.to_owned());
        }
    }
    None
}
