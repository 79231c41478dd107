//! The relay: wherever it is killed, it starts again with all that it acknowledged, and the next sync does the rest.

use super::can_kill;
use client_core::{EraseReason, Kind, Notebook, Safety};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use testkit::process::{KillOrder, Reached, Relay};
use tests::attempts::{Moment, at_every_write_point};
use tests::play::shown;
use tests::{fields, household, ids};

/// Says what the relay came to, for the one that fails.
pub(super) fn told(order: KillOrder, reached: Reached) -> Reached {
    let last = reached.points.last().map_or("no point", String::as_str);
    eprintln!("{order:?}: {last}");
    reached
}

/// Asks a relay for a page.
pub(super) fn page(relay: &Relay, path: &str) -> io::Result<String> {
    let mut socket = TcpStream::connect(relay.address())?;
    let head = "HTTP/1.1\r\nHost: relay\r\nConnection: close";
    write!(socket, "GET {path} {head}\r\n\r\n")?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Checks that a relay says of itself that it can store something.
fn is_ready(relay: &Relay) {
    let answer = page(relay, "/readyz").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// Lets a device meet a relay under an order; returns how far the relay came.
pub(super) fn meet_under(order: KillOrder, moment: &Moment, device: &mut Notebook) -> Reached {
    moment.points.give(order).unwrap();
    let met = moment.sync(device);
    let reached = told(order, moment.points.withdraw().unwrap());
    match (reached.killed, met) {
        (false, met) => drop(met.unwrap()),
        (true, Err(error)) => assert_eq!(error.code(), "no-network", "{error}"),
        (true, Ok(_)) => panic!("a relay that is dead has answered"),
    }
    reached
}

/// Starts a relay again that was killed or is killed now.
pub(super) fn start_again(moment: &mut Moment) {
    moment.station.relay.kill().unwrap();
    moment.station.relay.restart().unwrap();
    is_ready(&moment.station.relay);
}

/// Checks that `other` gets all that `device` believes to be on the relay; that one more sync of both makes them show the
/// same; and that nothing is there twice.
fn nothing_acknowledged_is_lost(moment: &Moment, device: &mut Notebook, other: &mut Notebook) {
    moment.sync(other).unwrap();
    let held = shown(other);
    let here = shown(device);
    for (record, shown) in &here {
        if device.get(*record).unwrap().safety == Safety::OnRelay {
            assert_eq!(held.get(record), Some(shown), "the relay lacks {record}");
        }
    }
    assert_eq!(moment.sync(device).unwrap().unsent, 0);
    moment.sync(other).unwrap();
    assert_eq!(shown(other), here);
}

/// A founder, and an officer with visits that the relay does not have yet.
fn officer_with_news() -> Moment {
    let mut moment = Moment::of_a_unit();
    let chief = moment.sotay("chief");
    let station = &moment.station;
    station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    chief.json(&["sync"]).unwrap();
    let mut officer = moment.open("officer");
    let house = officer.find(Some(Kind::Household), "HB-1").unwrap();
    for need in ["Làm căn cước", "Sửa cầu"] {
        let visit = serde_json::json!({ "household": house.to_string(), "purposes": ["support"], "needs": [need] });
        officer.create(Kind::Visit, fields(visit)).unwrap();
    }
    drop(officer);
    moment.hold(&["chief", "officer"]);
    moment
}

#[test]
fn a_relay_killed_in_the_middle_of_a_sync_keeps_all_that_it_acknowledged() {
    if !can_kill() {
        return;
    }
    let mut moment = officer_with_news();
    let kills = at_every_write_point(|order| {
        moment.again();
        let mut officer = moment.open("officer");
        let reached = meet_under(order, &moment, &mut officer);
        start_again(&mut moment);
        let mut chief = moment.open("chief");
        nothing_acknowledged_is_lost(&moment, &mut officer, &mut chief);
        reached
    });
    assert!(kills > 10, "{kills}");
}

#[test]
fn a_relay_killed_while_a_unit_is_founded_takes_it_in_at_the_next_sync() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_nobody();
    moment.station.found_offline(&["Tổ 1"]);
    household(&mut moment.open("chief"), "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    moment.hold(&["chief"]);
    let kills = at_every_write_point(|order| {
        moment.again();
        let mut chief = moment.open("chief");
        let reached = meet_under(order, &moment, &mut chief);
        start_again(&mut moment);
        assert_eq!(moment.sync(&mut chief).unwrap().unsent, 0);
        let mut officer = moment.join(&mut chief);
        nothing_acknowledged_is_lost(&moment, &mut chief, &mut officer);
        reached
    });
    assert!(kills > 10, "{kills}");
}

#[test]
fn a_relay_killed_at_its_first_start_starts_at_the_second() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_nobody();
    moment.station.found_offline(&["Tổ 1"]);
    moment.hold(&["chief"]);
    let data = moment.station.relay.data().to_owned();
    let kills = at_every_write_point(|order| {
        moment.again();
        moment.station.relay.kill().unwrap();
        std::fs::remove_dir_all(&data).unwrap();
        moment.points.give(order).unwrap();
        let started = moment.station.relay.restart();
        let reached = told(order, moment.points.withdraw().unwrap());
        assert_eq!(started.is_err(), reached.killed, "{started:?}");
        start_again(&mut moment);
        let mut chief = moment.open("chief");
        assert_eq!(moment.sync(&mut chief).unwrap().unsent, 0);
        reached
    });
    assert!(kills > 10, "{kills}");
}

#[test]
fn a_relay_killed_while_it_stops_keeps_everything() {
    if !can_kill() {
        return;
    }
    let mut moment = officer_with_news();
    let kills = at_every_write_point(|order| {
        moment.again();
        let mut officer = moment.open("officer");
        assert_eq!(moment.sync(&mut officer).unwrap().unsent, 0);
        moment.points.give(order).unwrap();
        let stopped = moment.station.relay.stop().unwrap();
        let reached = told(order, moment.points.withdraw().unwrap());
        assert_eq!(stopped.signal(), reached.killed.then_some(9), "{stopped}");
        start_again(&mut moment);
        let mut chief = moment.open("chief");
        nothing_acknowledged_is_lost(&moment, &mut officer, &mut chief);
        reached
    });
    assert!(kills > 1, "{kills}");
}

/// The device brings what takes the place of the packs that held the record, and the relay deletes those before it answers.
#[test]
fn a_relay_killed_while_it_takes_replacements_has_erased_nothing_or_all_and_ends_it_with_the_next_sync()
 {
    if !can_kill() {
        return;
    }
    let mut moment = officer_with_news();
    moment.sync(&mut moment.open("officer")).unwrap();
    let mut chief = moment.open("chief");
    moment.sync(&mut chief).unwrap();
    let house = chief.find(Some(Kind::Household), "HB-1").unwrap();
    let plan = chief.plan_erasure(&[house]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    drop(chief);
    moment.hold(&["chief", "officer"]);
    let kills = at_every_write_point(|order| {
        moment.again();
        let mut chief = moment.open("chief");
        let reached = meet_under(order, &moment, &mut chief);
        start_again(&mut moment);
        let mut officer = moment.open("officer");
        moment.sync(&mut chief).unwrap();
        moment.sync(&mut officer).unwrap();
        assert_eq!(shown(&mut officer), shown(&mut chief));
        let erased = chief.erasures().unwrap();
        assert!(!erased.is_empty());
        for row in erased {
            assert!(row.relay.is_some(), "{row:?}");
        }
        assert_eq!(shown(&mut officer).get(&house), None);
        let checked = server::storage::sqlite::check(moment.station.relay.data()).unwrap();
        assert_eq!(checked.damages, []);
        reached
    });
    assert!(kills > 10, "{kills}");
}

#[test]
fn a_device_that_only_asks_for_news_costs_the_relay_no_write() {
    if !can_kill() {
        return;
    }
    let mut moment = officer_with_news();
    let mut officer = moment.open("officer");
    moment.sync(&mut officer).unwrap();
    drop(officer);
    moment.hold(&["chief", "officer"]);
    // Nothing is looked at before: that would be written down, and sent.
    let mut chief = moment.open("chief");
    let reached = meet_under(KillOrder::Count, &moment, &mut chief);
    assert_eq!(reached.points, Vec::<String>::new());
    assert_eq!(ids(&mut chief, Kind::Visit).len(), 3);
}
