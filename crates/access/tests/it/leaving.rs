//! The end of access, coming back, and the keys and packs that go with both.

use access::{DraftError, Duty, EscrowRange, Intent, InviteState, Refusal, Request, decide};
use proto::ledger::{Admit, EpochKeys, Revoke};
use proto::{Action, Actor, Code, DeviceId, OfficerId, Role, RoleSet, UnixMillis, Wire};
use seal::{DeviceSecret, SignedEntry};

use crate::world::{NOW, World, officer, roles};

fn action(entry: &SignedEntry) -> Action {
    proto::Entry::from_bytes(entry.signed_bytes())
        .unwrap()
        .action
}

fn admit(device: &DeviceSecret, role: Role, resumes: u64) -> Intent {
    Intent::Admit {
        keys: *device.keys(),
        officer: officer(2),
        roles: role.into(),
        resumes,
    }
}

fn epochs(world: &World, device: &DeviceSecret) -> Vec<u32> {
    let keys = world.ledger.open_keys(device).unwrap();
    keys.into_keys().collect()
}

/// Signs at another time than the world's.
fn push_at(world: &mut World, intent: &Intent, time: i64) {
    let entry = intent
        .sign(
            &world.ledger,
            &world.founder,
            UnixMillis(time),
            &mut world.rng,
        )
        .unwrap();
    world.push(entry).unwrap();
}

#[test]
fn revoking_ends_access_and_begins_an_epoch_in_one_entry() {
    let mut world = World::unit(1);
    let (gone, stays) = (
        world.member(Role::Officer.into()),
        world.member(Role::Supervisor.into()),
    );
    let invite = world.invite(Role::Officer.into());
    let length = world.ledger.length();
    world.revoke(&gone, 7);
    assert_eq!(
        (world.ledger.length(), world.ledger.epoch()),
        (length + 1, 2)
    );
    assert_eq!(epochs(&world, &gone), [1], "it gets no new key");
    assert_eq!(epochs(&world, &stays), [1, 2]);
    assert!(
        world.ledger.open_keys(&stays).unwrap() == world.ledger.open_keys(&world.founder).unwrap()
    );
    let state = world.ledger.invite(&invite.id()).unwrap().state;
    assert_eq!(state, InviteState::Cancelled);
    let again = Intent::Revoke {
        device: gone.id(),
        last: 7,
    };
    let again = again.sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    let ended = Refusal::AccessEnded { device: gone.id() };
    assert_eq!(again.unwrap_err(), DraftError::Refused(ended));
}

#[test]
fn what_somebody_made_while_it_might_others_give_back_and_it_makes_no_more() {
    let mut world = World::area(2);
    let (demoted, reader) = (
        world.member(Role::Supervisor.into()),
        world.member(Role::Auditor.into()),
    );
    let demotion = world.founders(&Intent::Role {
        device: demoted.id(),
        roles: Role::Auditor.into(),
    });
    world.push(demotion).unwrap();
    let ask = |device: &DeviceSecret, request| {
        decide(&world.ledger, Actor::Device(device.id()), request).into_result()
    };
    let given_back = |duty, key_epoch| Request::GivenBack { duty, key_epoch };
    for duty in [Duty::Write, Duty::Review] {
        let lacks = Err(Refusal::RoleLacksDuty { duty });
        assert_eq!(ask(&demoted, given_back(duty, 1)), Ok(()));
        assert_eq!(ask(&reader, given_back(duty, 1)), lacks);
    }
    let lacks = Err(Refusal::RoleLacksDuty { duty: Duty::Write });
    assert_eq!(ask(&demoted, Request::EscrowPack { key_epoch: 1 }), lacks);
    let unknown = Err(Refusal::UnknownEpoch { epoch: 9 });
    assert_eq!(ask(&demoted, given_back(Duty::Write, 9)), unknown);
}

#[test]
fn who_lost_the_right_to_write_and_then_the_access_gives_in_the_work_of_before() {
    let mut world = World::area(5);
    let demoted = world.member(Role::Officer.into());
    let demotion = world.founders(&Intent::Role {
        device: demoted.id(),
        roles: Role::Auditor.into(),
    });
    world.push(demotion).unwrap();
    world.revoke(&demoted, 0);
    let request = Request::EscrowPack { key_epoch: 1 };
    let decision = decide(&world.ledger, Actor::Device(demoted.id()), request);
    assert_eq!(decision.into_result(), Ok(()));
}

