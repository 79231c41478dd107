//! What the relay keeps, and what it asks of whatever keeps it.
//!
//! A backend stores ledger entries and packs as they came and gives a summary of each space. An answer to a
//! write means that it is on disk. Whether a pack or an entry may be stored is decided by `sync::relay`; the
//! backend only makes sure that the decision holds for the state that it is written to.

pub mod sqlite;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use proto::{
    Code, EntryHash, LayoutRow, PackHash, PackHeader, PackOutcome, RelayEpoch, SpaceId, UnixMillis,
};
use sync::relay::{Bearer, SpaceSummary, Span, Want};
use tokio::sync::{OwnedSemaphorePermit, broadcast};

/// An answer that may have to wait for the disk.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + Send + 'a>>;

/// Why storage could not do something. None of these loses what was acknowledged before.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// The disk, or the quota of its user, is full.
    #[error("the disk is full")]
    Full,
    /// The file or its disk may not be written.
    #[error("the store is read-only")]
    ReadOnly,
    /// Another process holds the store.
    #[error("another relay is using {path}")]
    InUse {
        /// The data folder.
        path: String,
    },
    /// The store was made by a newer program.
    #[error("the store has version {found}, this program knows {known}")]
    Newer {
        /// The version found.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The store was made by an older program, and is only read here.
    #[error("the store has version {found}, this program has {known}")]
    Older {
        /// The version found.
        found: u32,
        /// This program's version.
        known: u32,
    },
    /// There is something where something new was to be written.
    #[error("{path} exists")]
    Exists {
        /// The file.
        path: String,
    },
    /// There is nothing where something was to be read.
    #[error("{path} does not exist")]
    Missing {
        /// The file.
        path: String,
    },
    /// What was read back is not what can have been written.
    #[error("the store is damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// The store is closing.
    #[error("the store is closed")]
    Closed,
    /// Anything else that the disk or the database says.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl StorageError {
    /// Gives a stable word for logs and measurements.
    pub fn word(&self) -> &'static str {
        match self {
            StorageError::Full => "storage-full",
            StorageError::ReadOnly => "storage-read-only",
            StorageError::InUse { .. } => "storage-in-use",
            StorageError::Newer { .. } => "storage-newer",
            StorageError::Older { .. } => "storage-older",
            StorageError::Exists { .. } => "storage-exists",
            StorageError::Missing { .. } => "storage-missing",
            StorageError::Damaged { .. } => "storage-damaged",
            StorageError::Closed => "storage-closed",
            StorageError::Failed(_) => "storage-failed",
        }
    }
}

/// Ledger entries that were found good for a ledger of a certain length and head.
#[derive(Debug)]
pub struct NewEntries {
    /// The space; it is made if `after` is none.
    pub space: SpaceId,
    /// The last entry that they follow.
    pub after: Option<EntryHash>,
    /// The entries with their signatures.
    pub entries: Vec<Vec<u8>>,
    /// The ledger with them.
    pub ledger: Arc<access::Ledger>,
}

/// What became of ledger entries.
#[derive(Debug, Clone)]
pub enum Appended {
    /// They are durable; the space as it is now.
    Durable(Arc<SpaceSummary>),
    /// The ledger is no longer the one that they were made for.
    Conflict,
}

/// A pack whose signature and hash were found good.
#[derive(Debug)]
pub struct NewPack {
    /// Its header.
    pub header: PackHeader,
    /// Its hash.
    pub hash: PackHash,
    /// Who brings it.
    pub bearer: Bearer,
    /// All its bytes.
    pub bytes: Vec<u8>,
    /// The relay's time.
    pub received: UnixMillis,
    /// The memory that it takes up, given back when the bytes are dropped.
    pub memory: Option<OwnedSemaphorePermit>,
}

/// What became of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Stored, known or refused.
    pub outcome: PackOutcome,
    /// Hashes of packs that the store does not have any more, since this one erases documents.
    pub gone: Vec<PackHash>,
}

