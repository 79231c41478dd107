//! Linking records of the same, on one device.

use crate::{Desk, fields};
use client_core::{Act, AuditQuery, DocId, DuplicateQuery, FieldEdit, Kind, Value};
use serde_json::{Value as Json, json};

/// Three households, each written down as if it were the same, in the order of their ids.
fn three(desk: &mut Desk) -> [DocId; 3] {
    let mut made =
        ["HB-1", "HB-2", "HB-3"].map(|code| desk.household("Tổ 1", code, "Nguyễn Thị Hoà"));
    made.sort();
    made
}

fn link(desk: &mut Desk, leading: DocId, others: &[DocId]) {
    let plan = desk.notebook.plan_link(leading, others).unwrap();
    desk.notebook.link(&plan).unwrap();
}

fn leads(desk: &mut Desk, id: DocId) -> (DocId, Vec<DocId>) {
    let together = desk.notebook.together(id).unwrap();
    let following = together.following.iter().map(|linked| linked.id);
    (together.leading, following.collect())
}

fn note(desk: &mut Desk, id: DocId, text: &str) {
    let edit = FieldEdit::set("note", Value::text(text));
    assert!(desk.notebook.edit(id, &[edit]).unwrap());
}

fn field(desk: &mut Desk, id: DocId, field: &str) -> Option<Json> {
    desk.notebook.get(id).unwrap().fields.get(field).cloned()
}

fn pairs(desk: &mut Desk) -> u64 {
    let query = DuplicateQuery::of(Kind::Household);
    desk.notebook.duplicates(&query).unwrap().total
}

#[test]
fn a_plan_says_what_will_follow_and_be_seen_together() {
    let mut desk = Desk::new(1);
    let [one, two, three] = three(&mut desk);
    note(&mut desk, three, "Nhà có chó dữ");
    let visit = desk.visit(two, "Sửa đèn đường");
    let todo = json!({ "visit": visit.to_string(), "what": "Báo điện lực" });
    desk.notebook.create(Kind::FollowUp, fields(todo)).unwrap();
    desk.visit(one, "Đường ngập");
    link(&mut desk, two, &[three]);

    let plan = desk.notebook.plan_link(one, &[three, two]).unwrap();
    assert_eq!((plan.kind, plan.leading), (Kind::Household, one));
    assert_eq!(plan.title.as_deref(), Some("Nguyễn Thị Hoà"));
    assert_eq!(
        plan.following.len(),
        1,
        "the third comes along with the second"
    );
    assert_eq!(plan.following[0].record.id, two);
    assert_eq!(plan.following[0].along, [three]);
    let differing: Vec<&String> = plan.following[0].record.differs.keys().collect();
    assert_eq!(differing, ["code"]);
    assert_eq!(plan.seen_together[&Kind::Visit], 2);
    assert_eq!(plan.seen_together[&Kind::FollowUp], 1);
    assert_eq!(
        leads(&mut desk, three),
        (two, vec![three]),
        "a plan changes nothing"
    );
    desk.notebook.link(&plan).unwrap();
    for id in [one, two, three] {
        assert_eq!(leads(&mut desk, id), (one, vec![two, three]));
    }
    let again = desk.notebook.plan_link(one, &[three, two]).unwrap();
    assert_eq!(again.following, []);
}

#[test]
fn what_cannot_be_linked_is_refused_by_name() {
    let mut desk = Desk::new(1);
    let [one, two, three] = three(&mut desk);
    let area = desk.area("Tổ 1");
    let group = json!({ "area": area.to_string(), "name": "Tổ liên gia 3" });
    let group = desk.notebook.create(Kind::Group, fields(group)).unwrap();
    let visit = desk.visit(one, "Đường ngập");
    link(&mut desk, one, &[two]);
    let refused = |desk: &mut Desk, leading, other: DocId| {
        let error = desk.notebook.plan_link(leading, &[other]).unwrap_err();
        error.code().to_owned()
    };
    assert_eq!(refused(&mut desk, one, one), "link-circle");
    assert_eq!(refused(&mut desk, two, one), "link-circle");
    assert_eq!(refused(&mut desk, two, three), "link-circle");
    assert_eq!(refused(&mut desk, one, group), "link-other-kind");
    assert_eq!(refused(&mut desk, one, visit), "link-other-kind");
    assert_eq!(refused(&mut desk, visit, visit), "link-other-kind");
    assert_eq!(refused(&mut desk, one, DocId([9; 16])), "record-not-found");
    for alone in [one, three] {
        assert_eq!(
            desk.notebook.unlink(alone).unwrap_err().code(),
            "not-linked"
        );
    }
    let unlike = desk.notebook.set_unlike(one, two).unwrap_err();
    assert_eq!(unlike.code(), "link-circle");
}

