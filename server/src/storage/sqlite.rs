//! Storage in one SQLite file: one thread writes, a few read, summaries stay in memory.
//!
//! In the folder: `relay.sqlite3` with its `-wal` and `-shm`, and `relay.lock`, which one process at a time
//! holds. SQL stands beside its one caller, the schema in numbered files.

mod adopted;
mod batch;
mod cache;
mod check;
mod failure;
mod files;
mod folder;
mod inline;
mod key;
mod load;
mod range;
mod readers;
mod restore;
mod rows;
mod schema;
mod shared;
mod task;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use proto::{PackOutcome, RelayEpoch, SpaceId, UnixMillis};
use rusqlite::Connection;
use sync::relay::{SpaceSummary, Want};
use tokio::sync::{broadcast, oneshot};

pub use self::check::{Checked, Damage, DamageKind, check, check_backup};
pub use self::files::backup;
pub use self::key::{export_key, import_key};
pub use self::restore::{Restored, restore};

use self::batch::{Batch, SpaceLimits};
use self::folder::DataFolder;
use self::inline::Inline;
use self::readers::Readers;
use self::shared::Shared;
use self::task::task;
use self::writer::{Queue, Writer};
use super::{
    Appended, Identity, LayoutPage, Moved, NewEntries, NewPack, PackPage, Pending, Placed, Storage,
    StorageError,
};
use crate::config::Config;
use crate::metrics::Metrics;

/// So many moves wait for a slow listener before it loses the oldest.
const MOVES_KEPT: usize = 1024;

/// How the store is opened.
#[derive(Debug, Clone, Copy)]
pub struct SqliteOptions {
    /// How many spaces' summaries stay in memory.
    pub cached_spaces: usize,
    /// How many threads read.
    pub readers: usize,
    /// Bytes of packs that one space may hold.
    pub space_quota: u64,
    /// Bytes of packs that one device may bring to a space after its access ended.
    pub escrow_bytes: u64,
    /// The files were put back from a backup.
    pub restored: bool,
}

impl From<&Config> for SqliteOptions {
    fn from(config: &Config) -> Self {
        Self {
            cached_spaces: config.cached_spaces,
            readers: config.readers,
            space_quota: config.limits.space_quota,
            escrow_bytes: config.limits.escrow_bytes,
            restored: config.restored,
        }
    }
}

/// The store of one relay: in a folder, or on a connection.
#[derive(Debug)]
pub struct SqliteStorage {
    identity: Identity,
    shared: Arc<Shared>,
    workers: Workers,
    moves: broadcast::Sender<Moved>,
}

/// Who reads and writes.
#[derive(Debug)]
enum Workers {
    Threads {
        readers: Readers,
        writer: Mutex<Option<WriterEnd>>,
    },
    Caller(Inline),
}

#[derive(Debug)]
struct WriterEnd {
    queue: Queue,
    thread: JoinHandle<()>,
}

impl WriterEnd {
    /// Lets the writer finish all that is queued, and waits for it. Tells whether it ended well.
    fn end(self) -> bool {
        drop(self.queue);
        self.thread.join().is_ok()
    }
}

/// The threads of a store that takes no more work.
struct Ending {
    readers: Vec<JoinHandle<()>>,
    writer: WriterEnd,
}

impl Ending {
    /// Waits until all that is queued is done. Tells whether the writer ended well.
    fn end(self) -> bool {
        for reader in self.readers {
            // One that panicked has closed its connection, too.
            let _ = reader.join();
        }
        self.writer.end()
    }
}

impl Drop for SqliteStorage {
    // Whoever opens the folder next must find it free, and nobody still reading or writing.
    fn drop(&mut self) {
        if let Some(threads) = self.stop_threads() {
            threads.end();
        }
    }
}

impl SqliteStorage {
    /// Opens the store in `folder`, which is made if it is not there, and starts its threads.
    pub fn open(
        folder: &Path,
        options: SqliteOptions,
        metrics: Arc<Metrics>,
    ) -> Result<Self, StorageError> {
        let folder = DataFolder::take(folder)?;
        let connection = schema::open_writer(folder.database())?;
        let readers = Readers::start(folder.database(), options.readers)?;
        Self::assemble(connection, Some(folder), options, metrics, |writer| {
            let (queue, thread) = writer.start()?;
            let writer = Mutex::new(Some(WriterEnd { queue, thread }));
            Ok(Workers::Threads { readers, writer })
        })
    }

    /// Opens the store on a connection that nobody else uses. Whoever asks for something does it, on its own thread.
    pub fn on(
        connection: Connection,
        options: SqliteOptions,
        metrics: Arc<Metrics>,
    ) -> Result<Self, StorageError> {
        let connection = schema::prepare_writer(connection)?;
        Self::assemble(connection, None, options, metrics, |writer| {
            Ok(Workers::Caller(Inline::new(writer)))
        })
    }

    fn assemble(
        connection: Connection,
        folder: Option<DataFolder>,
        options: SqliteOptions,
        metrics: Arc<Metrics>,
        start: impl FnOnce(Writer) -> Result<Workers, StorageError>,
    ) -> Result<Self, StorageError> {
        let (identity, before) = schema::read_meta(&connection)?;
        let mark = folder.as_ref().and_then(DataFolder::file_mark);
        let epoch = schema::settle_epoch(&connection, before, mark, options.restored)?;
        if epoch != before {
            tracing::warn!(
                "the data was put back or copied: a new epoch begins, and devices give back what is missing"
            );
        }
        let shared = Arc::new(Shared::new(options.cached_spaces, epoch));
        let (moves, _) = broadcast::channel(MOVES_KEPT);
        let workers = start(Writer {
            connection,
            shared: Arc::clone(&shared),
            moves: moves.clone(),
            metrics,
            limits: SpaceLimits {
                space_quota: options.space_quota,
                escrow_bytes: options.escrow_bytes,
            },
            must_scrub: false,
            _folder: folder,
        })?;
        Ok(Self {
            identity,
            shared,
            workers,
            moves,
        })
    }

