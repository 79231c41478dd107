//! Measures what one visit costs: `cargo run --release -p records --example timing [FILE KIND]`.
//!
//! With a file of the interchange format, every line of it is also read, written, parsed and compared.

use std::hint::black_box;
use std::time::{Duration, Instant};

use proto::{DeviceId, Role, UnixMillis};
use records::{Author, Document, Draft, FieldEdit, Kind, RecordChange, Value, anyone, row};
use serde_json::{Value as Json, json};

const ROUNDS: u32 = 5_000;

fn visit() -> Json {
    let id = |n: u8| format!("00000000-0000-4000-8000-0000000000{n:02x}");
    json!({
        "id": id(7), "household": id(4), "area": id(2), "officer": id(3),
        "started_at": "2026-03-04T19:44:00+07:00", "minutes": 16, "purposes": ["inform", "listen", "support"],
        "met": ["Chị Vi Dương"], "lat": 18.020839, "lon": 106.399184, "accuracy_m": 11,
        "notes": [
            {"kind": "fact", "text": "Đường vào xóm lầy lội, mùa mưa bà con đi lại khó khăn. Đèn đầu ngõ hỏng."},
            {"kind": "assessment", "text": "Hộ có 3 nhân khẩu tạm trú mới đến, đã hướng dẫn khai báo."},
        ],
        "topics": ["phong_chay"], "needs": ["Đề nghị sửa đèn đầu ngõ trong tuần tới."], "status": "submitted",
    })
}

fn author(at: i64) -> Author {
    Author {
        device: DeviceId([1; 16]),
        at: UnixMillis(at),
        standing: Role::Officer.into(),
    }
}

/// Prints the best of five runs.
fn measure(what: &str, mut work: impl FnMut()) {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            work();
        }
        best = best.min(start.elapsed());
    }
    println!(
        "{:>9.2} us  {what}",
        best.as_secs_f64() * 1e6 / f64::from(ROUNDS)
    );
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let json = visit();
    let draft = Draft::from_json(Kind::Visit, &json).map_err(|problems| format!("{problems:?}"))?;
    let id = draft.id();
    let change = draft
        .clone()
        .into_change(author(1))
        .map_err(|problems| format!("{problems:?}"))?;
    let bytes = change.bytes().to_vec();
    let document = Document::from_changes(id, std::slice::from_ref(&change), anyone);
    let edits = [FieldEdit::set("minutes", Value::Integer(99))];
    let text = "Đề nghị sửa đèn đầu ngõ trong tuần tới, bà con đi lại khó khăn. Nguyễn Thị Hoà.";

    println!(
        "{} bytes, {} operations a visit",
        bytes.len(),
        change.ops().len()
    );
    measure("JSON to draft", || {
        drop(black_box(Draft::from_json(Kind::Visit, &json)))
    });
    measure("draft to change", || {
        drop(black_box(draft.clone().into_change(author(1))))
    });
    measure("parse a change", || {
        drop(black_box(RecordChange::parse(&bytes)))
    });
    measure("change to document", || {
        drop(black_box(Document::from_changes(
            id,
            std::slice::from_ref(&change),
            anyone,
        )));
    });
    measure("document to row", || drop(black_box(row(&document))));
    measure("document to JSON", || drop(black_box(document.to_json())));
    measure("edit of one field", || {
        drop(black_box(document.edit(&edits, author(2), [0; 4])))
    });
    measure("fold 80 letters", || drop(black_box(records::fold(text))));

    let mut args = std::env::args().skip(1);
    if let (Some(path), Some(kind)) = (args.next(), args.next()) {
        check_file(&path, kind.parse()?)?;
    }
    Ok(())
}

fn check_file(path: &str, kind: Kind) -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path)?;
    let start = Instant::now();
    let mut size = 0;
    for line in text.lines() {
        let json: Json = serde_json::from_str(line)?;
        let draft = Draft::from_json(kind, &json).map_err(|problems| format!("{problems:?}"))?;
        let id = draft.id();
        let change = draft
            .into_change(author(1))
            .map_err(|problems| format!("{problems:?}"))?;
        let change = RecordChange::parse(change.bytes())?;
        size += change.bytes().len();
        let document = Document::from_changes(id, &[change], anyone);
        if Json::Object(document.to_json()) != json {
            return Err(format!("{id} came back otherwise").into());
        }
    }
    println!(
        "{} lines as they went in, {size} bytes of changes, {:?}",
        text.lines().count(),
        start.elapsed()
    );
    Ok(())
}