impl Placed {
    /// Refuses.
    pub fn refused(code: Code) -> Self {
        Self {
            outcome: PackOutcome::Refused { code },
            gone: Vec::new(),
        }
    }
}

/// A pack read from a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPack {
    /// Its places.
    pub span: Span,
    /// All its bytes.
    pub bytes: Vec<u8>,
}

/// A part of a space's layout.
#[derive(Debug, Default)]
pub struct LayoutPage {
    /// Rows in the order of their places.
    pub rows: Vec<LayoutRow>,
    /// Whether no row comes after them.
    pub reached_end: bool,
}

/// Packs read from a range of a log.
#[derive(Debug, Default)]
pub struct PackPage {
    /// The packs, in the wanted direction.
    pub packs: Vec<ReadPack>,
    /// Whether nothing of the range is left.
    pub reached_end: bool,
}

/// A space that has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The space.
    pub space: SpaceId,
    /// The newest place of its log.
    pub top: u64,
    /// How many entries its ledger has.
    pub ledger_length: u64,
}

/// What this relay is.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// The seed of its Ed25519 key.
    pub seed: [u8; 32],
}

/// Keeps spaces.
pub trait Storage: Send + Sync + 'static {
    /// Gives the seed of the relay's key, made when the store was.
    fn identity(&self) -> Identity;

    /// Gives the current epoch.
    fn epoch(&self) -> RelayEpoch;

    /// Draws a new epoch, unless it is no longer `old`, and gives the current one.
    fn renew_epoch(&self, old: RelayEpoch) -> Pending<'_, RelayEpoch>;

    /// Gives a space if that needs no waiting.
    fn cached(&self, space: SpaceId) -> Option<Arc<SpaceSummary>>;

    /// Gives a space, or nothing if it is not known.
    fn space(&self, space: SpaceId) -> Pending<'_, Option<Arc<SpaceSummary>>>;

    /// Makes entries durable, all or none.
    fn append(&self, entries: NewEntries) -> Pending<'_, Appended>;

    /// Makes a pack as it came durable, or tells that it is already, or why it is refused.
    fn store(&self, pack: NewPack) -> Pending<'static, PackOutcome>;

    /// Makes a derived pack durable in the place of the rows that it covers. Those are kept until `until`, or deleted
    /// at once if the pack erases documents.
    fn derive(&self, pack: NewPack, until: UnixMillis) -> Pending<'static, Placed>;

    /// Deletes packs that were to be kept until before `now`, a bounded piece of work; tells whether there may be more.
    fn end_grace(&self, now: UnixMillis) -> Pending<'_, bool>;

    /// Gives entries of a ledger from a position, about `max_bytes` of them and at least one if there is any.
    fn entries(&self, space: SpaceId, from: u64, max_bytes: usize) -> Pending<'_, Vec<Vec<u8>>>;

    /// Gives packs of a range, about `max_bytes` of them and at least one if there is any.
    fn packs(&self, want: Want, max_bytes: usize) -> Pending<'_, PackPage>;

    /// Gives the rows of a log behind a place, about `max_bytes` of their description.
    fn layout(&self, space: SpaceId, after: u64, max_bytes: usize) -> Pending<'_, LayoutPage>;

    /// Tells whether something can be written now, by writing.
    fn check_writable(&self) -> Pending<'_, ()>;

    /// Listens for spaces that move. A slow listener loses the oldest.
    fn moves(&self) -> broadcast::Receiver<Moved>;

    /// Tells how many spaces' summaries are in memory.
    fn cached_spaces(&self) -> usize;

    /// Ends all writing and folds the write-ahead log into the database.
    fn close(&self) -> Pending<'_, ()>;
}

/// The code by which a caller learns of a failure of storage.
pub fn code_of(error: &StorageError) -> Code {
    match error {
        StorageError::Full | StorageError::ReadOnly | StorageError::Closed => Code::Busy,
        _ => Code::RelayFailed,
    }
}
