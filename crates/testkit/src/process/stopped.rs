//! The time of day of the real programs, as a test says.
//!
//! The library that does it, `crates/stopclock`, is put in front of the C library of a program that is otherwise as it ships.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Programs;

/// A clock that stands still until a test moves it, for all programs that run under it.
#[derive(Clone, Debug)]
pub struct StoppedClock {
    library: PathBuf,
    file: PathBuf,
}

impl StoppedClock {
    /// Whether the clock of a program can be stopped on this system.
    pub const CAN_BE_STOPPED: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

    /// Stops the clock at `unix_millis`, milliseconds since 1970-01-01T00:00:00Z; the time is kept in `file`.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn at(programs: &Programs, file: &Path, unix_millis: i64) -> io::Result<Self> {
        let clock = Self {
            library: programs.stopclock(),
            file: file.to_owned(),
        };
        clock.set(unix_millis)?;
        Ok(clock)
    }

    /// Moves the clock, of programs that run already too.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn set(&self, unix_millis: i64) -> io::Result<()> {
        let beside = self.file.with_extension("part");
        fs::write(&beside, unix_millis.to_string())?;
        // Renamed, so that a running program never reads half a number.
        fs::rename(&beside, &self.file)
    }

    /// Lets a program that is about to be started go by this clock.
    pub(super) fn stop(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("STOPCLOCK_FILE", &self.file);
    }
}
