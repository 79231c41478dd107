//! The consultation log on one device: what is written down, what is not, and how a change to it shows.

use crate::{Desk, PIN, fields, world};
use client_core::{
    Act, AuditQuery, AuditRow, DocId, ExportFormat, FieldEdit, Kind, LogFault, Notebook, Query,
    Sensitive, Value,
};
use rusqlite::Connection;
use std::time::Duration;

/// Returns the lines of this device's log, oldest first, without those of reading it.
fn log(notebook: &mut Notebook) -> Vec<AuditRow> {
    let query = AuditQuery {
        limit: 1000,
        ..AuditQuery::default()
    };
    let mut rows = notebook.audit_log(&query).unwrap().rows;
    rows.sort_by_key(|row| row.number);
    rows.retain(|row| row.act != Some(Act::Audit));
    rows
}

fn said(notebook: &mut Notebook) -> Vec<(&'static str, Option<DocId>, u64, String, String)> {
    let rows = log(notebook).into_iter();
    rows.map(|row| {
        let act = row.act.unwrap().name();
        (act, row.subject, row.count, row.words, row.why)
    })
    .collect()
}

pub(crate) fn reopened(desk: Desk) -> Desk {
    let Desk {
        notebook,
        home,
        clock,
        folder,
    } = desk;
    drop(notebook);
    let notebook = Notebook::open(&home, world(&clock, 77), PIN).unwrap();
    Desk {
        notebook,
        home,
        clock,
        folder,
    }
}

#[test]
fn every_look_at_a_resident_is_written_down_with_its_reason() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let mut desk = reopened(desk);
    let notebook = &mut desk.notebook;
    notebook.get(house).unwrap();
    notebook.because("giải quyết đơn số 12").unwrap();
    notebook.history(house).unwrap();
    notebook.because("").unwrap();
    notebook.search("nguyen thi", 10).unwrap();
    let mut query = Query::of(Kind::Household);
    query.text = Some("hoà".to_owned());
    notebook.list(&query).unwrap();
    notebook
        .export(
            Kind::Household,
            ExportFormat::JsonLines,
            Sensitive::Withheld,
            &mut Vec::new(),
        )
        .unwrap();
    notebook.printing(house).unwrap();
    let none = String::new;
    assert_eq!(
        said(notebook),
        [
            ("open", Some(house), 0, none(), none()),
            (
                "open",
                Some(house),
                0,
                none(),
                "giải quyết đơn số 12".to_owned()
            ),
            ("search", None, 1, "nguyen thi".to_owned(), none()),
            ("search", None, 1, "hoà".to_owned(), none()),
            ("export", None, 1, none(), none()),
            ("print", Some(house), 0, none(), none()),
        ]
    );
    let row = &log(notebook)[0];
    assert_eq!(row.kind, Some(Kind::Household));
    assert_eq!(row.title.as_deref(), Some("Nguyễn Thị Hoà"));
    assert_eq!(row.officer_name.as_deref(), Some("Trần Văn Bình"));
    assert_eq!(notebook.audit_verify().unwrap()[0].faults, []);
}

#[test]
fn recording_pages_of_lists_and_the_units_own_directory_cost_nothing() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = desk.visit(house, "Sửa đèn đường");
    // What somebody has just written is no secret to him.
    desk.notebook.get(house).unwrap();
    desk.notebook.get(visit).unwrap();
    let mut desk = reopened(desk);
    let area = desk.area("Tổ 1");
    let notebook = &mut desk.notebook;
    notebook
        .edit(house, &[FieldEdit::set("note", Value::text("Có chó"))])
        .unwrap();
    notebook.get(house).unwrap();
    notebook.get(area).unwrap();
    notebook.list(&Query::of(Kind::Household)).unwrap();
    notebook.name_of(visit).unwrap();
    assert_eq!(said(notebook), []);
}

#[test]
fn the_same_record_opened_again_within_ten_minutes_is_one_consultation() {
    let mut desk = Desk::new(1);
    let houses = ["HB-1", "HB-2"].map(|code| desk.household("Tổ 1", code, "Nguyễn Thị Hoà"));
    let mut desk = reopened(desk);
    for _ in 0..3 {
        for house in houses {
            desk.notebook.get(house).unwrap();
            desk.notebook.conflicts_of(house).unwrap();
            desk.notebook.history(house).unwrap();
        }
        desk.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(log(&mut desk.notebook).len(), 2);
    desk.clock.advance(Duration::from_secs(600));
    desk.notebook.get(houses[0]).unwrap();
    assert_eq!(log(&mut desk.notebook).len(), 3);
}

#[test]
fn a_list_too_long_to_be_read_is_an_export_by_another_name() {
    let mut desk = Desk::new(1);
    for number in 0..101 {
        desk.household("Tổ 1", &format!("HB-{number}"), "Lê Thị Mai");
    }
    let mut query = Query::of(Kind::Household);
    query.limit = 100;
    desk.notebook.list(&query).unwrap();
    query.limit = u32::MAX;
    desk.notebook.list(&query).unwrap();
    let rows = log(&mut desk.notebook);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].act, rows[0].count), (Some(Act::List), 201));
}

