//! What moves: a household to another area, and an officer out of one. Wherever a device is killed at that, a household is in
//! one area with all that was said of it, and work is safe before it is wiped.

use super::device::{run, tables_are_whole};
use super::{can_kill, record_visit};
use crate::erasing::replica_holds;
use client_core::{DocId, EscrowVerdict, FieldEdit, Home, Kind, Notebook, Value};
use testkit::process::WritePoints;
use tests::attempts::{Moment, at_every_write_point};
use tests::ids;
use tests::play::shown;

const AREAS: [&str; 2] = ["Tổ 1", "Tổ 2"];
const LATE: &str = "Lời ghi ở tổ cũ";

/// A founder of two areas, an officer in the first, where the household is, and one in the second; all have everything.
fn two_areas() -> Moment {
    let moment = Moment::of_areas(&AREAS);
    let chief = moment.sotay("chief");
    let station = &moment.station;
    station.join(&chief, "officer", "Lê Thị Cúc", &AREAS[..1]);
    station.join(&chief, "other", "Phạm Văn Đức", &AREAS[1..]);
    for name in ["chief", "officer", "other"] {
        moment.sync(&mut moment.open(name)).unwrap();
    }
    moment
}

fn house(device: &Notebook) -> DocId {
    device.find(Some(Kind::Household), "HB-1").unwrap()
}

fn area(device: &Notebook, name: &str) -> DocId {
    device.find(Some(Kind::Area), name).unwrap()
}

fn move_house(device: &mut Notebook, house: DocId, to: &str) -> bool {
    let to = area(device, to);
    let plan = device.plan_move(house, to).unwrap();
    device.move_record(&plan).unwrap()
}

/// The officer writes offline in the old area: of the household, and a visit.
fn write_late(moment: &Moment) {
    let mut officer = moment.open("officer");
    let house = house(&officer);
    let note = [FieldEdit::set("note", Value::text(LATE))];
    officer.edit(house, &note).unwrap();
    record_visit(&mut officer, LATE);
}

/// Lets everybody meet the relay until nothing comes any more, and checks that the household is in the second area alone, with
/// so many visits, and with the same history wherever it is listed; and the tables of the device that was killed.
fn lives_in_the_second_area(moment: &Moment, killed: &str, (house, visits): (DocId, usize)) {
    let [mut officer, mut chief, mut other] =
        ["officer", "chief", "other"].map(|name| moment.open(name));
    for device in [&mut officer, &mut chief, &mut other] {
        assert_eq!(moment.sync(device).unwrap().unsent, 0);
    }
    moment.sync(&mut officer).unwrap();
    for device in [&mut chief, &mut other] {
        assert_eq!(ids(device, Kind::Household), [house]);
        assert_eq!(ids(device, Kind::Visit).len(), visits);
    }
    let held = shown(&mut chief);
    for (id, record) in shown(&mut other) {
        assert_eq!(held.get(&id), Some(&record));
    }
    assert_eq!(ids(&mut officer, Kind::Household), []);
    assert_eq!(ids(&mut officer, Kind::Visit), []);
    let to = area(&chief, "Tổ 2");
    assert_eq!(officer.get(house).unwrap().moved_to, Some(to));
    for (name, device) in [("chief", chief), ("officer", officer), ("other", other)] {
        let mut device = device;
        assert_eq!(device.status().unwrap().set_aside, 0, "{name}");
        if name == killed {
            tables_are_whole(&Home::at(moment.station.path(name)), &mut device);
        }
    }
}

/// Kills the command of a home everywhere, and checks after each kill that the move comes to its end.
fn kill_everywhere(
    moment: &mut Moment,
    name: &str,
    arguments: &[&str],
    (house, visits): (DocId, usize),
) -> u64 {
    moment.hold(&["chief", "officer", "other"]);
    let folder = moment.station.path(name);
    let device = moment.sotay(name);
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, arguments);
        let mut chief = moment.open("chief");
        let to = area(&chief, "Tổ 2").to_string();
        if chief.get(house).unwrap().fields["area"] != to {
            assert_eq!(confirmed, None, "confirmed and not moved");
            assert!(move_house(&mut chief, house, "Tổ 2"));
        }
        drop(chief);
        lives_in_the_second_area(moment, name, (house, visits));
        reached
    })
}

