//! A relay put back to an old backup: devices notice, and give back what it lacks, without a person doing anything.

use client_core::{
    FieldEdit, Flow, Kind, Notebook, Role, Safety, Transport, TransportError, Value,
};
use tests::play::shown;
use tests::{Unit, household, ids, transport};

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

/// The chief decides that an officer's access has ended.
fn revoke(chief: &mut Notebook) {
    let plan = chief.plan_revocation("Cúc").unwrap();
    chief.carry_out(&plan).unwrap();
}

#[test]
fn a_decision_about_a_space_that_the_relay_lost_waits_until_it_has_the_space_again() {
    let mut unit = Unit::new(54);
    let empty = unit.path("empty");
    unit.relay.back_up(&empty);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    sync_all(&unit, &mut [&mut chief, &mut officer]);
    unit.relay.restore(&empty);
    // The officer is first, and gives back all but the second area.
    unit.sync(&mut officer).unwrap();
    let plan = chief
        .plan_assignment("Cúc", Some("Tổ 1"), Some("Tổ 2"))
        .unwrap();
    chief.carry_out(&plan).unwrap();
    sync_all(&unit, &mut [&mut chief, &mut officer]);
    let areas = officer.me().unwrap().areas;
    assert_eq!(areas.into_keys().collect::<Vec<_>>(), ["Tổ 2"]);
}

#[test]
fn a_decision_onto_entries_that_a_restored_relay_lacks_comes_after_them() {
    let mut unit = Unit::new(55);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    let plan = chief.plan_roles("Cúc", &[Role::Supervisor]).unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.relay.restore(&backup);
    revoke(&mut chief);
    let report = unit.sync(&mut chief).unwrap();
    assert!(report.requests < 10, "{report:?}");
    unit.sync(&mut officer).unwrap();
    assert!(officer.status().unwrap().access_ended);
}

/// A link that breaks as soon as the relay has the request.
struct Deaf<T>(T);

impl<T: Transport> Transport for Deaf<T> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        _: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        self.0.exchange(request, &mut |_| Flow::Continue)?;
        Err(TransportError::Cut("no answer".to_owned()))
    }
}

#[test]
fn a_decision_whose_answer_was_lost_and_that_a_restored_relay_lacks_is_the_same_entry_again() {
    let mut unit = Unit::new(56);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut other = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    revoke(&mut chief);
    let mut deaf = Deaf(transport(&unit.relay.url()));
    chief.sync(&mut deaf, &mut |_| {}).unwrap_err();
    unit.sync(&mut other).unwrap();
    unit.relay.restore(&backup);
    // The chief knows nothing of its entry, which another device has.
    unit.clock.advance(std::time::Duration::from_secs(600));
    sync_all(&unit, &mut [&mut chief, &mut officer, &mut other]);
    assert!(officer.status().unwrap().access_ended);
    assert!(!other.status().unwrap().access_ended);
}
