//! Programs of different age: what a newer one seals and signs comes to an older one in a version that it does not know, and waits
//! until that one is brought up to date.
//!
//! All devices run the same code. What an updated one made is changed on its way to one that is not, and changed back where that one
//! hands it on: so the one reads it and the other cannot, as with two formats.

use crate::between::Between;
use crate::sim::Sim;
use crate::sim::device::Device;
use crate::sim::truth::bytes_of;
use crate::tables::rows;
use client_core::{ClientError, DeviceId, SyncReport, Transport};
use proto::{Actor, COURIER_LINE, CourierItem, CourierReader, Frame};
use seal::SignedEntry;
use std::cell::Cell;
use std::collections::BTreeSet;

/// A version that no program has yet, and the one that all have.
const NEWER: u8 = 200;
const KNOWN: u8 = 1;

/// Which devices are updated, and what they made since.
#[derive(Default)]
pub struct Versions {
    updated: BTreeSet<DeviceId>,
    /// Packs, by their hashes, and entries that they made before.
    made_before: BTreeSet<Vec<u8>>,
    /// The newer program seals packs in another way.
    of_packs: bool,
    /// It signs entries in another way.
    of_entries: bool,
}

impl Versions {
    /// Tells whether somebody has a newer program than a device.
    pub fn is_behind(&self, device: &Device) -> bool {
        !self.updated.is_empty() && !self.updated.contains(&device.id)
    }

    fn has_newer_pack(&self, pack: &[u8]) -> bool {
        let parsed = self.of_packs.then(|| seal::parse_pack(pack.to_vec()));
        parsed.and_then(Result::ok).is_some_and(|pack| {
            let author = pack.claimed_header().author;
            self.updated.contains(&author)
                && !self.made_before.contains(pack.hash().as_bytes().as_slice())
        })
    }

    fn has_newer_entry(&self, entry: &[u8]) -> bool {
        self.of_entries
            && signer(entry).is_some_and(|signer| self.updated.contains(&signer))
            && !self.made_before.contains(entry)
    }

    /// Makes a pack what an older program takes it for; tells whether it cannot read it.
    fn age_pack(&self, pack: &mut [u8]) -> bool {
        let is_newer = self.has_newer_pack(pack);
        if is_newer {
            pack[0] = NEWER;
        }
        is_newer
    }

    /// Makes entries what an older program takes them for; tells whether it cannot read some of them.
    fn age_entries(&self, entries: &mut [Vec<u8>]) -> bool {
        let newer = entries
            .iter_mut()
            .filter(|entry| self.has_newer_entry(entry));
        newer.map(|entry| entry[0] = NEWER).count() > 0
    }

    /// Puts what an older program makes of answers before a transport; `waits` tells whether there was anything that it cannot read.
    pub fn seen_by_older<'a, T: Transport>(
        &'a self,
        transport: T,
        waits: &'a Cell<bool>,
    ) -> Between<T, impl FnMut(Frame) -> Option<Frame> + 'a> {
        Between::new(transport, move |mut frame| {
            let is_newer = match &mut frame {
                Frame::Pack { pack, .. } => self.age_pack(pack),
                Frame::Ledger { entries, .. } => self.age_entries(entries),
                _ => false,
            };
            waits.set(waits.get() || is_newer);
            Some(frame)
        })
    }

    /// Returns a courier file as an older program reads it.
    pub fn file_for_older(&self, file: &[u8]) -> Vec<u8> {
        changed(file, |item| match item {
            CourierItem::Pack { pack } => drop(self.age_pack(pack)),
            CourierItem::Ledger { entries, .. } => drop(self.age_entries(entries)),
            _ => {}
        })
    }
}

/// A sync in which something came that an older program cannot read says so, and no other does.
pub(super) fn are_told(device: &Device, synced: &Result<SyncReport, ClientError>, waits: bool) {
    if let Ok(report) = synced {
        assert_eq!(
            report.newer > 0,
            waits,
            "{} waits for a newer program",
            device.name
        );
    }
}

/// Returns a courier file as its writer means it: an older program carries on what it cannot read.
pub fn file_of_older(file: &[u8]) -> Vec<u8> {
    changed(file, |item| {
        if let CourierItem::Ledger { entries, .. } = item {
            let newer = entries.iter_mut().filter(|entry| entry[0] == NEWER);
            newer.for_each(|entry| entry[0] = KNOWN);
        }
    })
}

fn changed(file: &[u8], mut change: impl FnMut(&mut CourierItem)) -> Vec<u8> {
    let Some(items) = file.strip_prefix(COURIER_LINE) else {
        return file.to_vec();
    };
    let mut reader = CourierReader::new();
    reader.push(items);
    let mut out = COURIER_LINE.to_vec();
    while let Ok(Some(mut item)) = reader.next() {
        change(&mut item);
        out.extend(item.to_framed_bytes());
    }
    out
}

fn signer(entry: &[u8]) -> Option<DeviceId> {
    match SignedEntry::from_bytes(entry).ok()?.claimed_signer() {
        Actor::Device(device) => Some(device),
        _ => None,
    }
}

/// A device is updated. Others follow when it is their turn, all of them at the end.
pub fn update(sim: &mut Sim) {
    let who = sim.anybody();
    let versions = &mut sim.versions;
    if versions.updated.is_empty() {
        let (packs, entries) = *(sim.rng)
            .pick(&[(true, false), (false, true), (true, true)])
            .expect("a format");
        (versions.of_packs, versions.of_entries) = (packs, entries);
    }
    let id = sim.devices[who].id;
    if versions.updated.insert(id) {
        let made_before = made_by(&sim.devices, id);
        versions.made_before.extend(made_before);
        restart(&mut sim.devices[who]);
    }
    sim.note(format!(
        "packs {} entries {}",
        sim.versions.of_packs, sim.versions.of_entries
    ));
}

/// Finds what a device made, wherever it is.
fn made_by(devices: &[Device], author: DeviceId) -> BTreeSet<Vec<u8>> {
    let mut made = BTreeSet::new();
    let packs = format!(
        "SELECT hash FROM doc_pack WHERE author = X'{}'",
        author.to_string().replace('-', "")
    );
    for device in devices {
        let tables = device.tables();
        made.extend(rows(&tables, &packs).iter().map(|hash| bytes_of(hash)));
        let entries = rows(&tables, "SELECT bytes FROM doc_ledger");
        let entries = entries.iter().map(|entry| bytes_of(entry));
        made.extend(entries.filter(|entry| signer(entry) == Some(author)));
    }
    made
}

fn restart(device: &mut Device) {
    device.close();
    device
        .open()
        .expect("the newer program opens what the older one left");
}

impl Sim {
    /// Lets everybody meet the relay once more with the program that they have, who is updated first, and then updates the others.
    pub(super) fn update_all(&mut self) {
        if self.versions.updated.is_empty() {
            return;
        }
        let (older, updated): (Vec<usize>, Vec<usize>) =
            (0..self.devices.len()).partition(|who| self.versions.is_behind(&self.devices[*who]));
        for who in updated.into_iter().chain(older) {
            self.sync_well(who);
        }
        for device in &mut self.devices {
            if self.versions.updated.insert(device.id) {
                restart(device);
            }
        }
    }
}