#[test]
fn a_move_killed_anywhere_has_moved_the_household_or_can_be_done_again_and_all_follow() {
    if !can_kill() {
        return;
    }
    let mut moment = two_areas();
    let house = house(&moment.open("chief"));
    let moves = ["household", "move", "HB-1", "--to", "Tổ 2"];
    let kills = kill_everywhere(&mut moment, "chief", &moves, (house, 1));
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_sync_that_carries_late_words_after_a_moved_household_is_killed_and_the_next_carries_them() {
    if !can_kill() {
        return;
    }
    let mut moment = two_areas();
    let mut chief = moment.open("chief");
    let house = house(&chief);
    assert!(move_house(&mut chief, house, "Tổ 2"));
    drop(chief);
    write_late(&moment);
    moment.sync(&mut moment.open("officer")).unwrap();
    let kills = kill_everywhere(&mut moment, "chief", &["sync"], (house, 2));
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_sync_that_brings_a_moved_household_is_killed_and_it_is_all_there_after_the_next() {
    if !can_kill() {
        return;
    }
    let mut moment = two_areas();
    let mut chief = moment.open("chief");
    let house = house(&chief);
    assert!(move_house(&mut chief, house, "Tổ 2"));
    moment.sync(&mut chief).unwrap();
    drop(chief);
    let kills = kill_everywhere(&mut moment, "other", &["sync"], (house, 1));
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_sync_that_takes_a_moved_household_away_is_killed_and_what_was_written_there_follows_it() {
    if !can_kill() {
        return;
    }
    let mut moment = two_areas();
    let mut chief = moment.open("chief");
    let house = house(&chief);
    assert!(move_house(&mut chief, house, "Tổ 2"));
    moment.sync(&mut chief).unwrap();
    drop(chief);
    write_late(&moment);
    let kills = kill_everywhere(&mut moment, "officer", &["sync"], (house, 2));
    assert!(kills > 50, "{kills}");
}

#[test]
fn leaving_an_area_killed_anywhere_goes_on_and_unsent_work_is_with_the_supervisor_before() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_areas(&AREAS);
    let chief = moment.sotay("chief");
    tests::programs::new_household(&chief, "Tổ 2", "HB-2");
    chief.json(&["sync"]).unwrap();
    let station = &moment.station;
    station.join(&chief, "officer", "Lê Thị Cúc", &AREAS);
    record_visit(&mut moment.open("officer"), LATE);
    let house = house(&moment.open("officer"));
    let leave = ["reassign", "Lê Thị Cúc", "--from", "Tổ 1", "--yes"];
    chief.json(&leave).unwrap();
    moment.hold(&["chief", "officer"]);
    let (folder, device) = (moment.station.path("officer"), moment.sotay("officer"));
    let home = Home::at(&folder);
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    assert!(replica_holds(&home, &[LATE.as_bytes()]));
    let kills = at_every_write_point(|order| {
        moment.again();
        let (_, reached) = run(&device, &points, order, &["sync"]);
        let [mut officer, mut chief] = ["officer", "chief"].map(|name| moment.open(name));
        let mut is_late_work_there = || {
            moment.sync(&mut chief).unwrap();
            let packs = chief.escrow().unwrap();
            packs
                .iter()
                .any(|pack| pack.verdict == EscrowVerdict::Waits)
        };
        if !ids(&mut officer, Kind::Household).contains(&house) {
            assert!(is_late_work_there(), "wiped before its work was safe");
        }
        moment.sync(&mut officer).unwrap();
        assert!(is_late_work_there());
        let status = officer.status().unwrap();
        assert_eq!((status.unsent, status.set_aside), (0, 0));
        assert!(!status.access_ended, "the other area stays");
        let houses = ids(&mut officer, Kind::Household);
        assert!(houses.len() == 1 && !houses.contains(&house), "{houses:?}");
        assert_eq!(ids(&mut officer, Kind::Visit), []);
        assert_eq!(officer.late_work().unwrap().len(), 1);
        tables_are_whole(&home, &mut officer);
        drop(officer);
        for word in [LATE, "Sửa đèn đường"] {
            assert!(!replica_holds(&home, &[word.as_bytes()]), "{word}");
        }
        reached
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_change_of_areas_killed_anywhere_is_decided_for_both_or_for_none_and_can_be_decided_again() {
    if !can_kill() {
        return;
    }
    let mut moment = two_areas();
    moment.hold(&["chief", "officer"]);
    let (folder, device) = (moment.station.path("chief"), moment.sotay("chief"));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let change = ["Lê Thị Cúc", "--from", "Tổ 1", "--to", "Tổ 2", "--yes"];
    let change = [&["reassign"][..], &change].concat();
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, &change);
        let [mut chief, mut officer] = ["chief", "officer"].map(|name| moment.open(name));
        let meet = |chief: &mut Notebook, officer: &mut Notebook| {
            for _ in 0..2 {
                moment.sync(chief).unwrap();
                assert_eq!(moment.sync(officer).unwrap().unsent, 0);
            }
        };
        meet(&mut chief, &mut officer);
        let areas = |officer: &mut Notebook| {
            let inside = officer.me().unwrap().areas;
            AREAS.map(|name| inside.contains_key(name))
        };
        let now = areas(&mut officer);
        assert!(
            now == [false, true] || now == [true, false] && confirmed.is_none(),
            "{now:?}"
        );
        if now == [true, false] {
            let plan = chief.plan_assignment("Lê Thị Cúc", Some("Tổ 1"), Some("Tổ 2"));
            chief.carry_out(&plan.unwrap()).unwrap();
            meet(&mut chief, &mut officer);
            assert_eq!(areas(&mut officer), [false, true]);
        }
        assert_eq!(ids(&mut officer, Kind::Household), []);
        tables_are_whole(&Home::at(&folder), &mut chief);
        reached
    });
    assert!(kills > 20, "{kills}");
}
