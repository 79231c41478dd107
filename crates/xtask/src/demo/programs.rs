//! The two programs, built for the demo.

use std::path::{Path, PathBuf};

use testkit::process::Programs;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// Builds both, with cargo's own progress on the terminal, and returns where they are.
///
/// The development profile compiles dependencies (SQLCipher, Argon2, zstd) with optimisation, so the demo needs no release build.
pub(super) fn build(workspace: &Workspace) -> Result<Programs, Failure> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--package", "cli", "--package", "server", "--bins"]);
    let status = cargo.status().map_err(|source| Failure::Start {
        program: "cargo".to_owned(),
        source,
    })?;
    if !status.success() {
        return Err(Failure::Program {
            command: "cargo build --package cli --package server --bins".to_owned(),
            status: status.to_string(),
            output:
                "cargo xtask test names a missing system package and the command that installs it"
                    .to_owned(),
        });
    }
    Ok(Programs::at(&folder()?))
}

/// Returns the folder where cargo puts programs of this profile: this one is there too.
pub(super) fn folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe().map_err(Failure::file("the path of this program"))?;
    Ok(program.parent().map(Path::to_owned).unwrap_or_default())
}
