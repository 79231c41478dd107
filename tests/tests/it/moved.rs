//! Households that move from one area to another.

mod erased;
mod forged;
mod late;

use crate::erasing::{packs_of, relay_holds, replica_holds};
use client_core::{
    ClientError, DocId, EraseReason, EscrowDecision, EscrowVerdict, FieldEdit, Kind, Notebook,
    Query, Role, Value,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use tests::play::shown;
use tests::tables::{database, read_models, rows};
use tests::{Unit, fields, household, ids, key_of};

const NAMES: [&str; 4] = ["chief", "Đội trưởng", "Một", "Hai"];
const SECRET: &str = "Quách Thị Ngọc Bưởi";

/// A chief and a supervisor of three areas, an officer in each of the first two, and a household with a visit in the first.
struct Ward {
    unit: Unit,
    devices: BTreeMap<&'static str, Notebook>,
    house: DocId,
    visit: DocId,
}

impl Ward {
    fn new(seed: u64) -> Ward {
        let areas = ["Tổ 1", "Tổ 2", "Tổ 3"];
        let unit = Unit::new(seed);
        let mut chief = unit.found(&areas);
        let supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &areas);
        let mut one = unit.join(&mut chief, "Một", Role::Officer, &areas[..1]);
        let two = unit.join(&mut chief, "Hai", Role::Officer, &areas[1..2]);
        household(&mut one, "Tổ 1", "HB-2", "Trần Văn Khoai");
        let house = household(&mut one, "Tổ 1", "HB-1", SECRET);
        let visit = visit(&mut one, house, "Sửa đèn đường");
        let devices = [chief, supervisor, one, two];
        let mut ward = Ward {
            unit,
            devices: NAMES.into_iter().zip(devices).collect(),
            house,
            visit,
        };
        ward.sync(&["Một", "chief", "Đội trưởng", "Hai"]);
        ward
    }

    fn get(&mut self, name: &str) -> &mut Notebook {
        self.devices.get_mut(name).expect("a device")
    }

    fn sync(&mut self, names: &[&'static str]) {
        for name in names {
            self.unit.clock.advance(Duration::from_secs(7));
            let device = self.devices.get_mut(name).expect("a device");
            self.unit.sync(device).expect("a sync");
        }
    }

    /// Lets everybody meet the relay until nothing changes any more.
    fn settle(&mut self) {
        for _ in 0..3 {
            self.sync(&NAMES);
        }
        for device in self.devices.values_mut() {
            assert_eq!(device.status().expect("a status").set_aside, 0);
            assert_eq!(device.status().expect("a status").unsent, 0);
        }
    }

    fn move_to(&mut self, name: &str, area: &str) {
        self.unit.clock.advance(Duration::from_secs(60));
        let house = self.house;
        move_house(self.get(name), house, area).expect("moved");
    }

    fn note(&mut self, name: &str, field: &str, text: &str) {
        self.unit.clock.advance(Duration::from_secs(60));
        let house = self.house;
        let edits = [FieldEdit::set(field, Value::text(text))];
        self.get(name).edit(house, &edits).expect("an edit");
    }

    /// What is listed follows from what is held, and those who see the same spaces see the same.
    fn agree(&mut self) {
        for (name, device) in &mut self.devices {
            let home = self.unit.home(name);
            let key = key_of(&home);
            let live = read_models(&home, &key);
            device.rebuild(&mut |_, _| {}).expect("rebuilt");
            assert_eq!(live, read_models(&home, &key), "{name}: rebuilt");
        }
        let chief = shown(self.get("chief"));
        assert_eq!(chief, shown(self.get("Đội trưởng")));
        for name in ["Một", "Hai"] {
            for (id, record) in shown(self.get(name)) {
                assert_eq!(chief.get(&id), Some(&record), "{name}");
            }
        }
    }

    /// Lists who lists the household, in the order of [`NAMES`].
    fn listed(&mut self) -> Vec<&'static str> {
        let house = self.house;
        let lists = |device: &mut Notebook| ids(device, Kind::Household).contains(&house);
        NAMES
            .into_iter()
            .filter(|name| lists(self.get(name)))
            .collect()
    }
}

fn area(device: &Notebook, name: &str) -> DocId {
    device.find(Some(Kind::Area), name).expect("an area")
}

fn move_house(device: &mut Notebook, house: DocId, to: &str) -> Result<bool, ClientError> {
    let to = area(device, to);
    let plan = device.plan_move(house, to)?;
    device.move_record(&plan)
}

