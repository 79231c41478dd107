//! A change to bytes, by Automerge's own encoder.

use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op as ExpandedOp, OpId as ExpandedOpId, OpType, SortedVec};
use automerge::{ActorId, Change, ExpandedChange, ScalarValue};
use proto::{ChangeHash, DeviceId, UnixMillis};

use crate::change::{Op, OpId, RecordChange};
use crate::scalar::Scalar;

pub(crate) type NewOp = Op;

/// A change that is about to be written.
pub(crate) struct NewChange {
    pub(crate) device: DeviceId,
    pub(crate) sequence: u64,
    pub(crate) start_op: u64,
    pub(crate) at: UnixMillis,
    pub(crate) deps: Vec<ChangeHash>,
    pub(crate) ops: Vec<NewOp>,
}

impl NewChange {
    /// Writes the change; the same input gives the same bytes.
    pub(crate) fn write(mut self) -> RecordChange {
        self.deps.sort_unstable();
        let expanded = ExpandedChange {
            operations: self.ops.iter().map(expanded_op).collect(),
            actor_id: actor(self.device),
            hash: None,
            seq: self.sequence,
            start_op: NonZeroU64::new(self.start_op).unwrap_or(NonZeroU64::MIN),
            time: self.at.0,
            message: None,
            deps: self
                .deps
                .iter()
                .map(|hash| automerge::ChangeHash(hash.0))
                .collect(),
            extra_bytes: Vec::new(),
            author: None,
        };
        let change = Change::from(expanded);
        RecordChange {
            is_void: false,
            hash: ChangeHash(change.hash().0),
            bytes: change.raw_bytes().to_vec(),
            device: self.device,
            sequence: self.sequence,
            start_op: self.start_op,
            at: self.at,
            deps: self.deps,
            ops: self.ops,
        }
    }
}

fn actor(device: DeviceId) -> ActorId {
    ActorId::from(*device.as_bytes())
}

fn expanded_op(op: &NewOp) -> ExpandedOp {
    ExpandedOp {
        action: op
            .value
            .as_ref()
            .map_or(OpType::Delete, |value| OpType::Put(scalar(value))),
        obj: ObjectId::Root,
        key: Key::Map(op.key.as_str().into()),
        pred: op
            .predecessors
            .iter()
            .map(expanded_id)
            .collect::<SortedVec<_>>(),
        insert: false,
    }
}

fn expanded_id(id: &OpId) -> ExpandedOpId {
    ExpandedOpId::new(id.counter, &actor(id.device))
}

fn scalar(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Null => ScalarValue::Null,
        Scalar::Bool(is) => ScalarValue::Boolean(*is),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Uint(number) => ScalarValue::Uint(*number),
        Scalar::F64(number) => ScalarValue::F64(*number),
        Scalar::Str(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
        Scalar::Timestamp(millis) => ScalarValue::Timestamp(*millis),
        Scalar::Unknown(type_code, bytes) => ScalarValue::Unknown {
            type_code: *type_code,
            bytes: bytes.clone(),
        },
    }
}
