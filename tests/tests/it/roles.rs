//! Who may do what: the table of docs/roles.md, walked entirely.

use client_core::{
    AuditQuery, DocId, DuplicateQuery, EraseReason, EscrowDecision, ExportFormat, FieldEdit, Home,
    InviteRequest, Kind, Narrowing, Notebook, Role, Sensitive, UnitPolicy, Value,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use tests::{Unit, copy_files, fields, household, key_of};

const OWN: &str = "Tổ 1";
const OTHER: &str = "Tổ 2";
/// An officer whose device is not asked anything.
const COLLEAGUE: &str = "Cán bộ Hai";

/// What there is of an area.
struct Place {
    area: DocId,
    name: &'static str,
    household: DocId,
    /// The same household, written down again.
    again: DocId,
    visit: DocId,
    group: DocId,
}

/// Tries something in an area; tells whether it was done.
type Try = fn(&mut Notebook, &Place, elsewhere: &Place) -> bool;

const TRIES: &[(&str, Try)] = &[
    ("see a record", |device, place, _| {
        device.get(place.household).is_ok() && device.history(place.household).is_ok()
    }),
    ("search", |device, place, _| {
        let found = device.search(place.name, 10).unwrap();
        found.iter().any(|hit| hit.id == place.household)
    }),
    (
        "open what was heard in confidence, with a reason",
        |device, place, _| {
            device.because("Trả lời đơn của hộ").unwrap();
            let visit = device.get(place.visit);
            visit.is_ok_and(|visit| visit.fields.contains_key("sensitive_needs"))
        },
    ),
    ("look for duplicates", |device, place, _| {
        let query = DuplicateQuery {
            kind: Kind::Household,
            narrowing: Narrowing {
                area: Some(place.area),
                ..Narrowing::default()
            },
        };
        device.duplicates(&query).unwrap().total > 0
    }),
    ("link duplicates, and separate them", |device, place, _| {
        let plan = device.plan_link(place.household, &[place.again]);
        plan.is_ok_and(|plan| device.link(&plan).is_ok() && device.unlink(place.again).is_ok())
    }),
    (
        "say of two records that they are not the same",
        |device, place, _| device.set_unlike(place.household, place.again).is_ok(),
    ),
    ("export", |device, place, _| {
        let mut out = Vec::new();
        let format = ExportFormat::JsonLines;
        device
            .export(Kind::Household, format, Sensitive::Withheld, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        text.contains(&place.household.to_string())
    }),
    ("record a household", |device, place, _| {
        let house =
            json!({ "area": place.area.to_string(), "code": "HB-9", "head": "Đỗ Văn Chín" });
        device.create(Kind::Household, fields(house)).is_ok()
    }),
    ("record a visit and hand it in", |device, place, _| {
        let visit = json!({ "household": place.household.to_string(), "purposes": ["listen"] });
        let visit = device.create(Kind::Visit, fields(visit));
        visit.is_ok_and(|visit| device.submit_visit(visit).is_ok())
    }),
    ("edit a record", |device, place, _| {
        edit(device, place.household, "note", "Cổng xanh")
    }),
    ("return a visit or close its review", |device, place, _| {
        edit(device, place.visit, "status", "returned")
            && edit(device, place.visit, "status", "reviewed")
    }),
    ("dissolve a group", |device, place, _| {
        edit(device, place.group, "state", "dissolved")
    }),
    (
        "move a household to another area",
        |device, place, elsewhere| {
            let plan = device.plan_move(place.household, elsewhere.area);
            plan.is_ok_and(|plan| device.move_record(&plan).is_ok())
        },
    ),
    ("judge late work", |device, place, _| {
        let packs = device.escrow().unwrap();
        let late = packs
            .iter()
            .find(|pack| pack.area.as_deref() == Some(place.name));
        late.is_some_and(|late| {
            device
                .judge_escrow(&late.pack, &EscrowDecision::Accept)
                .is_ok()
        })
    }),
    ("erase a record", |device, place, _| {
        let plan = device.plan_erasure(&[place.household]);
        plan.is_ok_and(|plan| device.erase(&plan, EraseReason::Request).is_ok())
    }),
    ("read everybody's consultation log", |device, _, _| {
        let query = AuditQuery {
            limit: 1_000,
            ..AuditQuery::default()
        };
        let me = device.device();
        let rows = device.audit_log(&query).unwrap().rows;
        rows.iter().any(|row| row.device != me)
    }),
    ("hand out an unlock code", |device, _, _| {
        device.unlock_code(COLLEAGUE).is_ok()
    }),
    ("invite an officer", |device, _, _| {
        invite(device, Role::Officer)
    }),
    ("invite a supervisor", |device, _, _| {
        invite(device, Role::Supervisor)
    }),
    ("invite an administrator", |device, _, _| {
        invite(device, Role::Administrator)
    }),
    ("end a device's access", |device, _, _| {
        let plan = device.plan_revocation(COLLEAGUE).unwrap();
        device.carry_out(&plan).is_ok()
    }),
    ("change an officer's roles", |device, _, _| {
        let plan = device.plan_roles(COLLEAGUE, &[Role::Auditor]).unwrap();
        device.carry_out(&plan).is_ok()
    }),
    ("take an officer to another area", |device, _, _| {
        let plan = device.plan_assignment(COLLEAGUE, Some(OWN), None).unwrap();
        device.carry_out(&plan).is_ok()
    }),
    ("add an area", |device, _, _| {
        let area = json!({ "name": "Tổ 3" });
        device.create(Kind::Area, fields(area)).is_ok()
    }),
    ("set the unit's policy", |device, _, _| {
        device.set_policy(&UnitPolicy::default()).is_ok()
    }),
    ("link the unit with another", |device, _, _| {
        device.new_liaison("Công an phường Khác").is_ok()
    }),
    ("make a recovery code", |device, _, _| {
        device.new_recovery_code().is_ok()
    }),
];

/// Writes a field, and tells whether the record says so now.
fn edit(device: &mut Notebook, record: DocId, field: &str, value: &str) -> bool {
    let written = device.edit(record, &[FieldEdit::set(field, Value::text(value))]);
    written.is_ok() && device.get(record).unwrap().fields[field] == value
}

fn invite(device: &mut Notebook, role: Role) -> bool {
    let request = InviteRequest {
        role,
        officer: "Người mới".to_owned(),
        areas: vec![OWN.to_owned()],
    };
    device.invite(&request).is_ok()
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

/// Records something of everything in an area.
fn fill(chief: &mut Notebook, name: &'static str) -> Place {
    let area = chief.find(Some(Kind::Area), name).unwrap();
    let house = household(chief, name, "HB-1", &format!("Nguyễn Thị Hoà {name}"));
    let again = household(chief, name, "HB-2", &format!("Nguyễn Thị Hòa {name}"));
    let visit = json!({
        "household": house.to_string(), "purposes": ["listen"], "sensitive_needs": ["Nợ người quen"],
    });
    let visit = chief.create(Kind::Visit, fields(visit)).unwrap();
    chief.submit_visit(visit).unwrap();
    let group = json!({ "area": area.to_string(), "name": "Tổ tự quản" });
    let group = chief.create(Kind::Group, fields(group)).unwrap();
    Place {
        area,
        name,
        household: house,
        again,
        visit,
        group,
    }
}

#[test]
fn each_role_does_what_the_table_says_and_nothing_else() {
    let unit = Unit::new(61);
    let mut chief = unit.found(&[OWN, OTHER]);
    let [own, other] = [OWN, OTHER].map(|name| fill(&mut chief, name));
    let mut devices: BTreeMap<Role, Notebook> = BTreeMap::new();
    for role in Role::ALL {
        let areas: &[&str] = match role {
            Role::Officer | Role::Supervisor => &[OWN],
            _ => &[],
        };
        let device = unit.join(&mut chief, role.as_str(), role, areas);
        devices.insert(role, device);
    }
    unit.join(&mut chief, COLLEAGUE, Role::Officer, &[OWN]);
    // One who leaves has written in both areas without having met the relay again.
    let mut gone = unit.join(&mut chief, "Cán bộ Ba", Role::Officer, &[OWN, OTHER]);
    for area in [OWN, OTHER] {
        household(&mut gone, area, "HB-8", "Phạm Văn Tám");
    }
    unit.sync(&mut chief).unwrap();
    let plan = chief.plan_revocation("Cán bộ Ba").unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut gone).unwrap();
    // Each sends its consultation log, and reads those of the others.
    for device in devices.values_mut() {
        device.search("Hoà", 10).unwrap();
        unit.sync(device).unwrap();
    }
    for device in devices.values_mut() {
        unit.sync(device).unwrap();
    }
    drop(devices);

    let said = table();
    let tried: Vec<&str> = TRIES.iter().map(|(what, _)| *what).collect();
    assert!(tried.iter().all(|what| said.contains_key(*what)));
    assert_eq!(tried.len(), said.len(), "each line is tried");
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let home = unit.home(role.as_str());
        let key = key_of(&home);
        for (what, attempt) in TRIES {
            // Each attempt on a copy of the device as it is now.
            let does = |here: &Place, there: &Place| {
                let folder = tempfile::tempdir().unwrap();
                copy_files(home.folder(), folder.path());
                drop(std::fs::remove_file(folder.path().join("lock")));
                let copy = Home::at(folder.path());
                let mut device = Notebook::open_with_key(&copy, unit.world(what), &key).unwrap();
                attempt(&mut device, here, there)
            };
            let does = match (does(&own, &other), does(&other, &own)) {
                (true, true) => "all",
                (true, false) => "own areas",
                (false, false) => "no",
                (false, true) => "others only",
            };
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
