//! From needs to follow-ups that somebody owns, and what a household sees of them.

use crate::{Desk, fields};
use client_core::{
    ClientError, DocId, Due, FieldEdit, FollowUpCounts, FollowUpQuery, FollowUpStep, Kind,
    Narrowing, OfferedIn, TakeUp, Value,
};
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A visit at which two needs and a fact were heard, and something in confidence.
fn heard(desk: &mut Desk) -> (DocId, DocId) {
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = json!({
        "household": house.to_string(), "purposes": ["listen"],
        "needs": ["Sửa đèn đường", "Xin việc làm"], "sensitive_needs": ["Chữa bệnh"],
        "notes": [
            {"kind": "fact", "text": "Con ốm", "sensitive": true},
            {"kind": "fact", "text": "Nắp cống vỡ"},
        ],
    });
    let visit = desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
    (house, visit)
}

fn all_needs() -> TakeUp {
    TakeUp {
        all_needs: true,
        ..TakeUp::default()
    }
}

fn made(desk: &mut Desk, visit: DocId, due: Option<&str>) -> Vec<DocId> {
    let plan = desk.notebook.plan_take_up(visit, &all_needs()).unwrap();
    let me = plan.officer;
    desk.notebook.make_follow_ups(&plan, me, due).unwrap().made
}

fn listed(desk: &mut Desk, query: &FollowUpQuery) -> Vec<String> {
    let page = desk.notebook.open_follow_ups(query).unwrap();
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows.into_iter().map(|row| row.what).collect()
}

fn due(due: Due) -> FollowUpQuery {
    FollowUpQuery {
        due,
        ..FollowUpQuery::default()
    }
}

fn set(desk: &mut Desk, id: DocId, field: &str, text: &str) {
    let edit = FieldEdit::set(field, Value::text(text));
    desk.notebook.edit(id, &[edit]).unwrap();
}

#[test]
fn what_was_heard_is_taken_up_once_and_nothing_of_what_was_said_in_confidence() {
    let mut desk = Desk::new(1);
    let (house, visit) = heard(&mut desk);
    let offers = desk.notebook.offers_of(visit).unwrap();
    let told: Vec<_> = offers
        .iter()
        .map(|offer| (offer.of, offer.number, offer.text.as_str()))
        .collect();
    let expected = [
        (OfferedIn::Need, 1, "Sửa đèn đường"),
        (OfferedIn::Need, 2, "Xin việc làm"),
        (OfferedIn::Statement, 1, "Nắp cống vỡ"),
    ];
    assert_eq!(told, expected);

    let some = TakeUp {
        needs: vec![1],
        statements: vec![1],
        ..TakeUp::default()
    };
    let plan = desk.notebook.plan_take_up(visit, &some).unwrap();
    assert_eq!((plan.new.len(), plan.existing.len()), (2, 0));
    let taken = desk
        .notebook
        .make_follow_ups(&plan, plan.officer, Some("2026-11-30"));
    let taken = taken.unwrap();
    let record = desk.notebook.get(taken.made[0]).unwrap();
    assert_eq!(record.fields["what"], "Sửa đèn đường");
    assert_eq!(record.fields["visit"], visit.to_string());
    assert_eq!(record.fields["household"], house.to_string());
    assert_eq!(record.fields["area"], desk.area("Tổ 1").to_string());
    assert_eq!(
        (&record.fields["state"], &record.fields["due"]),
        (&json!("open"), &json!("2026-11-30"))
    );

    // The plan carried out twice, and a new one, make nothing that is there.
    let again = desk
        .notebook
        .make_follow_ups(&plan, plan.officer, None)
        .unwrap();
    assert_eq!((again.made, again.existing), (vec![], taken.made.clone()));
    let plan = desk.notebook.plan_take_up(visit, &all_needs()).unwrap();
    assert_eq!((plan.new.len(), plan.existing.len()), (1, 1));
    let offers = desk.notebook.offers_of(visit).unwrap();
    assert!(offers[0].follow_up.is_some() && offers[1].follow_up.is_none());
    for wrong in [
        TakeUp {
            needs: vec![3],
            ..TakeUp::default()
        },
        TakeUp {
            statements: vec![2],
            ..TakeUp::default()
        },
        TakeUp {
            needs: vec![0],
            ..TakeUp::default()
        },
    ] {
        let error = desk.notebook.plan_take_up(visit, &wrong).unwrap_err();
        assert_eq!(error.code(), "need-unknown", "{wrong:?}");
    }
}

