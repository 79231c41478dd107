//! The relay: down, another one, or of another opinion about the time.

use client_core::{FieldEdit, Founding, Kind, Notebook, Role, Safety, UnixMillis, Value};
use serde_json::json;
use std::time::Duration;
use testkit::FixedClock;
use testkit::process::Relay;
use tests::programs::{Station, count, new_household, refused};
use tests::{MORNING, PIN, Unit, fields, household, ids, key_of, world};

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

#[test]
fn a_relay_that_is_down_ends_with_4_and_all_goes_out_when_it_is_back() {
    let mut station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    station.relay.stop().unwrap();
    new_household(&chief, "Tổ 1", "HB-1");
    for _ in 0..2 {
        assert_eq!(
            refused(&chief.run(&["sync"]).unwrap()),
            (4, "no-network".to_owned())
        );
    }
    assert!(chief.json(&["status"]).unwrap()["unsent"].as_u64().unwrap() > 0);
    assert_eq!(count(&chief, "household"), 1);
    station.relay.restart().unwrap();
    assert_eq!(chief.json(&["sync"]).unwrap()["unsent"], 0);
}

#[test]
fn a_relay_of_another_unit_gets_nothing_and_ends_with_3() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    new_household(&chief, "Tổ 1", "HB-1");
    let other = Relay::start(&station.programs, &station.path("other-relay")).unwrap();
    let outcome = chief.run(&["sync", "--relay", &other.url()]).unwrap();
    assert_eq!(refused(&outcome), (3, "wrong-relay".to_owned()));
    assert!(chief.json(&["status"]).unwrap()["unsent"].as_u64().unwrap() > 0);
    assert_eq!(chief.json(&["sync"]).unwrap()["unsent"], 0);
}

#[test]
fn the_same_relay_at_another_address_is_the_same_relay() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    let link = testkit::Link::open(station.relay.address(), testkit::LinkSpeed::LOOPBACK).unwrap();
    new_household(&chief, "Tổ 1", "HB-1");
    assert_eq!(
        chief.json(&["sync", "--relay", &link.url()]).unwrap()["unsent"],
        0
    );
    assert!(link.stats().connections == 1);
}

#[test]
fn something_that_is_no_relay_is_told_from_one() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 65_536];
        let _ = stream.read(&mut request).unwrap();
        let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 7\r\n\r\n<html/>";
        stream.write_all(page.as_bytes()).unwrap();
    });
    let (exit, code) = refused(&chief.run(&["sync", "--relay", &address]).unwrap());
    served.join().unwrap();
    assert!(exit == 4 && code == "no-network", "{exit} {code}");
}

