//! The register of groups, their assessments, merging, and models that end.

use crate::{Desk, fields};
use client_core::{
    AssessmentEntry, AssessmentQuery, DocId, ExportFormat, FieldEdit, GroupQuery, ImportFile,
    ImportOptions, Kind, ModelEnd, Narrowing, Notebook, Period, Query, Sensitive, Value,
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
    let report = notebook
        .import(vec![file], ImportOptions::default(), &mut |_| {})
        .unwrap();
    assert!(report.left_out.is_empty());
}

/// A ward of 1,045 households in two areas, and 34 groups of 30 households each.
fn ward(desk: &mut Desk) {
    let areas = [desk.area("Tổ 1"), desk.area("Tổ 2")].map(|area| area.to_string());
    let household = |n: usize| {
        let area = &areas[usize::from(n >= 510)];
        json!({
            "id": uuid(Kind::Household, n), "area": area, "code": format!("HB-{n:04}"), "head": format!("Chủ hộ {n}"),
            "residents": 3, "temporary_residents": 1,
        })
    };
    let group = |n: usize| {
        let members: Vec<String> = (n * 30..n * 30 + 30)
            .map(|n| uuid(Kind::Household, n))
            .collect();
        json!({
            "id": uuid(Kind::Group, n), "area": areas[usize::from(n >= 17)], "name": format!("Tổ liên gia {n:02}"),
            "model": if n.is_multiple_of(2) { "lien_gia" } else { "Phường không ma tuý" }, "members": members, "state": "active",
        })
    };
    import(
        &mut desk.notebook,
        Kind::Household,
        (0..1045).map(household).collect(),
    );
    import(
        &mut desk.notebook,
        Kind::Group,
        (0..34).map(group).collect(),
    );
    let models = vec![
        json!({"id": uuid(Kind::Model, 1), "code": "lien_gia", "name": "Tổ liên gia tự quản", "state": "kept"}),
        json!({"id": uuid(Kind::Model, 2), "code": "khong_ma_tuy", "name": "Phường không ma tuý", "state": "kept"}),
    ];
    import(&mut desk.notebook, Kind::Model, models);
}

fn meeting(desk: &mut Desk, group: usize, at: &str) -> DocId {
    let meeting = json!({ "group": uuid(Kind::Group, group), "held_at": at });
    desk.notebook
        .create(Kind::Meeting, fields(meeting))
        .unwrap()
}

#[test]
fn a_ward_with_34_groups_covers_1020_of_1045_households() {
    let mut desk = Desk::new(1);
    ward(&mut desk);
    let register = desk
        .notebook
        .group_register(&GroupQuery::default())
        .unwrap();
    let total = &register.total;
    assert_eq!(
        (total.groups, total.member_households, total.households),
        (34, 1020, 1045)
    );
    assert_eq!(total.permille_covered(), 976);
    let areas: Vec<_> = register
        .areas
        .iter()
        .map(|area| {
            let counts = &area.counts;
            (
                area.name.as_str(),
                counts.groups,
                counts.member_households,
                counts.households,
            )
        })
        .collect();
    assert_eq!(areas, [("Tổ 1", 17, 510, 510), ("Tổ 2", 17, 510, 535)]);
    let models: Vec<_> = register
        .models
        .iter()
        .map(|model| (model.name.as_str(), model.model, model.counts.groups))
        .collect();
    assert_eq!(
        models,
        [
            ("Phường không ma tuý", Some(id(Kind::Model, 2)), 17),
            ("Tổ liên gia tự quản", Some(id(Kind::Model, 1)), 17),
        ]
    );
    assert_eq!(register.areas[0].models[1].counts.groups, 9);
    // A household in two groups counts once, and one of a group that ended does not count.
    let twice = FieldEdit::add("members", Value::Reference(id(Kind::Household, 0)));
    desk.notebook.edit(id(Kind::Group, 33), &[twice]).unwrap();
    let dissolved = FieldEdit::set("state", Value::text("dissolved"));
    desk.notebook
        .edit(id(Kind::Group, 1), &[dissolved])
        .unwrap();
    let total = desk
        .notebook
        .group_register(&GroupQuery::default())
        .unwrap()
        .total;
    assert_eq!((total.groups, total.member_households), (33, 990));
    assert_eq!((total.states["active"], total.states["dissolved"]), (33, 1));
    // The same after everything was derived again.
    desk.notebook.rebuild(&mut |_, _| {}).unwrap();
    let again = desk
        .notebook
        .group_register(&GroupQuery::default())
        .unwrap()
        .total;
    assert_eq!(again, total);
}

