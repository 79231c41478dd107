//! A notebook's folder on a native device: the encrypted database, the wrapped key, the device
//! secret, and a lock so that two processes never write at once.

use crate::error::ClientError;
use crate::lock::Spare;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const DATABASE: &str = "device.db";
const KEY: &str = "device.key";
const SECRET: &str = "device.secret";
const UNLOCK: &str = "device.unlock";
const TRIES: &str = "device.tries";
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
        self.folder.join(KEY).exists() || self.is_locked()
    }

    /// Tells whether wrong PINs locked the notebook, so that only an unlock code opens it.
    pub fn is_locked(&self) -> bool {
        !self.folder.join(KEY).exists() && self.folder.join(UNLOCK).exists()
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
            remove(&self.folder.join(format!("{DATABASE}{suffix}")))?;
        }
        Ok(())
    }

    /// Makes the folder one in which nothing was set up; the keys go first, so a cut leaves no half of it.
    pub(crate) fn clear(&self) -> Result<(), ClientError> {
        for name in [UNLOCK, KEY, SECRET, TRIES] {
            remove(&self.folder.join(name))?;
        }
        self.clear_database()
    }

    /// Destroys the PIN's wrapping of the key, also one that a program which was killed left beside it; the spare key stays.
    pub(crate) fn destroy_key(&self) -> Result<(), ClientError> {
        // The key's own name last: while it is there, the home is not locked yet, and this is done again.
        for path in [self.beside(KEY), self.folder.join(KEY)] {
            if let Ok(mut file) = OpenOptions::new().write(true).open(&path) {
                let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
                file.write_all(&vec![0; length])?;
                file.sync_all()?;
            }
            remove(&path)?;
        }
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// Reads the spare key; a home of an older program has none yet.
    pub(crate) fn read_spare(&self) -> Result<Option<Spare>, ClientError> {
        match std::fs::read(self.folder.join(UNLOCK)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            other => Spare::read(&other?)
                .map(Some)
                .map_err(|_| ClientError::DatabaseDamaged),
        }
    }

    pub(crate) fn write_spare(&self, spare: &Spare) -> Result<(), ClientError> {
        self.write(UNLOCK, &spare.to_bytes())
    }

    /// Opens the file that counts wrong PINs.
    pub(crate) fn tries(&self) -> Result<File, ClientError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(options.open(self.folder.join(TRIES))?)
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

    /// Names the file that is to take the place of another one.
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.new"))
    }

    /// Writes a file whole or not at all: beside it, fsynced, then renamed over it.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), ClientError> {
        let beside = self.beside(name);
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

/// Removes a file that need not be there.
fn remove(path: &Path) -> Result<(), ClientError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ClientError> {
    match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(ClientError::HomeMissing),
        other => Ok(other?),
    }
}
