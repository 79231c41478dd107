//! Devices without notebooks: keys, a place in a space, and packs to push.

use access::{Founder, Intent, Ledger, NewSpace, enrol, found};
use client_core::{Flow, Transport as _};
use proto::ledger::FIRST_EPOCH;
use proto::{
    Actor, Bundle, BundleDocument, Cursor, DocId, LedgerOutcome, LedgerPush, ManifestItem,
    OfficerId, PackHash, RelayEpoch, RelayId, RequestFlags, RequestHead, Role, RoleSet, SpaceId,
    SpaceState, UnixMillis,
};
use seal::{DeviceSecret, InviteSecret, PackDraft, SignedEntry, SpaceKey, seal_pack};
use sync::client::{Effect, Exchange, OutgoingPack};
use testkit::TestRng;

use crate::failure::Failure;
use crate::ward;

/// How many officers share an area.
const TEAM: usize = 8;
/// What a day of thirty visits weighs in a pack, in bytes: the day row says it.
const DAY: usize = 8_000;

/// All devices and the relay they know.
pub(crate) struct Fleet {
    relay: RelayId,
    epoch: RelayEpoch,
    now: UnixMillis,
    teams: Vec<Team>,
    rng: TestRng,
    rounds: u64,
}

/// The devices of one space.
struct Team {
    space: SpaceId,
    key: SpaceKey,
    ledger: Ledger,
    members: Vec<Member>,
}

struct Member {
    secret: DeviceSecret,
    number: u64,
    previous: PackHash,
}

/// A signed request and what is needed to check its answer.
pub(crate) struct Prepared {
    pub(crate) request: Vec<u8>,
    exchange: Exchange,
    packs: usize,
}

impl Fleet {
    /// Makes so many devices, in spaces of eight, and makes their ledgers known to the relay.
    pub(crate) fn enlist(devices: usize, url: &str, now: UnixMillis) -> Result<Self, Failure> {
        let mut transport = ward::transport(url)?;
        let description: serde_json::Value =
            serde_json::from_str(&transport.describe()?).unwrap_or_default();
        let relay = ward::text(&description, "relay")
            .parse()
            .map_err(|_| Failure::unexpected("the relay does not say who it is"))?;
        let mut fleet = Self {
            relay,
            epoch: RelayEpoch([0; 8]),
            now,
            teams: Vec::new(),
            rng: TestRng::new(64),
            rounds: 0,
        };
        for _ in 0..devices.div_ceil(TEAM) {
            let (team, entries) = fleet.team()?;
            let push = LedgerPush {
                space: team.space,
                entries,
            };
            let founder = team
                .members
                .first()
                .ok_or_else(|| Failure::load("a team without members"))?;
            let head = RequestHead {
                ledger_pushes: vec![push],
                ..fleet.head(&founder.secret)
            };
            let (exchange, request) = Exchange::begin(head, &[], &founder.secret);
            let mut answer = Vec::new();
            transport.exchange(request, &mut |bytes| {
                answer.extend_from_slice(bytes);
                Flow::Continue
            })?;
            fleet.learn(exchange, &answer)?;
            fleet.teams.push(team);
        }
        Ok(fleet)
    }

    fn team(&mut self) -> Result<(Team, Vec<Vec<u8>>), Failure> {
        let rng = &mut self.rng;
        let leader = DeviceSecret::generate(rng);
        let roles: RoleSet = [Role::Commander, Role::Administrator].into_iter().collect();
        let founder = Founder {
            device: &leader,
            officer: OfficerId([1; 16]),
            roles,
        };
        let founding = found(founder, NewSpace::Unit, self.now, rng).map_err(Failure::load)?;
        let mut ledger = founding.ledger;
        let mut entries = vec![founding.entry.to_bytes()];
        let mut members = vec![member(leader)];
        while members.len() < TEAM {
            let invite = InviteSecret::generate(rng);
            let device = DeviceSecret::generate(rng);
            let roles = RoleSet::from(Role::Supervisor);
            let intent = Intent::Invite {
                keys: *invite.pair().keys(),
                officer: OfficerId([2; 16]),
                roles,
                expires: self.now.plus_millis(3_600_000),
            };
            let leader = members
                .first()
                .ok_or_else(|| Failure::load("a team without leader"))?;
            let invited = intent
                .sign(&ledger, &leader.secret, self.now, rng)
                .map_err(Failure::load)?;
            take(&mut ledger, &invited, &mut entries)?;
            let enrolled =
                enrol(&ledger, &invite, device.keys(), self.now, rng).map_err(Failure::load)?;
            take(&mut ledger, &enrolled, &mut entries)?;
            members.push(member(device));
        }
        Ok((
            Team {
                space: ledger.space(),
                key: founding.key,
                ledger,
                members,
            },
            entries,
        ))
    }

