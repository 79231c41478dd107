//! How lines come to those who may read them: in packs of the unit's audit space.

use crate::audit::branches::fits;
use crate::audit::verify::Signed;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::{Signers, contents};
use crate::store::audit::StoredLine;
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
    /// Returns the oldest lines of this device's log that are in no pack yet; of a log with branches, those of one of them.
    pub(crate) fn lines_to_send(&mut self) -> Result<Option<Outgoing>, ClientError> {
        let (connection, device) = (&self.connection, self.device);
        let first = self.sealed_lines()?;
        // The line before the first one comes along for its hash.
        let from = first.saturating_sub(1);
        let stored = audit::from_number(connection, device, from, limits::AUDIT_LINES.max)?;
        let (before, mut lines): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|line| line.number < first);
        let Some(newest) = lines.last().map(|line| line.number) else {
            return Ok(None);
        };
        let has_branches = |lines: &[StoredLine]| {
            let mut pairs = lines.windows(2);
            pairs.any(|pair| matches!(pair, [one, other] if one.number == other.number))
        };
        let mut previous = before.last().map_or(AuditHash::ZERO, |line| line.hash);
        let mut sealed = newest.saturating_add(1);
        if has_branches(&before) || has_branches(&lines) {
            // The relay, or a file, has brought back what this device said on another branch.
            let signed = self.signed_lines()?.remove(&device).unwrap_or_default();
            let known: Vec<StoredLine> = before.into_iter().chain(lines.iter().cloned()).collect();
            lines.retain(|line| !says(&signed, line));
            let (run, rest) = first_run(lines);
            let Some(first) = run.first() else {
                meta::set(&self.connection, meta::AUDIT_SEALED, sealed)?;
                return Ok(None);
            };
            let parent = known.iter().find(|line| {
                line.number.checked_add(1) == Some(first.number) && fits(first, &line.hash)
            });
            previous = parent.map_or(AuditHash::ZERO, |line| line.hash);
            sealed = rest.first().map_or(sealed, |line| line.number);
            lines = run;
        }
        let segment = AuditSegment {
            first: lines.first().map_or(first, |line| line.number),
            previous,
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

fn says(signed: &Signed, line: &StoredLine) -> bool {
    let of_number = signed.get(&line.number);
    of_number.is_some_and(|hashes| hashes.contains(&line.hash))
}

/// Takes the first line and those that follow it; returns them and the rest.
fn first_run(lines: Vec<StoredLine>) -> (Vec<StoredLine>, Vec<StoredLine>) {
    let (mut run, mut rest) = (Vec::<StoredLine>::new(), Vec::new());
    for line in lines {
        let follows = run.last().is_none_or(|last| {
            last.number.checked_add(1) == Some(line.number) && fits(&line, &last.hash)
        });
        if follows {
            run.push(line)
        } else {
            rest.push(line)
        }
    }
    (run, rest)
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
