//! Work that was done after access to the old area had ended: it waits for a verdict there, and counts in the new area as it
//! does in the old one.

use super::{NAMES, Ward, move_house, visit};
use crate::erasing::packs_of;
use client_core::{
    DocId, EscrowDecision, EscrowVerdict, FieldEdit, HistoryLine, Kind, Role, Value,
};
use tests::by_hand::{export, import};
use tests::play::shown;
use tests::{household, ids, tables};

/// Ends an officer's access to an area, or to all.
fn end_access(ward: &mut Ward, officer: &str, area: Option<&str>) {
    let chief = ward.get("chief");
    let plan = match area {
        Some(area) => chief.plan_assignment(officer, Some(area), None),
        None => chief.plan_revocation(officer),
    };
    let plan = plan.expect("a plan");
    chief.carry_out(&plan).expect("carried out");
}

/// Decides on every pack in escrow that says something of a record.
fn judge(ward: &mut Ward, record: DocId, decision: &EscrowDecision) {
    let chief = ward.get("chief");
    let mut judged = 0;
    for pack in chief.escrow().expect("a list") {
        let says = pack.documents.iter().any(|said| said.id == record);
        if says && pack.verdict == EscrowVerdict::Waits {
            chief.judge_escrow(&pack.pack, decision).expect("judged");
            judged += 1;
        }
    }
    assert!(judged > 0, "something waits");
}

fn everybody(ward: &mut Ward) {
    let names: Vec<&'static str> = ward.devices.keys().copied().collect();
    for _ in 0..3 {
        ward.sync(&names);
    }
}

/// Lists who lists the household.
fn who_lists(ward: &mut Ward) -> Vec<&'static str> {
    let house = ward.house;
    let lists = ward.devices.iter_mut().filter_map(|(name, device)| {
        let all = ids(device, Kind::Household);
        all.contains(&house).then_some(*name)
    });
    lists.collect()
}

fn history(ward: &mut Ward, name: &str) -> Vec<HistoryLine> {
    let house = ward.house;
    ward.get(name).history(house).expect("a history")
}

fn note_of(ward: &mut Ward, name: &str) -> String {
    let house = ward.house;
    let record = ward.get(name).get(house).expect("a record");
    let note = record.fields.get("note");
    note.map_or(String::new(), |note| {
        note.as_str().expect("a text").to_owned()
    })
}

/// All devices that show a record show the same of it, and would after a rebuild.
fn agree(ward: &mut Ward) {
    let whole = shown(ward.get("chief"));
    for (name, device) in &mut ward.devices {
        for (id, record) in shown(device) {
            assert_eq!(whole.get(&id), Some(&record), "{name}");
        }
        let home = ward.unit.home(name);
        let key = tests::key_of(&home);
        let live = tables::read_models(&home, &key);
        device.rebuild(&mut |_, _| {}).expect("rebuilt");
        assert_eq!(live, tables::read_models(&home, &key), "{name}: rebuilt");
    }
}

#[test]
fn work_that_waits_in_the_old_area_is_told_in_the_new_one_and_counts_there_with_the_verdict() {
    for (seed, decision) in [(521, EscrowDecision::Accept), (522, EscrowDecision::Reject)] {
        let mut ward = Ward::new(seed);
        ward.note("Một", "note", "Nhà có chó dữ");
        ward.move_to("chief", "Tổ 2");
        end_access(&mut ward, "Một", None);
        everybody(&mut ward);
        assert_eq!(note_of(&mut ward, "Hai"), "", "it waits");
        let told = history(&mut ward, "Hai");
        assert_eq!(told, history(&mut ward, "chief"));
        let late = told.iter().find(|line| line.edits[0].field == "note");
        assert!(!late.expect("the line is told").edits[0].counts);
        agree(&mut ward);

        let house = ward.house;
        judge(&mut ward, house, &decision);
        everybody(&mut ward);
        let expected = match decision {
            EscrowDecision::Accept => "Nhà có chó dữ",
            _ => "",
        };
        for name in ["chief", "Đội trưởng", "Hai"] {
            assert_eq!(note_of(&mut ward, name), expected, "{name}");
        }
        agree(&mut ward);
        let packs = packs_of(&ward.unit.home("chief")).len();
        everybody(&mut ward);
        let after = packs_of(&ward.unit.home("chief")).len();
        assert_eq!(after, packs, "nothing is brought twice");
    }
}

