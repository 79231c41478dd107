//! What SQLite's errors mean to the relay.

use rusqlite::ErrorCode;

use crate::storage::StorageError;

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StorageError::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                StorageError::ReadOnly
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StorageError::Damaged { what: error.to_string() }
            }
            _ => StorageError::Failed(error.to_string()),
        }
    }
}

/// Says that something read back is not what was written.
pub(super) fn damaged(what: impl Into<String>) -> StorageError {
    StorageError::Damaged { what: what.into() }
}
