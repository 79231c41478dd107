//! What holds after every history.

use crate::play::{Shown, shown};
use crate::sim::Sim;
use crate::tables::{read_models_in, rows};
use client_core::DocId;
use std::collections::{BTreeMap, BTreeSet};

/// Checks everything.
pub fn all(sim: &mut Sim) {
    sim.trace.push("check".to_owned());
    nothing_waits(sim);
    let shown: Vec<_> = (sim.devices.iter_mut())
        .map(|device| shown(device.notebook()))
        .collect();
    let spaces: Vec<_> = sim
        .devices
        .iter()
        .map(|device| space_of_each(&device.tables()))
        .collect();
    nothing_is_outside_its_space(sim, &spaces);
    replicas_agree(sim, &shown, &spaces);
    every_word_is_reachable(sim, &shown);
    rebuilt_tables_equal_live_ones(sim);
}

/// Nothing is unsent, and nothing is set aside.
fn nothing_waits(sim: &mut Sim) {
    for device in &mut sim.devices {
        let status = device.notebook().status().expect("a status");
        // What a liar made stays aside, to be looked at.
        let aside = if sim.lies.edited { 0 } else { status.set_aside };
        let waits = (status.unsent, status.unsent_ledger, aside);
        assert_eq!(
            waits,
            (0, 0, 0),
            "{}: unsent, ledger, set aside",
            device.name
        );
    }
}

/// The space of each record that a device holds, shown or not.
fn space_of_each(tables: &rusqlite::Connection) -> BTreeMap<String, String> {
    let sql = "SELECT r.id, s.id FROM doc_record r JOIN doc_space s ON s.n = r.space";
    let held = rows(tables, sql).into_iter().map(|row| {
        let (id, space) = row.split_once('|').expect("two columns");
        (id.to_owned(), space.to_owned())
    });
    held.collect()
}

fn key(id: &DocId) -> String {
    id.to_string().replace('-', "")
}

/// Every device holds the records of its own spaces, all of them, and no others.
fn nothing_is_outside_its_space(sim: &mut Sim, spaces: &[BTreeMap<String, String>]) {
    let (whole, rest) = spaces.split_first().expect("the founder");
    for (device, held) in sim.devices[1..].iter().zip(rest) {
        let sql = "SELECT id FROM doc_space";
        let own: BTreeSet<String> = rows(&device.tables(), sql).into_iter().collect();
        let wanted: BTreeSet<_> = (whole.iter())
            .filter(|(_, space)| own.contains(*space))
            .collect();
        let held: BTreeSet<_> = held.iter().collect();
        let lacks: Vec<_> = wanted.difference(&held).collect();
        let more: Vec<_> = held.difference(&wanted).collect();
        assert!(
            lacks.is_empty() && more.is_empty(),
            "{} lacks {lacks:?} and has {more:?}, the founder does not",
            device.name
        );
    }
    for device in &sim.devices {
        let sql = "SELECT count(*) FROM doc_space WHERE kind = 2";
        let areas = rows(&device.tables(), sql);
        assert_eq!(areas, [device.areas.len().to_string()], "{}", device.name);
    }
}

/// Whoever holds a record shows it as the founder does.
fn replicas_agree(
    sim: &Sim,
    shown: &[BTreeMap<DocId, Shown>],
    spaces: &[BTreeMap<String, String>],
) {
    let (whole, rest) = shown.split_first().expect("the founder");
    for ((device, records), held) in sim.devices[1..].iter().zip(rest).zip(&spaces[1..]) {
        for (id, record) in whole.iter().filter(|(id, _)| held.contains_key(&key(id))) {
            assert_eq!(records.get(id), Some(record), "{} shows {id}", device.name);
        }
        let count = records.keys().filter(|id| !whole.contains_key(id)).count();
        assert_eq!(count, 0, "{} shows what the founder does not", device.name);
    }
}

/// Every word that a person was told is recorded can be found by everybody in its area.
fn every_word_is_reachable(sim: &Sim, shown: &[BTreeMap<DocId, Shown>]) {
    for (device, records) in sim.devices.iter().zip(shown) {
        let texts: BTreeMap<&DocId, String> = records
            .iter()
            .map(|(id, record)| (id, record.text()))
            .collect();
        for told in &sim.told {
            if device.areas.contains(&sim.area_of[&told.record]) {
                let found = texts
                    .get(&told.record)
                    .is_some_and(|text| text.contains(&told.words));
                assert!(
                    found,
                    "{} lacks {:?} of {}",
                    device.name, told.words, told.record
                );
            }
        }
    }
}

/// Read models that are made again are as those that were kept, on two devices drawn from all.
fn rebuilt_tables_equal_live_ones(sim: &mut Sim) {
    for _ in 0..2 {
        let who = sim.rng.index(sim.devices.len());
        let device = &mut sim.devices[who];
        let live = read_models_in(&device.tables());
        device
            .notebook()
            .rebuild(&mut |_, _| {})
            .expect("a rebuild");
        let rebuilt = read_models_in(&device.tables());
        assert_eq!(live, rebuilt, "{}", device.name);
    }
}
