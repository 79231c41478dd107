//! What was written after its device's access had ended: it does not count, and it is not lost.

use crate::sim::Sim;
use client_core::{DocId, EscrowVerdict, EscrowedPack};
use std::collections::{BTreeMap, BTreeSet};

/// Late work.
pub(super) struct Work {
    /// All that is said of it, by record.
    said: BTreeMap<DocId, String>,
    /// Records with some that the relay signed for and then never had.
    gone: BTreeSet<DocId>,
}

impl Work {
    /// Tells whether words stand in the list of late work.
    pub(super) fn says(&self, record: &DocId, words: &str) -> bool {
        self.said
            .get(record)
            .is_some_and(|said| said.contains(words))
    }

    /// Tells whether late work says anything of a record.
    pub(super) fn touches(&self, record: &DocId) -> bool {
        self.said.contains_key(record)
    }

    /// Tells whether a relay that lied took late work on a record with its signature, so that the device was wiped, and threw it away.
    pub(super) fn is_gone(&self, record: &DocId) -> bool {
        self.gone.contains(record)
    }
}

/// Reads the founder's list, and holds against it what the devices know of their own late work.
pub(super) fn work(sim: &mut Sim) -> Work {
    let packs = sim.devices[0].notebook().escrow().expect("a list");
    let mut gone = BTreeSet::new();
    for device in &mut sim.devices {
        let told = device.notebook().late_work().expect("a list");
        for one in told {
            let decided = verdicts(&packs, device.id, one.id);
            assert!(
                decided.is_empty() || decided.contains(&one.verdict),
                "{} believes {:?} of {}, which is {decided:?}",
                device.name,
                one.verdict,
                one.id
            );
            if decided.is_empty() && sim.lies.other_ever {
                gone.insert(one.id);
            }
        }
    }
    let mut all = BTreeMap::<DocId, String>::new();
    for document in packs.into_iter().flat_map(|pack| pack.documents) {
        let said = all.entry(document.id).or_default();
        said.push_str(&format!("{:?} {:?}", document.lines, document.upon));
    }
    Work { said: all, gone }
}

fn verdicts(
    packs: &[EscrowedPack],
    device: client_core::DeviceId,
    record: DocId,
) -> Vec<EscrowVerdict> {
    let own = packs.iter().filter(|pack| pack.device == device);
    let documents = own.flat_map(|pack| &pack.documents);
    let meant = documents.filter(|document| document.id == record);
    meant
        .map(|document| match document.counts {
            None => EscrowVerdict::Waits,
            Some(true) => EscrowVerdict::Accepted,
            Some(false) => EscrowVerdict::Rejected,
        })
        .collect()
}
