//! One Automerge change of one document, read and written.
//!
//! A document is one flat map of scalars, so only a small part of the format occurs: puts and deletes on
//! the root. The reader here takes exactly that part. It exists beside Automerge's own for two reasons: it
//! is bounded (Automerge's follows run lengths of up to 2^63 operations out of a few bytes, and inflates
//! compressed chunks without a limit), and it is several times faster. Automerge remains the judge: property
//! tests compare keys, values, conflicts and heads with it.

mod columns;
mod packed;
mod reader;
mod writer;

use proto::{ChangeHash, DeviceId, DocId, UnixMillis};

use crate::scalar::Scalar;

pub use packed::packed;
pub(crate) use writer::{NewChange, NewOp};

/// The most bytes of one change.
pub const MAX_CHANGE: usize = 1 << 20;
/// The most operations in one change.
pub const MAX_OPS: usize = 8_192;
/// The most predecessors named in one change.
pub const MAX_PREDECESSORS: usize = 16_384;
/// The most bytes of a key.
pub const MAX_KEY: usize = 512;

/// The identity of an operation; the greatest among concurrent ones wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// The operation's number: larger than any that its author had seen.
    pub counter: u64,
    /// The device that wrote it.
    pub device: DeviceId,
}

/// The bytes that begin every chunk of Automerge's format.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The checksum after them: the first bytes of the SHA-256 of all that follows.
const CHECKSUM: usize = 4;

/// One operation: a key set to a value, or deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct Op {
    /// The key in the document's flat map.
    pub key: String,
    /// The new value; nothing where the key is deleted.
    pub value: Option<Scalar>,
    /// The operations that this one replaces.
    pub predecessors: Vec<OpId>,
}

/// A change of one document: who wrote what, when, after which others.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordChange {
    hash: ChangeHash,
    bytes: Vec<u8>,
    device: DeviceId,
    sequence: u64,
    start_op: u64,
    at: UnixMillis,
    deps: Vec<ChangeHash>,
    ops: Vec<Op>,
    is_void: bool,
}

/// Why bytes are not a change that this program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The bytes end too early, or a length points past them.
    #[error("the change is truncated")]
    Truncated,
    /// More bytes than a change may have.
    #[error("the change is larger than {MAX_CHANGE} bytes")]
    TooLarge,
    /// More operations, predecessors or key bytes than a change may have.
    #[error("the change holds more {0} than a change may")]
    TooMany(&'static str),
    /// Not an Automerge chunk, or the wrong kind of chunk.
    #[error("the bytes are not a change")]
    NotAChange,
    /// A compressed chunk or column: none is ever written here, and inflating has no limit.
    #[error("the change is compressed")]
    Compressed,
    /// The checksum does not match.
    #[error("the change is damaged")]
    BadChecksum,
    /// A number, text or column breaks the format.
    #[error("the change breaks the format: {0}")]
    Malformed(&'static str),
    /// A valid change that does what records do not: nested objects, lists, counters, marks.
    #[error("the change does what records do not: {0}")]
    Unsupported(&'static str),
}

impl RecordChange {
    /// The most bytes that the changes of one pack may take together in memory, as [`Self::unfolded_size`] counts them.
    /// A ward of 11,209 documents in one pack takes an eighth of it.
    pub const MAX_UNFOLDED: usize = 256 << 20;

    /// Marks a change that is here, since others follow it, but of which nothing counts, or lets it count.
    #[must_use]
    pub fn voided(self, is_void: bool) -> Self {
        Self { is_void, ..self }
    }

    /// Tells whether nothing of it counts.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.is_void
    }

    /// Reads a change from its bytes. Never panics, and never allocates beyond the limits above.
    ///
    /// # Errors
    ///
    /// See [`ChangeError`]; a change that is refused here must be kept or dropped by the caller as a whole.
    pub fn parse(bytes: &[u8]) -> Result<Self, ChangeError> {
        reader::read(bytes)
    }

    /// Gives the change's hash, which is also its name.
    #[must_use]
    pub fn hash(&self) -> ChangeHash {
        self.hash
    }

    /// Gives the bytes as they came in; they are the truth and are never written anew.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes the bytes out.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Gives the device that wrote the change.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Gives the change's number among those of its device in this document, from 1.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Gives the number of the first operation.
    #[must_use]
    pub fn start_op(&self) -> u64 {
        self.start_op
    }

    /// Gives the instant at which the change was written, by the clock of its device.
    #[must_use]
    pub fn at(&self) -> UnixMillis {
        self.at
    }

    /// Gives the changes that its author had seen last.
    #[must_use]
    pub fn deps(&self) -> &[ChangeHash] {
        &self.deps
    }

    /// Gives the operations in order; the first has the number [`Self::start_op`].
    #[must_use]
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// Gives about how many bytes the change takes in memory: its runs unfold to many times the bytes that they are
    /// written in, within the limits above.
    #[must_use]
    pub fn unfolded_size(&self) -> usize {
        let op = |op: &Op| {
            let value = op.value.as_ref().map_or(0, Scalar::heap_size);
            let predecessors = op.predecessors.len() * size_of::<OpId>();
            size_of::<Op>() + op.key.len() + value + predecessors
        };
        let ops: usize = self.ops.iter().map(op).sum();
        size_of::<Self>() + self.bytes.len() + size_of_val(self.deps.as_slice()) + ops
    }

    /// Gives the records to which the change lets a field refer that holds one reference.
    pub fn references(&self, field: &str) -> impl Iterator<Item = DocId> {
        let ops = self.ops.iter().filter(move |op| op.key == field);
        ops.filter_map(|op| reference(op.value.as_ref()?))
    }

    /// Gives the number of the last operation.
    #[must_use]
    pub fn max_op(&self) -> u64 {
        self.start_op
            .saturating_add(self.ops.len() as u64)
            .saturating_sub(1)
    }
}

/// Reads what a field that holds one reference refers to.
pub(crate) fn reference(value: &Scalar) -> Option<DocId> {
    match value {
        Scalar::Bytes(bytes) => DocId::from_bytes(bytes),
        _ => None,
    }
}
