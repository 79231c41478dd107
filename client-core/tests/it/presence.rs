//! In which weeks a commander was in each area.

use crate::{Desk, fields};
use client_core::{
    DocId, Kind, Narrowing, PresenceQuery, PresenceRule, PresenceState, PresenceTable, Role,
    UnitRules, UnixMillis,
};
use serde_json::json;

const DAY: i64 = 24 * 3600;
/// Monday, 2026-01-26, in the fifth week: 20,479 days after 1970-01-01, at midnight in Viet Nam.
const MONDAY: i64 = 20_479 * DAY - 7 * 3600;

/// Visits an area so many days after that Monday, at nine in the morning.
fn visit(
    desk: &mut Desk,
    area: &str,
    officer: DocId,
    day: i64,
    more: &[(&str, serde_json::Value)],
) {
    let at = MONDAY + day * DAY + 9 * 3600;
    let mut visit = fields(json!({
        "area": desk.area(area).to_string(),
        "officer": officer.to_string(),
        "started_at": testkit::vietnam_time(at),
        "purposes": ["listen"],
        "whom": "area",
    }));
    for (field, value) in more {
        visit.insert((*field).to_owned(), value.clone());
    }
    desk.notebook.create(Kind::Visit, visit).unwrap();
}

fn officer(desk: &mut Desk, number: u32, name: &str, role: &str) -> DocId {
    let id = format!("5e0f5a0c-2b0e-4b3a-9a51-00000000000{number}");
    let line = json!({ "id": id, "name": name, "role": role });
    desk.import("officers.jsonl", &format!("{line}\n"));
    id.parse().unwrap()
}

fn weeks(from: i64, until: i64) -> PresenceQuery {
    let at = |day: i64| Some(UnixMillis((MONDAY + day * DAY) * 1000));
    PresenceQuery {
        narrowing: Narrowing {
            from: at(from),
            until: at(until),
            ..Narrowing::default()
        },
        weeks: None,
    }
}

fn counts(table: &PresenceTable) -> Vec<(String, Vec<u32>)> {
    let row = |row: &client_core::PresenceRow| {
        let visits = row.cells.iter().map(|cell| cell.visits);
        (row.name.clone(), visits.collect())
    };
    table.rows.iter().map(row).collect()
}

fn row(name: &str, visits: &[u32]) -> (String, Vec<u32>) {
    (name.to_owned(), visits.to_vec())
}

#[test]
fn a_commander_counts_once_a_week_in_each_area_and_others_do_not() {
    let mut desk = Desk::new(1);
    let chief = desk.notebook.me().unwrap().officer.unwrap();
    let deputy = officer(&mut desk, 1, "Lê Văn Hai", "commander");
    let other = officer(&mut desk, 2, "Đỗ Thị Ba", "officer");
    visit(&mut desk, "Tổ 1", chief, 0, &[]);
    visit(&mut desk, "Tổ 1", deputy, 6, &[]);
    visit(&mut desk, "Tổ 1", other, 3, &[]);
    visit(&mut desk, "Tổ 2", deputy, 7, &[]);
    visit(&mut desk, "Tổ 2", other, 0, &[]);
    let table = desk.notebook.presence(&weeks(-7, 14)).unwrap();
    assert_eq!(table.weeks, ["2026-W04", "2026-W05", "2026-W06"]);
    assert_eq!(
        counts(&table),
        [row("Tổ 1", &[0, 2, 0]), row("Tổ 2", &[0, 0, 1])]
    );
    let cell = &table.rows[0].cells[1];
    assert_eq!(cell.state, PresenceState::Met);
    let names: Vec<&str> = cell
        .officers
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    assert_eq!(names, ["Lê Văn Hai", "Trần Văn Bình"]);
    assert_eq!(table.rows[1].cells[1].state, PresenceState::Gap);
    let mut only = weeks(-7, 14);
    only.narrowing.officer = Some(deputy);
    only.narrowing.area = Some(desk.area("Tổ 1"));
    let table = desk.notebook.presence(&only).unwrap();
    assert_eq!(
        (counts(&table), table.total),
        (vec![row("Tổ 1", &[0, 1, 0])], 1)
    );
}

