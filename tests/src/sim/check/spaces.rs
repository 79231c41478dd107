//! Which records a device holds, and which it should.

use crate::sim::Sim;
use crate::sim::truth::Truth;
use crate::tables::rows;
use client_core::DocId;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the space of each record that each device holds, shown or not. Left out is what has moved out of a device's sight, and what
/// somebody brought from elsewhere whose own access had ended: it waits, and is at home where it was. Those who do not get what was
/// brought hold it as late work of the one area.
pub(super) fn of_each_record(sim: &Sim) -> Vec<BTreeMap<String, String>> {
    let late = "SELECT id FROM doc_record WHERE kind = 0 AND scattered = 1";
    let late = sim
        .devices
        .iter()
        .map(|device| rows(&device.tables(), late));
    let late: BTreeSet<String> = late.flatten().collect();
    let sql =
        "SELECT r.kind > 0, r.id, s.id FROM doc_record r LEFT JOIN rm_moved m ON m.record = r.n
               JOIN doc_space s ON s.n = CASE WHEN m.record IS NULL THEN r.space ELSE m.home END";
    let held = sim.devices.iter().map(|device| {
        let mut held = BTreeMap::new();
        for row in rows(&device.tables(), sql) {
            let cells: Vec<&str> = row.split('|').collect();
            let &[is_known, id, space] = cells.as_slice() else {
                panic!("three columns");
            };
            if is_known == "1" || !late.contains(id) {
                held.insert(id.to_owned(), space.to_owned());
            }
        }
        held
    });
    held.collect()
}

/// Returns a record's id as tables show it.
pub(super) fn key(id: &DocId) -> String {
    id.to_string().replace('-', "")
}

/// Every device holds the records of the spaces that it may read, all of them, and no others.
pub(super) fn nothing_is_outside_its_own(
    sim: &mut Sim,
    truth: &Truth,
    spaces: &[BTreeMap<String, String>],
) {
    let (whole, rest) = spaces.split_first().expect("the founder");
    for (device, held) in sim.devices[1..].iter().zip(rest) {
        let own = truth.read_by(device.id);
        let wanted = whole.iter().filter(|(_, space)| own.contains(&***space));
        let lacks: Vec<_> = wanted.filter(|(id, _)| !held.contains_key(*id)).collect();
        let more = held
            .iter()
            .filter(|(id, space)| !own.contains(&***space) || whole.get(*id) != Some(*space));
        let more: Vec<_> = more.map(|(id, space)| (id, space, whole.get(id))).collect();
        assert!(
            lacks.is_empty() && more.is_empty(),
            "{} lacks {lacks:?} and has {more:?}, the last being where the founder has it",
            device.name
        );
    }
    for device in &mut sim.devices {
        let known = device.notebook().me().expect("a member").areas.len();
        let own = match truth.is_in_unit(device.id) {
            true => truth.areas_of(device.id),
            false => 0,
        };
        assert_eq!(known, own, "areas of {}", device.name);
    }
}
