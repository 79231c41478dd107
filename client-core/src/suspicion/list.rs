//! The list of what was noticed, for people.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::suspicions;
use crate::suspicion::SuspicionReason;
use proto::{DeviceId, SpaceKind, UnixMillis};

/// Something that this device noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// What it is.
    pub reason: SuspicionReason,
    /// What the space holds in which it was noticed.
    pub kind: Option<SpaceKind>,
    /// The area's name, where it is an area's space.
    pub area: Option<String>,
    /// The device whose pack or entry it is about; the accused, where [`SuspicionReason::suspect`] says so.
    pub device: Option<DeviceId>,
    /// The name of that device's officer.
    pub officer_name: Option<String>,
    /// The number of the pack among its author's, 0 for a derived one; or the entry's place in the ledger.
    pub number: u64,
    /// The last number, where it is about several packs.
    pub last: u64,
    /// When it was noticed.
    pub at: UnixMillis,
    /// When it came right: what is true is here, and nothing has to be done.
    pub healed_at: Option<UnixMillis>,
}

impl Notebook {
    /// Lists what this device noticed, the newest first, what came right included.
    pub fn suspicions(&mut self) -> Result<Vec<Suspicion>, ClientError> {
        let mut list = Vec::new();
        for kept in suspicions::all(&self.connection)? {
            let about = self.concern(kept.space, kept.author)?;
            list.push(Suspicion {
                reason: SuspicionReason::from_word(&kept.reason)
                    .ok_or(ClientError::DatabaseDamaged)?,
                kind: about.kind,
                area: about.area,
                device: about.device,
                officer_name: about.officer_name,
                number: kept.first,
                last: kept.last,
                at: UnixMillis(kept.at),
                healed_at: kept.healed_at.map(UnixMillis),
            });
        }
        Ok(list)
    }
}