#[test]
fn a_device_whose_access_ended_learns_of_it_and_gives_in_its_work() {
    let mut world = World::area(2);
    let (gone, auditor) = (
        world.member(Role::Administrator.into()),
        world.member(Role::Auditor.into()),
    );
    world.revoke(&gone, 7);
    world.revoke(&auditor, 0);
    let cancel = Action::CancelInvite {
        invite: proto::InviteId([1; 16]),
    };
    let ended = Refusal::AccessEnded { device: gone.id() };
    assert_eq!(world.refused(&world.force(&gone, cancel)), ended);
    let ask = |device: &DeviceSecret, request| {
        decide(&world.ledger, Actor::Device(device.id()), request).into_result()
    };
    assert_eq!(ask(&gone, Request::ReadLedger { now: NOW }), Ok(()));
    assert_eq!(ask(&gone, Request::EscrowPack { key_epoch: 1 }), Ok(()));
    for epoch in [0, 4] {
        let unknown = Err(Refusal::UnknownEpoch { epoch });
        assert_eq!(
            ask(&gone, Request::EscrowPack { key_epoch: epoch }),
            unknown
        );
    }
    for request in [
        Request::ReadPacks,
        Request::WritePack { key_epoch: 1 },
        Request::Derive { key_epoch: 1 },
        Request::Replace {
            key_epoch: 1,
            over_others: false,
            documents: &[],
        },
        Request::Administer,
    ] {
        assert_eq!(ask(&gone, request), Err(ended));
    }
    let refused = ask(&auditor, Request::EscrowPack { key_epoch: 1 }).unwrap_err();
    assert_eq!(refused.code(), Code::RoleLacksDuty, "it never wrote");
    assert_eq!(
        world.ledger.keys_of(&Actor::Device(gone.id())),
        Some(gone.keys()),
        "its old packs still verify"
    );
}

#[test]
fn a_new_key_goes_to_every_member_who_stays_and_to_nobody_else() {
    let mut world = World::unit(3);
    let gone = world.member(Role::Officer.into());
    world.member(Role::Officer.into());
    let (device, last) = (gone.id(), 1);
    let (revoke, rotate) = (
        world.founders(&Intent::Revoke { device, last }),
        world.founders(&Intent::NewEpoch),
    );
    let (Action::Revoke(Revoke { keys: two, .. }), Action::NewEpoch(three)) =
        (action(&revoke), action(&rotate))
    else {
        panic!("other actions");
    };
    assert_eq!((two.sealed.len(), three.sealed.len()), (2, 3));
    let refuse = |action| world.refused(&world.force(&world.founder, action));
    let revoke_with = |keys| Action::Revoke(Revoke { device, last, keys });
    for (good, bring) in [
        (&two, &revoke_with as &dyn Fn(EpochKeys) -> Action),
        (&three, &Action::NewEpoch),
    ] {
        let with = |change: fn(&mut EpochKeys)| {
            let mut keys = good.clone();
            change(&mut keys);
            refuse(bring(keys))
        };
        assert_eq!(with(|keys| keys.epoch = 3), Refusal::WrongKeys);
        assert_eq!(with(|keys| keys.epoch = 1), Refusal::WrongKeys);
        assert_eq!(with(|keys| keys.sealed[0].epoch = 1), Refusal::WrongKeys);
        assert_eq!(with(|keys| keys.sealed.truncate(1)), Refusal::WrongKeys);
        let one_more = |keys: &mut EpochKeys| keys.sealed.push(keys.sealed[0].clone());
        assert_eq!(with(one_more), Refusal::WrongKeys);
    }
    assert_eq!(refuse(revoke_with(three)), Refusal::WrongKeys);
    assert_eq!(refuse(Action::NewEpoch(two)), Refusal::WrongKeys);
    world.push(revoke).unwrap();
}

