//! What the ledgers say at the end of a history, as the founder holds them: who belongs where, and what is erased.

use crate::sim::device::Device;
use crate::tables::rows;
use access::{Ledger, Request, decide};
use client_core::{DeviceId, DocId, SpaceKind};
use proto::{Actor, DeviceKeys, SpaceId};
use seal::SignedEntry;
use std::collections::{BTreeMap, BTreeSet};

/// The ledgers of the unit, by the space's id as tables show it.
pub struct Truth(BTreeMap<String, Ledger>);

impl Truth {
    /// Reads the ledgers that a device holds.
    pub fn of(device: &Device) -> Truth {
        let sql = "SELECT s.id, l.bytes FROM doc_ledger l JOIN doc_space s ON s.n = l.space ORDER BY s.n, l.position";
        let mut entries: BTreeMap<String, Vec<SignedEntry>> = BTreeMap::new();
        for row in rows(&device.tables(), sql) {
            let (space, bytes) = row.split_once('|').expect("two columns");
            let entry = SignedEntry::from_bytes(&bytes_of(bytes)).expect("an entry");
            entries.entry(space.to_owned()).or_default().push(entry);
        }
        let ledgers = entries.into_iter().map(|(space, entries)| {
            let id: SpaceId = space.parse().expect("a space");
            let ledger = Ledger::replay(id, &entries).expect("a ledger");
            (space, ledger)
        });
        Truth(ledgers.collect())
    }

    /// Returns the spaces whose packs a device gets.
    pub fn read_by(&self, device: DeviceId) -> BTreeSet<&str> {
        let request = Request::ReadPacks;
        let spaces = self
            .0
            .iter()
            .filter(|(_, ledger)| decide(ledger, Actor::Device(device), request).is_allowed());
        spaces.map(|(space, _)| space.as_str()).collect()
    }

    /// Tells whether a device gets everybody's consultation logs.
    pub fn reads_logs(&self, device: DeviceId) -> bool {
        let mut logs = self.0.values().filter(|l| l.kind() == SpaceKind::Audit);
        let (actor, request) = (Actor::Device(device), Request::ReadPacks);
        logs.any(|ledger| decide(ledger, actor, request).is_allowed())
    }

    /// Counts the areas that a device is in.
    pub fn areas_of(&self, device: DeviceId) -> usize {
        let areas = self.0.values().filter(|ledger| {
            ledger.kind() == SpaceKind::Area && ledger.active_member(&device).is_ok()
        });
        areas.count()
    }

    /// Finds the ledger of a space.
    pub fn ledger(&self, space: &str) -> Option<&Ledger> {
        self.0.get(space)
    }

    /// Finds the keys of a device that is or was in a space.
    pub fn keys_of(&self, space: &str, device: DeviceId) -> Option<&DeviceKeys> {
        self.0.get(space)?.keys_of(&Actor::Device(device))
    }

    /// Tells whether a device is in the unit.
    pub fn is_in_unit(&self, device: DeviceId) -> bool {
        let mut unit = self.0.values().filter(|l| l.kind() == SpaceKind::Unit);
        unit.any(|ledger| ledger.active_member(&device).is_ok())
    }

    /// Tells whether a record is erased.
    pub fn is_erased(&self, id: &DocId) -> bool {
        self.0.values().any(|ledger| ledger.is_erased(id))
    }

    /// Returns every record that is erased.
    pub fn erased(&self) -> BTreeSet<DocId> {
        let all = self.0.values().flat_map(Ledger::erasures);
        all.map(|(id, _)| *id).collect()
    }
}

/// Reads bytes as tables show them.
pub fn bytes_of(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len() / 2).map(|at| digit(2 * at)).collect()
}
