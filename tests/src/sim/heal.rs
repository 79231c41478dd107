//! The end of a history: everything works again, and everybody syncs until nothing moves any more.

use crate::sim::courier::{self, Shelf};
use crate::sim::people::FOUNDER;
use crate::sim::template::SEATS;
use crate::sim::wire::Direct;
use crate::sim::{Sim, versions};
use client_core::{CourierOptions, Role};
use std::cell::Cell;

/// So many rounds without coming to rest, and something goes round in circles.
const MOST_ROUNDS: usize = 12;

/// So many requests in one sync of so small a unit, and the same is asked again and again.
const MOST_REQUESTS: u64 = 100;

impl Sim {
    /// Heals everything and syncs until it is quiet.
    pub fn heal(&mut self) {
        self.trace.push("heal".to_owned());
        self.relay.has_room();
        self.lies.now = false;
        self.lies.other = None;
        if self.lies.ever {
            self.relay.renew();
        }
        for device in &mut self.devices {
            device.skew = 0;
            device.is_full = false;
            device.disk.limit(None);
        }
        self.late.clear();
        // A relay draws a new epoch once an hour at most.
        self.pass(2 * 3_600_000);
        self.update_all();
        self.come_to_rest();
        if self.give_rights_back() {
            self.come_to_rest();
        }
        if self.hand_everything_on() {
            self.come_to_rest();
        }
    }

    /// Lets somebody take in a file with all that somebody else has: nothing of it is new, and all is quiet again at once. Tells whether
    /// there is such a file.
    fn hand_everything_on(&mut self) -> bool {
        let [giver, taker] = [0; 2].map(|_| self.rng.index(self.devices.len()));
        let file = Shelf::default();
        let shelf = Shelf::clone(&file);
        let mut open = move |_: u32| courier::part(&shelf);
        let written = self.devices[giver].notebook();
        let written = written.courier_export(&CourierOptions::default(), &mut open);
        if giver == taker || written.is_err() {
            return false;
        }
        let file = file.borrow().concat();
        let taken = self.devices[taker].notebook();
        let taken = taken.courier_import(&mut &*file, &mut |_| {});
        let [giver, taker] = [giver, taker].map(|who| self.devices[who].name);
        self.trace
            .push(format!("{taker} takes in all that {giver} has"));
        taken.is_ok()
    }

    fn come_to_rest(&mut self) {
        for round in 1.. {
            assert!(round <= MOST_ROUNDS, "the unit does not come to rest");
            self.liar_syncs();
            let mut order: Vec<usize> = (0..self.devices.len()).collect();
            self.rng.shuffle(&mut order);
            let moved = order.into_iter().filter(|who| self.sync_well(*who)).count();
            self.pass(60_000);
            if moved == 0 {
                break;
            }
        }
    }

    /// Syncs a device over a working link; tells whether anything moved.
    pub(super) fn sync_well(&mut self, who: usize) -> bool {
        let device = &mut self.devices[who];
        let name = device.name;
        let waits = Cell::new(false);
        let mut wire = Direct(&self.relay);
        let synced = match self.versions.is_behind(device) {
            true => {
                let mut seen = self.versions.seen_by_older(&mut wire, &waits);
                device.notebook().sync(&mut seen, &mut |_| {})
            }
            false => device.notebook().sync(&mut wire, &mut |_| {}),
        };
        versions::are_told(device, &synced, waits.get());
        let report = synced.unwrap_or_else(|error| panic!("{name} cannot sync: {error}"));
        self.trace.push(format!(
            "{name} pushed {} pulled {} unsent {}",
            report.packs_pushed, report.packs_pulled, report.unsent
        ));
        assert!(report.requests < MOST_REQUESTS, "{name} asks without end");
        report.packs_pushed > 0 || report.packs_pulled > 0 || report.unsent > report.kept_back
    }

    /// Lets the founder give the right to write back to whoever wrote something, lost the right, and keeps it; tells whether
    /// there is anybody. Nothing but the right was missing: all of it is sent then.
    fn give_rights_back(&mut self) -> bool {
        let mut given = false;
        for who in 1..self.devices.len() {
            let status = self.devices[who].notebook().status().expect("a status");
            if status.kept_back == 0 {
                continue;
            }
            let plan = self.devices[FOUNDER].notebook();
            let plan = plan.plan_roles(SEATS[who - 1].1, &[Role::Supervisor]);
            let founder = self.devices[FOUNDER].notebook();
            founder.carry_out(&plan.expect("a plan")).expect("done");
            self.trace
                .push(format!("{} may write again", self.devices[who].name));
            given = true;
        }
        given
    }
}
