//! Records that may be of the same: found at save and over a register, with reasons, and told of in the consultation log.

use crate::{Desk, fields};
use client_core::{
    Act, AuditQuery, DocId, DuplicateQuery, ImportFile, ImportOptions, Kind, Narrowing, Strength,
};
use serde_json::json;
use testkit::{LabelledRegister, Size};

fn household(desk: &mut Desk, area: &str, head: &str, address: &str, phone: &str) -> DocId {
    let area = desk.area(area).to_string();
    let household =
        json!({ "area": area, "code": "X", "head": head, "address": address, "phone": phone });
    desk.notebook
        .create(Kind::Household, fields(household))
        .unwrap()
}

fn codes(reasons: &[client_core::Reason]) -> Vec<&'static str> {
    reasons.iter().map(client_core::Reason::code).collect()
}

#[test]
fn a_household_that_is_written_again_finds_the_first_one_with_reasons() {
    let mut desk = Desk::new(1);
    let first = household(
        &mut desk,
        "Tổ 1",
        "Nguyễn Thị Hoà",
        "12/5 Lê Lợi",
        "0912 345 678",
    );
    household(&mut desk, "Tổ 1", "Nguyễn Thị Lan", "12/5 Lê Lợi", "");
    assert!(desk.notebook.similar_to(first).unwrap().is_empty());
    let again = household(
        &mut desk,
        "Tổ 1",
        "ng. thi hoa",
        "số 5 ngõ 12 đường Lê Lợi",
        "+84912345678",
    );
    let found = desk.notebook.similar_to(again).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].record.id, found[0].strength),
        (first, Strength::Likely)
    );
    assert_eq!(
        codes(&found[0].reasons),
        [
            "name-abbreviated",
            "same-phone",
            "same-address",
            "same-area"
        ]
    );
}

#[test]
fn what_is_edited_or_erased_is_found_by_what_it_says_now() {
    let mut desk = Desk::new(1);
    let first = household(
        &mut desk,
        "Tổ 1",
        "Nguyễn Thị Hoà",
        "12 Lê Lợi",
        "0912345678",
    );
    let other = household(
        &mut desk,
        "Tổ 2",
        "Trần Văn Bình",
        "7 Quang Trung",
        "0983111222",
    );
    assert!(desk.notebook.similar_to(other).unwrap().is_empty());
    let set = |field: &str, text: &str| {
        client_core::FieldEdit::set(field, client_core::Value::text(text))
    };
    desk.notebook
        .edit(
            other,
            &[set("head", "NGUYỄN THỊ HÒA"), set("phone", "0912 345 678")],
        )
        .unwrap();
    assert_eq!(desk.notebook.similar_to(other).unwrap()[0].record.id, first);
    desk.notebook
        .edit(
            first,
            &[set("head", "Lê Văn Tám"), set("phone", "0977000111")],
        )
        .unwrap();
    assert!(desk.notebook.similar_to(other).unwrap().is_empty());
}

