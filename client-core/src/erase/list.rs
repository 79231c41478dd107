//! The list of erasures: what was erased, why, by whom, and who has let go of it.

use crate::audit::Act;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{audit, erasing, spaces};
use proto::ledger::EraseReason;
use proto::{DeviceId, DocId, ErasureReceipt, UnixMillis, Wire};
use std::collections::{BTreeMap, BTreeSet};

/// One entry that erased records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRow {
    /// The area's name; none for the unit's own space.
    pub area: Option<String>,
    /// The records.
    pub records: Vec<DocId>,
    /// Why.
    pub reason: EraseReason,
    /// The device that erased them.
    pub by: DeviceId,
    /// The name of its officer.
    pub officer_name: Option<String>,
    /// When, by that device's clock.
    pub at: UnixMillis,
    /// When the relay signed that it deleted what held them, as far as this device brought the replacements.
    pub relay: Option<UnixMillis>,
    /// Every device that was in the space then.
    pub devices: Vec<Acknowledgement>,
}

/// Whether a device has erased what it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The device.
    pub device: DeviceId,
    /// The name of its officer.
    pub officer_name: Option<String>,
    /// When, by its clock, as its consultation log says; none as long as no such line has come here.
    pub at: Option<UnixMillis>,
    /// Whether that would be known here: whether this device reads the consultation logs, or it is its own.
    pub is_known: bool,
    /// Whether its access has ended since. It may be wiped, or never have met the relay again.
    pub has_left: bool,
}

/// An entry, as its documents tell of it.
struct Entry {
    records: Vec<DocId>,
    erasure: access::Erasure,
}

impl Notebook {
    /// Lists the erasures in the spaces of this device, the newest first. What other devices acknowledge is known to those
    /// who read the consultation log.
    pub fn erasures(&mut self) -> Result<Vec<ErasureRow>, ClientError> {
        let acknowledged = audit::by_act(&self.connection, Act::ErasedHere.code())?;
        let reads_logs = self.reads_logs()?;
        let mut rows = Vec::new();
        for space in spaces::all(&self.connection)? {
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            let mut entries = BTreeMap::<u64, Entry>::new();
            for (document, erasure) in ledger.erasures() {
                let entry = entries.entry(erasure.index).or_insert_with(|| Entry {
                    records: Vec::new(),
                    erasure: *erasure,
                });
                entry.records.push(*document);
            }
            let receipts = self.relay_erased(space.n)?;
            for Entry { records, erasure } in entries.into_values() {
                let mut devices = Vec::new();
                let there = ledger.members().filter(|(_, member)| {
                    let was_in = member.since <= erasure.time
                        && member.ended.is_none_or(|ended| ended > erasure.time);
                    was_in && !member.is_paper()
                });
                for (device, member) in there {
                    let at = records
                        .first()
                        .and_then(|first| acknowledged.get(&(*device, *first)).copied());
                    devices.push(Acknowledgement {
                        device: *device,
                        officer_name: self.officer_of(*device)?.and_then(|(_, name)| name),
                        at,
                        is_known: reads_logs || *device == self.device,
                        has_left: !member.is_active(),
                    });
                }
                let relay = receipts
                    .iter()
                    .filter(|(documents, _)| records.iter().any(|id| documents.contains(id)))
                    .map(|(_, at)| *at)
                    .max();
                rows.push(ErasureRow {
                    area: self.space_name(space.n)?,
                    records,
                    reason: erasure.reason,
                    by: erasure.by,
                    officer_name: self.officer_of(erasure.by)?.and_then(|(_, name)| name),
                    at: erasure.time,
                    relay,
                    devices,
                });
            }
        }
        rows.sort_by_key(|row| (std::cmp::Reverse(row.at), row.records.first().copied()));
        Ok(rows)
    }

    fn relay_erased(&self, space: i64) -> Result<Vec<(BTreeSet<DocId>, UnixMillis)>, ClientError> {
        let stored = erasing::receipts(&self.connection, space)?;
        let receipts = stored.iter().map(|bytes| {
            let receipt =
                ErasureReceipt::from_bytes(bytes).map_err(|_| ClientError::DatabaseDamaged)?;
            Ok((
                receipt.body.documents.into_iter().collect(),
                receipt.body.time,
            ))
        });
        receipts.collect()
    }
}
