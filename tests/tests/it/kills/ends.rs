//! The device when something ends: a record, an access, patience with wrong PINs; and when its news come by hand.

use super::device::{run, tables_are_whole, two_devices};
use super::{can_kill, record_visit};
use client_core::{CourierOptions, EscrowVerdict, Home, Kind};
use std::collections::BTreeSet;
use std::process::Stdio;
use testkit::process::WritePoints;
use tests::attempts::at_every_write_point;
use tests::ids;
use tests::play::shown;

#[test]
fn an_erasure_killed_anywhere_takes_all_that_belongs_to_the_record_or_nothing() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    moment
        .sotay("chief")
        .json(&["role", "Lê Thị Cúc", "commander", "--yes"])
        .unwrap();
    moment.sotay("officer").json(&["sync"]).unwrap();
    moment.hold(&["chief", "officer"]);
    let erase = ["erase", "HB-1", "--reason", "request", "--yes"];
    let folder = moment.station.path("officer");
    let (device, home) = (moment.sotay("officer"), Home::at(&folder));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let before = shown(&mut moment.open("officer"));
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, &erase);
        let (mut officer, mut chief) = (moment.open("officer"), moment.open("chief"));
        let gone = before.len() - shown(&mut officer).len();
        assert!(gone == 0 && confirmed.is_none() || gone == 2, "{gone}");
        moment.sync(&mut officer).unwrap();
        moment.sync(&mut chief).unwrap();
        moment.sync(&mut officer).unwrap();
        let after = shown(&mut officer);
        assert_eq!(shown(&mut chief), after);
        assert!(after.len() + 2 == before.len() || gone == 0 && after.len() == before.len());
        let erasures = officer.erasures().unwrap();
        assert_eq!(erasures.is_empty(), after.len() == before.len());
        assert!(erasures.iter().all(|row| row.relay.is_some()));
        tables_are_whole(&home, &mut officer);
        reached
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_sync_that_brings_an_erasure_is_killed_and_the_record_goes_with_the_next() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    moment.hold(&["chief", "officer"]);
    let erase = ["erase", "HB-1", "--reason", "request", "--yes"];
    moment.sotay("chief").json(&erase).unwrap();
    moment.hold(&["chief", "officer"]);
    let folder = moment.station.path("officer");
    let (device, home) = (moment.sotay("officer"), Home::at(&folder));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let wanted = shown(&mut moment.open("chief"));
    let before = shown(&mut moment.open("officer"));
    assert_eq!(before.len(), wanted.len() + 2, "a household and its visit");
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, &["sync"]);
        let mut officer = moment.open("officer");
        let after = shown(&mut officer);
        assert!(after == wanted || after == before && confirmed.is_none());
        moment.sync(&mut officer).unwrap();
        assert_eq!(shown(&mut officer), wanted);
        tables_are_whole(&home, &mut officer);
        reached
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_wipe_killed_anywhere_goes_on_and_unsent_work_is_with_the_supervisor_before() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    record_visit(&mut moment.open("officer"), "Chưa gửi đi đâu");
    let revoke = ["revoke", "Lê Thị Cúc", "--yes"];
    moment.sotay("chief").json(&revoke).unwrap();
    moment.hold(&["chief", "officer"]);
    let folder = moment.station.path("officer");
    let device = moment.sotay("officer");
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let kills = at_every_write_point(|order| {
        moment.again();
        let (_, reached) = run(&device, &points, order, &["sync"]);
        let mut officer = moment.open("officer");
        let mut chief = moment.open("chief");
        let mut is_late_work_there = || {
            moment.sync(&mut chief).unwrap();
            let packs = chief.escrow().unwrap();
            packs
                .iter()
                .any(|pack| pack.verdict == EscrowVerdict::Waits)
        };
        if shown(&mut officer).is_empty() {
            assert!(is_late_work_there(), "wiped before its work was safe");
        }
        moment.sync(&mut officer).unwrap();
        assert!(is_late_work_there());
        assert!(officer.status().unwrap().access_ended);
        assert_eq!(officer.status().unwrap().unsent, 0);
        assert_eq!(shown(&mut officer).len(), 0);
        tables_are_whole(&Home::at(&folder), &mut officer);
        reached
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn an_import_by_hand_killed_anywhere_has_a_pack_wholly_or_not_and_the_file_can_be_read_again() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    let mut chief = moment.open("chief");
    record_visit(&mut chief, "Sửa cầu");
    record_visit(&mut chief, "Làm căn cước");
    let file = moment.station.path("by-hand.sotay");
    let mut writer = |_| -> std::io::Result<Box<dyn std::io::Write>> {
        Ok(Box::new(std::fs::File::create(&file)?))
    };
    chief
        .courier_export(&CourierOptions::default(), &mut writer)
        .unwrap();
    let wanted = shown(&mut chief);
    drop(chief);
    moment.hold(&["chief", "officer"]);
    let import = ["courier", "import", file.to_str().unwrap()];
    let folder = moment.station.path("officer");
    let (device, home) = (moment.sotay("officer"), Home::at(&folder));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, &import);
        let mut officer = moment.open("officer");
        let visits = ids(&mut officer, Kind::Visit).len();
        assert!(visits == 1 || visits == 3, "{visits}");
        assert!(
            confirmed.is_none() || visits == 3,
            "confirmed and not there"
        );
        tables_are_whole(&home, &mut officer);
        let mut again = std::fs::File::open(&file).unwrap();
        let report = officer.courier_import(&mut again, &mut |_| {}).unwrap();
        assert!(report.complete);
        assert_eq!(shown(&mut officer), wanted);
        if !reached.killed {
            assert_eq!(moment.sync(&mut officer).unwrap().unsent, 0);
            assert_eq!(shown(&mut officer), wanted);
        }
        reached
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_wrong_pin_killed_while_it_is_judged_counts_and_the_right_one_opens() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    moment.hold(&["chief", "officer"]);
    let folder = moment.station.path("officer");
    let tries = folder.join("device.tries");
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let wrong_pin = || {
        let mut command = moment.sotay("officer").command(&["--json", "status"]);
        command.env("SOTAY_PIN", "000001").stdin(Stdio::null());
        command
    };
    let wrong = || std::fs::read(&tries).unwrap().first().copied();
    for _ in 0..2 {
        assert!(!wrong_pin().output().unwrap().status.success());
    }
    assert_eq!(wrong(), Some(2));
    let held = std::fs::read(&tries).unwrap();
    let mut counts = BTreeSet::new();
    let kills = at_every_write_point(|order| {
        std::fs::write(&tries, &held).unwrap();
        points.give(order).unwrap();
        let output = points.watch(&mut wrong_pin()).output().unwrap();
        let reached = points.withdraw().unwrap();
        eprintln!("{order:?}: {:?}: {output:?}", reached.points.last());
        counts.insert(wrong());
        assert!(wrong() >= Some(2), "tries are forgotten");
        assert!(reached.killed || wrong() == Some(3), "it was not counted");
        reached
    });
    assert!(kills > 1, "{kills}");
    assert_eq!(counts, [Some(2), Some(3)].into());
    // The count of the last attempt asks for a pause.
    std::fs::write(&tries, &held).unwrap();
    drop(moment.open("officer"));
    assert_eq!(wrong(), Some(0));
}
