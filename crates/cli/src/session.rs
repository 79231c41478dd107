//! What every command works with: the words, the screen, the notebook's folder.

use crate::args::{CERTIFICATE_VARIABLE, HOME_VARIABLE};
use crate::failure::Failure;
use crate::pin;
use crate::screen::{Screen, Shower};
use crate::times::LocalTime;
use crate::words::Words;
use clap::ArgMatches;
use client_core::{Home, Notebook, World};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Says things in the person's language and knows where the notebook is.
#[derive(Debug)]
pub(crate) struct Session {
    /// The texts.
    pub(crate) words: Words,
    /// The two streams.
    pub(crate) screen: Screen,
    /// The zone of times.
    pub(crate) times: LocalTime,
    home: Option<PathBuf>,
    certificates: Option<PathBuf>,
    why: Option<String>,
    nameless: BTreeMap<String, String>,
}

impl Session {
    /// Takes what the general flags and the environment say.
    pub(crate) fn new(words: Words, screen: Screen, matches: &ArgMatches) -> Session {
        let path = |flag: &str, variable: &str| {
            let given = matches.get_one::<PathBuf>(flag).cloned();
            given.or_else(|| {
                std::env::var_os(variable)
                    .filter(|value| !value.is_empty())
                    .map(PathBuf::from)
            })
        };
        Session {
            home: path("home", HOME_VARIABLE).or_else(usual_home),
            certificates: path("relay-cert", CERTIFICATE_VARIABLE),
            why: matches.get_one::<String>("why").cloned(),
            times: LocalTime::of_system(words.language()),
            nameless: BTreeMap::new(),
            words,
            screen,
        }
    }

    /// Returns the notebook's folder.
    pub(crate) fn home(&self) -> Result<Home, Failure> {
        self.home.clone().map(Home::at).ok_or(Failure::HomeUnknown)
    }

    /// Returns the file of certificates to trust beside the system's.
    pub(crate) fn certificates(&self) -> Option<PathBuf> {
        self.certificates.clone()
    }

    /// Unlocks the notebook for what only a device does that met the relay in time.
    pub(crate) fn notebook(&self) -> Result<Notebook, Failure> {
        let notebook = self.notebook_at_any_time()?;
        notebook.within_lease()?;
        Ok(notebook)
    }

    /// Unlocks the notebook, even one whose lease ended; asks for the PIN only when there is one. States why what follows
    /// is looked at, where a person said so.
    pub(crate) fn notebook_at_any_time(&self) -> Result<Notebook, Failure> {
        let home = self.home()?;
        if !home.is_set_up() {
            return Err(client_core::ClientError::HomeMissing.into());
        }
        if home.is_locked() {
            return Err(client_core::ClientError::DeviceLocked.into());
        }
        let pin = pin::ask(&self.words)?;
        let mut notebook = Notebook::open(&home, World::native(), &pin)?;
        if let Some(why) = &self.why {
            notebook.because(why)?;
        }
        Ok(notebook)
    }

    /// Shows values for people, without names of other records.
    pub(crate) fn shower(&self) -> Shower<'_> {
        Shower {
            words: &self.words,
            times: &self.times,
            names: &self.nameless,
        }
    }
}

/// Returns where programs of this system keep their data (the XDG base directories and their like).
fn usual_home() -> Option<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let data = if cfg!(windows) {
        variable("APPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("sotay"))
}
