//! The folder `demo/`: what a run leaves there, and how the next run clears it away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::process::{Programs, Relay};

use super::words::Words;
use crate::failure::Failure;

/// Where relay and notebooks of the demo are.
pub(super) struct Place {
    folder: PathBuf,
}

impl Place {
    /// Names the folder.
    pub(super) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Returns the folder of one notebook.
    pub(super) fn home(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Ends the relay of the last run and removes what it left.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        if !self.folder.exists() {
            return Ok(());
        }
        let noted = fs::read_to_string(self.note())
            .ok()
            .and_then(|text| text.trim().parse::<u32>().ok());
        if let Some(process_id) = noted.filter(|process_id| self.is_ours(*process_id)) {
            drop(Command::new("kill").arg(process_id.to_string()).status());
        }
        fs::remove_dir_all(&self.folder).map_err(Failure::file(&self.folder))
    }

    /// Starts the relay.
    pub(super) fn start_relay(&self, programs: &Programs, words: &Words) -> Result<Relay, Failure> {
        fs::create_dir_all(&self.folder).map_err(Failure::file(&self.folder))?;
        let data = self.folder.join("relay");
        let relay = Relay::start(programs, &data).map_err(Failure::file(programs.relay()))?;
        self.note_process(relay.process_id())?;
        words.say(
            "relay-runs",
            &[
                ("url", &relay.url()),
                ("folder", &data.display().to_string()),
            ],
        );
        Ok(relay)
    }

    /// Leaves the relay running and returns its process id.
    pub(super) fn leave(&self, relay: Relay) -> Result<u32, Failure> {
        let process_id = relay.leave_running();
        self.note_process(process_id)?;
        Ok(process_id)
    }

    fn note_process(&self, process_id: u32) -> Result<(), Failure> {
        fs::write(self.note(), format!("{process_id}\n")).map_err(Failure::file(self.note()))
    }

    fn note(&self) -> PathBuf {
        self.folder.join("relay.pid")
    }

    /// A number may belong to another program by now: only a relay on this very folder is ended.
    fn is_ours(&self, process_id: u32) -> bool {
        let asked = Command::new("ps")
            .args(["-o", "args=", "-p", &process_id.to_string()])
            .output();
        let Ok(answer) = asked else { return false };
        let line = String::from_utf8_lossy(&answer.stdout);
        line.contains("sotay-relay") && line.contains(path_text(&self.folder).as_str())
    }
}

fn path_text(path: &Path) -> String {
    path.display().to_string()
}