    fn learn(&mut self, mut exchange: Exchange, answer: &[u8]) -> Result<(), Failure> {
        exchange.receive(answer).map_err(Failure::load)?;
        while let Some(effect) = exchange.next_effect() {
            match effect {
                Effect::Met { epoch, .. } => self.epoch = epoch,
                Effect::Refused { code } => return Err(Failure::load(code.as_str())),
                Effect::LedgerPushed {
                    outcome: LedgerOutcome::Refused { code },
                    ..
                } => {
                    return Err(Failure::load(format!(
                        "the relay takes no ledger: {}",
                        code.as_str()
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn head(&self, device: &DeviceSecret) -> RequestHead {
        RequestHead {
            relay: self.relay,
            actor: Actor::Device(device.id()),
            time: self.now,
            relay_epoch: self.epoch,
            answer_budget: 0,
            flags: RequestFlags::default(),
            spaces: Vec::new(),
            ledger_pushes: Vec::new(),
            manifest: Vec::new(),
        }
    }

    /// Sets the time that requests will carry.
    pub(crate) fn at(&mut self, now: UnixMillis) {
        self.now = now;
    }

    /// Prepares a day's push for every device. Each knows the packs of all days before, so its answer brings those of the
    /// colleagues who were faster today.
    pub(crate) fn push_a_day(&mut self) -> Result<Vec<Prepared>, Failure> {
        let known = self.rounds * TEAM as u64;
        self.rounds += 1;
        let mut prepared = Vec::new();
        let heads: Vec<RequestHead> = self
            .each()
            .map(|(_, member)| self.head(&member.secret))
            .collect();
        let mut heads = heads.into_iter();
        for team in &mut self.teams {
            let state = state(team, known);
            for member in &mut team.members {
                let head = heads
                    .next()
                    .ok_or_else(|| Failure::load("a device without a head"))?;
                let pack = day_pack(team.space, &team.key, member, &mut self.rng)?;
                let manifest = vec![ManifestItem {
                    hash: pack.hash,
                    length: pack.bytes.len() as u32,
                }];
                let head = RequestHead {
                    spaces: vec![state],
                    manifest,
                    ..head
                };
                let (exchange, request) = Exchange::begin(head, &[pack], &member.secret);
                prepared.push(Prepared {
                    request,
                    exchange,
                    packs: 1,
                });
            }
        }
        Ok(prepared)
    }

    /// Prepares so many syncs of every device that bring nothing and get nothing.
    pub(crate) fn ask(&self, times: usize) -> Vec<Vec<Prepared>> {
        let known = self.rounds * TEAM as u64;
        let one = |team: &Team, member: &Member, time: usize| {
            let head = self.head(&member.secret);
            let time = head.time.plus_millis(time as i64); // Every request is another one.
            let (exchange, request) = Exchange::begin(
                RequestHead {
                    spaces: vec![state(team, known)],
                    time,
                    ..head
                },
                &[],
                &member.secret,
            );
            Prepared {
                request,
                exchange,
                packs: 0,
            }
        };
        self.each()
            .map(|(team, member)| (0..times).map(|time| one(team, member, time)).collect())
            .collect()
    }

    fn each(&self) -> impl Iterator<Item = (&Team, &Member)> {
        self.teams
            .iter()
            .flat_map(|team| team.members.iter().map(move |member| (team, member)))
    }
}

impl Prepared {
    /// Checks an answer as a device does: complete, nothing refused, and a receipt for every pack.
    pub(crate) fn check(mut self, answer: &[u8]) -> Result<(), Failure> {
        self.exchange.receive(answer).map_err(Failure::load)?;
        let mut durable = 0;
        while let Some(effect) = self.exchange.next_effect() {
            match effect {
                Effect::Durable { stored, .. } => durable += stored.len(),
                Effect::Refused { code } | Effect::PackRefused { code, .. } => {
                    return Err(Failure::load(code.as_str()));
                }
                _ => {}
            }
        }
        self.exchange.finish().map_err(Failure::load)?;
        if durable == self.packs {
            Ok(())
        } else {
            Err(Failure::load(format!(
                "{durable} packs are durable of {}",
                self.packs
            )))
        }
    }
}

fn member(secret: DeviceSecret) -> Member {
    Member {
        secret,
        number: 0,
        previous: PackHash([0; 32]),
    }
}

fn take(
    ledger: &mut Ledger,
    entry: &SignedEntry,
    entries: &mut Vec<Vec<u8>>,
) -> Result<(), Failure> {
    ledger.extend(entry, None).map_err(Failure::load)?;
    entries.push(entry.to_bytes());
    Ok(())
}

fn state(team: &Team, known: u64) -> SpaceState {
    let mut ledger_head = [0; 8];
    for (to, from) in ledger_head.iter_mut().zip(team.ledger.head().as_bytes()) {
        *to = *from;
    }
    SpaceState {
        space: team.space,
        cursor: Cursor {
            high: known,
            low: 0,
        },
        ledger_length: team.ledger.length(),
        ledger_head,
    }
}

fn day_pack(
    space: SpaceId,
    key: &SpaceKey,
    member: &mut Member,
    rng: &mut TestRng,
) -> Result<OutgoingPack, Failure> {
    member.number += 1;
    let mut change = vec![0; DAY];
    rng.fill(&mut change);
    let document = BundleDocument {
        id: DocId(*rng.uuid().as_bytes()),
        changes: vec![change.into()],
    };
    let draft = PackDraft {
        space,
        key_epoch: FIRST_EPOCH,
        number: member.number,
        previous: member.previous,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    };
    let pack = seal_pack(
        &draft,
        &Bundle::of_documents(vec![document]),
        key,
        &member.secret,
        1,
        rng,
    )
    .map_err(Failure::load)?;
    member.previous = pack.hash;
    Ok(OutgoingPack {
        hash: pack.hash,
        bytes: pack.bytes,
    })
}
