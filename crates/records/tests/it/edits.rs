//! Edits, conflicts and registers read anew.

use records::{
    Document, Draft, FieldEdit, Kind, ProblemCode, RecordChange, Statement, StatementKind, Value,
    anyone,
};
use serde_json::{Value as Json, json};

use crate::samples::{self, author, id};

struct Visit {
    changes: Vec<RecordChange>,
}

impl Visit {
    fn new(kind: Kind, json: &Json) -> Self {
        Self {
            changes: vec![
                Draft::from_json(kind, json)
                    .unwrap()
                    .into_change(author(1, 1))
                    .unwrap(),
            ],
        }
    }

    fn document(&self) -> Document {
        Document::from_changes(id(7).parse().unwrap(), &self.changes, anyone)
    }

    fn edit(&mut self, edits: &[FieldEdit]) -> Option<usize> {
        let change = self
            .document()
            .edit(edits, author(1, 2), [0xab; 4])
            .unwrap()?;
        let ops = change.ops().len();
        self.changes.push(change);
        Some(ops)
    }

    fn json(&self, field: &str) -> Json {
        self.document()
            .to_json()
            .get(field)
            .cloned()
            .unwrap_or(Json::Null)
    }
}

fn visit() -> Visit {
    Visit::new(Kind::Visit, &samples::visit())
}

fn texts(texts: &[&str]) -> Value {
    Value::Texts(texts.iter().map(|&text| text.to_owned()).collect())
}

#[test]
fn an_edit_writes_only_what_differs_and_nothing_where_nothing_does() {
    let mut visit = visit();
    assert_eq!(
        visit.edit(&[FieldEdit::set("minutes", Value::Integer(16))]),
        None
    );
    assert_eq!(
        visit.edit(&[FieldEdit::add("met", Value::text("Ông Ba"))]),
        None
    );
    assert_eq!(
        visit.edit(&[FieldEdit::remove("met", Value::text("Ai đó"))]),
        None
    );
    assert_eq!(
        visit.edit(&[FieldEdit::set("minutes", Value::Integer(17))]),
        Some(1)
    );
    assert_eq!(
        visit.edit(&[FieldEdit::add("met", Value::text("Cô Tư"))]),
        Some(1)
    );
    assert_eq!(
        visit.edit(&[FieldEdit::remove("met", Value::text("Chị Vi"))]),
        Some(1)
    );
    assert_eq!(visit.json("met"), json!(["Ông Ba", "Cô Tư"]));
    assert_eq!(
        visit.edit(&[FieldEdit::remove("purposes", Value::text("listen"))]),
        Some(1)
    );
    assert_eq!(visit.json("purposes"), json!(["inform", "support"]));
}

#[test]
fn lists_take_any_new_content_in_its_order() {
    let mut visit = visit();
    for target in [
        &["a", "b", "c", "d"][..],
        &["a", "x", "b", "c", "d"],
        &["a", "x", "y", "b", "d"],
        &["z", "a", "y", "b"],
        &["b"],
        &[],
        &["q", "r"],
        &["p", "q", "o", "r"],
        &["p", "q", "n", "o", "m", "r"],
    ] {
        visit.edit(&[FieldEdit::set("met", texts(target))]);
        assert_eq!(visit.json("met"), json!(target));
    }
    let statements: Vec<Statement> = ["một", "hai", "ba"]
        .map(|text| Statement {
            kind: StatementKind::Fact,
            text: text.to_owned(),
            source: None,
            sensitive: false,
        })
        .to_vec();
    visit.edit(&[FieldEdit::set(
        "notes",
        Value::Statements(statements.clone()),
    )]);
    assert_eq!(
        visit.document().get("notes"),
        Some(Value::Statements(statements))
    );
    visit.edit(&[FieldEdit::set(
        "purposes",
        Value::Codes(vec!["support".into(), "inform".into()]),
    )]);
    assert_eq!(visit.json("purposes"), json!(["support", "inform"]));
}

