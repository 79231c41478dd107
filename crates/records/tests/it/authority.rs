//! What counts only from some roles, and what becomes of it when others write it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change};
use proptest::prelude::*;
use proto::{DeviceId, Role, UnixMillis};
use records::schema::{self, REVIEWERS};
use records::{
    Author, Document, Draft, FieldEdit, Kind, OpId, ProblemCode, RecordChange, Scalar, Standing,
    Value, anyone, history, needs_roles, row,
};
use serde_json::json;

use crate::authors::author;
use crate::samples;

const OFFICER: u8 = 1;
const SUPERVISOR: u8 = 2;
/// A supervisor from 110 on, an officer again from 120 on.
const FOR_A_WHILE: u8 = 3;

fn standing_at(device: DeviceId, at: UnixMillis) -> Standing {
    match device.0[0] {
        SUPERVISOR => Role::Supervisor.into(),
        FOR_A_WHILE if (110..120).contains(&at.0) => Role::Supervisor.into(),
        _ => Role::Officer.into(),
    }
}

/// As the program writes on this device.
fn honest(device: u8, at: i64) -> Author {
    author(standing_at, device, at)
}

/// As a manipulated program writes, which asks nobody.
fn manipulated(device: u8, at: i64) -> Author {
    author(anyone, device, at)
}

fn submitted() -> RecordChange {
    let mut visit = samples::visit();
    visit["status"] = json!("submitted");
    Draft::from_json(Kind::Visit, &visit)
        .unwrap()
        .into_change(honest(OFFICER, 1))
        .unwrap()
}

fn read(changes: &[RecordChange]) -> Document {
    Document::from_changes(samples::id(7).parse().unwrap(), changes, standing_at)
}

fn edit(changes: &mut Vec<RecordChange>, author: Author, edit: FieldEdit) {
    let change = read(changes)
        .edit(&[edit], author, [7; 4])
        .unwrap()
        .unwrap();
    changes.push(change);
}

fn status(code: &str) -> FieldEdit {
    FieldEdit::set("status", Value::text(code))
}

fn review(text: &str) -> FieldEdit {
    FieldEdit::set("review", Value::text(text))
}

#[test]
fn what_asks_for_a_role_is_this_and_no_more() {
    let guarded: Vec<_> = Kind::ALL
        .into_iter()
        .flat_map(|kind| schema::fields(kind).iter().map(move |spec| (kind, spec)))
        .filter_map(|(kind, spec)| Some((kind, spec.name, spec.authority?)))
        .map(|(kind, field, authority)| (kind, field, authority.values, authority.roles))
        .collect();
    let table: [(Kind, &str, &[&str], &[Role]); 31] = [
        (Kind::Unit, "norm_households", &[], REVIEWERS),
        (Kind::Unit, "presence_visits", &[], REVIEWERS),
        (Kind::Unit, "presence_roles", &[], REVIEWERS),
        (Kind::Unit, "presence_whom", &[], REVIEWERS),
        (Kind::Unit, "presence_purposes", &[], REVIEWERS),
        (Kind::Household, "linked_to", &[], REVIEWERS),
        (Kind::Household, "not_same_as", &[], REVIEWERS),
        (Kind::Household, "restricted", &[], REVIEWERS),
        (Kind::Establishment, "linked_to", &[], REVIEWERS),
        (Kind::Establishment, "not_same_as", &[], REVIEWERS),
        (Kind::Group, "state", &["merged", "dissolved"], REVIEWERS),
        (Kind::Group, "merged_into", &[], REVIEWERS),
        (Kind::Group, "linked_to", &[], REVIEWERS),
        (Kind::Group, "not_same_as", &[], REVIEWERS),
        (Kind::Visit, "status", &["returned", "reviewed"], REVIEWERS),
        (Kind::Visit, "review", &[], REVIEWERS),
        (Kind::FollowUp, "answer", &[], REVIEWERS),
        (Kind::Model, "state", &[], REVIEWERS),
        (Kind::Model, "merged_into", &[], REVIEWERS),
        (Kind::Assessment, "officer", &[], REVIEWERS),
        (Kind::Assessment, "criteria", &[], REVIEWERS),
        (Kind::Assessment, "result", &[], REVIEWERS),
        (Kind::Assessment, "recommendation", &[], REVIEWERS),
        (Kind::Assessment, "note", &[], REVIEWERS),
        (Kind::Survey, "status", &["returned", "approved"], REVIEWERS),
        (Kind::Survey, "review", &[], REVIEWERS),
        (Kind::Report, "status", &[], REVIEWERS),
        (Kind::Report, "review", &[], REVIEWERS),
        (Kind::Request, "state", &["answered", "refused"], REVIEWERS),
        (Kind::Request, "outcome", &[], REVIEWERS),
        (Kind::Request, "answered_at", &[], REVIEWERS),
    ];
    assert_eq!(guarded, table);
}

