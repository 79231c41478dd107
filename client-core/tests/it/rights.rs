//! What residents may ask for: their file, and that their record is corrected, not used or erased.

use crate::{Desk, fields};
use client_core::{
    AuditQuery, ClientError, DocId, ExportFormat, FieldEdit, FileSubject, Kind, LinkedBeside,
    Narrowing, Query, RequestAnswer, RequestQuery, Sensitive, TakeUp, Value,
};
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn requested(desk: &mut Desk, household: DocId, kind: &str) -> DocId {
    let request =
        json!({ "household": household.to_string(), "kind": kind, "person": "Nguyễn Thị Hoà" });
    desk.notebook
        .create(Kind::Request, fields(request))
        .unwrap()
}

fn answer(desk: &mut Desk, id: DocId, answer: &RequestAnswer) -> Result<bool, ClientError> {
    let plan = desk.notebook.plan_answer(id, answer, false)?;
    desk.notebook.answer_request(&plan)
}

fn answered(outcome: &str) -> RequestAnswer {
    RequestAnswer {
        outcome: outcome.to_owned(),
        is_refused: false,
    }
}

fn exported(desk: &mut Desk, kind: Kind) -> String {
    let mut out = Vec::new();
    let format = ExportFormat::JsonLines;
    desk.notebook
        .export(kind, format, Sensitive::Withheld, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_request_has_two_working_days_and_says_how_many_are_left() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    // The desk's first day is Friday, 2026-11-20.
    let id = requested(&mut desk, house, "access");
    let record = desk.notebook.get(id).unwrap();
    assert_eq!(
        (&record.fields["due"], &record.fields["state"]),
        (&json!("2026-11-24"), &json!("open"))
    );
    assert_eq!(record.fields["area"], desk.area("Tổ 1").to_string());
    let left = |desk: &mut Desk| {
        let page = desk.notebook.requests(&RequestQuery::default()).unwrap();
        (
            page.rows[0].days_left,
            page.rows[0].is_overdue,
            desk.notebook.status().unwrap(),
        )
    };
    let (days, overdue, status) = left(&mut desk);
    assert_eq!(
        (days, overdue, status.requests, status.requests_overdue),
        (Some(2), false, 1, 0)
    );
    desk.clock.advance(4 * DAY);
    let (days, overdue, _) = left(&mut desk);
    assert_eq!((days, overdue), (Some(0), false));
    desk.clock.advance(DAY);
    let (days, overdue, status) = left(&mut desk);
    assert_eq!(
        (days, overdue, status.requests_overdue),
        (Some(-1), true, 1)
    );

    let silent = answer(&mut desk, id, &answered(" ")).unwrap_err();
    assert_eq!(silent.code(), "record-invalid");
    assert!(answer(&mut desk, id, &answered("Đã trao bản in.")).unwrap());
    assert!(!answer(&mut desk, id, &answered("Lần hai.")).unwrap());
    assert_eq!(desk.notebook.status().unwrap().requests, 0);
    let all = RequestQuery {
        all: true,
        narrowing: Narrowing::default(),
    };
    let page = desk.notebook.requests(&all).unwrap();
    assert_eq!(page.rows[0].outcome.as_deref(), Some("Đã trao bản in."));
    assert_eq!(
        (page.rows[0].state.as_str(), page.rows[0].days_left),
        ("answered", None)
    );
}

#[test]
fn a_restricted_household_is_in_no_list_search_or_export_and_shown_to_who_says_why() {
    let mut desk = Desk::new(2);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let other = desk.household("Tổ 1", "HB-2", "Trần Văn Lân");
    let visit = desk.visit(house, "Sửa đèn đường");
    desk.notebook.submit_visit(visit).unwrap();
    let needs = TakeUp {
        all_needs: true,
        ..TakeUp::default()
    };
    let plan = desk.notebook.plan_take_up(visit, &needs).unwrap();
    let made = desk
        .notebook
        .make_follow_ups(&plan, None, None)
        .unwrap()
        .made;
    let asked = requested(&mut desk, house, "restriction");
    answer(&mut desk, asked, &answered("Đã hạn chế.")).unwrap();

    let mut desk = crate::audit::reopened(desk);
    for rebuilt in [false, true] {
        if rebuilt {
            desk.notebook.rebuild(&mut |_, _| {}).unwrap();
        }
        let households = desk.notebook.list(&Query::of(Kind::Household)).unwrap();
        assert_eq!((households.rows[0].id, households.total), (other, 1));
        for kind in [Kind::Visit, Kind::FollowUp] {
            assert_eq!(desk.notebook.list(&Query::of(kind)).unwrap().total, 0);
            assert_eq!(exported(&mut desk, kind), "");
        }
        assert!(
            desk.notebook
                .search("nguyen thi hoa", 10)
                .unwrap()
                .iter()
                .all(|hit| hit.kind == Kind::Request)
        );
        assert!(!exported(&mut desk, Kind::Household).contains("HB-1"));
        assert_eq!(
            desk.notebook.reviews(&Narrowing::default()).unwrap().total,
            0
        );
        assert_eq!(
            desk.notebook
                .find(Some(Kind::Household), "HB-1")
                .unwrap_err()
                .code(),
            "record-not-found"
        );
        for id in [house, visit, made[0]] {
            assert_eq!(desk.notebook.get(id).unwrap_err().code(), "why-missing");
            assert_eq!(desk.notebook.history(id).unwrap_err().code(), "why-missing");
        }
    }
    desk.notebook.because("Chủ hộ đề nghị xem lại").unwrap();
    assert_eq!(
        desk.notebook.find(Some(Kind::Household), "HB-1").unwrap(),
        house
    );
    assert_eq!(
        desk.notebook.get(house).unwrap().fields["restricted"],
        "2026-11-20"
    );
    // Erasing it finds what belongs to it.
    let plan = desk.notebook.plan_erasure(&[house]).unwrap();
    let planned: Vec<DocId> = plan.records.iter().map(|record| record.id).collect();
    for id in [house, visit, made[0], asked] {
        assert!(planned.contains(&id));
    }
    // Lifted, everything is listed again.
    desk.notebook
        .edit(house, &[FieldEdit::clear("restricted")])
        .unwrap();
    for (kind, total) in [(Kind::Household, 2), (Kind::Visit, 1), (Kind::FollowUp, 1)] {
        assert_eq!(
            desk.notebook.list(&Query::of(kind)).unwrap().total,
            total,
            "{kind}"
        );
    }
    assert_eq!(
        desk.notebook.search("nguyen thi hoa", 10).unwrap()[0].id,
        house
    );
}

#[test]
fn a_restriction_that_is_refused_restricts_nothing() {
    let mut desk = Desk::new(3);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let asked = requested(&mut desk, house, "restriction");
    let refused = RequestAnswer {
        is_refused: true,
        ..answered("Đang giải quyết đơn của chính hộ.")
    };
    answer(&mut desk, asked, &refused).unwrap();
    assert_eq!(desk.notebook.get(asked).unwrap().fields["state"], "refused");
    assert_eq!(
        desk.notebook
            .list(&Query::of(Kind::Household))
            .unwrap()
            .total,
        1
    );
}

#[test]
fn the_file_of_a_household_holds_all_of_it_and_nothing_of_others() {
    let mut desk = Desk::new(4);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let other = desk.household("Tổ 1", "HB-2", "Trần Văn Lân");
    let visit = json!({
        "household": house.to_string(), "purposes": ["listen"], "needs": ["Đèn đường"], "sensitive_needs": ["Chữa bệnh"],
    });
    let visit = desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
    desk.visit(other, "Việc làm");
    let todo = json!({ "visit": visit.to_string(), "what": "Báo điện lực" });
    let todo = desk.notebook.create(Kind::FollowUp, fields(todo)).unwrap();
    let asked = requested(&mut desk, house, "access");
    let group = json!({
        "area": desk.area("Tổ 1").to_string(), "name": "Tổ liên gia 1", "members": [house.to_string(), other.to_string()],
    });
    desk.notebook.create(Kind::Group, fields(group)).unwrap();

    let subject = FileSubject::Household(house);
    let error = desk.notebook.person_file(&subject).unwrap_err();
    assert_eq!(error.code(), "why-missing");
    desk.notebook.because("Chủ hộ yêu cầu").unwrap();
    let file = desk.notebook.person_file(&subject).unwrap();
    let mut ids: Vec<DocId> = file.records.iter().map(|record| record.id).collect();
    assert_eq!((ids[0], ids.len()), (house, 4));
    ids.sort();
    let mut expected = vec![house, visit, todo, asked];
    expected.sort();
    assert_eq!(ids, expected);
    assert_eq!(
        (file.title.as_str(), &file.groups[..]),
        ("Nguyễn Thị Hoà", &["Tổ liên gia 1".to_owned()][..])
    );
    let filed = file
        .records
        .iter()
        .find(|record| record.id == visit)
        .unwrap();
    assert_eq!(filed.fields["sensitive_needs"], json!(["Chữa bệnh"]));
    assert_eq!(
        filed.history[0].officer_name.as_deref(),
        Some("Trần Văn Bình")
    );

    let query = AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    };
    let log = desk.notebook.audit_log(&query).unwrap();
    let line = log
        .rows
        .iter()
        .find(|row| row.act == Some(client_core::Act::Export))
        .unwrap();
    assert_eq!(
        (line.subject, line.count, line.why.as_str()),
        (Some(house), 4, "Chủ hộ yêu cầu")
    );
}

