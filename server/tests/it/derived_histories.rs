//! Random logs, merged at random moments, read by devices whose links are cut: in the end everybody has every pack of
//! every author, and whoever has everything gets nothing more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use access::{Founder, NewSpace};
use proto::{
    Cover, Cursor, DeviceId, Excerpt, OfficerId, PackHash, PackHeader, PackOutcome, Reader, Role,
    SpaceId, UnixMillis, Wire,
};
use seal::{DeviceSecret, PackDraft, SealedPack, SpaceKey, seal_pack};
use server::storage::sqlite::{SqliteOptions, SqliteStorage};
use server::storage::{Appended, NewEntries, NewPack, Storage};
use sync::relay::{Bearer, SendPlan, Verdict};
use testkit::TestRng;

const SEEDS: u64 = 8;
const EVENTS: usize = 60;
const GRACE: i64 = 10;

type Name = (DeviceId, u64);

/// A space in a store, its only member's keys, and every pack as it came.
struct History {
    storage: SqliteStorage,
    space: SpaceId,
    key: SpaceKey,
    secret: DeviceSecret,
    previous: PackHash,
    excerpts: BTreeMap<Name, Vec<Excerpt>>,
    devices: Vec<Device>,
    now: i64,
}

#[derive(Default)]
struct Device {
    cursor: Cursor,
    held: BTreeSet<Name>,
}

fn new_pack(pack: SealedPack, now: i64) -> NewPack {
    NewPack {
        header: pack.header,
        hash: pack.hash,
        bearer: Bearer::Author,
        bytes: pack.bytes,
        received: UnixMillis(now),
        memory: None,
    }
}

impl History {
    async fn begin(folder: &std::path::Path, rng: &mut TestRng) -> Self {
        let options = SqliteOptions {
            cached_spaces: 2,
            readers: 1,
            space_quota: u64::MAX,
            escrow_bytes: u64::MAX,
            restored: false,
        };
        let storage = SqliteStorage::open(folder, options, Arc::default()).unwrap();
        let secret = DeviceSecret::generate(rng);
        let founder = Founder {
            device: &secret,
            officer: OfficerId([1; 16]),
            roles: [Role::Administrator, Role::Commander].into_iter().collect(),
        };
        let founding = access::found(founder, NewSpace::Unit, UnixMillis(0), rng).unwrap();
        let space = founding.ledger.space();
        let new = NewEntries {
            space,
            after: None,
            entries: vec![founding.entry.to_bytes()],
            ledger: Arc::new(founding.ledger),
        };
        let appended = storage.append(new).await.unwrap();
        assert!(matches!(appended, Appended::Durable(_)));
        Self {
            storage,
            space,
            key: founding.key,
            secret,
            previous: PackHash::ZERO,
            excerpts: BTreeMap::new(),
            devices: (0..3).map(|_| Device::default()).collect(),
            now: 0,
        }
    }

    fn seal(
        &self,
        number: u64,
        covers: Vec<Cover>,
        bundle: &proto::Bundle,
        rng: &mut TestRng,
    ) -> SealedPack {
        let draft = PackDraft {
            space: self.space,
            key_epoch: 1,
            number,
            previous: if number == 0 {
                PackHash::ZERO
            } else {
                self.previous
            },
            covers,
            erases: Vec::new(),
            expires: None,
        };
        seal_pack(&draft, bundle, &self.key, &self.secret, 1, rng).unwrap()
    }

    async fn append(&mut self, rng: &mut TestRng) {
        let number = self.excerpts.len() as u64 + 1;
        let pack = self.seal(number, Vec::new(), &proto::Bundle::default(), rng);
        let parsed = seal::parse_pack(pack.bytes.clone()).unwrap();
        let verified = parsed.verify(self.secret.keys()).unwrap();
        let opened = seal::open(&verified, &self.key).unwrap();
        let excerpts = seal::take_over(&verified, &opened, |_| false).unwrap();
        self.excerpts.insert((self.secret.id(), number), excerpts);
        self.previous = pack.hash;
        let outcome = self.storage.store(new_pack(pack, self.now)).await.unwrap();
        assert_eq!(outcome, PackOutcome::Stored { seq: number });
    }

