//! Random histories: members, strangers and those who left sign what they like, and only what the table of duties
//! allows gets in.

use std::collections::BTreeMap;

use access::{Duty, InviteState, Ledger, Member, Side, duties, grants};
use proto::ledger::{
    Admit, Enrol, EpochKeys, Erase, EraseReason, Invite, Judgement, Policy, Revoke, Verdict,
};
use proto::{
    Action, Actor, DeviceId, DocId, Entry, OfficerId, Role, RoleSet, SealedKey, SpaceKind, Wire,
};
use seal::{DeviceSecret, InviteSecret, SignedEntry};

use crate::world::{LATER, World, officer};

const SEEDS: u64 = 16;
const STEPS: usize = 120;
const DEVICES: usize = 7;
const DOCUMENTS: u64 = 12;

struct History {
    world: World,
    devices: Vec<DeviceSecret>,
    invites: Vec<InviteSecret>,
    accepted: BTreeMap<u8, usize>,
}

/// A key that nobody opens: the ledger looks at its epoch alone.
fn key(epoch: u32) -> SealedKey {
    SealedKey {
        epoch,
        enc: [3; 32],
        ciphertext: [4; 48],
    }
}

impl History {
    fn begin(mut world: World) -> Self {
        let founder = DeviceSecret::from_bytes(&world.founder.to_bytes());
        let others = (1..DEVICES).map(|_| DeviceSecret::generate(&mut world.rng));
        Self {
            devices: std::iter::once(founder).chain(others).collect(),
            invites: Vec::new(),
            accepted: BTreeMap::new(),
            world,
        }
    }

    fn below(&mut self, end: u64) -> u64 {
        self.world.rng.below(end)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.world.rng.chance(percent)
    }

    fn device(&mut self) -> usize {
        self.world.rng.index(DEVICES)
    }

    fn device_id(&mut self) -> DeviceId {
        let which = self.device();
        self.devices[which].id()
    }

    /// Mostly a device that has packs in escrow.
    fn judged(&mut self) -> DeviceId {
        let left = |(id, member): (&DeviceId, &Member)| {
            let left = !member.escrow.is_empty();
            left.then_some(*id)
        };
        let who: Vec<DeviceId> = self.world.ledger.members().filter_map(left).collect();
        match self.world.rng.pick(&who) {
            Some(device) if self.world.rng.chance(80) => *device,
            _ => self.device_id(),
        }
    }

    fn roles(&mut self) -> RoleSet {
        let any = RoleSet::from_bits(self.below(32) as u8).unwrap();
        let one = Role::ALL[self.below(5) as usize].into();
        if self.chance(20) { any } else { one }
    }

    fn officer(&mut self) -> OfficerId {
        match self.chance(10) {
            true => OfficerId::NOBODY,
            false => officer(self.below(3) as u8 + 1),
        }
    }

    fn space_keys(&mut self) -> Vec<SealedKey> {
        let wrong = u32::from(self.chance(5));
        (1..=self.world.ledger.epoch() + wrong).map(key).collect()
    }

    fn epoch_keys(&mut self, leaving: usize) -> EpochKeys {
        let active = self
            .world
            .ledger
            .members()
            .filter(|(_, member)| member.is_active());
        let count = active.count() - leaving + usize::from(self.chance(5));
        let epoch = self.world.ledger.epoch() + 1 + u32::from(self.chance(5));
        EpochKeys {
            epoch,
            sealed: vec![key(epoch); count],
        }
    }

    fn documents(&mut self) -> Vec<DocId> {
        let first = self.below(DOCUMENTS) as u8;
        let count = 1 + self.below(2) as u8;
        (first..first + count).map(|id| DocId([id; 16])).collect()
    }

