//! Bytes on the wire, HTTP's own included, for what a unit does now and then.

use client_core::{Notebook, Role, SyncReport};
use testkit::{Link, LinkSpeed};
use tests::{Unit, transport};

/// Syncs a device and counts what went over its line.
fn counted(unit: &Unit, device: &mut Notebook) -> (SyncReport, u64) {
    let address = unit.relay.url();
    let address = address.trim_start_matches("http://").parse().unwrap();
    let link = Link::open(address, LinkSpeed::LOOPBACK).unwrap();
    let report = device
        .sync(&mut transport(&link.url()), &mut |_| {})
        .unwrap();
    let moved = link.stats();
    (report, moved.up + moved.down)
}

#[test]
fn revoking_a_device_of_forty_in_twenty_spaces_moves_20_kb_both_ways() {
    let unit = Unit::new(91);
    let areas: Vec<String> = (1..=18).map(|number| format!("Tổ {number}")).collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    let mut chief = unit.found(&areas);
    for number in 0..36 {
        let name = format!("officer {number}");
        unit.join(&mut chief, &name, Role::Officer, &[areas[number % 18]]);
    }
    let mut supervisors: Vec<Notebook> = (0..3)
        .map(|number| {
            let name = format!("supervisor {number}");
            unit.join(&mut chief, &name, Role::Supervisor, &areas)
        })
        .collect();
    unit.sync(&mut chief).unwrap();
    let leaves = supervisors.pop().unwrap();
    let plan = chief.plan_revocation(&leaves.device().to_string()).unwrap();
    assert_eq!(plan.steps.len(), 20);
    chief.carry_out(&plan).unwrap();
    let (report, bytes) = counted(&unit, &mut chief);
    assert_eq!(report.requests, 2, "{report:?}");
    assert_eq!(chief.status().unwrap().unsent_ledger, 0);
    assert!(bytes <= 20_000, "{bytes} bytes");
}
