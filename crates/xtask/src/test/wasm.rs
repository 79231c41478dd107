//! The core builds for a browser: `cargo check` on wasm32-unknown-unknown for every crate the layer table marks.
//!
//! A Rust from rustup has the target or can fetch it. Where it cannot (a machine without rustup, or one that is offline),
//! Debian's own Rust builds the standard library for the target from source; it is a little newer than the workspace
//! asks for, which a check does not mind.

use std::path::Path;
use std::process::Command;

use super::{Context, Verdict, layers, packages};
use crate::failure::Failure;
use crate::process;

const TARGET: &str = "wasm32-unknown-unknown";
/// Overrides the choice of toolchain, to try the one that would not be chosen: `rustup` or `debian`.
const CHOICE: &str = "XTASK_WASM";
const DEBIAN_RUST: &[&str] = &["rustc-web", "cargo-web", "rust-web-src"];
const DEBIAN_CLANG: &[&str] = &["clang-19", "lld-19"];
/// Where Debian's packages put the sources that the standard library is built from.
const DEBIAN_STD: &str = "/usr/lib/rustlib/src/rust/library/Cargo.toml";
const CLANGS: &[&str] = &[
    "clang-19", "clang", "clang-20", "clang-18", "clang-17", "clang-16",
];
const ARCHIVERS: &[&str] = &[
    "llvm-ar-19",
    "llvm-ar",
    "llvm-ar-20",
    "llvm-ar-18",
    "llvm-ar-17",
    "llvm-ar-16",
];

/// Where the Rust for the target comes from.
#[derive(Clone, Copy, PartialEq)]
enum Toolchain {
    /// The one that started this program; rustup gave it the target.
    Rustup,
    /// Debian's, which builds the standard library itself.
    Debian,
}

pub(super) fn check(context: &Context) -> Result<Verdict, Failure> {
    let (toolchain, clang) = match find(context) {
        Some(found) => found,
        None if context.install && packages::has_apt() => {
            packages::install(context, &missing(context))?;
            match find(context) {
                Some(found) => found,
                None => return Ok(Verdict::failed("no Rust for the target", lacking(context))),
            }
        }
        None => {
            return Ok(Verdict::failed(
                "no Rust or no clang for the target",
                lacking(context),
            ));
        }
    };
    let crates: Vec<String> = layers::read(context)?
        .into_iter()
        .filter(|layer| layer.wasm)
        .map(|layer| layer.name)
        .collect();
    let mut cargo = command(context, toolchain, clang);
    cargo.args(crates.iter().flat_map(|name| ["--package", name]));
    let finished = process::run(&mut cargo, context.verbose)?;
    if !finished.success {
        return Ok(Verdict::failed(
            "the core does not build for wasm32",
            finished.tail(),
        ));
    }
    let by = if toolchain == Toolchain::Debian {
        "Debian's Rust"
    } else {
        "rustup's target"
    };
    Ok(Verdict::passed(format!(
        "{} ({by}, {clang})",
        crates.join(", ")
    )))
}

fn find(context: &Context) -> Option<(Toolchain, &'static str)> {
    let toolchain = rust(context)?;
    // SQLite and zstd are C, so a C compiler for the target is needed whoever compiles the Rust.
    let clang = *CLANGS.iter().find(|clang| knows_wasm(clang))?;
    Some((toolchain, clang))
}

fn rust(context: &Context) -> Option<Toolchain> {
    match std::env::var(CHOICE).as_deref() {
        Ok("debian") => debian_has_it(context).then_some(Toolchain::Debian),
        Ok("rustup") => rustup_has_it().then_some(Toolchain::Rustup),
        _ if rustup_has_it() => Some(Toolchain::Rustup),
        _ if debian_has_it(context) => Some(Toolchain::Debian),
        // Last, because it may wait long for a network that is not there.
        _ => process::answers("rustup", &["target", "add", TARGET]).then_some(Toolchain::Rustup),
    }
}

