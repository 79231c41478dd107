//! Every role times every duty times every kind of space, against the table as the specification prints it.

use access::{Decision, Duty, Intent, Refusal, Request, decide, duties, grants};
use proto::ledger::{EraseReason, Judgement, Policy, Verdict};
use proto::{Actor, DeviceId, DocId, Role, RoleSet, SpaceKind};

use crate::world::{NOW, World, roles};

struct Row {
    role: Role,
    area: Vec<Duty>,
    unit: Vec<Duty>,
    audit: Vec<Duty>,
    liaison: Vec<Duty>,
    grants: Vec<Role>,
}

fn specified() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../proto/spec/ledger.md");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("| role | in an area"));
    lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(row)
        .collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let duty = |word: &str| {
        Duty::ALL
            .into_iter()
            .find(|duty| duty.as_str() == word)
            .unwrap()
    };
    let duties = |cell: &str| match cell {
        "none" => Vec::new(),
        list => list.split(", ").map(duty).collect(),
    };
    let grants = match cells[5] {
        "none" => Vec::new(),
        "all" => Role::ALL.to_vec(),
        list => list.split(", ").map(|word| word.parse().unwrap()).collect(),
    };
    Row {
        role: cells[0].parse().unwrap(),
        area: duties(cells[1]),
        unit: duties(cells[2]),
        audit: duties(cells[3]),
        liaison: duties(cells[4]),
        grants,
    }
}

#[test]
fn each_role_has_the_duties_that_the_specification_gives_it() {
    let rows = specified();
    assert_eq!(
        rows.iter().map(|row| row.role).collect::<Vec<_>>(),
        Role::ALL
    );
    for Row {
        role,
        area,
        unit,
        audit,
        liaison,
        grants: granted,
    } in rows
    {
        for (kind, expected) in [
            (SpaceKind::Area, &area),
            (SpaceKind::Unit, &unit),
            (SpaceKind::Audit, &audit),
            (SpaceKind::Liaison, &liaison),
        ] {
            for duty in Duty::ALL {
                let has = duties(role.into(), kind).contains(duty);
                assert_eq!(has, expected.contains(&duty), "{role} {kind:?} {duty}");
            }
        }
        assert_eq!(grants(role.into()), roles(&granted), "{role}");
    }
}

#[test]
fn no_role_means_no_duty_and_nothing_to_grant() {
    for kind in [
        SpaceKind::Area,
        SpaceKind::Unit,
        SpaceKind::Audit,
        SpaceKind::Liaison,
    ] {
        assert!(
            Duty::ALL
                .into_iter()
                .all(|duty| !duties(RoleSet::EMPTY, kind).contains(duty))
        );
    }
    assert_eq!(grants(RoleSet::EMPTY), RoleSet::EMPTY);
}

#[test]
fn nobody_erases_the_consultation_log() {
    let all: RoleSet = Role::ALL.into_iter().collect();
    assert!(!duties(all, SpaceKind::Audit).contains(Duty::Erase));
}

#[test]
fn a_decision_follows_the_table_for_every_role_and_request() {
    for mut world in World::of_each_kind(1) {
        let kind = world.ledger.kind();
        let erased = [DocId([1; 16]), DocId([2; 16])];
        let one_of_them = [erased[0], DocId([3; 16])];
        let erase = Intent::Erase {
            reason: EraseReason::Request,
            documents: erased.to_vec(),
        };
        let is_log = kind == SpaceKind::Audit;
        if !is_log {
            let entry = world.founders(&erase);
            world.push(entry).unwrap();
        }
        for role in Role::ALL {
            let device = world.member(role.into());
            let has = |duty| duties(role.into(), kind).contains(duty);
            let allowed =
                |request| decide(&world.ledger, Actor::Device(device.id()), request).is_allowed();
            assert!(allowed(Request::ReadLedger { now: NOW }));
            assert_eq!(allowed(Request::ReadPacks), has(Duty::Read));
            assert_eq!(
                allowed(Request::WritePack { key_epoch: 1 }),
                has(Duty::Write)
            );
            assert_eq!(allowed(Request::Administer), has(Duty::Administer));
            let founds = kind == SpaceKind::Unit && has(Duty::Administer);
            assert_eq!(allowed(Request::FoundSpace), founds);
            let derive = Request::Derive { key_epoch: 1 };
            assert_eq!(allowed(derive), has(Duty::Review));
            let replace = |over_others, documents| Request::Replace {
                key_epoch: 1,
                over_others,
                documents,
            };
            let may_take_out = has(Duty::Erase) || has(Duty::Review);
            assert_eq!(
                allowed(replace(false, &erased)),
                has(Duty::Write) && !is_log
            );
            assert_eq!(allowed(replace(true, &erased)), may_take_out && !is_log);
            for over_others in [false, true] {
                assert!(!allowed(replace(over_others, &[])));
                assert!(!allowed(replace(over_others, &one_of_them)));
            }
            let escrow = Request::EscrowPack { key_epoch: 1 };
            assert_eq!(allowed(escrow), has(Duty::Write));
            for given in Role::ALL {
                let may = has(Duty::Invite) && grants(role.into()).contains(given);
                assert_eq!(
                    allowed(Request::Invite {
                        roles: given.into()
                    }),
                    may,
                    "{role} {given}"
                );
            }
            assert!(!allowed(Request::Invite {
                roles: RoleSet::EMPTY
            }));
        }
    }
}

