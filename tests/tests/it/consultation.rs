//! Consultation logs on their way: from the device that looked to those who may read it, and to nobody else.

use client_core::{
    Act, AuditQuery, AuditRow, DeviceId, DocId, Home, LogCheck, LogFault, Notebook, Role,
    SuspicionReason,
};
use std::time::Duration;
use tests::by_hand::{export, import};
use tests::tables::change;
use tests::{PIN, Unit, copy_files, household, key_of, put_back};

fn everything() -> AuditQuery {
    AuditQuery {
        limit: 10_000,
        ..AuditQuery::default()
    }
}

/// Returns the lines of a device that another one holds, oldest first.
fn lines_of(reader: &mut Notebook, device: DeviceId) -> Vec<AuditRow> {
    let query = AuditQuery {
        device: Some(device),
        ..everything()
    };
    let mut rows = reader.audit_log(&query).unwrap().rows;
    rows.sort_by_key(|row| row.number);
    rows
}

fn check_of(reader: &mut Notebook, device: DeviceId) -> LogCheck {
    let checks = reader.audit_verify().unwrap();
    let mut of_device = checks.into_iter().filter(|check| check.device == device);
    of_device.next().unwrap()
}

/// A unit whose officer has looked at some households and synced.
struct Scene {
    unit: Unit,
    chief: Notebook,
    officer: Notebook,
    auditor: Notebook,
    houses: Vec<DocId>,
}

fn scene(seed: u64, houses: usize) -> Scene {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let houses = (0..houses)
        .map(|number| {
            household(
                &mut chief,
                "Tổ 1",
                &format!("HB-{number}"),
                "Nguyễn Thị Hoà",
            )
        })
        .collect();
    let mut officer = unit.join(&mut chief, "one", Role::Officer, &["Tổ 1"]);
    let auditor = unit.join(&mut chief, "auditor", Role::Auditor, &[]);
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    Scene {
        unit,
        chief,
        officer,
        auditor,
        houses,
    }
}

impl Scene {
    fn look(&mut self, houses: impl IntoIterator<Item = usize>) {
        for house in houses {
            self.officer.get(self.houses[house]).unwrap();
            self.unit.clock.advance(Duration::from_secs(17 * 60));
        }
    }

    fn meet(&mut self) {
        self.unit.sync(&mut self.officer).unwrap();
        self.unit.sync(&mut self.auditor).unwrap();
    }
}

#[test]
fn who_looked_at_what_and_why_is_read_by_auditors_and_not_by_officers() {
    let mut scene = scene(1, 3);
    scene.officer.because("đơn số 12").unwrap();
    scene.look(0..3);
    scene.officer.search("hoa", 10).unwrap();
    scene.chief.get(scene.houses[0]).unwrap();
    scene.unit.sync(&mut scene.chief).unwrap();
    scene.meet();
    scene.unit.sync(&mut scene.chief).unwrap();
    let looked = scene.officer.device();
    for reader in [&mut scene.auditor, &mut scene.chief] {
        let rows = lines_of(reader, looked);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[1].subject, Some(scene.houses[1]));
        assert_eq!(rows[1].why, "đơn số 12");
        assert_eq!(rows[1].officer_name.as_deref(), Some("one"));
        assert_eq!(
            (rows[3].act, rows[3].words.as_str()),
            (Some(Act::Search), "hoa")
        );
        assert_eq!(check_of(reader, looked).faults, []);
    }
    let own = scene.officer.audit_log(&everything()).unwrap().rows;
    assert!(own.iter().all(|row| row.device == looked));
    // Reading the logs stands in the reader's own.
    let auditor = scene.auditor.device();
    let rows = lines_of(&mut scene.auditor, auditor);
    assert_eq!(rows[0].act, Some(Act::Audit));
}