#[test]
fn what_counts_is_data_of_the_unit_and_survives_a_rebuild() {
    let mut desk = Desk::new(2);
    let deputy = officer(&mut desk, 1, "Lê Văn Hai", "supervisor");
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà").to_string();
    let house = [("household", json!(house)), ("whom", json!("household"))];
    visit(&mut desk, "Tổ 1", deputy, 0, &house);
    visit(
        &mut desk,
        "Tổ 1",
        deputy,
        1,
        &[("purposes", json!(["inform", "support"]))],
    );
    visit(&mut desk, "Tổ 1", deputy, 2, &[]);
    let mut counted = |rule: PresenceRule| {
        let rules = UnitRules {
            norm_households: 300,
            presence: rule,
        };
        desk.notebook.set_rules(&rules).unwrap();
        desk.notebook.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(desk.notebook.rules().unwrap(), rules);
        let table = desk.notebook.presence(&weeks(0, 7)).unwrap();
        (table.rows[0].cells[0].visits, table.rows[0].cells[0].state)
    };
    let usual = PresenceRule::default();
    assert_eq!(counted(usual.clone()), (0, PresenceState::Gap));
    let of_supervisors = PresenceRule {
        visits: 3,
        roles: vec![Role::Commander, Role::Supervisor],
        ..usual
    };
    assert_eq!(counted(of_supervisors.clone()), (3, PresenceState::Met));
    let to_areas = PresenceRule {
        whom: vec!["area".to_owned()],
        ..of_supervisors.clone()
    };
    assert_eq!(counted(to_areas), (2, PresenceState::Gap));
    let to_help = PresenceRule {
        purposes: vec!["support".to_owned()],
        visits: 1,
        ..of_supervisors
    };
    assert_eq!(counted(to_help), (1, PresenceState::Met));
    let nonsense = UnitRules {
        presence: PresenceRule {
            whom: vec!["street".to_owned()],
            ..PresenceRule::default()
        },
        ..UnitRules::default()
    };
    let refused = desk.notebook.set_rules(&nonsense).unwrap_err();
    assert_eq!(refused.code(), "record-invalid");
}

#[test]
fn a_week_with_a_table_of_twenty_areas_from_import_to_the_gaps() {
    let mut desk = Desk::new(3);
    let chief = officer(&mut desk, 1, "Lê Văn Hai", "commander").to_string();
    let names: Vec<String> = (1..=20).map(|number| format!("Phường {number}")).collect();
    let areas: Vec<String> = (1..=20)
        .map(|number| format!("5e0f5a0c-2b0e-4b3a-9a51-0000000001{number:02}"))
        .collect();
    let lines: Vec<String> = areas
        .iter()
        .zip(&names)
        .map(|(id, name)| json!({ "id": id, "name": name }).to_string())
        .collect();
    desk.import("areas.jsonl", &(lines.join("\n") + "\n"));
    let visits: Vec<String> = areas
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 5 != 0)
        .map(|(number, area)| {
            let id = format!("5e0f5a0c-2b0e-4b3a-9a51-0000000002{number:02}");
            let day = i64::try_from(number % 7).unwrap();
            let at = testkit::vietnam_time(MONDAY + day * DAY + 9 * 3600);
            json!({ "id": id, "area": area, "officer": chief, "started_at": at, "purposes": ["listen"], "whom": "area" })
                .to_string()
        })
        .collect();
    desk.import("visits.jsonl", &(visits.join("\n") + "\n"));
    let mut query = weeks(0, 7);
    query.narrowing.limit = Some(20);
    let table = desk.notebook.presence(&query).unwrap();
    assert_eq!(table.weeks, ["2026-W05"]);
    assert_eq!((table.rows.len(), table.total), (20, 22));
    let shown: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(shown, names);
    let gaps = table
        .rows
        .iter()
        .filter(|row| row.cells[0].state == PresenceState::Gap);
    let gaps: Vec<&str> = gaps.map(|row| row.name.as_str()).collect();
    assert_eq!(gaps, ["Phường 1", "Phường 6", "Phường 11", "Phường 16"]);
}
