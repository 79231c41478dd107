//! A relay put back to an old backup, and somebody who decides before the relay has learnt what it lost: two histories of one
//! ledger. All that was decided in either ends up decided, by itself.

use client_core::{
    DocId, EraseReason, FieldEdit, InviteRequest, Kind, Notebook, Role, SuspicionReason,
    UnitPolicy, Value,
};
use std::path::PathBuf;
use tests::{Unit, household, ids};

/// A unit of two administrators and two officers, and the backup of a relay that has met all of them.
struct Scene {
    unit: Unit,
    backup: PathBuf,
    chief: Notebook,
    second: Notebook,
    cuc: Notebook,
    em: Notebook,
    houses: [DocId; 2],
}

fn scene(seed: u64) -> Scene {
    let mut unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let houses = ["HB-1", "HB-2"].map(|code| household(&mut chief, "Tổ 1", code, "Nguyễn Thị Hoà"));
    let mut second = unit.join(&mut chief, "Dung", Role::Administrator, &["Tổ 1"]);
    let mut cuc = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut em = unit.join(&mut chief, "Em", Role::Officer, &["Tổ 1"]);
    for _ in 0..2 {
        for device in [&mut chief, &mut second, &mut cuc, &mut em] {
            unit.sync(device).expect("a sync");
        }
    }
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    Scene {
        unit,
        backup,
        chief,
        second,
        cuc,
        em,
        houses,
    }
}

fn note(device: &mut Notebook, house: DocId, text: &str) {
    let edits = [FieldEdit::set("note", Value::text(text))];
    device.edit(house, &edits).expect("an edit");
}

fn revoke(device: &mut Notebook, whom: &str) {
    let plan = device.plan_revocation(whom).expect("a plan");
    device.carry_out(&plan).expect("a decision");
}

