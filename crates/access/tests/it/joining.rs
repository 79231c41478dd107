use access::{DraftError, Intent, InviteState, Ledger, Refusal, Request, decide, enrol};
use proto::ledger::{EraseReason, Judgement, Policy, Verdict};
use proto::{Actor, DocId, Role, SpaceId, SpaceKind, Wire};
use seal::{DeviceSecret, SignedEntry};

use crate::world::{LATER, NOW, TOO_LATE, World, invite_intent, officer, roles};

#[test]
fn a_founder_holds_the_space_and_its_key() {
    let world = World::unit(1);
    let ledger = &world.ledger;
    assert_eq!(ledger.space(), SpaceId::of_create(&world.entries[0].hash()));
    assert_eq!(
        (ledger.kind(), ledger.unit(), ledger.length()),
        (SpaceKind::Unit, None, 1)
    );
    assert_eq!(ledger.head(), world.entries[0].hash());
    let keys = ledger.open_keys(&world.founder).unwrap();
    assert_eq!(keys.keys().copied().collect::<Vec<_>>(), [1]);
    for (world, kind) in [
        (World::area(1), SpaceKind::Area),
        (World::audit(1), SpaceKind::Audit),
    ] {
        assert_eq!(world.ledger.kind(), kind);
        assert_eq!(world.ledger.unit(), Some(SpaceId([0xa5; 16])));
    }
}

#[test]
fn who_joins_by_an_invite_reads_what_the_founder_reads() {
    let mut world = World::area(2);
    let secret = world.invite(roles(&[Role::Officer]));
    let device = DeviceSecret::generate(&mut world.rng);
    let entry = enrol(&world.ledger, &secret, device.keys(), NOW, &mut world.rng).unwrap();
    world.push(entry).unwrap();
    let member = world.ledger.active_member(&device.id()).unwrap();
    assert_eq!(
        (member.officer, member.roles),
        (officer(2), roles(&[Role::Officer]))
    );
    assert_eq!(member.invite, Some(secret.id()));
    let state = world.ledger.invite(&secret.id()).unwrap().state;
    assert_eq!(
        state,
        InviteState::Used {
            device: device.id()
        }
    );
    let (theirs, ours) = (
        world.ledger.open_keys(&device),
        world.ledger.open_keys(&world.founder),
    );
    assert!(theirs.unwrap() == ours.unwrap());
}

