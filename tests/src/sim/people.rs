//! Steps of people who come and go: access that ends, areas and roles that change, late work that is judged, invites, and for
//! how long a device may stay away. The founder decides; late work is judged, and officers are invited, by whoever may, so that
//! two people's entries meet, also on a relay that has lost one of them.

use crate::sim::Sim;
use crate::sim::template::{AREAS, SEATS};
use client_core::{
    ClientError, EscrowDecision, EscrowVerdict, InviteRequest, MembershipPlan, Notebook, Role,
    UnitPolicy,
};

/// The founder.
pub(super) const FOUNDER: usize = 0;
/// The supervisor of both areas.
const SUPERVISOR: usize = 4;
/// What a plan fails with when there is nobody left whom it is about.
const NOBODY_LEFT: &str = "device-unknown";

impl Sim {
    /// Lets the founder plan something and carry it out; tells whether it was done.
    fn decide(
        &mut self,
        plan: impl FnOnce(&mut Notebook) -> Result<MembershipPlan, ClientError>,
    ) -> bool {
        let done = self.act(FOUNDER, |notebook| match plan(notebook) {
            Err(error) if error.code() == NOBODY_LEFT => Ok(false),
            planned => notebook.carry_out(&planned?).map(|()| true),
        });
        done == Some(true)
    }

    /// Draws somebody besides the founder.
    fn somebody_else(&mut self) -> usize {
        let who = 1 + self.rng.index(self.devices.len() - 1);
        self.note(self.devices[who].name);
        who
    }
}

/// The founder ends the access of a device, or of an officer with all devices.
pub fn revoke(sim: &mut Sim) {
    let who = sim.somebody_else();
    let id = sim.devices[who].id.to_string();
    let name = SEATS[who - 1].1;
    let whole = sim.rng.chance(30);
    let meant = if whole { name } else { id.as_str() };
    if sim.decide(|founder| match founder.plan_revocation(meant) {
        // Of a device whose access has ended nobody is reminded by its id.
        Err(error) if error.code() == "record-not-found" => Err(ClientError::DeviceUnknown),
        planned => planned,
    }) {
        let gone = (1..sim.devices.len())
            .filter(|other| *other == who || whole && SEATS[other - 1].1 == name);
        sim.revoked.extend(gone);
    }
}

/// The founder takes an officer to another area, or adds one, or takes one away.
pub fn assign(sim: &mut Sim) {
    let who = sim.somebody_else();
    let (from, to) = *sim
        .rng
        .pick(&[
            (Some(0), Some(1)),
            (Some(1), Some(0)),
            (None, Some(0)),
            (None, Some(1)),
            (Some(0), None),
            (Some(1), None),
        ])
        .expect("a move");
    let [from, to] = [from, to].map(|area: Option<usize>| area.map(|area| AREAS[area]));
    let done = sim.decide(|founder| founder.plan_assignment(SEATS[who - 1].1, from, to));
    sim.note(format!("{from:?} to {to:?} {done}"));
}

/// The founder gives somebody another role.
pub fn role(sim: &mut Sim) {
    let who = sim.somebody_else();
    let role = *sim
        .rng
        .pick(&[Role::Officer, Role::Supervisor])
        .expect("a role");
    let done = sim.decide(|founder| founder.plan_roles(SEATS[who - 1].1, &[role]));
    sim.note(format!("{} {done}", role.as_str()));
}

/// Somebody who may judges a pack of late work: all of it, a part, or nothing counts.
pub fn verdict(sim: &mut Sim) {
    let who = sim.anybody();
    let Some(mut packs) = sim.act(who, Notebook::escrow) else {
        return;
    };
    packs.retain(|pack| pack.verdict == EscrowVerdict::Waits);
    let Some(pack) = sim.rng.pick(&packs) else {
        return;
    };
    let some = pack.documents.iter().map(|document| document.id);
    let some: Vec<_> = some.filter(|_| sim.rng.chance(50)).collect();
    let decision = match sim.rng.below(3) {
        0 => EscrowDecision::Accept,
        1 if !some.is_empty() => EscrowDecision::AcceptOnly(some),
        _ => EscrowDecision::Reject,
    };
    let done = sim.act(who, |notebook| {
        match notebook.judge_escrow(&pack.pack, &decision) {
            // It was judged here before, and the relay has not heard of it.
            Err(error) if error.code() == "escrow-unknown" => Ok(false),
            // Nobody judges his own work.
            Err(error) if error.code() == "escrow-own" && pack.is_own => Ok(false),
            done => done.map(|()| true),
        }
    });
    sim.note(format!("{} {done:?}", pack.pack));
}

/// The founder or the supervisor invites an officer, who never joins.
pub fn invite(sim: &mut Sim) {
    let who = *sim.rng.pick(&[FOUNDER, SUPERVISOR]).expect("two");
    let areas: Vec<String> = match sim.devices[who].notebook().me() {
        Ok(me) => me.areas.into_keys().collect(),
        Err(_) => return,
    };
    let Some(area) = sim.rng.pick(&areas).cloned() else {
        return;
    };
    sim.count += 1;
    let request = InviteRequest {
        role: Role::Officer,
        officer: format!("Newcomer {}", sim.count),
        areas: vec![area],
    };
    let done = sim.act(who, |notebook| notebook.invite(&request)).is_some();
    sim.note(format!("{} {done}", sim.devices[who].name));
}

/// The founder says for how many days a device works without the relay.
pub fn lease(sim: &mut Sim) {
    let lease_days = *sim.rng.pick(&[0, 1, 30]).expect("a number");
    let policy = UnitPolicy {
        lease_days,
        ..UnitPolicy::default()
    };
    sim.note(lease_days);
    sim.act(FOUNDER, |founder| founder.set_policy(&policy));
}
