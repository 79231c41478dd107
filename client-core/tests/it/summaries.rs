//! What a unit counts of a year: clubs by model, recognitions, trainings, materials, an area's baseline.

use crate::{Desk, fields};
use client_core::{
    DocId, FieldEdit, GroupQuery, ImportFile, ImportOptions, Kind, Narrowing, Notebook, Period,
    Recognition, RecognitionQuery, Value,
};
use serde_json::{Value as Json, json};

fn uuid(kind: Kind, n: usize) -> String {
    format!("{:08x}-0000-4000-8000-{n:012x}", kind.code())
}

fn id(kind: Kind, n: usize) -> DocId {
    uuid(kind, n).parse().unwrap()
}

fn import(notebook: &mut Notebook, kind: Kind, rows: Vec<Json>) {
    let lines: Vec<String> = rows.iter().map(Json::to_string).collect();
    let file = ImportFile {
        name: format!("{}.jsonl", kind.plural()),
        reader: Box::new(std::io::Cursor::new(lines.join("\n"))),
    };
    notebook
        .import(vec![file], ImportOptions::default(), &mut |_| {})
        .unwrap();
}

fn year() -> Period {
    "2026".parse().unwrap()
}

#[test]
fn a_province_of_9_districts_has_13_models_and_1051_clubs() {
    let mut desk = Desk::new(1);
    let district = |n: usize| json!({"id": uuid(Kind::Area, n), "name": format!("Huyện {n}")});
    import(
        &mut desk.notebook,
        Kind::Area,
        (1..=9).map(district).collect(),
    );
    let model = |n: usize| json!({"id": uuid(Kind::Model, n), "code": format!("M{n:02}"), "name": format!("Mô hình {n:02}")});
    import(
        &mut desk.notebook,
        Kind::Model,
        (1..=13).map(model).collect(),
    );
    let club = |n: usize| {
        json!({
            "id": uuid(Kind::Group, n), "area": uuid(Kind::Area, n % 9 + 1), "name": format!("Câu lạc bộ {n:04}"),
            "model": if n.is_multiple_of(2) { format!("m{:02}", n % 13 + 1) } else { format!("MÔ HÌNH {:02}", n % 13 + 1) },
            "state": if n.is_multiple_of(10) { "weak" } else { "active" },
        })
    };
    import(
        &mut desk.notebook,
        Kind::Group,
        (0..1051).map(club).collect(),
    );
    let register = desk
        .notebook
        .group_register(&GroupQuery::default())
        .unwrap();
    assert_eq!(register.total.groups, 1051);
    assert_eq!(
        (
            register.total.states["weak"],
            register.total.states["active"]
        ),
        (106, 945)
    );
    assert_eq!(register.models.len(), 13);
    assert!(register.models.iter().all(|model| model.model.is_some()));
    let districts = register.areas.iter().filter(|area| area.counts.groups > 0);
    let clubs: Vec<u64> = districts.map(|area| area.counts.groups).collect();
    assert_eq!((clubs.len(), clubs.iter().sum::<u64>()), (9, 1051));
    let in_all: u64 = register
        .areas
        .iter()
        .flat_map(|area| &area.models)
        .map(|model| model.counts.groups)
        .sum();
    assert_eq!(in_all, 1051);
}

fn institutions(desk: &mut Desk) {
    let area = desk.area("Tổ 1").to_string();
    let institution = |n: usize| {
        let mut row = json!({
            "id": uuid(Kind::Establishment, n), "area": area, "kind": "agency", "name": format!("Cơ quan {n:03}"),
        });
        // As an older register writes it, and as this program does.
        match n {
            0..20 => {
                row["safety_standard"] = json!("recognised");
                row["safety_year"] = json!(2026);
            }
            20..83 => row["recognised_years"] = json!(["2026"]),
            83..99 => row["registered_years"] = json!([2025, 2026]),
            _ => {}
        }
        row
    };
    import(
        &mut desk.notebook,
        Kind::Establishment,
        (0..120).map(institution).collect(),
    );
}

