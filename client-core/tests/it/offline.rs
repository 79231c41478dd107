//! Record, edit, list, search and look back, all without a network.

use crate::{Desk, fields};
use client_core::{FieldEdit, Kind, Query, Safety, UnixMillis, Value};
use serde_json::json;
use std::time::Duration;
use testkit::{Register, Size};

#[test]
fn a_visit_takes_its_officer_area_and_time_from_the_circumstances() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    desk.clock.advance(Duration::from_secs(60));
    let visit = desk.visit(house, "Sửa đèn đường");
    let record = desk.notebook.get(visit).unwrap();
    assert_eq!(record.fields["area"], desk.area("Tổ 1").to_string());
    assert_eq!(
        record.fields["officer"],
        desk.notebook.me().unwrap().officer.unwrap().to_string()
    );
    assert_eq!(record.fields["started_at"], "2026-11-20T07:01:00+07:00");
    assert_eq!(
        (&record.fields["status"], record.safety),
        (&json!("draft"), Safety::OnDevice)
    );
    assert_eq!(record.names[&house.to_string()], "Nguyễn Thị Hoà");
    assert!(desk.notebook.submit_visit(visit).unwrap());
    assert!(
        !desk.notebook.submit_visit(visit).unwrap(),
        "a second time changes nothing"
    );
}

#[test]
fn every_problem_of_a_record_is_named_and_nothing_of_it_kept() {
    let mut desk = Desk::new(1);
    let bad = json!({ "area": desk.area("Tổ 1").to_string(), "residents": "bốn", "phone": "gọi tôi", "lat": 11.0 });
    let error = desk
        .notebook
        .create(Kind::Household, fields(bad))
        .unwrap_err();
    let client_core::ClientError::RecordInvalid(problems) = error else {
        panic!("{error}")
    };
    let named: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    for field in ["code", "head", "residents", "phone"] {
        assert!(named.contains(&field), "{field}: {named:?}");
    }
    assert_eq!(
        desk.notebook
            .list(&Query::of(Kind::Household))
            .unwrap()
            .total,
        0
    );
}

#[test]
fn references_have_to_be_here_and_of_the_right_kind() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    for wrong in [
        desk.area("Tổ 1").to_string(),
        "99999999-0000-4000-8000-000000000000".to_owned(),
    ] {
        let area = desk.area("Tổ 1").to_string();
        let visit = json!({ "household": wrong, "area": area, "purposes": ["listen"] });
        let error = desk
            .notebook
            .create(Kind::Visit, fields(visit))
            .unwrap_err();
        assert_eq!(error.code(), "record-invalid", "{wrong}");
    }
    let moved = FieldEdit::set("area", Value::Reference(desk.area("Tổ 2")));
    assert_eq!(
        desk.notebook.edit(house, &[moved]).unwrap_err().code(),
        "other-area"
    );
    assert_eq!(
        desk.notebook.get(house).unwrap().fields["area"],
        desk.area("Tổ 1").to_string()
    );
}

#[test]
fn a_record_is_found_by_its_code_its_name_however_written_and_the_beginning_of_its_id() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-0012", "Nguyễn Thị Hoà");
    desk.household("Tổ 1", "HB-0013", "Đặng Văn Đức");
    let id = house.to_string();
    for reference in [
        "HB-0012",
        "hb-0012",
        "nguyen thi hoa",
        "Nguyễn Thị Hòa",
        &id,
        &id[..8],
        " HB-0012 ",
    ] {
        assert_eq!(
            desk.notebook
                .find(Some(Kind::Household), reference)
                .unwrap(),
            house,
            "{reference}"
        );
    }
    for nobody in ["HB-0014", "nguyen", "", "%", "' OR 1=1 --", &id[..3]] {
        assert_eq!(
            desk.notebook
                .find(Some(Kind::Household), nobody)
                .unwrap_err()
                .code(),
            "record-not-found",
            "{nobody}"
        );
    }
    desk.household("Tổ 2", "HB-0012", "Lê Thị Sen");
    assert_eq!(
        desk.notebook
            .find(Some(Kind::Household), "HB-0012")
            .unwrap_err()
            .code(),
        "reference-ambiguous"
    );
}

#[test]
fn search_folds_vietnamese_both_ways_and_finds_the_beginning_of_the_last_word() {
    let mut desk = Desk::new(1);
    let hoa = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let duc = desk.household("Tổ 1", "HB-2", "Đặng Văn Đức");
    let visit = desk.visit(hoa, "Đề nghị sửa đèn đường");
    let ids = |desk: &Desk, text: &str| -> Vec<_> {
        desk.notebook
            .search(text, 10)
            .unwrap()
            .iter()
            .map(|hit| hit.id)
            .collect()
    };
    for text in [
        "nguyen thi hoa",
        "Nguyễn Thị Hòa",
        "NGUYỄN THỊ HOÀ",
        "nguyen ho",
    ] {
        assert!(ids(&desk, text).contains(&hoa), "{text}");
    }
    assert_eq!(ids(&desk, "dang van duc"), [duc]);
    assert!(ids(&desk, "den duong").contains(&visit));
    for nothing in ["", "\"", "*", "AND", "title:", "xyz", "-", "hoa NEAR"] {
        desk.notebook.search(nothing, 10).unwrap();
    }
    assert_eq!(ids(&desk, "khong co ai"), []);
}

