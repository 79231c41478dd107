//! What people decide on each other: wherever the command is killed, it is decided wholly or not at all, and can be decided again.

use super::device::{run, tables_are_whole, two_devices};
use super::{can_kill, record_visit};
use client_core::{EscrowVerdict, Home, Kind};
use testkit::process::WritePoints;
use tests::attempts::at_every_write_point;
use tests::ids;
use tests::play::shown;

#[test]
fn an_end_of_access_killed_anywhere_is_decided_in_all_spaces_or_in_none() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    moment.hold(&["chief", "officer"]);
    let folder = moment.station.path("chief");
    let device = moment.sotay("chief");
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let revoke = ["revoke", "Lê Thị Cúc", "--yes"];
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, &revoke);
        let (mut chief, mut officer) = (moment.open("chief"), moment.open("officer"));
        moment.sync(&mut chief).unwrap();
        moment.sync(&mut officer).unwrap();
        let is_out = officer.status().unwrap().access_ended;
        assert!(is_out || confirmed.is_none());
        // One space that was left out would keep its records there.
        assert_eq!(shown(&mut officer).is_empty(), is_out);
        if !is_out {
            let plan = chief.plan_revocation("Lê Thị Cúc").unwrap();
            chief.carry_out(&plan).unwrap();
            moment.sync(&mut chief).unwrap();
            moment.sync(&mut officer).unwrap();
            assert!(shown(&mut officer).is_empty());
        }
        tables_are_whole(&Home::at(&folder), &mut chief);
        reached
    });
    assert!(kills > 20, "{kills}");
}

#[test]
fn a_verdict_killed_anywhere_counts_on_all_devices_or_can_be_given_again() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    record_visit(&mut moment.open("officer"), "Chưa gửi đi đâu");
    let chief = moment.sotay("chief");
    chief.json(&["revoke", "Lê Thị Cúc", "--yes"]).unwrap();
    moment.sync(&mut moment.open("officer")).unwrap();
    moment.sync(&mut moment.open("chief")).unwrap();
    let waiting = moment.open("chief").escrow().unwrap();
    let pack = waiting.first().expect("late work").pack.clone();
    moment.hold(&["chief", "officer"]);
    let folder = moment.station.path("chief");
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let accept = ["escrow", "accept", pack.as_str()];
    let kills = at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&chief, &points, order, &accept);
        let (mut chief, mut officer) = (moment.open("chief"), moment.open("officer"));
        moment.sync(&mut chief).unwrap();
        moment.sync(&mut officer).unwrap();
        let visits = ids(&mut chief, Kind::Visit).len();
        let own = officer.late_work().unwrap();
        assert_eq!(own.len(), 1);
        match &own[0].verdict {
            EscrowVerdict::Accepted => assert_eq!(visits, 2),
            EscrowVerdict::Waits => {
                assert!(visits == 1 && confirmed.is_none(), "{visits}");
                let decision = client_core::EscrowDecision::Accept;
                chief.judge_escrow(&pack, &decision).unwrap();
                moment.sync(&mut chief).unwrap();
                assert_eq!(ids(&mut chief, Kind::Visit).len(), 2);
            }
            other => panic!("{other:?}"),
        }
        tables_are_whole(&Home::at(&folder), &mut chief);
        reached
    });
    assert!(kills > 20, "{kills}");
}
