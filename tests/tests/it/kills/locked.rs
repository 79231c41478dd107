//! A locked device: wherever it is killed while wrong PINs lock it or a code opens it, a code opens it, and nothing is lost.

use super::device::{run, tables_are_whole, two_devices};
use super::{can_kill, record_visit};
use client_core::{Act, AuditQuery, Home, Kind, Notebook, Safety, UnitPolicy, World};
use std::collections::BTreeSet;
use std::process::{Output, Stdio};
use testkit::process::{Sotay, WritePoints};
use tests::attempts::{Moment, at_every_write_point};
use tests::play::shown;
use tests::{PIN, ids};

/// Fewer than cost a pause.
const WRONG_PINS: u32 = 3;
/// Another than that of every home in tests.
const NEW_PIN: &str = "271828";
const UNSENT: &str = "Chưa gửi đi đâu";

/// A unit whose officer has a visit that the relay does not have, and tried so many wrong PINs; the founder holds the
/// code, which is returned.
fn after_wrong_pins(count: u32) -> (Moment, WritePoints, String) {
    let moment = two_devices();
    let mut chief = moment.open("chief");
    let policy = UnitPolicy {
        wrong_pins: WRONG_PINS,
        ..chief.policy().unwrap()
    };
    chief.set_policy(&policy).unwrap();
    for _ in 0..2 {
        moment.sync(&mut chief).unwrap();
        moment.sync(&mut moment.open("officer")).unwrap();
    }
    moment.sync(&mut chief).unwrap();
    record_visit(&mut moment.open("officer"), UNSENT);
    let code = chief.unlock_code("Lê Thị Cúc").unwrap().code;
    let folder = moment.station.path("officer");
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    for _ in 0..count {
        assert_eq!(said(&wrong_pin(&moment, &points)), "wrong-pin");
    }
    (moment, points, code)
}

fn wrong_pin(moment: &Moment, points: &WritePoints) -> Output {
    let list = ["--json", "household", "list"];
    let mut command = moment.sotay("officer").command(&list);
    command.env("SOTAY_PIN", "000001").stdin(Stdio::null());
    points.watch(&mut command).output().unwrap()
}

/// The code of the error that a command ended with.
fn said(output: &Output) -> String {
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).expect("an error");
    error["error"].as_str().expect("a code").to_owned()
}

fn with_code(home: &Home, code: &str) -> Notebook {
    Notebook::open_with_code(home, World::native(), code, PIN).expect("the code opens it")
}

/// How many of something the log tells of, a line each.
fn counts(officer: &mut Notebook, act: Act) -> Vec<u64> {
    let query = AuditQuery {
        limit: 1_000,
        ..AuditQuery::default()
    };
    let rows = officer.audit_log(&query).unwrap().rows;
    let rows = rows.iter().filter(|row| row.act == Some(act));
    rows.map(|row| row.count).collect()
}

/// Checks that everything is there, that the founder gets what was unsent, and that the log tells at least once how many wrong
/// PINs there were.
fn has_everything(moment: &Moment, officer: &mut Notebook) {
    assert_eq!(ids(officer, Kind::Visit).len(), 2);
    assert_eq!(moment.sync(officer).unwrap().unsent, 0);
    for visit in ids(officer, Kind::Visit) {
        assert_eq!(officer.get(visit).unwrap().safety, Safety::OnRelay);
    }
    let mut chief = moment.open("chief");
    moment.sync(&mut chief).unwrap();
    assert_eq!(shown(&mut chief), shown(officer));
    let counts = counts(officer, Act::Unlock);
    assert!(counts.contains(&u64::from(WRONG_PINS)), "{counts:?}");
}

#[test]
fn a_device_killed_anywhere_while_wrong_pins_lock_it_is_locked_by_the_next_and_a_code_opens_it() {
    if !can_kill() {
        return;
    }
    let (mut moment, points, code) = after_wrong_pins(WRONG_PINS - 1);
    let home = Home::at(moment.station.path("officer"));
    let [key, beside] = ["device.key", "device.key.new"].map(|name| home.folder().join(name));
    // As one is left that was killed while it set another PIN.
    std::fs::copy(&key, &beside).unwrap();
    moment.hold(&["chief", "officer"]);
    let kills = at_every_write_point(|order| {
        moment.again();
        points.give(order).unwrap();
        let output = wrong_pin(&moment, &points);
        let reached = points.withdraw().unwrap();
        eprintln!("{order:?}: {:?}", reached.points.last());
        if !reached.killed {
            assert_eq!(said(&output), "device-locked");
        }
        assert_eq!(said(&wrong_pin(&moment, &points)), "device-locked");
        assert!(home.is_locked());
        assert!(!beside.exists(), "the PIN opens it still");
        has_everything(&moment, &mut with_code(&home, &code));
        reached
    });
    assert!(kills > 5, "{kills}");
}

