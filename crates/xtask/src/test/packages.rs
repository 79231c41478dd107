//! System packages: what a build needs from outside the Rust world, and the command that brings it.

use std::fs;
use std::process::Command;

use super::{Context, Verdict};
use crate::failure::Failure;
use crate::process;

/// Something a build needs, how to see that it is there, and what it is called by package managers.
struct Need {
    what: &'static str,
    why: &'static str,
    there: fn() -> bool,
    apt: &'static str,
    dnf: &'static str,
    brew: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        what: "a C compiler (cc)",
        why: "SQLite and zstd are C",
        there: || process::answers("cc", &["--version"]),
        apt: "build-essential",
        dnf: "gcc",
        brew: "",
    },
    Need {
        what: "a C++ compiler (c++)",
        why: "the fuzzer's engine is C++",
        there: || process::answers("c++", &["--version"]),
        apt: "build-essential",
        dnf: "gcc-c++",
        brew: "",
    },
    Need {
        what: "pkg-config",
        why: "it finds libcrypto for SQLCipher",
        there: || process::answers("pkg-config", &["--version"]),
        apt: "pkg-config",
        dnf: "pkgconf-pkg-config",
        brew: "pkgconf",
    },
    Need {
        what: "libcrypto's headers",
        why: "SQLCipher encrypts the device's database with it",
        there: || process::answers("pkg-config", &["--exists", "libcrypto"]),
        apt: "libssl-dev",
        dnf: "openssl-devel",
        brew: "openssl@3",
    },
];

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    if missing.is_empty() {
        return Ok(Verdict::passed(format!("{} found", NEEDS.len())));
    }
    let names = |of: fn(&Need) -> &'static str| -> Vec<&'static str> {
        let mut names: Vec<_> = missing
            .iter()
            .map(|need| of(need))
            .filter(|name| !name.is_empty())
            .collect();
        names.dedup();
        names
    };
    if context.install && has_apt() {
        install(context, &names(|need| need.apt))?;
        let still: Vec<&str> = NEEDS
            .iter()
            .filter(|need| !(need.there)())
            .map(|need| need.what)
            .collect();
        if still.is_empty() {
            return Ok(Verdict::passed(format!(
                "installed {}",
                names(|need| need.apt).join(", ")
            )));
        }
        return Ok(Verdict::failed(
            "still missing after installing",
            still.join(", "),
        ));
    }
    let mut details: String = missing
        .iter()
        .map(|need| format!("missing: {} ({})\n", need.what, need.why))
        .collect();
    let command = if has_apt() {
        install_command(&names(|need| need.apt))
    } else if process::answers("dnf", &["--version"]) {
        format!("sudo dnf install {}", names(|need| need.dnf).join(" "))
    } else if process::answers("brew", &["--version"]) {
        format!(
            "xcode-select --install; brew install {}",
            names(|need| need.brew).join(" ")
        )
    } else {
        "install them with this system's package manager".to_owned()
    };
    details.push_str(&format!("install with:  {command}\n"));
    if has_apt() {
        details.push_str("or let this do it:  cargo xtask test --install\n");
    }
    Ok(Verdict::failed(
        format!("{} missing", missing.len()),
        details,
    ))
}

/// Says whether this system installs packages with apt.
pub(super) fn has_apt() -> bool {
    process::answers("apt-get", &["--version"])
}

/// The command a person runs to install `packages`.
pub(super) fn install_command(packages: &[&str]) -> String {
    let sudo = if is_root() { "" } else { "sudo " };
    format!(
        "{sudo}apt-get update && {sudo}apt-get install --yes --no-install-recommends {}",
        packages.join(" ")
    )
}

/// Installs Debian packages, with sudo where this is not root.
pub(super) fn install(context: &Context, packages: &[&str]) -> Result<(), Failure> {
    // A list that could not be refreshed may still be good enough, so only the installation itself must succeed.
    process::run(apt().arg("update"), context.verbose)?;
    let mut command = apt();
    command
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages);
    process::run(&mut command, context.verbose)?.checked()?;
    Ok(())
}

fn apt() -> Command {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        // Nobody may be there to type a password.
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ids = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    ids.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}
