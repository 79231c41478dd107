//! A unit in one thread: real notebooks and the real relay on simulated disks, under clocks and over a network that a seed
//! moves and breaks.
//!
//! A history is a number of steps out of [`steps::TABLE`]; afterwards all is healed, everybody syncs until nothing moves
//! any more, and [`check`] says what must hold. Reading order: [`template`] (how every history begins), [`device`],
//! [`relay`], [`wire`] (what can happen to them), [`steps`] and the modules of steps, [`truth`], [`check`], [`seeds`].

pub mod check;
pub mod copies;
pub mod courier;
pub mod device;
pub mod erasing;
pub mod heal;
pub mod liar;
pub mod lies;
pub mod people;
pub mod records;
pub mod relay;
pub mod seeds;
pub mod steps;
pub mod template;
pub mod troubles;
pub mod truth;
pub mod versions;
pub mod wire;

use crate::MORNING;
use client_core::{ClientError, DocId, Notebook, SyncReport};
use device::Device;
use liar::Liar;
use relay::RelaySite;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use testkit::TestRng;

/// Something that a person was told is recorded.
pub struct Told {
    /// The record.
    pub record: DocId,
    /// Words that occur nowhere else.
    pub words: String,
}

/// A unit under simulation.
pub struct Sim {
    /// What everything random is drawn from.
    pub rng: TestRng,
    /// The true time, Unix milliseconds.
    pub now: i64,
    /// The devices, the founder first.
    pub devices: Vec<Device>,
    /// A member who lies.
    pub liar: Liar,
    /// The relay.
    pub relay: RelaySite,
    /// What the relay does to the truth.
    pub lies: lies::Lies,
    /// Which programs the devices run.
    pub versions: versions::Versions,
    /// Tables of some device lost rows.
    pub has_lost: bool,
    /// Requests that are still under way.
    pub late: Vec<Vec<u8>>,
    /// What people were told.
    pub told: Vec<Told>,
    /// The area of each record of which a person knows.
    pub area_of: BTreeMap<DocId, usize>,
    /// The areas' records.
    pub areas: Vec<DocId>,
    /// The relay's store never goes back and never lies.
    pub relay_is_kept: bool,
    /// Devices whose access the founder was told to have ended.
    pub revoked: BTreeSet<usize>,
    /// Records that the founder was told to be erased.
    pub erased: BTreeSet<DocId>,
    /// Courier files that lie around.
    pub files: Vec<courier::File>,
    /// Devices that were copied.
    pub copied: BTreeSet<usize>,
    /// Makes words unique.
    pub count: u32,
    /// What happened so far, a line a step; no texts of records.
    pub trace: Vec<String>,
}

/// How often the power of the device fails during something it does, in percent.
const POWER: u64 = 6;
/// So many writes later, at most.
const WRITES: u64 = 40;
/// What a person may be told instead, for what others have decided meanwhile.
const IS_TOLD: &[&str] = &[
    "access-ended",
    "role-lacks-duty",
    "record-erased",
    // The link was cut between the ledgers of two areas: the access to one has ended, as far as the device knows.
    "move-needs-both-areas",
];

impl Sim {
    /// Begins a history: the template's unit, a little later.
    pub fn new(seed: u64) -> Sim {
        let template = template::template();
        let rng = TestRng::new(seed).fork("simulation");
        let (liar, honest) = template.seats.split_last().expect("devices");
        let mut sim = Sim {
            now: MORNING,
            devices: honest.iter().map(|seat| Device::of(seat, seed)).collect(),
            liar: Liar::of(Device::of(liar, seed)),
            relay: RelaySite::of(template.relay.clone()),
            lies: lies::Lies::default(),
            versions: versions::Versions::default(),
            has_lost: false,
            late: Vec::new(),
            told: Vec::new(),
            area_of: template.area_of.clone(),
            areas: template.areas.clone(),
            relay_is_kept: seed % 2 == 1,
            revoked: BTreeSet::new(),
            erased: BTreeSet::new(),
            files: Vec::new(),
            copied: BTreeSet::new(),
            count: 0,
            trace: Vec::new(),
            rng,
        };
        sim.pass(3_600_000);
        sim
    }

