//! What a review covers: what its writer had seen, and nothing else.

use proptest::prelude::*;
use proto::{DeviceId, Role, UnixMillis};
use records::{
    Author, Document, Draft, FieldEdit, Kind, Measure, RecordChange, Stage, Standing, Value,
    history, row,
};
use serde_json::json;

use crate::samples;

const OFFICER: u8 = 1;
const OTHER_OFFICER: u8 = 2;
const CHIEF: u8 = 3;
const OTHER_CHIEF: u8 = 4;
const HOUR: i64 = 3_600_000;

fn standing_at(device: DeviceId, _: UnixMillis) -> Standing {
    match device.0[0] {
        CHIEF | OTHER_CHIEF => Role::Supervisor.into(),
        _ => Role::Officer.into(),
    }
}

fn author(device: u8, hour: i64) -> Author {
    let (device, at) = (DeviceId([device; 16]), UnixMillis(hour * HOUR));
    Author {
        device,
        at,
        standing: standing_at(device, at),
    }
}

fn read(changes: &[RecordChange]) -> Document {
    Document::from_changes(samples::id(7).parse().unwrap(), changes, standing_at)
}

/// A visit as its officer submitted it at nine.
fn submitted() -> Vec<RecordChange> {
    let mut visit = samples::visit();
    visit["status"] = json!("draft");
    let draft = Draft::from_json(Kind::Visit, &visit).unwrap();
    let mut changes = vec![draft.into_change(author(OFFICER, 8)).unwrap()];
    said(&mut changes, OFFICER, 9, "submitted");
    changes
}

/// Writes an edit of whoever has all changes.
fn written(changes: &[RecordChange], device: u8, hour: i64, edit: FieldEdit) -> RecordChange {
    let document = read(changes);
    let change = document.edit(&[edit], author(device, hour), [device; 4]);
    change.unwrap().unwrap()
}

fn status(code: &str) -> FieldEdit {
    FieldEdit::affirm("status", Value::text(code))
}

fn need(text: &str) -> FieldEdit {
    FieldEdit::add("needs", Value::Texts(vec![text.to_owned()]))
}

fn said(changes: &mut Vec<RecordChange>, device: u8, hour: i64, code: &str) {
    changes.push(written(changes, device, hour, status(code)));
}

fn stage(changes: &[RecordChange]) -> (Stage, i64) {
    let review = read(changes).review().unwrap();
    (review.stage, review.since.0 / HOUR)
}

#[test]
fn a_visit_waits_from_its_submission_to_its_review() {
    let mut changes = submitted();
    assert_eq!(stage(&changes[..1]), (Stage::Draft, 8));
    assert_eq!(stage(&changes), (Stage::Submitted, 9));
    said(&mut changes, CHIEF, 11, "returned");
    assert_eq!(stage(&changes), (Stage::Returned, 11));
    said(&mut changes, OFFICER, 14, "submitted");
    said(&mut changes, CHIEF, 15, "reviewed");
    assert_eq!(stage(&changes), (Stage::Reviewed, 15));
    let times = read(&changes).review().unwrap().times;
    let times: Vec<_> = times
        .iter()
        .map(|time| (time.measure, time.until.0 / HOUR, time.millis / HOUR))
        .collect();
    let expected = [
        (Measure::Answer, 11, 2),
        (Measure::Correction, 14, 3),
        (Measure::Answer, 15, 1),
        (Measure::Whole, 15, 6),
    ];
    assert_eq!(times, expected);
}

#[test]
fn an_edit_after_the_review_opens_it_again_whoever_makes_it() {
    for device in [OFFICER, CHIEF] {
        let mut changes = submitted();
        said(&mut changes, CHIEF, 10, "reviewed");
        changes.push(written(&changes, device, 12, need("Xin việc làm.")));
        assert_eq!(stage(&changes), (Stage::Reopened, 12));
        let row = row(&read(&changes)).unwrap();
        assert_eq!(row.status.as_deref(), Some("submitted"));
        assert_eq!(row.waits_since, Some(UnixMillis(12 * HOUR)));
        // An edit that brings back what was there is an edit.
        let back = FieldEdit::remove("needs", Value::Texts(vec!["Xin việc làm.".to_owned()]));
        changes.push(written(&changes, device, 13, back));
        assert_eq!(stage(&changes), (Stage::Reopened, 12));
    }
}

#[test]
fn an_edit_by_somebody_who_had_not_seen_the_review_opens_it_again() {
    let mut changes = submitted();
    let offline = written(&changes, OTHER_OFFICER, 9, need("Xin việc làm."));
    said(&mut changes, CHIEF, 10, "reviewed");
    changes.push(offline);
    // It waits again since the review, not since before it.
    assert_eq!(stage(&changes), (Stage::Reopened, 10));
}

