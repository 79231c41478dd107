//! Every rule of the ledger, broken on purpose by a client that signs whatever it likes.

use access::{Founder, Intent, Ledger, NewSpace, Refusal, found};
use proto::ledger::{Enrol, Invite};
use proto::{
    Action, Actor, Code, DeviceId, EntryHash, InviteId, OfficerId, Role, RoleSet, SpaceId,
    SpaceKind,
};
use seal::{DeviceSecret, InviteSecret, SignedEntry, seal_space_key};

use crate::world::{LATER, NOW, World, officer, roles};

/// An entry's payload with one thing changed, signed again by the same key.
fn altered(
    entry: &SignedEntry,
    signer: &DeviceSecret,
    change: impl FnOnce(&mut proto::Entry),
) -> SignedEntry {
    use proto::Wire;
    let mut payload = proto::Entry::from_bytes(entry.signed_bytes()).unwrap();
    change(&mut payload);
    SignedEntry::sign(payload, signer)
}

fn altered_founding(change: impl FnOnce(&mut proto::Entry)) -> Result<Ledger, Refusal> {
    let world = World::unit(1);
    let entry = altered(&world.entries[0], &world.founder, change);
    let verified = entry.verify_founding().map_err(|_| Refusal::BadSignature)?;
    Ledger::found(&verified)
}

fn create(entry: &mut proto::Entry) -> &mut proto::ledger::Create {
    match &mut entry.action {
        Action::Create(create) => create,
        other => panic!("no founding: {other:?}"),
    }
}

#[test]
fn a_founding_stands_first_and_names_its_own_key() {
    assert!(altered_founding(|_| ()).is_ok());
    let bad = |change: fn(&mut proto::Entry)| altered_founding(change).unwrap_err().code();
    assert_eq!(bad(|entry| entry.index = 1), Code::BadEntry);
    assert_eq!(bad(|entry| entry.space = SpaceId([1; 16])), Code::BadEntry);
    assert_eq!(
        bad(|entry| entry.previous = EntryHash([1; 32])),
        Code::BadEntry
    );
    assert_eq!(
        bad(|entry| entry.signer = Actor::Device(DeviceId([1; 16]))),
        Code::BadSignature
    );
    assert_eq!(
        bad(|entry| create(entry).keys.kx = [1; 32]),
        Code::BadSignature
    );
    assert_eq!(
        bad(|entry| create(entry).unit = Some(SpaceId([1; 16]))),
        Code::BadEntry
    );
    assert_eq!(
        bad(|entry| create(entry).kind = SpaceKind::Area),
        Code::BadEntry
    );
    assert_eq!(
        bad(|entry| create(entry).kind = SpaceKind::Audit),
        Code::BadEntry
    );
    assert_eq!(
        bad(|entry| create(entry).roles = Role::Commander.into()),
        Code::LastAdministrator
    );
    assert_eq!(
        bad(|entry| create(entry).officer = OfficerId::NOBODY),
        Code::LastAdministrator
    );
    assert_eq!(bad(|entry| create(entry).key.epoch = 2), Code::WrongKeys);
}

#[test]
fn a_founder_without_administration_founds_nothing() {
    let mut world = World::unit(2);
    let founder = Founder {
        device: &world.founder,
        officer: officer(1),
        roles: Role::Commander.into(),
    };
    assert!(found(founder, NewSpace::Unit, NOW, &mut world.rng).is_err());
}

#[test]
fn a_space_is_created_once() {
    let mut world = World::unit(3);
    let again = world.entries[0].clone();
    assert_eq!(world.refused(&again).code(), Code::BadEntry);
    let founder = Founder {
        device: &world.founder,
        officer: officer(1),
        roles: Role::Administrator.into(),
    };
    let other = found(founder, NewSpace::Unit, NOW, &mut world.rng)
        .unwrap()
        .entry;
    assert_eq!(world.refused(&other).code(), Code::BadEntry);
}

