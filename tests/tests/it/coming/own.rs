//! Who was let in again meets his own late work, and what a copy of the phone wrote.

use super::{count, verdicts, visit, waiting, ward};
use client_core::{
    EraseReason, EscrowDecision, EscrowVerdict, EscrowedPack, FieldEdit, Kind, Notebook, Role,
    Value,
};
use tests::by_hand::{export, import};
use tests::{PIN, copy_files, ids, transport};

#[test]
fn nobody_who_is_let_in_again_judges_his_own_late_work() {
    let mut ward = ward(36);
    let assign =
        |chief: &mut Notebook, from, to| chief.plan_assignment("Đội trưởng", from, to).unwrap();
    ward.decide(|chief| assign(chief, Some("Tổ 1"), None));
    let late = visit(&mut ward.supervisor, ward.house, "Khoai một");
    ward.unit.sync(&mut ward.supervisor).unwrap();
    assert_eq!(ward.supervisor.late_work().unwrap()[0].id, late);
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.decide(|chief| assign(chief, None, Some("Tổ 1")));
    for _ in 0..2 {
        ward.sync_all();
    }
    let own = waiting(&mut ward.supervisor).remove(0);
    assert!(own.is_own);
    let judged = ward
        .supervisor
        .judge_escrow(&own.pack, &EscrowDecision::Accept);
    assert_eq!(judged.unwrap_err().code(), "escrow-own");
    ward.chief
        .judge_escrow(&own.pack, &EscrowDecision::Accept)
        .unwrap();
    for _ in 0..2 {
        ward.sync_all();
    }
    assert!(waiting(&mut ward.supervisor).is_empty());
    assert!(ids(&mut ward.supervisor, Kind::Visit).contains(&late));
    let packs = ward.supervisor.escrow().unwrap();
    assert!(packs.iter().all(|pack| !pack.judged_by_author));
}