#[test]
fn what_was_written_upon_rejected_work_is_read_in_the_new_area() {
    let mut ward = Ward::new(523);
    let house = ward.house;
    ward.note("Một", "note", "Nhà có chó dữ");
    end_access(&mut ward, "Một", None);
    ward.sync(&["chief", "Một", "chief"]);
    judge(&mut ward, house, &EscrowDecision::Reject);
    ward.note("chief", "phone", "0987654321");
    ward.sync(&["chief"]);
    ward.move_to("chief", "Tổ 2");
    everybody(&mut ward);
    assert_eq!(who_lists(&mut ward), ["Hai", "chief", "Đội trưởng"]);
    let record = ward.get("Hai").get(house).unwrap();
    assert_eq!(record.fields["phone"], "0987654321");
    assert!(!record.fields.contains_key("note"));
    agree(&mut ward);
}

/// A ward whose officer is in two areas and moves the household from one to the other; a colleague is in the first only.
fn moved_by_one_of_both(seed: u64) -> Ward {
    let mut ward = Ward::new(seed);
    let mut chief = ward.devices.remove("chief").expect("the chief");
    let three = ward.unit.join(&mut chief, "Ba", Role::Officer, &["Tổ 1"]);
    let plan = chief.plan_assignment("Một", None, Some("Tổ 2"));
    chief
        .carry_out(&plan.expect("a plan"))
        .expect("carried out");
    ward.devices.insert("chief", chief);
    ward.devices.insert("Ba", three);
    everybody(&mut ward);
    ward
}

#[test]
fn a_move_by_who_was_not_in_the_old_area_any_more_waits_and_leaves_the_household_in_one_area() {
    for (seed, decision) in [(524, EscrowDecision::Accept), (525, EscrowDecision::Reject)] {
        let mut ward = moved_by_one_of_both(seed);
        let house = ward.house;
        ward.move_to("Một", "Tổ 2");
        ward.note("Một", "note", "Đã sang tổ 2");
        end_access(&mut ward, "Một", Some("Tổ 1"));
        ward.sync(&["chief"]);
        everybody(&mut ward);
        assert_eq!(
            who_lists(&mut ward),
            ["Ba", "chief", "Đội trưởng"],
            "it waits"
        );
        let late = ward.get("Một").late_work().unwrap();
        assert!(late.iter().any(|late| late.id == house), "{late:?}");
        let seen = ward.get("Hai").get(house).unwrap();
        assert!(seen.moved_to.is_some(), "Hai is told where it is");
        agree(&mut ward);

        judge(&mut ward, house, &decision);
        everybody(&mut ward);
        let expected: &[&str] = match decision {
            EscrowDecision::Accept => &["Hai", "Một", "chief", "Đội trưởng"],
            _ => &["Ba", "chief", "Đội trưởng"],
        };
        assert_eq!(who_lists(&mut ward), expected);
        if decision == EscrowDecision::Accept {
            assert_eq!(note_of(&mut ward, "Hai"), "Đã sang tổ 2");
            assert!(ids(ward.get("Hai"), Kind::Visit).contains(&ward.visit));
        }
        agree(&mut ward);
    }
}

