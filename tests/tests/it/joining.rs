//! Joining: interrupted at each step and taken up again, with its answer lost, and two administrators at once.

use client_core::{
    ClientError, Flow, Home, InviteRequest, Kind, Notebook, Role, Transport, TransportError,
};
use tests::cut::{Cut, Recorded};
use tests::tables::change;
use tests::{PIN, Unit, copy_files, household, ids, key_of, transport, world};

fn request(name: &str, role: Role) -> InviteRequest {
    InviteRequest {
        role,
        officer: name.to_owned(),
        areas: Vec::new(),
    }
}

/// Takes a code to a device that has not met the relay.
fn accept(unit: &Unit, name: &str, code: &str) -> Notebook {
    Notebook::join(&unit.home(name), unit.world(name), PIN, code).unwrap()
}

/// Opens a home again, as the next command does.
fn reopen(unit: &Unit, home: &Home, seed: u64) -> Notebook {
    Notebook::open(home, world(&unit.clock, seed), PIN).unwrap()
}

/// Carries some requests, and then there is no network any more.
struct Few<T> {
    inner: T,
    requests: u32,
}

impl<T: Transport> Transport for Few<T> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        if self.requests == 0 {
            return Err(TransportError::Unreachable("no signal".to_owned()));
        }
        self.requests -= 1;
        self.inner.exchange(request, take)
    }
}

#[test]
fn an_invite_is_not_refused_when_only_the_beginning_of_its_ledger_is_here() {
    let unit = Unit::new(43);
    let mut chief = unit.found(&["Tổ 1"]);
    let code = chief.invite(&request("Cúc", Role::Officer)).unwrap().code;
    unit.sync(&mut chief).unwrap();
    let mut device = accept(&unit, "one", &code);
    let mut link = Few {
        inner: transport(&unit.relay.url()),
        requests: 1,
    };
    device.sync(&mut link, &mut |_| {}).unwrap_err();
    drop(device);
    // What a kill between two entries leaves.
    let home = unit.home("one");
    let key = key_of(&home);
    change(&home, &key, "DELETE FROM doc_ledger WHERE position > 0");
    let mut device = reopen(&unit, &home, 44);
    unit.sync(&mut device).unwrap();
    assert!(!device.is_joining().unwrap());
}

#[test]
fn an_invite_that_expired_before_the_relay_heard_of_it_blocks_no_sync() {
    let unit = Unit::new(47);
    let mut chief = unit.found(&["Tổ 1"]);
    // The phone's clock is three months behind: what it says lasts a week is over for everybody else.
    let behind = testkit::FixedClock::at(tests::MORNING - 90 * 86_400_000);
    drop(chief);
    chief = Notebook::open(&unit.home("chief"), world(&behind, 1), PIN).unwrap();
    let late = chief.invite(&request("Lê Thị Cúc", Role::Officer)).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.pending_invites().unwrap().len(), 0);
    let mut cuc = accept(&unit, "cuc", &late.code);
    assert!(unit.sync(&mut cuc).is_err());

    // By then it knows the time.
    let again = chief.invite(&request("Lê Thị Cúc", Role::Officer)).unwrap();
    unit.sync(&mut chief).unwrap();
    let mut cuc = accept(&unit, "cuc again", &again.code);
    unit.sync(&mut cuc).unwrap();
}

#[test]
fn a_device_that_is_enrolled_everywhere_is_not_joining_for_ever() {
    let unit = Unit::new(45);
    let mut chief = unit.found(&["Tổ 1"]);
    let code = chief.invite(&request("Cúc", Role::Officer)).unwrap().code;
    unit.sync(&mut chief).unwrap();
    drop(accept(&unit, "one", &code));
    let home = unit.home("one");
    let key = key_of(&home);
    let keep =
        "INSERT INTO doc_meta SELECT 'kept', value FROM doc_meta WHERE key = 'invite_secret'";
    change(&home, &key, keep);
    unit.sync(&mut reopen(&unit, &home, 46)).unwrap();
    // What a kill between the last enrolment and the end of the joining leaves.
    change(
        &home,
        &key,
        "UPDATE doc_meta SET key = 'invite_secret' WHERE key = 'kept'",
    );
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut device = reopen(&unit, &home, 47);
    assert!(device.is_joining().unwrap());
    unit.sync(&mut device).unwrap();
    assert!(!device.is_joining().unwrap());
    assert_eq!(ids(&mut device, Kind::Household), [house]);
}

