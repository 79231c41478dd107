//! Consultation logs on their way: from the device that looked to those who may read it, and to nobody else.

use client_core::{
    Act, AuditQuery, AuditRow, DeviceId, DocId, Home, LogCheck, LogFault, Notebook, Role,
};
use std::time::Duration;
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

#[test]
fn a_log_that_was_rolled_back_shows_as_a_fork_on_the_device_itself() {
    let mut scene = scene(5, 4);
    let home: Home = scene.unit.home("one");
    let copy = scene.unit.path("copy");
    scene.look(0..1);
    drop(scene.officer);
    copy_files(home.folder(), &copy);
    scene.officer = Notebook::open(&home, scene.unit.world("first"), PIN).unwrap();
    scene.look(1..3);
    scene.meet();
    drop(scene.officer);
    // The phone is restored from yesterday's copy.
    put_back(&copy, home.folder());
    scene.officer = Notebook::open(&home, scene.unit.world("second"), PIN).unwrap();
    scene.look(3..4);
    let error = scene.unit.sync(&mut scene.officer).unwrap_err();
    assert_eq!(
        error.code(),
        "fork",
        "the relay keeps what the device signed first"
    );
    // What auditors hold is what was signed first, unharmed.
    scene.unit.sync(&mut scene.auditor).unwrap();
    let device = scene.officer.device();
    assert_eq!(lines_of(&mut scene.auditor, device).len(), 3);
    assert_eq!(check_of(&mut scene.auditor, device).faults, []);
}
