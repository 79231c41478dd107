//! A relay put back to an old backup: devices notice, and give back what it lacks, without a person doing anything.

use client_core::{FieldEdit, Kind, Notebook, Role, Safety, Value};
use tests::play::shown;
use tests::{Unit, household, ids};

fn note(device: &mut Notebook, house: client_core::DocId, text: &str) {
    device
        .edit(house, &[FieldEdit::set("note", Value::text(text))])
        .unwrap();
}

/// Syncs until nothing moves; a person's usual day does that by itself.
fn sync_all(unit: &Unit, devices: &mut [&mut Notebook]) {
    for _ in 0..2 {
        for device in devices.iter_mut() {
            unit.sync(device).unwrap();
        }
    }
}

#[test]
fn a_relay_restored_from_a_backup_gets_back_the_records_that_it_lost() {
    let mut unit = Unit::new(51);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    note(&mut officer, house, "trước");
    sync_all(&unit, &mut [&mut officer, &mut chief]);
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);

    note(&mut officer, house, "sau một");
    unit.sync(&mut officer).unwrap();
    note(&mut officer, house, "sau hai");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    let other = household(&mut chief, "Tổ 1", "HB-2", "Phạm Văn Đức");
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    let wanted = shown(&mut chief);

    unit.relay.restore(&backup);
    sync_all(&unit, &mut [&mut officer, &mut chief]);
    assert_eq!(shown(&mut chief), wanted);
    assert_eq!(shown(&mut officer), wanted);
    assert_eq!(officer.get(house).unwrap().safety, Safety::OnRelay);
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    let seen = ids(&mut fresh, Kind::Household);
    assert!(seen.contains(&house) && seen.contains(&other), "{seen:?}");
    assert_eq!(fresh.get(house).unwrap().fields["note"], "sau hai");
    assert_eq!(fresh.history(house).unwrap().len(), 4);
}

#[test]
fn work_recorded_after_the_restore_follows_what_is_given_back() {
    let mut unit = Unit::new(52);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    note(&mut officer, house, "một");
    unit.sync(&mut officer).unwrap();
    unit.relay.restore(&backup);
    // The officer has something new to bring, onto a chain of which the relay lacks the last link.
    note(&mut officer, house, "hai");
    sync_all(&unit, &mut [&mut officer, &mut chief]);
    assert_eq!(officer.status().unwrap().unsent, 0);
    assert_eq!(chief.get(house).unwrap().fields["note"], "hai");
    assert_eq!(chief.history(house).unwrap().len(), 3);
}

#[test]
fn memberships_that_the_backup_lacks_are_given_back_too() {
    let mut unit = Unit::new(53);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    note(&mut officer, house, "một");
    unit.relay.restore(&backup);
    sync_all(&unit, &mut [&mut chief, &mut officer]);
    assert_eq!(officer.status().unwrap().unsent, 0);
    assert_eq!(chief.get(house).unwrap().fields["note"], "một");
}