#[test]
fn an_entry_follows_the_last_one() {
    let mut world = World::unit(4);
    let good = world.founders(&Intent::NewEpoch);
    let bad = |change: fn(&mut proto::Entry)| {
        world
            .refused(&altered(&good, &world.founder, change))
            .code()
    };
    assert_eq!(bad(|entry| entry.index = 0), Code::StaleHead);
    assert_eq!(bad(|entry| entry.index = 2), Code::StaleHead);
    assert_eq!(
        bad(|entry| entry.previous = EntryHash::ZERO),
        Code::StaleHead
    );
    assert_eq!(
        bad(|entry| entry.space = SpaceId([1; 16])),
        Code::UnknownSpace
    );
    world.push(good.clone()).unwrap();
    assert_eq!(world.refused(&good).code(), Code::StaleHead);
}

#[test]
fn an_entry_is_signed_by_whom_it_names() {
    let mut world = World::unit(5);
    let officer = world.member(Role::Officer.into());
    let founder = Actor::Device(world.founder.id());
    let invite = InviteSecret::generate(&mut world.rng).id();
    let forged = world.force_as(founder, &officer, Action::CancelInvite { invite });
    assert_eq!(world.refused(&forged), Refusal::BadSignature);
    // Even if a caller verified it with the wrong key and hands it straight to the ledger.
    let key = seal::VerifyingKey::try_from(officer.keys()).unwrap();
    let verified = forged.verify(&key).unwrap();
    assert_eq!(
        world.ledger.clone().apply(&verified, None),
        Err(Refusal::BadSignature)
    );
}

#[test]
fn an_invite_signs_its_own_enrolment_only() {
    let mut world = World::unit(6);
    let (secret, other) = (
        world.invite(Role::Officer.into()),
        world.invite(Role::Officer.into()),
    );
    let device = DeviceSecret::generate(&mut world.rng);
    let actor = Actor::Invite(secret.id());
    let cancel = Action::CancelInvite { invite: other.id() };
    assert_eq!(
        world
            .refused(&world.force_as(actor, &secret.pair(), cancel))
            .code(),
        Code::BadEntry
    );
    let enrol = Action::Enrol(Enrol {
        invite: other.id(),
        keys: *device.keys(),
        space_keys: vec![],
    });
    let crossed = world.force_as(actor, &secret.pair(), enrol.clone());
    assert_eq!(world.refused(&crossed).code(), Code::BadEntry);
    let by_a_device = world.force(&world.founder, enrol);
    assert_eq!(world.refused(&by_a_device).code(), Code::BadEntry);
}

#[test]
fn an_enrolment_brings_the_keys_of_all_epochs() {
    let mut world = World::unit(7);
    let entry = world.founders(&Intent::NewEpoch);
    world.push(entry).unwrap();
    let secret = world.invite(Role::Officer.into());
    let device = DeviceSecret::generate(&mut world.rng);
    let space = world.ledger.space();
    let key = seal::SpaceKey::generate(&mut world.rng);
    let sealed = |epoch, rng: &mut _| {
        seal_space_key(&key, space.as_bytes(), epoch, &device.keys().kx, rng).unwrap()
    };
    let (one, two) = (sealed(1, &mut world.rng), sealed(2, &mut world.rng));
    for space_keys in [
        vec![],
        vec![one.clone()],
        vec![two.clone(), one.clone()],
        vec![one.clone(), one.clone()],
        vec![one.clone(), two.clone(), two.clone()],
    ] {
        let action = Action::Enrol(Enrol {
            invite: secret.id(),
            keys: *device.keys(),
            space_keys,
        });
        let entry = world.force_as(Actor::Invite(secret.id()), &secret.pair(), action);
        assert_eq!(world.refused(&entry), Refusal::WrongKeys);
    }
}

