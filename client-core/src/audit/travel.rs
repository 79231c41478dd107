//! How lines come to those who may read them: in packs of the unit's audit space.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::{Signers, contents};
use crate::store::spaces::Space;
use crate::store::{audit, meta, spaces};
use proto::{AuditHash, AuditSegment, BundleDocument, DeviceId, Wire, limits};
use rusqlite::Connection;

/// A segment of this device's log that is ready to be sealed.
pub(crate) struct Outgoing {
    pub(crate) document: BundleDocument,
    /// The number of lines that are in packs when this one is.
    pub(crate) sealed: u64,
}

impl Notebook {
    /// Returns the oldest lines of this device's log that are in no pack yet.
    pub(crate) fn lines_to_send(&self) -> Result<Option<Outgoing>, ClientError> {
        let (connection, device) = (&self.connection, self.device);
        let first = self.sealed_lines()?;
        // The line before the first one comes along for its hash.
        let from = first.saturating_sub(1);
        let stored = audit::from_number(connection, device, from, limits::AUDIT_LINES.max)?;
        let (before, lines): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|line| line.number < first);
        let Some(last) = lines.last() else {
            return Ok(None);
        };
        let sealed = last.number + 1;
        let segment = AuditSegment {
            first,
            previous: before.last().map_or(AuditHash::ZERO, |line| line.hash),
            lines: lines.into_iter().map(|line| line.line).collect(),
        };
        Ok(Some(Outgoing {
            document: BundleDocument {
                id: seal::audit_log_id(&device),
                changes: vec![segment.to_bytes().into()],
            },
            sealed,
        }))
    }

    /// Tells whether lines of this device's log are in no pack yet that could be.
    pub(crate) fn owes_lines(&self) -> Result<bool, ClientError> {
        let Some(space) = self.audit_space()? else {
            return Ok(false);
        };
        let written = match audit::newest(&self.connection, self.device)? {
            Some((last, _)) => last + 1,
            None => 0,
        };
        let sealable = !spaces::keys(&self.connection, space.n)?.is_empty();
        Ok(sealable && written > self.sealed_lines()?)
    }

    /// Returns how many lines of this device's log are in packs.
    pub(crate) fn sealed_lines(&self) -> Result<u64, ClientError> {
        Ok(meta::get(&self.connection, meta::AUDIT_SEALED)?.unwrap_or(0))
    }

    /// Opens a stored pack of the audit space; returns each author's segments in it.
    pub(crate) fn segments_of(
        &mut self,
        space: &Space,
        bytes: Vec<u8>,
    ) -> Result<Vec<(DeviceId, Vec<AuditSegment>)>, ClientError> {
        let Ok(pack) = seal::parse_pack(bytes) else {
            return Ok(Vec::new());
        };
        let epoch = pack.claimed_header().key_epoch;
        let keys = spaces::keys_for(&self.connection, space.n, epoch)?;
        let Some(ledger) = self.ledger(space)? else {
            return Ok(Vec::new());
        };
        let signers = Signers {
            space: ledger,
            unit: None,
        };
        // What does not verify says nothing, and then its lines show as unsigned.
        let parts = contents::read(signers, &keys, pack).unwrap_or_default();
        Ok(parts
            .into_iter()
            .map(|part| (part.author, part.lines))
            .collect())
    }
}

/// Reads the segments of a document of the audit space, which is its pack's author's own log or nothing.
pub(crate) fn read_segments(
    document: &BundleDocument,
    author: DeviceId,
) -> Option<Vec<AuditSegment>> {
    if document.id != seal::audit_log_id(&author) {
        return None;
    }
    let changes = document.changes.iter();
    changes
        .map(|change| AuditSegment::from_bytes(&change.parts.concat()).ok())
        .collect()
}

/// Keeps the lines of a segment of a device's log. A line that contradicts one that is here stands beside it.
pub(crate) fn keep(
    connection: &Connection,
    device: DeviceId,
    segment: &AuditSegment,
) -> Result<(), ClientError> {
    for (number, hash, line) in numbered(segment) {
        audit::insert(connection, device, number, &hash, line)?;
    }
    Ok(())
}

/// Gives each line of a segment its number and its hash.
pub(crate) fn numbered(
    segment: &AuditSegment,
) -> impl Iterator<Item = (u64, AuditHash, &proto::AuditLine)> {
    let mut previous = segment.previous;
    (segment.first..)
        .zip(&segment.lines)
        .map(move |(number, line)| {
            previous = seal::audit_line_hash(&previous, number, line);
            (number, previous, line)
        })
}
