//! The two programs, built for the demo.

use testkit::process::Programs;

use crate::failure::Failure;
use crate::workspace::{self, Workspace};

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
    Ok(Programs::at(&workspace::programs_folder()?))
}
