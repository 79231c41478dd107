//! Devices without notebooks: keys, a place in a space, and packs to push.

use access::{Founder, Intent, Ledger, NewSpace, enrol, found};
use client_core::{Flow, Transport as _};
use proto::ledger::FIRST_EPOCH;
use proto::{
    Actor, Bundle, BundleDocument, Cursor, DocId, LedgerOutcome, LedgerPush, OfficerId, PackHash,
    RelayEpoch, RelayId, RequestFlags, RequestHead, Role, RoleSet, SpaceId, SpaceState, UnixMillis,
};
use seal::{DeviceSecret, InviteSecret, PackDraft, SignedEntry, SpaceKey, seal_pack};
use sync::client::{Effect, Exchange, OutgoingPack};
use testkit::TestRng;

use super::prepared::Prepared;
use crate::failure::Failure;
use crate::ward;

/// How many officers share an area.
const TEAM: usize = 8;
/// What a day of thirty visits weighs in a pack, in bytes: the day row says it.
const DAY: usize = 8_000;

/// What a document weighs in a pack after a first import, in bytes.
const DOCUMENT: usize = 120;

/// All devices and the relay they know.
pub(crate) struct Fleet {
    relay: RelayId,
    epoch: RelayEpoch,
    now: UnixMillis,
    teams: Vec<Team>,
    rng: TestRng,
    /// The newest place of every space's log.
    top: u64,
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
            top: 0,
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
        let known = self.top;
        self.top += TEAM as u64;
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
                let bundle = random_bundle(1, DAY, &mut self.rng);
                let pack = next_pack(team.space, &team.key, member, &bundle, &mut self.rng)?;
                prepared.push(Prepared::new(head, state, &[pack], &member.secret));
            }
        }
        Ok(prepared)
    }

    /// Prepares what one officer of each space brings: so many packs of so many documents.
    pub(crate) fn import(
        &mut self,
        packs: usize,
        documents: usize,
    ) -> Result<Vec<Prepared>, Failure> {
        self.push_of_one(0, packs, |rng| random_bundle(documents, DOCUMENT, rng))
    }

    /// Prepares the day of one officer of each space, another one each time.
    pub(crate) fn push_one_day(&mut self) -> Result<Vec<Prepared>, Failure> {
        let officer = self.top as usize % TEAM;
        self.push_of_one(officer, 1, |rng| random_bundle(1, DAY, rng))
    }

    fn push_of_one(
        &mut self,
        officer: usize,
        packs: usize,
        bundle: impl Fn(&mut TestRng) -> Bundle,
    ) -> Result<Vec<Prepared>, Failure> {
        let known = self.top;
        self.top += packs as u64;
        let mut prepared = Vec::new();
        for index in 0..self.teams.len() {
            let Some(member) = self
                .teams
                .get(index)
                .and_then(|team| team.members.get(officer))
            else {
                continue;
            };
            let head = self.head(&member.secret);
            let Some(team) = self.teams.get_mut(index) else {
                continue;
            };
            let (space, state) = (team.space, state(team, known));
            let Some(member) = team.members.get_mut(officer) else {
                continue;
            };
            let mut made = Vec::with_capacity(packs);
            for _ in 0..packs {
                let bundle = bundle(&mut self.rng);
                made.push(next_pack(space, &team.key, member, &bundle, &mut self.rng)?);
            }
            prepared.push(Prepared::new(head, state, &made, &member.secret));
        }
        Ok(prepared)
    }

    /// Prepares a sync of one device of each space that brings nothing and gets nothing.
    pub(crate) fn ask_one(&self, time: usize) -> Vec<Prepared> {
        let first = |team: &Team| Some(self.idle(team, team.members.first()?, time));
        self.teams.iter().filter_map(first).collect()
    }

    fn idle(&self, team: &Team, member: &Member, time: usize) -> Prepared {
        let head = self.head(&member.secret);
        let time = head.time.plus_millis(time as i64); // Every request is another one.
        let head = RequestHead { time, ..head };
        Prepared::new(head, state(team, self.top), &[], &member.secret)
    }

    /// Prepares so many syncs of every device that bring nothing and get nothing.
    pub(crate) fn ask(&self, times: usize) -> Vec<Vec<Prepared>> {
        let each = self.each();
        each.map(|(team, member)| {
            (0..times)
                .map(|time| self.idle(team, member, time))
                .collect()
        })
        .collect()
    }

    fn each(&self) -> impl Iterator<Item = (&Team, &Member)> {
        self.teams
            .iter()
            .flat_map(|team| team.members.iter().map(move |member| (team, member)))
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

/// Makes documents of one change, of random bytes since those do not compress.
fn random_bundle(documents: usize, size: usize, rng: &mut TestRng) -> Bundle {
    let document = |_| {
        let mut change = vec![0; size];
        rng.fill(&mut change);
        BundleDocument {
            id: DocId(*rng.uuid().as_bytes()),
            changes: vec![change.into()],
        }
    };
    Bundle::of_documents((0..documents).map(document).collect())
}

/// Seals a bundle as a member's next pack.
fn next_pack(
    space: SpaceId,
    key: &SpaceKey,
    member: &mut Member,
    bundle: &Bundle,
    rng: &mut TestRng,
) -> Result<OutgoingPack, Failure> {
    member.number += 1;
    let draft = PackDraft {
        space,
        key_epoch: FIRST_EPOCH,
        number: member.number,
        previous: member.previous,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    };
    let pack = seal_pack(&draft, bundle, key, &member.secret, 1, rng).map_err(Failure::load)?;
    member.previous = pack.hash;
    Ok(OutgoingPack {
        hash: pack.hash,
        bytes: pack.bytes,
    })
}