    /// Ends reading, and takes the thread that writes, where there is one and it was not taken before.
    fn stop_threads(&self) -> Option<Ending> {
        match &self.workers {
            Workers::Threads { readers, writer } => {
                let readers = readers.close();
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner).take();
                writer.map(|writer| Ending { readers, writer })
            }
            Workers::Caller(inline) => {
                inline.close();
                None
            }
        }
    }

    /// Queues work for the writer. The work is queued when this returns; the future only waits.
    fn write<T, F>(&self, size: usize, work: F) -> Pending<'static, T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Batch<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        let (task, answer) = task(size, work);
        let queued = match &self.workers {
            Workers::Threads { writer, .. } => {
                let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                writer
                    .as_ref()
                    .is_some_and(|writer| writer.queue.send(task).is_ok())
            }
            Workers::Caller(inline) => inline.work(task),
        };
        Box::pin(wait(queued, answer))
    }

    fn read<T, F>(&self, query: F) -> Pending<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    {
        match &self.workers {
            Workers::Threads { readers, .. } => Box::pin(readers.run(query)),
            Workers::Caller(inline) => Box::pin(std::future::ready(inline.read(query))),
        }
    }

    async fn load(&self, id: SpaceId) -> Result<Option<Arc<SpaceSummary>>, StorageError> {
        loop {
            let ticket = self.shared.cache.begin_load(id);
            let loaded = self.read(move |connection| {
                let transaction = connection.unchecked_transaction()?;
                load::summary(&transaction, &id)
            });
            let loaded = loaded.await;
            let found = loaded
                .as_ref()
                .ok()
                .and_then(Option::as_ref)
                .cloned()
                .map(Arc::new);
            let still_true = self.shared.cache.end_load(ticket, found.as_ref());
            loaded?;
            if still_true {
                return Ok(found);
            }
            // A commit came in between, and has left the newest summary in memory.
            if let Some(summary) = self.shared.cache.get(&id) {
                return Ok(Some(summary));
            }
        }
    }
}

async fn wait<T>(
    queued: bool,
    answer: oneshot::Receiver<Result<T, StorageError>>,
) -> Result<T, StorageError> {
    if !queued {
        return Err(StorageError::Closed);
    }
    answer.await.unwrap_or(Err(StorageError::Closed))
}

impl Storage for SqliteStorage {
    fn identity(&self) -> Identity {
        self.identity
    }

    fn epoch(&self) -> RelayEpoch {
        self.shared.epoch()
    }

    fn renew_epoch(&self, old: RelayEpoch) -> Pending<'_, RelayEpoch> {
        self.write(8, move |batch| batch.renew_epoch(old))
    }

    fn cached(&self, space: SpaceId) -> Option<Arc<SpaceSummary>> {
        self.shared.cache.get(&space)
    }

    fn space(&self, space: SpaceId) -> Pending<'_, Option<Arc<SpaceSummary>>> {
        match self.cached(space) {
            Some(summary) => Box::pin(std::future::ready(Ok(Some(summary)))),
            None => Box::pin(self.load(space)),
        }
    }

    fn append(&self, entries: NewEntries) -> Pending<'_, Appended> {
        let size = entries.entries.iter().map(Vec::len).sum();
        self.write(size, move |batch| batch.append(entries))
    }

    fn store(&self, pack: NewPack) -> Pending<'static, PackOutcome> {
        self.write(pack.bytes.len(), move |batch| batch.store(&pack))
    }

    fn derive(&self, pack: NewPack, until: UnixMillis) -> Pending<'static, Placed> {
        self.write(pack.bytes.len(), move |batch| batch.derive(&pack, until))
    }

    fn end_grace(&self, now: UnixMillis) -> Pending<'_, bool> {
        self.write(8, move |batch| batch.end_grace(now))
    }

    fn layout(&self, space: SpaceId, after: u64, max_bytes: usize) -> Pending<'_, LayoutPage> {
        self.read(move |connection| rows::layout(connection, &space, after, max_bytes))
    }

    fn entries(&self, space: SpaceId, from: u64, max_bytes: usize) -> Pending<'_, Vec<Vec<u8>>> {
        self.read(move |connection| load::entries(connection, &space, from, max_bytes))
    }

    fn packs(&self, want: Want, max_bytes: usize) -> Pending<'_, PackPage> {
        self.read(move |connection| range::packs(connection, &want, max_bytes))
    }

    fn check_writable(&self) -> Pending<'_, ()> {
        self.write(8, |batch| batch.touch())
    }

    fn moves(&self) -> broadcast::Receiver<Moved> {
        self.moves.subscribe()
    }

    fn cached_spaces(&self) -> usize {
        self.shared.cache.len()
    }

    fn close(&self) -> Pending<'_, ()> {
        let threads = self.stop_threads();
        Box::pin(async move {
            let Some(threads) = threads else {
                return Ok(());
            };
            let joined = tokio::task::spawn_blocking(move || threads.end()).await;
            if joined.unwrap_or(false) {
                Ok(())
            } else {
                Err(StorageError::Closed)
            }
        })
    }
}