    /// Draws what somebody signs next: by whom, with which key.
    fn attempt(&mut self) -> SignedEntry {
        let action = match self.below(12) {
            0 | 1 => return self.enrolment(),
            2 | 3 => self.invite(),
            4 => Action::CancelInvite {
                invite: self.invite_id(),
            },
            5 => Action::Role {
                device: self.device_id(),
                roles: self.roles(),
            },
            6 => Action::Revoke(Revoke {
                device: self.device_id(),
                last: self.below(6),
                keys: self.epoch_keys(1),
            }),
            7 => Action::NewEpoch(self.epoch_keys(0)),
            8 | 9 => self.admission(),
            10 => match self.below(2) {
                0 => Action::Erase(Erase {
                    reason: EraseReason::Request,
                    documents: self.documents(),
                }),
                _ => Action::Policy(Policy {
                    lease_days: self.below(9) as u32,
                    ..Policy::default()
                }),
            },
            _ => Action::Verdict(Judgement {
                device: self.judged(),
                number: self.below(12),
                verdict: Verdict::Accept(self.documents()),
            }),
        };
        // Mostly the founder or whoever holds its place, else history would soon stand still.
        let signer = if self.chance(50) { 0 } else { self.device() };
        let name = if self.chance(5) {
            self.device()
        } else {
            signer
        };
        let actor = Actor::Device(self.devices[name].id());
        self.world.force_as(actor, &self.devices[signer], action)
    }

    fn invite(&mut self) -> Action {
        let secret = match self.invites.last() {
            Some(known) if self.world.rng.chance(5) => InviteSecret::from_bytes(*known.as_bytes()),
            _ => InviteSecret::generate(&mut self.world.rng),
        };
        let keys = *secret.pair().keys();
        self.invites.push(secret);
        Action::Invite(Invite {
            keys,
            officer: self.officer(),
            roles: self.roles(),
            expires: LATER,
            space_keys: self.space_keys(),
        })
    }

    fn invite_id(&mut self) -> proto::InviteId {
        // Mostly the newest: with every epoch the older ones are withdrawn.
        let back = if self.chance(60) { 0 } else { self.below(5) };
        let mut newest_first = self.invites.iter().rev();
        let invite = newest_first.nth(back as usize);
        invite.map_or(proto::InviteId::ZERO, InviteSecret::id)
    }

    fn enrolment(&mut self) -> SignedEntry {
        let device = self.device();
        let invite = self.invite_id();
        let enrol = Action::Enrol(Enrol {
            invite,
            keys: *self.devices[device].keys(),
            space_keys: self.space_keys(),
        });
        let secret = self.invites.iter().find(|secret| secret.id() == invite);
        match secret {
            Some(secret) => self
                .world
                .force_as(Actor::Invite(invite), &secret.pair(), enrol),
            None => self.world.force(&self.devices[device], enrol),
        }
    }

    fn admission(&mut self) -> Action {
        let device = self.device();
        let keys = *self.devices[device].keys();
        let known = self.world.ledger.member(&self.devices[device].id());
        let known = known.map(|member| member.officer);
        let officer = match known {
            Some(officer) if self.chance(90) => officer,
            _ => self.officer(),
        };
        let resumes = match known {
            None if self.chance(90) => 0,
            _ => self.below(10),
        };
        Action::Admit(Admit {
            keys,
            officer,
            roles: self.roles(),
            resumes,
            space_keys: self.space_keys(),
        })
    }

    fn step(&mut self) {
        let entry = self.attempt();
        let before = self.world.ledger.clone();
        let result = self.world.push(entry.clone());
        if result.is_err() {
            assert_eq!(self.world.ledger, before, "a refused entry changes nothing");
            return;
        }
        let payload = Entry::from_bytes(entry.signed_bytes()).unwrap();
        check_allowed(&before, &payload);
        check_ledger(&before, &self.world.ledger);
        *self.accepted.entry(payload.action.tag()).or_default() += 1;
    }
}

