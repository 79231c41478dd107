//! What several people add to while they do not see each other adds up on every device.

use client_core::{
    AssessmentEntry, AssessmentQuery, DocId, FieldEdit, GroupQuery, GroupRegister, Kind, Narrowing,
    Notebook, Period, Recognition, RecognitionQuery, Role, Value,
};
use serde_json::json;
use tests::tables::read_models;
use tests::{Unit, fields, household, ids, key_of};

struct Team {
    unit: Unit,
    chief: Notebook,
    supervisor: Notebook,
    officer: Notebook,
}

impl Team {
    fn new(seed: u64) -> Team {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
        let supervisor = unit.join(&mut chief, "Mai", Role::Supervisor, &["Tổ 1", "Tổ 2"]);
        let officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
        Team {
            unit,
            chief,
            supervisor,
            officer,
        }
    }

    fn meet(&mut self) {
        for _ in 0..2 {
            for device in [&mut self.chief, &mut self.supervisor, &mut self.officer] {
                self.unit.sync(device).unwrap();
            }
        }
    }
}

fn group(device: &mut Notebook, name: &str, members: &[DocId]) -> DocId {
    let area = device.find(Some(Kind::Area), "Tổ 1").unwrap();
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    let group =
        json!({ "area": area.to_string(), "name": name, "members": members, "model": "liên gia" });
    device.create(Kind::Group, fields(group)).unwrap()
}

fn register(device: &mut Notebook) -> GroupRegister {
    device.group_register(&GroupQuery::default()).unwrap()
}

fn merge(device: &mut Notebook, group: DocId, into: DocId) {
    let plan = device.plan_group_merge(group, into).unwrap();
    device.merge_groups(&plan).unwrap();
}

#[test]
fn two_supervisors_who_merge_two_groups_into_each_other_are_left_with_one() {
    let mut team = Team::new(1);
    let members: Vec<DocId> = (0..4)
        .map(|n| household(&mut team.chief, "Tổ 1", &format!("HB-{n}"), "An"))
        .collect();
    let one = group(&mut team.chief, "Tổ liên gia 1", &members[..2]);
    let other = group(&mut team.chief, "Tổ liên gia 2", &members[2..]);
    team.meet();
    merge(&mut team.chief, one, other);
    merge(&mut team.supervisor, other, one);
    team.meet();
    let total = register(&mut team.chief).total;
    assert_eq!((total.groups, total.member_households), (1, 4));
    let led = |device: &mut Notebook| {
        let page = device.list_groups(&GroupQuery::default()).unwrap();
        let mut led = page
            .rows
            .into_iter()
            .filter(|row| !row.absorbed.is_empty())
            .map(|row| (row.id, row.absorbed));
        led.next().unwrap()
    };
    assert_eq!(led(&mut team.chief), (one.min(other), vec![one.max(other)]));
    for device in [&mut team.supervisor, &mut team.officer] {
        assert_eq!(register(device).total, total);
    }
    assert_eq!(led(&mut team.supervisor), led(&mut team.officer));
}

#[test]
fn a_household_or_group_that_is_there_twice_counts_once() {
    let mut team = Team::new(2);
    let [one, twin, third] = ["HB-1", "HB-2", "HB-3"]
        .map(|code| household(&mut team.chief, "Tổ 1", code, "Nguyễn Thị Hoà"));
    let leads = group(&mut team.chief, "Tổ liên gia 1", &[one]);
    let follows = group(&mut team.chief, "Tổ liên gia 1 (cũ)", &[twin, third]);
    let held = json!({ "group": follows.to_string() });
    team.chief.create(Kind::Meeting, fields(held)).unwrap();
    let before = register(&mut team.chief).total;
    assert_eq!(
        (before.groups, before.member_households, before.households),
        (2, 3, 3)
    );
    for (leading, other) in [(one, twin), (leads, follows)] {
        let plan = team.chief.plan_link(leading, &[other]).unwrap();
        team.chief.link(&plan).unwrap();
    }
    team.meet();
    for device in [&mut team.chief, &mut team.officer] {
        let total = register(device).total;
        assert_eq!(
            (total.groups, total.member_households, total.households),
            (1, 2, 2)
        );
        assert_eq!(total.meetings, 1);
    }
}

#[test]
fn hand_outs_years_and_assessments_of_several_people_add_up() {
    let mut team = Team::new(3);
    let area = team
        .chief
        .find(Some(Kind::Area), "Tổ 1")
        .unwrap()
        .to_string();
    let booklet = json!({ "title": "Cẩm nang", "printed": 400 });
    let booklet = team.chief.create(Kind::Material, fields(booklet)).unwrap();
    let clinic = json!({ "area": area, "kind": "agency", "name": "Trạm y tế" });
    let clinic = team
        .chief
        .create(Kind::Establishment, fields(clinic))
        .unwrap();
    let club = group(&mut team.chief, "Câu lạc bộ", &[]);
    team.meet();
    let period: Period = "2026".parse().unwrap();
    let says = |result: &str, recommendation: &str| AssessmentEntry {
        result: Some(result.to_owned()),
        recommendation: Some(recommendation.to_owned()),
        ..AssessmentEntry::default()
    };
    team.chief
        .assess(club, period, &says("good", "keep"))
        .unwrap();
    team.supervisor
        .assess(club, period, &says("weak", "merge"))
        .unwrap();
    for device in [&mut team.chief, &mut team.supervisor, &mut team.officer] {
        let given = json!({ "material": booklet.to_string(), "area": area, "copies": 30 });
        device.create(Kind::HandOut, fields(given)).unwrap();
    }
    team.chief
        .recognise(clinic, 2025, Recognition::Recognised)
        .unwrap();
    team.officer
        .recognise(clinic, 2026, Recognition::Registered)
        .unwrap();
    team.meet();
    for device in [&mut team.chief, &mut team.supervisor, &mut team.officer] {
        let summary = device.material_summary(&Narrowing::default()).unwrap();
        assert_eq!(
            (summary.printed, summary.handed_out, summary.officers.len()),
            (400, 90, 3)
        );
        for (year, recognised) in [(2025, 1), (2026, 0)] {
            let page = device
                .recognitions(year, &RecognitionQuery::default())
                .unwrap();
            assert_eq!(
                (page.registered, page.recognised),
                (1, recognised),
                "{year}"
            );
        }
        let page = device
            .list_assessments(&AssessmentQuery::default())
            .unwrap();
        assert!(page.rows[0].disagree);
        assert_eq!(page.rows[0].assessments.len(), 2);
        assert!(device.conflicts().unwrap().is_empty());
    }
}