#[test]
fn every_role_may_write_what_counts_from_it_and_nothing_else() {
    let document = read(&[submitted()]);
    for role in Role::ALL {
        let author = Author {
            standing: role.into(),
            ..honest(OFFICER, 5)
        };
        for (edit, asks) in [
            (status("draft"), false),
            (status("returned"), true),
            (status("reviewed"), true),
            (review("Ghi rõ ai hứa gì."), true),
            (FieldEdit::set("minutes", Value::Integer(99)), false),
        ] {
            let written = document.edit(&[edit], author, [0; 4]);
            if !asks || REVIEWERS.contains(&role) {
                assert!(written.unwrap().is_some());
            } else {
                let problems = written.unwrap_err();
                assert_eq!(problems[0].code, ProblemCode::NoAuthority);
                assert_eq!(
                    problems[0].args,
                    [("roles", "supervisor, commander, administrator".to_owned())]
                );
            }
        }
    }
}

#[test]
fn a_record_that_comes_reviewed_is_taken_from_a_reviewer_only() {
    let draft = Draft::from_json(Kind::Visit, &samples::visit()).unwrap();
    let problems = draft.clone().into_change(honest(OFFICER, 1)).unwrap_err();
    assert_eq!(
        (problems[0].code, problems[0].field.as_str()),
        (ProblemCode::NoAuthority, "status")
    );
    let reviewed = draft.clone().into_change(honest(SUPERVISOR, 1)).unwrap();
    let document = read(&[reviewed]);
    assert!(
        document
            .merge_draft(&draft, honest(OFFICER, 2), [0; 4])
            .unwrap()
            .is_none(),
        "nothing new is no writing"
    );
    let stale = read(&[submitted()])
        .merge_draft(&draft, honest(OFFICER, 2), [0; 4])
        .unwrap_err();
    assert_eq!(stale[0].code, ProblemCode::NoAuthority);
}

#[test]
fn a_review_by_an_officer_does_not_count_and_is_shown_as_such() {
    let mut changes = vec![submitted()];
    assert!(!needs_roles(&changes));
    edit(&mut changes, manipulated(OFFICER, 20), status("reviewed"));
    edit(&mut changes, manipulated(OFFICER, 21), review("Tốt."));
    assert!(needs_roles(&changes));
    let document = read(&changes);
    assert_eq!(document.get("status"), Some(Value::text("submitted")));
    assert_eq!(document.get("review"), None);
    assert!(!document.has_conflicts() && !document.to_json().contains_key("review"));
    assert_eq!(row(&document).unwrap().status.as_deref(), Some("submitted"));
    let listed: Vec<_> = document
        .unauthorised()
        .into_iter()
        .map(|one| (one.field, one.value, one.device.0[0], one.at.0))
        .collect();
    assert_eq!(
        listed,
        [
            ("status".to_owned(), Some(json!("reviewed")), OFFICER, 20),
            ("review".to_owned(), Some(json!("Tốt.")), OFFICER, 21),
        ]
    );
    let told = history(&changes, standing_at);
    let marks: Vec<_> = told[1..]
        .iter()
        .map(|entry| (entry.edits[0].counts, entry.edits[0].after.clone()))
        .collect();
    assert_eq!(
        marks,
        [
            (false, Some(json!("reviewed"))),
            (false, Some(json!("Tốt.")))
        ]
    );
    assert!(told[0].edits.iter().all(|edit| edit.counts));
}

#[test]
fn whoever_may_review_closes_it_by_writing() {
    for decision in ["returned", "submitted", "reviewed"] {
        let mut changes = vec![submitted()];
        edit(&mut changes, manipulated(OFFICER, 20), status("reviewed"));
        edit(&mut changes, honest(SUPERVISOR, 30), status(decision));
        let document = read(&changes);
        assert_eq!(document.get("status"), Some(Value::text(decision)));
        assert!(document.unauthorised().is_empty() && !document.has_conflicts());
    }
}

#[test]
fn a_review_that_an_officer_takes_away_stays() {
    let mut changes = vec![submitted()];
    edit(
        &mut changes,
        honest(SUPERVISOR, 20),
        review("Thiếu nguồn tin."),
    );
    edit(
        &mut changes,
        manipulated(OFFICER, 21),
        FieldEdit::clear("review"),
    );
    let document = read(&changes);
    assert_eq!(
        document.get("review"),
        Some(Value::text("Thiếu nguồn tin."))
    );
    assert_eq!(document.unauthorised()[0].value, None);
    edit(&mut changes, honest(SUPERVISOR, 30), review("Đủ rồi."));
    let document = read(&changes);
    assert_eq!(document.get("review"), Some(Value::text("Đủ rồi.")));
    assert!(document.unauthorised().is_empty() && !document.has_conflicts());
}

#[test]
fn a_role_counts_while_it_is_held() {
    for (at, shown) in [
        (109, "submitted"),
        (110, "reviewed"),
        (119, "reviewed"),
        (120, "submitted"),
    ] {
        let mut changes = vec![submitted()];
        edit(
            &mut changes,
            manipulated(FOR_A_WHILE, at),
            status("reviewed"),
        );
        assert_eq!(
            read(&changes).get("status"),
            Some(Value::text(shown)),
            "{at}"
        );
    }
}

