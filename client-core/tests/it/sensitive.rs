//! What was heard in confidence on one device: kept back everywhere, and given out to whoever says why.

use crate::{Desk, fields};
use client_core::{
    ClientError, DocId, ExportFormat, FieldEdit, ImportFile, ImportOptions, Kind, Query, Sensitive,
    Value,
};
use serde_json::json;

const ILLNESS: &str = "Bà cụ đang điều trị bệnh tim.";
const DEBT: &str = "Con trai nợ nần.";

fn visit(desk: &mut Desk) -> DocId {
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = json!({
        "household": house.to_string(), "purposes": ["listen"], "sensitive_needs": [DEBT],
        "notes": [{"kind": "fact", "text": "Đèn hỏng."}, {"kind": "hearsay", "text": ILLNESS, "sensitive": true}],
    });
    desk.notebook.create(Kind::Visit, fields(visit)).unwrap()
}

fn says(text: impl std::fmt::Debug) -> bool {
    let text = format!("{text:?}");
    text.contains(ILLNESS) || text.contains(DEBT)
}

#[test]
fn a_record_is_shown_without_it_until_a_reason_is_stated() {
    let mut desk = Desk::new(61);
    let visit = visit(&mut desk);
    let notebook = &mut desk.notebook;
    let shown = notebook.get(visit).unwrap();
    assert!(!says(&shown) && shown.fields["notes"].as_array().unwrap().len() == 1);
    let withheld: Vec<_> = shown.withheld.into_iter().collect();
    assert_eq!(
        withheld,
        [("notes".to_owned(), 1), ("sensitive_needs".to_owned(), 1)]
    );
    let history = notebook.history(visit).unwrap();
    assert!(!says(&history));
    let marked: Vec<&str> = history[0]
        .edits
        .iter()
        .filter(|edit| edit.withheld)
        .map(|edit| edit.field.as_str())
        .collect();
    assert_eq!(marked, ["notes", "sensitive_needs"]);

    notebook.because("giải quyết đơn số 12").unwrap();
    let shown = notebook.get(visit).unwrap();
    assert!(says(&shown) && shown.withheld.is_empty());
    assert!(says(notebook.history(visit).unwrap()));
    assert!(
        !says(notebook.list(&Query::of(Kind::Visit)).unwrap()),
        "no list gives it out, whatever the reason"
    );
}

#[test]
fn no_search_finds_it() {
    let mut desk = Desk::new(62);
    visit(&mut desk);
    for words in ["benh tim", "no nan", "điều trị"] {
        assert!(
            desk.notebook.search(words, 5).unwrap().is_empty(),
            "{words}"
        );
    }
    assert_eq!(desk.notebook.search("den hong", 5).unwrap().len(), 1);
}

#[test]
fn an_export_has_it_only_where_asked_for_with_a_reason() {
    let mut desk = Desk::new(63);
    let visit = visit(&mut desk);
    let notebook = &mut desk.notebook;
    let mut export = |why: &str, format, sensitive| {
        notebook.because(why).unwrap();
        let mut out = Vec::new();
        notebook
            .export(Kind::Visit, format, sensitive, &mut out)
            .map(|_| String::from_utf8(out).unwrap())
    };
    for format in [ExportFormat::JsonLines, ExportFormat::Csv] {
        assert!(!says(export("", format, Sensitive::Withheld).unwrap()));
        assert!(!says(
            export("thống kê", format, Sensitive::Withheld).unwrap()
        ));
        assert!(matches!(
            export("", format, Sensitive::Included),
            Err(ClientError::WhyMissing)
        ));
        assert!(says(
            export("bàn giao hồ sơ", format, Sensitive::Included).unwrap()
        ));
    }
    let lines = export("", ExportFormat::JsonLines, Sensitive::Withheld).unwrap();
    let file = ImportFile {
        name: "visits.jsonl".to_owned(),
        reader: Box::new(std::io::Cursor::new(lines)),
    };
    let report = notebook
        .import(vec![file], ImportOptions::default(), &mut |_| {})
        .unwrap();
    assert_eq!(
        report.kinds["visits"].unchanged, 1,
        "what was withheld is not taken away by coming back"
    );
    notebook.because("kiểm tra").unwrap();
    assert!(says(notebook.get(visit).unwrap()));
}

#[test]
fn an_edit_of_what_was_shown_leaves_what_was_withheld() {
    let mut desk = Desk::new(64);
    let visit = visit(&mut desk);
    let notebook = &mut desk.notebook;
    let shown = notebook.get(visit).unwrap().fields["notes"].clone();
    let mut notes: Vec<client_core::Statement> = serde_json::from_value(shown).unwrap();
    notes[0].text = "Đèn đã sửa.".to_owned();
    notebook
        .edit(visit, &[FieldEdit::set("notes", Value::Statements(notes))])
        .unwrap();
    notebook.because("kiểm tra").unwrap();
    let after = notebook.get(visit).unwrap();
    assert!(says(&after) && format!("{after:?}").contains("Đèn đã sửa."));
}