#[test]
fn an_administrator_who_leaves_leaves_another_person_behind() {
    let mut world = World::unit(4);
    let founder = world.founder.id();
    let leave = Intent::Revoke {
        device: founder,
        last: 0,
    };
    let sign = |world: &mut World| leave.sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    let last = DraftError::Refused(Refusal::LastAdministrator);
    assert_eq!(sign(&mut world).unwrap_err(), last);
    let paper = recovery_code(&mut world);
    assert_eq!(sign(&mut world).unwrap_err(), last, "paper does not count");
    let step_down = Action::Role {
        device: founder,
        roles: Role::Officer.into(),
    };
    let step_down = world.force(&world.founder, step_down);
    assert_eq!(world.refused(&step_down), Refusal::LastAdministrator);
    let other = world.member(Role::Administrator.into());
    let entry = sign(&mut world).unwrap();
    world.push(entry).unwrap();
    assert_eq!(epochs(&world, &world.founder), [1]);
    assert_eq!(epochs(&world, &other), [1, 2]);
    assert_eq!(epochs(&world, &paper), [1, 2]);
}

/// Admits a device on paper.
fn recovery_code(world: &mut World) -> DeviceSecret {
    let paper = DeviceSecret::generate(&mut world.rng);
    let entry = world.founders(&Intent::Admit {
        keys: *paper.keys(),
        officer: OfficerId::NOBODY,
        roles: roles(&[Role::Commander, Role::Administrator]),
        resumes: 0,
    });
    world.push(entry).unwrap();
    paper
}

#[test]
fn a_recovery_code_brings_a_new_administrator_and_is_then_revoked() {
    let mut world = World::unit(5);
    let paper = recovery_code(&mut world);
    assert!(world.ledger.member(&paper.id()).unwrap().is_paper());
    let lost = world.founder.id();
    let new = DeviceSecret::generate(&mut world.rng);
    let steps = [
        (&paper, admit(&new, Role::Administrator, 0)),
        (
            &new,
            Intent::Revoke {
                device: lost,
                last: 2,
            },
        ),
        (
            &new,
            Intent::Revoke {
                device: paper.id(),
                last: 0,
            },
        ),
    ];
    for (signer, intent) in steps {
        let entry = intent
            .sign(&world.ledger, signer, NOW, &mut world.rng)
            .unwrap();
        world.push(entry).unwrap();
    }
    assert_eq!(epochs(&world, &new), [1, 2, 3]);
    assert_eq!(epochs(&world, &paper), [1, 2]);
}

#[test]
fn an_invite_is_for_a_person() {
    let mut world = World::unit(6);
    let secret = seal::InviteSecret::generate(&mut world.rng);
    let intent = Intent::Invite {
        keys: *secret.pair().keys(),
        officer: OfficerId::NOBODY,
        roles: Role::Officer.into(),
        expires: NOW,
    };
    let refused = intent.sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    let DraftError::Refused(refusal) = refused.unwrap_err() else {
        panic!("no refusal");
    };
    assert_eq!(refusal.code(), Code::BadEntry);
}

#[test]
fn a_device_that_comes_back_reads_all_and_its_packs_stand_from_then_on() {
    let mut world = World::area(7);
    let device = world.member(Role::Officer.into());
    let id = device.id();
    let stands = |world: &World| -> Vec<u64> {
        let member = world.ledger.member(&id).unwrap();
        (1..=20).filter(|number| member.stands(*number)).collect()
    };
    assert_eq!(stands(&world), (1..=20).collect::<Vec<_>>());
    world.revoke(&device, 5);
    assert_eq!(stands(&world), [1, 2, 3, 4, 5]);
    let entry = world.founders(&Intent::NewEpoch);
    world.push(entry).unwrap();
    let entry = world.founders(&admit(&device, Role::Supervisor, 8));
    world.push(entry).unwrap();
    let member = world.ledger.active_member(&id).unwrap();
    assert_eq!(member.roles, Role::Supervisor.into());
    assert_eq!(epochs(&world, &device), [1, 2, 3]);
    let standing: Vec<u64> = (1..=5).chain(9..=20).collect();
    assert_eq!(stands(&world), standing);
    world.revoke(&device, 12);
    let standing: Vec<u64> = (1..=5).chain(9..=12).collect();
    assert_eq!(stands(&world), standing);
    let entry = world.founders(&admit(&device, Role::Officer, 12));
    world.push(entry).unwrap();
    let ranges = [(5, Some(8)), (12, Some(12))];
    let ranges = ranges.map(|(after, through)| EscrowRange { after, through });
    assert_eq!(world.ledger.escrow_of(&id), ranges);
    let standing: Vec<u64> = (1..=5).chain(9..=20).collect();
    assert_eq!(stands(&world), standing, "nothing waited the second time");
}

