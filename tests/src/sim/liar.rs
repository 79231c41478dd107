//! Steps of a member who lies, with good keys and a program of his own: a supervisor's device whose tables are changed
//! behind the program's back, files that nobody honest would write, entries that no program would sign.

mod forge;

use crate::sim::device::Device;
use crate::sim::wire::Direct;
use crate::sim::{Sim, courier};
use client_core::{DocId, Kind};
use proto::CourierItem;
use std::collections::BTreeSet;

/// The member, and what he did so far.
pub struct Liar {
    /// His device. It is no device of which anything has to hold.
    pub device: Device,
    /// He lied, so something may be set aside for good.
    pub ever: bool,
    /// He put words into somebody's mouth, in a pack that he brought to the relay.
    pub forged: bool,
    /// Records that he had no right to erase, and that nobody else did.
    pub spared: BTreeSet<DocId>,
}

impl Liar {
    /// Seats the member.
    pub fn of(device: Device) -> Liar {
        Liar {
            device,
            ever: false,
            forged: false,
            spared: BTreeSet::new(),
        }
    }
}

/// Words that nobody honest ever wrote.
pub const MADE_UP: &str = "lời bịa";

impl Sim {
    /// Lets the liar meet the relay, over a good link; whether it takes what he brings is its matter.
    pub fn liar_syncs(&mut self) {
        let device = &mut self.liar.device;
        let refused = device
            .notebook()
            .sync(&mut Direct(&self.relay), &mut |_| {})
            .err();
        if let Some(error) = refused {
            self.note(error.code().to_owned());
        }
    }
}

/// He syncs as anybody does.
pub fn syncs(sim: &mut Sim) {
    if !sim.relay.is_full {
        sim.liar_syncs();
    }
}

/// He makes a pack of his own out of what somebody else is to have written.
pub fn forges_a_change(sim: &mut Sim) {
    if sim.relay.is_full {
        return;
    }
    let victim = sim.anybody();
    let Some(change) = forge::change_of(&mut sim.devices[victim], &sim.areas) else {
        return;
    };
    if !forge::says_instead(&mut sim.liar.device, &sim.areas, &change) {
        return;
    }
    (sim.liar.ever, sim.liar.forged) = (true, true);
    sim.liar_syncs();
}

/// He brings a merged pack in which something is missing.
pub fn merges_badly(sim: &mut Sim) {
    if sim.relay.is_full {
        return;
    }
    let merged = forge::bad_merge(&mut sim.liar.device, &mut sim.rng);
    sim.note(format!("{merged:?}"));
    if merged.is_some() {
        sim.liar.ever = true;
        sim.liar_syncs();
    }
}

/// He hands out a file with a pack that its author never signed.
pub fn hands_out_a_changed_pack(sim: &mut Sim) {
    if let Some(pack) = forge::changed_pack(&sim.liar.device, &mut sim.rng) {
        sim.liar.ever = true;
        courier::put(sim, &[pack], Some(courier::Lie::Pack));
    }
}

/// He erases without the right to, or says an old entry once more: to the relay, and to whoever reads his files.
pub fn signs_a_bad_entry(sim: &mut Sim) {
    let kind = *sim.rng.pick(&[Kind::Household, Kind::Group]).expect("two");
    let Some((record, area)) = sim.pick(0, kind) else {
        return;
    };
    let bad = match sim.rng.chance(60) {
        true if !sim.erased.contains(&record) => {
            sim.liar.spared.insert(record);
            forge::erasing(&mut sim.liar.device, sim.areas[area], record)
        }
        _ => forge::said_before(&mut sim.liar.device, sim.areas[area]),
    };
    let Some((item, entry)) = bad else { return };
    sim.liar.ever = true;
    let lie = match &item {
        CourierItem::Ledger { space, from, .. } => Some(courier::Lie::Entry(*space, *from)),
        _ => None,
    };
    courier::put(sim, &[item], lie);
    if !sim.relay.is_full && forge::waits(&mut sim.liar.device, sim.areas[area], &entry) {
        sim.liar_syncs();
    }
}