/// Counts the packs of areas that the chief holds.
fn area_packs(unit: &Unit) -> Vec<String> {
    let home = unit.home("chief");
    let sql = "SELECT count(*) FROM doc_pack p JOIN doc_space s ON s.n = p.space WHERE s.kind = 2";
    rows(&database(&home, &key_of(&home)), sql)
}

fn visit(device: &mut Notebook, house: DocId, need: &str) -> DocId {
    let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "needs": [need] });
    device.create(Kind::Visit, fields(visit)).expect("a visit")
}

fn follow_up(device: &mut Notebook, visit: DocId, what: &str) -> DocId {
    let follow_up = json!({ "visit": visit.to_string(), "what": what });
    let made = device.create(Kind::FollowUp, fields(follow_up));
    made.expect("a follow-up")
}

#[test]
fn a_household_that_moves_goes_on_there_with_its_history_under_its_id() {
    let mut ward = Ward::new(501);
    let (house, old) = (ward.house, ward.visit);
    let todo = follow_up(ward.get("Một"), old, "Báo điện lực");
    ward.note("Một", "note", "Nhà có chó dữ");
    ward.get("Một").submit_visit(old).unwrap();
    ward.sync(&["Một", "Đội trưởng"]);
    let review = [FieldEdit::set("status", Value::text("reviewed"))];
    ward.get("Đội trưởng").edit(old, &review).unwrap();
    let before = ward.get("Đội trưởng").history(house).unwrap();

    let to = area(ward.get("Đội trưởng"), "Tổ 2");
    let plan = ward.get("Đội trưởng").plan_move(house, to).unwrap();
    assert_eq!(plan.along, [(old, Kind::Visit), (todo, Kind::FollowUp)]);
    assert_eq!(plan.from, Some(area(ward.get("chief"), "Tổ 1")));
    assert!(ward.get("Đội trưởng").move_record(&plan).unwrap());
    assert!(!ward.get("Đội trưởng").move_record(&plan).unwrap(), "once");
    ward.sync(&["Đội trưởng", "Hai"]);

    let two = ward.get("Hai");
    assert_eq!(ids(two, Kind::Household), [house]);
    assert_eq!(ids(two, Kind::Visit), [old]);
    assert_eq!(ids(two, Kind::FollowUp), [todo]);
    let history = two.history(house).unwrap();
    assert_eq!(history[..before.len()], before[..]);
    assert_eq!(history[0].officer_name.as_deref(), Some("Một"));
    assert_eq!(history.last().unwrap().edits[0].field, "area");
    let seen = two.get(old).unwrap();
    assert_eq!(seen.fields["status"], "reviewed");
    assert!(seen.unauthorised.is_empty());
    assert!(!two.search("buoi", 9).unwrap().is_empty());
    let in_two = Query {
        area: Some(to),
        ..Query::of(Kind::Visit)
    };
    assert_eq!(two.list(&in_two).unwrap().total, 1);

    // The new officer goes on with it.
    ward.note("Hai", "phone", "0987654321");
    let new = visit(ward.get("Hai"), house, "Đường ngập");
    let next = follow_up(ward.get("Hai"), old, "Hỏi lại điện lực");
    ward.settle();
    assert_eq!(ward.listed(), ["chief", "Đội trưởng", "Hai"]);
    for (kind, own) in [(Kind::Visit, new), (Kind::FollowUp, next)] {
        assert!(ids(ward.get("chief"), kind).contains(&own));
        assert!(ids(ward.get("Một"), kind).is_empty());
    }
    ward.agree();

    // The old officer's device lists it no longer, and says where it is.
    let one = ward.get("Một");
    assert!(one.search("buoi", 9).unwrap().is_empty());
    assert!(one.find(Some(Kind::Household), "HB-1").is_err());
    assert_eq!(
        one.find(Some(Kind::Household), &house.to_string()).unwrap(),
        house
    );
    let record = one.get(house).unwrap();
    assert_eq!(record.moved_to, Some(to));
    assert_eq!(record.names[&to.to_string()], "Tổ 2");
    assert_eq!(
        record.fields["phone"], "0912345678",
        "what came after stays there"
    );
    let edit = [FieldEdit::set("note", Value::text("x"))];
    assert_eq!(one.edit(house, &edit).unwrap_err().code(), "record-moved");
    let about = json!({ "household": house.to_string(), "purposes": ["listen"] });
    let refused = one.create(Kind::Visit, fields(about)).unwrap_err();
    assert_eq!(refused.code(), "record-moved");

    // Who comes later to the new area gets it all, and nothing of the neighbours.
    let mut chief = ward.devices.remove("chief").unwrap();
    let mut later = ward.unit.join(&mut chief, "Ba", Role::Officer, &["Tổ 2"]);
    assert_eq!(ids(&mut later, Kind::Household), [house]);
    assert_eq!(later.history(house).unwrap(), chief.history(house).unwrap());
    assert_eq!(later.status().unwrap().set_aside, 0);
    assert!(!replica_holds(&ward.unit.home("Ba"), &["Khoai".as_bytes()]));
    assert!(!replica_holds(
        &ward.unit.home("Hai"),
        &["Khoai".as_bytes()]
    ));
}

