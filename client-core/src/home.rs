//! A notebook's folder on a native device: the encrypted database, the wrapped key, the device
//! secret, and a lock so that two processes never write at once.

use crate::error::ClientError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const DATABASE: &str = "device.db";
const KEY: &str = "device.key";
const SECRET: &str = "device.secret";
const LOCK: &str = "lock";

/// How long a command waits for another one on the same home before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

/// Names the folder of a notebook.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
    patience: Duration,
}

impl Home {
    /// Names a folder, which need not exist yet.
    pub fn at(folder: impl Into<PathBuf>) -> Home {
        Home {
            folder: folder.into(),
            patience: PATIENCE,
        }
    }

    /// Sets how long to wait for another process on this home; zero refuses at once.
    pub fn with_patience(self, patience: Duration) -> Home {
        Home { patience, ..self }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Tells whether a notebook was set up here.
    pub fn is_set_up(&self) -> bool {
        self.folder.join(KEY).exists()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// Makes the folder, for its owner only.
    pub(crate) fn make(&self) -> Result<(), ClientError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        Ok(builder.create(&self.folder)?)
    }

    /// Takes the folder's lock, waiting a little for a command that is just finishing.
    pub(crate) fn lock(&self) -> Result<File, ClientError> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(LOCK))?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if waited < self.patience => {
                    std::thread::sleep(PAUSE);
                    waited += PAUSE;
                }
                Err(TryLockError::WouldBlock) => return Err(ClientError::HomeInUse),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
    }

    /// Removes a database that no key opens any more.
    pub(crate) fn clear_database(&self) -> Result<(), ClientError> {
        for suffix in ["", "-wal", "-shm"] {
            match std::fs::remove_file(self.folder.join(format!("{DATABASE}{suffix}"))) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes the folder one in which nothing was set up; the key goes first, so a cut leaves no half of it.
    pub(crate) fn clear(&self) -> Result<(), ClientError> {
        std::fs::remove_file(self.folder.join(KEY))?;
        std::fs::remove_file(self.folder.join(SECRET))?;
        self.clear_database()
    }

    pub(crate) fn read_key(&self) -> Result<Vec<u8>, ClientError> {
        read(&self.folder.join(KEY))
    }

    pub(crate) fn write_key(&self, bytes: &[u8]) -> Result<(), ClientError> {
        self.write(KEY, bytes)
    }

    pub(crate) fn read_secret(&self) -> Result<[u8; 32], ClientError> {
        read(&self.folder.join(SECRET))?
            .try_into()
            .map_err(|_| ClientError::DatabaseDamaged)
    }

    pub(crate) fn write_secret(&self, bytes: &[u8; 32]) -> Result<(), ClientError> {
        self.write(SECRET, bytes)
    }

    /// Writes a file whole or not at all: beside it, fsynced, then renamed over it.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), ClientError> {
        let beside = self.folder.join(format!("{name}.new"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, self.folder.join(name))?;
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ClientError> {
    match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(ClientError::HomeMissing),
        other => Ok(other?),
    }
}
