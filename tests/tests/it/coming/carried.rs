//! Who carried files for an area comes into it.

use super::{visit, ward};
use client_core::{EraseReason, Kind, Role};
use tests::by_hand::{export, import};
use tests::ids;

#[test]
fn what_was_carried_for_an_area_is_taken_when_it_is_joined_and_goes_when_it_is_erased() {
    let mut ward = ward(51);
    let mut colleague = ward
        .unit
        .join(&mut ward.chief, "Dung", Role::Officer, &["Tổ 2"]);
    let there = ids(&mut colleague, Kind::Household)[0];
    let told = visit(&mut colleague, there, "Khoai một");
    let file = export(&mut colleague);
    let report = import(&mut ward.officer, &file);
    assert!(report.carried > 0, "{report:?}");
    assert!(!ids(&mut ward.officer, Kind::Visit).contains(&told));

    ward.reassign(None, Some("Tổ 2"));
    for _ in 0..2 {
        ward.sync_all();
    }
    // Of the log officers read nobody's lines but their own: a colleague's pack of it is carried on.
    let of_the_log = ward.officer.courier_cargo().unwrap();
    assert!(of_the_log.0 <= 1, "{of_the_log:?}");
    assert!(ids(&mut ward.officer, Kind::Visit).contains(&told));
    assert!(
        ids(&mut ward.chief, Kind::Visit).contains(&told),
        "who carried it brought it to the relay"
    );

    let pieces = |file: &[u8]| -> Vec<Vec<u8>> { file.chunks_exact(48).map(Vec::from).collect() };
    let is_in = |file: &[u8], piece: &[u8]| file.windows(piece.len()).any(|part| part == piece);
    let carried = export(&mut ward.officer);
    let shared: Vec<_> = pieces(&file)
        .into_iter()
        .filter(|piece| is_in(&carried, piece))
        .collect();
    let plan = ward.chief.plan_erasure(&[told]).unwrap();
    ward.chief.erase(&plan, EraseReason::ALL[0]).unwrap();
    for _ in 0..2 {
        ward.sync_all();
    }
    let left = export(&mut ward.officer);
    let gone = shared.iter().filter(|piece| !is_in(&left, piece)).count();
    assert!(gone > 2, "the sealed pack is in no file any more");
    assert_eq!(ward.officer.courier_cargo().unwrap(), of_the_log);
}

/// A file tells an officer of the new area before the relay's ledger lets him in.
#[test]
fn packs_of_an_area_that_is_known_before_its_ledger_lets_one_in_are_carried_and_suspected_by_nobody()
 {
    let mut ward = ward(52);
    let mut colleague = ward
        .unit
        .join(&mut ward.chief, "Dung", Role::Officer, &["Tổ 2"]);
    ward.sync_all();
    let there = ids(&mut colleague, Kind::Household)[0];
    // The commander has decided, and has not met the relay since.
    let plan = ward
        .chief
        .plan_assignment("Cúc", None, Some("Tổ 2"))
        .unwrap();
    ward.chief.carry_out(&plan).unwrap();
    let file = export(&mut ward.chief);
    import(&mut ward.officer, &file);
    import(&mut ward.officer, &file);
    assert_eq!(ward.officer.suspicions().unwrap(), []);
    assert_eq!(ward.officer.status().unwrap().set_aside, 0);
    for _ in 0..2 {
        ward.unit.sync(&mut ward.chief).unwrap();
        ward.unit.sync(&mut ward.officer).unwrap();
    }
    assert!(ids(&mut ward.officer, Kind::Household).contains(&there));
    assert_eq!(ward.officer.suspicions().unwrap(), []);
}
