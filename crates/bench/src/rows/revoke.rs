//! The access of a device ends in a whole unit: every space that it was in gets a new key, sealed to all who stay.

use std::path::Path;
use std::time::Instant;

use client_core::{DeviceId, Founding, Home, InviteRequest, Notebook, Role, World};
use testkit::process::Relay;
use testkit::{Link, LinkSpeed};

use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::{PIN, programs, transport};

/// With the commander's, forty devices: two officers in each area, and some supervisors in all.
const OFFICERS: usize = 36;
const SUPERVISORS: usize = 3;
/// The unit, its consultation log, and the rest areas.
const SPACES: usize = 20;

/// Measures.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let folder = options.work.join("revoke");
    let relay = Relay::start(&programs()?, &folder.join("relay"))?;
    let mut unit = Unit::found(&folder, relay)?;
    for number in 0..OFFICERS {
        let area = area(number % (SPACES - 2));
        unit.join(Role::Officer, vec![area])?;
    }
    let mut supervisors = Vec::new();
    while supervisors.len() < SUPERVISORS {
        supervisors.push(unit.join(Role::Supervisor, Vec::new())?);
    }
    let (mut seconds, mut kilobytes, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let leaves = supervisors.pop();
        let leaves = leaves.ok_or_else(|| Failure::unexpected("nobody is left to revoke"))?;
        let link = Link::open(unit.relay.address(), LinkSpeed::LOOPBACK)?;
        let mut near = transport(&link.url())?;
        let began = Instant::now();
        let plan = unit.chief.plan_revocation(&leaves.to_string())?;
        unit.chief.carry_out(&plan)?;
        unit.chief.sync(&mut near, &mut |_| {})?;
        seconds.push(began.elapsed().as_secs_f64());
        if plan.steps.len() != SPACES || unit.chief.status()?.unsent_ledger > 0 {
            return Err(Failure::unexpected("the device is still somewhere"));
        }
        let moved = link.stats();
        kilobytes.push((moved.up + moved.down) as f64 / 1e3);
        entries.push(moved.up as f64 / 1e3);
        supervisors.push(unit.join(Role::Supervisor, Vec::new())?);
    }
    let figure = |what, name, reach, runs| Figure::new(Row::Revoke, what, name, reach, runs);
    report.add(figure(
        "work, to the relay's word",
        "s",
        Reach::AtMost(1.0),
        seconds,
    ));
    report.add(figure("both ways", "KB", Reach::AtMost(20.0), kilobytes));
    report.add(figure("up", "KB", Reach::Told, entries));
    Ok(())
}

/// Names an area.
fn area(number: usize) -> String {
    format!("Tổ {}", number + 1)
}

/// A unit with its relay.
struct Unit {
    relay: Relay,
    chief: Notebook,
    folder: std::path::PathBuf,
    joined: usize,
}

impl Unit {
    fn found(folder: &Path, relay: Relay) -> Result<Self, Failure> {
        let founding = Founding {
            relay_url: relay.url(),
            unit: "Phường đo".to_owned(),
            officer: "Chỉ huy đo".to_owned(),
            areas: (0..SPACES - 2).map(area).collect(),
        };
        let home = Home::at(folder.join("chief"));
        let mut chief = Notebook::found(&home, World::native(), PIN, &founding)?;
        let description = transport(&relay.url())?.describe()?;
        let description: serde_json::Value = serde_json::from_str(&description).unwrap_or_default();
        let id = crate::ward::text(&description, "relay");
        let id = id
            .parse()
            .map_err(|_| Failure::unexpected("no relay's key"))?;
        chief.learn_relay(id)?;
        chief.sync(&mut transport(&relay.url())?, &mut |_| {})?;
        Ok(Self {
            relay,
            chief,
            folder: folder.to_owned(),
            joined: 0,
        })
    }

    /// Lets another officer's device in.
    fn join(&mut self, role: Role, areas: Vec<String>) -> Result<DeviceId, Failure> {
        self.joined += 1;
        let request = InviteRequest {
            role,
            officer: format!("Cán bộ {}", self.joined),
            areas,
        };
        let mut near = transport(&self.relay.url())?;
        let code = self.chief.invite(&request)?.code;
        self.chief.sync(&mut near, &mut |_| {})?;
        let home = Home::at(self.folder.join(format!("device-{}", self.joined)));
        let mut device = Notebook::join(&home, World::native(), PIN, &code)?;
        device.sync(&mut near, &mut |_| {})?;
        self.chief.sync(&mut near, &mut |_| {})?;
        Ok(device.device())
    }
}
