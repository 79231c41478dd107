//! The device: wherever a command is killed, it has happened wholly or not at all, and what was confirmed stays.

use super::{can_kill, record_visit};
use client_core::{ClientError, DocId, Founding, Home, Kind, Notebook, Safety, World};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use testkit::process::{KillOrder, Programs, Reached, Sotay, WritePoints};
use tests::attempts::{
    Moment, at_every_write_point, at_every_write_point_after, make_pin_cheap, officer,
};
use tests::play::{Shown, shown};
use tests::programs::{NOBODY, folder_in_memory};
use tests::tables::read_models;
use tests::{PIN, key_of, put_back};

type Records = BTreeMap<DocId, Shown>;

/// Runs a command under an order; returns what it confirmed, and how far it came.
pub(super) fn run(
    device: &Sotay,
    points: &WritePoints,
    order: KillOrder,
    arguments: &[&str],
) -> (Option<Value>, Reached) {
    let mut command = device.command(&["--json"]);
    points
        .watch(&mut command)
        .args(arguments)
        .stdin(Stdio::null());
    points.give(order).unwrap();
    let output = command.output().unwrap();
    let reached = points.withdraw().unwrap();
    let last = reached.points.last().map_or("no point", String::as_str);
    // Shown with the attempt that fails.
    eprintln!("{order:?}: {last}");
    let said = String::from_utf8_lossy(&output.stderr);
    if reached.killed {
        assert_eq!(output.status.signal(), Some(9), "{said}");
    } else if !said.contains("\"no-network\"") {
        assert!(output.status.success(), "{said}");
    }
    // A command that is killed after it printed has told its user that the work is done.
    (serde_json::from_slice(&output.stdout).ok(), reached)
}

/// Checks that the tables of a home are those that its records give.
pub(super) fn tables_are_whole(home: &Home, device: &mut Notebook) {
    let key = key_of(home);
    let live = read_models(home, &key);
    device.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(live, read_models(home, &key));
}

/// Kills a command of the device in the home `name` everywhere; returns how often.
///
/// `whole` is given the records before and after, if they differ or the command said that it was done, and judges whether
/// all that belongs together has come.
fn kill_everywhere(
    moment: &mut Moment,
    name: &str,
    arguments: &[&str],
    whole: impl Fn(&Records, &Records),
) -> u64 {
    let folder = moment.station.path(name);
    let (device, home) = (moment.sotay(name), Home::at(&folder));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let before = shown(&mut moment.open(name));
    at_every_write_point(|order| {
        moment.again();
        let (confirmed, reached) = run(&device, &points, order, arguments);
        let mut notebook = moment.open(name);
        let after = shown(&mut notebook);
        if confirmed.is_some() || after != before {
            whole(&before, &after);
        }
        tables_are_whole(&home, &mut notebook);
        converges(moment, &mut notebook);
        reached
    })
}

/// Checks that nothing which a device believes to be on the relay is missing there; and that after one more sync, the founder
/// and the device show the same. Of a founder's own device, that a new officer's shows the same.
fn converges(moment: &Moment, device: &mut Notebook) {
    let mut chief = moment.open_other("chief");
    if let Some(chief) = &mut chief {
        moment.sync(chief).unwrap();
        let held = shown(chief);
        for (record, shown) in shown(device) {
            if device.get(record).unwrap().safety == Safety::OnRelay {
                assert_eq!(held.get(&record), Some(&shown), "the relay lacks {record}");
            }
        }
    }
    assert_eq!(moment.sync(device).unwrap().unsent, 0);
    let mut other = match chief {
        Some(chief) => chief,
        None => moment.join(device),
    };
    moment.sync(&mut other).unwrap();
    assert_eq!(shown(&mut other), shown(device));
    let devices = other.devices().unwrap();
    let name = Some(officer().officer);
    let theirs = devices.iter().filter(|device| device.officer_name == name);
    assert_eq!(theirs.count(), 1, "the officer has one device");
}

