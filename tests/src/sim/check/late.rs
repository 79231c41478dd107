//! What was written after its device's access had ended: it does not count, and it is not lost.

use crate::sim::Sim;
use client_core::{DocId, EscrowVerdict, EscrowedPack};
use std::collections::BTreeMap;

/// Late work, by record: all that is said of it.
pub(super) struct Work(BTreeMap<DocId, String>);

impl Work {
    /// Tells whether words stand in the list of late work.
    pub(super) fn says(&self, record: &DocId, words: &str) -> bool {
        self.0.get(record).is_some_and(|said| said.contains(words))
    }

    /// Tells whether late work says anything of a record.
    pub(super) fn touches(&self, record: &DocId) -> bool {
        self.0.contains_key(record)
    }
}

/// Reads the founder's list, and holds against it what the devices know of their own late work.
pub(super) fn work(sim: &mut Sim) -> Work {
    let packs = sim.devices[0].notebook().escrow().expect("a list");
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
        }
    }
    let mut work = BTreeMap::<DocId, String>::new();
    for document in packs.into_iter().flat_map(|pack| pack.documents) {
        let said = work.entry(document.id).or_default();
        said.push_str(&format!("{:?} {:?}", document.lines, document.upon));
    }
    Work(work)
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