/// What moves is late itself, and nobody knew: the new area hears of it, though where it was made there is nothing left that has moved.
#[test]
fn a_household_that_turns_out_late_after_it_was_moved_is_listed_nowhere_until_it_is_accepted() {
    let mut ward = Ward::new(528);
    let late = household(ward.get("Một"), "Tổ 1", "HB-7", "Lê Văn Sung");
    end_access(&mut ward, "Một", None);
    ward.sync(&["Một", "Đội trưởng"]);
    move_house(ward.get("Đội trưởng"), late, "Tổ 2").unwrap();
    ward.sync(&["Đội trưởng", "Hai"]);
    let lists = |ward: &mut Ward| -> Vec<&'static str> {
        let lists = ward.devices.iter_mut().filter_map(|(name, device)| {
            let all = ids(device, Kind::Household);
            all.contains(&late).then_some(*name)
        });
        lists.collect()
    };
    assert!(lists(&mut ward).contains(&"Hai"));
    everybody(&mut ward);
    assert!(lists(&mut ward).is_empty(), "it waits");
    agree(&mut ward);
    judge(&mut ward, late, &EscrowDecision::Accept);
    everybody(&mut ward);
    assert_eq!(lists(&mut ward), ["Hai", "chief", "Đội trưởng"]);
    agree(&mut ward);
}

#[test]
fn a_late_move_counts_nowhere_though_its_judge_heard_of_it_by_hand_from_the_new_area() {
    let mut ward = moved_by_one_of_both(527);
    end_access(&mut ward, "Một", Some("Tổ 1"));
    ward.sync(&["chief"]);
    ward.move_to("Một", "Tổ 2");
    ward.sync(&["Một", "Hai"]);
    let file = export(ward.get("Hai"));
    import(ward.get("chief"), &file);
    everybody(&mut ward);
    assert_eq!(
        who_lists(&mut ward),
        ["Ba", "chief", "Đội trưởng"],
        "it waits"
    );
    agree(&mut ward);
}

#[test]
fn a_move_that_was_read_in_the_new_area_before_it_was_known_to_be_late_is_taken_back_until_it_is_accepted()
 {
    let mut ward = moved_by_one_of_both(526);
    let house = ward.house;
    // The chief decides without having heard of the move, and others hear of it first.
    ward.move_to("Một", "Tổ 2");
    end_access(&mut ward, "Một", Some("Tổ 1"));
    ward.sync(&["Một", "Hai", "Đội trưởng"]);
    assert!(who_lists(&mut ward).contains(&"Hai"));
    let edit = [FieldEdit::set("note", Value::text("Đã gặp ở tổ 2"))];
    ward.get("Hai").edit(house, &edit).unwrap();
    let there = visit(ward.get("Hai"), house, "Đường ngập");
    everybody(&mut ward);
    assert_eq!(
        who_lists(&mut ward),
        ["Ba", "chief", "Đội trưởng"],
        "it waits"
    );
    assert!(ids(ward.get("Hai"), Kind::Visit).contains(&there));
    assert!(ids(ward.get("chief"), Kind::Visit).contains(&there));
    agree(&mut ward);
    let packs = ward.get("chief").escrow().unwrap();
    let mut documents = packs.iter().flat_map(|pack| &pack.documents);
    let late = documents.find(|document| document.id == house).unwrap();
    let upon = late.upon.first().expect("Hai's line waits with the move");
    assert_eq!(upon.officer_name.as_deref(), Some("Hai"));
    assert_eq!(upon.edits[0].after, Some("Đã gặp ở tổ 2".into()));
    judge(&mut ward, house, &EscrowDecision::Accept);
    everybody(&mut ward);
    let packs = ward.get("chief").escrow().unwrap();
    let mut documents = packs.iter().flat_map(|pack| &pack.documents);
    assert!(
        documents.all(|document| document.upon.is_empty()),
        "it counts"
    );
    assert_eq!(who_lists(&mut ward), ["Hai", "Một", "chief", "Đội trưởng"]);
    for name in ["Hai", "chief"] {
        assert_eq!(note_of(&mut ward, name), "Đã gặp ở tổ 2", "{name}");
    }
    assert!(
        move_house(ward.get("chief"), house, "Tổ 1").unwrap(),
        "and back"
    );
    everybody(&mut ward);
    assert_eq!(note_of(&mut ward, "Ba"), "Đã gặp ở tổ 2");
    assert_eq!(who_lists(&mut ward), ["Ba", "chief", "Đội trưởng"]);
    agree(&mut ward);
    assert_eq!(NAMES.len() + 1, ward.devices.len());
}
