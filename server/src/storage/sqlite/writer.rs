//! The one thread that writes: it takes what has queued up, makes it durable together, then answers all.
//!
//! One commit, one fsync, however many asked. While the disk is busy with one batch the next one gathers, so
//! the batches grow with the load and nobody waits for a timer.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::broadcast;

use super::batch::{Batch, SpaceLimits};
use super::folder::DataFolder;
use super::shared::Shared;
use super::task::Task;
use crate::metrics::Metrics;
use crate::storage::{Moved, StorageError};

/// A batch ends at so many tasks or bytes, so that an answer never waits for an endless queue.
const BATCH_TASKS: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

/// How long all who push wait for a reader, so that what was deleted is gone at once and not after the next batch.
const SCRUB_WAIT: Duration = Duration::from_millis(250);

/// Where tasks are put for the writer.
pub(super) type Queue = Sender<Box<dyn Task>>;

/// The writing thread's belongings.
pub(super) struct Writer {
    pub(super) connection: Connection,
    pub(super) shared: Arc<Shared>,
    pub(super) moves: broadcast::Sender<Moved>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) limits: SpaceLimits,
    /// What was deleted may still be read in the write-ahead log.
    pub(super) must_scrub: bool,
    /// Held until the connection is closed; a store on a connection that was given has none.
    pub(super) _folder: Option<DataFolder>,
}

impl Writer {
    /// Starts the thread. It ends when nobody can ask any more, and folds the log into the database then.
    pub(super) fn start(self) -> Result<(Queue, JoinHandle<()>), StorageError> {
        let (queue, tasks) = channel();
        let thread = thread::Builder::new().name("writer".into());
        let thread = thread.spawn(move || self.serve(&tasks));
        let thread = thread.map_err(|error| StorageError::Failed(error.to_string()))?;
        Ok((queue, thread))
    }

    fn serve(mut self, queue: &Receiver<Box<dyn Task>>) {
        while let Ok(first) = queue.recv() {
            let tasks = gather(first, queue);
            self.commit(tasks);
        }
        self.end();
    }

    /// Folds the log into the database.
    pub(super) fn end(self) {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        if let Err(error) = self.connection.query_row(checkpoint, [], |_| Ok(())) {
            tracing::warn!(cause = %error, "the write-ahead log was not folded in; it will be at the next start");
        }
    }

    pub(super) fn commit(&mut self, mut tasks: Vec<Box<dyn Task>>) {
        let began = Instant::now();
        let result = self.try_commit(&mut tasks);
        if let Err(error) = &result {
            tracing::error!(code = error.word(), cause = %error, tasks = tasks.len(), "batch not stored");
            self.metrics.storage_failures.add(1);
        }
        if self.must_scrub {
            self.scrub();
        }
        self.metrics.batch_tasks.observe(tasks.len() as f64);
        self.metrics
            .batch_seconds
            .observe(began.elapsed().as_secs_f64());
        for task in tasks {
            task.settle(result.as_ref().copied());
        }
    }

    /// Folds the log into the database and empties it, so that no old page of it keeps what was deleted. A reader in the
    /// middle of a page hinders that; then it is tried again after the next batch.
    fn scrub(&mut self) {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy = self.connection.busy_timeout(SCRUB_WAIT).and_then(|()| {
            self.connection
                .query_row(checkpoint, [], |row| row.get::<_, i64>(0))
        });
        self.must_scrub = !matches!(busy, Ok(0));
        if let Err(error) = self.connection.busy_timeout(super::schema::BUSY) {
            tracing::warn!(cause = %error, "the waiting time for locks stays short");
        }
    }

    fn try_commit(&mut self, tasks: &mut [Box<dyn Task>]) -> Result<(), StorageError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::new(&transaction, &self.shared, self.limits);
        for task in tasks {
            task.work(&mut batch)?;
        }
        let changed = batch.finish()?;
        transaction.commit()?;
        self.must_scrub |= changed.must_scrub;
        self.shared.set_epoch(changed.epoch);
        for summary in changed.spaces {
            let moved = Moved {
                space: summary.id,
                top: summary.top,
                ledger_length: summary.ledger.length(),
            };
            self.shared.cache.publish(summary.id, summary);
            // Nobody may be listening.
            let _ = self.moves.send(moved);
        }
        Ok(())
    }
}

/// Takes what waits, up to a batch's limits.
fn gather(first: Box<dyn Task>, queue: &Receiver<Box<dyn Task>>) -> Vec<Box<dyn Task>> {
    let mut size = first.size();
    let mut tasks = vec![first];
    while tasks.len() < BATCH_TASKS && size < BATCH_BYTES {
        let Ok(task) = queue.try_recv() else { break };
        size += task.size();
        tasks.push(task);
    }
    tasks
}