#[test]
fn a_day_of_thirty_looks_costs_few_bytes() {
    let mut scene = scene(2, 30);
    scene.unit.sync(&mut scene.officer).unwrap();
    let idle = scene.unit.sync(&mut scene.officer).unwrap().bytes_up;
    scene.look(0..30);
    let day = scene.unit.sync(&mut scene.officer).unwrap().bytes_up;
    let lines = day - idle;
    // The pack, its signature and its place in the request come to about 330 bytes.
    assert!(lines < 600 + 330, "{lines} bytes");
    scene.meet();
    let device = scene.officer.device();
    assert_eq!(lines_of(&mut scene.auditor, device).len(), 30);
}

/// Lets somebody with the key at the auditor's database, and tells what shows of the officer's log.
fn tampered(with: &str) -> Vec<(u64, LogFault)> {
    let mut scene = scene(3, 5);
    scene.look(0..3);
    scene.meet();
    scene.look(3..5);
    scene.meet();
    let (home, device) = (scene.unit.home("auditor"), scene.officer.device());
    assert_eq!(check_of(&mut scene.auditor, device).faults, []);
    drop(scene.auditor);
    let with = with.replace("OFFICER", &format!("x'{device}'"));
    change(&home, &key_of(&home), &with);
    let mut auditor = Notebook::open(&home, scene.unit.world("again"), PIN).unwrap();
    check_of(&mut auditor, device).faults
}

#[test]
fn what_an_auditors_device_lost_or_made_up_shows_by_the_packs() {
    let tail = tampered("DELETE FROM doc_audit_line WHERE device = OFFICER AND number >= 3");
    assert_eq!(tail, [(3, LogFault::TailMissing)]);
    let all = tampered("DELETE FROM doc_audit_line WHERE device = OFFICER");
    assert_eq!(all, [(0, LogFault::TailMissing)]);
    let gap = tampered("DELETE FROM doc_audit_line WHERE device = OFFICER AND number = 1");
    assert_eq!(gap, [(1, LogFault::Gap)]);
    let edited = tampered(
        "UPDATE doc_audit_line SET subject = randomblob(16) WHERE device = OFFICER AND number = 4",
    );
    assert_eq!(edited, [(4, LogFault::Edited)]);
}

#[test]
fn a_device_that_rewrites_its_history_is_found_out_by_what_it_sent_before() {
    let mut scene = scene(4, 5);
    let home = scene.unit.home("one");
    scene.look(0..2);
    scene.meet();
    let device = scene.officer.device();
    assert_eq!(lines_of(&mut scene.auditor, device).len(), 2);
    // The device forgets what it sent, and begins its log anew.
    drop(scene.officer);
    let rewritten =
        "DELETE FROM doc_audit_line; UPDATE doc_meta SET value = 0 WHERE key = 'audit_sealed';";
    change(&home, &key_of(&home), rewritten);
    scene.officer = Notebook::open(&home, scene.unit.world("second"), PIN).unwrap();
    scene.look(2..5);
    scene.meet();
    assert_eq!(
        check_of(&mut scene.auditor, device).faults,
        [(0, LogFault::Fork)]
    );
}

/// The officer's phone, put back to a copy of itself after two more looks that were sent.
fn put_back_to_a_copy(seed: u64) -> Scene {
    let mut scene = scene(seed, 6);
    let home: Home = scene.unit.home("one");
    let copy = scene.unit.path("copy");
    scene.look(0..1);
    drop(scene.officer);
    copy_files(home.folder(), &copy);
    scene.officer = Notebook::open(&home, scene.unit.world("first"), PIN).unwrap();
    scene.look(1..2);
    scene.meet();
    scene.look(2..3);
    scene.meet();
    drop(scene.officer);
    put_back(&copy, home.folder());
    scene.officer = Notebook::open(&home, scene.unit.world("second"), PIN).unwrap();
    scene
}

/// Returns the first and last line of each branch of a log.
fn branches(check: &LogCheck) -> Vec<(u64, u64)> {
    let branches = check.branches.iter();
    branches.map(|branch| (branch.first, branch.last)).collect()
}

