//! The chain of a consultation log: whose it is, and what each of its lines rests on.

use proto::{AuditHash, AuditLine, DeviceId, DocId};

use crate::hash::{AUDIT_LINE_LABEL, AUDIT_LOG_LABEL, first_half, labelled};

/// Derives the id under which a device's consultation log travels. No other device's pack may carry it.
pub fn audit_log_id(device: &DeviceId) -> DocId {
    DocId(first_half(labelled(AUDIT_LOG_LABEL, &[device.as_bytes()])))
}

/// Hashes a line with its number and the hash of the line before it, which is zero for line 0.
pub fn audit_line_hash(previous: &AuditHash, number: u64, line: &AuditLine) -> AuditHash {
    AuditHash(labelled(
        AUDIT_LINE_LABEL,
        &[previous.as_bytes(), &line.hashed_bytes(number)],
    ))
}