#[test]
fn what_a_copy_wrote_is_read_again_by_who_left_the_area_and_was_let_in_again() {
    let mut ward = ward(37);
    let (home, copy) = (ward.home("Cúc"), ward.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    other.edit(ward.house, &edit("note", "bản sao")).unwrap();
    let file = export(&mut other);
    ward.officer
        .edit(ward.house, &edit("address", "bản chính"))
        .unwrap();
    ward.sync_all();
    import(&mut ward.officer, &file);
    // The end of the access comes by hand too, before what the copy wrote could be handed on.
    ward.reassign(Some("Tổ 1"), Some("Tổ 2"));
    let end = export(&mut ward.chief);
    import(&mut ward.officer, &end);
    ward.unit.sync(&mut ward.officer).unwrap();
    // A name that is kept would say that its words are in other packs.
    assert_eq!(count(&home, "doc_pack WHERE state = 3"), 0);
    ward.reassign(Some("Tổ 2"), Some("Tổ 1"));
    for _ in 0..2 {
        ward.sync_all();
    }
    // Nobody else ever had what the copy wrote.
    import(&mut ward.officer, &file);
    for _ in 0..2 {
        ward.sync_all();
    }
    for device in [&mut ward.officer, &mut ward.chief] {
        let fields = device.get(ward.house).unwrap().fields;
        assert_eq!(
            (&fields["note"], &fields["address"]),
            (&"bản sao".into(), &"bản chính".into())
        );
    }
}

#[test]
fn what_a_colleague_wrote_upon_late_words_of_a_copy_is_not_lost_with_them() {
    let mut ward = ward(38);
    let (home, copy) = (ward.home("Cúc"), ward.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    for (field, text) in [("note", "bản sao"), ("address", "bản sao")] {
        other.edit(ward.house, &edit(field, text)).unwrap();
        export(&mut other);
    }
    let file = export(&mut other);
    assert!(import(&mut ward.supervisor, &file).packs >= 2);
    ward.supervisor
        .edit(ward.house, &edit("address", "viết tiếp"))
        .unwrap();
    // The phone's own pack comes to the relay under the first of the copy's numbers, and is its last.
    ward.officer
        .edit(ward.house, &edit("phone", "0900000001"))
        .unwrap();
    ward.unit.sync(&mut ward.officer).unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.reassign(Some("Tổ 1"), None);
    for _ in 0..2 {
        ward.unit.sync(&mut ward.supervisor).unwrap();
        ward.unit.sync(&mut ward.chief).unwrap();
    }
    for device in [&mut ward.supervisor, &mut ward.chief] {
        let shown = device.get(ward.house).unwrap();
        assert_eq!(shown.fields["address"], "viết tiếp");
        assert_eq!(shown.fields["phone"], "0900000001");
    }
}

#[test]
fn late_work_arrives_though_a_copy_of_the_phone_was_faster_under_its_number() {
    let mut ward = ward(39);
    let (home, copy) = (ward.home("Cúc"), ward.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    other.edit(ward.house, &edit("note", "bản sao")).unwrap();
    import(&mut ward.supervisor, &export(&mut other));
    ward.unit.sync(&mut ward.supervisor).unwrap();
    let late = visit(&mut ward.officer, ward.house, "Khoai một");
    ward.revoke("Cúc");
    for _ in 0..2 {
        ward.unit.sync(&mut ward.officer).unwrap();
    }
    ward.unit.sync(&mut ward.chief).unwrap();
    let packs = waiting(&mut ward.chief);
    let says = |pack: &&EscrowedPack| pack.documents.iter().any(|one| one.id == late);
    let pack = packs.iter().find(says).expect("it is in the list");
    assert_eq!(verdicts(&mut ward.officer), [(late, EscrowVerdict::Waits)]);
    assert!(ids(&mut ward.officer, Kind::Visit).is_empty(), "wiped");
    let accept = EscrowDecision::Accept;
    ward.chief.judge_escrow(&pack.pack, &accept).unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    assert!(ids(&mut ward.chief, Kind::Visit).contains(&late));
}

#[test]
fn a_phone_that_took_in_what_its_copy_wrote_goes_on_syncing_though_a_colleague_brought_that_first()
{
    let mut ward = ward(40);
    let (home, copy) = (ward.home("Cúc"), ward.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    other.edit(ward.house, &edit("note", "bản sao")).unwrap();
    let file = export(&mut other);
    ward.officer
        .edit(ward.house, &edit("phone", "0900000001"))
        .unwrap();
    export(&mut ward.officer);
    import(&mut ward.officer, &file);
    // A link that breaks leaves what was sealed with the copy's words in it unsent.
    let nowhere = ward
        .officer
        .sync(&mut transport("http://127.0.0.1:9"), &mut |_| {});
    assert_eq!(nowhere.unwrap_err().code(), "no-network");
    import(&mut ward.supervisor, &file);
    ward.unit.sync(&mut ward.supervisor).unwrap();
    for _ in 0..2 {
        ward.sync_all();
    }
    for device in [&mut ward.officer, &mut ward.chief, &mut ward.supervisor] {
        let shown = device.get(ward.house).unwrap();
        assert_eq!(shown.fields["note"], "bản sao");
        assert_eq!(shown.fields["phone"], "0900000001");
        let status = device.status().unwrap();
        assert_eq!((status.unsent, status.set_aside), (0, 0));
    }
}

/// A newcomer reads a log from its end, and who may only read brings nothing of what contradicts.
#[test]
fn who_reads_the_newest_first_gets_what_a_phone_wrote_though_later_words_of_its_copy_come_before() {
    let mut ward = ward(41);
    let (home, copy) = (ward.home("Cúc"), ward.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    other.edit(ward.house, &edit("note", "bản sao")).unwrap();
    export(&mut other);
    other.edit(ward.house, &edit("address", "bản sao")).unwrap();
    let file = export(&mut other);
    import(&mut ward.supervisor, &file);
    ward.officer
        .edit(ward.house, &edit("phone", "0900000001"))
        .unwrap();
    ward.unit.sync(&mut ward.officer).unwrap();
    // In a new life of the relay all is given back before anything of it is read.
    let backup = ward.unit.path("backup");
    ward.unit.relay.back_up(&backup);
    ward.unit.relay.restore(&backup);
    for _ in 0..2 {
        ward.unit.sync(&mut ward.supervisor).unwrap();
    }
    let mut reader = ward
        .unit
        .join(&mut ward.chief, "Thanh tra", Role::Auditor, &["Tổ 1"]);
    ward.unit.sync(&mut reader).unwrap();
    let shown = reader.get(ward.house).unwrap();
    assert_eq!(shown.fields["phone"], "0900000001");
    assert_eq!(shown.fields["note"], "bản sao");
    assert_eq!(shown.fields["address"], "bản sao");
}

#[test]
fn a_relay_that_was_put_back_and_given_a_copys_words_in_two_areas_ends_no_sync_of_the_phone() {
    let mut ward = ward(42);
    let seen = ids(&mut ward.supervisor, Kind::Household);
    let other_house = *seen.iter().find(|house| **house != ward.house).unwrap();
    let (home, copy) = (ward.home("Đội trưởng"), ward.home("copy"));
    let backup = ward.unit.path("backup");
    ward.unit.relay.back_up(&backup);
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    for house in [ward.house, other_house] {
        other.edit(house, &edit("note", "bản sao")).unwrap();
    }
    let file = export(&mut other);
    ward.supervisor
        .edit(other_house, &edit("phone", "0900000001"))
        .unwrap();
    ward.unit.sync(&mut ward.supervisor).unwrap();
    ward.unit.relay.restore(&backup);
    import(&mut ward.chief, &file);
    ward.unit.sync(&mut ward.chief).unwrap();
    for house in [ward.house, other_house] {
        let address = edit("address", "máy chính");
        ward.supervisor.edit(house, &address).unwrap();
    }
    ward.unit.sync(&mut ward.supervisor).unwrap();
    ward.sync_all();
    for device in [&mut ward.chief, &mut ward.supervisor] {
        for house in [ward.house, other_house] {
            let shown = device.get(house).unwrap();
            assert_eq!(shown.fields["note"], "bản sao");
            assert_eq!(shown.fields["address"], "máy chính");
        }
        assert_eq!(
            device.get(other_house).unwrap().fields["phone"],
            "0900000001"
        );
    }
}

#[test]
fn a_copys_words_that_were_replaced_before_the_phone_came_end_no_sync_of_it() {
    let mut ward = ward(43);
    let (home, copy) = (ward.home("Đội trưởng"), ward.home("copy"));
    let gone = visit(&mut ward.supervisor, ward.house, "Chuyện riêng");
    ward.sync_all();
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, ward.unit.world("copy"), PIN).unwrap();
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    other.edit(ward.house, &edit("note", "bản sao")).unwrap();
    other
        .edit(
            gone,
            &[FieldEdit::set("next_visit_due", Value::text("2026-12-24"))],
        )
        .unwrap();
    import(&mut ward.chief, &export(&mut other));
    let phone = edit("address", "máy chính");
    ward.supervisor.edit(ward.house, &phone).unwrap();
    let plan = ward.chief.plan_erasure(&[gone]).unwrap();
    ward.chief.erase(&plan, EraseReason::Request).unwrap();
    ward.unit.sync(&mut ward.chief).unwrap();
    ward.unit.sync(&mut ward.supervisor).unwrap();
    ward.sync_all();
    for device in [&mut ward.chief, &mut ward.supervisor] {
        let shown = device.get(ward.house).unwrap();
        assert_eq!(shown.fields["note"], "bản sao");
        assert_eq!(shown.fields["address"], "máy chính");
        assert!(!ids(device, Kind::Visit).contains(&gone));
    }
}