#[test]
fn an_unlock_killed_anywhere_has_opened_the_device_or_its_code_opens_it_still() {
    if !can_kill() {
        return;
    }
    let (mut moment, points, code) = after_wrong_pins(WRONG_PINS - 1);
    assert_eq!(said(&wrong_pin(&moment, &points)), "device-locked");
    moment.hold(&["chief", "officer"]);
    let folder = moment.station.path("officer");
    let (device, home) = (moment.sotay("officer"), Home::at(&folder));
    let kills = at_every_write_point(|order| {
        moment.again();
        assert!(home.is_locked());
        let (confirmed, reached) = run(&device, &points, order, &["unlock", &code]);
        let mut officer = match home.is_locked() {
            true => {
                assert_eq!(confirmed, None);
                with_code(&home, &code)
            }
            // The PIN that was chosen opens it.
            false => moment.open("officer"),
        };
        tables_are_whole(&home, &mut officer);
        has_everything(&moment, &mut officer);
        drop(officer);
        // The code is used up, and whoever hands codes out has one that opens.
        let used = Notebook::open_with_code(&home, World::native(), &code, PIN);
        assert_eq!(used.unwrap_err().code(), "unlock-code-wrong");
        let next = moment.open("chief").unlock_code("Lê Thị Cúc").unwrap().code;
        drop(with_code(&home, &next));
        reached
    });
    assert!(kills > 30, "{kills}");
}

/// A code also opens what is not locked, after a lease has ended or where the PIN was forgotten; the key under the old PIN is there
/// until the other is.
#[test]
fn an_unlock_killed_anywhere_leaves_a_pin_that_opens_and_never_an_old_one_beside_the_new() {
    if !can_kill() {
        return;
    }
    let (mut moment, points, code) = after_wrong_pins(0);
    moment.hold(&["chief", "officer"]);
    let home = Home::at(moment.station.path("officer"));
    let device = Sotay::new(&moment.station.programs, home.folder(), NEW_PIN);
    let open = |pin| Notebook::open(&home, World::native(), pin);
    let mut opened = BTreeSet::new();
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, &["unlock", &code]);
        let is_new = match open(NEW_PIN) {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.code(), "wrong-pin");
                assert_eq!(confirmed, None);
                false
            }
        };
        opened.insert(is_new);
        let other = if is_new { PIN } else { NEW_PIN };
        assert_eq!(open(other).unwrap_err().code(), "wrong-pin");
        let mut officer = open(if is_new { NEW_PIN } else { PIN }).unwrap();
        assert_eq!(moment.sync(&mut officer).unwrap().unsent, 0);
        assert_eq!(ids(&mut officer, Kind::Visit).len(), 2);
        drop(officer);
        let mut chief = moment.open("chief");
        moment.sync(&mut chief).unwrap();
        let next = chief.unlock_code("Lê Thị Cúc").unwrap().code;
        assert!(!is_new || next != code, "it is used up");
        drop(with_code(&home, &next));
        reached
    });
    assert!(kills > 30, "{kills}");
    assert_eq!(opened, [false, true].into());
}

#[test]
fn an_opening_killed_anywhere_leaves_no_wrong_pin_that_the_log_does_not_tell_of() {
    if !can_kill() {
        return;
    }
    let (mut moment, points, _) = after_wrong_pins(1);
    moment.hold(&["chief", "officer"]);
    let device = moment.sotay("officer");
    let kills = at_every_write_point(|order| {
        moment.again();
        let (_, reached) = run(&device, &points, order, &["household", "list"]);
        let counts = counts(&mut moment.open("officer"), Act::WrongPins);
        assert!(counts.iter().sum::<u64>() >= 1, "{counts:?}");
        reached
    });
    assert!(kills > 10, "{kills}");
}
