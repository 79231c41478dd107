//! What one history of a ledger decided, decided again on another.

use access::{Intent, Ledger, Refusal, Remake, publish_key, remake};
use proto::ledger::{EraseReason, Judgement, Policy, Verdict};
use proto::{Action, DocId, Entry, Role, UnixMillis, Wire};
use seal::{DeviceSecret, InviteSecret, SignedEntry};

use crate::world::{NOW, World, officer, roles};

/// One history of a space.
struct History {
    ledger: Ledger,
    entries: Vec<SignedEntry>,
}

impl History {
    fn of(world: &World) -> Self {
        Self {
            ledger: world.ledger.clone(),
            entries: Vec::new(),
        }
    }

    fn push(&mut self, entry: SignedEntry) {
        self.ledger.extend(&entry, None).unwrap();
        self.entries.push(entry);
    }

    fn sign(&mut self, world: &mut World, signer: &DeviceSecret, intent: &Intent, seconds: i64) {
        let time = UnixMillis(NOW.0 + seconds * 1000);
        let entry = intent.sign(&self.ledger, signer, time, &mut world.rng);
        self.push(entry.unwrap());
    }

    /// Decides again what another history decided, as one device does until nothing is left; returns what is.
    fn take_over(&mut self, world: &mut World, signer: &DeviceSecret, other: &History) -> usize {
        let mut left = Vec::new();
        for round in 100..110 {
            left.clear();
            for signed in &other.entries {
                let entry = Entry::from_bytes(signed.signed_bytes()).unwrap();
                match remake(&entry, &other.ledger, &self.ledger) {
                    Remake::Settled => {}
                    Remake::Waits => left.push(entry),
                    Remake::Needs(intent) => self.sign(world, signer, &intent, round),
                }
            }
        }
        left.len()
    }
}

fn founder_of(world: &World) -> DeviceSecret {
    DeviceSecret::from_bytes(&world.founder.to_bytes())
}

fn policy(lease_days: u32) -> Intent {
    Intent::Policy(Policy {
        lease_days,
        ..Policy::default()
    })
}

fn erase(document: u8) -> Intent {
    Intent::Erase {
        reason: EraseReason::Request,
        documents: vec![DocId([document; 16])],
    }
}

#[test]
fn all_that_a_history_decided_is_decided_again_once() {
    let mut world = World::unit(1);
    let founder = founder_of(&world);
    let second = world.member(roles(&[Role::Administrator]));
    let (gone, promoted) = (
        world.member(Role::Officer.into()),
        world.member(Role::Officer.into()),
    );
    let (taken, pending) = (
        world.invite(Role::Officer.into()),
        InviteSecret::generate(&mut world.rng),
    );
    let (mut other, mut standing) = (History::of(&world), History::of(&world));
    let newcomer = DeviceSecret::generate(&mut world.rng);
    let enrolment = access::enrol(&other.ledger, &taken, newcomer.keys(), NOW, &mut world.rng);
    other.push(enrolment.unwrap());
    let invite = Intent::Invite {
        keys: *pending.pair().keys(),
        officer: officer(7),
        roles: Role::Officer.into(),
        expires: UnixMillis(NOW.0 + 1_000_000),
    };
    let verdict = Intent::Verdict(Judgement {
        device: gone.id(),
        number: 9,
        verdict: Verdict::AcceptAll,
    });
    let revoke = Intent::Revoke {
        device: gone.id(),
        last: 8,
    };
    let role = Intent::Role {
        device: promoted.id(),
        roles: Role::Supervisor.into(),
    };
    for intent in [revoke, verdict, invite, role, erase(1), erase(2), policy(9)] {
        other.sign(&mut world, &founder, &intent, 1);
    }
    standing.sign(&mut world, &second, &erase(2), 2);
    standing.sign(&mut world, &second, &Intent::NewEpoch, 2);

    assert_eq!(standing.take_over(&mut world, &second, &other), 0);
    let ledger = &standing.ledger;
    assert!(!ledger.member(&gone.id()).unwrap().is_active());
    assert!(ledger.verdict(&gone.id(), 9).is_some());
    assert!(ledger.active_member(&newcomer.id()).is_ok());
    assert!(ledger.invite(&taken.id()).unwrap().state != access::InviteState::Open);
    assert!(ledger.invite(&pending.id()).is_some());
    let roles_now = ledger.member(&promoted.id()).unwrap().roles;
    assert_eq!(roles_now, Role::Supervisor.into());
    assert!(ledger.is_erased(&DocId([1; 16])) && ledger.is_erased(&DocId([2; 16])));
    assert_eq!(ledger.policy().lease_days, 9);
    let length = ledger.length();
    assert_eq!(standing.take_over(&mut world, &founder, &other), 0);
    assert_eq!(standing.ledger.length(), length, "nothing is done twice");
}