#[test]
fn an_officer_neither_judges_groups_nor_ends_them() {
    let mut team = Team::new(4);
    let (one, other) = (
        group(&mut team.chief, "Tổ 1", &[]),
        group(&mut team.chief, "Tổ 2", &[]),
    );
    let model = json!({ "code": "liên gia", "name": "Tổ liên gia" });
    team.chief
        .create(Kind::Model, fields(model.clone()))
        .unwrap();
    team.meet();
    let officer = &mut team.officer;
    let period: Period = "2026".parse().unwrap();
    let entry = AssessmentEntry {
        result: Some("good".to_owned()),
        ..AssessmentEntry::default()
    };
    assert_eq!(
        officer.assess(one, period, &entry).unwrap_err().code(),
        "record-invalid"
    );
    let plan = officer.plan_group_merge(one, other).unwrap();
    assert_eq!(
        officer.merge_groups(&plan).unwrap_err().code(),
        "record-invalid"
    );
    assert_eq!(
        officer
            .create(Kind::Model, fields(model))
            .unwrap_err()
            .code(),
        "role-lacks-duty"
    );
    let area = officer.find(Some(Kind::Area), "Tổ 1").unwrap().to_string();
    let survey = json!({ "area": area, "period": "2026", "status": "submitted" });
    let survey = officer.create(Kind::Survey, fields(survey)).unwrap();
    assert_eq!(
        officer.approve_survey(survey, None).unwrap_err().code(),
        "record-invalid"
    );
    assert_eq!(register(officer).total.groups, 2);
    team.meet();
    team.supervisor
        .approve_survey(survey, Some("Đủ số liệu."))
        .unwrap();
    team.meet();
    assert_eq!(
        team.officer.get(survey).unwrap().fields["status"],
        "approved"
    );
}

#[test]
fn what_the_desk_counts_is_the_same_after_it_was_derived_again() {
    let mut team = Team::new(5);
    let members: Vec<DocId> = (0..3)
        .map(|n| household(&mut team.chief, "Tổ 1", &format!("HB-{n}"), "An"))
        .collect();
    let one = group(&mut team.chief, "Tổ liên gia 1", &members[..2]);
    let other = group(&mut team.chief, "Tổ liên gia 2", &members[2..]);
    merge(&mut team.chief, one, other);
    let area = team
        .chief
        .find(Some(Kind::Area), "Tổ 1")
        .unwrap()
        .to_string();
    let clinic = json!({ "area": area, "kind": "agency", "name": "Trạm", "safety_standard": "recognised", "safety_year": 2024 });
    let clinic = team
        .chief
        .create(Kind::Establishment, fields(clinic))
        .unwrap();
    team.chief
        .recognise(clinic, 2025, Recognition::Registered)
        .unwrap();
    let booklet = json!({ "title": "Cẩm nang", "printed": 400 });
    let booklet = team.chief.create(Kind::Material, fields(booklet)).unwrap();
    team.chief
        .edit(booklet, &[FieldEdit::set("printed", Value::Integer(500))])
        .unwrap();
    let gone = json!({ "material": booklet.to_string(), "area": area, "copies": 30 });
    team.chief.create(Kind::HandOut, fields(gone)).unwrap();
    let home = team.unit.home("chief");
    let live = read_models(&home, &key_of(&home));
    for table in ["rm_group", "rm_recognition", "rm_copies"] {
        assert!(!live[table].is_empty(), "{table}");
    }
    team.chief.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(live, read_models(&home, &key_of(&home)));
}

#[test]
fn two_who_begin_the_survey_of_an_area_and_period_offline_write_one() {
    let unit = Unit::new(93);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cán bộ Một", Role::Officer, &["Tổ 1"]);
    let area = chief.find(Some(Kind::Area), "Tổ 1").unwrap();
    let survey = |more: &str| {
        let survey = json!({
            "area": area.to_string(), "period": "2026-Q3", "counts": { more: 2 },
        });
        fields(survey)
    };
    let one = chief.create(Kind::Survey, survey("cầu cống")).unwrap();
    let other = officer.create(Kind::Survey, survey("chợ")).unwrap();
    assert_eq!(one, other);
    for _ in 0..2 {
        unit.sync(&mut chief).unwrap();
        unit.sync(&mut officer).unwrap();
    }
    for device in [&mut chief, &mut officer] {
        assert_eq!(ids(device, Kind::Survey), [one]);
        let counts = &device.get(one).unwrap().fields["counts"];
        assert_eq!(
            (&counts["cầu cống"], &counts["chợ"]),
            (&json!(2), &json!(2))
        );
        let again = device.create(Kind::Survey, survey("chợ")).unwrap_err();
        assert_eq!(again.code(), "survey-exists");
    }
}