    /// Merges a run of neighbouring rows, some of which may be merged ones.
    async fn merge(&mut self, rng: &mut TestRng) {
        let layout = self
            .storage
            .layout(self.space, 0, usize::MAX)
            .await
            .unwrap();
        let from = rng.index(layout.rows.len().max(1));
        let count = 2 + rng.index(5);
        let rows: Vec<_> = layout.rows.iter().skip(from).take(count).collect();
        let names = rows.iter().flat_map(|row| names(&row.covers));
        let excerpts = names
            .flat_map(|name| self.excerpts[&name].clone())
            .collect();
        let (covers, bundle) = seal::derive(excerpts);
        if rows.len() < 2 {
            return;
        }
        let pack = self.seal(0, covers, &bundle, rng);
        let until = UnixMillis(self.now + GRACE);
        let placed = self
            .storage
            .derive(new_pack(pack, self.now), until)
            .await
            .unwrap();
        let seq = rows.last().unwrap().place;
        assert_eq!(placed.outcome, PackOutcome::Stored { seq });
    }

    /// Lets a device sync, cut after so many packs; gives how many came.
    async fn sync(&mut self, device: usize, rng: &mut TestRng, cut: usize) -> usize {
        let originals = rng.chance(20);
        let mut plan = SendPlan::new(0, None);
        if originals {
            plan = plan.with_originals();
        }
        let summary = self.storage.space(self.space).await.unwrap().unwrap();
        let top = summary.top;
        // Something may happen between the plan and the reading.
        if rng.chance(30) {
            self.append(rng).await;
            self.merge(rng).await;
        }
        plan.add_space(self.space, self.devices[device].cursor, top, &[]);
        let mut came = 0;
        while let Some(want) = plan.next_want() {
            let page = self.storage.packs(want, 700).await.unwrap();
            for pack in page.packs {
                if came == cut {
                    return came;
                }
                let Verdict::Send(cursor) = plan.offer(pack.span, pack.bytes.len() as u64) else {
                    break;
                };
                let header = PackHeader::read(&mut Reader::new(&pack.bytes)).unwrap();
                let device = &mut self.devices[device];
                device.cursor = cursor;
                let said: BTreeSet<Name> = if header.is_derived() {
                    names(&header.covers).collect()
                } else {
                    [(header.author, header.number)].into()
                };
                assert!(!said.is_subset(&device.held), "it had all of {said:?}");
                device.held.extend(said);
                came += 1;
            }
            plan.end_turn(page.reached_end);
        }
        for (_, cursor) in plan.silent_moves() {
            self.devices[device].cursor = cursor;
        }
        came
    }
}

fn names(covers: &[Cover]) -> impl Iterator<Item = Name> + '_ {
    let each = |cover: &Cover| {
        (cover.first..=cover.last).map({
            let author = cover.author;
            move |number| (author, number)
        })
    };
    covers.iter().flat_map(each)
}

async fn play(seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = TestRng::new(seed);
    let mut history = History::begin(folder.path(), &mut rng).await;
    for _ in 0..EVENTS {
        history.now += 1;
        match rng.below(10) {
            0..=4 => history.append(&mut rng).await,
            5..=6 => history.merge(&mut rng).await,
            7 => {
                while history
                    .storage
                    .end_grace(UnixMillis(history.now))
                    .await
                    .unwrap()
                {}
            }
            _ => {
                let (device, cut) = (rng.index(3), rng.index(9));
                history.sync(device, &mut rng, cut).await;
            }
        }
    }
    let everything: BTreeSet<Name> = history.excerpts.keys().copied().collect();
    let check = server::storage::sqlite::check(folder.path()).unwrap();
    assert_eq!(check.damages, [], "seed {seed}");
    for device in 0..3 {
        while history.sync(device, &mut rng, usize::MAX).await > 0 {}
        let held = &history.devices[device].held;
        assert!(everything.is_subset(held), "seed {seed}, device {device}");
    }
}

#[tokio::test]
async fn every_device_ends_with_every_pack_through_merges_cuts_and_ended_grace() {
    for seed in 0..SEEDS {
        play(seed).await;
    }
}