#[test]
fn who_lost_the_right_meanwhile_gets_nothing_decided_again() {
    let mut world = World::unit(2);
    let founder = founder_of(&world);
    let second = world.member(roles(&[Role::Administrator]));
    let officer = world.member(Role::Officer.into());
    let (mut other, mut standing) = (History::of(&world), History::of(&world));
    let back = Intent::Revoke {
        device: founder.id(),
        last: 0,
    };
    let role = Intent::Role {
        device: officer.id(),
        roles: Role::Administrator.into(),
    };
    for intent in [back, role, erase(1), policy(9)] {
        other.sign(&mut world, &second, &intent, 1);
    }
    let revoke = Intent::Revoke {
        device: second.id(),
        last: 0,
    };
    standing.sign(&mut world, &founder, &revoke, 2);
    let length = standing.ledger.length();
    assert_eq!(standing.take_over(&mut world, &founder, &other), 4);
    assert_eq!(standing.ledger.length(), length);
    assert_eq!(
        standing.ledger.active_member(&second.id()).unwrap_err(),
        Refusal::AccessEnded {
            device: second.id()
        }
    );
}

#[test]
fn what_was_decided_later_stays() {
    let mut world = World::unit(3);
    let founder = founder_of(&world);
    let officer = world.member(Role::Officer.into());
    let (mut other, mut standing) = (History::of(&world), History::of(&world));
    let role = |role: Role| Intent::Role {
        device: officer.id(),
        roles: role.into(),
    };
    other.sign(&mut world, &founder, &role(Role::Supervisor), 1);
    other.sign(&mut world, &founder, &policy(9), 1);
    standing.sign(&mut world, &founder, &role(Role::Auditor), 2);
    standing.sign(&mut world, &founder, &policy(5), 2);
    assert_eq!(standing.take_over(&mut world, &founder, &other), 0);
    let roles_now = standing.ledger.member(&officer.id()).unwrap().roles;
    assert_eq!(roles_now, Role::Auditor.into());
    assert_eq!(standing.ledger.policy().lease_days, 5);
}

#[test]
fn a_key_of_a_lost_epoch_is_published_to_all_who_are_in() {
    let mut world = World::unit(4);
    let founder = founder_of(&world);
    let (stays, gone) = (
        world.member(Role::Officer.into()),
        world.member(Role::Officer.into()),
    );
    let (mut other, mut standing) = (History::of(&world), History::of(&world));
    other.sign(&mut world, &founder, &Intent::NewEpoch, 1);
    let lost = other
        .ledger
        .open_keys(&founder)
        .unwrap()
        .remove(&2)
        .unwrap();
    let revoke = Intent::Revoke {
        device: gone.id(),
        last: 0,
    };
    standing.sign(&mut world, &founder, &revoke, 2);
    let entry = publish_key(&standing.ledger, &lost, &founder, NOW, &mut world.rng).unwrap();
    assert!(matches!(
        Entry::from_bytes(entry.signed_bytes()).unwrap().action,
        Action::NewEpoch(_)
    ));
    standing.push(entry);
    let keys = standing.ledger.open_keys(&stays).unwrap();
    assert_eq!(keys.get(&3).unwrap().as_bytes(), lost.as_bytes());
    assert_eq!(standing.ledger.open_keys(&gone).unwrap().len(), 1);
}