#[test]
fn a_second_review_covers_what_the_first_had_not_seen_and_stands_in_the_history() {
    let mut changes = submitted();
    said(&mut changes, CHIEF, 10, "reviewed");
    changes.push(written(&changes, OFFICER, 12, need("Xin việc làm.")));
    said(&mut changes, OTHER_CHIEF, 13, "reviewed");
    assert_eq!(stage(&changes), (Stage::Reviewed, 13));
    let told = history(&changes, standing_at);
    let last = told.last().unwrap();
    assert_eq!(last.edits.len(), 1);
    assert_eq!(last.edits[0].after, Some(json!("reviewed")));
}

#[test]
fn two_reviews_at_once_are_one_and_no_conflict() {
    let changes = submitted();
    let one = written(&changes, CHIEF, 10, status("reviewed"));
    let other = written(&changes, OTHER_CHIEF, 11, status("reviewed"));
    let both = [changes, vec![one, other]].concat();
    let document = read(&both);
    assert!(!document.has_conflicts());
    assert_eq!(document.review().unwrap().stage, Stage::Reviewed);
    let answers = document.review().unwrap().times;
    assert_eq!(
        answers
            .iter()
            .filter(|time| time.measure == Measure::Answer)
            .count(),
        1
    );
}

#[test]
fn of_two_reviews_at_once_one_must_have_seen_everything() {
    let changes = submitted();
    let edit = written(&changes, OFFICER, 9, need("Xin việc làm."));
    let other_edit = written(&changes, OTHER_OFFICER, 9, need("Xin vay vốn."));
    let seen = [changes.clone(), vec![edit.clone()]].concat();
    let review = written(&seen, CHIEF, 10, status("reviewed"));
    let seen = [changes.clone(), vec![other_edit.clone()]].concat();
    let other_review = written(&seen, OTHER_CHIEF, 11, status("reviewed"));
    let mut all = [changes, vec![edit, other_edit, review, other_review]].concat();
    assert_eq!(stage(&all).0, Stage::Reopened);
    said(&mut all, CHIEF, 12, "reviewed");
    assert_eq!(stage(&all), (Stage::Reviewed, 12));
}

#[test]
fn what_officers_say_of_a_review_neither_makes_nor_ends_one() {
    let mut changes = submitted();
    said(&mut changes, CHIEF, 10, "reviewed");
    let forged = Author {
        standing: Role::Supervisor.into(),
        ..author(OFFICER, 12)
    };
    let note = FieldEdit::set("review", Value::text("Tốt."));
    let change = read(&changes).edit(&[note, status("reviewed")], forged, [9; 4]);
    changes.push(change.unwrap().unwrap());
    assert_eq!(stage(&changes), (Stage::Reviewed, 10));
}

#[test]
fn a_survey_edited_after_its_approval_waits_again() {
    let survey = json!({
        "id": samples::id(7), "area": samples::id(2), "period": "2026-Q4", "counts": { "households": 1045 },
        "status": "submitted", "officer": samples::id(3),
    });
    let survey = Draft::from_json(Kind::Survey, &survey).unwrap();
    let mut changes = vec![survey.into_change(author(OFFICER, 9)).unwrap()];
    assert_eq!(stage(&changes), (Stage::Submitted, 9));
    said(&mut changes, CHIEF, 10, "approved");
    assert_eq!(stage(&changes), (Stage::Reviewed, 10));
    assert_eq!(Stage::Reviewed.status(Kind::Survey), "approved");
    let more = FieldEdit::set(
        "narrative",
        Value::Texts(vec!["Thêm hai hộ mới.".to_owned()]),
    );
    let more = read(&changes).edit(&[more], author(OFFICER, 11), [3; 4]);
    changes.push(more.unwrap().unwrap());
    assert_eq!(stage(&changes), (Stage::Reopened, 11));
    assert!(read(&changes).review().unwrap().times.is_empty());
    said(&mut changes, CHIEF, 12, "approved");
    assert_eq!(stage(&changes), (Stage::Reviewed, 12));
}

proptest! {
    #[test]
    fn the_stage_does_not_depend_on_the_order_in_which_changes_come(
        steps in proptest::collection::vec((0u8..4, 0usize..3, any::<bool>()), 1..8),
        order in any::<u64>(),
    ) {
        let mut all = submitted();
        // Each of two replicas sees what it wrote and, now and then, everything.
        let mut replicas = [all.clone(), all.clone()];
        for (hour, (device, what, meets)) in (10..).zip(steps) {
            let at = usize::from(device % 2);
            let edit = match what {
                0 => need(&format!("Việc {hour}")),
                1 if device >= 2 => status("reviewed"),
                2 if device >= 2 => status("returned"),
                _ => status("submitted"),
            };
            let change = written(&replicas[at], device + 1, hour, edit);
            replicas[at].push(change.clone());
            all.push(change);
            if meets {
                replicas = [all.clone(), all.clone()];
            }
        }
        let expected = read(&all);
        let mut shuffled = all;
        let mut state = order;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(read(&shuffled).review(), expected.review());
    }
}