    /// Lets a random thing happen.
    pub fn step(&mut self) {
        let pause = self.rng.below(90_000);
        self.pass(pause);
        let weights: Vec<(usize, u32)> = (steps::TABLE.iter().enumerate())
            .map(|(at, step)| (at, step.weight))
            .collect();
        let at = *self.rng.weighted(&weights).expect("steps");
        let step = &steps::TABLE[at];
        self.trace.push(step.name.to_owned());
        (step.run)(self);
    }

    /// Adds to the line of the current step.
    pub fn note(&mut self, what: impl std::fmt::Display) {
        if let Some(line) = self.trace.last_mut() {
            line.push_str(&format!(" {what}"));
        }
    }

    /// Lets time pass for everybody.
    pub fn pass(&mut self, millis: u64) {
        self.now += i64::try_from(millis).expect("a time");
        self.relay.clock.set(self.now);
        if let Some(other) = &self.lies.other {
            other.clock.set(self.now);
        }
        self.liar.device.clock.set(self.now);
        for device in &self.devices {
            device.clock.set(self.now + device.skew);
        }
    }

    /// Draws a device.
    pub fn anybody(&mut self) -> usize {
        let who = self.rng.index(self.devices.len());
        let name = self.devices[who].name;
        self.note(name);
        who
    }

    /// Lets a device do something for its person, who is told how it ended; its power may fail meanwhile.
    ///
    /// Returns nothing when the person was told that it did not happen.
    pub fn act<T>(
        &mut self,
        who: usize,
        act: impl FnOnce(&mut Notebook) -> Result<T, ClientError>,
    ) -> Option<T> {
        let device = &mut self.devices[who];
        if device.notebook().within_lease().is_err() {
            self.note("locked");
            return None;
        }
        if self.rng.chance(POWER) {
            device.disk.fail_at_write(1 + self.rng.below(WRITES));
        }
        let result = act(device.notebook());
        self.after(who, result)
    }

    /// Brings a device's power back if it failed; returns what it did, if that was not a failure of the disk.
    fn after<T>(&mut self, who: usize, result: Result<T, ClientError>) -> Option<T> {
        let device = &mut self.devices[who];
        let failed = device.disk.has_failed();
        device.disk.spare();
        let code = result.as_ref().err().map(ClientError::code);
        if failed {
            device.crash(&mut self.rng);
            self.note(format!("power failed ({})", code.unwrap_or("done")));
        } else if let Some(code) = code {
            let excused = device.is_full && code == "disk-full" || IS_TOLD.contains(&code);
            assert!(excused, "{} fails with {code}", device.name);
            self.note(code);
        }
        result.ok()
    }

    /// Lets a device meet the relay over the network as it is.
    pub fn sync(&mut self, who: usize) {
        let device = &mut self.devices[who];
        let held = self.lies.now.then(|| check::gaps::held(device));
        if self.rng.chance(POWER) {
            device.disk.fail_at_write(1 + self.rng.below(WRITES));
        }
        let mut wire = wire::Wire::new(
            &mut self.relay,
            &mut self.lies,
            &mut self.rng,
            &mut self.late,
        );
        let waits = Cell::new(false);
        let result = match self.versions.is_behind(device) {
            true => {
                let mut seen = self.versions.seen_by_older(&mut wire, &waits);
                device.notebook().sync(&mut seen, &mut |_| {})
            }
            false => device.notebook().sync(&mut wire, &mut |_| {}),
        };
        versions::are_told(device, &result, waits.get());
        let (excuse, lied) = (wire.excuse(), wire.lied);
        let dropped = match wire.faults.iter().all(|fault| *fault == "drops") {
            true => std::mem::take(&mut wire.dropped),
            false => Vec::new(),
        };
        let faults = wire.faults.join(" ");
        self.note(faults);
        // Where something waits for a newer program, nothing behind it is looked at.
        if let (Ok(SyncReport { newer: 0, .. }), Some(held)) = (&result, held) {
            check::gaps::are_noticed(&self.devices[who], &held, &dropped);
        }
        match result {
            Err(error)
                if lied || excuse && wire::IS_EXCUSED.contains(&&*error.code().to_string()) =>
            {
                self.note(error.code().to_string());
                self.after::<()>(who, Ok(()));
            }
            result => {
                self.after(who, result);
            }
        }
    }
}
