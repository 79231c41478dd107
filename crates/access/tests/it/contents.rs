//! What is erased, what is judged, and the policy.

use access::{DraftError, Intent, Refusal};
use proto::ledger::{Erase, EraseReason, Judgement, Policy, Retention, Verdict};
use proto::{Action, Code, DocId, Role, limits};
use seal::DeviceSecret;

use crate::world::{NOW, World};

fn documents(ids: &[u16]) -> Vec<DocId> {
    ids.iter().map(|id| document(*id)).collect()
}

fn document(id: u16) -> DocId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&id.to_be_bytes());
    DocId(bytes)
}

fn erase(ids: &[u16]) -> Intent {
    Intent::Erase {
        reason: EraseReason::Request,
        documents: documents(ids),
    }
}

fn sign(world: &mut World, intent: &Intent) -> Result<(), Refusal> {
    match intent.sign(&world.ledger, &world.founder, NOW, &mut world.rng) {
        Ok(entry) => world.push(entry),
        Err(DraftError::Refused(refusal)) => Err(refusal),
        Err(DraftError::Keys(error)) => panic!("{error}"),
    }
}

#[test]
fn a_document_is_erased_once_and_for_good() {
    let mut world = World::area(1);
    let index = world.ledger.length();
    assert!(!world.ledger.is_erased(&document(4)));
    sign(&mut world, &erase(&[4, 2, 4])).unwrap();
    let erased: Vec<_> = world.ledger.erasures().collect();
    assert_eq!(erased.len(), 2);
    for (id, (named, erasure)) in [2, 4].into_iter().zip(erased) {
        assert_eq!(*named, document(id));
        assert_eq!(
            (erasure.index, erasure.reason, erasure.by, erasure.time),
            (index, EraseReason::Request, world.founder.id(), NOW)
        );
    }
    let entry = world.force(
        &world.founder,
        Action::Erase(Erase {
            reason: EraseReason::Order,
            documents: documents(&[3, 4]),
        }),
    );
    let refusal = world.refused(&entry);
    assert_eq!(
        refusal,
        Refusal::AlreadyErased {
            document: document(4)
        }
    );
    assert_eq!(refusal.code(), Code::AlreadyErased);
}

#[test]
fn an_intent_erases_what_nobody_erased_before() {
    let mut world = World::area(2);
    sign(&mut world, &erase(&[1, 2])).unwrap();
    sign(&mut world, &erase(&[3, 2])).unwrap();
    assert_eq!(world.ledger.erasures().count(), 3);
    let document = document(3);
    assert_eq!(
        sign(&mut world, &erase(&[3, 1])),
        Err(Refusal::AlreadyErased { document })
    );
}

#[test]
fn an_entry_names_documents_in_order_and_not_too_many() {
    let mut world = World::area(3);
    let most: Vec<u16> = (0..limits::ERASED_DOCUMENTS.max as u16).collect();
    let more: Vec<u16> = (0..=limits::ERASED_DOCUMENTS.max as u16).collect();
    for ids in [[].as_slice(), &[2, 1], &[1, 1], &more] {
        let reason = EraseReason::Mistake;
        let documents = documents(ids);
        let entry = world.force(&world.founder, Action::Erase(Erase { reason, documents }));
        assert_eq!(world.refused(&entry).code(), Code::BadEntry);
    }
    assert_eq!(
        sign(&mut world, &erase(&[])).unwrap_err().code(),
        Code::BadEntry
    );
    sign(&mut world, &erase(&most)).unwrap();
    let bytes = world.entries.last().unwrap().to_bytes();
    assert!((bytes.len() as u64) < limits::ENTRY.max);
    assert!(seal::SignedEntry::from_bytes(&bytes).is_ok());
}

fn judge(device: &DeviceSecret, number: u64, verdict: Verdict) -> Intent {
    Intent::Verdict(Judgement {
        device: device.id(),
        number,
        verdict,
    })
}

