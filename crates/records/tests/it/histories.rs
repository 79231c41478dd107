//! Who wrote what, when.

use records::{Document, Draft, FieldEdit, Kind, Value, anyone, history};
use serde_json::json;

use crate::samples::{self, author};

#[test]
fn a_history_tells_each_change_as_its_author_saw_it() {
    let draft = Draft::from_json(Kind::Household, &samples::household()).unwrap();
    let id = draft.id();
    let first = draft.into_change(author(1, 10)).unwrap();
    let base = Document::from_changes(id, std::slice::from_ref(&first), anyone);
    let phone = |device, number: &str, at| {
        base.edit(
            &[FieldEdit::set("phone", Value::text(number))],
            author(device, at),
            [0; 4],
        )
        .unwrap()
        .unwrap()
    };
    let (an, binh) = (phone(2, "0911111111", 20), phone(3, "0922222222", 30));
    let both = Document::from_changes(id, &[first.clone(), an.clone(), binh.clone()], anyone);
    let closing = both
        .edit(
            &[
                FieldEdit::set("phone", Value::text("0933333333")),
                FieldEdit::clear("note"),
            ],
            author(1, 40),
            [0; 4],
        )
        .unwrap()
        .unwrap();
    let told = history(&[closing, binh, an, first], anyone);
    assert_eq!(told.len(), 4);
    assert!(told[0].is_creation && told[0].edits.len() == 10);
    assert!(told[0].edits.iter().all(|edit| edit.before.is_none()));
    let mut middle: Vec<_> = told[1..3]
        .iter()
        .map(|entry| (entry.device, entry.at, entry.edits[0].clone()))
        .collect();
    middle.sort_by_key(|(device, ..)| *device);
    for ((device, at, edit), (n, number)) in middle
        .into_iter()
        .zip([(2, "0911111111"), (3, "0922222222")])
    {
        assert_eq!(
            (device, at),
            (author(n, 0).device, author(n, i64::from(n) * 10).at)
        );
        assert_eq!(
            (edit.field.as_str(), edit.before, edit.after),
            ("phone", Some(json!("0407374479")), Some(json!(number)))
        );
    }
    let last: Vec<_> = told[3]
        .edits
        .iter()
        .map(|edit| (edit.field.as_str(), edit.after.clone()))
        .collect();
    assert_eq!(last, [("note", None), ("phone", Some(json!("0933333333")))]);
}
