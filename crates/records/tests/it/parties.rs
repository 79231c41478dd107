//! What counts only from one of two units that share a space, and what becomes of it when the other writes it.

use proto::{DeviceId, Role, UnixMillis};
use records::schema;
use records::{
    Author, Document, Draft, FieldEdit, Kind, Party, ProblemCode, RecordChange, Side, Standing,
    Value, anyone, needs_roles,
};
use serde_json::{Value as Json, json};

use crate::authors::author;
use crate::samples::id;

const ABOVE: u8 = 1;
const BELOW: u8 = 2;

fn standing_at(device: DeviceId, _: UnixMillis) -> Standing {
    let side = match device.0[0] {
        ABOVE => Side::Above,
        _ => Side::Below,
    };
    Standing {
        side: Some(side),
        ..Role::Supervisor.into()
    }
}

fn honest(device: u8, at: i64) -> Author {
    author(standing_at, device, at)
}

/// As a manipulated program writes, which asks nobody.
fn manipulated(device: u8, at: i64) -> Author {
    author(anyone, device, at)
}

fn made(kind: Kind, fields: Json, by: Author) -> Vec<RecordChange> {
    let draft = Draft::from_json(kind, &fields).unwrap();
    vec![draft.into_change(by).unwrap()]
}

fn report() -> Vec<RecordChange> {
    let fields = json!({
        "id": id(7), "period": "2026-W47", "counts": { "visits": 120 }, "status": "submitted",
        "narrative": ["Địa bàn ổn định."], "space": "5a".repeat(16),
    });
    made(Kind::Report, fields, honest(BELOW, 1))
}

fn referral(by: u8) -> Vec<RecordChange> {
    let fields = json!({
        "id": id(7), "space": "5a".repeat(16), "what": "Lắp đèn đường", "sent_at": "2026-11-20T08:00:00+07:00",
        "state": "sent",
    });
    made(Kind::Referral, fields, honest(by, 1))
}

fn read(changes: &[RecordChange]) -> Document {
    Document::from_changes(id(7).parse().unwrap(), changes, standing_at)
}

fn text(field: &str, value: &str) -> FieldEdit {
    FieldEdit::set(field, Value::text(value))
}

fn visits(number: i64) -> FieldEdit {
    let counts = [("visits".to_owned(), number)];
    FieldEdit::set("counts", Value::Counts(counts.into()))
}

/// Has a device refused, then has a changed program write it all the same: it is shown as not counting, and nothing moves.
fn is_set_aside(changes: &[RecordChange], device: u8, edit: FieldEdit, party: Party) {
    let before = read(changes);
    let refused = before.edit(std::slice::from_ref(&edit), honest(device, 5), [1; 4]);
    assert_eq!(refused.unwrap_err()[0].code, ProblemCode::OtherUnit);
    let forged = Document::from_changes(before.id(), changes, anyone)
        .edit(&[edit], manipulated(device, 5), [1; 4])
        .unwrap()
        .unwrap();
    let changes: Vec<RecordChange> = changes.iter().cloned().chain([forged]).collect();
    let after = read(&changes);
    assert_eq!(after.to_json(), before.to_json());
    assert!(after.conflicts().is_empty());
    let said = after.unauthorised();
    assert!(!said.is_empty() && said.iter().all(|one| one.party == Some(party)));
    assert_eq!(said[0].device, DeviceId([device; 16]));
}

#[test]
fn what_asks_for_a_unit_is_this_and_no_more() {
    let all = Kind::ALL
        .into_iter()
        .flat_map(|kind| schema::fields(kind).iter().map(move |spec| (kind, spec)));
    let asked: Vec<(Kind, &str, Party, &[&str])> = all
        .flat_map(|(kind, spec)| spec.parties.iter().map(move |rule| (kind, spec.name, rule)))
        .map(|(kind, field, rule)| (kind, field, rule.party, rule.values))
        .collect();
    let table: [(Kind, &str, Party, &[&str]); 13] = [
        (Kind::Report, "period", Party::Below, &[]),
        (Kind::Report, "counts", Party::Below, &[]),
        (Kind::Report, "narrative", Party::Below, &[]),
        (
            Kind::Report,
            "status",
            Party::Below,
            &["draft", "submitted"],
        ),
        (
            Kind::Report,
            "status",
            Party::Above,
            &["returned", "accepted"],
        ),
        (Kind::Report, "review", Party::Above, &[]),
        (Kind::Referral, "what", Party::Asking, &[]),
        (Kind::Referral, "sent_at", Party::Asking, &[]),
        (Kind::Referral, "follow_up", Party::Asking, &[]),
        (Kind::Referral, "due", Party::Asking, &[]),
        (Kind::Referral, "state", Party::Asking, &["sent"]),
        (
            Kind::Referral,
            "state",
            Party::Asked,
            &["acknowledged", "answered", "declined"],
        ),
        (Kind::Referral, "answer", Party::Asked, &[]),
    ];
    assert_eq!(asked, table);
}

#[test]
fn a_report_is_judged_by_the_unit_above_and_says_what_the_one_below_says() {
    let sent = report();
    assert!(needs_roles(&sent));
    for code in ["returned", "accepted"] {
        is_set_aside(&sent, BELOW, text("status", code), Party::Above);
        let judged = read(&sent).edit(&[text("status", code)], honest(ABOVE, 5), [1; 4]);
        let judged: Vec<RecordChange> = [sent.clone(), vec![judged.unwrap().unwrap()]].concat();
        assert_eq!(read(&judged).to_json()["status"], code);
        let again = read(&judged).edit(&[text("status", "submitted")], honest(BELOW, 6), [2; 4]);
        assert!(again.unwrap().is_some());
    }
    is_set_aside(&sent, BELOW, text("review", "Tốt."), Party::Above);
    is_set_aside(&sent, ABOVE, visits(500), Party::Below);
    is_set_aside(&sent, ABOVE, text("status", "draft"), Party::Below);
    let elsewhere = text("period", "2026-W48");
    is_set_aside(&sent, ABOVE, elsewhere, Party::Below);
}

#[test]
fn a_referral_is_answered_by_the_unit_that_was_asked_whichever_that_is() {
    for (asking, asked) in [(ABOVE, BELOW), (BELOW, ABOVE)] {
        let sent = referral(asking);
        is_set_aside(&sent, asking, text("state", "answered"), Party::Asked);
        is_set_aside(&sent, asking, text("answer", "Xong."), Party::Asked);
        is_set_aside(&sent, asked, text("what", "Việc khác"), Party::Asking);
        let edits = [text("state", "answered"), text("answer", "Xong.")];
        let answer = read(&sent).edit(&edits, honest(asked, 5), [1; 4]);
        let answered = [sent, vec![answer.unwrap().unwrap()]].concat();
        assert_eq!(read(&answered).to_json()["answer"], "Xong.");
    }
}

#[test]
fn where_one_unit_is_alone_nothing_asks_for_a_side() {
    let alone = Author {
        standing: Role::Supervisor.into(),
        ..honest(BELOW, 5)
    };
    let own = Document::from_changes(id(7).parse().unwrap(), &report(), |_, _| {
        Role::Supervisor.into()
    });
    let accepted = own.edit(&[text("status", "accepted")], alone, [1; 4]);
    assert!(accepted.unwrap().is_some());
}
