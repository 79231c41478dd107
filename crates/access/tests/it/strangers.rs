//! Whatever those outside sign, in whatever order, the ledger stays as it is.

use proptest::prelude::*;
use proto::ledger::{
    Admit, Enrol, EpochKeys, Erase, EraseReason, Invite, Judgement, Policy, Revoke, Verdict,
};
use proto::{Action, Actor, DeviceId, DocId, InviteId, Role, RoleSet, SealedKey};
use seal::{DeviceSecret, InviteSecret};
use testkit::TestRng;

use crate::world::{LATER, World, officer};

/// What a stranger tries, over the ids that a ledger shows to whoever gets hold of it.
#[derive(Debug, Clone)]
enum Attempt {
    Invite { roles: u8 },
    Enrol { which: usize },
    Cancel { which: usize },
    Role { which: usize, roles: u8 },
    Revoke { which: usize },
    NewEpoch { epoch: u32 },
    Admit { which: usize, roles: u8 },
    Erase,
    Verdict { which: usize, number: u64 },
    Policy,
}

/// In whose name.
#[derive(Debug, Clone)]
enum Name {
    Own,
    Member(usize),
    Invite(usize),
    Ended,
}

fn attempt() -> impl Strategy<Value = (Name, Attempt)> {
    let name = prop_oneof![
        Just(Name::Own),
        (0..4usize).prop_map(Name::Member),
        (0..3usize).prop_map(Name::Invite),
        Just(Name::Ended),
    ];
    let attempt = prop_oneof![
        (1..32u8).prop_map(|roles| Attempt::Invite { roles }),
        (0..3usize).prop_map(|which| Attempt::Enrol { which }),
        (0..3usize).prop_map(|which| Attempt::Cancel { which }),
        (0..4usize, 1..32u8).prop_map(|(which, roles)| Attempt::Role { which, roles }),
        (0..4usize).prop_map(|which| Attempt::Revoke { which }),
        (0..4u32).prop_map(|epoch| Attempt::NewEpoch { epoch }),
        (0..4usize, 1..32u8).prop_map(|(which, roles)| Attempt::Admit { which, roles }),
        Just(Attempt::Erase),
        (0..4usize, 1..5u64).prop_map(|(which, number)| Attempt::Verdict { which, number }),
        Just(Attempt::Policy),
    ];
    (name, attempt)
}

struct Scene {
    world: World,
    ended: DeviceSecret,
    devices: Vec<DeviceId>,
    invites: Vec<InviteId>,
}

fn scene(seed: u64) -> Scene {
    let mut world = World::area(seed);
    world.member(Role::Officer.into());
    let ended = world.member(Role::Administrator.into());
    world.invite(Role::Supervisor.into());
    world.revoke(&ended, 2);
    let devices = world.ledger.members().map(|(id, _)| *id).collect();
    let invites = world.ledger.invites().map(|(id, _)| *id).collect();
    Scene {
        world,
        ended,
        devices,
        invites,
    }
}

impl Scene {
    fn device(&self, which: usize) -> DeviceId {
        self.devices[which % self.devices.len()]
    }

    fn invite(&self, which: usize) -> InviteId {
        self.invites[which % self.invites.len()]
    }

    fn epoch_keys(&self, epoch: u32, leaving: usize) -> EpochKeys {
        let active = self
            .world
            .ledger
            .members()
            .filter(|(_, member)| member.is_active());
        let key = SealedKey {
            epoch,
            enc: [3; 32],
            ciphertext: [4; 48],
        };
        EpochKeys {
            epoch,
            sealed: vec![key; active.count() - leaving],
        }
    }

    fn action(&self, attempt: &Attempt, rng: &mut TestRng) -> Action {
        let key = SealedKey {
            epoch: 1,
            enc: [3; 32],
            ciphertext: [4; 48],
        };
        match attempt {
            Attempt::Invite { roles } => Action::Invite(Invite {
                keys: *InviteSecret::generate(rng).pair().keys(),
                officer: officer(9),
                roles: RoleSet::from_bits(*roles).unwrap(),
                expires: LATER,
                space_keys: vec![key.clone(), SealedKey { epoch: 2, ..key }],
            }),
            Attempt::Enrol { which } => Action::Enrol(Enrol {
                invite: self.invite(*which),
                keys: *DeviceSecret::generate(rng).keys(),
                space_keys: vec![key.clone(), SealedKey { epoch: 2, ..key }],
            }),
            Attempt::Cancel { which } => Action::CancelInvite {
                invite: self.invite(*which),
            },
            Attempt::Role { which, roles } => {
                let roles = RoleSet::from_bits(*roles).unwrap();
                Action::Role {
                    device: self.device(*which),
                    roles,
                }
            }
            Attempt::Revoke { which } => Action::Revoke(Revoke {
                device: self.device(*which),
                last: 0,
                keys: self.epoch_keys(3, 1),
            }),
            Attempt::NewEpoch { epoch } => Action::NewEpoch(self.epoch_keys(*epoch, 0)),
            Attempt::Admit { which, roles } => {
                let member = self.world.ledger.member(&self.device(*which)).unwrap();
                Action::Admit(Admit {
                    keys: member.keys,
                    officer: member.officer,
                    roles: RoleSet::from_bits(*roles).unwrap(),
                    resumes: 9,
                    space_keys: vec![key.clone(), SealedKey { epoch: 2, ..key }],
                })
            }
            Attempt::Erase => Action::Erase(Erase {
                reason: EraseReason::Request,
                documents: vec![DocId([5; 16])],
            }),
            Attempt::Verdict { which, number } => Action::Verdict(Judgement {
                device: self.device(*which),
                number: *number,
                verdict: Verdict::AcceptAll,
            }),
            Attempt::Policy => Action::Policy(Policy::default()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_sequence_of_entries_by_strangers_changes_a_ledger(
        seed: u64,
        attempts in proptest::collection::vec(attempt(), 1..12),
    ) {
        let scene = scene(seed);
        let mut rng = TestRng::new(seed ^ 1);
        let stranger = DeviceSecret::generate(&mut rng);
        let mut ledger = scene.world.ledger.clone();
        for (name, attempt) in &attempts {
            let action = scene.action(attempt, &mut rng);
            let (actor, signer) = match name {
                Name::Own => (Actor::Device(stranger.id()), &stranger),
                Name::Member(which) => (Actor::Device(scene.device(*which)), &stranger),
                Name::Invite(which) => (Actor::Invite(scene.invite(*which)), &stranger),
                Name::Ended => (Actor::Device(scene.ended.id()), &scene.ended),
            };
            let entry = scene.world.force_as(actor, signer, action);
            prop_assert!(ledger.extend(&entry, None).is_err());
            prop_assert_eq!(&ledger, &scene.world.ledger);
        }
    }
}
