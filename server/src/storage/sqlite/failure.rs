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
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StorageError::Damaged {
                what: error.to_string(),
            },
            _ => StorageError::Failed(error.to_string()),
        }
    }
}

/// Says that something read back is not what was written.
pub(super) fn damaged(what: impl Into<String>) -> StorageError {
    StorageError::Damaged { what: what.into() }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_full_disk_and_a_read_only_file_are_told_apart_from_damage() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE t (b BLOB); PRAGMA max_page_count = 3")
            .unwrap();
        let full = connection
            .execute("INSERT INTO t VALUES (zeroblob(100000))", [])
            .unwrap_err();
        assert!(matches!(StorageError::from(full), StorageError::Full));
        connection.execute_batch("PRAGMA query_only = on").unwrap();
        let read_only = connection
            .execute("INSERT INTO t VALUES (1)", [])
            .unwrap_err();
        assert!(matches!(
            StorageError::from(read_only),
            StorageError::ReadOnly
        ));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, [7; 4096]).unwrap();
        let damaged = Connection::open(&path)
            .unwrap()
            .execute("CREATE TABLE t (b)", [])
            .unwrap_err();
        assert!(matches!(
            StorageError::from(damaged),
            StorageError::Damaged { .. }
        ));
    }
}
