//! A manipulated device writes a review without the role: everybody sees it, and it does not count.

use client_core::{ClientError, DocId, FieldEdit, Home, Kind, Notebook, Query, Role, Value};
use proto::{DeviceId, RoleSet};
use records::{Author, Document, RecordChange, anyone};
use serde_json::json;
use std::time::Duration;
use tests::tables::{read_models, writable};
use tests::{PIN, Unit, fields, household, key_of};

/// Adds to an officer's database what the program would have refused to write there.
pub(crate) fn manipulate(
    home: &Home,
    device: DeviceId,
    record: DocId,
    edit: FieldEdit,
    unit: &Unit,
) {
    let key = key_of(home);
    let connection = writable(home, &key);
    let n: i64 = connection
        .query_row(
            "SELECT n FROM doc_record WHERE id = ?1",
            [record.0],
            |row| row.get(0),
        )
        .expect("the record");
    let mut statement = connection
        .prepare("SELECT bytes FROM doc_change WHERE record = ?1 ORDER BY n")
        .expect("a query");
    let held: Vec<RecordChange> = statement
        .query_map([n], |row| row.get::<_, Vec<u8>>(0))
        .expect("changes")
        .map(|bytes| RecordChange::parse(&bytes.expect("bytes")).expect("a change"))
        .collect();
    let at = proto::UnixMillis(unit.clock.unix_millis());
    let roles: RoleSet = Role::ALL.into_iter().collect();
    let change = Document::from_changes(record, &held, anyone)
        .edit(
            &[edit],
            Author {
                device,
                at,
                standing: roles.into(),
            },
            [9; 4],
        )
        .expect("a valid edit")
        .expect("a change");
    connection
        .execute(
            "INSERT INTO doc_change (record, pack, bytes) VALUES (?1, NULL, ?2)",
            (n, change.bytes()),
        )
        .expect("stored");
}

struct Ward {
    unit: Unit,
    chief: Notebook,
    supervisor: Notebook,
    officer: Notebook,
    visit: DocId,
}

/// A visit that was submitted, and is on all three devices.
fn ward(seed: u64) -> Ward {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cán bộ Một", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = json!({ "household": house.to_string(), "purposes": ["listen"], "needs": ["Sửa đèn đường"] });
    let visit = officer.create(Kind::Visit, fields(visit)).unwrap();
    officer.submit_visit(visit).unwrap();
    for device in [&mut officer, &mut supervisor, &mut chief] {
        unit.sync(device).unwrap();
    }
    Ward {
        unit,
        chief,
        supervisor,
        officer,
        visit,
    }
}

fn status(code: &str) -> FieldEdit {
    FieldEdit::set("status", Value::text(code))
}

fn in_status(device: &mut Notebook, code: &str) -> u64 {
    let query = Query {
        status: Some(code.to_owned()),
        ..Query::of(Kind::Visit)
    };
    device.list(&query).unwrap().total
}

fn rebuilt_is_live(unit: &Unit, name: &str, device: &mut Notebook) {
    let home = unit.home(name);
    let key = key_of(&home);
    let live = read_models(&home, &key);
    device.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(read_models(&home, &key), live);
}

#[test]
fn a_review_by_an_officer_is_shown_to_all_and_counts_for_none() {
    let Ward {
        unit,
        mut chief,
        mut supervisor,
        officer,
        visit,
    } = ward(80);
    let device = officer.device();
    drop(officer);
    manipulate(
        &unit.home("Cán bộ Một"),
        device,
        visit,
        status("reviewed"),
        &unit,
    );
    let mut officer = Notebook::open(&unit.home("Cán bộ Một"), unit.world("again"), PIN).unwrap();
    unit.sync(&mut officer).unwrap();
    for (name, device) in [("Đội trưởng", &mut supervisor), ("chief", &mut chief)] {
        unit.sync(device).unwrap();
        let record = device.get(visit).unwrap();
        assert_eq!(record.fields["status"], "submitted");
        let [value] = record.unauthorised.as_slice() else {
            panic!("one value")
        };
        assert_eq!(
            (value.field.as_str(), &value.value),
            ("status", &Some(json!("reviewed")))
        );
        assert_eq!(value.officer_name.as_deref(), Some("Cán bộ Một"));
        assert_eq!(value.roles, ["supervisor", "commander", "administrator"]);
        assert!(device.conflicts().unwrap().is_empty() && record.in_conflict.is_empty());
        assert_eq!(
            (
                in_status(device, "submitted"),
                in_status(device, "reviewed")
            ),
            (1, 0)
        );
        let history = device.history(visit).unwrap();
        let marks: Vec<bool> = history
            .iter()
            .flat_map(|line| &line.edits)
            .filter(|edit| edit.field == "status")
            .map(|edit| edit.counts)
            .collect();
        assert_eq!(marks, [true, true, false]);
        rebuilt_is_live(&unit, name, device);
    }

    // A supervisor's decision ends it, everywhere.
    supervisor
        .edit(
            visit,
            &[
                status("returned"),
                FieldEdit::set("review", Value::text("Ghi rõ ai đã hứa gì.")),
            ],
        )
        .unwrap();
    for device in [&mut supervisor, &mut officer, &mut chief] {
        unit.sync(device).unwrap();
        let record = device.get(visit).unwrap();
        assert_eq!(record.fields["status"], "returned");
        assert_eq!(record.fields["review"], "Ghi rõ ai đã hứa gì.");
        assert!(record.unauthorised.is_empty() && record.in_conflict.is_empty());
    }
}

#[test]
fn an_officers_device_refuses_at_once_what_would_not_count() {
    let Ward {
        mut officer,
        mut supervisor,
        visit,
        ..
    } = ward(81);
    for edit in [
        status("reviewed"),
        FieldEdit::set("review", Value::text("Tốt.")),
    ] {
        match officer.edit(visit, std::slice::from_ref(&edit)) {
            Err(ClientError::RecordInvalid(problems)) => {
                assert_eq!(problems[0].code.as_str(), "no-authority")
            }
            other => panic!("{other:?}"),
        }
        assert!(supervisor.edit(visit, &[edit]).unwrap());
    }
    assert_eq!(officer.get(visit).unwrap().fields["status"], "submitted");
}

#[test]
fn a_review_after_the_end_of_the_role_stops_counting_once_the_device_hears_of_it() {
    let Ward {
        unit,
        mut chief,
        mut supervisor,
        visit,
        ..
    } = ward(82);
    let plan = chief.plan_roles("Đội trưởng", &[Role::Officer]).unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(Duration::from_secs(60));
    assert!(supervisor.edit(visit, &[status("reviewed")]).unwrap());
    assert_eq!(in_status(&mut supervisor, "reviewed"), 1);
    unit.sync(&mut supervisor).unwrap();
    unit.sync(&mut chief).unwrap();
    for (name, device) in [("Đội trưởng", &mut supervisor), ("chief", &mut chief)] {
        assert_eq!(
            (
                in_status(device, "submitted"),
                in_status(device, "reviewed")
            ),
            (1, 0)
        );
        assert_eq!(device.get(visit).unwrap().unauthorised.len(), 1);
        rebuilt_is_live(&unit, name, device);
    }
}
