//! Work measured in a process that does nothing else: this program once more, with another argument.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::Failure;

/// Runs this program with an argument on a home, whose key it is handed, and returns what it told as JSON.
pub(crate) fn in_a_process(argument: &str, home: &Path, key: &[u8; 32]) -> Result<Value, Failure> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(argument)
        .arg(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(key)?;
    }
    let output = child.wait_with_output()?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::unexpected(format!("{argument}: {error}")))
}

/// Takes the key in such a process.
pub(crate) fn handed_key() -> Result<[u8; 32], Failure> {
    let mut key = [0; 32];
    io::stdin().read_exact(&mut key)?;
    Ok(key)
}

/// Returns the most memory that a process has had resident, in megabytes (`VmHWM` of proc(5)).
pub(crate) fn peak_megabytes(process: &str) -> Result<f64, Failure> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<f64>()
            .ok()
    });
    kibibytes
        .map(|kibibytes| kibibytes * 1_024.0 / 1e6)
        .ok_or_else(|| Failure::unexpected("this system does not tell a process's peak memory"))
}