#[test]
fn a_follow_up_goes_from_open_to_done_and_says_why_it_is_dropped() {
    let mut desk = Desk::new(2);
    let (_, visit) = heard(&mut desk);
    let made = made(&mut desk, visit, None);
    let me = desk.notebook.me().unwrap().officer.unwrap();
    let assign = FollowUpStep::Assign {
        to: me,
        due: Some("2026-12-01".to_owned()),
    };
    for step in [assign, FollowUpStep::Start] {
        desk.notebook.follow_up_step(made[0], &step).unwrap();
    }
    let finish = FollowUpStep::Finish {
        outcome: "Điện lực đã thay bóng".to_owned(),
    };
    desk.notebook.follow_up_step(made[0], &finish).unwrap();
    let record = desk.notebook.get(made[0]).unwrap();
    assert_eq!(
        (&record.fields["state"], &record.fields["due"]),
        (&json!("done"), &json!("2026-12-01"))
    );

    let codes = |error: ClientError| match error {
        ClientError::RecordInvalid(problems) => problems
            .iter()
            .map(|problem| (problem.code.as_str(), problem.field.clone()))
            .collect::<Vec<_>>(),
        other => panic!("{other}"),
    };
    let drop = |reason: &str| FollowUpStep::Drop {
        reason: reason.to_owned(),
    };
    let over = desk
        .notebook
        .follow_up_step(made[0], &drop("Trùng"))
        .unwrap_err();
    assert_eq!(codes(over), [("state-step", "state".to_owned())]);
    let silent = desk
        .notebook
        .follow_up_step(made[1], &drop(" "))
        .unwrap_err();
    assert_eq!(codes(silent), [("missing-reason", "outcome".to_owned())]);
    assert!(
        desk.notebook
            .follow_up_step(made[1], &drop("Đã có việc làm"))
            .unwrap()
    );
    // Opened again, it may end otherwise.
    set(&mut desk, made[0], "state", "open");
    desk.notebook
        .follow_up_step(made[0], &drop("Bóng lại hỏng"))
        .unwrap();
    let error = desk
        .notebook
        .follow_up_step(visit, &FollowUpStep::Start)
        .unwrap_err();
    assert_eq!(error.code(), "record-not-found");
}

