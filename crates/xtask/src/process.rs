//! Running a program and keeping what it printed.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::failure::Failure;

/// How many lines of a failed program are shown.
const TAIL: usize = 300;

/// What a program printed (both streams, in the order they arrived) and whether it succeeded.
pub(crate) struct Finished {
    pub(crate) success: bool,
    pub(crate) status: String,
    pub(crate) lines: Vec<String>,
    command: String,
}

impl Finished {
    /// The last lines, enough to see what went wrong.
    pub(crate) fn tail(&self) -> String {
        let from = self.lines.len().saturating_sub(TAIL);
        self.lines
            .iter()
            .skip(from)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    /// Turns a failed run into a [`Failure`].
    pub(crate) fn checked(self) -> Result<Self, Failure> {
        if self.success {
            return Ok(self);
        }
        let output = self.tail();
        Err(Failure::Program {
            command: self.command,
            status: self.status,
            output,
        })
    }
}

/// Runs `command` to its end; with `echo` its lines are also shown as they come.
pub(crate) fn run(command: &mut Command, echo: bool) -> Result<Finished, Failure> {
    let line = words(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|source| Failure::Start {
            program: line.clone(),
            source,
        })?;
    let (send, receive) = channel();
    let readers = [
        child.stdout.take().map(|out| forward(out, send.clone())),
        child.stderr.take().map(|err| forward(err, send)),
    ];
    let mut lines = Vec::new();
    for text in receive {
        if echo {
            eprintln!("    {text}");
        }
        lines.push(text);
    }
    for reader in readers.into_iter().flatten() {
        // A reader has no result; it ends when the program closes its stream.
        drop(reader.join());
    }
    let status = child.wait().map_err(|source| Failure::Start {
        program: line.clone(),
        source,
    })?;
    Ok(Finished {
        success: status.success(),
        status: status.to_string(),
        lines,
        command: line,
    })
}

/// Says whether a program can be started and answers `args` with success.
pub(crate) fn answers(program: &str, args: &[&str]) -> bool {
    run(Command::new(program).args(args), false).is_ok_and(|finished| finished.success)
}

/// The first line a program prints, when it succeeds.
pub(crate) fn first_line(command: &mut Command) -> Option<String> {
    run(command, false)
        .ok()
        .filter(|finished| finished.success)?
        .lines
        .into_iter()
        .next()
}

fn forward(stream: impl Read + Send + 'static, send: Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n') {
            let Ok(bytes) = line else { break };
            let text = String::from_utf8_lossy(&bytes);
            if send.send(text.trim_end_matches('\r').to_owned()).is_err() {
                break;
            }
        }
    })
}

fn words(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
