//! The check at the end of a sync: devices that hold the same packs hold the same documents, and where one does not, it is told and
//! comes right.

use client_core::{
    Comparison, Difference, DocId, Kind, Notebook, Role, SpaceKind, SuspicionReason,
};
use proto::Frame;
use testkit::FixedClock;
use tests::between::Between;
use tests::by_hand::{export, import};
use tests::tables::change;
use tests::{PIN, Unit, copy_files, household, ids, key_of, transport};

const DAY: i64 = 24 * 3_600_000;

fn next_day(clock: &FixedClock) {
    clock.set(clock.unix_millis() + DAY);
}

fn visit(unit: &Unit, device: &mut Notebook, code: &str) -> DocId {
    let house = household(device, "Tổ 1", code, "Nguyễn Thị Hoà");
    unit.sync(device).expect("a pack");
    house
}

/// Tells how the area's space compares.
fn area(device: &mut Notebook) -> Comparison {
    let all = device.check().expect("a check");
    let area = all.into_iter().find(|one| one.kind == SpaceKind::Area);
    area.expect("an area")
}

fn open(device: &mut Notebook) -> Vec<Difference> {
    let all = device.differences().expect("a list");
    all.into_iter()
        .filter(|one| one.healed_at.is_none())
        .collect()
}

/// Changes a device's tables while the program does not run.
fn tampered(unit: &Unit, name: &str, device: Notebook, sql: &str) -> Notebook {
    drop(device);
    let home = unit.home(name);
    let sql = format!("PRAGMA foreign_keys = OFF; {sql}");
    change(&home, &key_of(&home), &sql);
    // What the world draws must not be drawn twice.
    let again = format!("{name} again");
    Notebook::open(&home, unit.world(&again), PIN).expect("the notebook opens")
}

/// A household's changes.
fn of(house: DocId) -> String {
    let id = house.to_string().replace('-', "");
    format!("record IN (SELECT n FROM doc_record WHERE id = x'{id}')")
}

#[test]
fn devices_with_the_same_packs_compare_and_agree() {
    let unit = Unit::new(2001);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    for day in 0..3 {
        next_day(&unit.clock);
        visit(&unit, &mut officer, &format!("HB-{day}"));
        visit(&unit, &mut chief, &format!("HC-{day}"));
        unit.sync(&mut officer).unwrap();
    }
    let (here, there) = (area(&mut chief), area(&mut officer));
    assert!(
        here.compared >= 2 && there.compared >= 2,
        "{here:?} {there:?}"
    );
    assert_eq!((here.skipped, there.skipped), (0, 0));
    assert_eq!(
        (here.documents, here.changes),
        (there.documents, there.changes)
    );
    assert!(chief.differences().unwrap().is_empty());
    assert!(officer.differences().unwrap().is_empty());
}

#[test]
fn changes_that_a_database_lost_are_back_after_the_next_sync() {
    let unit = Unit::new(2002);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = visit(&unit, &mut officer, "HB-1");
    unit.sync(&mut chief).unwrap();
    let sql = format!("DELETE FROM doc_change WHERE {}", of(house));
    let mut chief = tampered(&unit, "chief", chief, &sql);
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.get(house).unwrap().fields["code"], "HB-1");
    let noticed = chief.differences().unwrap();
    assert_eq!(noticed.len(), 1, "{noticed:?}");
    assert_eq!(
        (noticed[0].device, &noticed[0].records),
        (None, &vec![house])
    );
    assert_eq!(noticed[0].documents[0] + 1, noticed[0].documents[1]);
    assert!(noticed[0].healed_at.is_some());
    assert_eq!(chief.status().unwrap().differences, 0);
}

#[test]
fn packs_that_a_database_lost_are_asked_for_again_and_nobody_is_accused() {
    let unit = Unit::new(2003);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let houses = [
        visit(&unit, &mut officer, "HB-1"),
        visit(&unit, &mut officer, "HB-2"),
    ];
    unit.sync(&mut chief).unwrap();
    let lost = format!("SELECT pack FROM doc_change WHERE {}", of(houses[0]));
    let lost = |more: &str| format!("{more} DELETE FROM doc_pack WHERE n IN ({lost});");
    // Once with its changes, and once without them.
    let id = houses[0].to_string().replace('-', "");
    let with_changes = format!(
        "CREATE TEMP TABLE lost AS {}; DELETE FROM doc_change WHERE pack IN (SELECT pack FROM lost);
         DELETE FROM doc_record WHERE id = x'{id}'; DELETE FROM doc_pack WHERE n IN (SELECT pack FROM lost);",
        format_args!("SELECT pack FROM doc_change WHERE {}", of(houses[0])),
    );
    for sql in [lost(""), with_changes] {
        chief = tampered(&unit, "chief", chief, &sql);
        let report = unit.sync(&mut chief).unwrap();
        assert!(report.requests <= 4, "{report:?}");
        assert_eq!(chief.get(houses[0]).unwrap().fields["code"], "HB-1");
        assert!(chief.suspicions().unwrap().is_empty());
        let (here, there) = (area(&mut chief), area(&mut officer));
        assert_eq!((here.packs, here.changes), (there.packs, there.changes));
        assert!(open(&mut chief).is_empty());
        let idle = unit.sync(&mut chief).unwrap();
        assert_eq!(idle.requests, 1);
    }
}

