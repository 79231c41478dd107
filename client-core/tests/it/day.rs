//! The load of each officer, and a plan for a day.

use crate::{Desk, fields};
use client_core::{DayPlanQuery, FieldEdit, Kind, Narrowing, UnitRules, Value};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_district_of_thirty_two_officers_has_each_ones_load_from_import_to_the_norm() {
    let mut desk = Desk::new(1);
    let id = |kind: u32, number: u32| format!("5e0f5a0c-2b0e-4b3a-9a51-{kind:04}{number:08}");
    let areas: String = (0..40)
        .map(|number| {
            format!(
                "{}\n",
                json!({ "id": id(1, number), "name": format!("Tổ dân phố {number}") })
            )
        })
        .collect();
    desk.import("areas.jsonl", &areas);
    // Officer 0 looks after nine areas, and shares the first with officer 1.
    let officers: String = (0..32)
        .map(|number| {
            let own: Vec<String> = match number {
                0 => (0..1).chain(32..40).map(|area| id(1, area)).collect(),
                1 => vec![id(1, 0), id(1, 1)],
                _ => vec![id(1, number)],
            };
            let officer = json!({ "id": id(2, number), "name": format!("Cán bộ {number}"), "role": "officer", "areas": own });
            format!("{officer}\n")
        })
        .collect();
    desk.import("officers.jsonl", &officers);
    let households: String = (0..400)
        .map(|number| {
            let code = format!("H-{number:04}");
            let household = json!({ "id": id(3, number), "area": id(1, number % 40), "code": code, "head": "Nguyễn Thị Hoà" });
            format!("{household}\n")
        })
        .collect();
    desk.import("households.jsonl", &households);
    let group = json!({ "id": id(4, 0), "area": id(1, 5), "name": "Tổ tự quản 5" });
    desk.import("groups.jsonl", &format!("{group}\n"));
    let rules = UnitRules {
        norm_households: 20,
        ..UnitRules::default()
    };
    desk.notebook.set_rules(&rules).unwrap();
    let page = desk.notebook.load(&Narrowing::default()).unwrap();
    // The unit's first two areas are nobody's, and empty.
    assert_eq!((page.rows.len(), page.total, page.norm), (33, 33, 20));
    assert_eq!((page.rows[0].officer, page.rows[0].areas.len()), (None, 2));
    let heaviest = &page.rows[1];
    assert_eq!(
        (heaviest.name.as_str(), heaviest.areas.len()),
        ("Cán bộ 0", 9)
    );
    assert_eq!(
        (heaviest.count.households, heaviest.percent_of_norm),
        (85, Some(425))
    );
    let second = &page.rows[2];
    assert_eq!(
        (second.name.as_str(), second.count.households),
        ("Cán bộ 1", 15)
    );
    let all: u64 = page.rows.iter().map(|load| load.count.households).sum();
    assert_eq!(all, 400);
    let groups: u64 = page.rows.iter().map(|load| load.count.groups).sum();
    assert_eq!(groups, 1);
    let only = Narrowing {
        officer: Some(second.officer.unwrap()),
        ..Narrowing::default()
    };
    let page = desk.notebook.load(&only).unwrap();
    assert_eq!((page.rows.len(), page.rows[0].count.households), (1, 15));
}

#[test]
fn a_day_is_planned_by_urgency_and_ordered_by_a_short_way_with_what_was_promised() {
    let mut desk = Desk::new(2);
    let mut houses = Vec::new();
    for (number, lon) in [(1, 105.803), (2, 105.801), (3, 105.802), (4, 105.9)] {
        let house = desk.household("Tổ 1", &format!("HB-{number}"), "Nguyễn Thị Hoà");
        let edits = [
            FieldEdit::set("lat", Value::degrees(21.0)),
            FieldEdit::set("lon", Value::degrees(lon)),
        ];
        desk.notebook.edit(house, &edits).unwrap();
        houses.push(house);
    }
    let nowhere = desk.household("Tổ 1", "HB-5", "Lê Thị Sen");
    desk.clock.advance(Duration::from_secs(3600));
    for house in &houses {
        desk.visit(*house, "Sửa đèn đường");
    }
    let promise = json!({
        "household": houses[1].to_string(), "area": desk.area("Tổ 1").to_string(),
        "what": "Hỏi điện lực", "due": "2020-01-31",
    });
    desk.notebook
        .create(Kind::FollowUp, fields(promise))
        .unwrap();
    let needs = Value::Texts(vec!["Ông cụ nằm một chỗ".to_owned()]);
    let edit = FieldEdit::set("standing_needs", needs);
    desk.notebook.edit(houses[0], &[edit]).unwrap();
    let query = DayPlanQuery {
        from: Some((21.0, 105.8)),
        ..DayPlanQuery::default()
    };
    // Today only those are urgent that are owed something, or that nobody has visited.
    let plan = desk.notebook.plan_day(&query).unwrap();
    let codes = |plan: &client_core::DayPlan| -> Vec<String> {
        let stops = plan.stops.iter();
        stops.map(|stop| stop.household.code.clone()).collect()
    };
    assert_eq!(codes(&plan), ["HB-2", "HB-1", "HB-5"]);
    assert_eq!(plan.total, 3);
    let (first, last) = (&plan.stops[0], &plan.stops[2]);
    assert!(
        (100..107).contains(&first.metres.unwrap()),
        "{:?}",
        first.metres
    );
    assert!((305..320).contains(&plan.metres), "{}", plan.metres);
    assert_eq!(first.brief.promised[0].what, "Hỏi điện lực");
    assert_eq!(first.brief.needs[0].text, "Sửa đèn đường");
    assert!(first.household.is_overdue);
    assert_eq!(plan.stops[1].brief.standing_needs, ["Ông cụ nằm một chỗ"]);
    assert_eq!(
        (last.household.id, last.position, last.metres),
        (nowhere, None, None)
    );
    // Months later all are, and the way leads past all of them.
    desk.clock.advance(Duration::from_secs(100 * 24 * 3600));
    let plan = desk.notebook.plan_day(&query).unwrap();
    assert_eq!(codes(&plan), ["HB-2", "HB-3", "HB-1", "HB-4", "HB-5"]);
    let few = DayPlanQuery { count: 2, ..query };
    let plan = desk.notebook.plan_day(&few).unwrap();
    assert_eq!(
        (codes(&plan), plan.total),
        (vec!["HB-2".to_owned(), "HB-1".to_owned()], 5)
    );
}
