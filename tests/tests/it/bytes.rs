//! A byte scan: nothing of the records is in the relay's files, nor in clear in a device's.

use std::collections::BTreeSet;
use std::path::Path;
use testkit::{Register, Size};
use tests::needles::Needles;
use tests::programs::{Station, files};

/// Every text of a JSON value.
fn texts<'a>(value: &'a serde_json::Value, out: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::String(text) => out.push(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| texts(field, out)),
        _ => {}
    }
}

fn scan(folder: &Path, needles: &Needles) {
    let files = files(folder);
    assert!(!files.is_empty());
    for file in files {
        let found = needles.found_in(&std::fs::read(&file).unwrap());
        assert!(found.is_empty(), "{} holds {found:?}", file.display());
    }
}

#[test]
fn no_name_phone_or_text_of_the_records_is_in_the_relays_files_or_in_clear_on_a_device() {
    let mut station = Station::start();
    let chief = station.found(&[]);
    let size = Size {
        areas: 3,
        officers: 2,
        visits: 120,
        ..Size::hamlet()
    };
    let register = Register::generate(&size, 7);
    let written = register.write(&station.path("register")).unwrap();
    let written: Vec<&str> = written.iter().map(|path| path.to_str().unwrap()).collect();
    chief.json(&[&["import"], &written[..]].concat()).unwrap();
    chief.json(&["sync"]).unwrap();
    let areas: Vec<&str> = register
        .areas
        .iter()
        .map(|area| area["name"].as_str().unwrap())
        .collect();
    let officer = station.join(&chief, "officer", "Lê Thị Cúc", &areas);
    let code = register.households[0]["code"].as_str().unwrap();
    let edit = |device: &testkit::process::Sotay, phone: &str| {
        device
            .json(&["household", "edit", code, "--phone", phone])
            .unwrap();
    };
    edit(&chief, "0987 111 222");
    edit(&officer, "0987333444");
    let need = "Đề nghị lắp thêm đèn chiếu sáng đầu ngõ";
    officer
        .json(&[
            "visit",
            "new",
            "--household",
            code,
            "--purpose",
            "listen",
            "--need",
            need,
        ])
        .unwrap();
    for device in [&officer, &chief, &officer] {
        device.json(&["sync"]).unwrap();
    }
    assert_eq!(
        chief
            .json(&["conflicts"])
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let mut words: Vec<&str> = Vec::new();
    for kind in testkit::Kind::ALL {
        register
            .rows(kind)
            .iter()
            .for_each(|row| texts(row, &mut words));
    }
    words.extend([
        "Công an phường Hoà Bình",
        "Trần Văn Bình",
        "Lê Thị Cúc",
        "0987 111 222",
        "0987333444",
        need,
    ]);
    let needles = Needles::of(words.into_iter());
    assert!(needles.count() > 2_000, "{} needles", needles.count());

    // The scan finds what is there: in the register's own files, and in a log that would name a person.
    let exported = station.path("households.jsonl");
    chief
        .json(&["export", "households", "--out", exported.to_str().unwrap()])
        .unwrap();
    assert!(needles.found_in(&std::fs::read(&exported).unwrap()).len() > 100);
    let wide: Vec<u8> = "..Lê Thị Cúc.."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(!needles.found_in(&wide).is_empty());
    assert!(
        !needles
            .found_in(b"visit recorded by tran van binh")
            .is_empty()
    );

    // What leaves the relay and a device as a file: a backup, and a set for another device.
    let out = station.path("out");
    std::fs::create_dir(&out).unwrap();
    let by_hand = out.join("by-hand.sotay");
    chief
        .json(&["courier", "export", by_hand.to_str().unwrap()])
        .unwrap();
    let backup = out.join("backup");
    server::storage::sqlite::backup(station.relay.data(), &backup).unwrap();
    assert!(by_hand.metadata().unwrap().len() > 10_000);
    scan(&out, &needles);

    // While the relay runs, with its write-ahead log, and after it has stopped.
    scan(station.relay.data(), &needles);
    station.relay.stop().unwrap();
    scan(station.relay.data(), &needles);
    let log = station.relay.log().unwrap();
    assert!(log.contains("sync"), "{log}");
    assert_eq!(needles.found_in(log.as_bytes()), BTreeSet::new());

    for device in [&chief, &officer] {
        scan(device.home(), &needles);
        for file in files(device.home()) {
            let bytes = std::fs::read(&file).unwrap();
            assert!(
                !bytes.starts_with(b"SQLite format 3"),
                "{} is not encrypted",
                file.display()
            );
        }
    }
}
