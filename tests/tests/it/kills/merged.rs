//! Small packs become one: wherever the device that merges them is killed, or the relay that puts the merged one in their
//! place and deletes them when their grace is over, everything that was said is there, and the next meeting goes on.

use super::device::{run, tables_are_whole};
use super::relay::{meet_under, page, start_again, told};
use super::{can_kill, record_visit};
use client_core::{Home, Kind};
use rusqlite::{Connection, OpenFlags};
use testkit::process::{Relay, WritePoints};
use tests::attempts::{Moment, at_every_write_point};
use tests::ids;
use tests::play::shown;

/// So many packs of the officer are known to the founder, and so many more are not: together enough to be merged.
const KNOWN: usize = 6;
const NEWS: usize = 7;
/// With the one of the founder.
const VISITS: usize = 1 + KNOWN + NEWS;

/// Lets the officer bring so many packs of a visit each.
fn bring_packs(moment: &Moment, count: usize) {
    let mut officer = moment.open("officer");
    for _ in 0..count {
        record_visit(&mut officer, "Làm căn cước");
        moment.sync(&mut officer).unwrap();
    }
}

/// A founder who is about to merge what an officer has brought.
fn about_to_merge(moment: &Moment) {
    let chief = moment.sotay("chief");
    let station = &moment.station;
    station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    bring_packs(moment, KNOWN);
    moment.sync(&mut moment.open("chief")).unwrap();
    bring_packs(moment, NEWS);
    assert_eq!(in_grace(moment), 0);
}

/// Counts in the store of a relay that runs; it is only read.
fn count(moment: &Moment, table: &str) -> i64 {
    let store = moment.station.relay.data().join("relay.sqlite3");
    let store = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = format!("SELECT count(*) FROM {table}");
    store.query_row(&sql, [], |row| row.get(0)).unwrap()
}

/// Counts the packs in whose place a merged one stands.
fn in_grace(moment: &Moment) -> i64 {
    count(moment, "grace")
}

/// Lets everybody meet the relay, and checks that all have everything, also who comes later and gets what was merged.
fn has_everything(moment: &Moment) {
    let [mut chief, mut officer] = ["chief", "officer"].map(|name| moment.open(name));
    for device in [&mut chief, &mut officer] {
        let report = moment.sync(device).unwrap();
        assert_eq!(report.unsent, 0);
        assert!(report.requests < 10, "{report:?}");
    }
    let wanted = shown(&mut chief);
    assert_eq!(shown(&mut officer), wanted);
    assert_eq!(ids(&mut chief, Kind::Visit).len(), VISITS);
    for device in [&mut chief, &mut officer] {
        assert_eq!(device.status().unwrap().set_aside, 0);
    }
    tables_are_whole(&Home::at(moment.station.path("chief")), &mut chief);
    drop(officer);
    let mut fresh = moment.join(&mut chief);
    assert_eq!(fresh.status().unwrap().set_aside, 0);
    assert_eq!(ids(&mut fresh, Kind::Visit).len(), VISITS);
    let held = shown(&mut fresh);
    for (id, record) in &wanted {
        assert_eq!(held.get(id), Some(record));
    }
    let checked = server::storage::sqlite::check(moment.station.relay.data()).unwrap();
    assert_eq!(checked.damages, []);
}

#[test]
fn a_sync_that_merges_packs_is_killed_and_the_next_merges_them_once() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_a_unit();
    about_to_merge(&moment);
    moment.hold(&["chief", "officer"]);
    let (folder, device) = (moment.station.path("chief"), moment.sotay("chief"));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let mut merged = None;
    let kills = at_every_write_point(|order| {
        moment.again();
        let (_, reached) = run(&device, &points, order, &["sync"]);
        has_everything(&moment);
        // As many as by a sync that nobody ended.
        let now = in_grace(&moment);
        assert!(now > 0);
        assert_eq!(*merged.get_or_insert(now), now);
        reached
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_relay_killed_while_it_puts_a_merged_pack_in_its_place_has_the_old_ones_or_that_and_ends_it_with_the_next_sync()
 {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_a_unit();
    about_to_merge(&moment);
    moment.sync(&mut moment.open("officer")).unwrap();
    moment.hold(&["chief", "officer"]);
    let kills = at_every_write_point(|order| {
        moment.again();
        let mut chief = moment.open("chief");
        let reached = meet_under(order, &moment, &mut chief);
        drop(chief);
        start_again(&mut moment);
        has_everything(&moment);
        assert!(in_grace(&moment) > 0);
        reached
    });
    assert!(kills > 10, "{kills}");
}

/// Waits until a relay that was started has looked for packs whose grace is over, or is dead and gives no page.
fn grace_is_ended(relay: &Relay) {
    let is_under_way = |page: &str| page.contains("\nsotay_commit_tasks_count 0\n");
    while page(relay, "/metrics").is_ok_and(|page| is_under_way(&page)) {}
}

#[test]
fn a_relay_killed_while_it_deletes_what_was_merged_has_all_in_the_merged_pack_and_goes_on() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_a_unit_with(&["--grace-days", "0"]);
    about_to_merge(&moment);
    for name in ["chief", "officer"] {
        moment.sync(&mut moment.open(name)).unwrap();
    }
    // A relay looks for it when it starts, then every hour.
    assert!(in_grace(&moment) > 0);
    moment.hold(&["chief", "officer"]);
    let kills = at_every_write_point(|order| {
        moment.again_with_the_relay_stopped();
        moment.points.give(order).unwrap();
        let started = moment.station.relay.restart();
        if started.is_ok() {
            grace_is_ended(&moment.station.relay);
            moment.station.relay.stop().unwrap();
        }
        let reached = told(order, moment.points.withdraw().unwrap());
        assert!(started.is_ok() || reached.killed, "{started:?}");
        moment.station.relay.restart().unwrap();
        grace_is_ended(&moment.station.relay);
        assert_eq!(in_grace(&moment), 0);
        has_everything(&moment);
        reached
    });
    assert!(kills > 30, "{kills}");
}