#[test]
fn groups_that_drift_are_listed_and_pages_add_up() {
    let mut desk = Desk::new(1);
    ward(&mut desk);
    for group in 0..30 {
        meeting(&mut desk, group, "2026-01-05T19:00:00+07:00");
    }
    // One that is yet to come is none.
    meeting(&mut desk, 31, "2026-12-24T19:00:00+07:00");
    let january: Period = "2026-01".parse().unwrap();
    assert!(desk.notebook.now().unwrap() > january.until());
    let unmet = GroupQuery {
        no_meeting_since: Some(january.from()),
        ..GroupQuery::default()
    };
    let page = desk.notebook.list_groups(&unmet).unwrap();
    let names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Tổ liên gia 30",
            "Tổ liên gia 31",
            "Tổ liên gia 32",
            "Tổ liên gia 33"
        ]
    );
    let few = FieldEdit::remove("members", Value::Reference(id(Kind::Household, 30)));
    desk.notebook.edit(id(Kind::Group, 1), &[few]).unwrap();
    let small = GroupQuery {
        fewer_members_than: Some(30),
        ..GroupQuery::default()
    };
    let page = desk.notebook.list_groups(&small).unwrap();
    assert_eq!((page.total, page.rows[0].members), (1, 29));
    let mut seen = Vec::new();
    for offset in [0, 20, 40] {
        let query = GroupQuery {
            narrowing: Narrowing {
                limit: Some(20),
                offset,
                ..Narrowing::default()
            },
            ..GroupQuery::default()
        };
        let page = desk.notebook.list_groups(&query).unwrap();
        assert_eq!(page.total, 34);
        seen.extend(page.rows.into_iter().map(|row| row.id));
    }
    assert_eq!(seen.len(), 34);
    let one_area = GroupQuery {
        narrowing: Narrowing {
            area: Some(desk.area("Tổ 2")),
            ..Narrowing::default()
        },
        ..GroupQuery::default()
    };
    assert_eq!(desk.notebook.list_groups(&one_area).unwrap().total, 17);
}

#[test]
fn two_reviewers_who_disagree_are_both_shown() {
    let mut desk = Desk::new(1);
    ward(&mut desk);
    let period: Period = "2026-Q3".parse().unwrap();
    let entry = AssessmentEntry {
        criteria: [("Sinh hoạt đều".to_owned(), 90)].into(),
        result: Some("good".to_owned()),
        recommendation: Some("commend".to_owned()),
        note: None,
    };
    let group = id(Kind::Group, 3);
    let own = desk.notebook.assess(group, period, &entry).unwrap();
    let second = AssessmentEntry {
        result: Some("excellent".to_owned()),
        ..AssessmentEntry::default()
    };
    assert_eq!(
        desk.notebook.assess(group, period, &second).unwrap(),
        own,
        "one a reviewer"
    );
    let area = desk.area("Tổ 1").to_string();
    let other = json!({"id": uuid(Kind::Officer, 7), "name": "Lê Thị Mai", "role": "supervisor"});
    import(&mut desk.notebook, Kind::Officer, vec![other]);
    let said = |n: usize, group: usize, recommendation: &str| {
        json!({
            "id": uuid(Kind::Assessment, n), "group": uuid(Kind::Group, group), "period": "2026-Q3", "area": area,
            "officer": uuid(Kind::Officer, 7), "result": "weak", "recommendation": recommendation,
        })
    };
    import(
        &mut desk.notebook,
        Kind::Assessment,
        vec![said(1, 3, "dissolve"), said(2, 4, "merge")],
    );
    let query = AssessmentQuery {
        period: Some(period),
        ..AssessmentQuery::default()
    };
    let page = desk.notebook.list_assessments(&query).unwrap();
    assert_eq!(page.total, 2);
    let [disputed, agreed] = &page.rows[..] else {
        panic!("two groups")
    };
    assert!(disputed.disagree && !agreed.disagree);
    let mut said: Vec<_> = disputed
        .assessments
        .iter()
        .map(|one| {
            (
                one.reviewer_name.as_str(),
                one.result.as_deref(),
                one.recommendation.as_deref(),
            )
        })
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            ("Lê Thị Mai", Some("weak"), Some("dissolve")),
            ("Trần Văn Bình", Some("excellent"), Some("commend")),
        ]
    );
    let commended = AssessmentQuery {
        recommendation: Some("commend".to_owned()),
        ..query.clone()
    };
    assert_eq!(desk.notebook.list_assessments(&commended).unwrap().total, 1);
    let disputed = AssessmentQuery {
        only_disagreeing: true,
        ..query
    };
    assert_eq!(desk.notebook.list_assessments(&disputed).unwrap().total, 1);
    let summary = desk.notebook.assessment_summary(period, None).unwrap();
    assert_eq!(
        (summary.assessed, summary.unassessed, summary.disagreeing),
        (2, 32, 1)
    );
    assert_eq!(summary.results["weak"], 1);
    assert_eq!(summary.recommendations["merge"], 1);
    assert_eq!(summary.recommendations.get("commend"), None);
}