#[test]
fn an_edit_that_breaks_the_record_is_refused_with_every_reason() {
    let document = visit().document();
    let problems = document
        .edit(
            &[
                FieldEdit::clear("officer"),
                FieldEdit::clear("household"),
                FieldEdit::clear("lat"),
                FieldEdit::set("minutes", Value::Integer(5_000)),
                FieldEdit::set("colour", Value::text("red")),
                FieldEdit::add("minutes", Value::Integer(1)),
                FieldEdit::set("status", Value::text("lost")),
                FieldEdit::set("met", Value::Integer(1)),
            ],
            author(1, 2),
            [0; 4],
        )
        .unwrap_err();
    let mut found: Vec<_> = problems.into_iter().map(|p| (p.code, p.field)).collect();
    found.sort();
    let mut expected = [
        (ProblemCode::MissingField, "officer"),
        (ProblemCode::MissingWhom, "household"),
        (ProblemCode::HalfPosition, "lat"),
        (ProblemCode::OutOfRange, "minutes"),
        (ProblemCode::UnknownField, "colour"),
        (ProblemCode::EditDoesNotFit, "minutes"),
        (ProblemCode::UnknownChoice, "status"),
        (ProblemCode::WrongType, "met"),
    ]
    .map(|(code, field)| (code, field.to_owned()));
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn two_phones_written_offline_are_both_kept_until_a_person_chooses() {
    let mut both = Visit::new(Kind::Household, &samples::household());
    let base = both.document();
    let phone = |number: &str, device, at| {
        base.edit(
            &[FieldEdit::set("phone", Value::text(number))],
            author(device, at),
            [0; 4],
        )
        .unwrap()
        .unwrap()
    };
    let (an, binh) = (phone("0911111111", 2, 20), phone("0922222222", 3, 30));
    both.changes.extend([an, binh.clone()]);
    let document = both.document();
    let conflicts = document.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].field.as_str(), conflicts[0].key.as_str()),
        ("phone", "phone")
    );
    let told: Vec<_> = conflicts[0]
        .values
        .iter()
        .map(|v| (v.value.clone(), v.device, v.at))
        .collect();
    assert_eq!(
        told,
        [
            (json!("0911111111"), author(2, 0).device, author(2, 20).at),
            (json!("0922222222"), author(3, 0).device, author(3, 30).at),
        ]
    );
    assert_eq!(both.json("phone"), json!("0922222222"));

    let keep = FieldEdit::Keep {
        key: conflicts[0].key.clone(),
        op: conflicts[0].values[0].op,
    };
    let kept = document
        .edit(std::slice::from_ref(&keep), author(4, 40), [0; 4])
        .unwrap()
        .unwrap();
    let same_as_shown = FieldEdit::set("phone", Value::text("0922222222"));
    let confirmed = document
        .edit(&[same_as_shown], author(4, 40), [0; 4])
        .unwrap()
        .unwrap();
    for (closing, phone) in [(kept, "0911111111"), (confirmed, "0922222222")] {
        let changes: Vec<_> = both.changes.iter().cloned().chain([closing]).collect();
        let closed = Document::from_changes(document.id(), &changes, anyone);
        assert_eq!(closed.conflicts(), []);
        assert_eq!(closed.get("phone"), Some(Value::text(phone)));
        let again = closed
            .edit(std::slice::from_ref(&keep), author(4, 50), [0; 4])
            .unwrap_err();
        assert_eq!(again[0].code, ProblemCode::NothingToKeep);
    }
}

#[test]
fn the_same_value_written_twice_is_no_conflict() {
    let base = visit();
    let edit = |device| {
        base.document()
            .edit(
                &[FieldEdit::set("minutes", Value::Integer(9))],
                author(device, 2),
                [0; 4],
            )
            .unwrap()
            .unwrap()
    };
    let changes = [base.changes[0].clone(), edit(2), edit(3)];
    assert_eq!(
        Document::from_changes(base.document().id(), &changes, anyone).conflicts(),
        []
    );
}

/// A device that was restored from a copy writes operations of the same numbers twice.
#[test]
fn what_a_branch_of_a_device_writes_over_is_what_it_had_seen() {
    let minutes = |visit: &Visit, value| {
        let edits = [FieldEdit::set("minutes", Value::Integer(value))];
        let edited = visit.document().edit(&edits, author(2, value), [0; 4]);
        edited.unwrap().unwrap()
    };
    let base = visit();
    let phone = minutes(&base, 7);
    let mut copy = Visit {
        changes: base.changes.clone(),
    };
    for value in [8, 9] {
        let change = minutes(&copy, value);
        copy.changes.push(change);
    }
    let mut all = copy.changes.clone();
    all.push(phone);
    let shown = |changes: &[RecordChange]| {
        let document = Document::from_changes(base.document().id(), changes, anyone);
        let conflicts = document.conflicts();
        let values = conflicts.iter().flat_map(|conflict| &conflict.values);
        values.map(|one| one.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&all), [json!(7), json!(9)]);
    all.reverse();
    assert_eq!(shown(&all), [json!(7), json!(9)]);
    // Whoever chooses has seen both.
    let mut merged = Visit { changes: all };
    let chosen = minutes(&merged, 7);
    merged.changes.push(chosen);
    assert_eq!(shown(&merged.changes), [] as [Json; 0]);
}