/// Founds a unit on a device whose clock stands elsewhere than the relay's.
fn founded_at(unit: &Unit, clock: &FixedClock) -> Notebook {
    let founding = Founding {
        relay_url: unit.relay.url(),
        unit: "Công an phường Hoà Bình".to_owned(),
        officer: "Trần Văn Bình".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    let mut chief = Notebook::found(&unit.home("chief"), world(clock, 5), PIN, &founding).unwrap();
    chief.learn_relay(unit.relay.id()).unwrap();
    chief
}

#[test]
fn a_clock_a_year_off_is_corrected_in_the_same_sync_and_for_later_records() {
    for (seed, wrong) in [
        (21, MORNING - YEAR.as_millis() as i64),
        (22, MORNING + YEAR.as_millis() as i64),
    ] {
        let unit = Unit::new(seed);
        let clock = FixedClock::at(wrong);
        let mut chief = founded_at(&unit, &clock);
        let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        let report = unit.sync(&mut chief).unwrap();
        assert_eq!(
            (report.requests, report.unsent),
            (2, 0),
            "one to learn the time, one that counts"
        );
        assert_eq!(chief.now().unwrap(), UnixMillis(MORNING));
        assert_eq!(
            unit.sync(&mut chief).unwrap().requests,
            1,
            "the offset is kept"
        );

        let visit = json!({ "household": house.to_string(), "purposes": ["listen"] });
        let visit = chief.create(Kind::Visit, fields(visit)).unwrap();
        assert_eq!(
            chief.get(visit).unwrap().fields["started_at"],
            "2026-11-20T08:00:00+07:00"
        );
        assert_eq!(chief.history(visit).unwrap()[0].at, UnixMillis(MORNING));

        // An officer whose clock is as wrong the other way joins all the same, and both see each other's words.
        let request = client_core::InviteRequest {
            role: Role::Officer,
            officer: "Cúc".to_owned(),
            areas: Vec::new(),
        };
        let code = chief.invite(&request).unwrap().code;
        unit.sync(&mut chief).unwrap();
        let other = FixedClock::at(2 * MORNING - wrong);
        let mut officer =
            Notebook::join(&unit.home("officer"), world(&other, 6), PIN, &code).unwrap();
        unit.sync(&mut officer).unwrap();
        officer
            .edit(house, &[FieldEdit::set("note", Value::text("Nhà có chó"))])
            .unwrap();
        unit.sync(&mut officer).unwrap();
        unit.sync(&mut chief).unwrap();
        assert_eq!(chief.get(house).unwrap().fields["note"], "Nhà có chó");
        assert_eq!(chief.status().unwrap().set_aside, 0);

        // The phone's owner sets the clock right: the offset goes.
        clock.set(MORNING);
        let report = unit.sync(&mut chief).unwrap();
        assert_eq!(
            (report.unsent, chief.now().unwrap()),
            (0, UnixMillis(MORNING))
        );
    }
}

#[test]
fn every_record_says_whether_the_relay_signed_for_it() {
    let unit = Unit::new(23);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    assert_eq!(
        (
            chief.get(house).unwrap().safety,
            chief.status().unwrap().unsent
        ),
        (Safety::OnDevice, 1)
    );
    unit.sync(&mut chief).unwrap();
    assert_eq!(
        (
            chief.get(house).unwrap().safety,
            chief.status().unwrap().unsent
        ),
        (Safety::OnRelay, 0)
    );
    chief
        .edit(house, &[FieldEdit::set("note", Value::text("Đi vắng"))])
        .unwrap();
    assert_eq!(
        (
            chief.get(house).unwrap().safety,
            chief.status().unwrap().unsent
        ),
        (Safety::OnDevice, 1)
    );
    let key = key_of(&unit.home("chief"));
    unit.sync(&mut chief).unwrap();
    let receipts = tests::tables::rows(
        &tests::tables::database(&unit.home("chief"), &key),
        "SELECT count(*) FROM doc_receipt",
    );
    assert!(receipts[0].parse::<u32>().unwrap() >= 2, "{receipts:?}");
}

#[test]
fn a_signed_receipt_of_another_relay_makes_nothing_safe() {
    let unit = Unit::new(24);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    // A relay that answers with somebody else's receipt: the one of an earlier request.
    let mut recorded = tests::cut::Recorded::of(tests::transport(&unit.relay.url()));
    chief
        .edit(house, &[FieldEdit::set("note", Value::text("một"))])
        .unwrap();
    chief.sync(&mut recorded, &mut |_| {}).unwrap();
    chief
        .edit(house, &[FieldEdit::set("note", Value::text("hai"))])
        .unwrap();
    let error = chief
        .sync(&mut Replayed(recorded.answers.remove(0)), &mut |_| {})
        .unwrap_err();
    assert_eq!(error.code(), "answer-malformed", "{error}");
    assert_eq!(chief.get(house).unwrap().safety, Safety::OnDevice);
    assert_eq!(unit.sync(&mut chief).unwrap().unsent, 0);
    assert_eq!(ids(&mut chief, Kind::Household), [house]);
}

struct Replayed(Vec<u8>);

impl client_core::Transport for Replayed {
    fn exchange(
        &mut self,
        _request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> client_core::Flow,
    ) -> Result<(), client_core::TransportError> {
        take(&self.0);
        Ok(())
    }
}