#[test]
fn a_log_that_was_rolled_back_goes_on_as_a_second_branch_and_both_show_to_who_reads_it() {
    let mut scene = put_back_to_a_copy(5);
    scene.look(3..5);
    scene.meet();
    scene.look(5..6);
    scene.meet();
    scene.unit.sync(&mut scene.chief).unwrap();
    let device = scene.officer.device();
    for reader in [&mut scene.auditor, &mut scene.chief] {
        assert_eq!(lines_of(reader, device).len(), 6);
        let check = check_of(reader, device);
        assert_eq!(check.faults, [(1, LogFault::Fork)]);
        assert_eq!(branches(&check), [(1, 2), (1, 3)]);
        assert!(check.branches[0].ended < check.branches[1].began);
    }
    // The phone holds what it wrote itself, which is whole. That it was put back stands among its suspicions.
    let check = check_of(&mut scene.officer, device);
    assert_eq!((check.faults, check.branches), (vec![], vec![]));
    let noticed = scene.officer.suspicions().unwrap();
    assert!(
        noticed
            .iter()
            .any(|one| one.reason == SuspicionReason::Forked),
        "{noticed:?}"
    );
}

#[test]
fn a_phone_that_was_put_back_and_looked_at_nothing_since_shows_no_fork() {
    let mut scene = put_back_to_a_copy(6);
    scene.meet();
    let device = scene.officer.device();
    let check = check_of(&mut scene.auditor, device);
    // What it had seen before the copy was made it says again, in the same words.
    assert_eq!((check.lines, check.faults), (3, vec![]));
}

#[test]
fn two_phones_of_one_device_go_on_side_by_side_and_every_line_of_both_is_there() {
    let mut scene = scene(7, 6);
    let (home, other) = (scene.unit.home("one"), scene.unit.home("copy"));
    scene.look(0..1);
    drop(scene.officer);
    copy_files(home.folder(), other.folder());
    let mut copy = Notebook::open(&other, scene.unit.world("copy"), PIN).unwrap();
    scene.officer = Notebook::open(&home, scene.unit.world("phone"), PIN).unwrap();
    for round in 0..2 {
        scene.look([1 + round]);
        scene.meet();
        copy.get(scene.houses[3 + round]).unwrap();
        scene.unit.sync(&mut copy).unwrap();
    }
    scene.look(5..6);
    scene.meet();
    let device = scene.officer.device();
    let check = check_of(&mut scene.auditor, device);
    assert_eq!(
        (check.lines, &*check.faults),
        (6, &[(1, LogFault::Fork)][..])
    );
    assert_eq!(branches(&check), [(1, 3), (1, 2)]);
}

#[test]
fn a_branch_of_a_log_that_came_by_hand_is_brought_to_all_who_read_logs_and_to_nobody_else() {
    for phone_is_first in [true, false] {
        let mut scene = scene(8, 6);
        let mut colleague = scene
            .unit
            .join(&mut scene.chief, "two", Role::Officer, &["Tổ 1"]);
        scene.unit.sync(&mut scene.chief).unwrap();
        scene.unit.sync(&mut colleague).unwrap();
        let (home, other) = (scene.unit.home("one"), scene.unit.home("copy"));
        scene.look(0..1);
        drop(scene.officer);
        copy_files(home.folder(), other.folder());
        let mut copy = Notebook::open(&other, scene.unit.world("copy"), PIN).unwrap();
        scene.officer = Notebook::open(&home, scene.unit.world("phone"), PIN).unwrap();
        copy.get(scene.houses[3]).unwrap();
        let file = export(&mut copy);
        scene.look(1..3);
        if phone_is_first {
            scene.meet();
        }
        import(&mut scene.auditor, &file);
        import(&mut colleague, &file);
        let device = scene.officer.device();
        let check = check_of(&mut scene.auditor, device);
        assert!(
            check
                .faults
                .iter()
                .all(|(_, fault)| *fault == LogFault::Fork),
            "what the device signed is neither changed nor unsigned: {check:?}"
        );
        for _ in 0..2 {
            scene.meet();
            scene.unit.sync(&mut colleague).unwrap();
            scene.unit.sync(&mut scene.chief).unwrap();
        }
        let mut later = scene
            .unit
            .join(&mut scene.chief, "later", Role::Auditor, &[]);
        scene.unit.sync(&mut scene.chief).unwrap();
        scene.unit.sync(&mut later).unwrap();
        for reader in [&mut scene.auditor, &mut scene.chief, &mut later] {
            let check = check_of(reader, device);
            assert_eq!(check.faults, [(1, LogFault::Fork)], "{phone_is_first}");
            assert_eq!(branches(&check), [(1, 1), (1, 2)]);
        }
        assert!(lines_of(&mut colleague, device).is_empty());
    }
}

