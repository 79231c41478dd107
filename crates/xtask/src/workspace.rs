//! Where the workspace is, what files it holds, and the cargo that builds it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// The folder that holds the root manifest.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the root from this crate's own place in it.
    pub(crate) fn find() -> Result<Self, Failure> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        match here.ancestors().nth(2) {
            Some(root) if root.join("Cargo.toml").is_file() => Ok(Self {
                root: root.to_owned(),
            }),
            _ => Err(Failure::malformed(
                "workspace",
                "this program was built in a folder that no longer exists; build it again",
            )),
        }
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Reads a text file below the root.
    pub(crate) fn read(&self, below: impl AsRef<Path>) -> Result<String, Failure> {
        let path = self.path(below);
        fs::read_to_string(&path).map_err(Failure::file(path))
    }

    /// Reads a TOML file below the root.
    pub(crate) fn read_toml(&self, below: &str) -> Result<toml::Table, Failure> {
        self.read(below)?
            .parse()
            .map_err(|error| Failure::malformed(below, error))
    }

    /// The cargo that started this program, in the root.
    pub(crate) fn cargo(&self) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Every file that belongs to the tree, relative to the root, in order.
    ///
    /// Git knows which files those are; a tree without git (an unpacked archive) is walked instead.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut git = Command::new("git");
        git.current_dir(&self.root).args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
        ]);
        // Names with letters beyond ASCII would come quoted otherwise.
        git.args(["-z"]);
        let listed = match process::run(&mut git, false) {
            Ok(finished) if finished.success => finished.lines.concat(),
            _ => return self.walk(),
        };
        let mut files: Vec<PathBuf> = listed
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(PathBuf::from)
            .collect();
        files.retain(|file| self.path(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    fn walk(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let full = self.path(&folder);
            for entry in fs::read_dir(&full).map_err(Failure::file(&full))? {
                let entry = entry.map_err(Failure::file(&full))?;
                let below = folder.join(entry.file_name());
                let kind = entry.file_type().map_err(Failure::file(&full))?;
                if kind.is_dir() && !is_product(&below) {
                    folders.push(below);
                } else if kind.is_file() {
                    files.push(below);
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Returns the folder where cargo puts programs of this profile: this one is there too.
pub(crate) fn programs_folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe().map_err(Failure::file("the path of this program"))?;
    Ok(program.parent().map(Path::to_owned).unwrap_or_default())
}

/// Says whether a folder holds what was built, not what was written.
fn is_product(folder: &Path) -> bool {
    folder
        .file_name()
        .is_some_and(|name| name == "target" || name == ".git")
        || folder == Path::new("demo")
}