#[test]
fn of_99_institutions_that_registered_83_are_recognised() {
    let mut desk = Desk::new(1);
    institutions(&mut desk);
    let all = RecognitionQuery::default();
    let page = desk.notebook.recognitions(2026, &all).unwrap();
    assert_eq!((page.recognised, page.registered, page.total), (83, 99, 99));
    let waiting = RecognitionQuery {
        recognised: Some(false),
        narrowing: Narrowing {
            limit: Some(10),
            ..Narrowing::default()
        },
    };
    let page = desk.notebook.recognitions(2026, &waiting).unwrap();
    assert_eq!((page.rows.len(), page.total, page.recognised), (10, 16, 83));
    assert_eq!(page.rows[0].name, "Cơ quan 083");
    let elsewhere = RecognitionQuery {
        narrowing: Narrowing {
            area: Some(desk.area("Tổ 2")),
            ..Narrowing::default()
        },
        ..RecognitionQuery::default()
    };
    assert_eq!(
        desk.notebook
            .recognitions(2026, &elsewhere)
            .unwrap()
            .registered,
        0
    );
    let one = id(Kind::Establishment, 90);
    assert!(
        desk.notebook
            .recognise(one, 2026, Recognition::Recognised)
            .unwrap()
    );
    assert!(
        !desk
            .notebook
            .recognise(one, 2026, Recognition::Recognised)
            .unwrap()
    );
    assert!(
        desk.notebook
            .recognise(id(Kind::Establishment, 100), 2026, Recognition::Registered)
            .unwrap()
    );
    let page = desk.notebook.recognitions(2026, &all).unwrap();
    assert_eq!((page.recognised, page.registered), (84, 100));
    assert_eq!(
        desk.notebook.recognitions(2025, &all).unwrap().registered,
        16
    );
    let mistake = FieldEdit::remove("recognised_years", Value::Codes(vec!["2026".to_owned()]));
    desk.notebook.edit(one, &[mistake]).unwrap();
    assert_eq!(
        desk.notebook.recognitions(2026, &all).unwrap().recognised,
        83
    );
    desk.notebook.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(
        desk.notebook.recognitions(2026, &all).unwrap().registered,
        100
    );
}

#[test]
fn seventy_officers_are_trained_on_seven_topics() {
    let mut desk = Desk::new(1);
    let officer = |n: usize| json!({"id": uuid(Kind::Officer, n), "name": format!("Cán bộ {n:02}"), "role": "officer"});
    import(
        &mut desk.notebook,
        Kind::Officer,
        (0..70).map(officer).collect(),
    );
    let training = |n: usize| {
        let attended: Vec<String> = (n * 10..n * 10 + 20)
            .map(|n| uuid(Kind::Officer, n % 70))
            .collect();
        json!({
            "id": uuid(Kind::Training, n), "held_at": format!("2026-{:02}-10T08:00:00+07:00", n + 1),
            "topics": [format!("Chuyên đề {n}")], "officers": attended, "others_attended": 1,
        })
    };
    import(
        &mut desk.notebook,
        Kind::Training,
        (0..7).map(training).collect(),
    );
    let of = |desk: &mut Desk, period: Period| {
        let narrowing = Narrowing {
            from: Some(period.from()),
            until: Some(period.until()),
            ..Narrowing::default()
        };
        desk.notebook.training_summary(&narrowing).unwrap()
    };
    let summary = of(&mut desk, year());
    assert_eq!(
        (
            summary.trainings,
            summary.officers.len(),
            summary.topics.len()
        ),
        (7, 70, 7)
    );
    assert_eq!(summary.others_attended, 7);
    assert!(summary.topics.iter().all(|topic| topic.officers == 20));
    assert!(
        summary
            .officers
            .iter()
            .all(|officer| officer.trainings == 2)
    );
    let quarter = of(&mut desk, "2026-Q1".parse().unwrap());
    assert_eq!((quarter.trainings, quarter.officers.len()), (3, 40));
    assert_eq!(of(&mut desk, "2025".parse().unwrap()).trainings, 0);
}