#[test]
fn what_was_written_offline_in_the_old_area_follows() {
    let mut ward = Ward::new(502);
    let (house, old) = (ward.house, ward.visit);
    ward.move_to("Đội trưởng", "Tổ 2");
    // The officer of the old area does not know, and writes before and after the move has come to the relay.
    ward.note("Một", "note", "Nhà có chó dữ");
    let late = visit(ward.get("Một"), house, "Đường ngập");
    let todo = follow_up(ward.get("Một"), old, "Báo điện lực");
    ward.sync(&["Đội trưởng", "Hai", "Một"]);
    assert!(ids(ward.get("Một"), Kind::Visit).is_empty(), "it knows now");
    ward.sync(&["chief", "Hai"]);
    let two = ward.get("Hai");
    assert_eq!(two.get(house).unwrap().fields["note"], "Nhà có chó dữ");
    let mut visits = [old, late];
    visits.sort();
    assert_eq!(ids(two, Kind::Visit), visits);
    assert_eq!(ids(two, Kind::FollowUp), [todo]);
    let history = two.history(late).unwrap();
    assert_eq!(history[0].officer_name.as_deref(), Some("Một"));
    // Two devices that bring the same bring it once for those who read.
    ward.settle();
    assert_eq!(ward.listed(), ["chief", "Đội trưởng", "Hai"]);
    ward.agree();
    let packs = area_packs(&ward.unit);
    ward.settle();
    assert_eq!(area_packs(&ward.unit), packs, "nothing is brought twice");
}

#[test]
fn two_who_move_it_at_once_leave_it_in_one_area_and_a_choice() {
    for (seed, chosen) in [(503, "Tổ 2"), (504, "Tổ 3")] {
        let mut ward = Ward::new(seed);
        let house = ward.house;
        ward.move_to("Đội trưởng", "Tổ 2");
        ward.move_to("chief", "Tổ 3");
        ward.sync(&["Đội trưởng", "Hai"]);
        ward.note("Hai", "note", "Đã gặp");
        ward.settle();
        let conflicts = ward.get("chief").conflicts().unwrap();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(
            (conflicts[0].document, conflicts[0].field.as_str()),
            (house, "area")
        );
        let shown_in = conflicts[0].values[0].value.clone();
        let in_two = shown_in == json!(area(ward.get("chief"), "Tổ 2").to_string());
        let expected: &[&str] = match in_two {
            true => &["chief", "Đội trưởng", "Hai"],
            false => &["chief", "Đội trưởng"],
        };
        assert_eq!(ward.listed(), expected, "in one area only");
        assert_eq!(
            ward.get("chief").get(house).unwrap().fields["note"],
            "Đã gặp"
        );
        ward.agree();

        // Choosing is an edit like that of any conflict.
        let area = area(ward.get("chief"), chosen);
        let choice = [FieldEdit::set("area", Value::Reference(area))];
        ward.unit.clock.advance(Duration::from_secs(60));
        assert!(ward.get("chief").edit(house, &choice).unwrap());
        ward.settle();
        assert!(ward.get("Đội trưởng").conflicts().unwrap().is_empty());
        assert_eq!(ward.listed().contains(&"Hai"), chosen == "Tổ 2");
        ward.agree();
    }
}