#[test]
fn the_file_of_a_name_holds_every_record_that_says_it_also_in_confidence() {
    let mut desk = Desk::new(5);
    let head = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let other = desk.household("Tổ 1", "HB-2", "Trần Văn Lân");
    // Words of the name that are not the name.
    desk.household("Tổ 1", "HB-3", "Nguyễn Thị Hoài");
    let members = Value::Texts(vec!["NGUYỄN  THỊ HOÀ".to_owned()]);
    desk.notebook
        .edit(other, &[FieldEdit::set("members", members)])
        .unwrap();
    let visit = json!({
        "household": other.to_string(), "purposes": ["listen"],
        "notes": [{"kind": "hearsay", "text": "Bà Nguyễn Thị Hoà, ở cùng, hay ốm.", "sensitive": true}],
    });
    let visit = desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
    desk.notebook.because("Bà Hoà yêu cầu").unwrap();
    let file = desk
        .notebook
        .person_file(&FileSubject::Named("nguyen thi hoa".to_owned()))
        .unwrap();
    let ids: Vec<DocId> = file.records.iter().map(|record| record.id).collect();
    assert_eq!(ids.len(), 3);
    assert!([head, other, visit].iter().all(|id| ids.contains(id)));
    let nobody = FileSubject::Named("Đỗ Văn Không".to_owned());
    assert_eq!(
        desk.notebook.person_file(&nobody).unwrap_err().code(),
        "record-not-found"
    );
    let blank = FileSubject::Named(" . ".to_owned());
    assert_eq!(
        desk.notebook.person_file(&blank).unwrap_err().code(),
        "record-not-found"
    );
}

