//! Conflicts on the supervisor's desk: listed alike everywhere, settled once, opened again by whoever had not seen it.

use client_core::{
    ConflictQuery, DocId, FieldEdit, Home, Kind, Narrowing, Notebook, Role, SettlingChoice,
    UnixMillis, Value,
};
use serde_json::{Value as Json, json};
use std::time::Duration;
use tests::attempts::make_pin_cheap;
use tests::programs::{Station, new_household};
use tests::{Unit, household};

struct Team {
    unit: Unit,
    chief: Notebook,
    officer: Notebook,
    house: DocId,
}

impl Team {
    /// A chief and an officer who hold the same household.
    fn new(seed: u64) -> Team {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
        let officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
        let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        let mut team = Team {
            unit,
            chief,
            officer,
            house,
        };
        phone(&mut team.chief, house, "0912000001");
        team.meet();
        team
    }

    /// Both write the phone without seeing each other's, the officer an hour later.
    fn disagree(&mut self, chief: &str, officer: &str) {
        phone(&mut self.chief, self.house, chief);
        self.unit.clock.advance(Duration::from_secs(3600));
        phone(&mut self.officer, self.house, officer);
        self.meet();
    }

    fn meet(&mut self) {
        for _ in 0..2 {
            self.unit.sync(&mut self.chief).unwrap();
            self.unit.sync(&mut self.officer).unwrap();
        }
    }
}

fn phone(device: &mut Notebook, house: DocId, phone: &str) {
    let edit = FieldEdit::set("phone", Value::Text(phone.to_owned()));
    device.edit(house, &[edit]).unwrap();
}

fn values(device: &mut Notebook) -> Vec<Vec<Json>> {
    let conflicts = device.conflicts().unwrap().into_iter();
    conflicts
        .map(|conflict| {
            conflict
                .values
                .into_iter()
                .map(|value| value.value)
                .collect()
        })
        .collect()
}

#[test]
fn a_conflict_tells_every_value_its_author_and_what_was_before() {
    let mut team = Team::new(3);
    team.disagree("0912000002", "0912000003");
    let on_the_chiefs = team.chief.conflicts().unwrap();
    let [conflict] = &on_the_chiefs[..] else {
        panic!("{on_the_chiefs:?}")
    };
    assert_eq!(
        (conflict.document, conflict.field.as_str()),
        (team.house, "phone")
    );
    assert_eq!(conflict.before, [json!("0912000001")]);
    let told: Vec<_> = conflict.values.iter().collect();
    assert_eq!(
        told.iter()
            .map(|value| value.value.clone())
            .collect::<Vec<_>>(),
        [json!("0912000003"), json!("0912000002")]
    );
    assert_eq!(told[0].officer_name.as_deref(), Some("Cúc"));
    assert!(told[0].at > told[1].at);
    assert_eq!(team.officer.conflicts().unwrap(), on_the_chiefs);
    team.chief.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(team.chief.conflicts().unwrap(), on_the_chiefs);
}

#[test]
fn the_same_value_written_by_two_is_no_conflict() {
    let mut team = Team::new(4);
    team.disagree("0912000002", "0912000002");
    assert!(team.chief.conflicts().unwrap().is_empty());
}

#[test]
fn a_settled_conflict_is_closed_everywhere_and_opened_by_an_edit_that_had_not_seen_it() {
    for third in [None, Some("0912000009")] {
        let mut team = Team::new(5);
        team.disagree("0912000002", "0912000003");
        let choice = match third {
            // The value that is not shown meanwhile.
            None => SettlingChoice::Take(1),
            Some(text) => SettlingChoice::Write(Value::Text(text.to_owned())),
        };
        let plan = team
            .chief
            .plan_settlement(team.house, "phone", choice)
            .unwrap();
        let settled = json!(third.unwrap_or("0912000002"));
        assert_eq!(plan.value, settled);
        assert_eq!(
            team.chief.conflicts().unwrap().len(),
            1,
            "a plan does nothing"
        );
        team.chief.settle(&plan).unwrap();
        assert!(team.chief.conflicts().unwrap().is_empty());
        assert_eq!(
            team.chief.settle(&plan).unwrap_err().code(),
            "conflict-changed"
        );

        // The officer writes before hearing of the decision.
        team.unit.clock.advance(Duration::from_secs(60));
        phone(&mut team.officer, team.house, "0912000004");
        team.meet();
        for device in [&mut team.chief, &mut team.officer] {
            let conflicts = device.conflicts().unwrap();
            assert_eq!(conflicts.len(), 1);
            let told: Vec<_> = conflicts[0]
                .values
                .iter()
                .map(|value| &value.value)
                .collect();
            assert_eq!(told, [&json!("0912000004"), &settled]);
        }
        let plan = team
            .officer
            .plan_settlement(team.house, "phone", SettlingChoice::Take(1))
            .unwrap();
        team.officer.settle(&plan).unwrap();
        team.meet();
        for device in [&mut team.chief, &mut team.officer] {
            assert!(device.conflicts().unwrap().is_empty());
            assert_eq!(device.get(team.house).unwrap().fields["phone"], settled);
        }
    }
}

#[test]
fn a_plan_made_before_another_value_came_is_refused() {
    let mut team = Team::new(6);
    team.disagree("0912000002", "0912000003");
    let plan = team
        .chief
        .plan_settlement(team.house, "phone", SettlingChoice::Take(0))
        .unwrap();
    phone(&mut team.officer, team.house, "0912000004");
    team.unit.sync(&mut team.officer).unwrap();
    phone(&mut team.chief, team.house, "0912000005");
    team.unit.sync(&mut team.chief).unwrap();
    assert_eq!(
        team.chief.settle(&plan).unwrap_err().code(),
        "conflict-changed"
    );
    assert_eq!(values(&mut team.chief).len(), 1);
    let missing = team
        .chief
        .plan_settlement(team.house, "head", SettlingChoice::Take(0));
    assert_eq!(missing.unwrap_err().code(), "conflict-not-found");
}

