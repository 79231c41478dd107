//! A relay with a clock of its own, devices, spaces and packs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Founder, Intent, Ledger, NewSpace};
use proto::{
    Actor, Bundle, BundleDocument, Code, Cursor, DocId, Frame, LedgerOutcome, LedgerPush,
    ManifestItem, OfficerId, PackHash, PackOutcome, RelayEpoch, RelayId, RequestFlags, RequestHead,
    Role, RoleSet, SpaceId, SpaceState, UnixMillis,
};
use seal::{
    DeviceSecret, InviteSecret, PackDraft, SealedPack, SignedEntry, SignedRequest, SpaceKey,
    seal_pack,
};
use server::{Config, Handle, Relay};
use tempfile::TempDir;
use testkit::TestRng;

use crate::wire::{Answer, Connection};

pub(crate) const NOON: i64 = 1_770_000_000_000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

/// A relay in a folder, and a source of keys.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) relay: Handle,
    pub(crate) rng: TestRng,
    clock: Arc<AtomicI64>,
    change: fn(&mut Config),
}

/// A space as a test knows it.
pub(crate) struct Space {
    pub(crate) id: SpaceId,
    pub(crate) ledger: Ledger,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) key: SpaceKey,
}

/// A device and its last packs.
pub(crate) struct Device {
    pub(crate) secret: DeviceSecret,
    last: BTreeMap<SpaceId, (u64, PackHash)>,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: fn(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(NOON));
        let relay = start(&folder, &clock, change).await;
        Self {
            folder,
            relay,
            rng: TestRng::new(7),
            clock,
            change,
        }
    }

    /// Stops the relay in order and starts it again on the same folder.
    pub(crate) async fn restart(self) -> Self {
        self.restart_after(|_| {}).await
    }

    /// The same, with other settings from then on.
    pub(crate) async fn restart_with(mut self, change: fn(&mut Config)) -> Self {
        self.change = change;
        self.restart().await
    }

    /// The same, and lets something be done with the data in between.
    pub(crate) async fn restart_after(self, between: impl FnOnce(&std::path::Path)) -> Self {
        let Self {
            folder,
            relay,
            rng,
            clock,
            change,
        } = self;
        relay.shutdown().await.unwrap();
        between(&folder.path().join("data"));
        let relay = start(&folder, &clock, change).await;
        Self {
            folder,
            relay,
            rng,
            clock,
            change,
        }
    }

    pub(crate) fn now(&self) -> UnixMillis {
        UnixMillis(self.clock.load(Ordering::Relaxed))
    }

    pub(crate) fn advance(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    pub(crate) fn device(&mut self) -> Device {
        Device {
            secret: DeviceSecret::generate(&mut self.rng),
            last: BTreeMap::new(),
        }
    }

    /// Founds a unit on the relay.
    pub(crate) async fn found(&mut self, device: &Device) -> Space {
        let space = self.draft_space(device);
        self.bring(device, space).await
    }

    /// Founds another space of a unit on the relay.
    pub(crate) async fn found_in_unit(&mut self, device: &Device, new: NewSpace) -> Space {
        let space = self.draft(device, new);
        self.bring(device, space).await
    }

    async fn bring(&mut self, device: &Device, space: Space) -> Space {
        let mut head = self.head(Actor::Device(device.secret.id()));
        head.ledger_pushes = vec![space.push(0)];
        let frames = self.sync(&head, &device.secret, &[]).await.frames();
        assert_eq!(
            ledger_outcome(&frames),
            LedgerOutcome::Accepted { length: 1 }
        );
        space
    }

    /// Founds a unit that the relay does not know yet.
    pub(crate) fn draft_space(&mut self, device: &Device) -> Space {
        self.draft(device, NewSpace::Unit)
    }

    /// Founds a space that the relay does not know yet.
    pub(crate) fn draft(&mut self, device: &Device, new: NewSpace) -> Space {
        let roles = RoleSet::from(Role::Administrator).with(Role::Commander);
        let founder = Founder {
            device: &device.secret,
            officer: OfficerId([1; 16]),
            roles,
        };
        let founding = access::found(founder, new, self.now(), &mut self.rng).unwrap();
        let entries = vec![founding.entry.to_bytes()];
        Space {
            id: founding.ledger.space(),
            ledger: founding.ledger,
            entries,
            key: founding.key,
        }
    }

    /// Adds an invite to the test's own copy of the ledger.
    pub(crate) fn invite(&mut self, by: &Device, space: &mut Space, role: Role) -> InviteSecret {
        let secret = InviteSecret::generate(&mut self.rng);
        let intent = Intent::Invite {
            keys: *secret.pair().keys(),
            officer: OfficerId([2; 16]),
            roles: role.into(),
            expires: self.now().plus_millis(DAY),
        };
        let entry = intent
            .sign(&space.ledger, &by.secret, self.now(), &mut self.rng)
            .unwrap();
        space.add(&entry);
        secret
    }

    /// Adds an enrolment to the test's own copy of the ledger.
    pub(crate) fn enrol(&mut self, space: &mut Space, invite: &InviteSecret, device: &Device) {
        let (keys, now) = (device.secret.keys(), self.now());
        let entry = access::enrol(&space.ledger, invite, keys, now, &mut self.rng).unwrap();
        space.add(&entry);
    }

    /// Brings a new device of this role into a space, on the relay too.
    pub(crate) async fn join(&mut self, admin: &Device, space: &mut Space, role: Role) -> Device {
        let from = space.entries.len();
        let device = self.device();
        let invite = self.invite(admin, space, role);
        self.enrol(space, &invite, &device);
        let mut head = self.head(admin.actor());
        head.ledger_pushes = vec![space.push(from)];
        let frames = self.sync(&head, &admin.secret, &[]).await.frames();
        let length = space.entries.len() as u64;
        assert_eq!(ledger_outcome(&frames), LedgerOutcome::Accepted { length });
        device
    }

    /// Seals a pack of about `size` random bytes as the device's next.
    pub(crate) fn pack(&mut self, device: &mut Device, space: &Space, size: usize) -> SealedPack {
        let (number, previous) = device
            .last
            .get(&space.id)
            .copied()
            .unwrap_or((0, PackHash::ZERO));
        let draft = PackDraft {
            space: space.id,
            key_epoch: 1,
            number: number + 1,
            previous,
            covers: Vec::new(),
            erases: Vec::new(),
            expires: None,
        };
        let pack = self.seal(&draft, device, space, size);
        device.last.insert(space.id, (number + 1, pack.hash));
        pack
    }

    /// Makes a derived pack of packs as they came, without documents that are erased.
    pub(crate) fn merge(
        &mut self,
        by: &Device,
        space: &Space,
        packs: &[&SealedPack],
        erases: &[DocId],
    ) -> SealedPack {
        let mut excerpts = Vec::new();
        for pack in packs {
            let keys = space.ledger.keys_of(&Actor::Device(pack.header.author));
            let parsed = seal::parse_pack(pack.bytes.clone()).unwrap();
            let verified = parsed.verify(keys.unwrap()).unwrap();
            let opened = seal::open(&verified, &space.key).unwrap();
            excerpts.extend(seal::take_over(&verified, &opened, |id| erases.contains(id)).unwrap());
        }
        let (covers, bundle) = seal::derive(excerpts);
        let draft = PackDraft {
            space: space.id,
            key_epoch: 1,
            number: 0,
            previous: PackHash::ZERO,
            covers,
            erases: erases.to_vec(),
            expires: None,
        };
        seal_pack(&draft, &bundle, &space.key, &by.secret, 1, &mut self.rng).unwrap()
    }

    pub(crate) fn seal(
        &mut self,
        draft: &PackDraft,
        device: &Device,
        space: &Space,
        size: usize,
    ) -> SealedPack {
        let change: Vec<u8> = (0..size).map(|_| self.rng.below(256) as u8).collect();
        let document = BundleDocument {
            id: DocId([3; 16]),
            changes: vec![change.into()],
        };
        let bundle = Bundle::of_documents(vec![document]);
        seal_pack(draft, &bundle, &space.key, &device.secret, 1, &mut self.rng).unwrap()
    }

    /// Makes the head of a request that asks for nothing yet.
    pub(crate) fn head(&self, actor: Actor) -> RequestHead {
        head(self.relay.relay(), actor, self.now())
    }

    /// Makes the head of a device that stands at a cursor of one space.
    pub(crate) fn head_at(&self, device: &Device, space: &Space, cursor: Cursor) -> RequestHead {
        let mut head = self.head(device.actor());
        head.spaces = vec![space.state(cursor)];
        head
    }

    pub(crate) async fn sync(
        &self,
        head: &RequestHead,
        secret: &DeviceSecret,
        packs: &[&SealedPack],
    ) -> Answer {
        let body = body(head, secret, packs);
        Connection::open(self.relay.address())
            .await
            .post("/v1/sync", &body)
            .await
    }

    /// Pushes packs and gives what became of each.
    pub(crate) async fn push(&self, device: &Device, packs: &[&SealedPack]) -> Vec<PackOutcome> {
        let mut head = self.head(device.actor());
        // The relay finds a device's key in the spaces that its request names.
        let own = device.last.keys().copied();
        let named: BTreeSet<_> = own
            .chain(packs.iter().map(|pack| pack.header.space))
            .collect();
        let state = |space| SpaceState {
            space,
            cursor: Cursor::default(),
            ledger_length: u64::MAX,
            ledger_head: [0; 8],
        };
        head.spaces = named.into_iter().map(state).collect();
        let answer = self.sync(&head, &device.secret, packs).await;
        assert_eq!(answer.status, 200, "{:?}", answer.frames());
        outcomes(&answer.frames())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Connection::open(self.relay.address()).await.get(path).await
    }

    /// Learns the relay's epoch as a device does.
    pub(crate) async fn epoch(&self) -> RelayEpoch {
        let device = DeviceSecret::from_bytes(&[9; 64]);
        let head = self.head(Actor::Device(device.id()));
        match self.sync(&head, &device, &[]).await.frames().first() {
            Some(Frame::Hello { epoch, .. }) => *epoch,
            other => panic!("no hello but {other:?}"),
        }
    }
}

