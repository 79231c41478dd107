//! Invites: used twice, too late, withdrawn, not a code, or not at the relay yet.

use client_core::{ClientError, InviteRequest, Kind, Notebook, Role};
use std::time::Duration;
use testkit::FixedClock;
use tests::programs::{Station, count, new_household, refused};
use tests::{PIN, Unit, household, ids, world};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn request(name: &str) -> InviteRequest {
    InviteRequest {
        role: Role::Officer,
        officer: name.to_owned(),
        areas: Vec::new(),
    }
}

fn join(unit: &Unit, name: &str, code: &str) -> Result<Notebook, ClientError> {
    let mut device = Notebook::join(&unit.home(name), unit.world(name), PIN, code)?;
    unit.sync(&mut device)?;
    Ok(device)
}

#[test]
fn an_invite_used_twice_ends_with_3_and_the_first_device_goes_on() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    new_household(&chief, "Tổ 1", "HB-1");
    let code = station.invite(&chief, "Lê Thị Cúc", &["Tổ 1"]);
    chief.json(&["sync"]).unwrap();
    let first = station.sotay("first");
    first.json(&["join", &code]).unwrap();
    let second = station.sotay("second");
    assert_eq!(
        refused(&second.run(&["join", &code]).unwrap()),
        (3, "invite-used".to_owned())
    );
    // The same answer a second time: nothing was half taken up.
    assert_eq!(
        refused(&second.run(&["join", &code]).unwrap()),
        (3, "invite-used".to_owned())
    );
    assert_eq!(count(&first, "household"), 1);
    assert_eq!(
        refused(&first.run(&["join", &code]).unwrap()),
        (2, "home-exists".to_owned())
    );
}

#[test]
fn an_invite_taken_up_too_late_is_refused_and_a_new_one_works() {
    let unit = Unit::new(31);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let code = chief.invite(&request("Cúc")).unwrap().code;
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(8 * DAY);
    let error = join(&unit, "late", &code).unwrap_err();
    assert_eq!(
        (error.code(), error.exit_class().exit_code()),
        ("invite-expired", 3),
        "{error}"
    );
    let code = chief.invite(&request("Cúc")).unwrap().code;
    unit.sync(&mut chief).unwrap();
    let mut officer = join(&unit, "in-time", &code).unwrap();
    assert_eq!(ids(&mut officer, Kind::Household), [house]);
}

#[test]
fn an_invite_of_the_last_hour_is_still_good() {
    let unit = Unit::new(32);
    let mut chief = unit.found(&["Tổ 1"]);
    let code = chief.invite(&request("Cúc")).unwrap().code;
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(7 * DAY - Duration::from_secs(3600));
    join(&unit, "officer", &code).unwrap();
}

#[test]
fn a_withdrawn_invite_is_refused() {
    let unit = Unit::new(33);
    let mut chief = unit.found(&["Tổ 1"]);
    let invitation = chief.invite(&request("Cúc")).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.pending_invites().unwrap().len(), 1);
    chief.cancel_invite(invitation.invite).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.pending_invites().unwrap().len(), 0);
    let error = join(&unit, "officer", &invitation.code).unwrap_err();
    assert_eq!(
        (error.code(), error.exit_class().exit_code()),
        ("invite-cancelled", 3),
        "{error}"
    );
}

#[test]
fn an_invite_that_the_relay_has_not_heard_of_yet_works_after_the_inviters_sync() {
    let unit = Unit::new(34);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let code = chief.invite(&request("Cúc")).unwrap().code;
    let mut officer =
        Notebook::join(&unit.home("officer"), unit.world("officer"), PIN, &code).unwrap();
    let error = unit.sync(&mut officer).unwrap_err();
    assert_eq!(
        (error.code(), error.exit_class().exit_code()),
        ("invite-unknown", 3),
        "{error}"
    );
    assert!(officer.is_joining().unwrap());
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    assert_eq!(ids(&mut officer, Kind::Household), [house]);
}

#[test]
fn what_is_no_code_is_refused_with_2_before_anything_is_made() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    let code = station.invite(&chief, "Lê Thị Cúc", &["Tổ 1"]);
    let device = station.sotay("device");
    let middle = code.len() / 2;
    let other = if code.as_bytes()[middle] == b'A' {
        'B'
    } else {
        'A'
    };
    let mistyped = format!("{}{other}{}", &code[..middle], &code[middle + 1..]);
    for wrong in [
        "",
        "SOTAY1-",
        "xin chào",
        &code[..code.len() - 1],
        &mistyped,
    ] {
        assert_eq!(
            refused(&device.run(&["join", wrong]).unwrap()),
            (2, "invite-malformed".to_owned()),
            "{wrong}"
        );
        assert!(!device.home().join("device.key").exists());
    }
    device.json(&["join", &code]).unwrap();
}

#[test]
fn a_revocation_is_not_lost_with_an_invitation_that_has_run_out() {
    let unit = Unit::new(171);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    let invitation = chief.invite(&request("Dung")).unwrap();
    let plan = chief.plan_revocation("Cúc").unwrap();
    chief.carry_out(&plan).unwrap();
    drop(chief);
    // By the relay's clock the invitation ran out a minute ago, by the phone's it has two to go.
    let minute = 60_000;
    unit.clock.set(invitation.expires.0 + minute);
    let slow = FixedClock::at(invitation.expires.0 - 2 * minute);
    let mut chief = Notebook::open(&unit.home("chief"), world(&slow, 172), PIN).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    assert!(officer.status().unwrap().access_ended);
}