#[test]
fn what_only_others_can_notice_is_shown_to_both_and_comes_right() {
    let unit = Unit::new(2004);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = visit(&unit, &mut officer, "HB-1");
    unit.sync(&mut chief).unwrap();
    next_day(&unit.clock);
    // The device has forgotten how much it had.
    let sql = format!(
        "DELETE FROM doc_change WHERE {}; DELETE FROM doc_meta WHERE key = 'changes_carried';",
        of(house)
    );
    let mut officer = tampered(&unit, "Cúc", officer, &sql);
    visit(&unit, &mut officer, "HB-2");
    unit.sync(&mut chief).unwrap();
    let noticed = open(&mut chief);
    assert_eq!(noticed.len(), 1, "{noticed:?}");
    assert_eq!(noticed[0].officer_name.as_deref(), Some("Cúc"));
    assert_eq!(noticed[0].documents[0], noticed[0].documents[1] + 1);
    assert_eq!(chief.status().unwrap().differences, 1);
    unit.sync(&mut officer).unwrap();
    assert_eq!(officer.get(house).unwrap().fields["code"], "HB-1");
    // The look at the record is a line in the log.
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    for device in [&mut chief, &mut officer] {
        assert!(open(device).is_empty());
        let idle = unit.sync(device).unwrap();
        assert_eq!(
            (idle.requests, idle.packs_pulled, idle.packs_pushed),
            (1, 0, 0)
        );
    }
    assert_eq!(area(&mut chief).changes, area(&mut officer).changes);
}

#[test]
fn the_newest_pack_kept_back_from_one_device_is_noticed_by_what_another_holds() {
    let unit = Unit::new(2005);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut first = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut second = unit.join(&mut chief, "Dũng", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut second).unwrap();
    let house = visit(&unit, &mut first, "HB-1");
    let mut keeping_back = Between::new(transport(&unit.relay.url()), |frame| match frame {
        Frame::Pack { space, cursor, .. } => Some(Frame::Cursor { space, cursor }),
        other => Some(other),
    });
    second.sync(&mut keeping_back, &mut |_| {}).unwrap();
    drop(keeping_back);
    assert!(ids(&mut second, Kind::Household).is_empty());
    unit.sync(&mut chief).unwrap();
    next_day(&unit.clock);
    visit(&unit, &mut chief, "HB-2");
    unit.sync(&mut second).unwrap();
    assert_eq!(second.get(house).unwrap().fields["code"], "HB-1");
    let noticed = second.suspicions().unwrap();
    assert_eq!(noticed.len(), 1, "{noticed:?}");
    assert_eq!(noticed[0].reason, SuspicionReason::Withheld);
    assert!(noticed[0].healed_at.is_some());
    assert!(open(&mut second).is_empty());
    assert!(area(&mut second).compared > 0);
}

#[test]
fn a_device_says_what_it_holds_once_a_day_and_only_with_other_news() {
    let unit = Unit::new(2006);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    visit(&unit, &mut officer, "HB-0");
    next_day(&unit.clock);
    household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let with = unit.sync(&mut officer).unwrap().bytes_up;
    household(&mut officer, "Tổ 1", "HB-2", "Nguyễn Thị Hoà");
    let without = unit.sync(&mut officer).unwrap().bytes_up;
    assert!(with > without && with - without < 120, "{with} {without}");
    next_day(&unit.clock);
    let idle = unit.sync(&mut officer).unwrap();
    assert_eq!((idle.requests, idle.packs_pushed), (1, 0));
}

#[test]
fn what_a_copy_of_the_phone_sealed_first_is_no_difference() {
    let unit = Unit::new(2009);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let unsent = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    drop(officer);
    let (home, other) = (unit.home("Cúc"), unit.home("Cúc's copy"));
    copy_files(home.folder(), other.folder());
    let mut copy = Notebook::open(&other, unit.world("the copy"), PIN).unwrap();
    let file = export(&mut copy);
    let mut officer = Notebook::open(&home, unit.world("Cúc again"), PIN).unwrap();
    // Both seal it under one number, and the copy's comes to the relay first.
    export(&mut officer);
    assert!(import(&mut chief, &file).packs > 0);
    unit.sync(&mut chief).expect("a sync");
    unit.sync(&mut officer).expect("a sync");
    for _ in 0..2 {
        unit.sync(&mut chief).expect("a sync");
        unit.sync(&mut officer).expect("a sync");
    }
    for device in [&mut chief, &mut officer] {
        assert_eq!(ids(device, Kind::Household), [unsent]);
        let told = device.differences().expect("a list");
        assert!(told.is_empty(), "{told:?}");
    }
    assert!(area(&mut chief).compared > 0);
}
