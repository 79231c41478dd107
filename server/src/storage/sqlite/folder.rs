//! The data folder, held by one process at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::files::DATABASE;
use crate::storage::StorageError;

/// What a file has and a copy of it has not: its number in the file system, big-endian, and the nanosecond of its birth, or
/// zero where the file system does not keep it. The number alone is given again to the next file once one is removed.
pub(super) type FileMark = [u8; 24];

/// A folder that this process holds until the value is dropped.
#[derive(Debug)]
pub(super) struct DataFolder {
    database: PathBuf,
    file_mark: Option<FileMark>,
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
        let file_mark = file_mark(&file);
        Ok(Self {
            database,
            file_mark,
            _lock: lock,
        })
    }

    /// Gives the mark of the database's file, where the system has one for it.
    pub(super) fn file_mark(&self) -> Option<FileMark> {
        self.file_mark
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
fn file_mark(file: &File) -> Option<FileMark> {
    use std::os::unix::fs::MetadataExt;
    let metadata = file.metadata().ok()?;
    let birth = metadata.created().ok();
    let birth = birth.and_then(|birth| birth.duration_since(UNIX_EPOCH).ok());
    let mut mark = FileMark::default();
    mark[..8].copy_from_slice(&metadata.ino().to_be_bytes());
    mark[8..].copy_from_slice(&birth.map_or(0, |birth| birth.as_nanos()).to_be_bytes());
    Some(mark)
}

#[cfg(not(unix))]
fn file_mark(_: &File) -> Option<FileMark> {
    None
}
