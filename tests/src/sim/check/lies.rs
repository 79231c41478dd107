//! What members lied: nobody believes it, and whoever can notice it does.

use super::Records;
use crate::sim::Sim;
use crate::sim::liar::MADE_UP;
use crate::sim::truth::Truth;
use client_core::SuspicionReason;

/// Nothing that was made up is shown or done, and words in another's mouth are known for what they are.
pub(super) fn are_noticed(sim: &mut Sim, truth: &Truth, shown: &[Records]) {
    for record in &sim.liar.spared {
        assert!(
            !truth.is_erased(record),
            "{record} was erased without right"
        );
    }
    for (device, records) in sim.devices.iter().zip(shown) {
        let mut texts = records.values().map(|record| record.text());
        let believes = texts.any(|text| text.contains(MADE_UP));
        assert!(!believes, "{} believes what was made up", device.name);
    }
    let liar = sim.liar.device.id;
    for device in sim.devices.iter_mut().filter(|_| sim.liar.forged) {
        // Whoever came to an area later may have got a merged pack, which nobody makes of a forged one.
        if truth.areas_of(device.id) < sim.areas.len() {
            continue;
        }
        let suspicions = device.notebook().suspicions().expect("a list");
        let noticed = suspicions.iter().any(|suspicion| {
            suspicion.reason == SuspicionReason::Forged && suspicion.device == Some(liar)
        });
        assert!(
            noticed,
            "{} does not notice a forgery: {suspicions:?}",
            device.name
        );
    }
}
