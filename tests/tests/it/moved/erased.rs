//! A household that is erased by somebody who does not know of everything: of its move, or of a visit to it.

use super::{NAMES, SECRET, Ward, visit};
use crate::erasing::replica_holds;
use client_core::{ClientError, EraseReason, FieldEdit, Kind, Value};
use tests::ids;

#[test]
fn a_household_that_was_erased_by_who_did_not_know_of_its_move_is_gone_from_the_new_area() {
    let mut ward = Ward::new(531);
    let house = ward.house;
    ward.move_to("Đội trưởng", "Tổ 2");
    ward.sync(&["Đội trưởng", "Hai"]);
    let plan = ward.get("chief").plan_erasure(&[house]).unwrap();
    ward.get("chief")
        .erase(&plan, EraseReason::Request)
        .unwrap();
    ward.settle();
    for name in NAMES {
        let error = ward.get(name).get(house).unwrap_err();
        assert!(
            matches!(error, ClientError::RecordErased),
            "{name}: {error}"
        );
        assert!(ids(ward.get(name), Kind::Visit).is_empty(), "{name}");
        let home = ward.unit.home(name);
        assert!(!replica_holds(&home, &[SECRET.as_bytes()]), "{name}");
    }
    ward.agree();
}

#[test]
fn a_visit_of_which_nobody_knew_who_erased_its_moved_household_stays_in_one_area_with_every_word() {
    let mut ward = Ward::new(532);
    let house = ward.house;
    ward.move_to("chief", "Tổ 2");
    ward.sync(&["chief"]);
    // The officer of the old area does not know of the move, and the one of the new area goes on with the visit.
    let unknown = visit(ward.get("Một"), house, "Đường ngập");
    ward.sync(&["Một", "Đội trưởng", "Hai"]);
    let more = Value::Texts(vec!["Báo lại ban điều hành".to_owned()]);
    let edit = [FieldEdit::add("needs", more)];
    ward.get("Hai").edit(unknown, &edit).unwrap();
    let there = visit(ward.get("Hai"), house, "Đèn hỏng");
    let plan = ward.get("chief").plan_erasure(&[house]).unwrap();
    ward.get("chief")
        .erase(&plan, EraseReason::Request)
        .unwrap();
    ward.settle();
    for (name, visits) in [
        ("chief", vec![unknown, there]),
        ("Đội trưởng", vec![unknown, there]),
        ("Một", vec![unknown]),
        ("Hai", vec![there]),
    ] {
        let mut visits = visits;
        visits.sort();
        assert_eq!(ids(ward.get(name), Kind::Visit), visits, "{name}");
        assert!(ward.get(name).get(house).is_err(), "{name}");
    }
    for name in ["chief", "Một"] {
        let needs = ward.get(name).get(unknown).unwrap().fields["needs"].to_string();
        assert!(needs.contains("ban điều hành"), "{name}: {needs}");
    }
    ward.agree();
    ward.settle();
    ward.agree();
}

#[test]
fn a_household_that_late_work_carried_to_another_area_is_gone_from_there_once_it_is_erased() {
    let mut ward = Ward::new(533);
    let house = ward.house;
    ward.move_to("Đội trưởng", "Tổ 2");
    // The chief knows nothing of it, and takes the supervisor out of the area to which the household moves.
    let chief = ward.get("chief");
    let plan = chief.plan_erasure(&[house]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    let plan = chief.plan_assignment("Đội trưởng", Some("Tổ 2"), None);
    chief.carry_out(&plan.unwrap()).unwrap();
    ward.sync(&["chief"]);
    ward.settle();
    for name in NAMES {
        let home = ward.unit.home(name);
        assert!(!replica_holds(&home, &[SECRET.as_bytes()]), "{name}");
    }
    for device in ward.devices.values_mut() {
        device.rebuild(&mut |_, _| {}).unwrap();
    }
}