#[test]
fn of_400_booklets_each_hand_out_adds_up() {
    let mut desk = Desk::new(1);
    let areas = [desk.area("Tổ 1"), desk.area("Tổ 2")].map(|area| area.to_string());
    let officer = |n: usize| json!({"id": uuid(Kind::Officer, n), "name": format!("Cán bộ {n}"), "role": "officer"});
    import(
        &mut desk.notebook,
        Kind::Officer,
        (1..=2).map(officer).collect(),
    );
    let booklet = json!({"id": uuid(Kind::Material, 1), "title": "Cẩm nang thoát nạn", "printed": 400, "printed_on": "2026-05-02"});
    let poster = json!({"id": uuid(Kind::Material, 2), "title": "Áp phích", "printed": 50, "printed_on": "2025-05-02"});
    import(&mut desk.notebook, Kind::Material, vec![booklet, poster]);
    let hand_out = |n: usize| {
        json!({
            "id": uuid(Kind::HandOut, n), "material": uuid(Kind::Material, 1), "copies": 10, "area": areas[n % 2],
            "officer": uuid(Kind::Officer, n % 2 + 1), "handed_out_at": format!("2026-{:02}-10T19:00:00+07:00", n % 12 + 1),
        })
    };
    import(
        &mut desk.notebook,
        Kind::HandOut,
        (0..31).map(hand_out).collect(),
    );
    let of_year = Narrowing {
        from: Some(year().from()),
        until: Some(year().until()),
        ..Narrowing::default()
    };
    let summary = desk.notebook.material_summary(&of_year).unwrap();
    assert_eq!(
        (summary.printed, summary.handed_out, summary.materials.len()),
        (400, 310, 1)
    );
    let by: Vec<_> = summary
        .officers
        .iter()
        .map(|one| (one.name.as_str(), one.handed_out))
        .collect();
    assert_eq!(by, [("Cán bộ 1", 160), ("Cán bộ 2", 150)]);
    let of_area = Narrowing {
        area: Some(desk.area("Tổ 2")),
        ..of_year
    };
    assert_eq!(
        desk.notebook.material_summary(&of_area).unwrap().handed_out,
        150
    );
    assert_eq!(
        desk.notebook
            .material_summary(&Narrowing::default())
            .unwrap()
            .printed,
        450
    );
    // A hand-out of no area is the unit's; one to a household is its area's, without saying so.
    let household = desk.household("Tổ 1", "HB-1", "An");
    for to in [json!({}), json!({"household": household.to_string()})] {
        let mut given = to;
        given["material"] = json!(uuid(Kind::Material, 2));
        given["copies"] = json!(5);
        desk.notebook.create(Kind::HandOut, fields(given)).unwrap();
    }
    let of_area = Narrowing {
        area: Some(desk.area("Tổ 1")),
        ..Narrowing::default()
    };
    assert_eq!(
        desk.notebook.material_summary(&of_area).unwrap().handed_out,
        165
    );
    assert_eq!(
        desk.notebook
            .material_summary(&Narrowing::default())
            .unwrap()
            .handed_out,
        320
    );
}

#[test]
fn a_survey_begins_with_what_the_registers_hold_and_goes_its_way() {
    let mut desk = Desk::new(1);
    institutions(&mut desk);
    for n in 0..3 {
        let household = desk.household("Tổ 1", &format!("HB-{n}"), "An");
        let people = [("residents", 4), ("temporary_residents", 2)]
            .map(|(field, count)| FieldEdit::set(field, Value::Integer(count)));
        desk.notebook.edit(household, &people).unwrap();
        desk.visit(household, "Sửa đèn");
    }
    let area = desk.area("Tổ 1").to_string();
    assert!(year().contains(desk.notebook.now().unwrap()));
    let survey = json!({ "area": area, "period": "2026", "counts": {"residents": 13, "cầu cống": 2}, "narrative": ["Giáp chợ."] });
    let survey = desk.notebook.create(Kind::Survey, fields(survey)).unwrap();
    let read = desk.notebook.get(survey).unwrap().fields;
    assert_eq!(read["status"], "draft");
    for (name, number) in [
        ("households", 3),
        ("residents", 13),
        ("temporary_residents", 6),
        ("establishments", 120),
        ("establishments_agency", 120),
        ("groups", 0),
        ("visits", 3),
        ("meetings", 0),
        ("cầu cống", 2),
    ] {
        assert_eq!(read["counts"][name], number, "{name}");
    }
    assert_eq!(
        desk.notebook
            .approve_survey(survey, None)
            .unwrap_err()
            .code(),
        "survey-state"
    );
    assert!(desk.notebook.submit_survey(survey).unwrap());
    desk.notebook
        .return_survey(survey, "Cần thêm số trường học.")
        .unwrap();
    let read = desk.notebook.get(survey).unwrap().fields;
    assert_eq!(
        (&read["status"], &read["review"]),
        (&json!("returned"), &json!("Cần thêm số trường học."))
    );
    assert!(desk.notebook.submit_survey(survey).unwrap());
    desk.notebook.approve_survey(survey, None).unwrap();
    assert_eq!(
        desk.notebook.get(survey).unwrap().fields["status"],
        "approved"
    );
    assert_eq!(
        desk.notebook.submit_survey(survey).unwrap_err().code(),
        "survey-state"
    );
}
