//! The order in which documents are packed.

use proto::DocId;
use records::{Document, Draft, Kind, Row, anyone, newest_first, row};
use serde_json::{Value as Json, json};

use crate::samples::{author, id};

fn made(kind: Kind, json: &Json) -> (DocId, Row) {
    let draft = Draft::from_json(kind, json).unwrap();
    let id = draft.id();
    (
        id,
        row(&Document::from_changes(
            id,
            &[draft.into_change(author(1, 1)).unwrap()],
            anyone,
        ))
        .unwrap(),
    )
}

#[test]
fn the_newest_visit_comes_first_after_the_household_area_and_officer_that_it_names() {
    let household = |n: u8| {
        made(
            Kind::Household,
            &json!({"id": id(n), "area": id(1), "code": format!("KL-{n}"), "head": "An"}),
        )
    };
    let visit = |n: u8, household: u8, at: &str| {
        made(
            Kind::Visit,
            &json!({
                "id": id(n), "household": id(household), "area": id(1), "officer": id(2), "started_at": at,
                "purposes": ["listen"],
            }),
        )
    };
    let rows = [
        made(Kind::Area, &json!({"id": id(1), "name": "Tổ 1"})),
        made(
            Kind::Officer,
            &json!({"id": id(2), "name": "An", "role": "officer", "areas": [id(1)]}),
        ),
        household(10),
        household(11),
        household(12),
        visit(20, 10, "2026-01-01T08:00:00+07:00"),
        visit(21, 11, "2026-03-01T08:00:00+07:00"),
        visit(22, 10, "2026-02-01T08:00:00+07:00"),
        made(
            Kind::Group,
            &json!({"id": id(30), "area": id(1), "name": "Tổ liên gia", "members": [id(10), id(12)]}),
        ),
        made(
            Kind::Meeting,
            &json!({"id": id(40), "group": id(30), "held_at": "2026-02-15T08:00:00+07:00"}),
        ),
        made(
            Kind::FollowUp,
            &json!({"id": id(50), "area": id(1), "what": "x", "visit": id(20), "due": "2026-01-02"}),
        ),
    ];
    let order = newest_first(rows.iter().map(|(id, row)| (*id, row)));
    let expected: Vec<DocId> = [1, 2, 11, 21, 30, 40, 10, 22, 20, 50, 12]
        .map(|n| id(n).parse().unwrap())
        .to_vec();
    assert_eq!(order, expected);
}
