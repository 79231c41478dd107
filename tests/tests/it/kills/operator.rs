//! What an operator does with a relay's data: wherever it is killed, the folder holds a whole store of the same relay.

use super::{can_kill, record_visit};
use client_core::Safety;
use server::storage::sqlite::{check, check_backup, export_key, import_key};
use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use testkit::process::{KillOrder, Programs, Reached, WritePoints};
use tests::attempts::{Moment, at_every_write_point};
use tests::play::shown;
use tests::put_back;

/// Runs a command of the relay's program under an order.
fn run(programs: &Programs, points: &WritePoints, order: KillOrder, arguments: &[&str]) -> Reached {
    let mut command = programs.relay_command();
    points.watch(&mut command).args(arguments);
    points.give(order).unwrap();
    let output = command.output().unwrap();
    let reached = points.withdraw().unwrap();
    let last = reached.points.last().map_or("no point", String::as_str);
    eprintln!("{order:?}: {last}");
    if reached.killed {
        assert_eq!(output.status.signal(), Some(9), "{output:?}");
    } else {
        assert!(output.status.success(), "{output:?}");
    }
    reached
}

/// Returns the text that names the relay of a store.
fn key_of(data: &Path, out: &Path) -> String {
    drop(std::fs::remove_file(out));
    export_key(data, out).unwrap();
    std::fs::read_to_string(out).unwrap()
}

/// Returns the names of a folder's files.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A unit whose relay was killed, with a log beside its database; and a backup from before the last visits.
fn killed_with_a_backup() -> Moment {
    let mut moment = Moment::of_a_unit();
    let backup = moment.station.path("backup.sqlite3");
    let data = moment.station.relay.data().to_owned();
    server::storage::sqlite::backup(&data, &backup).unwrap();
    let mut chief = moment.open("chief");
    record_visit(&mut chief, "Làm căn cước");
    record_visit(&mut chief, "Sửa cầu");
    moment.sync(&mut chief).unwrap();
    drop(chief);
    moment.station.relay.kill().unwrap();
    let log = std::fs::metadata(data.join("relay.sqlite3-wal")).unwrap();
    assert!(log.len() > 0);
    moment
}

#[test]
fn a_restore_killed_anywhere_leaves_the_old_store_or_the_one_put_back_and_never_a_new_relay() {
    if !can_kill() {
        return;
    }
    let mut moment = killed_with_a_backup();
    let data = moment.station.relay.data().to_owned();
    let [backup, held, home, key] =
        ["backup.sqlite3", "held", "home", "key"].map(|name| moment.station.path(name));
    put_back(&data, &held);
    put_back(&moment.station.path("chief"), &home);
    let relay = key_of(&data, &key);
    let counts = [
        check(&data).unwrap().packs,
        check_backup(&backup).unwrap().packs,
    ];
    assert!(counts[0] > counts[1], "{counts:?}");
    let arguments = [
        "restore",
        "--data",
        text(&data),
        "--from",
        text(&backup),
        "--force",
    ];
    let mut seen = BTreeSet::new();
    let kills = at_every_write_point(|order| {
        put_back(&held, &data);
        let reached = run(&moment.station.programs, &moment.points, order, &arguments);
        let left = names(&data);
        assert_eq!(key_of(&data, &key), relay, "{left:?}");
        let checked = check(&data).unwrap();
        assert_eq!(checked.damages, [], "{left:?}");
        assert!(counts.contains(&checked.packs), "{checked:?}: {left:?}");
        // One of each kind of rest: what a relay makes of it is the same for all.
        if seen.insert((left, checked.packs)) {
            put_back(&home, &moment.station.path("chief"));
            moment.station.relay.restart().unwrap();
            let mut chief = moment.open("chief");
            moment.sync(&mut chief).unwrap();
            for record in shown(&mut chief).keys() {
                assert_eq!(chief.get(*record).unwrap().safety, Safety::OnRelay);
            }
            drop(chief);
            moment.station.relay.kill().unwrap();
            assert_eq!(check(&data).unwrap().packs, counts[0]);
        }
        reached
    });
    assert!(kills > 50, "{kills}");
    let outcomes: BTreeSet<_> = seen.iter().map(|(_, packs)| *packs).collect();
    assert_eq!(outcomes, counts.into(), "{seen:?}");
}