fn invite(device: &mut Notebook, officer: &str) {
    let request = InviteRequest {
        role: Role::Officer,
        officer: officer.to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    device.invite(&request).expect("an invitation");
}

fn promote(device: &mut Notebook, whom: &str) {
    let plan = device.plan_roles(whom, &[Role::Supervisor]);
    device
        .carry_out(&plan.expect("a plan"))
        .expect("a decision");
}

fn erase(device: &mut Notebook, id: DocId) {
    let plan = device.plan_erasure(&[id]).expect("a plan");
    device
        .erase(&plan, EraseReason::Request)
        .expect("an erasure");
}

/// Returns whether a ledger's second history was noticed, and whether that is still open.
fn noticed(device: &mut Notebook) -> (bool, bool) {
    let all = device.suspicions().expect("a list");
    let mut of_ledger = all
        .iter()
        .filter(|one| one.reason == SuspicionReason::LedgerForked);
    let is_open = of_ledger.clone().any(|one| one.healed_at.is_none());
    (of_ledger.next().is_some(), is_open)
}

#[test]
fn what_two_decided_on_either_side_of_a_restore_all_stands() {
    let Scene {
        mut unit,
        backup,
        mut chief,
        mut second,
        mut cuc,
        mut em,
        houses: [kept, gone],
    } = scene(61);
    revoke(&mut chief, "Cúc");
    erase(&mut chief, gone);
    let policy = UnitPolicy {
        lease_days: 30,
        ..UnitPolicy::default()
    };
    chief.set_policy(&policy).unwrap();
    unit.sync(&mut chief).unwrap();
    let mut giang = unit.join(&mut chief, "Giang", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    // Written under a key that the relay is to forget.
    unit.sync(&mut em).unwrap();
    note(&mut em, kept, "khoá mới");
    unit.sync(&mut em).unwrap();

    unit.relay.restore(&backup);
    promote(&mut second, "Em");
    unit.sync(&mut second).unwrap();
    unit.sync(&mut cuc).unwrap();
    assert!(!cuc.status().unwrap().access_ended, "nobody has told yet");
    unit.sync(&mut em).unwrap();
    assert_eq!(noticed(&mut em), (true, true));
    for round in 0..3 {
        for device in [&mut chief, &mut giang, &mut em, &mut second, &mut cuc] {
            let whose = device.me().unwrap().officer_name;
            let done = unit.sync(device);
            done.unwrap_or_else(|error| panic!("{whose:?} in round {round}: {error}"));
        }
    }
    assert!(cuc.status().unwrap().access_ended);
    let mut joined = unit.join(&mut second, "Hương", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut joined).unwrap();
    for device in [&mut chief, &mut giang, &mut em, &mut second, &mut joined] {
        assert_eq!(ids(device, Kind::Household), [kept]);
        assert_eq!(device.get(kept).unwrap().fields["note"], "khoá mới");
        assert_eq!(device.policy().unwrap().lease_days, 30);
        let status = device.status().unwrap();
        assert_eq!((status.unsent, status.unsent_ledger), (0, 0));
        assert!(!noticed(device).1, "all of it was decided again");
    }
    // Both histories are one: who was promoted in one reviews, who joined in the other writes.
    assert_eq!(em.me().unwrap().roles, ["supervisor"]);
    note(&mut giang, kept, "của Giang");
    unit.sync(&mut giang).unwrap();
    unit.sync(&mut joined).unwrap();
    assert_eq!(joined.get(kept).unwrap().fields["note"], "của Giang");
}

#[test]
fn who_was_revoked_since_gets_nothing_back_by_an_old_history() {
    let Scene {
        mut unit,
        backup,
        mut chief,
        mut second,
        mut em,
        ..
    } = scene(62);
    // The second administrator promotes somebody; nobody hears of it before the relay is put back.
    promote(&mut second, "Em");
    unit.sync(&mut second).unwrap();
    unit.relay.restore(&backup);
    revoke(&mut chief, "Dung");
    unit.sync(&mut chief).unwrap();
    for _ in 0..3 {
        unit.sync(&mut second).unwrap();
        unit.sync(&mut chief).unwrap();
        unit.sync(&mut em).unwrap();
    }
    assert!(second.status().unwrap().access_ended);
    assert_eq!(em.me().unwrap().roles, ["officer"]);
}

#[test]
fn in_one_life_of_the_relay_no_other_history_is_followed() {
    let Scene {
        mut unit,
        backup,
        mut chief,
        mut second,
        ..
    } = scene(63);
    revoke(&mut chief, "Cúc");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut second).unwrap();
    let devices = |device: &mut Notebook| {
        let all = device.devices().expect("a list");
        all.iter().filter(|one| one.ended).count()
    };
    assert_eq!(devices(&mut second), 1);
    unit.relay.restore(&backup);
    // Both give back what they know; nothing contradicts it.
    unit.sync(&mut second).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!((devices(&mut chief), devices(&mut second)), (1, 1));
    assert_eq!(
        (noticed(&mut chief), noticed(&mut second)),
        ((false, false), (false, false))
    );
}

#[test]
fn an_erasure_that_waits_behind_a_second_history_does_not_end_each_sync() {
    let Scene {
        mut unit,
        backup,
        mut chief,
        mut second,
        houses: [first, other],
        ..
    } = scene(68);
    invite(&mut chief, "Giang");
    unit.sync(&mut chief).unwrap();
    unit.relay.restore(&backup);
    invite(&mut second, "Hà");
    unit.sync(&mut second).unwrap();
    // The area's ledger has another history now, and what waits follows the old one.
    erase(&mut chief, first);
    note(&mut chief, other, "còn đây");
    for _ in 0..3 {
        for device in [&mut chief, &mut second] {
            let report = unit.sync(device).unwrap();
            assert!(report.requests < 20, "{report:?}");
        }
    }
    for device in [&mut chief, &mut second] {
        assert_eq!(ids(device, Kind::Household), [other]);
        assert_eq!(device.status().unwrap().unsent, 0);
    }
}