#[derive(Clone, Debug)]
enum Step {
    Write {
        device: usize,
        edit: FieldEdit,
        is_honest: bool,
    },
    Take {
        from: usize,
        to: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let edit = prop_oneof![
        3 => prop::sample::select(schema::VISIT_STATUSES).prop_map(status),
        2 => "[a-c]".prop_map(|text| review(&text)),
        1 => Just(FieldEdit::clear("review")),
        1 => Just(FieldEdit::clear("status")),
        1 => (0i64..9).prop_map(|minutes| FieldEdit::set("minutes", Value::Integer(minutes))),
    ];
    prop_oneof![
        3 => (0..3usize, edit, any::<bool>()).prop_map(|(device, edit, is_honest)| Step::Write { device, edit, is_honest }),
        2 => (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Take { from, to }),
    ]
}

/// Plays the steps; a manipulated device neither asks for roles nor sees that something does not count.
fn played(steps: &[Step]) -> Vec<RecordChange> {
    let mut held = vec![vec![submitted()]; 3];
    for (step, at) in steps.iter().zip(100..) {
        match step {
            Step::Write {
                device,
                edit,
                is_honest,
            } => {
                let number = u8::try_from(device + 1).unwrap();
                let (document, author) = if *is_honest {
                    (read(&held[*device]), honest(number, at))
                } else {
                    let id = samples::id(7).parse().unwrap();
                    (
                        Document::from_changes(id, &held[*device], anyone),
                        manipulated(number, at),
                    )
                };
                if let Ok(Some(change)) =
                    document.edit(std::slice::from_ref(edit), author, [number; 4])
                {
                    held[*device].push(change);
                }
            }
            Step::Take { from, to } => {
                for change in held[*from].clone() {
                    if !held[*to].contains(&change) {
                        held[*to].push(change);
                    }
                }
            }
        }
    }
    let mut all: Vec<RecordChange> = Vec::new();
    for change in held.into_iter().flatten() {
        if !all.contains(&change) {
            all.push(change);
        }
    }
    all
}

/// An operation as the rule sees it, written down a second time and without haste.
struct Written {
    key: String,
    value: Option<Scalar>,
    predecessors: Vec<OpId>,
    counts: bool,
}

fn written(changes: &[RecordChange]) -> BTreeMap<OpId, Written> {
    let mut all = BTreeMap::new();
    for change in changes {
        for (op, counter) in change.ops().iter().zip(change.start_op()..) {
            let asks = match (op.key.as_str(), &op.value) {
                ("status", Some(Scalar::Str(code))) => {
                    matches!(code.as_str(), "returned" | "reviewed")
                }
                (key, _) => key == "review",
            };
            let may = standing_at(change.device(), change.at())
                .roles
                .iter()
                .any(|role| REVIEWERS.contains(&role));
            let written = Written {
                key: op.key.clone(),
                value: op.value.clone(),
                predecessors: op.predecessors.clone(),
                counts: !asks || may,
            };
            all.insert(
                OpId {
                    counter,
                    device: change.device(),
                },
                written,
            );
        }
    }
    all
}

/// What an operation replaces: what it names, and on through what does not count.
fn reach(all: &BTreeMap<OpId, Written>, op: &Written, reached: &mut BTreeSet<OpId>) {
    for id in &op.predecessors {
        if reached.insert(*id) && !all[id].counts {
            reach(all, &all[id], reached);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_value_stands_until_one_that_counts_replaces_it(
        steps in proptest::collection::vec(step(), 1..20),
        shuffle in any::<u64>(),
    ) {
        let mut changes = played(&steps);
        let document = read(&changes);
        let all = written(&changes);
        let mut replaced = BTreeSet::new();
        for op in all.values().filter(|op| op.counts) {
            reach(&all, op, &mut replaced);
        }
        let mut expected: BTreeMap<&str, Vec<(OpId, &Scalar)>> = BTreeMap::new();
        for (id, op) in all.iter().filter(|(id, op)| op.counts && !replaced.contains(id)) {
            expected.entry(&op.key).or_default().extend(op.value.as_ref().map(|value| (*id, value)));
        }
        expected.retain(|_, values| !values.is_empty());
        let shown: BTreeMap<_, _> = document.raw().collect();
        prop_assert_eq!(&shown, &expected);
        for one in document.unauthorised() {
            prop_assert!(["status", "review"].contains(&one.field.as_str()));
            prop_assert!(!standing_at(one.device, one.at).roles.contains(Role::Supervisor));
        }
        // Any order of arrival gives the same.
        changes.sort_by_key(|change| u64::from_le_bytes(change.hash().0[..8].try_into().unwrap()) ^ shuffle);
        prop_assert_eq!(&read(&changes), &document);
    }

    #[test]
    fn what_is_written_over_a_value_that_does_not_count_is_good_automerge(
        steps in proptest::collection::vec(step(), 1..20),
    ) {
        let changes = played(&steps);
        let mut judge = Automerge::new();
        let taken = changes.iter().map(|change| Change::from_bytes(change.bytes().to_vec()).unwrap());
        judge.apply_changes(taken).unwrap();
        let loaded = Automerge::load(&judge.save()).expect("a saved document loads");
        prop_assert_eq!(loaded.get_heads(), judge.get_heads());
    }
}