#[test]
fn a_pack_in_escrow_is_judged_once() {
    let mut world = World::area(4);
    let device = world.member(Role::Officer.into());
    let unknown = |number| {
        let device = device.id();
        Err(Refusal::EscrowUnknown { device, number })
    };
    let accept = |number| judge(&device, number, Verdict::AcceptAll);
    assert_eq!(sign(&mut world, &accept(1)), unknown(1), "it never left");
    world.revoke(&device, 5);
    assert_eq!(sign(&mut world, &accept(5)), unknown(5), "it stands");
    sign(&mut world, &accept(6)).unwrap();
    assert_eq!(sign(&mut world, &accept(6)), unknown(6), "judged already");
    let some = Verdict::Accept(documents(&[1, 7]));
    sign(&mut world, &judge(&device, 7, some)).unwrap();
    let back = Intent::Admit {
        keys: *device.keys(),
        officer: crate::world::officer(2),
        roles: Role::Officer.into(),
        resumes: 8,
    };
    sign(&mut world, &back).unwrap();
    assert_eq!(sign(&mut world, &accept(9)), unknown(9), "it stands again");
    sign(&mut world, &judge(&device, 8, Verdict::RejectAll)).unwrap();
    let accepted = |number, id| {
        let record = world.ledger.verdict(&device.id(), number).unwrap();
        assert_eq!((record.by, record.time), (world.founder.id(), NOW));
        record.verdict.accepts(&document(id))
    };
    assert!(accepted(6, 1) && accepted(7, 1) && accepted(7, 7));
    assert!(!accepted(7, 2) && !accepted(8, 1));
    assert_eq!(world.ledger.verdicts().count(), 3);
    assert_eq!(world.ledger.verdict(&device.id(), 9), None);
}

#[test]
fn a_verdict_names_a_member_and_documents_in_order() {
    let mut world = World::area(5);
    let device = world.member(Role::Officer.into());
    world.revoke(&device, 0);
    for ids in [[].as_slice(), &[2, 1], &[3, 3]] {
        let verdict = Verdict::Accept(documents(ids));
        let refused = sign(&mut world, &judge(&device, 1, verdict));
        assert_eq!(refused.unwrap_err().code(), Code::BadEntry);
    }
    let more = (0..=limits::ACCEPTED_DOCUMENTS.max as u16).collect::<Vec<_>>();
    let verdict = Verdict::Accept(documents(&more));
    let refused = sign(&mut world, &judge(&device, 1, verdict));
    assert_eq!(refused.unwrap_err().code(), Code::BadEntry);
    let stranger = DeviceSecret::generate(&mut world.rng);
    let refused = sign(&mut world, &judge(&stranger, 1, Verdict::AcceptAll));
    assert_eq!(refused.unwrap_err().code(), Code::UnknownDevice);
}

#[test]
fn the_last_policy_of_the_units_ledger_counts() {
    let term = |kind, days| Retention { kind, days };
    let policy = |lease_days, retention| Policy {
        lease_days,
        wrong_pins: 5,
        retention,
    };
    let mut world = World::unit(6);
    assert_eq!(world.ledger.policy(), &Policy::default());
    for lease_days in [30, 0] {
        let policy = policy(lease_days, vec![term(2, 365), term(7, 0)]);
        sign(&mut world, &Intent::Policy(policy.clone())).unwrap();
        assert_eq!(world.ledger.policy(), &policy);
    }
    let kept = |kind| world.ledger.policy().kept_days(kind);
    assert_eq!([kept(2), kept(7), kept(9)], [Some(365), None, None]);
    for retention in [vec![term(2, 1), term(1, 1)], vec![term(2, 1), term(2, 1)]] {
        let refused = sign(&mut world, &Intent::Policy(policy(1, retention)));
        assert_eq!(refused.unwrap_err().code(), Code::BadEntry);
    }
    for mut world in [World::area(7), World::audit(8)] {
        let refused = sign(&mut world, &Intent::Policy(policy(30, vec![])));
        assert_eq!(refused.unwrap_err().code(), Code::BadEntry);
    }
}
