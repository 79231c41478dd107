//! What recording one visit costs, counted: wall time says little on a machine with other work.

use crate::audit::reopened;
use crate::{Desk, fields};
use client_core::{ImportFile, ImportOptions, Kind};
use std::path::Path;
use std::time::Duration;
use testkit::{Register, Size};

/// A frame of the log: its header, then a page.
const FRAME: u64 = 24 + 4096;

const VISITS: usize = 200;

fn frames(log: &Path) -> u64 {
    let header = 32;
    let length = std::fs::metadata(log).map_or(0, |log| log.len());
    length.saturating_sub(header) / FRAME
}

/// A desk with a hamlet's register, whose log is empty.
fn settled(register: &Register) -> Desk {
    let mut desk = Desk::new(1);
    for kind in testkit::Kind::ALL {
        let file = ImportFile {
            name: format!("{}.jsonl", kind.file_stem()),
            reader: Box::new(std::io::Cursor::new(register.lines(kind))),
        };
        let options = ImportOptions::default();
        desk.notebook
            .import(vec![file], options, &mut |_| {})
            .unwrap();
    }
    reopened(desk)
}

#[test]
fn a_visit_is_recorded_with_twelve_pages_and_a_few_where_pages_are_divided() {
    let register = Register::generate(&Size::hamlet(), 3);
    let mut desk = settled(&register);
    let log = desk.folder.path().join("home/device.db-wal");
    let mut pages = Vec::new();
    for household in register.households.iter().cycle().take(VISITS) {
        desk.clock.advance(Duration::from_secs(600));
        let before = frames(&log);
        let visit = serde_json::json!({
            "household": household["id"],
            "met": [household["head"]],
            "purposes": ["listen"],
            "summary": "Nhà có cháu nhỏ, đã nhắc khoá bình ga và số máy của tổ trực.",
            "needs": ["Đề nghị lắp thêm đèn chiếu sáng đầu ngõ"],
        });
        desk.notebook.create(Kind::Visit, fields(visit)).unwrap();
        pages.push(frames(&log) - before);
    }
    // The record, its change, their three indexes, its row in the lists with four, its words, and its household's row.
    let undivided = pages.iter().filter(|pages| **pages <= 12).count();
    let all: u64 = pages.iter().sum();
    assert!(undivided * 2 > VISITS, "{undivided} of {VISITS}: {pages:?}");
    assert!(all <= 14 * VISITS as u64, "{all}: {pages:?}");
}
