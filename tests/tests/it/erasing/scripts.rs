//! Erasing, policy and the reasons in the log, with the real programs and a relay.

use serde_json::{Value, json};
use tests::programs::{Station, count, new_household, refused};

#[test]
fn what_a_script_erases_is_gone_on_every_device_that_syncs_and_each_says_so() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    new_household(&chief, "Tổ 1", "HB-1");
    new_household(&chief, "Tổ 1", "HB-2");
    let officer = station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    chief.json(&["sync"]).unwrap();
    officer.json(&["sync"]).unwrap();

    let erase = ["erase", "HB-1", "--reason", "request", "--yes"];
    let right = officer.run(&erase).unwrap();
    assert_eq!(refused(&right), (1, "role-lacks-duty".to_owned()));
    let erased = chief
        .json(&[&erase[..], &["--why", "đơn số 12"]].concat())
        .unwrap();
    assert_eq!(erased["synced"], json!(true));
    let id = erased["records"][0]["id"].as_str().unwrap();
    assert_eq!(count(&officer, "household"), 2);
    officer.json(&["sync"]).unwrap();
    chief.json(&["sync"]).unwrap();
    for device in [&chief, &officer] {
        assert_eq!(count(device, "household"), 1);
        let gone = device.run(&["household", "show", id]).unwrap();
        assert_eq!(refused(&gone), (2, "record-erased".to_owned()));
    }
    let erasures = chief.json(&["erasures"]).unwrap();
    let [row] = &erasures["erasures"].as_array().unwrap()[..] else {
        panic!("one erasure: {erasures}")
    };
    assert_eq!(row["reason"], "request");
    assert_eq!(row["records"], json!([id]));
    assert_ne!(row["relay_deleted_at"], Value::Null);
    let devices = row["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 2);
    assert!(
        devices
            .iter()
            .all(|device| device["acknowledged_at"].is_string()),
        "{row}"
    );
    let log = chief.json(&["audit", "log", "--subject", id]).unwrap();
    assert!(
        log.as_array()
            .unwrap()
            .iter()
            .any(|line| line["act"] == "erase" && line["why"] == "request: đơn số 12"),
        "{log}"
    );
}

#[test]
fn a_policy_set_on_one_device_holds_on_the_others_and_old_visits_go_with_a_sync() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    new_household(&chief, "Tổ 1", "HB-1");
    let officer = station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    let visit = |at: &[&str]| {
        let visit = ["visit", "new", "--household", "HB-1", "--purpose", "listen"];
        chief.json(&[&visit[..], at].concat()).unwrap();
    };
    visit(&["--at", "2020-01-31"]);
    visit(&[]);
    let set = [
        "policy",
        "--lease-days",
        "14",
        "--retain",
        "visit=1460",
        "--yes",
    ];
    let wanted = chief.json(&set).unwrap();
    chief.json(&["sync"]).unwrap();
    officer.json(&["sync"]).unwrap();
    assert_eq!(officer.json(&["policy"]).unwrap(), wanted);
    let set = officer.run(&["policy", "--lease-days", "1"]).unwrap();
    assert_eq!(refused(&set), (1, "role-lacks-duty".to_owned()));
    let kept = chief.json(&["retention", "--apply"]).unwrap();
    chief.json(&["sync"]).unwrap();
    officer.json(&["sync"]).unwrap();
    assert_eq!(count(&chief, "visit"), 1, "{kept}");
    assert_eq!(count(&officer, "visit"), 1);
    let erasures = chief.json(&["erasures"]).unwrap();
    assert_eq!(erasures["erasures"][0]["reason"], "retention");
}
