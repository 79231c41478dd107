//! Bytes to a change.
//!
//! Source: the storage format of Automerge, <https://automerge.org/automerge-binary-format-spec/>.

use super::MAGIC;
use proto::{ChangeHash, DeviceId, UnixMillis};
use sha2::{Digest, Sha256};

use crate::change::columns::{Cursor, Runs, utf8};
use crate::change::{
    ChangeError, MAX_CHANGE, MAX_KEY, MAX_OPS, MAX_PREDECESSORS, Op, OpId, RecordChange,
};
use crate::scalar::Scalar;

pub(super) const CHANGE_CHUNK: u8 = 1;
const COMPRESSED_CHUNK: u8 = 2;

pub(super) const PUT: u64 = 1;
pub(super) const DELETE: u64 = 3;

/// Column ids: the column's number times 16, and its type.
pub(super) mod column {
    pub(in crate::change) const KEY: u64 = 0x15;
    pub(in crate::change) const INSERT: u64 = 0x34;
    pub(in crate::change) const ACTION: u64 = 0x42;
    pub(in crate::change) const VALUE_META: u64 = 0x56;
    pub(in crate::change) const VALUE: u64 = 0x57;
    pub(in crate::change) const PRED_COUNT: u64 = 0x70;
    pub(in crate::change) const PRED_DEVICE: u64 = 0x71;
    pub(in crate::change) const PRED_COUNTER: u64 = 0x73;
    pub(in crate::change) const DEFLATED: u64 = 0x08;
}

pub(super) fn read(bytes: &[u8]) -> Result<RecordChange, ChangeError> {
    if bytes.len() > MAX_CHANGE {
        return Err(ChangeError::TooLarge);
    }
    let (hash, mut body) = chunk(bytes)?;
    let deps = deps(&mut body)?;
    let device = device(&mut body)?;
    let sequence = body.unsigned()?;
    let start_op = body.unsigned()?;
    let at = UnixMillis(body.signed()?);
    body.text()?; // The message: unused.
    let devices = devices(device, &mut body)?;
    let ops = Columns::read(&mut body)?.ops(&devices)?;
    let fits = start_op
        .checked_add(ops.len() as u64)
        .is_some_and(|end| end <= u64::from(u32::MAX));
    if start_op == 0 || sequence == 0 || !fits {
        return Err(ChangeError::Malformed("operation numbers"));
    }
    Ok(RecordChange {
        is_void: false,
        hash,
        bytes: bytes.to_vec(),
        device,
        sequence,
        start_op,
        at,
        deps,
        ops,
    })
}

/// Checks the chunk's frame and gives its hash and its body.
pub(super) fn chunk(bytes: &[u8]) -> Result<(ChangeHash, Cursor<'_>), ChangeError> {
    let mut cursor = Cursor(bytes);
    if cursor.array::<4>()? != MAGIC {
        return Err(ChangeError::NotAChange);
    }
    let checksum = cursor.array::<4>()?;
    let hashed = cursor.0;
    match cursor.array::<1>()? {
        [CHANGE_CHUNK] => {}
        [COMPRESSED_CHUNK] => return Err(ChangeError::Compressed),
        _ => return Err(ChangeError::NotAChange),
    }
    let length = cursor.unsigned()?;
    match (cursor.0.len() as u64).cmp(&length) {
        std::cmp::Ordering::Less => return Err(ChangeError::Truncated),
        std::cmp::Ordering::Greater => {
            return Err(ChangeError::Malformed("bytes after the change"));
        }
        std::cmp::Ordering::Equal => {}
    }
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    if !hash.starts_with(&checksum) {
        return Err(ChangeError::BadChecksum);
    }
    Ok((ChangeHash(hash), cursor))
}

pub(super) fn deps(body: &mut Cursor<'_>) -> Result<Vec<ChangeHash>, ChangeError> {
    let count = body.unsigned()?;
    let bytes = body.take(count.checked_mul(32).ok_or(ChangeError::Truncated)?)?;
    let (hashes, _) = bytes.as_chunks::<32>();
    Ok(hashes.iter().copied().map(ChangeHash).collect())
}

pub(super) fn device(body: &mut Cursor<'_>) -> Result<DeviceId, ChangeError> {
    if body.unsigned()? != DeviceId::SIZE as u64 {
        return Err(ChangeError::Unsupported("an actor that is no device"));
    }
    body.array().map(DeviceId)
}

/// Reads the other devices named in predecessors; index 0 is the author.
fn devices(author: DeviceId, body: &mut Cursor<'_>) -> Result<Vec<DeviceId>, ChangeError> {
    let count = body.unsigned()?;
    let mut devices = vec![author];
    for _ in 0..count {
        devices.push(device(body)?); // Ends with the input: each takes 17 bytes of it.
    }
    Ok(devices)
}

#[derive(Default)]
pub(super) struct Columns<'a> {
    pub(super) key: &'a [u8],
    pub(super) insert: &'a [u8],
    pub(super) action: &'a [u8],
    pub(super) value_meta: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) pred_count: &'a [u8],
    pub(super) pred_device: &'a [u8],
    pub(super) pred_counter: &'a [u8],
}

