//! Who may do what: the table of docs/roles.md, walked entirely.

mod around;
mod desk;
mod records;
mod scene;
mod unit;

use client_core::{DocId, FieldEdit, Home, Narrowing, Notebook, Role, Value};
use scene::{Place, Scene, Ward};
use std::collections::BTreeMap;
use std::path::Path;
use tests::{copy_files, key_of};

/// Tries something in an area; tells whether it was done.
type Try = fn(&mut Notebook, &Scene<'_>) -> bool;

/// Every line of the table, by what it is of.
const TRIES: [&[(&str, Try)]; 4] = [records::TRIES, desk::TRIES, unit::TRIES, around::TRIES];

/// Writes a field, and tells whether the record says so now.
fn edit(device: &mut Notebook, record: DocId, field: &str, value: &str) -> bool {
    let written = device.edit(record, &[FieldEdit::set(field, Value::text(value))]);
    written.is_ok() && device.get(record).unwrap().fields[field] == value
}

/// Narrows a list to an area.
fn within(place: &Place) -> Narrowing {
    Narrowing {
        area: Some(place.area),
        ..Narrowing::default()
    }
}

/// Reads the table: what each role may do, by line.
fn table() -> BTreeMap<String, BTreeMap<Role, String>> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/roles.md"))
            .unwrap();
    let (_, table) = text.split_once("<!-- roles:").unwrap();
    let (table, _) = table.split_once("<!-- end of roles -->").unwrap();
    let mut rows = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim));
    let roles: Vec<Role> = rows
        .next()
        .unwrap()
        .skip(1)
        .map(|name| {
            let role = Role::ALL.into_iter().find(|role| role.as_str() == name);
            role.expect("a role")
        })
        .collect();
    assert_eq!(roles, Role::ALL);
    rows.skip(1)
        .map(|mut cells| {
            let what = cells.next().unwrap().to_owned();
            (
                what,
                roles
                    .iter()
                    .copied()
                    .zip(cells.map(str::to_owned))
                    .collect(),
            )
        })
        .collect()
}

/// Tries a line on a copy of a device as it is now.
fn does(
    ward: &Ward,
    (home, key): (&Home, &[u8; 32]),
    (what, attempt): (&str, Try),
    scene: &Scene<'_>,
) -> bool {
    let folder = tempfile::tempdir().unwrap();
    copy_files(home.folder(), folder.path());
    drop(std::fs::remove_file(folder.path().join("lock")));
    let copy = Home::at(folder.path());
    let mut device = Notebook::open_with_key(&copy, ward.unit.world(what), key).unwrap();
    attempt(&mut device, scene)
}

#[test]
fn each_role_does_what_the_table_says_and_nothing_else() {
    let ward = Ward::new(61);
    let said = table();
    let tries: Vec<(&str, Try)> = TRIES.iter().flat_map(|some| some.iter().copied()).collect();
    let untold: Vec<&str> = tries.iter().map(|(what, _)| *what).collect();
    let untold: Vec<&&str> = untold
        .iter()
        .filter(|what| !said.contains_key(**what))
        .collect();
    assert!(untold.is_empty(), "not in the table: {untold:#?}");
    assert_eq!(tries.len(), said.len(), "each line is tried");
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let home = ward.unit.home(role.as_str());
        let device = (&home, &key_of(&home));
        for line in &tries {
            let [here, there] = ward.scenes();
            let does = match (
                does(&ward, device, *line, &here),
                does(&ward, device, *line, &there),
            ) {
                (true, true) => "all",
                (true, false) => "own areas",
                (false, false) => "no",
                (false, true) => "others only",
            };
            let (what, _) = line;
            let says = said[*what][&role].as_str();
            let is_all = |says: &str| {
                says == "yes"
                    || says == "own areas" && !matches!(role, Role::Officer | Role::Supervisor)
            };
            if does != says && !(does == "all" && is_all(says)) {
                wrong.push(format!("{what}: {role:?} {does}, not {says}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