#[test]
fn a_newcomer_reads_all_epochs() {
    let mut world = World::unit(3);
    for epoch in 2..=4 {
        let entry = world.founders(&Intent::NewEpoch);
        world.push(entry).unwrap();
        assert_eq!(world.ledger.epoch(), epoch);
    }
    let device = world.member(roles(&[Role::Officer]));
    let keys = world.ledger.open_keys(&device).unwrap();
    assert_eq!(keys.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(keys == world.ledger.open_keys(&world.founder).unwrap());
}

#[test]
fn an_invite_is_used_once() {
    let mut world = World::unit(4);
    let secret = world.invite(roles(&[Role::Officer]));
    let (first, second) = (
        DeviceSecret::generate(&mut world.rng),
        DeviceSecret::generate(&mut world.rng),
    );
    let ours = enrol(&world.ledger, &secret, first.keys(), NOW, &mut world.rng).unwrap();
    world.push(ours).unwrap();
    let again = enrol(&world.ledger, &secret, second.keys(), NOW, &mut world.rng);
    assert_eq!(
        again.unwrap_err(),
        DraftError::Refused(Refusal::InviteUsed {
            invite: secret.id()
        })
    );
}

#[test]
fn a_relay_refuses_an_invite_after_its_time_and_a_replay_does_not_ask() {
    let mut world = World::unit(5);
    let secret = world.invite(roles(&[Role::Officer]));
    let device = DeviceSecret::generate(&mut world.rng);
    let entry = enrol(&world.ledger, &secret, device.keys(), NOW, &mut world.rng).unwrap();
    let at = |time| world.ledger.clone().extend(&entry, time);
    assert_eq!(at(Some(LATER)), Ok(()));
    assert_eq!(
        at(Some(TOO_LATE)),
        Err(Refusal::InviteExpired {
            invite: secret.id()
        })
    );
    assert_eq!(at(None), Ok(()));
}

#[test]
fn a_withdrawn_invite_leads_nowhere() {
    let mut world = World::unit(6);
    let secret = world.invite(roles(&[Role::Officer]));
    let entry = world.founders(&Intent::CancelInvite {
        invite: secret.id(),
    });
    world.push(entry).unwrap();
    let device = DeviceSecret::generate(&mut world.rng);
    let refused = enrol(&world.ledger, &secret, device.keys(), NOW, &mut world.rng);
    let cancelled = Refusal::InviteCancelled {
        invite: secret.id(),
    };
    assert_eq!(refused.unwrap_err(), DraftError::Refused(cancelled));
    let read = decide(
        &world.ledger,
        Actor::Invite(secret.id()),
        Request::ReadLedger { now: NOW },
    );
    assert_eq!(read.into_result(), Err(cancelled));
}

#[test]
fn a_new_epoch_withdraws_the_invites_that_lack_its_key() {
    let mut world = World::unit(7);
    let secret = world.invite(roles(&[Role::Officer]));
    let entry = world.founders(&Intent::NewEpoch);
    world.push(entry).unwrap();
    assert_eq!(
        world.ledger.invite(&secret.id()).unwrap().state,
        InviteState::Cancelled
    );
}

#[test]
fn an_invite_reads_the_ledger_until_it_expires_and_nothing_else() {
    let mut world = World::area(8);
    let secret = world.invite(roles(&[Role::Officer]));
    let actor = Actor::Invite(secret.id());
    let ask = |request| decide(&world.ledger, actor, request).into_result();
    assert_eq!(ask(Request::ReadLedger { now: LATER }), Ok(()));
    let expired = Refusal::InviteExpired {
        invite: secret.id(),
    };
    assert_eq!(ask(Request::ReadLedger { now: TOO_LATE }), Err(expired));
    for request in [
        Request::ReadPacks,
        Request::WritePack { key_epoch: 1 },
        Request::Administer,
    ] {
        assert_eq!(ask(request), Err(Refusal::NotAMember { actor }));
    }
}

#[test]
fn the_same_intent_is_signed_onto_a_head_that_moved() {
    let mut world = World::unit(9);
    let invite = |world: &mut World| seal::InviteSecret::generate(&mut world.rng);
    let (one, other) = (invite(&mut world), invite(&mut world));
    let intent = invite_intent(&one, roles(&[Role::Officer]));
    let stale = world.founders(&intent);
    let faster = world.founders(&invite_intent(&other, roles(&[Role::Auditor])));
    world.push(faster).unwrap();
    assert_eq!(world.refused(&stale), Refusal::StaleHead { length: 2 });
    let stored = Intent::from_bytes(&intent.to_bytes()).unwrap();
    let fresh = world.founders(&stored);
    world.push(fresh).unwrap();
    assert_eq!(
        world.ledger.invite(&one.id()).unwrap().state,
        InviteState::Open
    );
}

#[test]
fn a_device_replays_what_a_relay_accepted_to_the_same_ledger() {
    let mut world = World::area(10);
    world.member(roles(&[Role::Supervisor]));
    let gone = world.member(roles(&[Role::Officer]));
    world.revoke(&gone, 3);
    let entry = world.founders(&Intent::NewEpoch);
    world.push(entry).unwrap();
    let bytes: Vec<Vec<u8>> = world.entries.iter().map(|entry| entry.to_bytes()).collect();
    let read: Vec<SignedEntry> = bytes
        .iter()
        .map(|bytes| SignedEntry::from_bytes(bytes).unwrap())
        .collect();
    assert_eq!(
        Ledger::replay(world.ledger.space(), &read).unwrap(),
        world.ledger
    );
    assert_eq!(
        Ledger::replay(SpaceId([1; 16]), &read),
        Err(Refusal::UnknownSpace)
    );
    assert_eq!(
        Ledger::replay(world.ledger.space(), &[]),
        Err(Refusal::UnknownSpace)
    );
    let gap = [&read[..2], &read[3..]].concat();
    assert_eq!(
        Ledger::replay(world.ledger.space(), &gap),
        Err(Refusal::StaleHead { length: 2 })
    );
}

#[test]
fn every_intent_is_stored_and_read_again() {
    let mut world = World::unit(11);
    let secret = world.invite(roles(&[Role::Officer]));
    let device = world.founder.id();
    for intent in [
        invite_intent(&secret, roles(&[Role::Officer])),
        Intent::CancelInvite {
            invite: secret.id(),
        },
        Intent::Role {
            device,
            roles: roles(&[Role::Auditor]),
        },
        Intent::Revoke { device, last: 300 },
        Intent::NewEpoch,
        Intent::Admit {
            keys: *world.founder.keys(),
            officer: officer(3),
            roles: roles(&[Role::Commander]),
            resumes: 12,
        },
        Intent::Erase {
            reason: EraseReason::Mistake,
            documents: vec![DocId([9; 16]), DocId([2; 16])],
        },
        Intent::Verdict(Judgement {
            device,
            number: 4,
            verdict: Verdict::Accept(vec![DocId([2; 16])]),
        }),
        Intent::Policy(Policy {
            lease_days: 30,
            ..Policy::default()
        }),
    ] {
        assert_eq!(Intent::from_bytes(&intent.to_bytes()).unwrap(), intent);
    }
}

#[test]
fn a_known_device_is_admitted_without_an_invite_and_opens_every_key() {
    let mut world = World::area(20);
    let entry = world.founders(&Intent::NewEpoch);
    world.push(entry).unwrap();
    let device = DeviceSecret::generate(&mut world.rng);
    let admit = Intent::Admit {
        keys: *device.keys(),
        officer: officer(7),
        roles: roles(&[Role::Supervisor]),
        resumes: 0,
    };
    let entry = world.founders(&admit);
    world.push(entry).unwrap();
    assert!(world.ledger.active_member(&device.id()).is_ok());
    assert_eq!(world.ledger.open_keys(&device).unwrap().len(), 2);
    // Whoever is in already is not admitted again.
    let again = admit.sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    assert_eq!(
        again.unwrap_err(),
        DraftError::Refused(Refusal::AlreadyKnown)
    );
}

#[test]
fn nobody_admits_to_roles_that_they_may_not_give() {
    let mut world = World::area(21);
    let supervisor = DeviceSecret::generate(&mut world.rng);
    let entry = world.founders(&Intent::Admit {
        keys: *supervisor.keys(),
        officer: officer(7),
        roles: roles(&[Role::Supervisor]),
        resumes: 0,
    });
    world.push(entry).unwrap();
    let stranger = DeviceSecret::generate(&mut world.rng);
    let admit = |given: &[Role]| Intent::Admit {
        keys: *stranger.keys(),
        officer: officer(8),
        roles: roles(given),
        resumes: 0,
    };
    let mut sign = |intent: Intent| intent.sign(&world.ledger, &supervisor, NOW, &mut world.rng);
    assert!(sign(admit(&[Role::Officer])).is_ok());
    for role in [Role::Supervisor, Role::Commander, Role::Administrator] {
        assert!(sign(admit(&[role])).is_err());
    }
}