#[test]
fn establishments_and_groups_are_found_by_name_people_and_members() {
    let mut desk = Desk::new(1);
    let area = desk.area("Tổ 1").to_string();
    let shop = |name: &str, owner: &str| json!({ "area": area, "kind": "company", "name": name, "owner": owner, "address": "12 Lê Lợi" });
    let mut create = |kind, row| desk.notebook.create(kind, fields(row)).unwrap();
    let first = create(
        Kind::Establishment,
        shop("Công ty TNHH Hoà Bình", "Võ Thị Mến"),
    );
    let again = create(Kind::Establishment, shop("CTY TNHH HOA BINH", "Mến Võ Thị"));
    let one = create(
        Kind::Household,
        json!({ "area": area, "code": "1", "head": "Lê Văn Tám" }),
    )
    .to_string();
    let group = |name: &str, members: &[&str]| json!({ "area": area, "name": name, "leader": "Lê Văn Tám", "model": "m", "members": members });
    let tlg = create(Kind::Group, group("Tổ liên gia tự quản 3", &[&one]));
    let same = create(Kind::Group, group("TLG tự quản số 03", &[&one]));
    let next = create(Kind::Group, group("Tổ liên gia tự quản 4", &[]));
    let found = |id| {
        let found = desk.notebook.similar_to(id).unwrap();
        found
            .into_iter()
            .map(|found| found.record.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(found(again), [first]);
    assert_eq!(found(same), [tlg]);
    assert_eq!(found(next), []);
}

#[test]
fn a_merged_group_is_compared_no_more() {
    let mut desk = Desk::new(1);
    let area = desk.area("Tổ 1").to_string();
    let group =
        json!({ "area": area, "name": "Tổ liên gia 3", "leader": "Lê Văn Tám", "model": "m" });
    let first = desk
        .notebook
        .create(Kind::Group, fields(group.clone()))
        .unwrap();
    let second = desk.notebook.create(Kind::Group, fields(group)).unwrap();
    assert_eq!(desk.notebook.similar_to(second).unwrap().len(), 1);
    let merged = client_core::FieldEdit::set("state", client_core::Value::text("merged"));
    desk.notebook.edit(first, &[merged]).unwrap();
    assert!(desk.notebook.similar_to(second).unwrap().is_empty());
}

fn imported(desk: &mut Desk, seed: u64) -> LabelledRegister {
    let labelled = LabelledRegister::generate(&Size::ward(), seed);
    let register = &labelled.register;
    let kinds = [
        testkit::Kind::Areas,
        testkit::Kind::Officers,
        testkit::Kind::Households,
    ];
    let files = kinds.map(|kind| ImportFile {
        name: format!("{}.jsonl", kind.file_stem()),
        reader: Box::new(std::io::Cursor::new(register.lines(kind))),
    });
    desk.notebook
        .import(files.into(), ImportOptions::default(), &mut |_| {})
        .unwrap();
    labelled
}

#[test]
fn a_register_is_looked_through_by_area_officer_time_and_page() {
    let mut desk = Desk::new(1);
    let labelled = imported(&mut desk, 5);
    let query = DuplicateQuery::of(Kind::Household);
    let me = desk
        .notebook
        .find(Some(Kind::Officer), "Trần Văn Bình")
        .unwrap();
    let now = desk.notebook.now().unwrap();
    let all = desk.notebook.duplicates(&query).unwrap();
    assert_eq!(all.total, all.pairs.len() as u64);
    let ids = |pair: &client_core::Duplicate| {
        let (one, other) = (pair.first.id.to_string(), pair.second.id.to_string());
        if one < other {
            (one, other)
        } else {
            (other, one)
        }
    };
    let right = all
        .pairs
        .iter()
        .filter(|pair| labelled.duplicates.contains(&ids(pair)))
        .count();
    let there = labelled
        .register
        .households
        .iter()
        .filter(|row| row["code"].as_str().unwrap().starts_with("KL-B"));
    assert!(
        there.count() > right && right * 10 > all.pairs.len() * 8,
        "{right} of {}",
        all.pairs.len()
    );

    let mut narrowed = |narrowing| {
        let query = DuplicateQuery {
            narrowing,
            ..query.clone()
        };
        desk.notebook.duplicates(&query).unwrap()
    };
    let page = narrowed(Narrowing {
        limit: Some(3),
        offset: 3,
        ..Narrowing::default()
    });
    assert_eq!((page.total, &page.pairs[..]), (all.total, &all.pairs[3..6]));

    let mut of_areas = Vec::new();
    for row in &labelled.register.areas {
        let found = narrowed(Narrowing {
            area: row["id"].as_str().unwrap().parse().ok(),
            ..Narrowing::default()
        });
        assert!(found.total < all.total);
        of_areas.extend(found.pairs);
    }
    assert!(all.pairs.iter().all(|pair| of_areas.contains(pair)));
    assert!(of_areas.iter().all(|pair| all.pairs.contains(pair)));

    let by = |officer| Narrowing {
        officer: Some(officer),
        ..Narrowing::default()
    };
    assert_eq!(narrowed(by(me)).total, all.total);
    assert_eq!(narrowed(by(DocId([9; 16]))).total, 0);
    let earlier = Narrowing {
        until: Some(now.plus_millis(-1_000)),
        ..Narrowing::default()
    };
    assert_eq!(narrowed(earlier).total, 0);
    let since = Narrowing {
        from: Some(now.plus_millis(-1_000)),
        ..Narrowing::default()
    };
    assert_eq!(narrowed(since).total, all.total);
}

#[test]
fn what_is_found_at_save_is_what_is_found_in_the_register() {
    let mut desk = Desk::new(1);
    imported(&mut desk, 6);
    let query = DuplicateQuery::of(Kind::Household);
    let all = desk.notebook.duplicates(&query).unwrap();
    assert!(!all.pairs.is_empty());
    for pair in &all.pairs {
        let found = desk.notebook.similar_to(pair.first.id).unwrap();
        let same = found
            .iter()
            .find(|found| found.record.id == pair.second.id)
            .unwrap();
        assert_eq!(
            (same.strength, &same.reasons),
            (pair.strength, &pair.reasons)
        );
    }
}

#[test]
fn whoever_is_shown_records_beside_each_other_is_written_down() {
    let mut desk = Desk::new(1);
    let acts = |desk: &mut Desk| {
        let query = AuditQuery {
            limit: 100,
            ..AuditQuery::default()
        };
        let rows = desk.notebook.audit_log(&query).unwrap().rows;
        let compared = rows.into_iter().filter(|row| row.act == Some(Act::Compare));
        compared
            .map(|row| (row.subject, row.count))
            .collect::<Vec<_>>()
    };
    let first = household(
        &mut desk,
        "Tổ 1",
        "Nguyễn Thị Hoà",
        "12 Lê Lợi",
        "0912345678",
    );
    desk.notebook.similar_to(first).unwrap();
    desk.notebook
        .duplicates(&DuplicateQuery::of(Kind::Household))
        .unwrap();
    assert_eq!(acts(&mut desk), []);
    let second = household(
        &mut desk,
        "Tổ 1",
        "Nguyễn Thị Hòa",
        "12 Lê Lợi",
        "0912345678",
    );
    desk.notebook.similar_to(second).unwrap();
    desk.notebook
        .duplicates(&DuplicateQuery::of(Kind::Household))
        .unwrap();
    assert_eq!(acts(&mut desk), [(None, 1), (Some(second), 1)]);
}
