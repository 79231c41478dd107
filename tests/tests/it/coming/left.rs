//! Who has left hears of it from a courier file, or while a lease is running.

use super::{holds_words, verdicts, visit, waiting, ward};
use client_core::{EscrowDecision, EscrowVerdict, Kind, Notebook};
use tests::{PIN, ids};

#[test]
fn a_device_that_hears_of_its_end_from_a_file_keeps_its_work_until_that_is_safe() {
    let mut ward = ward(11);
    let late = visit(&mut ward.officer, ward.house, "Khoai một");
    ward.revoke("Cúc");
    let file = carry(&mut ward.chief);
    ward.officer
        .courier_import(&mut &*file, &mut |_| {})
        .unwrap();
    assert!(ward.officer.status().unwrap().access_ended);
    let home = ward.home("Cúc");
    assert!(!holds_words(&home).is_empty(), "nobody has it yet");

    let file = carry(&mut ward.officer);
    ward.chief.courier_import(&mut &*file, &mut |_| {}).unwrap();
    assert_eq!(waiting(&mut ward.chief).len(), 1);
    assert!(!ids(&mut ward.chief, Kind::Visit).contains(&late));
    ward.unit.sync(&mut ward.chief).unwrap();
    let file = carry(&mut ward.chief);
    ward.officer
        .courier_import(&mut &*file, &mut |_| {})
        .unwrap();
    assert_eq!(holds_words(&home), Vec::<String>::new());
    assert_eq!(verdicts(&mut ward.officer), [(late, EscrowVerdict::Waits)]);
}

/// Writes a courier file of all that a device has.
fn carry(device: &mut Notebook) -> Vec<u8> {
    let page = Page::default();
    let options = client_core::CourierOptions::default();
    let mut sink = |_| Ok(Box::new(page.clone()) as Box<dyn std::io::Write>);
    device.courier_export(&options, &mut sink).expect("a file");
    page.0.take()
}

/// A file in memory that is still there after its writer has dropped it.
#[derive(Clone, Default)]
struct Page(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl std::io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_lease_is_not_renewed_for_who_has_left() {
    let mut ward = ward(12);
    let mut policy = ward.chief.policy().unwrap();
    policy.lease_days = 7;
    ward.chief.set_policy(&policy).unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.sync_all();
    let until = ward.officer.lease_until().unwrap();
    let of_who_stays = ward.supervisor.lease_until().unwrap();
    ward.revoke("Cúc");
    ward.unit
        .clock
        .advance(std::time::Duration::from_secs(3 * 86_400));
    ward.unit.sync(&mut ward.officer).unwrap();
    assert_eq!(ward.officer.lease_until(), Some(until));
    ward.unit.sync(&mut ward.supervisor).unwrap();
    assert!(ward.supervisor.lease_until().unwrap() > of_who_stays);
}

#[test]
fn who_has_left_carries_a_file_of_the_old_area_as_a_stranger_and_suspects_nobody() {
    let mut ward = ward(13);
    ward.revoke("Cúc");
    ward.unit.sync(&mut ward.officer).unwrap();
    visit(&mut ward.supervisor, ward.house, "Khoai sau");
    let file = carry(&mut ward.supervisor);
    let report = ward
        .officer
        .courier_import(&mut &*file, &mut |_| {})
        .unwrap();
    assert_eq!((report.packs, report.set_aside), (0, 0), "{report:?}");
    assert!(report.carried > 0, "{report:?}");
    assert_eq!(ward.officer.status().unwrap().set_aside, 0);
    assert!(ward.officer.suspicions().unwrap().is_empty());
}

#[test]
fn who_has_left_makes_no_recovery_code_and_a_code_that_was_replaced_restores_nothing() {
    let mut ward = ward(53);
    let code = ward.chief.new_recovery_code().unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.revoke("Cúc");
    ward.unit.sync(&mut ward.officer).unwrap();
    let ended = ward.officer.new_recovery_code().unwrap_err();
    assert_eq!(ended.code(), "access-ended");

    ward.chief.new_recovery_code().unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    let home = ward.home("second");
    let mut second = Notebook::recover(&home, ward.unit.world("second"), PIN, &code).unwrap();
    ward.unit.sync(&mut second).unwrap();
    assert_eq!(second.within_unit().unwrap_err().code(), "access-ended");
    second.abandon_recovery(&home).unwrap();
    assert!(!home.is_set_up());
}

#[test]
fn who_judges_late_work_is_told_that_it_waits() {
    let mut ward = ward(54);
    visit(&mut ward.officer, ward.house, "Khoai một");
    ward.revoke("Cúc");
    ward.unit.sync(&mut ward.officer).unwrap();
    for device in [&mut ward.chief, &mut ward.supervisor] {
        ward.unit.sync(device).unwrap();
        assert_eq!(device.status().unwrap().late_waiting, 1);
    }
    let pack = waiting(&mut ward.chief).remove(0).pack;
    ward.chief
        .judge_escrow(&pack, &EscrowDecision::Reject)
        .unwrap();
    for device in [&mut ward.chief, &mut ward.supervisor] {
        ward.unit.sync(device).unwrap();
        assert_eq!(device.status().unwrap().late_waiting, 0);
    }
}