#[test]
fn what_is_still_to_be_done_is_listed_by_when_it_is_due() {
    let mut desk = Desk::new(3);
    let area = desk.area("Tổ 1").to_string();
    let other = desk.area("Tổ 2").to_string();
    // The desk's first day is 2026-11-20.
    for (what, area, due, state, assignee) in [
        ("quá hạn", &area, Some("2026-11-19"), "in_progress", true),
        ("xong rồi", &area, Some("2026-11-01"), "done", true),
        ("hôm nay", &other, Some("2026-11-20"), "open", true),
        ("tuần tới", &area, Some("2026-11-27"), "referred", true),
        ("tháng sau", &area, Some("2026-12-20"), "open", false),
        ("bao giờ cũng được", &area, None, "open", false),
    ] {
        let mut follow_up = json!({ "area": area, "what": what, "state": state, "due": due });
        if !assignee {
            follow_up["assignee"] = json!(null);
        }
        desk.notebook
            .create(Kind::FollowUp, fields(follow_up))
            .unwrap();
    }
    let page = desk.notebook.open_follow_ups(&due(Due::Any)).unwrap();
    let counts = FollowUpCounts {
        open: 5,
        overdue: 1,
        due_soon: 2,
        undated: 1,
        unassigned: 2,
    };
    assert_eq!((page.counts, page.rows[0].days_left), (counts, Some(-1)));
    assert!(page.rows[0].is_overdue && !page.rows[1].is_overdue);
    let everything = [
        "quá hạn",
        "hôm nay",
        "tuần tới",
        "tháng sau",
        "bao giờ cũng được",
    ];
    assert_eq!(listed(&mut desk, &due(Due::Any)), everything);
    assert_eq!(listed(&mut desk, &due(Due::Overdue)), ["quá hạn"]);
    assert_eq!(listed(&mut desk, &due(Due::Within(0))), ["hôm nay"]);
    assert_eq!(
        listed(&mut desk, &due(Due::Within(7))),
        ["hôm nay", "tuần tới"]
    );
    assert_eq!(listed(&mut desk, &due(Due::Undated)), ["bao giờ cũng được"]);
    let nobody = FollowUpQuery {
        unassigned: true,
        ..due(Due::Any)
    };
    assert_eq!(
        listed(&mut desk, &nobody),
        ["tháng sau", "bao giờ cũng được"]
    );
    let there = FollowUpQuery {
        narrowing: Narrowing {
            area: Some(desk.area("Tổ 2")),
            officer: desk.notebook.me().unwrap().officer,
            ..Narrowing::default()
        },
        ..due(Due::Any)
    };
    assert_eq!(listed(&mut desk, &there), ["hôm nay"]);
    let second = FollowUpQuery {
        narrowing: Narrowing {
            limit: Some(1),
            offset: 1,
            ..Narrowing::default()
        },
        ..due(Due::Any)
    };
    let page = desk.notebook.open_follow_ups(&second).unwrap();
    assert_eq!((page.rows[0].what.as_str(), page.total), ("hôm nay", 5));
    desk.clock.advance(DAY);
    assert_eq!(
        listed(&mut desk, &due(Due::Overdue)),
        ["quá hạn", "hôm nay"]
    );
}

#[test]
fn a_household_shows_what_it_asked_for_was_promised_and_got() {
    let mut desk = Desk::new(4);
    let (house, visit) = heard(&mut desk);
    let before = desk.notebook.brief(house).unwrap();
    assert_eq!((before.visits, before.needs.len()), (1, 2));
    let first = TakeUp {
        needs: vec![1],
        ..TakeUp::default()
    };
    let plan = desk.notebook.plan_take_up(visit, &first).unwrap();
    let made = desk
        .notebook
        .make_follow_ups(&plan, plan.officer, Some("2026-11-21"));
    let promised = made.unwrap().made[0];
    let by_itself = json!({ "household": house.to_string(), "what": "Trả giấy tờ" });
    let by_itself = desk
        .notebook
        .create(Kind::FollowUp, fields(by_itself))
        .unwrap();
    let outcome = FollowUpStep::Finish {
        outcome: "Đã trả".to_owned(),
    };
    desk.notebook.follow_up_step(by_itself, &outcome).unwrap();
    desk.clock.advance(2 * DAY);
    let later = json!({ "household": house.to_string(), "purposes": ["inform"], "next_visit_due": "2026-12-15" });
    let later = desk.notebook.create(Kind::Visit, fields(later)).unwrap();

    let brief = desk.notebook.brief(house).unwrap();
    assert_eq!(brief.last_visit.unwrap().id, later);
    assert_eq!(brief.next_due.as_deref(), Some("2026-12-15"));
    let needs: Vec<_> = brief
        .needs
        .iter()
        .map(|need| (need.text.as_str(), need.follow_up.map(|(id, _)| id)))
        .collect();
    assert_eq!(
        needs,
        [("Sửa đèn đường", Some(promised)), ("Xin việc làm", None)]
    );
    assert_eq!(brief.promised.len(), 1);
    assert!(brief.promised[0].is_overdue && brief.promised[0].id == promised);
    assert_eq!(
        brief.promised[0].whom_name.as_deref(),
        Some("Nguyễn Thị Hoà")
    );
    assert_eq!(brief.settled[0].outcome.as_deref(), Some("Đã trả"));
    let error = desk.notebook.brief(visit).unwrap_err();
    assert_eq!(error.code(), "record-not-found");
}
