//! Steps of erasing. Only the founder may.

use crate::sim::Sim;
use client_core::{EraseReason, Kind};

const FOUNDER: usize = 0;

/// The founder erases a record, and with it what belongs to it.
pub fn erase(sim: &mut Sim) {
    let kind = *sim
        .rng
        .pick(&[Kind::Household, Kind::Visit, Kind::Visit, Kind::Group])
        .expect("a kind");
    let Some((id, _)) = sim.pick(FOUNDER, kind) else {
        return;
    };
    sim.liar.spared.remove(&id);
    let planned = sim.act(FOUNDER, |founder| {
        let plan = founder.plan_erasure(&[id])?;
        founder.erase(&plan, EraseReason::Request)?;
        Ok(plan)
    });
    let Some(plan) = planned else { return };
    sim.note(format!("{id} with {}", plan.records.len() - 1));
    sim.erased
        .extend(plan.records.iter().map(|record| record.id));
}
