//! Measures speed and size: builds everything in release and hands over to the measuring program.
//!
//! The measuring program links the library of the device, which needs system packages; this one must not.

use std::process::{Command, ExitCode};

use crate::failure::Failure;
use crate::workspace::Workspace;

const BUILD: [&str; 9] = [
    "build",
    "--release",
    "--package",
    "bench",
    "--package",
    "cli",
    "--package",
    "server",
    "--bins",
];

/// Builds and measures; the arguments are the measuring program's own.
pub(crate) fn main(args: &[String]) -> Result<ExitCode, Failure> {
    let workspace = Workspace::find()?;
    let built = status(workspace.cargo().args(BUILD))?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "bench",
            "--bin",
            "sotay-bench",
            "--",
        ])
        .args(args);
    status(&mut cargo)
}

fn status(command: &mut Command) -> Result<ExitCode, Failure> {
    let status = command.status().map_err(|source| Failure::Start {
        program: "cargo".to_owned(),
        source,
    })?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}
