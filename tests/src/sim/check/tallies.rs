//! Devices that hold the packs of a space hold the same changes, and no difference is told where none was.

use crate::sim::Sim;
use crate::sim::device::Device;
use crate::sim::truth::Truth;
use crate::tables::rows;
use std::collections::{BTreeMap, BTreeSet};

/// The changes that packs of each space carry, each by its document and checksum.
type Carried = BTreeMap<String, BTreeSet<String>>;

/// Holds what each device has of its spaces against what the founder has, and what it was told against what happened.
pub(super) fn agree(sim: &mut Sim, truth: &Truth) {
    for device in &mut sim.devices {
        let told = device.notebook().differences().expect("a list");
        let is_open = told.iter().any(|one| one.healed_at.is_none());
        assert!(!is_open, "{} still differs: {told:?}", device.name);
        let is_false = !told.is_empty() && !sim.has_lost;
        assert!(!is_false, "{} was told of {told:?}", device.name);
    }
    let whole = carried(&sim.devices[0]);
    let left_out = left_out(&sim.devices[0]);
    for device in &sim.devices[1..] {
        let (held, gone) = (carried(device), self::left_out(device));
        for space in truth.read_by(device.id) {
            let is_told = |change: &&String| {
                let document = &change[..32];
                let here = format!("{space}|{document}");
                !left_out.contains(&here) && !gone.contains(&here)
            };
            let of = |all: &Carried| -> BTreeSet<String> {
                let all = all.get(space).into_iter().flatten();
                all.filter(is_told).cloned().collect()
            };
            let (here, there) = (of(&held), of(&whole));
            let lacks: Vec<_> = there.difference(&here).collect();
            let more: Vec<_> = here.difference(&there).collect();
            assert!(
                lacks.is_empty() && more.is_empty(),
                "{} lacks {lacks:?} and has {more:?} of space {space}",
                device.name
            );
        }
    }
}

fn carried(device: &Device) -> Carried {
    let sql = "SELECT s.id, r.id, substr(c.bytes, 5, 4) FROM doc_change c JOIN doc_record r ON r.n = c.record
        JOIN doc_pack p ON p.n = c.pack JOIN doc_space s ON s.n = p.space";
    let mut carried = Carried::new();
    for row in rows(&device.tables(), sql) {
        let (space, change) = row.split_once('|').expect("three columns");
        let of_space = carried.entry(space.to_owned()).or_default();
        of_space.insert(change.to_owned());
    }
    carried
}

fn left_out(device: &Device) -> BTreeSet<String> {
    let sql = "SELECT s.id, l.document FROM doc_left_out l JOIN doc_space s ON s.n = l.space";
    rows(&device.tables(), sql).into_iter().collect()
}