#[test]
fn a_postponed_conflict_comes_back_when_its_time_is_over_or_a_value_comes() {
    let mut team = Team::new(7);
    team.disagree("0912000002", "0912000003");
    let today = ConflictQuery::default();
    let until = team.chief.now().unwrap().plus_millis(3 * 86_400_000);
    team.chief
        .postpone_conflict(team.house, "phone", until)
        .unwrap();
    let page = team.chief.list_conflicts(&today).unwrap();
    assert_eq!((page.rows.len(), page.total, page.postponed), (0, 0, 1));
    assert_eq!(
        team.chief.conflicts().unwrap()[0].postponed_until,
        Some(until)
    );
    assert_eq!(team.officer.list_conflicts(&today).unwrap().total, 1);
    team.chief.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(team.chief.list_conflicts(&today).unwrap().postponed, 1);

    team.unit.clock.advance(Duration::from_secs(4 * 86_400));
    assert_eq!(team.chief.list_conflicts(&today).unwrap().total, 1);

    let until = UnixMillis(until.0 + 30 * 86_400_000);
    team.chief
        .postpone_conflict(team.house, "phone", until)
        .unwrap();
    assert_eq!(team.chief.list_conflicts(&today).unwrap().total, 0);
    team.disagree("0912000005", "0912000006");
    assert_eq!(team.chief.list_conflicts(&today).unwrap().total, 1);
}

#[test]
fn the_list_goes_by_area_officer_kind_and_time_in_pages() {
    let mut team = Team::new(8);
    team.disagree("0912000002", "0912000003");
    let first = team.chief.now().unwrap();
    team.unit.clock.advance(Duration::from_secs(86_400));
    let second = household(&mut team.chief, "Tổ 1", "HB-2", "Trần Văn Lân");
    team.meet();
    let house = std::mem::replace(&mut team.house, second);
    team.disagree("0912000007", "0912000008");
    let area = |team: &Team, name: &str| team.chief.find(Some(Kind::Area), name).ok();
    let officer = team.chief.find(Some(Kind::Officer), "Cúc").ok();
    let of_kind = |kind| ConflictQuery {
        kind: Some(kind),
        ..ConflictQuery::default()
    };
    let narrowed = |narrowing| ConflictQuery {
        narrowing,
        ..ConflictQuery::default()
    };
    let page = Narrowing {
        limit: Some(1),
        offset: 1,
        ..Narrowing::default()
    };
    let elsewhere = Narrowing {
        area: area(&team, "Tổ 2"),
        ..Narrowing::default()
    };
    let later = Narrowing {
        area: area(&team, "Tổ 1"),
        officer,
        from: Some(first.plus_millis(1)),
        ..Narrowing::default()
    };
    let earlier = Narrowing {
        until: Some(first.plus_millis(1)),
        ..Narrowing::default()
    };
    let queries = [
        (ConflictQuery::default(), vec![second, house]),
        (narrowed(page), vec![house]),
        (narrowed(elsewhere), vec![]),
        (narrowed(later), vec![second]),
        (narrowed(earlier), vec![house]),
        (of_kind(Kind::Household), vec![second, house]),
        (of_kind(Kind::Visit), vec![]),
    ];
    for (query, expected) in queries {
        let page = team.chief.list_conflicts(&query).unwrap();
        let found: Vec<_> = page.rows.iter().map(|row| row.document).collect();
        assert_eq!(found, expected, "{query:?}");
    }
}

#[test]
fn the_command_line_lists_settles_and_postpones() {
    let station = Station::start();
    let chief = station.found(&["Tổ 1"]);
    let officer = station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
    for home in ["chief", "officer"] {
        make_pin_cheap(&Home::at(station.path(home)));
    }
    new_household(&chief, "Tổ 1", "HB-1");
    for device in [&chief, &officer] {
        device.json(&["sync"]).unwrap();
    }
    for (device, phone) in [(&chief, "0912000002"), (&officer, "0912000003")] {
        let edit = ["household", "edit", "HB-1", "--phone", phone];
        device.json(&edit).unwrap();
        device.json(&["sync"]).unwrap();
    }
    chief.json(&["sync"]).unwrap();
    let listed = chief.json(&["conflicts"]).unwrap();
    assert_eq!(
        (&listed[0]["field"], &listed[0]["key"]),
        (&json!("phone"), &json!("phone"))
    );
    assert_eq!(listed[0]["values"].as_array().unwrap().len(), 2);

    let settle = |choice: &[&str]| chief.json(&[&["settle", "HB-1", "phone"], choice].concat());
    let later = settle(&["--postpone", "2"]).unwrap();
    assert_eq!(
        (&later["settled"], later["postponed_until"].is_string()),
        (&json!(false), true)
    );
    assert_eq!(chief.json(&["conflicts"]).unwrap(), json!([]));
    let all = chief.json(&["conflicts", "--all"]).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert!(settle(&["--take", "3"]).is_err());
    let second = listed[0]["values"][1]["value"].clone();
    let settled = settle(&["--take", "2"]).unwrap();
    assert_eq!(
        (&settled["settled"], &settled["value"]),
        (&json!(true), &second)
    );
    chief.json(&["sync"]).unwrap();
    officer.json(&["sync"]).unwrap();
    for device in [&chief, &officer] {
        assert_eq!(device.json(&["conflicts", "--all"]).unwrap(), json!([]));
        let house = device.json(&["household", "show", "HB-1"]).unwrap();
        assert_eq!(house["phone"], second);
    }
}