/// Returns the records that came between two moments; all that were there before are the same.
fn added<'a>(before: &Records, after: &'a Records) -> Vec<&'a Shown> {
    for (record, shown) in before {
        assert_eq!(after.get(record), Some(shown));
    }
    let added = after
        .iter()
        .filter(|(record, _)| !before.contains_key(record));
    added.map(|(_, shown)| shown).collect()
}

/// A unit of a founder and an officer, who both have everything; the officer's home is to be worked on.
pub(super) fn two_devices() -> Moment {
    let moment = Moment::of_a_unit();
    let chief = moment.sotay("chief");
    let officer = moment
        .station
        .join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    chief.json(&["sync"]).unwrap();
    officer.json(&["sync"]).unwrap();
    moment
}

#[test]
fn a_visit_killed_while_it_is_recorded_is_there_or_not() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    moment.hold(&["chief", "officer"]);
    let new = [
        "visit",
        "new",
        "--household",
        "HB-1",
        "--purpose",
        "support",
        "--need",
        "Làm căn cước",
    ];
    let kills = kill_everywhere(&mut moment, "officer", &new, |before, after| {
        let [visit] = added(before, after)[..] else {
            panic!("one visit")
        };
        assert_eq!(visit.fields["needs"], json!(["Làm căn cước"]));
        assert_eq!(visit.history.len(), 1);
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn an_edit_killed_while_it_is_recorded_is_there_or_not() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    let officer = moment.open("officer");
    let house = officer.find(Some(Kind::Household), "HB-1").unwrap();
    drop(officer);
    moment.hold(&["chief", "officer"]);
    let edit = [
        "household",
        "edit",
        "HB-1",
        "--note",
        "Đi vắng",
        "--member",
        "Ông Tư",
    ];
    let kills = kill_everywhere(&mut moment, "officer", &edit, |before, after| {
        let fields = &after[&house].fields;
        assert_eq!(
            (&fields["note"], &fields["members"]),
            (&json!("Đi vắng"), &json!(["Ông Tư"]))
        );
        assert_eq!(
            after[&house].history.len(),
            before[&house].history.len() + 1
        );
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn an_import_killed_anywhere_has_taken_its_whole_file_or_nothing() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    let area = moment
        .open("officer")
        .find(Some(Kind::Area), "Tổ 1")
        .unwrap();
    let lines = ["1", "2", "3"].map(|n| {
        let id = format!("00000000-0000-4000-8000-00000000000{n}");
        let household =
            json!({ "id": id, "area": area.to_string(), "code": n, "head": "Phạm Văn Đức" });
        household.to_string() + "\n"
    });
    let file = moment.station.path("households.jsonl");
    std::fs::write(&file, lines.concat()).unwrap();
    moment.hold(&["chief", "officer"]);
    let import = ["import", file.to_str().unwrap()];
    let kills = kill_everywhere(&mut moment, "officer", &import, |before, after| {
        assert_eq!(added(before, after).len(), 3);
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_rebuild_killed_anywhere_leaves_the_records_and_whole_tables() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    moment.hold(&["chief", "officer"]);
    let kills = kill_everywhere(&mut moment, "officer", &["rebuild"], |before, after| {
        assert_eq!(before, after);
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_released_device_killed_while_it_is_brought_up_to_date_has_everything() {
    if !can_kill() {
        return;
    }
    let programs = Programs::built().unwrap();
    let folder = folder_in_memory();
    let path = |name: &str| folder.path().join(name);
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/device-1");
    put_back(&fixture, &path("held"));
    make_pin_cheap(&Home::at(path("held")));
    let open = |name: &str| Notebook::open(&Home::at(path(name)), World::native(), PIN).unwrap();
    put_back(&path("held"), &path("other"));
    let wanted = shown(&mut open("other"));
    let device = Sotay::new(&programs, &path("home"), PIN);
    let points = WritePoints::of(&programs, &path("home")).unwrap();
    let kills = at_every_write_point(|order| {
        put_back(&path("held"), &path("home"));
        let (_, reached) = run(&device, &points, order, &["status"]);
        let mut notebook = open("home");
        assert_eq!(shown(&mut notebook), wanted);
        tables_are_whole(&Home::at(path("home")), &mut notebook);
        reached
    });
    assert!(kills > 0);
}

#[test]
fn a_sync_killed_while_it_sends_sends_the_rest_the_next_time() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    let mut officer = moment.open("officer");
    record_visit(&mut officer, "Sửa cầu");
    record_visit(&mut officer, "Làm căn cước");
    drop(officer);
    moment.hold(&["chief", "officer"]);
    let kills = kill_everywhere(&mut moment, "officer", &["sync"], |before, after| {
        assert_eq!(before, after);
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_sync_killed_while_it_receives_has_a_pack_wholly_or_not() {
    if !can_kill() {
        return;
    }
    let mut moment = two_devices();
    let mut chief = moment.open("chief");
    record_visit(&mut chief, "Sửa cầu");
    record_visit(&mut chief, "Làm căn cước");
    moment.sync(&mut chief).unwrap();
    drop(chief);
    moment.hold(&["chief", "officer"]);
    let kills = kill_everywhere(&mut moment, "officer", &["sync"], |before, after| {
        assert_eq!(added(before, after).len(), 2);
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn a_first_sync_killed_anywhere_is_followed_by_one_that_founds_the_unit() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_nobody();
    moment.station.found_offline(&["Tổ 1"]);
    moment.hold(&["chief"]);
    let url = moment.station.relay.url();
    let sync = ["sync", "--relay", &url];
    let kills = kill_everywhere(&mut moment, "chief", &sync, |before, after| {
        assert_eq!(before, after);
    });
    assert!(kills > 50, "{kills}");
}

#[test]
fn an_enrolment_killed_anywhere_goes_on_and_leaves_one_device() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_a_unit();
    let mut chief = moment.open("chief");
    let code = chief.invite(&officer()).unwrap().code;
    moment.sync(&mut chief).unwrap();
    drop(chief);
    let home = Home::at(moment.station.path("officer"));
    drop(Notebook::join(&home, World::native(), PIN, &code).unwrap());
    moment.hold(&["chief", "officer"]);
    let kills = kill_everywhere(&mut moment, "officer", &["sync"], |before, after| {
        assert!(before.is_empty() && !after.is_empty());
    });
    assert!(kills > 50, "{kills}");
}

/// Kills a command that sets a home up everywhere. An attempt begins on what the last one left, and comes further. Whenever
/// that is another kind of rest, `again` begins anew on a copy of it and comes to the end.
fn kill_a_set_up(
    moment: &Moment,
    name: &str,
    arguments: &[&str],
    again: impl Fn(&Home) -> Result<Notebook, ClientError>,
    check: impl Fn(&mut Notebook),
) {
    let folder = moment.station.path(name);
    let (device, home) = (moment.sotay(name), Home::at(&folder));
    let copy = Home::at(moment.station.path("copy"));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let mut rests = BTreeSet::new();
    let kills = at_every_write_point(|order| {
        let (confirmed, reached) = run(&device, &points, order, arguments);
        if home.is_set_up() {
            make_pin_cheap(&home);
            check(&mut moment.open(name));
            std::fs::remove_dir_all(&folder).unwrap();
        } else {
            assert_eq!(confirmed, None, "what was confirmed is gone");
            if rests.insert(rest(&folder)) {
                drop(std::fs::remove_dir_all(copy.folder()));
                if folder.exists() {
                    put_back(&folder, copy.folder());
                }
                check(&mut again(&copy).unwrap());
            }
        }
        reached
    });
    assert!(kills > 50, "{kills}");
    assert!(rests.len() > 5, "{rests:?}");
}

/// What is left of a set-up: its files, and whether each is empty, shorter than a page of the database, or longer. Without a
/// key nothing more of it can be told.
fn rest(folder: &Path) -> Vec<(String, u64)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries.map(|entry| {
        let entry = entry.unwrap();
        let length = entry.metadata().unwrap().len();
        (entry.file_name().into_string().unwrap(), length.min(4096))
    });
    let mut rest: Vec<_> = entries.collect();
    rest.sort();
    rest
}

#[test]
fn a_home_killed_while_it_is_founded_is_founded_or_can_be_founded_anew() {
    if !can_kill() {
        return;
    }
    let founding = Founding {
        relay_url: NOBODY.to_owned(),
        unit: "Công an phường Hoà Bình".to_owned(),
        officer: "Trần Văn Bình".to_owned(),
        areas: Vec::new(),
    };
    let init = [
        "init",
        "--relay",
        NOBODY,
        "--unit",
        &founding.unit,
        "--officer",
        &founding.officer,
    ];
    let again = |home: &Home| Notebook::found(home, World::native(), PIN, &founding);
    kill_a_set_up(&Moment::of_nobody(), "chief", &init, again, |notebook| {
        let me = notebook.me().unwrap();
        assert_eq!(me.unit.as_deref(), Some(founding.unit.as_str()));
        assert_eq!(me.officer_name.as_deref(), Some(founding.officer.as_str()));
        assert_eq!(shown(notebook).len(), 2);
    });
}

#[test]
fn a_home_killed_while_it_takes_an_invite_has_taken_it_or_can_take_it_again() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_nobody();
    moment.station.found_offline(&["Tổ 1"]);
    let mut chief = moment.open("chief");
    moment.sync(&mut chief).unwrap();
    let code = chief.invite(&officer()).unwrap().code;
    drop(chief);
    moment.hold(&["chief"]);
    let again = |home: &Home| Notebook::join(home, World::native(), PIN, &code);
    kill_a_set_up(&moment, "officer", &["join", &code], again, |notebook| {
        assert!(notebook.is_joining().unwrap());
    });
}

/// The founding itself is killed above, without a relay. Here it goes on with the first sync, the recovery code, and the sync
/// that makes the code valid.
#[test]
fn a_founding_killed_while_its_recovery_code_is_made_has_a_code_that_works_or_gets_one() {
    if !can_kill() {
        return;
    }
    let mut moment = Moment::of_nobody();
    moment.hold(&[]);
    let folder = moment.station.path("chief");
    let (device, home) = (moment.sotay("chief"), Home::at(&folder));
    let points = WritePoints::of(&moment.station.programs, &folder).unwrap();
    let url = moment.station.relay.url();
    let init = |url| {
        [
            "init",
            "--relay",
            url,
            "--unit",
            "Phường 5",
            "--officer",
            "Bình",
        ]
    };
    let attempt = |order, arguments: &[&str]| {
        drop(std::fs::remove_dir_all(&folder));
        run(&device, &points, order, arguments)
    };
    let (_, alone) = attempt(KillOrder::Count, &init(NOBODY));
    let with_relay = init(&url);
    let (_, met) = attempt(KillOrder::Count, &with_relay);
    let both = alone.points.iter().zip(&met.points);
    let passed: Vec<String> = both
        .take_while(|(alone, met)| alone == met)
        .map(|(point, _)| point.clone())
        .collect();
    assert!(passed.len() > 20, "{passed:?}");
    let kills = at_every_write_point_after(&passed, |order| {
        moment.again();
        let (confirmed, reached) = attempt(order, &with_relay);
        make_pin_cheap(&home);
        let mut chief = moment.open("chief");
        assert_eq!(moment.sync(&mut chief).unwrap().unsent, 0);
        assert_eq!(chief.status().unwrap().unsent_ledger, 0);
        let was_shown = confirmed.is_some();
        // What nobody has read is replaced by another.
        let code = match confirmed {
            Some(said) => said["recovery"].as_str().unwrap().to_owned(),
            None => {
                let code = chief.new_recovery_code().unwrap();
                moment.sync(&mut chief).unwrap();
                code
            }
        };
        let papers = chief.devices().unwrap();
        let papers = papers.iter().filter(|device| device.paper && !device.ended);
        assert_eq!(papers.count(), 1);
        let paper = Home::at(moment.station.path("paper"));
        if was_shown || !paper.is_set_up() {
            drop(std::fs::remove_dir_all(paper.folder()));
            let mut paper = Notebook::recover(&paper, World::native(), PIN, &code).unwrap();
            moment.sync(&mut paper).unwrap();
            assert_eq!(shown(&mut paper), shown(&mut chief));
        }
        reached
    });
    assert!(kills > 50, "{kills}");
}
