//! Whoever may only read from now on, with work that was not sent before.

use super::{Ward, holds_words, verdicts, visit, waiting, ward};
use client_core::{DocId, EscrowVerdict, Kind, Role};
use tests::ids;

/// The officer has recorded a visit without signal, and is an auditor meanwhile.
fn made_auditor(seed: u64) -> (Ward, DocId) {
    let mut ward = ward(seed);
    let unsent = visit(&mut ward.officer, ward.house, "Khoai một");
    give(&mut ward, Role::Auditor);
    (ward, unsent)
}

fn give(ward: &mut Ward, role: Role) {
    ward.decide(|chief| chief.plan_roles("Cúc", &[role]).unwrap());
}

#[test]
fn work_that_a_changed_role_may_not_send_waits_is_told_and_holds_up_nothing() {
    let (mut ward, unsent) = made_auditor(41);
    for round in 0..3 {
        let news = visit(&mut ward.supervisor, ward.house, "Khoai tiếp");
        ward.unit.sync(&mut ward.supervisor).unwrap();
        let report = ward.unit.sync(&mut ward.officer).unwrap();
        assert_eq!((report.unsent, report.kept_back), (1, 1), "{round}");
        assert!(report.requests <= 4, "{report:?}");
        let status = ward.officer.status().unwrap();
        assert_eq!((status.unsent, status.kept_back), (1, 1));
        assert!(ids(&mut ward.officer, Kind::Visit).contains(&news));
        assert!(ids(&mut ward.officer, Kind::Visit).contains(&unsent));
    }
    ward.sync_all();
    assert!(!ids(&mut ward.chief, Kind::Visit).contains(&unsent));
    // What is looked at is still written down where auditors read it.
    assert_eq!(ward.unit.sync(&mut ward.officer).unwrap().kept_back, 1);

    give(&mut ward, Role::Officer);
    let report = ward.unit.sync(&mut ward.officer).unwrap();
    assert_eq!((report.unsent, report.kept_back), (0, 0));
    ward.sync_all();
    assert!(ids(&mut ward.chief, Kind::Visit).contains(&unsent));
}

#[test]
fn a_role_that_changed_while_all_was_unsealed_keeps_it_back_too() {
    let mut ward = ward(42);
    give(&mut ward, Role::Auditor);
    let file = tests::by_hand::export(&mut ward.chief);
    let unsent = visit(&mut ward.officer, ward.house, "Khoai một");
    tests::by_hand::import(&mut ward.officer, &file);
    for _ in 0..2 {
        let report = ward.unit.sync(&mut ward.officer).unwrap();
        assert_eq!((report.unsent, report.kept_back), (1, 1));
    }
    give(&mut ward, Role::Officer);
    ward.sync_all();
    ward.sync_all();
    assert!(ids(&mut ward.chief, Kind::Visit).contains(&unsent));
}

#[test]
fn a_device_whose_role_was_taken_before_its_access_gives_in_its_work_and_is_wiped() {
    let (mut ward, unsent) = made_auditor(43);
    assert_eq!(ward.unit.sync(&mut ward.officer).unwrap().kept_back, 1);
    ward.revoke("Cúc");
    ward.unit.sync(&mut ward.officer).unwrap();
    let status = ward.officer.status().unwrap();
    assert!(status.access_ended);
    assert_eq!((status.unsent, status.kept_back), (0, 0));
    assert_eq!(holds_words(&ward.home("Cúc")), Vec::<String>::new());
    let own = verdicts(&mut ward.officer);
    assert_eq!(own, [(unsent, EscrowVerdict::Waits)]);
    ward.unit.sync(&mut ward.chief).unwrap();
    assert_eq!(waiting(&mut ward.chief).len(), 1);
}
