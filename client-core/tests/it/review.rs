//! The review queue on one device.

use crate::{Desk, fields};
use client_core::{DocId, FieldEdit, Kind, Narrowing, Query, ReviewTimes, Value, Verdict};
use serde_json::json;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Three visits, handed in an hour after each other; the second in another area.
fn handed_in(desk: &mut Desk) -> [DocId; 3] {
    let places = [("Tổ 1", "HB-1"), ("Tổ 2", "HB-2"), ("Tổ 1", "HB-3")];
    places.map(|(area, code)| {
        let house = desk.household(area, code, "Nguyễn Thị Hoà");
        let visit = desk.visit(house, "Sửa đèn đường");
        desk.clock.advance(HOUR);
        desk.notebook.submit_visit(visit).unwrap();
        visit
    })
}

fn queue(desk: &mut Desk, asked: &Narrowing) -> Vec<DocId> {
    let page = desk.notebook.reviews(asked).unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

fn verdict(desk: &mut Desk, visits: &[DocId], verdict: Verdict) -> Vec<DocId> {
    let plan = desk.notebook.plan_review(visits, verdict).unwrap();
    desk.notebook.review(&plan).unwrap().reviewed
}

fn returned(note: &str) -> Verdict {
    Verdict::Return {
        note: note.to_owned(),
    }
}

fn all() -> Narrowing {
    Narrowing::default()
}

#[test]
fn visits_wait_in_the_order_in_which_they_were_handed_in() {
    let mut desk = Desk::new(1);
    let [first, second, third] = handed_in(&mut desk);
    let draft = desk.household("Tổ 1", "HB-9", "Trần Văn Lân");
    desk.visit(draft, "Việc làm");
    assert_eq!(queue(&mut desk, &all()), [first, second, third]);
    let page = desk.notebook.reviews(&all()).unwrap();
    let now = desk.notebook.now().unwrap();
    assert_eq!(now.0 - page.rows[0].since.0, 2 * 3_600_000);
    assert_eq!(page.rows[0].whom_name.as_deref(), Some("Nguyễn Thị Hoà"));
    assert_eq!(page.rows[0].officer_name.as_deref(), Some("Trần Văn Bình"));
    assert_eq!((page.rows[0].needs, page.total), (1, 3));

    let area = Some(desk.area("Tổ 1"));
    assert_eq!(
        queue(&mut desk, &Narrowing { area, ..all() }),
        [first, third]
    );
    let nobody = Narrowing {
        officer: Some(first),
        ..all()
    };
    assert_eq!(queue(&mut desk, &nobody), []);
    let until = Narrowing {
        until: Some(now.plus_millis(-2 * 3_600_000)),
        ..all()
    };
    assert_eq!(queue(&mut desk, &until), [first]);
    let second_page = Narrowing {
        limit: Some(1),
        offset: 1,
        ..all()
    };
    assert_eq!(queue(&mut desk, &second_page), [second]);
    assert_eq!(desk.notebook.reviews(&second_page).unwrap().total, 3);
    assert_eq!(desk.notebook.status().unwrap().to_review, 3);
}

#[test]
fn a_returned_visit_waits_for_its_officer_and_says_why() {
    let mut desk = Desk::new(2);
    let [first, second, third] = handed_in(&mut desk);
    assert_eq!(
        verdict(&mut desk, &[first], returned(" Ai hứa sửa? ")),
        [first]
    );
    assert_eq!(queue(&mut desk, &all()), [second, third]);
    let status = desk.notebook.status().unwrap();
    assert_eq!((status.to_review, status.returned), (2, 1));
    let listed = Query {
        status: Some("returned".to_owned()),
        ..Query::of(Kind::Visit)
    };
    let listed = desk.notebook.list(&listed).unwrap();
    assert_eq!(listed.rows[0].fields["review"], "Ai hứa sửa?");
    // Handed in again, it waits since now, behind the others.
    desk.clock.advance(HOUR);
    desk.notebook.submit_visit(first).unwrap();
    assert_eq!(queue(&mut desk, &all()), [second, third, first]);
    assert_eq!(desk.notebook.status().unwrap().returned, 0);
    verdict(&mut desk, &[first], Verdict::Accept);
    assert!(
        !desk
            .notebook
            .get(first)
            .unwrap()
            .fields
            .contains_key("review")
    );
    let error = desk.notebook.submit_visit(first).unwrap_err();
    assert_eq!(error.code(), "visit-state");
}

#[test]
fn a_visit_edited_after_its_review_comes_back_by_itself() {
    let mut desk = Desk::new(3);
    let [first, second, third] = handed_in(&mut desk);
    assert_eq!(
        verdict(&mut desk, &[first, second, third], Verdict::Accept),
        [first, second, third]
    );
    assert_eq!(queue(&mut desk, &all()), []);
    desk.clock.advance(HOUR);
    let need = Value::Texts(vec!["Xin việc làm".to_owned()]);
    desk.notebook
        .edit(second, &[FieldEdit::add("needs", need)])
        .unwrap();
    let page = desk.notebook.reviews(&all()).unwrap();
    let now = desk.notebook.now().unwrap();
    assert_eq!(
        (
            page.rows[0].id,
            page.rows[0].is_reopened,
            page.rows[0].since
        ),
        (second, true, now)
    );
    let record = desk.notebook.get(second).unwrap();
    assert_eq!(record.reopened_at, Some(now));
    // It waits already: handing it in once more is not needed and not refused.
    assert!(!desk.notebook.submit_visit(second).unwrap());
    desk.notebook.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(queue(&mut desk, &all()), [second]);
    assert_eq!(verdict(&mut desk, &[second], Verdict::Accept), [second]);
    assert_eq!(queue(&mut desk, &all()), []);
    assert_eq!(desk.notebook.get(second).unwrap().reopened_at, None);
}

#[test]
fn a_plan_leaves_out_what_does_not_wait_and_what_changed_since() {
    let mut desk = Desk::new(4);
    let [first, second, third] = handed_in(&mut desk);
    verdict(&mut desk, &[third], Verdict::Accept);
    let plan = desk
        .notebook
        .plan_review(&[first, second, third], Verdict::Accept)
        .unwrap();
    assert_eq!(
        (plan.visits.len(), &plan.not_waiting[..]),
        (2, &[third][..])
    );
    let met = Value::Texts(vec!["Bà Tư".to_owned()]);
    desk.notebook
        .edit(first, &[FieldEdit::set("met", met)])
        .unwrap();
    let done = desk.notebook.review(&plan).unwrap();
    assert_eq!(
        (&done.reviewed[..], &done.changed[..]),
        (&[second][..], &[first][..])
    );
    assert_eq!(queue(&mut desk, &all()), [first]);
}

#[test]
fn nothing_is_returned_without_a_word() {
    let mut desk = Desk::new(5);
    let [first, ..] = handed_in(&mut desk);
    let error = desk
        .notebook
        .plan_review(&[first], returned("  "))
        .unwrap_err();
    assert_eq!(error.code(), "note-missing");
    let house = desk.household("Tổ 1", "HB-7", "Trần Văn Lân");
    let error = desk
        .notebook
        .plan_review(&[house], Verdict::Accept)
        .unwrap_err();
    assert_eq!(error.code(), "record-not-found");
}

#[test]
fn waiting_is_measured_by_median_and_longest() {
    let mut desk = Desk::new(6);
    let [first, second, third] = handed_in(&mut desk);
    // They have waited two hours, one, and none.
    verdict(&mut desk, &[first, second], Verdict::Accept);
    verdict(&mut desk, &[third], returned("Ai hứa sửa?"));
    desk.clock.advance(5 * HOUR);
    desk.notebook.submit_visit(third).unwrap();
    desk.clock.advance(HOUR);
    let before = desk.notebook.now().unwrap();
    verdict(&mut desk, &[third], Verdict::Accept);
    let ReviewTimes { total, officers } = desk.notebook.review_times(&all()).unwrap();
    let hours = |time: client_core::WaitingTime| {
        let hours = |millis| millis / 3_600_000;
        (
            time.count,
            hours(time.median_millis),
            hours(time.longest_millis),
        )
    };
    // Answers after 0, 1, 1 and 2 hours.
    assert_eq!(hours(total.answer), (4, 1, 2));
    assert_eq!(hours(total.correction), (1, 5, 5));
    assert_eq!(hours(total.whole), (3, 2, 6));
    assert_eq!(officers.len(), 1);
    assert_eq!(officers[0].officer_name.as_deref(), Some("Trần Văn Bình"));
    assert_eq!(officers[0].answer, total.answer);
    let late = Narrowing {
        from: Some(before),
        ..all()
    };
    assert_eq!(
        hours(desk.notebook.review_times(&late).unwrap().total.answer),
        (1, 1, 1)
    );
    let area = Some(desk.area("Tổ 2"));
    let there = Narrowing { area, ..all() };
    assert_eq!(
        desk.notebook
            .review_times(&there)
            .unwrap()
            .total
            .answer
            .count,
        1
    );
}

#[test]
fn a_visit_that_comes_reviewed_from_a_file_waits_for_nobody() {
    let mut desk = Desk::new(7);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit =
        json!({ "household": house.to_string(), "purposes": ["listen"], "status": "reviewed" });
    desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
    assert_eq!(queue(&mut desk, &all()), []);
    assert_eq!(
        desk.notebook.review_times(&all()).unwrap(),
        ReviewTimes {
            total: client_core::ReviewFigures::default(),
            officers: Vec::new(),
        }
    );
}