#[test]
fn a_household_moves_back_with_what_was_written_elsewhere() {
    let mut ward = Ward::new(505);
    let house = ward.house;
    ward.move_to("chief", "Tổ 2");
    ward.sync(&["chief", "Hai", "Một", "Đội trưởng"]);
    assert_eq!(ward.listed(), ["chief", "Đội trưởng", "Hai"]);
    ward.note("Hai", "note", "Đã gặp");
    let there = visit(ward.get("Hai"), house, "Đường ngập");
    ward.sync(&["Hai", "Đội trưởng"]);
    ward.move_to("Đội trưởng", "Tổ 1");
    ward.note("Hai", "phone", "0987654321");
    ward.settle();
    assert_eq!(ward.listed(), ["chief", "Đội trưởng", "Một"]);
    let one = ward.get("Một");
    assert!(ids(one, Kind::Visit).contains(&there));
    let record = one.get(house).unwrap();
    assert_eq!(record.fields["note"], "Đã gặp");
    assert_eq!(
        record.fields["phone"], "0987654321",
        "written when it had left"
    );
    assert_eq!(record.moved_to, None);
    ward.note("Một", "note", "Lại ở đây");
    ward.settle();
    assert_eq!(
        ward.get("chief").get(house).unwrap().fields["note"],
        "Lại ở đây"
    );
    assert_eq!(ward.get("Hai").get(house).unwrap().fields["note"], "Đã gặp");
    ward.agree();
}

#[test]
fn an_erased_household_that_had_moved_is_gone_from_both_areas() {
    let mut ward = Ward::new(506);
    let house = ward.house;
    let before = packs_of(&ward.unit.home("chief"));
    ward.note("Một", "note", "Con trai đi làm xa");
    ward.sync(&["Một", "chief"]);
    ward.move_to("chief", "Tổ 2");
    ward.sync(&["chief", "Hai"]);
    ward.note("Hai", "note", "Con gái đi làm xa");
    ward.sync(&["Hai", "Một", "Đội trưởng", "chief"]);
    let holds: Vec<Vec<u8>> = packs_of(&ward.unit.home("chief"))
        .into_iter()
        .filter(|pack| !before.contains(pack))
        .map(|(_, middle)| middle)
        .collect();
    assert!(relay_holds(ward.unit.relay.data(), &holds));

    let plan = ward.get("chief").plan_erasure(&[house]).unwrap();
    assert_eq!(plan.records.len(), 2, "the visit goes along");
    ward.get("chief")
        .erase(&plan, EraseReason::Request)
        .unwrap();
    ward.sync(&["chief", "chief", "Hai", "Một", "Đội trưởng", "chief"]);
    ward.settle();
    let packs = packs_of(&ward.unit.home("chief"));
    let held: Vec<&Vec<u8>> = packs.iter().map(|(_, middle)| middle).collect();
    let gone: Vec<Vec<u8>> = holds
        .into_iter()
        .filter(|middle| !held.contains(&middle))
        .collect();
    assert!(
        gone.len() >= 3,
        "the old area's, what was carried, the new area's"
    );
    assert!(!relay_holds(ward.unit.relay.data(), &gone));
    let mut needles: Vec<&[u8]> = gone.iter().map(Vec::as_slice).collect();
    needles
        .extend([SECRET, "quach thi", "HB-1\"", "đi làm xa", "Sửa đèn đường"].map(str::as_bytes));
    for name in NAMES {
        let device = ward.get(name);
        assert!(!ids(device, Kind::Household).contains(&house), "{name}");
        assert!(ids(device, Kind::Visit).is_empty(), "{name}");
        let error = device.get(house).unwrap_err();
        assert!(
            matches!(error, ClientError::RecordErased),
            "{name}: {error}"
        );
        assert!(!replica_holds(&ward.unit.home(name), &needles), "{name}");
    }
    let rows = ward.get("chief").erasures().unwrap();
    let areas: Vec<Option<&str>> = rows.iter().map(|row| row.area.as_deref()).collect();
    assert!(
        areas.contains(&Some("Tổ 1")) && areas.contains(&Some("Tổ 2")),
        "{areas:?}"
    );
    assert!(rows.iter().all(|row| row.relay.is_some()), "{rows:?}");
    ward.agree();
}

#[test]
fn who_is_not_in_both_areas_neither_moves_nor_erases_it() {
    let mut ward = Ward::new(507);
    let house = ward.house;
    let refused = move_house(ward.get("Một"), house, "Tổ 2").unwrap_err();
    assert_eq!(refused.code(), "move-needs-both-areas");
    let two = area(ward.get("Một"), "Tổ 2");
    let edit = [FieldEdit::set("area", Value::Reference(two))];
    let refused = ward.get("chief").edit(house, &edit).unwrap_err();
    assert_eq!(refused.code(), "other-area");
    let visit = ward.visit;
    let refused = ward.get("chief").plan_move(visit, two).unwrap_err();
    assert_eq!(
        refused.code(),
        "other-area",
        "a visit goes where its household goes"
    );
    ward.move_to("chief", "Tổ 2");
    ward.settle();
    let refused = move_house(ward.get("Một"), house, "Tổ 1").unwrap_err();
    assert_eq!(refused.code(), "record-moved");
    for name in ["Một", "Hai"] {
        let refused = ward.get(name).plan_erasure(&[house]).unwrap_err();
        assert_eq!(refused.code(), "erase-needs-all-areas", "{name}");
    }
}

