//! The database that a released program wrote opens in every later one, with all that was in it.

use client_core::{FieldEdit, Home, Kind, Notebook, Query, Safety, Value};
use serde_json::json;
use std::path::{Path, PathBuf};
use testkit::FixedClock;
use tests::play::shown;
use tests::tables::{change, database, read_models, rows};
use tests::{MORNING, PIN, Unit, copy_files, fields, household, ids, key_of, world};

/// Set to write the fixture of the schema of today. A released one is never written again.
const WRITE: &str = "SOTAY_WRITE_FIXTURES";

/// The schemas that were released, each with a device as its program left it.
const RELEASED: [u32; 5] = [1, 11, 14, 15, 16];

fn fixture(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/device-{version}"))
}

/// Records something of everything on a device, of which a part is on the relay and a part is not.
fn record(folder: &Path) {
    let unit = Unit::new(71);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(
        &mut chief,
        "Lê Thị Cúc",
        client_core::Role::Officer,
        &["Tổ 1"],
    );
    for (device, phone) in [(&mut chief, "0900000001"), (&mut officer, "0900000002")] {
        device
            .edit(house, &[FieldEdit::set("phone", Value::text(phone))])
            .unwrap();
    }
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    let visit = json!({
        "household": house.to_string(), "purposes": ["listen", "support"], "needs": ["Sửa đèn đường"],
        "notes": [{ "kind": "hearsay", "text": "Sắp chuyển đi" }], "met": ["Bà Hoà"], "lat": 21.0285, "lon": 105.8542,
    });
    let visit = officer.create(Kind::Visit, fields(visit)).unwrap();
    officer.submit_visit(visit).unwrap();
    drop(officer);
    copy_files(unit.home("Lê Thị Cúc").folder(), folder);
    drop(std::fs::remove_file(folder.join("lock")));
}

#[test]
fn a_device_of_each_released_schema_opens_lists_searches_and_goes_on() {
    let newest = RELEASED.last().map(|version| fixture(*version));
    if let (Some(newest), Some(_)) = (newest, std::env::var_os(WRITE)) {
        record(&newest);
    }
    for version in RELEASED {
        opens_and_goes_on(&fixture(version));
    }
}

fn opens_and_goes_on(kept: &Path) {
    let folder = tempfile::tempdir().unwrap();
    copy_files(kept, folder.path());
    let home = Home::at(folder.path());
    let clock = FixedClock::at(MORNING);
    let mut device = Notebook::open(&home, world(&clock, 1), PIN).unwrap();

    let [house] = ids(&mut device, Kind::Household)[..] else {
        panic!("one household")
    };
    let [visit] = ids(&mut device, Kind::Visit)[..] else {
        panic!("one visit")
    };
    assert_eq!(device.get(house).unwrap().fields["head"], "Nguyễn Thị Hoà");
    let record = device.get(visit).unwrap();
    assert_eq!(
        record.fields["notes"],
        json!([{ "kind": "hearsay", "text": "Sắp chuyển đi" }])
    );
    assert_eq!(
        (&record.fields["status"], record.safety),
        (&json!("submitted"), Safety::OnDevice)
    );
    assert_eq!(device.search("sua den duong", 5).unwrap()[0].id, visit);
    let conflicts = device.conflicts().unwrap();
    assert_eq!((conflicts.len(), conflicts[0].values.len()), (1, 2));
    assert_eq!(device.history(house).unwrap().len(), 3);
    assert_eq!(
        device.me().unwrap().officer_name.as_deref(),
        Some("Lê Thị Cúc")
    );
    assert_eq!(device.status().unwrap().unsent, 1);

    let key = key_of(&home);
    let live = read_models(&home, &key);
    let before = shown(&mut device);
    device.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(read_models(&home, &key), live);
    assert_eq!(shown(&mut device), before);
    device
        .edit(house, &[FieldEdit::set("phone", Value::text("0900000003"))])
        .unwrap();
    assert!(device.conflicts().unwrap().is_empty());
    assert_eq!(
        device.list(&Query::of(Kind::Household)).unwrap().rows[0].fields["phone"],
        "0900000003"
    );
}

#[test]
fn an_upgraded_database_has_the_schema_of_a_new_one() {
    let unit = Unit::new(72);
    drop(unit.found(&["Tổ 1"]));
    let schema = |home: &Home| {
        let key = key_of(home);
        let connection = database(home, &key);
        let mut schema = rows(
            &connection,
            "SELECT type, name, sql FROM sqlite_master ORDER BY type, name",
        );
        schema.extend(rows(&connection, "PRAGMA user_version"));
        schema
    };
    let new = schema(&unit.home("chief"));
    for version in RELEASED {
        let folder = tempfile::tempdir().unwrap();
        copy_files(&fixture(version), folder.path());
        let home = Home::at(folder.path());
        drop(Notebook::open(&home, world(&FixedClock::at(MORNING), 1), PIN).unwrap());
        assert_eq!(schema(&home), new, "{version}");
    }
}

/// The relay of that time is not kept. It lost its store and its key is unknown, so the device is told the key of another.
#[test]
fn a_device_of_each_released_schema_fills_an_empty_relay_and_goes_on_syncing() {
    // The packs of the first one are of a form that was given up before version 1 of the wire format was released.
    for version in RELEASED.into_iter().filter(|version| *version > 1) {
        let unit = Unit::new(73);
        let home = unit.home("released");
        copy_files(&fixture(version), home.folder());
        let clock = FixedClock::at(MORNING);
        // Brought to the schema of today first.
        drop(Notebook::open(&home, world(&clock, 1), PIN).unwrap());
        let forget = "DELETE FROM doc_meta WHERE key = 'relay_id'";
        change(&home, &key_of(&home), forget);
        let mut device = Notebook::open(&home, world(&clock, 2), PIN).unwrap();
        device.learn_relay(unit.relay.id()).unwrap();
        let before = shown(&mut device);
        let report = unit.sync(&mut device);
        let report = report.unwrap_or_else(|error| panic!("{version}: {error}"));
        assert_eq!(report.unsent, 0, "{version}");
        assert_eq!(shown(&mut device), before, "{version}");
        let house = ids(&mut device, Kind::Household)[0];
        let note = FieldEdit::set("note", Value::text("Sau khi cập nhật"));
        device.edit(house, &[note]).unwrap();
        assert_eq!(unit.sync(&mut device).unwrap().unsent, 0);
        for record in before.keys() {
            let safety = device.get(*record).unwrap().safety;
            assert_eq!(safety, Safety::OnRelay, "{version}: {record}");
        }
        assert!(device.suspicions().unwrap().is_empty(), "{version}");
        let checked = server::storage::sqlite::check(unit.relay.data()).unwrap();
        assert_eq!(checked.damages, [], "{version}");
        assert!(checked.packs > 0 && checked.spaces > 1, "{checked:?}");
    }
}