impl<'a> Columns<'a> {
    pub(super) fn read(body: &mut Cursor<'a>) -> Result<Self, ChangeError> {
        let count = body.unsigned()?;
        let mut listed = Vec::new();
        for _ in 0..count {
            listed.push((body.unsigned()?, body.unsigned()?)); // Ends with the input, as above.
        }
        if !listed.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(ChangeError::Malformed("column order"));
        }
        let mut columns = Self::default();
        for (id, length) in listed {
            let bytes = body.take(length)?;
            if id & column::DEFLATED != 0 {
                return Err(ChangeError::Compressed);
            }
            match columns.slot(id) {
                Some(slot) => *slot = bytes,
                None if bytes.is_empty() => {}
                None => {
                    return Err(ChangeError::Unsupported(
                        "an operation outside the root map",
                    ));
                }
            }
        }
        Ok(columns)
    }

    fn slot(&mut self, id: u64) -> Option<&mut &'a [u8]> {
        match id {
            column::KEY => Some(&mut self.key),
            column::INSERT => Some(&mut self.insert),
            column::ACTION => Some(&mut self.action),
            column::VALUE_META => Some(&mut self.value_meta),
            column::VALUE => Some(&mut self.value),
            column::PRED_COUNT => Some(&mut self.pred_count),
            column::PRED_DEVICE => Some(&mut self.pred_device),
            column::PRED_COUNTER => Some(&mut self.pred_counter),
            _ => None,
        }
    }

    fn ops(self, devices: &[DeviceId]) -> Result<Vec<Op>, ChangeError> {
        let mut keys = Runs::new(self.key, Cursor::text);
        let mut actions = Runs::new(self.action, Cursor::unsigned);
        let mut values = Values {
            metas: Runs::new(self.value_meta, Cursor::unsigned),
            raw: Cursor(self.value),
        };
        let mut predecessors = Predecessors::new(&self, devices);
        let mut ops = Vec::new();
        while !actions.is_done() {
            if ops.len() == MAX_OPS {
                return Err(ChangeError::TooMany("operations"));
            }
            let action = actions.present("action")?;
            let key = keys.present("key")?;
            if key.len() > MAX_KEY {
                return Err(ChangeError::TooMany("bytes of a key"));
            }
            let value = values.next()?;
            let value = match action {
                PUT => Some(value),
                DELETE => None,
                _ => {
                    return Err(ChangeError::Unsupported(
                        "an operation other than put and delete",
                    ));
                }
            };
            ops.push(Op {
                key: key.to_owned(),
                value,
                predecessors: predecessors.next()?,
            });
        }
        no_inserts(self.insert, ops.len())?;
        let done = keys.is_done()
            && values.metas.is_done()
            && values.raw.is_empty()
            && predecessors.is_done();
        if done {
            Ok(ops)
        } else {
            Err(ChangeError::Malformed("columns of different lengths"))
        }
    }
}

/// The insert column must be one run of "no" over all operations.
fn no_inserts(bytes: &[u8], ops: usize) -> Result<(), ChangeError> {
    let mut cursor = Cursor(bytes);
    if cursor.is_empty() && ops == 0 {
        return Ok(());
    }
    let run = cursor.unsigned()?;
    if run == ops as u64 && cursor.is_empty() {
        return Ok(());
    }
    Err(ChangeError::Unsupported("an insertion into a list"))
}

struct Values<'a> {
    metas: Runs<'a, u64>,
    raw: Cursor<'a>,
}

impl Values<'_> {
    fn next(&mut self) -> Result<Scalar, ChangeError> {
        let meta = self.metas.present("value")?;
        let bytes = self.raw.take(meta >> 4)?;
        let mut cursor = Cursor(bytes);
        let scalar = match meta & 15 {
            0 => Scalar::Null,
            1 => Scalar::Bool(false),
            2 => Scalar::Bool(true),
            3 => Scalar::Uint(cursor.unsigned()?),
            4 => Scalar::Int(cursor.signed()?),
            5 => Scalar::F64(f64::from_le_bytes(cursor.array()?)),
            8 => return Err(ChangeError::Unsupported("a counter")),
            9 => Scalar::Timestamp(cursor.signed()?),
            6 => return utf8(bytes).map(Scalar::from),
            7 => return Ok(Scalar::Bytes(bytes.to_vec())),
            #[allow(clippy::cast_possible_truncation)]
            other => return Ok(Scalar::Unknown(other as u8, bytes.to_vec())),
        };
        if cursor.is_empty() {
            Ok(scalar)
        } else {
            Err(ChangeError::Malformed("length of a value"))
        }
    }
}

struct Predecessors<'a, 'd> {
    counts: Runs<'a, u64>,
    device: Runs<'a, u64>,
    deltas: Runs<'a, i64>,
    counter: i64,
    total: u64,
    devices: &'d [DeviceId],
}

impl<'a, 'd> Predecessors<'a, 'd> {
    fn new(columns: &Columns<'a>, devices: &'d [DeviceId]) -> Self {
        Self {
            counts: Runs::new(columns.pred_count, Cursor::unsigned),
            device: Runs::new(columns.pred_device, Cursor::unsigned),
            deltas: Runs::new(columns.pred_counter, Cursor::signed),
            counter: 0,
            total: 0,
            devices,
        }
    }

    fn next(&mut self) -> Result<Vec<OpId>, ChangeError> {
        let count = self.counts.present("number of predecessors")?;
        self.total = self.total.saturating_add(count);
        if self.total > MAX_PREDECESSORS as u64 {
            return Err(ChangeError::TooMany("predecessors"));
        }
        (0..count).map(|_| self.one()).collect()
    }

    fn one(&mut self) -> Result<OpId, ChangeError> {
        let malformed = ChangeError::Malformed("predecessor");
        let index = usize::try_from(self.device.present("predecessor")?).map_err(|_| malformed)?;
        let device = *self.devices.get(index).ok_or(malformed)?;
        self.counter = self
            .counter
            .checked_add(self.deltas.present("predecessor")?)
            .ok_or(malformed)?;
        let counter = u64::try_from(self.counter).map_err(|_| malformed)?;
        Ok(OpId { counter, device })
    }

    fn is_done(&self) -> bool {
        self.counts.is_done() && self.device.is_done() && self.deltas.is_done()
    }
}