#[test]
fn late_work_in_the_old_area_follows_once_it_is_accepted() {
    let mut ward = Ward::new(508);
    let house = ward.house;
    let late = visit(ward.get("Một"), house, "Đường ngập");
    ward.move_to("chief", "Tổ 2");
    let plan = ward.get("chief").plan_revocation("Một").unwrap();
    ward.get("chief").carry_out(&plan).unwrap();
    ward.sync(&["chief", "Một", "chief", "Hai"]);
    assert!(
        !ids(ward.get("Hai"), Kind::Visit).contains(&late),
        "it waits"
    );
    let chief = ward.get("chief");
    let packs = chief.escrow().unwrap();
    let pack = packs
        .iter()
        .find(|pack| pack.documents.iter().any(|document| document.id == late))
        .expect("a pack that waits");
    assert_eq!(pack.verdict, EscrowVerdict::Waits);
    let pack = pack.pack.clone();
    chief.judge_escrow(&pack, &EscrowDecision::Accept).unwrap();
    ward.sync(&["chief", "chief", "Hai", "Đội trưởng"]);
    assert!(ids(ward.get("Hai"), Kind::Visit).contains(&late));
    let history = ward.get("Hai").history(late).unwrap();
    assert_eq!(history[0].officer_name.as_deref(), Some("Một"));
    ward.devices.remove("Một");
    let chief = shown(ward.get("chief"));
    assert_eq!(chief, shown(ward.get("Đội trưởng")));
}

#[test]
fn who_leaves_the_old_area_keeps_what_has_moved_to_the_new_one() {
    let mut ward = Ward::new(509);
    let house = ward.house;
    let plan = ward
        .get("chief")
        .plan_assignment("Một", None, Some("Tổ 2"))
        .unwrap();
    ward.get("chief").carry_out(&plan).unwrap();
    ward.sync(&["chief", "Một", "Một"]);
    // An officer of both areas may move it.
    ward.move_to("Một", "Tổ 2");
    ward.settle();
    let plan = ward
        .get("chief")
        .plan_assignment("Một", Some("Tổ 1"), None)
        .unwrap();
    ward.get("chief").carry_out(&plan).unwrap();
    ward.sync(&["chief", "Một"]);
    assert_eq!(ids(ward.get("Một"), Kind::Household), [house]);
    assert_eq!(ids(ward.get("Một"), Kind::Visit), [ward.visit]);
    assert!(!replica_holds(
        &ward.unit.home("Một"),
        &["Khoai".as_bytes()]
    ));
    ward.note("Một", "note", "Ở đây rồi");
    ward.settle();
    assert_eq!(
        ward.get("Hai").get(house).unwrap().fields["note"],
        "Ở đây rồi"
    );
    ward.agree();
    // And who leaves the new one keeps nothing of it.
    let plan = ward
        .get("chief")
        .plan_assignment("Một", Some("Tổ 2"), Some("Tổ 1"))
        .unwrap();
    ward.get("chief").carry_out(&plan).unwrap();
    ward.sync(&["chief", "Một", "Một"]);
    assert!(ward.listed().iter().all(|name| *name != "Một"));
    assert_eq!(ids(ward.get("Một"), Kind::Household).len(), 1);
    ward.settle();
    ward.agree();
}

#[test]
fn who_leaves_an_area_keeps_what_the_other_carries_of_a_record_that_just_moved_there() {
    let unit = Unit::new(2071);
    let areas = ["Tổ 1", "Tổ 2"];
    let mut chief = unit.found(&areas);
    let mut auditor = unit.join(&mut chief, "Kiểm", Role::Auditor, &areas);
    let house = household(&mut chief, "Tổ 2", "HB-1", SECRET);
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut auditor).unwrap();
    move_house(&mut chief, house, "Tổ 1").unwrap();
    let plan = chief.plan_assignment("Kiểm", Some("Tổ 1"), None).unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    // Hears of the move and of the end of its access in one sync.
    unit.sync(&mut auditor).unwrap();
    move_house(&mut chief, house, "Tổ 2").unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut auditor).unwrap();
    assert_eq!(auditor.get(house).unwrap().fields["head"], SECRET);
}