async fn start(folder: &TempDir, clock: &Arc<AtomicI64>, change: fn(&mut Config)) -> Handle {
    let mut config = Config::for_data(folder.path().join("data")).unwrap();
    change(&mut config);
    let clock = Arc::clone(clock);
    let now = move || UnixMillis(clock.load(Ordering::Relaxed));
    Relay::start_with_clock(config, Arc::new(now))
        .await
        .unwrap()
}

impl Space {
    pub(crate) fn push(&self, from: usize) -> LedgerPush {
        LedgerPush {
            space: self.id,
            entries: self.entries[from..].to_vec(),
        }
    }

    pub(crate) fn state(&self, cursor: Cursor) -> SpaceState {
        SpaceState {
            space: self.id,
            cursor,
            ledger_length: self.ledger.length(),
            ledger_head: self.ledger.head().prefix(),
        }
    }

    pub(crate) fn add(&mut self, entry: &SignedEntry) {
        self.ledger.extend(entry, None).unwrap();
        self.entries.push(entry.to_bytes());
    }
}

impl Device {
    pub(crate) fn actor(&self) -> Actor {
        Actor::Device(self.secret.id())
    }
}

pub(crate) fn head(relay: RelayId, actor: Actor, time: UnixMillis) -> RequestHead {
    RequestHead {
        relay,
        actor,
        time,
        relay_epoch: RelayEpoch::ZERO,
        answer_budget: 0,
        flags: RequestFlags::default(),
        spaces: Vec::new(),
        ledger_pushes: Vec::new(),
        manifest: Vec::new(),
    }
}