#[test]
fn an_intent_is_signed_exactly_if_the_decision_allows_it() {
    for mut world in World::of_each_kind(3) {
        let ended = world.member(Role::Officer.into());
        world.revoke(&ended, 4);
        for role in Role::ALL {
            let device = world.member(role.into());
            for given in Role::ALL {
                let secret = seal::InviteSecret::generate(&mut world.rng);
                let intent = crate::world::invite_intent(&secret, given.into());
                let signed = intent
                    .sign(&world.ledger, &device, NOW, &mut world.rng)
                    .is_ok();
                let request = Request::Invite {
                    roles: given.into(),
                };
                let decided = decide(&world.ledger, Actor::Device(device.id()), request);
                assert_eq!(signed, decided.is_allowed(), "{role} invites {given}");
            }
            let kind = world.ledger.kind();
            for (intent, duty) in intents(&world, ended.id()) {
                let signed = intent
                    .sign(&world.ledger, &device, NOW, &mut world.rng)
                    .is_ok();
                let has = duties(role.into(), kind).contains(duty);
                let fits = kind == SpaceKind::Unit || !matches!(intent, Intent::Policy(_));
                assert_eq!(signed, has && fits, "{role} {kind:?} {intent:?}");
            }
        }
    }
}

/// Intents that fit the ledger, each with the duty that it needs. Any role may be given by an administrator only.
fn intents(world: &World, ended: DeviceId) -> Vec<(Intent, Duty)> {
    let founder = world.founder.id();
    vec![
        (Intent::NewEpoch, Duty::Administer),
        (
            Intent::Role {
                device: founder,
                roles: roles(&[Role::Administrator]),
            },
            Duty::Administer,
        ),
        (Intent::Policy(Policy::default()), Duty::Administer),
        (
            Intent::Erase {
                reason: EraseReason::Order,
                documents: vec![DocId([8; 16])],
            },
            Duty::Erase,
        ),
        (
            Intent::Verdict(Judgement {
                device: ended,
                number: 5,
                verdict: Verdict::RejectAll,
            }),
            Duty::Review,
        ),
    ]
}

#[test]
fn several_roles_add_up() {
    let both = roles(&[Role::Auditor, Role::Supervisor]);
    assert!(duties(both, SpaceKind::Area).contains(Duty::Write));
    assert_eq!(grants(both), roles(&[Role::Officer]));
}

#[test]
fn a_pack_is_taken_under_any_epoch_that_the_space_had() {
    let mut world = World::area(5);
    let entry = world.founders(&Intent::NewEpoch);
    world.push(entry).unwrap();
    let actor = Actor::Device(world.founder.id());
    let write = |key_epoch| decide(&world.ledger, actor, Request::WritePack { key_epoch });
    assert!(write(1).is_allowed() && write(2).is_allowed());
    for epoch in [0, 3, u32::MAX] {
        assert_eq!(
            write(epoch),
            Decision::Refuse(Refusal::UnknownEpoch { epoch })
        );
    }
}