#[test]
fn what_is_linked_is_named_where_it_stays_and_goes_along_where_that_is_asked_for() {
    let mut desk = Desk::new(4);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let again = desk.household("Tổ 1", "HB-2", "Nguyễn Thị Hòa");
    let visit = desk.visit(again, "Sửa đèn đường");
    let notebook = &mut desk.notebook;
    let plan = notebook.plan_link(house, &[again]).unwrap();
    notebook.link(&plan).unwrap();
    let erasure = notebook.plan_erasure(&[house]).unwrap();
    let ids = |plan: &[LinkedBeside]| plan.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(
        (erasure.records.len(), ids(&erasure.linked)),
        (1, vec![again])
    );
    let both = notebook.plan_erasure(&[house, again]).unwrap();
    assert_eq!((both.records.len(), both.linked), (3, vec![]));

    let asked = requested(&mut desk, house, "restriction");
    let granted = answered("Đã hạn chế.");
    let plan = desk.notebook.plan_answer(asked, &granted, false).unwrap();
    assert_eq!(
        (plan.restricts.as_slice(), ids(&plan.linked)),
        (&[house][..], vec![again])
    );
    assert!(desk.notebook.answer_request(&plan).unwrap());
    let listed = desk.notebook.list(&Query::of(Kind::Household)).unwrap();
    assert_eq!(listed.rows[0].id, again);
    let asked = requested(&mut desk, house, "restriction");
    let plan = desk.notebook.plan_answer(asked, &granted, true).unwrap();
    assert!(plan.linked.is_empty() && plan.restricts.contains(&again));
    assert!(desk.notebook.answer_request(&plan).unwrap());
    assert_eq!(
        desk.notebook
            .list(&Query::of(Kind::Household))
            .unwrap()
            .total,
        0
    );

    // Restricted both, they still know of each other.
    desk.notebook.because("Trả lời đơn của hộ").unwrap();
    for one in [house, again] {
        let file = FileSubject::Household(one);
        let file = desk.notebook.person_file(&file).unwrap().records;
        for id in [house, again, visit] {
            assert!(file.iter().any(|record| record.id == id));
        }
        let other = if one == house { again } else { house };
        let plan = desk.notebook.plan_erasure(&[one]).unwrap();
        assert_eq!(ids(&plan.linked), [other]);
    }
}