#[test]
fn two_devices_that_import_the_same_register_agree() {
    let draft = Draft::from_json(Kind::Visit, &samples::visit()).unwrap();
    let changes = [
        draft.clone().into_change(author(1, 1)).unwrap(),
        draft.into_change(author(2, 2)).unwrap(),
    ];
    let document = Document::from_changes(id(7).parse().unwrap(), &changes, anyone);
    assert_eq!(document.conflicts(), []);
    assert_eq!(Json::Object(document.to_json()), samples::visit());
}

#[test]
fn items_that_two_devices_add_to_one_list_both_stay() {
    let base = visit();
    let add = |device: u8, name: &str| {
        base.document()
            .edit(
                &[FieldEdit::add("met", Value::text(name))],
                author(device, 2),
                [device; 4],
            )
            .unwrap()
            .unwrap()
    };
    let changes = [base.changes[0].clone(), add(2, "Cô Tư"), add(3, "Cậu Út")];
    let document = Document::from_changes(base.document().id(), &changes, anyone);
    assert_eq!(
        document.get("met"),
        Some(texts(&["Chị Vi", "Ông Ba", "Cô Tư", "Cậu Út"]))
    );
    assert_eq!(document.conflicts(), []);
}

#[test]
fn a_statement_edited_by_one_and_removed_by_another_stays_whole() {
    let base = visit();
    let document = base.document();
    let Some(Value::Statements(mut statements)) = document.get("notes") else {
        panic!("statements")
    };
    let removed = statements.remove(1);
    let remove = document
        .edit(
            &[FieldEdit::remove(
                "notes",
                Value::Statements(vec![removed.clone()]),
            )],
            author(2, 2),
            [0; 4],
        )
        .unwrap()
        .unwrap();
    let edited = Statement {
        text: "Đầu ngõ mất điện hai lần trong tuần.".into(),
        ..removed
    };
    statements.push(edited.clone());
    let edit = document
        .edit(
            &[FieldEdit::set(
                "notes",
                Value::Statements(statements.clone()),
            )],
            author(3, 2),
            [0; 4],
        )
        .unwrap()
        .unwrap();
    let merged = Document::from_changes(
        document.id(),
        &[base.changes[0].clone(), remove, edit],
        anyone,
    );
    assert_eq!(merged.get("notes"), Some(Value::Statements(statements)));
}

#[test]
fn a_register_read_anew_writes_only_what_is_news() {
    let mut held = Visit::new(Kind::Household, &samples::household());
    let merge = |held: &Visit, json: &Json| {
        let draft = Draft::from_json(Kind::Household, json).unwrap();
        let document = held.document();
        (
            document.merge_draft(&draft, author(2, 9), [1; 4]).unwrap(),
            document.stale_fields(&draft),
        )
    };
    assert_eq!(merge(&held, &samples::household()), (None, vec![]));
    // An officer corrects the phone; the old file does not undo it.
    held.edit(&[FieldEdit::set("phone", Value::text("0900000000"))]);
    assert_eq!(merge(&held, &samples::household()), (None, vec!["phone"]));
    // A newer file brings its news and leaves what it does not name.
    let mut newer = samples::household();
    newer["residents"] = json!(4);
    newer["phone"] = json!("0933333333");
    newer["ghi_chu_cu"] = json!({"a": [1]});
    newer.as_object_mut().unwrap().remove("note");
    let change = merge(&held, &newer).0.expect("news");
    assert_eq!(change.ops().len(), 3);
    held.changes.push(change);
    assert_eq!(held.json("residents"), json!(4));
    assert_eq!(held.json("phone"), json!("0933333333"));
    assert_eq!(held.json("ghi_chu_cu"), json!({"a": [1]}));
    assert_eq!(held.json("note"), json!(""));
    assert_eq!(merge(&held, &newer).0, None);
    let other = Draft::from_json(Kind::Area, &json!({"id": id(4), "name": "x"})).unwrap();
    assert_eq!(
        held.document()
            .merge_draft(&other, author(1, 1), [0; 4])
            .unwrap_err()[0]
            .code,
        ProblemCode::OtherKind
    );
}

#[test]
fn a_document_whose_beginning_is_missing_waits() {
    let mut visit = visit();
    visit.edit(&[FieldEdit::set("minutes", Value::Integer(1))]);
    let document = Document::from_changes(id(7).parse().unwrap(), &visit.changes[1..], anyone);
    assert_eq!((document.kind(), document.changes_pending()), (None, 1));
    assert_eq!(
        document.edit(&[], author(1, 1), [0; 4]).unwrap_err()[0].code,
        ProblemCode::IncompleteDocument
    );
}
