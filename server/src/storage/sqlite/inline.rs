//! The store on the caller's thread: one connection reads and writes, and every answer is there at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::task::Task;
use super::writer::Writer;
use crate::storage::StorageError;

/// The writer without its thread, until the store closes.
pub(super) struct Inline(Mutex<Option<Writer>>);

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inline")
    }
}

impl Inline {
    pub(super) fn new(writer: Writer) -> Self {
        Self(Mutex::new(Some(writer)))
    }

    /// Does the task in a transaction of its own. Tells whether the store is still open.
    pub(super) fn work(&self, task: Box<dyn Task>) -> bool {
        match self.writer().as_mut() {
            Some(writer) => {
                writer.commit(vec![task]);
                true
            }
            None => false,
        }
    }

    pub(super) fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        match self.writer().as_ref() {
            Some(writer) => query(&writer.connection),
            None => Err(StorageError::Closed),
        }
    }

    pub(super) fn close(&self) {
        if let Some(writer) = self.writer().take() {
            writer.end();
        }
    }

    fn writer(&self) -> MutexGuard<'_, Option<Writer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