#[test]
fn a_ward_copied_page_by_page_stands_in_the_log() {
    let mut desk = Desk::new(1);
    for number in 0..60 {
        desk.household("Tổ 1", &format!("HB-{number}"), "Lê Thị Mai");
    }
    let page = |offset| Query {
        limit: 20,
        offset,
        ..Query::of(Kind::Household)
    };
    for round in 0..2 {
        for offset in [0, 20, 40] {
            desk.notebook.list(&page(offset)).unwrap();
        }
        assert_eq!(
            log(&mut desk.notebook).len(),
            round,
            "120 rows are one line"
        );
        desk = reopened(desk);
    }
    // Whoever reads a page now and then writes none.
    for _ in 0..6 {
        desk.notebook.list(&page(0)).unwrap();
        desk.clock.advance(Duration::from_secs(300));
    }
    assert_eq!(log(&mut desk.notebook).len(), 1);
}

#[test]
fn whole_records_that_leave_for_another_program_are_opened_or_exported() {
    let mut desk = Desk::new(1);
    let houses = ["HB-1", "HB-2"].map(|code| desk.household("Tổ 1", code, "Lê Thị Mai"));
    let area = desk.area("Tổ 1");
    let desk = &mut reopened(desk).notebook;
    desk.handing_over(Kind::Area, &[area, area]).unwrap();
    desk.handing_over(Kind::Household, &[]).unwrap();
    desk.handing_over(Kind::Household, &houses[..1]).unwrap();
    desk.handing_over(Kind::Household, &houses).unwrap();
    let none = String::new;
    let expected = [
        ("open", Some(houses[0]), 0, none(), none()),
        ("export", None, 2, none(), none()),
    ];
    assert_eq!(said(desk), expected);
}

#[test]
fn a_reason_has_two_hundred_characters_at_most() {
    let mut desk = Desk::new(1);
    desk.notebook.because(&"ờ".repeat(200)).unwrap();
    let error = desk.notebook.because(&"ờ".repeat(201)).unwrap_err();
    assert_eq!(error.code(), "why-too-long");
}

/// Opens five records, closes the notebook, lets somebody with the key at the database, and looks what shows.
fn tampered(with: &str) -> Vec<(u64, LogFault)> {
    let mut desk = Desk::new(1);
    let houses: Vec<DocId> = (0..5)
        .map(|number| desk.household("Tổ 1", &format!("HB-{number}"), "Lê Thị Mai"))
        .collect();
    let mut desk = reopened(desk);
    for house in houses {
        desk.notebook.get(house).unwrap();
    }
    assert_eq!(desk.notebook.audit_verify().unwrap()[0].faults, []);
    drop(desk.notebook);
    let key = Notebook::unlock(&desk.home, &*world(&desk.clock, 5).clock, PIN).unwrap();
    let database = Connection::open(desk.home.folder().join("device.db")).unwrap();
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    database
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {with}"))
        .unwrap();
    drop(database);
    let mut notebook = Notebook::open(&desk.home, world(&desk.clock, 78), PIN).unwrap();
    let mut checks = notebook.audit_verify().unwrap();
    assert_eq!(checks.len(), 1);
    checks.remove(0).faults
}

#[test]
fn a_changed_line_shows() {
    for change in [
        "at = at + 1000",
        "subject = randomblob(16)",
        "why = 'đơn'",
        "act = 2",
    ] {
        let faults = tampered(&format!(
            "UPDATE doc_audit_line SET {change} WHERE number = 2"
        ));
        assert_eq!(faults, [(2, LogFault::Edited)], "{change}");
    }
    let faults = tampered("UPDATE doc_audit_line SET why = 'đơn' WHERE number = 4");
    assert_eq!(faults, [(4, LogFault::Edited)]);
}

#[test]
fn a_deleted_line_shows() {
    let faults = tampered("DELETE FROM doc_audit_line WHERE number = 2");
    assert_eq!(faults, [(2, LogFault::Gap)]);
    let faults = tampered("DELETE FROM doc_audit_line WHERE number < 2");
    assert_eq!(faults, [(0, LogFault::Gap)]);
}

#[test]
fn two_swapped_lines_show() {
    let faults = tampered(
        "UPDATE doc_audit_line SET number = 99 WHERE number = 2;
         UPDATE doc_audit_line SET number = 2 WHERE number = 3;
         UPDATE doc_audit_line SET number = 3 WHERE number = 99;",
    );
    assert_eq!(
        faults,
        [
            (2, LogFault::Edited),
            (3, LogFault::Edited),
            (4, LogFault::Edited)
        ]
    );
}

#[test]
fn a_line_put_in_beside_another_shows() {
    let faults = tampered(
        "INSERT INTO doc_audit_line SELECT device, number, randomblob(32), at, act, kind, subject, count, words, why
         FROM doc_audit_line WHERE number = 2",
    );
    assert_eq!(faults, [(2, LogFault::Edited), (2, LogFault::Fork)]);
}

#[test]
fn a_visit_that_is_recorded_and_shown_writes_no_line() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let visit = serde_json::json!({ "household": house.to_string(), "purposes": ["listen"] });
    let visit = desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
    desk.notebook.get(visit).unwrap();
    desk.notebook.submit_visit(visit).unwrap();
    assert_eq!(log(&mut desk.notebook), []);
}