fn rustup_has_it() -> bool {
    process::run(
        Command::new("rustup").args(["target", "list", "--installed"]),
        false,
    )
    .is_ok_and(|finished| {
        finished.success && finished.lines.iter().any(|line| line.trim() == TARGET)
    })
}

/// Says whether Debian's Rust is here, with its library's sources, and new enough for this workspace.
fn debian_has_it(context: &Context) -> bool {
    let wanted = context
        .workspace
        .read_toml("Cargo.toml")
        .ok()
        .and_then(|manifest| {
            let version = manifest
                .get("workspace")?
                .get("package")?
                .get("rust-version")?
                .as_str()?;
            minor(version)
        });
    let found = process::first_line(Command::new("/usr/bin/rustc").arg("--version"))
        .and_then(|line| minor(line.split_whitespace().nth(1)?));
    Path::new(DEBIAN_STD).is_file()
        && Path::new("/usr/bin/cargo").is_file()
        && found.is_some()
        && found >= wanted
}

/// The second number of `1.96.0`: the first has been 1 since 2015.
fn minor(version: &str) -> Option<u32> {
    version.split('.').nth(1)?.parse().ok()
}

fn knows_wasm(clang: &str) -> bool {
    process::run(Command::new(clang).arg("--print-targets"), false).is_ok_and(|finished| {
        finished.success
            && finished
                .lines
                .iter()
                .any(|line| line.trim().starts_with("wasm32"))
    })
}

/// The Debian packages that would make the check possible.
fn missing(context: &Context) -> Vec<&'static str> {
    let rust = if rust(context).is_some() {
        &[]
    } else {
        DEBIAN_RUST
    };
    rust.iter().chain(DEBIAN_CLANG).copied().collect()
}

fn lacking(context: &Context) -> String {
    let mut text = String::new();
    if rust(context).is_none() {
        text.push_str(&format!(
            "no Rust for {TARGET}; with rustup and a network: rustup target add {TARGET}\n"
        ));
    }
    if !CLANGS.iter().any(|clang| knows_wasm(clang)) {
        text.push_str("no clang that builds for wasm32 (SQLite and zstd are C)\n");
    }
    if packages::has_apt() {
        text.push_str(&format!(
            "install with:  {}\n",
            packages::install_command(&missing(context))
        ));
        text.push_str("or let this do it:  cargo xtask test --only wasm --install\n");
    }
    text
}

fn command(context: &Context, toolchain: Toolchain, clang: &str) -> Command {
    let mut cargo = match toolchain {
        Toolchain::Rustup => context.cargo(&["check"]),
        Toolchain::Debian => debian_cargo(context),
    };
    cargo
        .args(["--target", TARGET, "--quiet", "--target-dir"])
        .arg(context.workspace.path("target/wasm"));
    // Nothing runs here, and SQLCipher's C takes four times as long with optimization.
    cargo.args([
        "--config",
        "profile.dev.package.\"*\".opt-level=0",
        "--config",
        "profile.dev.debug=false",
    ]);
    cargo
        .env("CARGO_INCREMENTAL", "0")
        .env("CC_wasm32_unknown_unknown", clang);
    // What only a native skin calls so far is no mistake on this target.
    cargo.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Dwarnings -Adead_code -Aunused_imports",
    );
    if let Some(archiver) = ARCHIVERS
        .iter()
        .find(|archiver| process::answers(archiver, &["--version"]))
    {
        cargo.env("AR_wasm32_unknown_unknown", archiver);
    }
    cargo
}

fn debian_cargo(context: &Context) -> Command {
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .current_dir(context.workspace.path(""))
        .args(["check", "-Zbuild-std=std,panic_abort"]);
    // The cargo that started this program points at another compiler.
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER"] {
        cargo.env_remove(name);
    }
    // A stable compiler builds its own standard library only when told that it may use unstable features.
    cargo
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19");
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_second_number() {
        assert!(minor("1.96.0") > minor("1.90"));
        assert!(minor("1.63.0") < minor("1.90"));
    }
}
