//! What was heard in confidence is kept back, and comes to no harm by being kept back.

use records::{
    Document, Draft, FieldEdit, Kind, Statement, StatementKind, Value, anyone, from_text, row,
    schema, withhold,
};
use serde_json::{Value as Json, json};

use crate::samples::{self, author};

const ILLNESS: &str = "Bà cụ đang điều trị bệnh tim.";
const DEBT: &str = "Con trai nợ nần, gia đình không muốn ai biết.";

fn visit() -> Document {
    let mut visit = samples::visit();
    visit["status"] = json!("submitted");
    visit["notes"] = json!([
        {"kind": "fact", "text": "Đèn đầu ngõ hỏng."},
        {"kind": "hearsay", "text": ILLNESS, "source": "con dâu", "sensitive": true},
        {"kind": "assessment", "text": "Hộ cần giúp đỡ."},
    ]);
    visit["sensitive_needs"] = json!([DEBT]);
    let draft = Draft::from_json(Kind::Visit, &visit).unwrap();
    assert_eq!(draft.to_json()["notes"], visit["notes"]);
    Document::from_changes(
        draft.id(),
        &[draft.into_change(author(1, 1)).unwrap()],
        anyone,
    )
}

fn after(document: &Document, edit: FieldEdit) -> Json {
    let first = Draft::from_json(Kind::Visit, &Json::Object(document.to_json()))
        .unwrap()
        .into_change(author(1, 1))
        .unwrap();
    let base = Document::from_changes(document.id(), std::slice::from_ref(&first), anyone);
    let change = base.edit(&[edit], author(1, 2), [1; 4]).unwrap().unwrap();
    let edited = Document::from_changes(document.id(), &[first, change], anyone);
    edited.to_json().get("notes").cloned().unwrap_or(Json::Null)
}

fn fact(text: &str) -> Statement {
    Statement {
        kind: StatementKind::Fact,
        text: text.to_owned(),
        source: None,
        sensitive: false,
    }
}

fn texts(notes: &Json) -> Vec<&str> {
    notes
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap())
        .collect()
}

#[test]
fn withholding_takes_what_is_marked_and_counts_it() {
    let document = visit();
    let mut shown = document.to_json();
    let taken = withhold(Kind::Visit, &mut shown);
    assert_eq!(
        taken.into_iter().collect::<Vec<_>>(),
        [("notes".to_owned(), 1), ("sensitive_needs".to_owned(), 1)]
    );
    let text = Json::Object(shown.clone()).to_string();
    assert!(!text.contains(ILLNESS) && !text.contains(DEBT) && !text.contains("con dâu"));
    assert_eq!(
        texts(&shown["notes"]),
        ["Đèn đầu ngõ hỏng.", "Hộ cần giúp đỡ."]
    );
    assert!(
        withhold(Kind::Visit, &mut shown).is_empty(),
        "a second time there is nothing"
    );
}

#[test]
fn rows_for_lists_and_search_know_nothing_of_it() {
    let all = format!("{:?}", row(&visit()).unwrap());
    for word in ["tim", "con dau", "no nan"] {
        assert!(!all.contains(word), "{word}");
    }
    assert!(all.contains("den dau ngo hong"));
}

#[test]
fn a_register_that_was_exported_without_it_changes_nothing_when_it_comes_back() {
    let document = visit();
    let mut shown = document.to_json();
    withhold(Kind::Visit, &mut shown);
    let draft = Draft::from_json(Kind::Visit, &Json::Object(shown)).unwrap();
    assert!(
        document
            .merge_draft(&draft, author(2, 5), [2; 4])
            .unwrap()
            .is_none()
    );
    assert!(document.stale_fields(&draft).is_empty());
}

#[test]
fn who_was_shown_a_list_without_it_does_not_take_it_away_unseen() {
    let document = visit();
    let fewer = FieldEdit::set("notes", Value::Statements(vec![fact("Đèn đã sửa.")]));
    assert_eq!(texts(&after(&document, fewer)), ["Đèn đã sửa.", ILLNESS]);
    let none = FieldEdit::set("notes", Value::Statements(Vec::new()));
    assert_eq!(texts(&after(&document, none)), [ILLNESS]);
    let spec = schema::field(Kind::Visit, "notes").unwrap();
    let mut gone = from_text(spec, &format!("hearsay: {ILLNESS}")).unwrap();
    if let Value::Statements(statements) = &mut gone {
        statements[0].source = Some("con dâu".to_owned());
    }
    assert_eq!(
        texts(&after(&document, FieldEdit::remove("notes", gone))).len(),
        2
    );
    assert_eq!(after(&document, FieldEdit::clear("notes")), Json::Null);
}

#[test]
fn a_mark_survives_an_edit_by_who_did_not_know_of_it() {
    let mut plain = samples::visit();
    plain["notes"] = json!([{"kind": "fact", "text": "Bà cụ ốm."}]);
    let draft = Draft::from_json(Kind::Visit, &plain).unwrap();
    let id = draft.id();
    let first = draft.into_change(author(1, 1)).unwrap();
    let base = Document::from_changes(id, std::slice::from_ref(&first), anyone);
    let marked = Statement {
        sensitive: true,
        ..fact("Bà cụ ốm.")
    };
    let edits = [marked, fact("Bà cụ ốm nặng.")]
        .map(|statement| FieldEdit::set("notes", Value::Statements(vec![statement])));
    let mut changes = vec![first];
    for (edit, device) in edits.into_iter().zip(1..) {
        changes.push(
            base.edit(&[edit], author(device, 10 + i64::from(device)), [device; 4])
                .unwrap()
                .unwrap(),
        );
    }
    let merged = Document::from_changes(id, &changes, anyone);
    let mut shown = merged.to_json();
    assert_eq!(withhold(Kind::Visit, &mut shown).get("notes"), Some(&1));
    assert!(
        merged
            .conflicts()
            .iter()
            .all(|conflict| conflict.sensitive && conflict.key == "notes/00/text")
    );
    assert_eq!(merged.conflicts().len(), 1);
}

#[test]
fn only_a_yes_or_no_marks_a_statement() {
    let mut visit = samples::visit();
    visit["notes"] = json!([{"kind": "fact", "text": "a", "sensitive": "yes"}]);
    let problems = Draft::from_json(Kind::Visit, &visit).unwrap_err();
    assert_eq!(problems[0].code.as_str(), "wrong-type");
}
