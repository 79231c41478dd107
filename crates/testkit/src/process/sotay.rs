//! A device's command line, run command by command.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Programs;

/// A device: a home folder, its PIN, and the program that works on them.
#[derive(Clone, Debug)]
pub struct Sotay {
    programs: Programs,
    home: PathBuf,
    pin: String,
}

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What it wrote for programs to read.
    pub stdout: String,
    /// What it wrote for people to read.
    pub stderr: String,
}

impl Sotay {
    /// Names a device whose home is `home`. Nothing is made yet.
    #[must_use]
    pub fn new(programs: &Programs, home: &Path, pin: &str) -> Self {
        Self {
            programs: programs.clone(),
            home: home.to_owned(),
            pin: pin.to_owned(),
        }
    }

    /// Returns the home folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Returns the command with home and PIN set, to add to, start and kill.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = self.programs.command(&self.programs.sotay());
        command
            .env("SOTAY_HOME", &self.home)
            .env("SOTAY_PIN", &self.pin)
            .args(arguments);
        command
    }

    /// Runs a command with `--json`, whatever comes of it.
    ///
    /// # Errors
    ///
    /// If the program cannot be started.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> io::Result<Outcome> {
        let output = self
            .command(&["--json"])
            .args(arguments)
            .stdin(Stdio::null())
            .output()?;
        Ok(Outcome {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs a command with `--json` that must succeed, and returns the value it printed.
    ///
    /// # Errors
    ///
    /// If the program cannot be started, ends with another code than 0, or prints no JSON.
    pub fn json<A: AsRef<OsStr>>(&self, arguments: &[A]) -> io::Result<Value> {
        let outcome = self.run(arguments)?;
        if outcome.code == Some(0) {
            return outcome.json();
        }
        let named: Vec<_> = arguments
            .iter()
            .map(|argument| argument.as_ref().to_string_lossy())
            .collect();
        Err(io::Error::other(format!(
            "sotay {} ended with {:?}: {}{}",
            named.join(" "),
            outcome.code,
            outcome.stdout,
            outcome.stderr
        )))
    }
}

impl Outcome {
    /// Reads what it printed as JSON; `null` if it printed nothing.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn json(&self) -> io::Result<Value> {
        if self.stdout.trim().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&self.stdout).map_err(io::Error::other)
    }
}