#[test]
fn a_device_joins_once() {
    let mut world = World::unit(8);
    let device = world.member(Role::Officer.into());
    let secret = world.invite(Role::Administrator.into());
    let again = access::enrol(&world.ledger, &secret, device.keys(), NOW, &mut world.rng);
    assert_eq!(
        again.unwrap_err(),
        access::DraftError::Refused(Refusal::AlreadyKnown)
    );
}

#[test]
fn an_invite_is_made_once_and_with_a_role_and_all_keys() {
    let mut world = World::unit(9);
    let secret = world.invite(Role::Officer.into());
    let intent = crate::world::invite_intent(&secret, Role::Officer.into());
    let again = intent.sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    assert_eq!(
        again.unwrap_err(),
        access::DraftError::Refused(Refusal::AlreadyKnown)
    );
    let other = InviteSecret::generate(&mut world.rng);
    let invite = |roles: RoleSet| {
        let keys = *other.pair().keys();
        let invite = Invite {
            keys,
            officer: officer(2),
            roles,
            expires: LATER,
            space_keys: vec![],
        };
        world
            .refused(&world.force(&world.founder, Action::Invite(invite)))
            .code()
    };
    assert_eq!(invite(RoleSet::EMPTY), Code::BadEntry);
    assert_eq!(invite(Role::Officer.into()), Code::WrongKeys);
}

#[test]
fn an_invite_is_withdrawn_by_its_maker_or_an_administrator() {
    let mut world = World::area(10);
    let supervisor = world.member(Role::Supervisor.into());
    let commander = world.member(Role::Commander.into());
    let secret = InviteSecret::generate(&mut world.rng);
    let intent = crate::world::invite_intent(&secret, Role::Officer.into());
    let entry = intent
        .sign(&world.ledger, &supervisor, NOW, &mut world.rng)
        .unwrap();
    world.push(entry).unwrap();
    let cancel = Action::CancelInvite {
        invite: secret.id(),
    };
    let by = |device: &DeviceSecret| {
        world
            .ledger
            .clone()
            .extend(&world.force(device, cancel.clone()), Some(NOW))
    };
    assert_eq!(by(&supervisor), Ok(()));
    assert_eq!(by(&world.founder), Ok(()));
    assert_eq!(by(&commander).unwrap_err().code(), Code::RoleLacksDuty);
    let unknown = InviteId([1; 16]);
    let entry = world.force(&world.founder, Action::CancelInvite { invite: unknown });
    assert_eq!(
        world.refused(&entry),
        Refusal::InviteUnknown { invite: unknown }
    );
}

#[test]
fn one_administrator_remains() {
    let mut world = World::unit(11);
    let founder = world.founder.id();
    let officer = roles(&[Role::Officer]);
    let step_down = world.force(
        &world.founder,
        Action::Role {
            device: founder,
            roles: officer,
        },
    );
    assert_eq!(world.refused(&step_down), Refusal::LastAdministrator);
    world.member(Role::Administrator.into());
    let step_down = world.force(
        &world.founder,
        Action::Role {
            device: founder,
            roles: officer,
        },
    );
    world.push(step_down).unwrap();
    assert_eq!(world.ledger.member(&founder).unwrap().roles, officer);
}

#[test]
fn roles_change_for_members_only() {
    let mut world = World::unit(12);
    let gone = world.member(Role::Officer.into());
    world.revoke(&gone, 0);
    let give = |device| {
        let action = Action::Role {
            device,
            roles: Role::Supervisor.into(),
        };
        world.refused(&world.force(&world.founder, action)).code()
    };
    assert_eq!(give(gone.id()), Code::AccessEnded);
    assert_eq!(give(DeviceId([1; 16])), Code::UnknownDevice);
    let nothing = Action::Role {
        device: world.founder.id(),
        roles: RoleSet::EMPTY,
    };
    assert_eq!(
        world.refused(&world.force(&world.founder, nothing)).code(),
        Code::BadEntry
    );
}
