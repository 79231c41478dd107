use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testkit::{Kind, Register, Size};

/// The example data set's bytes (JSON; zstd 19, one file a kind) and documents.
const EXAMPLE: [(Kind, usize, usize, usize); 5] = [
    (Kind::Households, 19_139, 4_861, 60),
    (Kind::Establishments, 48_747, 10_197, 222),
    (Kind::Visits, 236_755, 39_516, 300),
    (Kind::Meetings, 14_426, 4_012, 36),
    (Kind::FollowUps, 18_925, 5_240, 56),
];

#[test]
fn the_text_is_as_long_as_the_example_data_sets_and_no_easier_to_compress() {
    let register = Register::generate(&Size::hamlet(), 1);
    for (kind, json, bytes, documents) in EXAMPLE {
        assert_eq!(register.rows(kind).len(), documents);
        let text = register.lines(kind);
        let (length, ours) = (text.len(), compressed(&text));
        assert!(
            (json * 95 / 100..json * 110 / 100).contains(&length),
            "{kind:?}: {length} bytes of JSON, the example has {json}"
        );
        assert!(
            (bytes..bytes * 110 / 100).contains(&ours),
            "{kind:?}: {ours} bytes compressed, the example has {bytes}"
        );
    }
}

#[test]
fn thirty_visits_compress_to_no_less_than_thirty_of_the_example_data_set() {
    let register = Register::generate(&Size::hamlet(), 1);
    let days: Vec<usize> = register
        .visits
        .chunks(30)
        .map(|day| {
            compressed(
                &day.iter()
                    .map(|visit| format!("{visit}\n"))
                    .collect::<String>(),
            )
        })
        .collect();
    let mean = days.iter().sum::<usize>() / days.len();
    assert!((5_996..6_600).contains(&mean), "{days:?}");
}

#[test]
fn visits_have_the_fields_that_the_example_data_sets_have_as_often() {
    let register = Register::generate(&Size::ward(), 1);
    let share = |holds: &dyn Fn(&Value) -> bool| {
        register.visits.iter().filter(|visit| holds(visit)).count() * 100 / register.visits.len()
    };
    let count = |field: &'static str, count: usize| {
        share(&|visit| visit[field].as_array().unwrap().len() == count)
    };
    assert_eq!(count("met", 1), 100);
    assert!((70..75).contains(&count("notes", 1)), "statements");
    assert!((56..60).contains(&count("needs", 1)), "needs");
    assert!((47..52).contains(&count("purposes", 1)), "purposes");
    assert!((31..37).contains(&count("topics", 0)), "topics");
    assert_eq!(share(&|visit| visit["lat"].is_number()), 100);
}

/// Packs of 2,000 documents, as the protocol's design measured it.
#[test]
fn a_ward_compresses_to_no_less_than_the_ward_that_the_protocol_was_designed_on() {
    let register = Register::generate(&Size::ward(), 1);
    let lines: Vec<String> = Kind::ALL[2..]
        .iter()
        .flat_map(|kind| register.rows(*kind))
        .map(|row| format!("{row}\n"))
        .collect();
    assert_eq!(lines.len(), 11_209);
    let bytes: usize = lines
        .chunks(2_000)
        .map(|pack| compressed(&pack.concat()))
        .sum();
    assert!((1_240_000..1_330_000).contains(&bytes), "{bytes} bytes");
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
