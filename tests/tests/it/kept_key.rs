//! A relay whose disk is gone without a backup: what its operator kept of it is one line.

use std::path::Path;
use tests::programs::{Station, count, new_household, refused};

fn operate(station: &Station, arguments: &[&str]) {
    let mut command = station.programs.relay_command();
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_relay_whose_disk_is_gone_is_the_same_again_by_its_key_and_is_filled_by_the_devices() {
    let mut station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    let officer = station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    new_household(&chief, "Tổ 1", "HB-1");
    new_household(&officer, "Tổ 1", "HB-2");
    for device in [&officer, &chief, &officer] {
        device.json(&["sync"]).unwrap();
    }
    let (data, key) = (station.relay.data().to_owned(), station.path("key"));
    operate(
        &station,
        &["export-key", "--data", text(&data), "--out", text(&key)],
    );

    station.relay.kill().unwrap();
    std::fs::remove_dir_all(&data).unwrap();
    station.relay.restart().unwrap();
    let outcome = chief.run(&["sync"]).unwrap();
    assert_eq!(refused(&outcome).1, "wrong-relay");

    station.relay.kill().unwrap();
    std::fs::remove_dir_all(&data).unwrap();
    operate(
        &station,
        &["import-key", "--data", text(&data), "--from", text(&key)],
    );
    station.relay.restart().unwrap();
    new_household(&officer, "Tổ 1", "HB-3");
    for device in [&officer, &chief] {
        assert_eq!(device.json(&["sync"]).unwrap()["unsent"], 0);
    }
    assert_eq!(count(&chief, "household"), 3);
    let newcomer = station.join(&chief, "newcomer", "Phạm Văn Đức", &["Tổ 1"]);
    assert_eq!(count(&newcomer, "household"), 3);
}