/// Asks the table itself whether the signer could do it, as the ledger was before.
fn check_allowed(before: &Ledger, entry: &Entry) {
    let Actor::Device(signer) = entry.signer else {
        let Action::Enrol(enrol) = &entry.action else {
            panic!("an invite did something else: {entry:?}");
        };
        let invite = before.invite(&enrol.invite).unwrap();
        assert_eq!(invite.state, InviteState::Open);
        assert!(!has_guests(before), "a third unit came in: {entry:?}");
        return;
    };
    let member = before.member(&signer).unwrap();
    assert!(member.is_active(), "{entry:?}");
    let has = |duty| duties(member.roles, before.kind()).contains(duty);
    let gives = |roles: RoleSet| {
        let grantable = grants(member.roles);
        !roles.is_empty() && roles.iter().all(|role| grantable.contains(role))
    };
    let is_own = |device: &DeviceId| {
        let other = before.member(device);
        other.is_none_or(|other| other.side == member.side)
    };
    let allowed = match &entry.action {
        Action::Create(_) | Action::Enrol(_) => false,
        Action::Invite(invite) => {
            let invites = member.side == Side::Host && !has_guests(before);
            invites && has(Duty::Invite) && gives(invite.roles)
        }
        Action::Admit(admit) => {
            let own = is_own(&seal::device_id(&admit.keys));
            own && has(Duty::Invite) && gives(admit.roles)
        }
        Action::CancelInvite { invite } => {
            before.invite(invite).unwrap().by == signer || has(Duty::Administer)
        }
        Action::Role { device, roles } => is_own(device) && has(Duty::Administer) && gives(*roles),
        Action::Revoke(revoke) => {
            let own = member.side == Side::Host || is_own(&revoke.device);
            own && has(Duty::Administer)
        }
        Action::NewEpoch(_) => has(Duty::Administer),
        Action::Erase(_) => has(Duty::Erase),
        Action::Verdict(judgement) => is_own(&judgement.device) && has(Duty::Review),
        Action::Policy(_) => has(Duty::Administer) && before.kind() == SpaceKind::Unit,
    };
    assert!(allowed, "{entry:?}");
}

fn has_guests(ledger: &Ledger) -> bool {
    let mut members = ledger.members();
    members.any(|(_, member)| member.is_active() && member.side == Side::Guest)
}

/// What holds in every ledger, whatever happened.
fn check_ledger(before: &Ledger, after: &Ledger) {
    let leads = |member: &Member| {
        let counts = member.is_active() && !member.is_paper() && member.side == Side::Host;
        counts && member.roles.contains(Role::Administrator)
    };
    assert!(after.members().any(|(_, member)| leads(member)));
    for (device, member) in after.members() {
        let was = before.member(device);
        assert!(was.is_none_or(|was| was.side == member.side), "{device}");
        assert!(after.kind() == SpaceKind::Liaison || member.side == Side::Host);
        let epochs = member.space_keys.iter().map(|key| key.epoch);
        let known = epochs.clone().count() as u32;
        assert!(epochs.eq(1..=known), "no epoch is missing or comes twice");
        assert_eq!(member.is_active(), known == after.epoch(), "{device}");
        let (_, held) = member.held.last().unwrap();
        let expected = if member.is_active() {
            member.roles
        } else {
            RoleSet::EMPTY
        };
        assert_eq!(*held, expected);
        let open = after.escrow_of(device).iter();
        let open = open.filter(|range| range.through.is_none()).count();
        assert_eq!(open, usize::from(!member.is_active()));
        assert_eq!(member.stands(u64::MAX), member.is_active());
    }
    let erased = |ledger: &Ledger| ledger.erasures().count();
    assert!(before.erasures().all(|(id, _)| after.is_erased(id)));
    assert!(erased(after) >= erased(before));
    for ((device, number), record) in before.verdicts() {
        assert_eq!(after.verdict(device, *number), Some(record));
    }
}

#[test]
fn only_what_the_table_allows_gets_into_a_ledger_and_a_replay_adds_up_to_the_same() {
    let mut accepted = BTreeMap::new();
    for seed in 0..SEEDS {
        let [area, unit, audit, liaison] = World::of_each_kind(seed);
        let world = match seed % 4 {
            0 => area,
            1 => unit,
            2 => audit,
            _ => liaison,
        };
        let mut history = History::begin(world);
        let mut on_the_way = Vec::new();
        for _ in 0..STEPS {
            history.step();
            if history.chance(5) {
                on_the_way.push(history.world.ledger.clone());
            }
        }
        on_the_way.push(history.world.ledger.clone());
        let entries = &history.world.entries;
        for ledger in on_the_way {
            let length = ledger.length() as usize;
            let replayed = Ledger::replay(ledger.space(), &entries[..length]);
            assert_eq!(replayed.as_ref(), Ok(&ledger), "seed {seed}");
        }
        for (tag, count) in history.accepted {
            *accepted.entry(tag).or_insert(0) += count;
        }
    }
    let rare: Vec<u8> = (2..=11)
        .filter(|tag| accepted.get(tag).is_none_or(|count| *count < 3))
        .collect();
    assert!(
        rare.is_empty(),
        "actions that hardly ever got in: {accepted:?}"
    );
}
