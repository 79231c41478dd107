//! The device: whatever command is killed and wherever, it has happened wholly or not at all, and what was confirmed stays.

use super::can_kill;
use client_core::{Home, Notebook};
use serde_json::Value;
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use testkit::process::{KillOrder, Reached, Sotay, WritePoints};
use tests::PIN;
use tests::attempts::{Moment, at_every_write_point};
use tests::play::{Shown, shown};
use tests::tables::read_models;

type Records = BTreeMap<client_core::DocId, Shown>;

const NEW_VISIT: [&str; 8] = [
    "visit",
    "new",
    "--household",
    "HB-1",
    "--purpose",
    "support",
    "--need",
    "Làm căn cước",
];

/// Runs a command under an order; returns what it confirmed, and how far it came.
fn run(
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
    eprintln!("{order:?} of {arguments:?}: {last}");
    let said = String::from_utf8_lossy(&output.stderr);
    match reached.killed {
        true => assert_eq!(output.status.signal(), Some(9), "{said}"),
        false => assert!(output.status.success(), "{said}"),
    }
    // A command that is killed after it printed has told its user that the work is done.
    (serde_json::from_slice(&output.stdout).ok(), reached)
}

/// Checks that the tables of a home are those that its records give.
fn tables_are_whole(home: &Home, device: &mut Notebook) {
    let key = *Notebook::unlock(home, PIN).unwrap();
    let live = read_models(home, &key);
    device.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(live, read_models(home, &key));
}

/// Kills a command of the device in `home` everywhere, and each time looks at the records before and after.
///
/// `whole` is told of both, if they differ, and judges whether all that belongs together has come.
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
        if after != before {
            whole(&before, &after);
        } else {
            assert!(
                changes_nothing(arguments) || confirmed.is_none(),
                "what was confirmed is gone"
            );
        }
        tables_are_whole(&home, &mut notebook);
        converges(moment, name, notebook);
        reached
    })
}

/// Commands that change what is shown of no record.
fn changes_nothing(arguments: &[&str]) -> bool {
    matches!(arguments, ["rebuild" | "sync"])
}

/// Checks that nothing which this device believes to be on the relay is missing there, and that one more sync makes it and
/// the founder's device show the same.
fn converges(moment: &Moment, name: &str, mut device: Notebook) {
    let mut chief = (name != "chief").then(|| moment.open("chief"));
    if let Some(chief) = &mut chief {
        moment.sync(chief).unwrap();
        let held = shown(chief);
        for (record, shown) in shown(&mut device) {
            if device.get(record).unwrap().safety == client_core::Safety::OnRelay {
                assert_eq!(held.get(&record), Some(&shown), "the relay lacks {record}");
            }
        }
    }
    assert_eq!(moment.sync(&mut device).unwrap().unsent, 0);
    if let Some(mut chief) = chief {
        moment.sync(&mut chief).unwrap();
        assert_eq!(shown(&mut chief), shown(&mut device));
    }
}

/// A unit of the founder and an officer, who has everything.
fn officer() -> Moment {
    let mut moment = Moment::of_a_unit();
    let chief = moment.sotay("chief");
    moment
        .station
        .join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    chief.json(&["sync"]).unwrap();
    moment.hold(&["chief", "officer"]);
    moment
}

/// The records that are in the second and not in the first; those in both are the same.
fn added<'a>(before: &Records, after: &'a Records) -> Vec<&'a Shown> {
    for (record, shown) in before {
        assert_eq!(after.get(record), Some(shown));
    }
    let added = after
        .iter()
        .filter(|(record, _)| !before.contains_key(record));
    added.map(|(_, shown)| shown).collect()
}

#[test]
fn a_visit_that_is_killed_while_it_is_recorded_is_there_or_not() {
    if !can_kill() {
        return;
    }
    let kills = kill_everywhere(&mut officer(), "officer", &NEW_VISIT, |before, after| {
        let [visit] = added(before, after)[..] else {
            panic!("one visit")
        };
        assert_eq!(visit.fields["needs"], serde_json::json!(["Làm căn cước"]));
        assert_eq!(visit.history.len(), 1);
    });
    assert!(kills > 50, "{kills}");
}
