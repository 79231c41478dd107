use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testkit::{Kind, Register, Size};

/// The reference registers' compressed bytes (zstd 19, one file a kind) and documents.
const REFERENCE: [(Kind, usize, usize); 5] = [
    (Kind::Households, 4_861, 60),
    (Kind::Establishments, 10_197, 222),
    (Kind::Visits, 39_516, 300),
    (Kind::Meetings, 4_012, 36),
    (Kind::FollowUps, 5_240, 56),
];

#[test]
fn the_text_is_no_easier_to_compress_than_the_reference_registers() {
    let register = Register::generate(&Size::hamlet(), 1);
    for (kind, bytes, documents) in REFERENCE {
        assert_eq!(register.rows(kind).len(), documents);
        let ours = compressed(&register.lines(kind));
        assert!(
            ours >= bytes,
            "{kind:?}: {ours} bytes for {documents} documents, the reference has {bytes}"
        );
    }
}

#[test]
fn a_ward_compresses_to_no_less_than_the_ward_that_the_protocol_was_designed_on() {
    let register = Register::generate(&Size::ward(), 1);
    let kinds = &Kind::ALL[2..];
    let documents: usize = kinds.iter().map(|kind| register.rows(*kind).len()).sum();
    assert_eq!(documents, 11_209);
    let whole: String = kinds.iter().map(|kind| register.lines(*kind)).collect();
    let bytes = compressed(&whole);
    assert!(bytes >= 1_240_000, "{bytes} bytes");
}

#[test]
fn one_seed_gives_one_register() {
    let generate = |seed| Register::generate(&Size::hamlet(), seed);
    assert_eq!(generate(4), generate(4));
    assert_ne!(generate(4), generate(5));
}

#[test]
fn every_reference_leads_to_a_document() {
    let register = Register::generate(&Size::hamlet(), 2);
    let ids: Vec<BTreeSet<&str>> = Kind::ALL
        .iter()
        .map(|kind| ids(register.rows(*kind)))
        .collect();
    let known: BTreeSet<&str> = ids.iter().flatten().copied().collect();
    for kind in Kind::ALL {
        for row in register.rows(kind) {
            for field in ["area", "household", "officer", "visit", "group", "assignee"] {
                let Some(id) = row.get(field) else { continue };
                assert!(
                    known.contains(id.as_str().unwrap()),
                    "{kind:?} {field} {row}"
                );
            }
        }
    }
    let members: usize = register
        .groups
        .iter()
        .map(|group| group["members"].as_array().unwrap().len())
        .sum();
    assert_eq!(members, Size::hamlet().member_households);
}

#[test]
fn visits_are_in_order_within_one_year_that_ends_on_a_fixed_day() {
    let register = Register::generate(&Size::hamlet(), 3);
    let times: Vec<&str> = register
        .visits
        .iter()
        .map(|visit| visit["started_at"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted());
    assert!(
        times[0] >= "2025-11-21" && times[299] < "2026-11-21",
        "{} {}",
        times[0],
        times[299]
    );
}

#[test]
fn what_is_written_is_one_object_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::generate(&Size::hamlet(), 1);
    let files = register.write(folder.path()).unwrap();
    assert_eq!(files.len(), 8);
    let visits = std::fs::read_to_string(folder.path().join("visits.jsonl")).unwrap();
    let rows: Vec<Value> = visits
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows, register.visits);
}

fn ids(rows: &[Value]) -> BTreeSet<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn compressed(text: &str) -> usize {
    zstd::bulk::compress(text.as_bytes(), 19).unwrap().len()
}

#[test]
fn ids_are_replaced_wherever_they_stand() {
    let mut register = Register::generate(&Size::hamlet(), 1);
    let old = register.areas[0]["id"].as_str().unwrap().to_owned();
    register.replace_ids(&BTreeMap::from([(old.clone(), "new".to_owned())]));
    assert_eq!(register.areas[0]["id"], "new");
    assert_eq!(register.officers[0]["areas"][0], "new");
    for kind in Kind::ALL {
        assert!(!register.lines(kind).contains(&old), "{kind:?}");
    }
}