#[test]
fn a_joining_cut_at_any_of_its_steps_is_taken_up_by_the_next_command() {
    let unit = Unit::new(41);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    // How long a whole joining's answers are.
    let code = chief.invite(&request("Đo", Role::Officer)).unwrap().code;
    unit.sync(&mut chief).unwrap();
    let mut recorded = Recorded::of(transport(&unit.relay.url()));
    let mut measured = accept(&unit, "measured", &code);
    measured.sync(&mut recorded, &mut |_| {}).unwrap();
    let steps: Vec<usize> = recorded.answers.iter().map(Vec::len).collect();
    assert!(steps.len() >= 2, "{steps:?}");
    let total: usize = steps.iter().sum();

    // A fresh invite for each cut, so that the relay too stands at that step; a prime stride meets every kind of frame.
    for bytes in (0..total + 200).step_by(467) {
        let name = format!("cut-{bytes}");
        let code = chief.invite(&request(&name, Role::Officer)).unwrap().code;
        unit.sync(&mut chief).unwrap();
        let mut device = accept(&unit, &name, &code);
        let mut link = Cut::for_good(transport(&unit.relay.url()), bytes);
        match device.sync(&mut link, &mut |_| {}) {
            Ok(_) => assert!(!link.has_cut()),
            Err(error) => assert_eq!(error.code(), "no-network", "cut after {bytes}: {error}"),
        }
        drop(device);
        let mut device = reopen(&unit, &unit.home(&name), 1_000 + bytes as u64);
        unit.sync(&mut device)
            .unwrap_or_else(|error| panic!("cut after {bytes}: {error}"));
        assert!(!device.is_joining().unwrap(), "cut after {bytes}");
        assert_eq!(
            ids(&mut device, Kind::Household),
            [house],
            "cut after {bytes}"
        );
        assert_eq!(device.me().unwrap().areas.len(), 2, "cut after {bytes}");
    }
}

#[test]
fn a_joining_whose_answers_were_all_lost_is_recognised_as_this_devices_own() {
    let unit = Unit::new(42);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let code = chief.invite(&request("Cúc", Role::Officer)).unwrap().code;
    unit.sync(&mut chief).unwrap();
    drop(accept(&unit, "officer", &code));
    let (home, before) = (unit.home("officer"), unit.path("before"));
    copy_files(home.folder(), &before);
    // The relay shows the ledgers and enrols the device, and the device never hears of it.
    let mut link = Few {
        inner: transport(&unit.relay.url()),
        requests: 2,
    };
    let cut = reopen(&unit, &home, 1).sync(&mut link, &mut |_| {});
    assert_eq!(cut.unwrap_err().code(), "no-network");
    unit.sync(&mut chief).unwrap();
    assert_eq!(
        chief.devices().unwrap().len(),
        2,
        "the relay has enrolled it"
    );
    copy_files(&before, home.folder());
    let mut device = reopen(&unit, &home, 2);
    assert!(device.is_joining().unwrap());
    unit.sync(&mut device).unwrap();
    assert_eq!(ids(&mut device, Kind::Household), [house]);
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.devices().unwrap().len(), 2, "it is one device");
}

#[test]
fn a_second_device_cannot_take_over_a_joining_that_was_interrupted() {
    let unit = Unit::new(43);
    let mut chief = unit.found(&["Tổ 1"]);
    let code = chief.invite(&request("Cúc", Role::Officer)).unwrap().code;
    unit.sync(&mut chief).unwrap();
    let mut first = accept(&unit, "first", &code);
    unit.sync(&mut first).unwrap();
    let mut second = accept(&unit, "second", &code);
    for _ in 0..2 {
        let error: ClientError = unit.sync(&mut second).unwrap_err();
        assert_eq!(
            (error.code(), error.exit_class().exit_code()),
            ("invite-used", 3),
            "{error}"
        );
    }
}

#[test]
fn two_administrators_who_invite_at_once_both_succeed() {
    let unit = Unit::new(44);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let house = household(&mut chief, "Tổ 2", "HB-1", "Nguyễn Thị Hoà");
    let mut second = unit.join(&mut chief, "Phó", Role::Administrator, &["Tổ 1", "Tổ 2"]);
    unit.sync(&mut chief).unwrap();
    let mut codes = Vec::new();
    for number in 0..3 {
        codes.push(
            chief
                .invite(&request(&format!("Một {number}"), Role::Officer))
                .unwrap()
                .code,
        );
        codes.push(
            second
                .invite(&request(&format!("Hai {number}"), Role::Officer))
                .unwrap()
                .code,
        );
    }
    unit.sync(&mut chief).unwrap();
    let late = unit.sync(&mut second).unwrap();
    assert!(
        late.requests >= 2,
        "its entries had to be signed anew onto the head that had moved"
    );
    assert_eq!(second.status().unwrap().unsent_ledger, 0);
    for (number, code) in codes.iter().enumerate() {
        let mut device = accept(&unit, &format!("device-{number}"), code);
        unit.sync(&mut device).unwrap();
        assert_eq!(ids(&mut device, Kind::Household), [house]);
    }
    for device in [&mut chief, &mut second] {
        unit.sync(device).unwrap();
        assert_eq!(device.devices().unwrap().len(), 8);
    }
}

#[test]
fn two_devices_that_found_areas_at_once_both_keep_theirs() {
    let unit = Unit::new(45);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut second = unit.join(&mut chief, "Phó", Role::Administrator, &["Tổ 1"]);
    for (device, name) in [(&mut chief, "Tổ 2"), (&mut second, "Tổ 3")] {
        device
            .create(
                Kind::Area,
                tests::fields(serde_json::json!({ "name": name })),
            )
            .unwrap();
        household(device, name, "HB-9", "Phạm Văn Đức");
    }
    for _ in 0..2 {
        for device in [&mut chief, &mut second] {
            assert_eq!(unit.sync(device).unwrap().unsent, 0);
        }
    }
    assert_eq!(ids(&mut chief, Kind::Area), ids(&mut second, Kind::Area));
    assert_eq!(ids(&mut chief, Kind::Area).len(), 3);
}