#[test]
fn unlinking_leaves_each_record_with_what_was_written_into_it() {
    let mut desk = Desk::new(1);
    let [one, two, three] = three(&mut desk);
    let all = [one, two, three];
    let before = all.map(|id| desk.notebook.get(id).unwrap().fields);
    link(&mut desk, one, &[two, three]);
    note(&mut desk, one, "Nhà có chó dữ");
    note(&mut desk, two, "Con trai đi làm xa");
    let visit = desk.visit(two, "Sửa đèn đường");
    assert_eq!(desk.notebook.unlink(two).unwrap(), Some(one));
    assert_eq!(leads(&mut desk, one), (one, vec![three]));
    assert_eq!(desk.notebook.unlink(three).unwrap(), Some(one));
    for (id, mut expected) in all.into_iter().zip(before) {
        assert_eq!(leads(&mut desk, id), (id, vec![]));
        if id != three {
            let note = field(&mut desk, id, "note").unwrap();
            expected.insert("note".to_owned(), note);
        }
        let mut fields = desk.notebook.get(id).unwrap().fields;
        assert_eq!(fields.shift_remove("note"), expected.shift_remove("note"));
        assert_eq!(fields, expected);
    }
    assert_eq!(field(&mut desk, one, "note"), Some(json!("Nhà có chó dữ")));
    assert_eq!(
        field(&mut desk, two, "note"),
        Some(json!("Con trai đi làm xa"))
    );
    let whose = field(&mut desk, visit, "household");
    assert_eq!(whose, Some(json!(two.to_string())));
}

#[test]
fn linked_records_and_those_that_are_not_the_same_are_offered_no_more() {
    let mut desk = Desk::new(1);
    let [one, two, three] = three(&mut desk);
    assert_eq!(pairs(&mut desk), 3);
    link(&mut desk, one, &[two]);
    assert_eq!(pairs(&mut desk), 1, "linked ones count as one");
    assert_eq!(desk.notebook.similar_to(three).unwrap().len(), 1);
    assert!(desk.notebook.set_unlike(three, two).unwrap());
    assert!(!desk.notebook.set_unlike(two, three).unwrap(), "once");
    assert_eq!(pairs(&mut desk), 0);
    assert_eq!(desk.notebook.similar_to(three).unwrap(), []);
    desk.notebook.unlink(two).unwrap();
    assert_eq!(pairs(&mut desk), 2, "one and two, one and three");
    let before = field(&mut desk, two, "not_same_as");
    assert_eq!(before, Some(json!([three.to_string()])));
    assert!(desk.notebook.unset_unlike(three, two).unwrap());
    assert!(!desk.notebook.unset_unlike(three, two).unwrap(), "once");
    assert_eq!(field(&mut desk, two, "not_same_as"), None);
    assert_eq!(pairs(&mut desk), 3);
}

#[test]
fn a_link_leads_nowhere_once_what_it_names_is_gone() {
    let mut desk = Desk::new(1);
    let [one, two, _] = three(&mut desk);
    let gone = DocId([9; 16]);
    let edit = FieldEdit::set("linked_to", Value::Reference(two));
    desk.notebook.edit(one, &[edit]).unwrap();
    assert_eq!(leads(&mut desk, one), (two, vec![one]));
    // A file may name what has not come yet.
    let row = json!({
        "area": desk.area("Tổ 1").to_string(), "code": "HB-9", "head": "Trần Văn Nam", "linked_to": gone.to_string(),
    });
    let late = desk.notebook.create(Kind::Household, fields(row)).unwrap();
    let together = desk.notebook.together(late).unwrap();
    assert_eq!(together.leading, late);
    assert_eq!(together.beyond, Some(client_core::Beyond::Elsewhere));
    let refused = desk.notebook.plan_link(two, &[late]).unwrap_err();
    assert_eq!(refused.code(), "link-elsewhere");
    assert_eq!(desk.notebook.unlink(late).unwrap(), None);
    assert_eq!(desk.notebook.together(late).unwrap().beyond, None);
}

#[test]
fn links_that_go_round_in_a_circle_are_undone_one_by_one() {
    let mut desk = Desk::new(1);
    let [one, two, three] = three(&mut desk);
    for (id, follows) in [(one, two), (two, three), (three, one)] {
        let edit = FieldEdit::set("linked_to", Value::Reference(follows));
        desk.notebook.edit(id, &[edit]).unwrap();
    }
    for id in [one, two, three] {
        assert_eq!(leads(&mut desk, id), (one, vec![two, three]));
    }
    assert_eq!(desk.notebook.unlink(one).unwrap_err().code(), "not-linked");
    assert_eq!(desk.notebook.unlink(two).unwrap(), Some(one));
    assert_eq!(leads(&mut desk, two), (two, vec![]));
    assert_eq!(leads(&mut desk, one), (one, vec![three]));
    assert_eq!(desk.notebook.unlink(three).unwrap(), Some(one));
    assert_eq!(leads(&mut desk, one), (one, vec![]));
}

#[test]
fn whoever_links_and_separates_is_written_down() {
    let mut desk = Desk::new(1);
    let [one, two, three] = three(&mut desk);
    desk.notebook
        .because("cùng một nhà, đã hỏi tổ trưởng")
        .unwrap();
    link(&mut desk, one, &[two, three]);
    desk.notebook.unlink(three).unwrap();
    let query = AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    };
    let rows = desk.notebook.audit_log(&query).unwrap().rows;
    let acts = rows.into_iter().rev().filter_map(|row| {
        let act = row
            .act
            .filter(|act| matches!(act, Act::Merge | Act::Separate))?;
        assert_eq!(row.why, "cùng một nhà, đã hỏi tổ trưởng");
        Some((act, row.subject?, row.count))
    });
    assert_eq!(
        acts.collect::<Vec<_>>(),
        [
            (Act::Merge, two, 1),
            (Act::Merge, three, 1),
            (Act::Merge, one, 2),
            (Act::Separate, three, 1),
        ]
    );
}