#[test]
fn what_was_just_written_is_found_as_it_is_once_the_index_has_it() {
    let mut desk = Desk::new(1);
    let register = Register::generate(
        &Size {
            visits: 40,
            ..Size::hamlet()
        },
        7,
    );
    let houses = register.households.iter().take(20).enumerate();
    let houses: Vec<_> = houses
        .map(|(at, row)| {
            let head = row["head"].as_str().unwrap();
            desk.household("Tổ 1", &format!("HB-{at}"), head)
        })
        .collect();
    for (visit, house) in register.visits.iter().zip(houses.iter().cycle()) {
        desk.clock.advance(Duration::from_secs(90));
        let text = visit["notes"][0]["text"].as_str().unwrap_or("Nói chuyện");
        desk.visit(*house, text);
    }
    // Half is in the index, half is not, and one is edited back out of it.
    desk.notebook.rebuild(&mut |_, _| {}).unwrap();
    let edit = FieldEdit::set("note", Value::Text("Nhà mới quét vôi".to_owned()));
    desk.notebook.edit(houses[3], &[edit]).unwrap();
    for (at, house) in houses.iter().enumerate() {
        desk.clock.advance(Duration::from_secs(90));
        desk.visit(*house, &format!("Lần thứ hai, nhà số {at}"));
    }
    let texts = register
        .visits
        .iter()
        .filter_map(|visit| visit["notes"][0]["text"].as_str());
    let mut words: Vec<String> = texts
        .flat_map(|text| text.split_whitespace().map(str::to_owned))
        .collect();
    words.extend(["nguyen v", "lan thu hai", "nha s", "quet voi", "tham", "h"].map(str::to_owned));
    words.sort();
    words.dedup();
    let words: Vec<String> = words.into_iter().step_by(7).collect();
    let found = |desk: &mut Desk| -> Vec<_> {
        let mut each = |text: &String| {
            let list = Query {
                text: Some(text.clone()),
                ..Query::of(Kind::Visit)
            };
            let listed = desk.notebook.list(&list).unwrap();
            let rows: Vec<_> = listed.rows.iter().map(|row| row.id).collect();
            (desk.notebook.search(text, 15).unwrap(), rows, listed.total)
        };
        words.iter().map(&mut each).collect()
    };
    let before = found(&mut desk);
    assert!(before.iter().filter(|(hits, ..)| hits.len() > 3).count() > 3);
    desk.notebook.rebuild(&mut |_, _| {}).unwrap();
    for ((fresh, indexed), text) in before.iter().zip(found(&mut desk)).zip(&words) {
        assert_eq!(*fresh, indexed, "{text}");
    }
}

#[test]
fn lists_filter_sort_and_page() {
    let mut desk = Desk::new(1);
    let one = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let two = desk.household("Tổ 2", "HB-2", "Phạm Văn Đức");
    let mut visits = Vec::new();
    for number in 0..7 {
        desk.clock.advance(Duration::from_secs(3600));
        visits.push(desk.visit(if number % 2 == 0 { one } else { two }, "x"));
    }
    visits.reverse();
    let list = |desk: &mut Desk, query: &Query| -> Vec<_> {
        desk.notebook
            .list(query)
            .unwrap()
            .rows
            .iter()
            .map(|row| row.id)
            .collect()
    };
    let all = Query::of(Kind::Visit);
    assert_eq!(list(&mut desk, &all), visits, "newest first");
    let page = Query {
        limit: 3,
        offset: 3,
        ..all.clone()
    };
    assert_eq!(
        (
            list(&mut desk, &page),
            desk.notebook.list(&page).unwrap().total
        ),
        (visits[3..6].to_vec(), 7)
    );
    let area = Query {
        area: Some(desk.area("Tổ 2")),
        ..all.clone()
    };
    assert_eq!(list(&mut desk, &area).len(), 3);
    let parent = Query {
        parent: Some(one),
        ..all.clone()
    };
    assert_eq!(list(&mut desk, &parent).len(), 4);
    let later = Query {
        from: Some(UnixMillis(desk.clock.unix_millis() - 2 * 3_600_000)),
        ..all.clone()
    };
    assert_eq!(list(&mut desk, &later), visits[..3]);
    desk.notebook.submit_visit(visits[0]).unwrap();
    let submitted = Query {
        status: Some("submitted".to_owned()),
        ..all
    };
    assert_eq!(list(&mut desk, &submitted), visits[..1]);
    let households = Query {
        text: Some("pham duc".to_owned()),
        ..Query::of(Kind::Household)
    };
    assert_eq!(list(&mut desk, &households), [two]);
}

#[test]
fn history_tells_who_what_and_when_and_an_edit_that_changes_nothing_is_none() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    desk.clock.advance(Duration::from_secs(60));
    let edit = |value: &str| [FieldEdit::set("phone", Value::text(value))];
    assert!(desk.notebook.edit(house, &edit("0987654321")).unwrap());
    assert!(!desk.notebook.edit(house, &edit("0987654321")).unwrap());
    let history = desk.notebook.history(house).unwrap();
    assert_eq!(history.len(), 2);
    assert!(history[0].is_creation && !history[1].is_creation);
    assert_eq!(history[1].at, UnixMillis(desk.clock.unix_millis()));
    assert_eq!(history[1].officer_name.as_deref(), Some("Trần Văn Bình"));
    let [change] = history[1].edits.as_slice() else {
        panic!("{history:?}")
    };
    assert_eq!(
        (change.before.clone(), change.after.clone()),
        (Some(json!("0912345678")), Some(json!("0987654321")))
    );
}

#[test]
fn status_counts_what_is_here_and_what_is_not_safe() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    desk.visit(house, "x");
    let status = desk.notebook.status().unwrap();
    assert_eq!(
        (
            status.documents["households"],
            status.documents["visits"],
            status.documents["groups"]
        ),
        (1, 1, 0)
    );
    // The unit, two areas, the officer, the household and the visit.
    assert_eq!(
        (
            status.unsent,
            status.conflicts,
            status.set_aside,
            status.last_sync
        ),
        (6, 0, 0, None)
    );
}