#[test]
fn who_reads_logs_and_was_put_back_shows_both_branches_of_the_own_one() {
    let mut scene = scene(9, 5);
    let home = scene.unit.home("chief");
    let copy = scene.unit.path("chief's copy");
    scene.unit.sync(&mut scene.chief).unwrap();
    drop(scene.chief);
    copy_files(home.folder(), &copy);
    let mut chief = Notebook::open(&home, scene.unit.world("chief first"), PIN).unwrap();
    let device = chief.device();
    for house in 0..3 {
        chief.get(scene.houses[house]).unwrap();
    }
    scene.unit.sync(&mut chief).unwrap();
    drop(chief);
    put_back(&copy, home.folder());
    let mut chief = Notebook::open(&home, scene.unit.world("chief second"), PIN).unwrap();
    chief.get(scene.houses[3]).unwrap();
    for house in [4, 0] {
        scene.unit.sync(&mut chief).unwrap();
        chief.get(scene.houses[house]).unwrap();
    }
    scene.unit.sync(&mut chief).unwrap();
    scene.unit.sync(&mut scene.auditor).unwrap();
    let theirs = check_of(&mut scene.auditor, device);
    let own = check_of(&mut chief, device);
    assert_eq!(
        (&own.faults, &own.branches),
        (&theirs.faults, &theirs.branches)
    );
    assert_eq!(own.faults.len(), 1, "{own:?}");
    assert_eq!(own.faults[0].1, LogFault::Fork);
    assert_eq!(own.lines, theirs.lines);
}

#[test]
fn a_log_that_follows_what_a_copy_wrote_waits_while_a_relay_that_lost_that_has_not_got_it_back() {
    let mut scene = scene(10, 6);
    let (home, other) = (scene.unit.home("one"), scene.unit.home("copy"));
    let backup = scene.unit.path("backup");
    scene.look(0..1);
    scene.meet();
    scene.unit.relay.back_up(&backup);
    drop(scene.officer);
    copy_files(home.folder(), other.folder());
    let mut copy = Notebook::open(&other, scene.unit.world("copy"), PIN).unwrap();
    scene.officer = Notebook::open(&home, scene.unit.world("phone"), PIN).unwrap();
    copy.get(scene.houses[3]).unwrap();
    import(&mut scene.auditor, &export(&mut copy));
    scene.unit.sync(&mut scene.auditor).unwrap();
    scene.look(1..3);
    scene.unit.sync(&mut scene.officer).unwrap();
    scene.unit.relay.restore(&backup);
    scene.look(4..5);
    scene.unit.sync(&mut scene.officer).unwrap();
    scene.unit.sync(&mut scene.auditor).unwrap();
    scene.meet();
    let device = scene.officer.device();
    let check = check_of(&mut scene.auditor, device);
    assert_eq!(check.faults, [(1, LogFault::Fork)]);
    assert_eq!(branches(&check), [(1, 1), (1, 3)]);
}
