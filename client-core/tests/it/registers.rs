//! Import and export of a whole generated register.

use crate::Desk;
use client_core::{ExportFormat, ImportFile, ImportOptions, Kind, Sensitive};
use std::collections::BTreeMap;
use testkit::{Register, Size};

const KINDS: [Kind; 8] = [
    Kind::Area,
    Kind::Officer,
    Kind::Household,
    Kind::Establishment,
    Kind::Group,
    Kind::Visit,
    Kind::Meeting,
    Kind::FollowUp,
];

fn files(register: &Register) -> Vec<ImportFile> {
    let file = |kind: testkit::Kind| ImportFile {
        name: format!("{}.jsonl", kind.file_stem()),
        reader: Box::new(std::io::Cursor::new(register.lines(kind))),
    };
    // In any order: the import sorts out what refers to what.
    testkit::Kind::ALL
        .iter()
        .rev()
        .map(|kind| file(*kind))
        .collect()
}

fn export(desk: &mut Desk, kind: Kind, format: ExportFormat) -> String {
    let mut out = Vec::new();
    desk.notebook
        .export(kind, format, Sensitive::Withheld, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_register_goes_in_once_and_comes_out_as_it_went_in() {
    let mut desk = Desk::new(1);
    let register = Register::generate(
        &Size {
            visits: 60,
            ..Size::hamlet()
        },
        3,
    );
    let first = desk
        .notebook
        .import(files(&register), ImportOptions::default(), &mut |_| {})
        .unwrap();
    assert_eq!(first.kinds["visits"].created, 60);
    let again = desk
        .notebook
        .import(files(&register), ImportOptions::default(), &mut |_| {})
        .unwrap();
    for (kind, count) in &again.kinds {
        assert_eq!((count.created, count.changed), (0, 0), "{kind}");
    }
    for (kind, rows) in KINDS.into_iter().zip(testkit::Kind::ALL) {
        let exported: BTreeMap<String, serde_json::Value> =
            export(&mut desk, kind, ExportFormat::JsonLines)
                .lines()
                .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
                .map(|row| (row["id"].as_str().unwrap().to_owned(), row))
                .collect();
        for row in register.rows(rows) {
            let id = row["id"].as_str().unwrap();
            assert_eq!(&exported[id], row, "{kind:?}");
        }
    }
}

#[test]
fn who_leads_a_district_is_named_with_all_of_its_536_areas() {
    let mut desk = Desk::new(1);
    let register = Register::generate(
        &Size {
            households: 60,
            establishments: Vec::new(),
            member_households: 57,
            visits: 0,
            meetings: 0,
            follow_ups: 0,
            ..Size::district(70_000)
        },
        1,
    );
    let imported = (desk.notebook)
        .import(files(&register), ImportOptions::default(), &mut |_| {})
        .unwrap();
    assert_eq!(imported.kinds["areas"].created, 536);
    let led = register.officers[0]["id"].as_str().unwrap();
    let led = desk.notebook.get(led.parse().unwrap()).unwrap().fields;
    assert_eq!(led["role"], "commander");
    assert_eq!(led["areas"].as_array().unwrap().len(), 536);
}

#[test]
fn unknown_fields_are_kept_and_exported_again() {
    let mut desk = Desk::new(1);
    let area = desk.area("Tổ 1");
    let line = serde_json::json!({
        "id": "00000001-0000-4000-8000-000000000000", "area": area.to_string(), "code": "HB-1",
        "head": "Nguyễn Thị Hoà", "meter_number": { "water": 12, "power": [1, 2] },
    });
    let file = ImportFile {
        name: "households.jsonl".to_owned(),
        reader: Box::new(std::io::Cursor::new(format!("\u{feff}{line}\r\n\r\n"))),
    };
    desk.notebook
        .import(vec![file], ImportOptions::default(), &mut |_| {})
        .unwrap();
    let out = export(&mut desk, Kind::Household, ExportFormat::JsonLines);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&out).unwrap(),
        line
    );
}

#[test]
fn a_table_has_a_byte_order_mark_and_positions_are_geojson() {
    let mut desk = Desk::new(1);
    let register = Register::generate(
        &Size {
            visits: 20,
            ..Size::hamlet()
        },
        3,
    );
    desk.notebook
        .import(files(&register), ImportOptions::default(), &mut |_| {})
        .unwrap();
    let csv = export(&mut desk, Kind::Visit, ExportFormat::Csv);
    assert!(csv.starts_with('\u{feff}') && csv.contains("; "));
    let geo: serde_json::Value =
        serde_json::from_str(&export(&mut desk, Kind::Household, ExportFormat::GeoJson)).unwrap();
    assert_eq!(geo["type"], "FeatureCollection");
    let feature = &geo["features"][0];
    let (lon, lat) = (
        feature["geometry"]["coordinates"][0].as_f64(),
        feature["geometry"]["coordinates"][1].as_f64(),
    );
    assert!(lon > lat, "longitude comes first: {feature}");
    let error = desk
        .notebook
        .export(
            Kind::Area,
            ExportFormat::GeoJson,
            Sensitive::Withheld,
            &mut Vec::new(),
        )
        .unwrap_err();
    assert_eq!(error.code(), "export-without-position");
}

#[test]
fn a_group_may_stand_before_the_one_that_it_was_merged_into() {
    let mut desk = Desk::new(1);
    let area = desk.area("Tổ 1").to_string();
    let id = |n: u8| format!("00000000-0000-4000-8000-0000000000{n:02}");
    let group = |n: u8, into: u8| {
        serde_json::json!({
            "id": id(n), "area": area, "name": format!("Tổ {n}"), "state": "merged", "merged_into": id(into),
        })
        .to_string()
    };
    let file = |lines: &[String]| {
        vec![ImportFile {
            name: "groups.jsonl".to_owned(),
            reader: Box::new(std::io::Cursor::new(lines.join("\n"))),
        }]
    };
    // Two supervisors who merged two groups into each other are no reason to refuse the register.
    let lines = [group(1, 2), group(2, 3), group(3, 2)];
    let report = desk
        .notebook
        .import(file(&lines), ImportOptions::default(), &mut |_| {})
        .unwrap();
    assert_eq!(report.kinds["groups"].created, 3);
    let lines = [group(4, 9), group(5, 4)];
    let skip_bad = ImportOptions {
        skip_bad: true,
        kind: None,
    };
    let report = desk
        .notebook
        .import(file(&lines), skip_bad, &mut |_| {})
        .unwrap();
    let left: Vec<u64> = report.left_out.iter().map(|bad| bad.line).collect();
    assert_eq!((report.kinds["groups"].created, left), (0, vec![1, 2]));
}
