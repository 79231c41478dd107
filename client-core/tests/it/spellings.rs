//! People met in one household, written in different ways.

use crate::{Desk, fields};
use client_core::{DocId, Kind, Narrowing, SpellingPage, SpellingQuery, Strength, UnixMillis};
use serde_json::json;

fn met(desk: &mut Desk, household: DocId, names: &[&str]) -> DocId {
    let visit = json!({ "household": household.to_string(), "purposes": ["listen"], "met": names });
    desk.notebook.create(Kind::Visit, fields(visit)).unwrap()
}

fn spellings(desk: &mut Desk, household: Option<DocId>) -> SpellingPage {
    let query = SpellingQuery {
        household,
        ..SpellingQuery::default()
    };
    desk.notebook.spellings(&query).unwrap()
}

fn names(page: &SpellingPage) -> Vec<(&str, &str, Strength, &str)> {
    let pairs = page.pairs.iter();
    pairs
        .map(|pair| {
            let (first, second) = (&pair.first.name, &pair.second.name);
            (first.as_str(), second.as_str(), pair.strength, pair.code)
        })
        .collect()
}

#[test]
fn one_who_was_met_under_several_spellings_is_found_in_the_house_and_nowhere_else() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let other = desk.household("Tổ 1", "HB-2", "Trần Văn Nam");
    let first = met(&mut desk, house, &["Ng. T. Hoa", "Trần Thị Lan"]);
    met(&mut desk, house, &["Nguyễn Thị Hoà"]);
    met(&mut desk, other, &["Nguyễn Thị Hòa", "Trần Văn Nam"]);
    let page = spellings(&mut desk, None);
    let expected = [(
        "Nguyễn Thị Hoà",
        "Ng. T. Hoa",
        Strength::Likely,
        "abbreviated",
    )];
    assert_eq!(names(&page), expected);
    assert_eq!(page.total, 1);
    let pair = &page.pairs[0];
    assert_eq!(
        (pair.household, pair.title.as_deref()),
        (house, Some("Nguyễn Thị Hoà"))
    );
    assert_eq!(
        pair.first.written_in.len(),
        2,
        "as the head, and in a visit"
    );
    assert_eq!(pair.second.written_in, [first]);
    assert_eq!(spellings(&mut desk, Some(house)), page);
    assert_eq!(spellings(&mut desk, Some(other)).total, 0);

    // Linked households are one.
    let plan = desk.notebook.plan_link(house, &[other]).unwrap();
    desk.notebook.link(&plan).unwrap();
    let page = spellings(&mut desk, Some(other));
    assert_eq!(page.total, 3);
    assert!(page.pairs.iter().all(|pair| pair.household == house));
}

#[test]
fn spellings_are_narrowed_by_area_officer_and_time() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    met(&mut desk, house, &["bà Hoà"]);
    let (one, two) = (desk.area("Tổ 1"), desk.area("Tổ 2"));
    let me = desk.notebook.me().unwrap().officer;
    let now = desk.notebook.now().unwrap();
    let mut total = |narrowing: Narrowing| {
        let query = SpellingQuery {
            household: None,
            narrowing,
        };
        desk.notebook.spellings(&query).unwrap().total
    };
    let all = Narrowing::default;
    assert_eq!(total(all()), 1);
    for (area, expected) in [(one, 1), (two, 0)] {
        let area = Some(area);
        assert_eq!(total(Narrowing { area, ..all() }), expected);
    }
    for (officer, expected) in [(me, 1), (Some(DocId([9; 16])), 0)] {
        assert_eq!(total(Narrowing { officer, ..all() }), expected);
    }
    let from = Some(UnixMillis(now.0 + 60_000));
    assert_eq!(total(Narrowing { from, ..all() }), 0);
    let until = from;
    assert_eq!(total(Narrowing { until, ..all() }), 1);
}

#[test]
fn settling_on_a_spelling_edits_where_the_other_was_written() {
    let mut desk = Desk::new(1);
    let area = desk.area("Tổ 1").to_string();
    let house = json!({
        "area": area, "code": "HB-1", "head": "nguyen thi hoa", "members": ["nguyen thi hoa", "Trần Văn Nam"],
    });
    let house = desk
        .notebook
        .create(Kind::Household, fields(house))
        .unwrap();
    let visit = met(&mut desk, house, &["Trần Văn Nam", "nguyen thi hoa"]);
    let both = met(&mut desk, house, &["Nguyễn Thị Hoà", "nguyen thi hoa"]);
    let plan = desk
        .notebook
        .plan_respelling(house, "nguyen thi hoa", "Nguyễn Thị Hoà")
        .unwrap();
    let expected = [
        (house, vec!["head", "members"]),
        (visit, vec!["met"]),
        (both, vec!["met"]),
    ];
    assert_eq!(plan.records, expected);
    desk.notebook.respell(&plan).unwrap();
    let mut field = |id, name: &str| desk.notebook.get(id).unwrap().fields[name].clone();
    assert_eq!(field(house, "head"), "Nguyễn Thị Hoà");
    assert_eq!(
        field(house, "members"),
        json!(["Trần Văn Nam", "Nguyễn Thị Hoà"])
    );
    assert_eq!(
        field(visit, "met"),
        json!(["Trần Văn Nam", "Nguyễn Thị Hoà"])
    );
    assert_eq!(field(both, "met"), json!(["Nguyễn Thị Hoà"]));
    assert_eq!(spellings(&mut desk, Some(house)).total, 0);
    for (from, to) in [
        ("nguyen thi hoa", "x"),
        ("Trần Văn Nam", ""),
        ("Trần Văn Nam", "Trần Văn Nam"),
    ] {
        let refused = desk.notebook.plan_respelling(house, from, to).unwrap_err();
        assert_eq!(refused.code(), "spelling-unknown");
    }
    let refused = desk.notebook.plan_respelling(visit, "x", "y").unwrap_err();
    assert_eq!(refused.code(), "link-other-kind");
}