#[test]
fn merging_two_groups_keeps_both_histories_and_shows_them_together() {
    let mut desk = Desk::new(1);
    ward(&mut desk);
    let (ends, leads) = (id(Kind::Group, 1), id(Kind::Group, 2));
    let before = meeting(&mut desk, 1, "2025-03-01T19:00:00+07:00");
    let own = meeting(&mut desk, 2, "2025-04-01T19:00:00+07:00");
    let plan = desk.notebook.plan_group_merge(ends, leads).unwrap();
    assert_eq!(plan.joining.len(), 30);
    desk.notebook.merge_groups(&plan).unwrap();
    let merged = desk.notebook.get(ends).unwrap().fields;
    assert_eq!(
        (&merged["state"], &merged["merged_into"]),
        (&json!("merged"), &json!(leads.to_string()))
    );
    assert_eq!(
        merged["members"].as_array().unwrap().len(),
        30,
        "its own record keeps them"
    );
    assert_eq!(
        desk.notebook.get(leads).unwrap().fields["members"]
            .as_array()
            .unwrap()
            .len(),
        60
    );
    let meetings = Query {
        parent: Some(leads),
        ..Query::of(Kind::Meeting)
    };
    let page = desk.notebook.list(&meetings).unwrap();
    let ids: Vec<DocId> = page.rows.iter().map(|row| row.id).collect();
    assert_eq!((page.total, ids), (2, vec![own, before]));
    let page = desk.notebook.list_groups(&GroupQuery::default()).unwrap();
    let row = page.rows.iter().find(|row| row.id == leads).unwrap();
    assert_eq!(
        (row.members, row.meetings, &row.absorbed[..]),
        (60, 2, &[ends][..])
    );
    let total = desk
        .notebook
        .group_register(&GroupQuery::default())
        .unwrap()
        .total;
    assert_eq!(
        (total.groups, total.member_households, total.meetings),
        (33, 1020, 2)
    );
    let again = desk.notebook.plan_group_merge(ends, leads).unwrap_err();
    assert_eq!(again.code(), "already-ended");
    assert_eq!(
        desk.notebook
            .plan_group_merge(leads, leads)
            .unwrap_err()
            .code(),
        "merge-into-itself"
    );
    let lines = {
        let mut out = Vec::new();
        desk.notebook
            .export(
                Kind::Group,
                ExportFormat::JsonLines,
                Sensitive::Withheld,
                &mut out,
            )
            .unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(lines.contains("\"merged_into\""));
}

#[test]
fn a_plan_is_refused_when_somebody_wrote_meanwhile_and_nothing_is_done() {
    let mut desk = Desk::new(1);
    ward(&mut desk);
    let (ends, leads) = (id(Kind::Group, 1), id(Kind::Group, 2));
    let plan = desk.notebook.plan_group_merge(ends, leads).unwrap();
    let renamed = FieldEdit::set("leader", Value::text("Bà Hoa"));
    desk.notebook.edit(leads, &[renamed]).unwrap();
    assert_eq!(
        desk.notebook.merge_groups(&plan).unwrap_err().code(),
        "plan-changed"
    );
    assert_eq!(desk.notebook.get(ends).unwrap().fields["state"], "active");
    let plan = desk.notebook.plan_group_merge(ends, leads).unwrap();
    desk.notebook.merge_groups(&plan).unwrap();
}

#[test]
fn a_model_that_is_merged_or_stopped_takes_its_groups_along() {
    let mut desk = Desk::new(1);
    ward(&mut desk);
    let (one, other) = (id(Kind::Model, 1), id(Kind::Model, 2));
    let plan = desk
        .notebook
        .plan_model_end(one, ModelEnd::MergeInto(other))
        .unwrap();
    assert_eq!((plan.groups.len(), plan.left.len()), (17, 0));
    desk.notebook.end_model(&plan).unwrap();
    assert_eq!(
        desk.notebook.get(id(Kind::Group, 0)).unwrap().fields["model"],
        "khong_ma_tuy"
    );
    // A group that somebody founded offline under the old name counts where the model went.
    let area = desk.area("Tổ 1").to_string();
    let late = json!({ "area": area, "name": "Tổ mới", "model": "Tổ liên gia tự quản" });
    desk.notebook.create(Kind::Group, fields(late)).unwrap();
    let of_model = GroupQuery {
        model: Some(other),
        ..GroupQuery::default()
    };
    assert_eq!(desk.notebook.list_groups(&of_model).unwrap().total, 35);
    let plan = desk.notebook.plan_model_end(other, ModelEnd::Stop).unwrap();
    assert_eq!(plan.groups.len(), 34);
    desk.notebook.end_model(&plan).unwrap();
    assert_eq!(desk.notebook.get(other).unwrap().fields["state"], "stopped");
    assert_eq!(
        desk.notebook.get(id(Kind::Group, 5)).unwrap().fields["state"],
        "dissolved"
    );
    let total = desk
        .notebook
        .group_register(&GroupQuery::default())
        .unwrap()
        .total;
    assert_eq!((total.groups, total.states["dissolved"]), (1, 34));
    assert_eq!(
        desk.notebook
            .plan_model_end(other, ModelEnd::Stop)
            .unwrap_err()
            .code(),
        "already-ended"
    );
}
