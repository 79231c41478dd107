//! The data folder, held by one process at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::files::DATABASE;
use crate::storage::StorageError;

/// A folder that this process holds until the value is dropped.
#[derive(Debug)]
pub(super) struct DataFolder {
    database: PathBuf,
    file_number: Option<u64>,
    // The lock is the open file's.
    _lock: File,
}

impl DataFolder {
    /// Makes the folder if need be, readable by its owner only, and takes its lock.
    pub(super) fn take(folder: &Path) -> Result<Self, StorageError> {
        make_private_folder(folder).map_err(of_io)?;
        let lock = open_private(&folder.join("relay.lock")).map_err(of_io)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StorageError::InUse {
                    path: folder.display().to_string(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(of_io(error)),
        }
        let database = folder.join(DATABASE);
        // SQLite gives its other files the mode of this one.
        let file = open_private(&database).map_err(of_io)?;
        let file_number = file_number(&file);
        Ok(Self {
            database,
            file_number,
            _lock: lock,
        })
    }

    /// Gives the number by which the system knows the database's file, where it has one. A copy of the
    /// file has another.
    pub(super) fn file_number(&self) -> Option<u64> {
        self.file_number
    }

    /// Gives the database's path.
    pub(super) fn database(&self) -> &Path {
        &self.database
    }
}

pub(super) fn of_io(error: io::Error) -> StorageError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageError::Full,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            StorageError::ReadOnly
        }
        _ => StorageError::Failed(error.to_string()),
    }
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

pub(super) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn file_number(file: &File) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().ok().map(|metadata| metadata.ino())
}

#[cfg(not(unix))]
fn file_number(_: &File) -> Option<u64> {
    None
}
