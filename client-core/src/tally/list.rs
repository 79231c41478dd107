//! What comparing showed, for people.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{comparing, holdings, spaces, tallies};
use crate::tally::add::count_of;
use proto::{DeviceId, DocId, SpaceKind, UnixMillis};

/// How one space compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What the space holds.
    pub kind: SpaceKind,
    /// The area's name, where it is an area's space.
    pub area: Option<String>,
    /// Packs that are held, as they came or inside others.
    pub packs: u64,
    /// Documents of which packs of the space brought something, that what does not count included.
    pub documents: u64,
    /// Their changes.
    pub changes: u64,
    /// How often this was compared with what another device says.
    pub compared: u64,
    /// How often another device's word was of other packs than are here, or of other erasures.
    pub skipped: u64,
    /// When it was compared last.
    pub compared_at: Option<UnixMillis>,
}

/// Documents that were, or are, not the same here and elsewhere though the packs are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What the space holds.
    pub kind: Option<SpaceKind>,
    /// The area's name, where it is an area's space.
    pub area: Option<String>,
    /// The device that says otherwise; nothing where this device's own packs say more than its records did.
    pub device: Option<DeviceId>,
    /// The name of that device's officer.
    pub officer_name: Option<String>,
    /// Documents here, and there.
    pub documents: [u64; 2],
    /// Changes here, and there.
    pub changes: [u64; 2],
    /// The first records concerned, as far as they are known.
    pub records: Vec<DocId>,
    /// When it was noticed.
    pub at: UnixMillis,
    /// When it came right.
    pub healed_at: Option<UnixMillis>,
}

impl Notebook {
    /// Holds every stored pack against the records here, takes from the packs what is gone, and tells how each space compares.
    pub fn check(&mut self) -> Result<Vec<Comparison>, ClientError> {
        let mut comparisons = Vec::new();
        for space in spaces::all(&self.connection)? {
            let Some(ledger) = self.ledger(&space)?.cloned() else {
                continue;
            };
            if ledger.kind() == SpaceKind::Audit || self.has_ended(&space)? {
                continue;
            }
            self.put_back(&space, &ledger, None)?;
            let carried = tallies::carried(&self.connection, space.n)?;
            let count = count_of(&carried, |_| true, &[]);
            let held = holdings::of_space(&self.connection, space.n)?;
            let comparing = comparing::of_space(&self.connection, space.n)?;
            comparisons.push(Comparison {
                kind: ledger.kind(),
                area: self.space_name(space.n)?,
                packs: held.runs().map(|run| run.packs()).sum(),
                documents: count.documents,
                changes: count.changes,
                compared: comparing.compared,
                skipped: comparing.skipped,
                compared_at: comparing.compared_at.map(UnixMillis),
            });
        }
        Ok(comparisons)
    }

    /// Lists the differences that comparing showed, the newest first, what came right included.
    pub fn differences(&mut self) -> Result<Vec<Difference>, ClientError> {
        let mut list = Vec::new();
        for kept in comparing::differences(&self.connection)? {
            let about = self.concern(kept.space, kept.author)?;
            list.push(Difference {
                kind: about.kind,
                area: about.area,
                device: about.device,
                officer_name: about.officer_name,
                documents: kept.documents,
                changes: kept.changes,
                records: kept.records,
                at: UnixMillis(kept.at),
                healed_at: kept.healed_at.map(UnixMillis),
            });
        }
        Ok(list)
    }
}
