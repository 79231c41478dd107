//! Two units in one space: who comes in on which side, and that neither decides on the other's members.

use access::{Intent, Refusal, Request, Side, decide, enrol};
use proto::ledger::{Judgement, Verdict};
use proto::{Actor, Code, OfficerId, Role};
use seal::{DeviceSecret, InviteSecret};

use crate::world::{NOW, World, invite_intent, officer, roles};

/// A liaison whose guest has come in, with the guest's first device.
fn linked(seed: u64) -> (World, DeviceSecret) {
    let mut world = World::liaison(seed);
    let guest = world.invited(roles(&[Role::Commander, Role::Administrator]));
    (world, guest)
}

fn side(world: &World, device: &DeviceSecret) -> Side {
    world.ledger.member(&device.id()).unwrap().side
}

fn refused(world: &mut World, by: &DeviceSecret, intent: &Intent) -> Code {
    match intent.sign(&world.ledger, by, NOW, &mut world.rng) {
        Err(access::DraftError::Refused(refusal)) => refusal.code(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn whoever_is_let_in_is_of_the_side_that_let_it_in() {
    let (mut world, guest) = linked(1);
    let founder = DeviceSecret::from_bytes(&world.founder.to_bytes());
    let above = world.admitted(&founder, Role::Supervisor.into());
    let below = world.admitted(&guest, Role::Supervisor.into());
    assert_eq!(side(&world, &founder), Side::Host);
    assert_eq!(side(&world, &above), Side::Host);
    assert_eq!(side(&world, &guest), Side::Guest);
    assert_eq!(side(&world, &below), Side::Guest);
}

#[test]
fn an_area_has_one_side() {
    let mut world = World::area(2);
    let device = world.invited(Role::Supervisor.into());
    assert_eq!(side(&world, &device), Side::Host);
    let second = world.invited(Role::Supervisor.into());
    assert_eq!(side(&world, &second), Side::Host);
}

#[test]
fn a_third_unit_comes_in_neither_by_a_new_invite_nor_by_an_old_one() {
    let mut world = World::liaison(3);
    let late = world.invite(Role::Administrator.into());
    let guest = world.invited(Role::Administrator.into());
    let third = DeviceSecret::generate(&mut world.rng);
    let entry = enrol(&world.ledger, &late, third.keys(), NOW, &mut world.rng);
    assert!(entry.is_err(), "an invite from before the guest came");
    let secret = InviteSecret::generate(&mut world.rng);
    let invite = invite_intent(&secret, Role::Commander.into());
    let founder = DeviceSecret::from_bytes(&world.founder.to_bytes());
    assert_eq!(refused(&mut world, &founder, &invite), Code::BadEntry);
    assert_eq!(refused(&mut world, &guest, &invite), Code::BadEntry);
    let invites = Request::Invite {
        roles: Role::Commander.into(),
    };
    for device in [&founder, &guest] {
        let decided = decide(&world.ledger, Actor::Device(device.id()), invites);
        assert!(!decided.is_allowed());
    }
    // When the guest has gone, the host can have it back, or another one.
    world.revoke(&guest, 0);
    world.invited(Role::Administrator.into());
}

#[test]
fn neither_unit_decides_on_the_members_of_the_other_but_the_host_may_end_it() {
    let (mut world, guest) = linked(4);
    let founder = DeviceSecret::from_bytes(&world.founder.to_bytes());
    let above = world.admitted(&founder, Role::Administrator.into());
    let below = world.admitted(&guest, Role::Administrator.into());
    for (by, other) in [(&founder, &below), (&guest, &above)] {
        let demote = Intent::Role {
            device: other.id(),
            roles: Role::Supervisor.into(),
        };
        assert_eq!(refused(&mut world, by, &demote), Code::BadEntry);
    }
    let expel = Intent::Revoke {
        device: above.id(),
        last: 0,
    };
    assert_eq!(refused(&mut world, &guest, &expel), Code::BadEntry);
    world.revoke(&below, 0);
    let readmit = |keys| Intent::Admit {
        keys,
        officer: officer(2),
        roles: Role::Supervisor.into(),
        resumes: 0,
    };
    let back = readmit(*below.keys());
    assert_eq!(refused(&mut world, &founder, &back), Code::BadEntry);
    let judge = Intent::Verdict(Judgement {
        device: below.id(),
        number: 1,
        verdict: Verdict::AcceptAll,
    });
    assert_eq!(refused(&mut world, &founder, &judge), Code::BadEntry);
    let entry = back.sign(&world.ledger, &guest, NOW, &mut world.rng);
    world.push(entry.unwrap()).unwrap();
    assert_eq!(side(&world, &below), Side::Guest);
}

#[test]
fn the_guest_may_go_altogether_and_the_host_keeps_an_administrator() {
    let (mut world, guest) = linked(5);
    let founder = world.founder.id();
    let leave = |device| Intent::Revoke { device, last: 0 };
    let entry = leave(guest.id()).sign(&world.ledger, &guest, NOW, &mut world.rng);
    world.push(entry.unwrap()).unwrap();
    assert!(!world.ledger.has_guests());
    let last = leave(founder).sign(&world.ledger, &world.founder, NOW, &mut world.rng);
    let expected = access::DraftError::Refused(Refusal::LastAdministrator);
    assert_eq!(last.unwrap_err(), expected);
}

#[test]
fn an_administrator_among_the_guests_does_not_lead_the_host() {
    let (mut world, _) = linked(6);
    let founder = world.founder.id();
    let roles = Role::Commander.into();
    let device = DeviceSecret::from_bytes(&world.founder.to_bytes());
    let step_down = Intent::Role {
        device: founder,
        roles,
    };
    let code = refused(&mut world, &device, &step_down);
    assert_eq!(code, Code::LastAdministrator);
    assert_ne!(
        world.ledger.member(&founder).unwrap().officer,
        OfficerId::NOBODY
    );
}

#[test]
fn officers_and_auditors_have_no_part_in_a_liaison() {
    let mut world = World::liaison(7);
    for role in [Role::Officer, Role::Auditor] {
        let device = world.member(role.into());
        let actor = Actor::Device(device.id());
        assert!(!decide(&world.ledger, actor, Request::ReadPacks).is_allowed());
        let write = Request::WritePack { key_epoch: 1 };
        assert!(!decide(&world.ledger, actor, write).is_allowed());
    }
}
