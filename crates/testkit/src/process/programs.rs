//! Where the built programs are.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use super::StoppedClock;

/// Names a folder whose programs are up to date, so that nothing is built: `cargo xtask test` sets it.
const FOLDER_VARIABLE: &str = "SOTAY_PROGRAMS";

/// The built `sotay` and `sotay-relay`, and what tests put in front of them.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
    clock: Option<StoppedClock>,
}

impl Programs {
    /// Takes the programs of a folder as they are.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            clock: None,
        }
    }

    /// Finds the programs beside the test that asks, and builds them in its profile so that they are not older than the sources.
    /// `SOTAY_PROGRAMS` names a folder where that has been done already.
    ///
    /// # Errors
    ///
    /// If they cannot be built.
    pub fn built() -> io::Result<Self> {
        if let Some(folder) = env::var_os(FOLDER_VARIABLE) {
            return Ok(Self::at(Path::new(&folder)));
        }
        let folder = profile_folder(&env::current_exe()?).ok_or_else(|| {
            io::Error::new(io::ErrorKind::NotFound, "the test is in no target folder")
        })?;
        build_once(&folder)?;
        Ok(Self::at(&folder))
    }

    /// Returns the relay's path.
    #[must_use]
    pub fn relay(&self) -> PathBuf {
        self.program("sotay-relay")
    }

    /// Returns the device command line's path.
    #[must_use]
    pub fn sotay(&self) -> PathBuf {
        self.program("sotay")
    }

    /// Returns the path of the library that kills a program at a write point; it is there on Linux only.
    #[must_use]
    pub fn killpoint(&self) -> PathBuf {
        self.library("killpoint")
    }

    /// Returns the path of the library that tells a program the time; it is there on Linux only.
    #[must_use]
    pub fn stopclock(&self) -> PathBuf {
        self.library("stopclock")
    }

    /// Lets the programs that are started from here go by a clock.
    #[must_use]
    pub fn under(self, clock: &StoppedClock) -> Self {
        Self {
            clock: Some(clock.clone()),
            ..self
        }
    }

    /// Makes a command of the relay's program: one that does something with a relay's data.
    #[must_use]
    pub fn relay_command(&self) -> Command {
        self.command(&self.relay())
    }

    /// Makes a command of one of the programs.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some(clock) = &self.clock {
            clock.stop(&mut command);
        }
        command
    }

    fn library(&self, name: &str) -> PathBuf {
        self.folder.join(format!(
            "{}{name}{}",
            env::consts::DLL_PREFIX,
            env::consts::DLL_SUFFIX
        ))
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

/// `target/debug/deps/it-0123` and `target/debug/bench` both belong to `target/debug`.
fn profile_folder(test: &Path) -> Option<PathBuf> {
    let folder = test.parent()?;
    let inner = folder.ends_with("deps") || folder.ends_with("examples");
    if inner {
        folder.parent().map(Path::to_owned)
    } else {
        Some(folder.to_owned())
    }
}

/// What cargo and nextest tell a test of its own package. A build script of the programs' dependencies that reads it would
/// take it for a change, and half of them would be compiled again.
fn tells_of_a_package(variable: &OsStr) -> bool {
    let own = [
        "CARGO_MANIFEST_",
        "CARGO_PKG_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ];
    variable
        .to_str()
        .is_some_and(|name| own.iter().any(|prefix| name.starts_with(prefix)))
}

/// Tests of one process ask at the same time; one of them builds.
fn build_once(folder: &Path) -> io::Result<()> {
    static BUILT: Mutex<bool> = Mutex::new(false);
    let mut built = BUILT
        .lock()
        .map_err(|_| io::Error::other("another test failed to build the programs"))?;
    if *built {
        return Ok(());
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args([
        "build",
        "--quiet",
        "--package",
        "cli",
        "--package",
        "server",
        "--package",
        "killpoint",
        "--package",
        "stopclock",
        "--bins",
        "--lib",
    ]);
    for (name, _) in env::vars_os().filter(|(name, _)| tells_of_a_package(name)) {
        command.env_remove(name);
    }
    if folder.ends_with("release") {
        command.arg("--release");
    }
    if !command.status()?.success() {
        return Err(io::Error::other("sotay and sotay-relay cannot be built"));
    }
    *built = true;
    Ok(())
}