#[test]
fn a_backup_killed_anywhere_has_its_name_only_when_it_is_whole_and_can_be_taken_again() {
    if !can_kill() {
        return;
    }
    let moment = killed_with_a_backup();
    let programs = &moment.station.programs;
    let [held, both] = ["held", "both"].map(|name| moment.station.path(name));
    put_back(moment.station.relay.data(), &held);
    let (data, out) = (both.join("data"), both.join("backups/one"));
    let points = WritePoints::of(programs, &both).unwrap();
    let arguments = ["backup", "--data", text(&data), "--out", text(&out)];
    let packs = check(moment.station.relay.data()).unwrap().packs;
    let is_whole = |out: &Path| {
        let checked = check_backup(out).unwrap();
        assert_eq!((checked.packs, checked.damages), (packs, vec![]));
    };
    let kills = at_every_write_point(|order| {
        put_back(&held, &data);
        drop(std::fs::remove_dir_all(both.join("backups")));
        std::fs::create_dir(both.join("backups")).unwrap();
        let reached = run(programs, &points, order, &arguments);
        if out.exists() {
            is_whole(&out);
        } else {
            server::storage::sqlite::backup(&data, &out).unwrap();
            is_whole(&out);
        }
        assert_eq!(names(&both.join("backups")), ["one".to_owned()].into());
        let checked = check(&data).unwrap();
        assert_eq!((checked.packs, checked.damages), (packs, vec![]));
        reached
    });
    assert!(kills > 50, "{kills}");
}

/// A folder as an operator finds it who is to make a relay anew: none, or that of a relay that was started too early.
fn an_import_of_a_key_killed_everywhere(was_started: bool) {
    let mut moment = Moment::of_a_unit();
    let data = moment.station.relay.data().to_owned();
    let [held, home, key, out] =
        ["held", "home", "key", "out"].map(|name| moment.station.path(name));
    put_back(&moment.station.path("chief"), &home);
    let relay = key_of(&data, &key);
    moment.station.relay.kill().unwrap();
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::create_dir(&data).unwrap();
    if was_started {
        moment.station.relay.restart().unwrap();
        moment.station.relay.kill().unwrap();
        assert_ne!(key_of(&data, &out), relay);
    }
    put_back(&data, &held);
    let other = was_started.then(|| key_of(&data, &out));
    let code = relay.parse().unwrap();
    let arguments = ["import-key", "--data", text(&data), "--from", text(&key)];
    let mut seen = BTreeSet::new();
    let kills = at_every_write_point(|order| {
        put_back(&held, &data);
        let reached = run(&moment.station.programs, &moment.points, order, &arguments);
        let left = names(&data);
        if let Some(other) = &other {
            let has = key_of(&data, &out);
            assert!(has == relay || has == *other && reached.killed, "{left:?}");
            seen.insert((left, has == relay));
        } else {
            // Without a key in it yet, it is a folder as it was; a relay that is started on that is none which devices know.
            seen.insert((left, !reached.killed));
        }
        import_key(&data, &code).unwrap();
        assert_eq!(key_of(&data, &out), relay);
        assert_eq!(check(&data).unwrap().damages, []);
        moment.station.relay.restart().unwrap();
        put_back(&home, &moment.station.path("chief"));
        let mut chief = moment.open("chief");
        assert_eq!(moment.sync(&mut chief).unwrap().unsent, 0);
        for record in shown(&mut chief).keys() {
            assert_eq!(chief.get(*record).unwrap().safety, Safety::OnRelay);
        }
        drop(chief);
        moment.station.relay.kill().unwrap();
        assert!(check(&data).unwrap().packs > 0);
        reached
    });
    assert!(kills > 10, "{kills}");
    assert!(seen.len() > 1, "{seen:?}");
}

#[test]
fn an_import_of_a_key_killed_anywhere_in_an_empty_folder_can_be_done_again_and_the_devices_fill_it()
{
    if can_kill() {
        an_import_of_a_key_killed_everywhere(false);
    }
}

#[test]
fn an_import_of_a_key_killed_anywhere_leaves_the_relays_own_key_or_the_one_brought_and_can_be_done_again()
 {
    if can_kill() {
        an_import_of_a_key_killed_everywhere(true);
    }
}
