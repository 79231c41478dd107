//! The home: a wrong PIN, a database that is not whole or not its own, two processes.

use testkit::process::Sotay;
use tests::programs::{Station, count, new_household, refused};
use tests::{PIN, key_of};

/// A device with one household, never synced.
fn recorded(station: &Station) -> Sotay {
    let device = station.found(&["Tổ 1"]);
    new_household(&device, "Tổ 1", "HB-1");
    device
}

fn status(device: &Sotay) -> (i32, String) {
    refused(&device.run(&["status"]).unwrap())
}

#[test]
fn a_wrong_pin_is_refused_with_5_and_the_right_one_still_opens() {
    let station = Station::start();
    let device = recorded(&station);
    let wrong = Sotay::new(&station.programs, device.home(), "111112");
    assert_eq!(status(&wrong), (5, "wrong-pin".to_owned()));
    assert_eq!(
        refused(&wrong.run(&["visit", "list"]).unwrap()),
        (5, "wrong-pin".to_owned())
    );
    assert_eq!(count(&device, "household"), 1);
}

#[test]
fn a_truncated_database_is_named_and_left_as_it_is() {
    let station = Station::start();
    let device = recorded(&station);
    let path = device.home().join("device.db");
    let whole = std::fs::read(&path).unwrap();
    assert!(
        !device.home().join("device.db-wal").exists(),
        "a closed database is one file"
    );
    for length in [0, 1, 15, 16, 100, 1024, 4095, 4096, 8192, whole.len() / 2] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(
            status(&device),
            (1, "database-damaged".to_owned()),
            "{length} of {} bytes",
            whole.len()
        );
        let left = std::fs::read(&path).unwrap();
        assert!(
            left == whole[..length],
            "{length} bytes are left as they are"
        );
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(count(&device, "household"), 1);
}

#[test]
fn a_database_with_a_changed_byte_is_named_where_it_is_read() {
    let station = Station::start();
    let device = recorded(&station);
    let path = device.home().join("device.db");
    let whole = std::fs::read(&path).unwrap();
    for at in (8..whole.len()).step_by(whole.len() / 24) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        std::fs::write(&path, &changed).unwrap();
        let listed = device.run(&["household", "list"]).unwrap();
        // A page that this command does not read is found by the one that does; each page is authenticated.
        if listed.code == Some(0) {
            assert_eq!(
                listed.json().unwrap().as_array().unwrap().len(),
                1,
                "byte {at}"
            );
        } else {
            assert_eq!(
                refused(&listed),
                (1, "database-damaged".to_owned()),
                "byte {at}"
            );
        }
        assert_eq!(
            std::fs::read(&path).unwrap().len(),
            changed.len(),
            "byte {at}"
        );
    }
}

#[test]
fn a_foreign_database_is_never_taken_for_this_homes() {
    let station = Station::start();
    let device = recorded(&station);
    let path = device.home().join("device.db");
    let own = std::fs::read(&path).unwrap();

    let other = station.sotay("other");
    let url = station.relay.url();
    other
        .json(&[
            "init",
            "--relay",
            &url,
            "--unit",
            "Công an xã khác",
            "--officer",
            "Ai đó",
        ])
        .unwrap();
    let foreign = std::fs::read(other.home().join("device.db")).unwrap();
    let plain = station.path("plain.db");
    rusqlite::Connection::open(&plain)
        .unwrap()
        .execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        .unwrap();
    let text = "không phải cơ sở dữ liệu ".repeat(400).into_bytes();
    for bytes in [foreign, std::fs::read(&plain).unwrap(), text] {
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(status(&device), (1, "database-damaged".to_owned()));
        assert!(
            std::fs::read(&path).unwrap() == bytes,
            "it is left as it is"
        );
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(status(&device), (1, "database-damaged".to_owned()));
    std::fs::write(&path, &own).unwrap();
    assert_eq!(count(&device, "household"), 1);
}

#[test]
fn damaged_keys_are_told_from_a_wrong_pin_where_that_is_possible() {
    let station = Station::start();
    let device = recorded(&station);
    for name in ["device.key", "device.secret"] {
        let path = device.home().join(name);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let (exit, code) = status(&device);
        assert!(
            (exit, code.as_str()) == (1, "database-damaged"),
            "{name}: {exit} {code}"
        );
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(count(&device, "household"), 1);
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_not_touched() {
    let station = Station::start();
    let device = recorded(&station);
    let home = client_core::Home::at(device.home());
    let key = key_of(&home);
    let connection = rusqlite::Connection::open(device.home().join("device.db")).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection
        .execute_batch(&format!(
            "PRAGMA key = \"x'{hex}'\"; PRAGMA user_version = 99;"
        ))
        .unwrap();
    drop(connection);
    let before = std::fs::read(device.home().join("device.db")).unwrap();
    assert_eq!(status(&device), (1, "database-newer".to_owned()));
    assert_eq!(
        std::fs::read(device.home().join("device.db")).unwrap(),
        before
    );
}

#[test]
fn a_second_process_waits_for_the_first_and_gives_up_with_5() {
    let station = Station::start();
    let device = recorded(&station);
    let home = client_core::Home::at(device.home());
    let held = client_core::Notebook::open(&home, client_core::World::native(), PIN).unwrap();
    let again = client_core::Notebook::open(
        &home.clone().with_patience(std::time::Duration::ZERO),
        client_core::World::native(),
        PIN,
    );
    assert_eq!(again.unwrap_err().code(), "home-in-use");
    assert_eq!(status(&device), (5, "home-in-use".to_owned()));
    drop(held);
    assert_eq!(count(&device, "household"), 1);
}

#[test]
fn processes_on_one_home_take_turns_and_all_their_records_stay() {
    let station = Station::start();
    let device = recorded(&station);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let device = &device;
            scope.spawn(move || new_household(device, "Tổ 1", &format!("HB-1{number}")));
        }
    });
    assert_eq!(count(&device, "household"), 5);
}
