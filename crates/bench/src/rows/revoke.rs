//! The access of a device ends in a whole unit: every space that it was in gets a new key, sealed to all who stay.

use std::time::Instant;

use client_core::Role;
use testkit::{Link, LinkSpeed};

use super::unit::{Unit, area};
use crate::failure::Failure;
use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::report::Report;
use crate::ward::transport;

/// With the commander's, forty devices: two officers in each area, and some supervisors in all.
const OFFICERS: usize = 36;
const SUPERVISORS: usize = 3;
/// The unit, its consultation log, and the rest areas.
const SPACES: usize = 20;

/// Measures.
pub(super) fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let folder = options.work.join("revoke");
    let mut unit = Unit::found(&folder, SPACES - 2)?;
    for number in 0..OFFICERS {
        let area = area(number % (SPACES - 2));
        unit.join(Role::Officer, vec![area])?;
    }
    let mut supervisors = Vec::new();
    while supervisors.len() < SUPERVISORS {
        supervisors.push(unit.join(Role::Supervisor, Vec::new())?.device());
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
        supervisors.push(unit.join(Role::Supervisor, Vec::new())?.device());
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
