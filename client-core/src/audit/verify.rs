//! Checking consultation logs: each line against its hash, each hash against the one before, and all of it against
//! the packs that the devices signed.

use crate::audit::branches::{LogBranch, branches, fits};
use crate::audit::travel::numbered;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::audit::{self, StoredLine};
use crate::store::packs;
use access::{Request, decide};
use proto::{Actor, AuditHash, DeviceId, DocId, UnixMillis};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogFault {
    /// Lines are missing from this one on.
    Gap,
    /// This line does not fit its hash, the line before it or what the device signed: it was changed.
    Edited,
    /// There are two lines of this number, which the device signed both: it was copied, or put back to an older copy.
    Fork,
    /// This line and what followed was signed by the device and is not here.
    TailMissing,
    /// This line is in no pack that the device signed.
    Unsigned,
}

impl LogFault {
    /// Returns the stable code.
    pub fn code(self) -> &'static str {
        match self {
            LogFault::Gap => "gap",
            LogFault::Edited => "edited",
            LogFault::Fork => "fork",
            LogFault::TailMissing => "tail-missing",
            LogFault::Unsigned => "unsigned",
        }
    }
}

/// What was found of one device's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCheck {
    /// The device.
    pub device: DeviceId,
    /// The officer, where the unit's ledger knows the device.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// How many lines are here.
    pub lines: u64,
    /// When the newest of them was written.
    pub last: Option<UnixMillis>,
    /// What is wrong, by the line's number; empty for a sound log.
    pub faults: Vec<(u64, LogFault)>,
    /// What was written side by side, where the log forks; empty where it does not.
    pub branches: Vec<LogBranch>,
}

/// The lines that packs say, by number.
pub(crate) type Signed = BTreeMap<u64, BTreeSet<AuditHash>>;

impl Notebook {
    /// Checks every log that is here, and names the devices of the unit that sent none: by officer, the newest log first.
    pub fn audit_verify(&mut self) -> Result<Vec<LogCheck>, ClientError> {
        let signed = self.signed_lines()?;
        let held = audit::devices(&self.connection)?;
        let mut devices: BTreeSet<DeviceId> = held.into_iter().collect();
        devices.extend(signed.keys());
        if self.reads_logs()? {
            let unit = self.unit_space()?;
            let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
            devices.extend(ledger.members().map(|(device, _)| *device));
        }
        let (none, sealed) = (Signed::new(), self.sealed_lines()?);
        let mut checks = Vec::with_capacity(devices.len());
        for device in devices {
            let lines = audit::of_device(&self.connection, device)?;
            let signed = signed.get(&device).unwrap_or(&none);
            // Of its own log a device holds lines that are in no pack yet.
            let sealed = if device == self.device {
                sealed
            } else {
                u64::MAX
            };
            let (officer, officer_name) = match self.officer_of(device)? {
                Some((officer, name)) => (Some(officer), name),
                None => (None, None),
            };
            let branches = branches(&lines);
            checks.push(LogCheck {
                device,
                officer,
                officer_name,
                lines: lines.len() as u64,
                last: lines.iter().map(|line| line.line.at).max(),
                faults: faults(&lines, &branches, signed, sealed),
                branches,
            });
        }
        checks.sort_by(|one, other| {
            let of = |check: &LogCheck| (check.officer_name.is_none(), check.officer_name.clone());
            of(one)
                .cmp(&of(other))
                .then_with(|| other.last.cmp(&one.last))
        });
        Ok(checks)
    }

    /// Tells whether others' logs come to this device.
    pub(crate) fn reads_logs(&mut self) -> Result<bool, ClientError> {
        let actor = Actor::Device(self.device);
        let Some(space) = self.audit_space()? else {
            return Ok(false);
        };
        let ledger = self.ledger(&space)?;
        Ok(ledger.is_some_and(|ledger| decide(ledger, actor, Request::ReadPacks).is_allowed()))
    }

    /// Opens every pack of the audit space that is here, and gathers by device what it says.
    pub(crate) fn signed_lines(&mut self) -> Result<BTreeMap<DeviceId, Signed>, ClientError> {
        let mut signed = BTreeMap::<DeviceId, Signed>::new();
        let Some(space) = self.audit_space()? else {
            return Ok(signed);
        };
        for bytes in packs::in_force(&self.connection, space.n)? {
            for (author, segments) in self.segments_of(&space, bytes)? {
                let log = signed.entry(author).or_default();
                for (number, hash, _) in segments.iter().flat_map(numbered) {
                    log.entry(number).or_default().insert(hash);
                }
            }
        }
        Ok(signed)
    }
}

/// Finds what is wrong with the lines of one log, whose packs say `signed` and of which the first `sealed` lines are
/// in packs.
fn faults(
    lines: &[StoredLine],
    branches: &[LogBranch],
    signed: &Signed,
    sealed: u64,
) -> Vec<(u64, LogFault)> {
    let forks = branches.iter();
    let mut faults: BTreeSet<_> = forks.map(|branch| (branch.first, LogFault::Fork)).collect();
    let mut before = Some(vec![AuditHash::ZERO]);
    let (mut next, mut forked) = (0, false);
    for same in lines.chunk_by(|one, other| one.number == other.number) {
        let hashes: Vec<AuditHash> = same.iter().map(|line| line.hash).collect();
        let Some(number) = same.first().map(|line| line.number) else {
            continue;
        };
        if number > next {
            faults.insert((next, LogFault::Gap));
            before = None;
        }
        if same.len() > 1 && !forked {
            faults.insert((number, LogFault::Fork));
            forked = true;
        }
        let said = signed.get(&number);
        for line in same {
            if !follows(line, before.as_deref()) {
                faults.insert((number, LogFault::Edited));
            } else if number < sealed && said.is_none_or(|hashes| !hashes.contains(&line.hash)) {
                faults.insert((number, LogFault::Unsigned));
            }
        }
        if said.is_some_and(|said| said.iter().any(|hash| !hashes.contains(hash))) {
            faults.insert((number, LogFault::Edited));
        }
        (before, next) = (Some(hashes), number + 1);
    }
    if signed
        .last_key_value()
        .is_some_and(|(last, _)| *last >= next)
    {
        faults.insert((next, LogFault::TailMissing));
    }
    faults.into_iter().collect()
}

/// Tells whether a line has its hash after one of those before it; after a gap nobody can tell.
fn follows(line: &StoredLine, before: Option<&[AuditHash]>) -> bool {
    before.is_none_or(|before| before.iter().any(|previous| fits(line, previous)))
}
