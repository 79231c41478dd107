//! Running the program in a home of its own.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// The PIN of every notebook here.
pub(crate) const PIN: &str = "482915";

/// What a run printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().expect("it ended by itself"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Reads what was printed, which has to be one JSON value and nothing else, and all must have gone well.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// Reads the error object and checks how the run ended.
    pub(crate) fn error(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

/// A folder with a notebook in it, or none yet.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// Makes an empty folder.
    pub(crate) fn empty() -> Place {
        Place {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// Makes a unit with one area and one household, whose relay does not answer.
    pub(crate) fn founded() -> Place {
        let place = Place::empty();
        let relay = closed_port();
        let init = [
            "init",
            "--relay",
            &relay,
            "--unit",
            "Công an phường 5",
            "--officer",
            "Lê Văn Bình",
        ];
        let ran = place.run(&[&init[..], &["--area", "Tổ dân phố 1", "--json"]].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let new = [
            "household",
            "new",
            "--area",
            "Tổ dân phố 1",
            "--code",
            "H-0012",
            "--head",
            "Nguyễn Thị Hoà",
        ];
        let ran = place.run(&[&new[..], &["--phone", "0912 345 678", "--json"]].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        place
    }

    /// Returns the folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a command on this home in an environment without anything of the tester's.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
        command
            .args(arguments)
            .env_clear()
            .env("TZ", "Asia/Ho_Chi_Minh");
        command
            .env("SOTAY_HOME", self.path().join("home"))
            .env("SOTAY_PIN", PIN);
        command.stdin(std::process::Stdio::null());
        command
    }

    /// Runs the program on this home.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().expect("it runs"))
    }

    /// Runs the program on this home with more of an environment.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        Ran::of(
            self.command(arguments)
                .envs(variables.iter().copied())
                .output()
                .expect("it runs"),
        )
    }

    /// Writes a file beside the home and returns its path.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    }
}

/// Returns the address of a port on which nothing listens.
pub(crate) fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}
