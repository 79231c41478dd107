//! The real programs: a relay in a process of its own, and homes worked on by `sotay`.

use crate::PIN;
use serde_json::Value;
use std::path::{Path, PathBuf};
use testkit::process::{Outcome, Programs, Relay, Sotay, StoppedClock, WritePoints};

/// An address at which nobody listens: the port is reserved for throwing away what comes.
pub const NOBODY: &str = "http://127.0.0.1:9";

/// A relay's process and the homes that meet it.
pub struct Station {
    /// The built programs.
    pub programs: Programs,
    /// The relay.
    pub relay: Relay,
    folder: tempfile::TempDir,
}

impl Station {
    /// Starts a relay with an empty store.
    pub fn start() -> Station {
        let programs = Programs::built().expect("sotay and sotay-relay are built");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let relay =
            Relay::start(&programs, &folder.path().join("relay")).expect("the relay starts");
        Station {
            programs,
            relay,
            folder,
        }
    }

    /// Starts a relay with an empty store that goes, as all homes beside it, by a clock that stands at `unix_millis`.
    pub fn start_at(unix_millis: i64) -> (Station, StoppedClock) {
        let programs = Programs::built().expect("sotay and sotay-relay are built");
        let folder = folder_in_memory();
        let clock = StoppedClock::at(&programs, &folder.path().join("clock"), unix_millis)
            .expect("a clock");
        let programs = programs.under(&clock);
        let relay =
            Relay::start(&programs, &folder.path().join("relay")).expect("the relay starts");
        let station = Station {
            programs,
            relay,
            folder,
        };
        (station, clock)
    }

    /// Starts a relay with an empty store that ends where its write points are told to.
    pub fn start_watched() -> (Station, WritePoints) {
        Station::start_watched_with(&[])
    }

    /// The same, with more arguments of the relay's command line.
    pub fn start_watched_with(settings: &[&str]) -> (Station, WritePoints) {
        let programs = Programs::built().expect("sotay and sotay-relay are built");
        let folder = folder_in_memory();
        let data = folder.path().join("relay");
        let points = WritePoints::of(&programs, &data).expect("a temporary folder");
        let relay = Relay::start_watched(&programs, &data, settings, &points);
        let relay = relay.expect("the relay starts");
        let station = Station {
            programs,
            relay,
            folder,
        };
        (station, points)
    }

    /// Names a place beside the relay's data.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Names a device; nothing is made yet.
    pub fn sotay(&self, name: &str) -> Sotay {
        Sotay::new(&self.programs, &self.path(name), PIN)
    }

    /// Founds a unit with areas, and meets the relay.
    pub fn found(&self, areas: &[&str]) -> Sotay {
        self.found_with(&self.relay.url(), areas)
    }

    /// Founds a unit with areas of which the relay does not hear: at its address, as the founder has it, nobody listens.
    pub fn found_offline(&self, areas: &[&str]) -> Sotay {
        self.found_with(NOBODY, areas)
    }

    fn found_with(&self, url: &str, areas: &[&str]) -> Sotay {
        let chief = self.sotay("chief");
        let mut init = vec![
            "init",
            "--relay",
            url,
            "--unit",
            "Công an phường Hoà Bình",
            "--officer",
            "Trần Văn Bình",
        ];
        areas.iter().for_each(|area| init.extend(["--area", area]));
        chief.json(&init).expect("founded");
        chief
    }

    /// Invites an officer and returns the code.
    pub fn invite(&self, chief: &Sotay, name: &str, areas: &[&str]) -> String {
        let mut invite = vec!["invite", "--role", "officer", "--officer", name];
        areas
            .iter()
            .for_each(|area| invite.extend(["--area", area]));
        let invitation = chief.json(&invite).expect("an invitation");
        invitation["code"].as_str().expect("a code").to_owned()
    }

    /// Lets an officer join.
    pub fn join(&self, chief: &Sotay, home: &str, name: &str, areas: &[&str]) -> Sotay {
        let code = self.invite(chief, name, areas);
        let device = self.sotay(home);
        device.json(&["join", &code]).expect("joined");
        device
    }
}

/// Makes a folder in memory where the system has files there. A killed program leaves the same behind as on a disk, and
/// hundreds of attempts need not wait for the disk.
pub fn folder_in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .expect("a temporary folder")
}

/// Records a household, found by its code afterwards.
pub fn new_household(device: &Sotay, area: &str, code: &str) {
    let new = [
        "household",
        "new",
        "--area",
        area,
        "--code",
        code,
        "--head",
        "Nguyễn Thị Hoà",
    ];
    device.json(&new).expect("a household");
}

/// Returns the exit code and the error's code of a command that was refused; checks that the error says what to do.
pub fn refused(outcome: &Outcome) -> (i32, String) {
    let error: Value = serde_json::from_str(&outcome.stderr)
        .unwrap_or_else(|_| panic!("an error object: {outcome:?}"));
    let message = error["message"].as_str().expect("a message");
    assert!(
        message.chars().count() > 20 && !message.starts_with("error-"),
        "{message}"
    );
    assert_eq!(outcome.stdout, "", "{outcome:?}");
    let code = error["error"].as_str().expect("a code").to_owned();
    (outcome.code.expect("it ended by itself"), code)
}

/// Counts what a list shows.
pub fn count(device: &Sotay, kind: &str) -> usize {
    let list = device
        .json(&[kind, "list", "--limit", "10000"])
        .expect("a list");
    list.as_array().expect("rows").len()
}

/// Returns every file of a folder and of those in it.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push(path);
        }
    }
    out.sort();
    out
}