#[test]
fn a_founder_who_comes_back_opens_the_first_key_as_others_do() {
    let mut world = World::unit(8);
    let other = world.member(Role::Administrator.into());
    let keys = *world.founder.keys();
    let leave = Intent::Revoke {
        device: world.founder.id(),
        last: 3,
    };
    let back = Intent::Admit {
        keys,
        officer: officer(1),
        roles: Role::Administrator.into(),
        resumes: 3,
    };
    for intent in [leave, back] {
        let entry = intent
            .sign(&world.ledger, &other, NOW, &mut world.rng)
            .unwrap();
        world.push(entry).unwrap();
    }
    let theirs = world.ledger.open_keys(&other).unwrap();
    assert!(world.ledger.open_keys(&world.founder).unwrap() == theirs);
}

#[test]
fn a_device_comes_back_as_the_same_officers_and_a_new_one_has_no_past() {
    let mut world = World::area(9);
    let device = world.member(Role::Officer.into());
    let sign = |world: &mut World, intent: Intent| {
        intent.sign(&world.ledger, &world.founder, NOW, &mut world.rng)
    };
    let active = sign(&mut world, admit(&device, Role::Officer, 0));
    assert_eq!(
        active.unwrap_err(),
        DraftError::Refused(Refusal::AlreadyKnown)
    );
    world.revoke(&device, 0);
    let good = world.founders(&admit(&device, Role::Officer, 0));
    let Action::Admit(good) = action(&good) else {
        panic!("no admission");
    };
    let foreign = Admit {
        officer: officer(3),
        ..good.clone()
    };
    let new = DeviceSecret::generate(&mut world.rng);
    let with_a_past = Admit {
        keys: *new.keys(),
        resumes: 1,
        ..good.clone()
    };
    for admit in [foreign, with_a_past] {
        let entry = world.force(&world.founder, Action::Admit(admit));
        assert_eq!(world.refused(&entry).code(), Code::BadEntry);
    }
    let keyless = Admit {
        space_keys: good.space_keys[..1].to_vec(),
        ..good
    };
    let entry = world.force(&world.founder, Action::Admit(keyless));
    assert_eq!(world.refused(&entry), Refusal::WrongKeys);
}

#[test]
fn a_member_held_each_role_in_its_time() {
    let mut world = World::area(10);
    let device = DeviceSecret::generate(&mut world.rng);
    let id = device.id();
    push_at(&mut world, &admit(&device, Role::Officer, 0), 100);
    let role = |role: Role| Intent::Role {
        device: id,
        roles: role.into(),
    };
    push_at(&mut world, &role(Role::Supervisor), 200);
    let last = 0;
    push_at(&mut world, &Intent::Revoke { device: id, last }, 300);
    push_at(&mut world, &admit(&device, Role::Commander, 0), 400);
    let at = |world: &World, time| {
        let member = world.ledger.member(&id).unwrap();
        member.roles_at(UnixMillis(time))
    };
    for (time, expected) in [
        (99, Role::Officer.into()),
        (100, Role::Officer.into()),
        (199, Role::Officer.into()),
        (200, Role::Supervisor.into()),
        (300, RoleSet::EMPTY),
        (399, RoleSet::EMPTY),
        (400, Role::Commander.into()),
        (i64::MAX, Role::Commander.into()),
    ] {
        assert_eq!(at(&world, time), expected, "at {time}");
    }
    // Signed by a clock that is behind: it is the ledger's last word all the same.
    push_at(&mut world, &role(Role::Auditor), 250);
    assert_eq!(at(&world, 240), Role::Supervisor.into());
    assert_eq!(at(&world, 260), Role::Auditor.into());
    assert_eq!(at(&world, 500), Role::Auditor.into());
}

#[test]
fn nobody_is_revoked_who_is_not_there() {
    let mut world = World::unit(11);
    let device = DeviceId([1; 16]);
    let intent = Intent::Revoke { device, last: 0 };
    let refused = intent.sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    let unknown = Refusal::UnknownDevice { device };
    assert_eq!(refused.unwrap_err(), DraftError::Refused(unknown));
}
