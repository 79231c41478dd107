//! What holds after every history.

mod erased;
pub(super) mod gaps;
mod late;
mod lies;
mod spaces;
mod tallies;

use crate::play::{Shown, shown};
use crate::sim::Sim;
use crate::sim::truth::Truth;
use crate::tables::{read_models_in, rows};
use client_core::{DeviceId, DocId, LogCheck, LogFault};
use std::collections::{BTreeMap, BTreeSet};

/// The records that a device shows.
type Records = BTreeMap<DocId, Shown>;

/// Checks everything.
pub fn all(sim: &mut Sim) {
    sim.trace.push("check".to_owned());
    nothing_waits(sim);
    what_is_aside_is_suspected(sim);
    nobody_is_blamed_for_nothing(sim);
    let truth = Truth::of(&sim.devices[0]);
    nobody_is_in_or_out_by_mistake(sim, &truth);
    let spaces = spaces::of_each_record(sim);
    spaces::nothing_is_outside_its_own(sim, &truth, &spaces);
    logs_are_sound(sim, &truth);
    let shown: Vec<Records> = (sim.devices.iter_mut())
        .map(|device| shown(device.notebook()))
        .collect();
    replicas_agree(sim, &shown, &spaces);
    let late = late::work(sim);
    every_word_is_reachable(sim, &truth, &shown[0], &late);
    erased::is_gone(sim, &truth);
    lies::are_noticed(sim, &truth, &shown);
    tallies::agree(sim, &truth);
    rebuilt_tables_equal_live_ones(sim);
}

/// Nothing is unsent, and nothing is set aside.
fn nothing_waits(sim: &mut Sim) {
    for device in &mut sim.devices {
        let status = device.notebook().status().expect("a status");
        // What a liar made stays aside, to be looked at, and so does what a copied phone said where nobody could bring it.
        let lied = sim.lies.edited || sim.liar.ever || !sim.copied.is_empty();
        let aside = if lied { 0 } else { status.set_aside };
        let waits = (status.unsent, status.unsent_ledger, aside);
        assert_eq!(
            waits,
            (0, 0, 0),
            "{}: unsent, ledger, set aside",
            device.name
        );
        assert!(
            status.access_ended || !status.lease_ended,
            "{} is locked, though it has just met the relay",
            device.name
        );
    }
}

/// Nothing is set aside without a word.
fn what_is_aside_is_suspected(sim: &Sim) {
    for device in &sim.devices {
        let sql = "SELECT p.author, p.number FROM doc_pack p WHERE p.state = 3
            AND NOT EXISTS (SELECT 1 FROM doc_suspicion s WHERE s.pack = p.n)";
        let silent = rows(&device.tables(), sql);
        assert!(
            silent.is_empty(),
            "{} suspects nothing of {silent:?}",
            device.name
        );
    }
}

/// Where nobody lied and the relay kept what it had, nobody was ever suspected, whatever went wrong.
fn nobody_is_blamed_for_nothing(sim: &mut Sim) {
    if !sim.relay_is_kept || sim.liar.ever || sim.lies.edited || !sim.copied.is_empty() {
        return;
    }
    for device in &mut sim.devices {
        let suspicions = device.notebook().suspicions().expect("a list");
        let told: Vec<_> = (suspicions.iter().map(|one| (one.reason, one.device))).collect();
        assert!(told.is_empty(), "{} suspects {told:?}", device.name);
    }
}

/// Whoever was revoked is out for good, and everybody else is in.
fn nobody_is_in_or_out_by_mistake(sim: &mut Sim, truth: &Truth) {
    for (who, device) in sim.devices.iter_mut().enumerate() {
        let is_in = truth.is_in_unit(device.id);
        let ended = device.notebook().status().expect("a status").access_ended;
        assert_eq!(is_in, !ended, "{} knows whether it is in", device.name);
        assert!(
            !(is_in && sim.revoked.contains(&who)),
            "{} was revoked",
            device.name
        );
    }
}

/// No log has a gap or a line that its device did not sign, and none but that of a copied phone a fork. Everybody who reads logs
/// finds the same.
fn logs_are_sound(sim: &mut Sim, truth: &Truth) {
    let copied: BTreeSet<DeviceId> = (sim.copied.iter())
        .map(|who| sim.devices[*who].id)
        .collect();
    let founder = sim.devices[0].id;
    let whole = sim.devices[0].notebook().audit_verify().expect("a check");
    for check in &whole {
        let is_copied = copied.contains(&check.device);
        let is_sound = |(_, fault): &(u64, LogFault)| is_copied && *fault == LogFault::Fork;
        assert!(check.faults.iter().all(is_sound), "the log of {check:?}");
    }
    let readers = sim.devices[1..].iter_mut();
    for reader in readers.filter(|device| truth.reads_logs(device.id)) {
        let checks = reader.notebook().audit_verify().expect("a check");
        // The founder's own may have lines that are in no pack yet, and so may the reader's.
        let sent = |checks: &[LogCheck]| -> Vec<LogCheck> {
            let others = checks.iter();
            let others = others.filter(|check| ![founder, reader.id].contains(&check.device));
            others.cloned().collect()
        };
        assert_eq!(
            sent(&checks),
            sent(&whole),
            "{} reads other logs",
            reader.name
        );
    }
}

/// Whoever holds a record shows it as the founder does.
fn replicas_agree(sim: &Sim, shown: &[Records], spaces: &[BTreeMap<String, String>]) {
    let (whole, rest) = shown.split_first().expect("the founder");
    for ((device, records), held) in sim.devices[1..].iter().zip(rest).zip(&spaces[1..]) {
        for (id, record) in whole {
            if held.contains_key(&spaces::key(id)) {
                assert_eq!(records.get(id), Some(record), "{} shows {id}", device.name);
            }
        }
        let count = records.keys().filter(|id| !whole.contains_key(id)).count();
        assert_eq!(count, 0, "{} shows what the founder does not", device.name);
    }
}

/// Every word that a person was told is recorded is shown to the founder, unless its record is erased; or it is late work,
/// and stands in the list where that is judged. What others wrote to a record that begins in late work waits with it.
fn every_word_is_reachable(sim: &Sim, truth: &Truth, shown: &Records, late: &late::Work) {
    let texts: BTreeMap<&DocId, String> = (shown.iter())
        .map(|(id, record)| (id, record.text()))
        .collect();
    for told in &sim.told {
        let is_here = match texts.get(&told.record) {
            Some(text) => text.contains(&told.words) || late.says(&told.record, &told.words),
            None => truth.is_erased(&told.record) || late.touches(&told.record),
        };
        let is_found = is_here || late.is_gone(&told.record);
        assert!(is_found, "{:?} of {} is lost", told.words, told.record);
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