/// Writes a request's body, with the packs' manifest put into the head.
pub(crate) fn body(head: &RequestHead, secret: &DeviceSecret, packs: &[&SealedPack]) -> Vec<u8> {
    let mut head = head.clone();
    let item = |pack: &&SealedPack| ManifestItem {
        hash: pack.hash,
        length: pack.bytes.len() as u32,
    };
    head.manifest.extend(packs.iter().map(item));
    let signed = SignedRequest::sign(head, secret);
    let mut body = proto::request::request_prefix(signed.signed_bytes(), signed.signature());
    packs.iter().for_each(|pack| body.extend(&pack.bytes));
    body
}

pub(crate) fn outcomes(frames: &[Frame]) -> Vec<PackOutcome> {
    let outcome = |frame: &Frame| match frame {
        Frame::PackResult { outcome, .. } => Some(*outcome),
        _ => None,
    };
    frames.iter().filter_map(outcome).collect()
}

pub(crate) fn ledger_outcome(frames: &[Frame]) -> LedgerOutcome {
    let outcome = |frame: &Frame| match frame {
        Frame::LedgerResult { outcome, .. } => Some(*outcome),
        _ => None,
    };
    frames
        .iter()
        .find_map(outcome)
        .unwrap_or_else(|| panic!("no ledger result in {frames:?}"))
}

/// Gives the packs of an answer with the cursor after each.
pub(crate) fn packs(frames: &[Frame]) -> Vec<(SpaceId, Cursor, Vec<u8>)> {
    let pack = |frame: &Frame| match frame {
        Frame::Pack {
            space,
            cursor,
            pack,
        } => Some((*space, *cursor, pack.clone())),
        _ => None,
    };
    frames.iter().filter_map(pack).collect()
}

pub(crate) fn error(frames: &[Frame]) -> Option<Code> {
    frames.iter().find_map(|frame| match frame {
        Frame::Error { code } => Some(*code),
        _ => None,
    })
}
