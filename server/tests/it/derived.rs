//! Packs that take the place of others: compactions, and replacements after an erasure.

mod replaced;

use std::collections::HashSet;

use access::{Intent, NewSpace};
use proto::ledger::EraseReason;
use proto::{Actor, Code, Cover, Cursor, DocId, Frame, LayoutRow, PackHash, PackOutcome, Role};
use seal::{PackDraft, SealedPack, seal_pack};

use crate::world::{DAY, Device, Space, World, outcomes, packs};

const REFUSED: fn(Code) -> PackOutcome = |code| PackOutcome::Refused { code };
/// The document of all packs in these tests.
const DOCUMENT: DocId = DocId([3; 16]);

/// A relay with an area of two authors, their packs in turns, and a supervisor.
struct Scene {
    world: World,
    admin: Device,
    supervisor: Device,
    unit: Space,
    space: Space,
    packs: Vec<SealedPack>,
}

impl Scene {
    async fn with_packs(count: usize) -> Self {
        Self::with_packs_in(World::start().await, count).await
    }

    async fn with_packs_in(mut world: World, count: usize) -> Self {
        let mut admin = world.device();
        let unit = world.found(&admin).await;
        let new = NewSpace::Area { unit: unit.id };
        let mut space = world.found_in_unit(&admin, new).await;
        let mut officer = world.join(&admin, &mut space, Role::Supervisor).await;
        let supervisor = world.join(&admin, &mut space, Role::Supervisor).await;
        let mut packs = Vec::new();
        for index in 0..count {
            let author = if index % 2 == 0 {
                &mut admin
            } else {
                &mut officer
            };
            let pack = world.pack(author, &space, 200);
            let seq = index as u64 + 1;
            assert_eq!(
                world.push(author, &[&pack]).await,
                [PackOutcome::Stored { seq }]
            );
            packs.push(pack);
        }
        Self {
            world,
            admin,
            supervisor,
            unit,
            space,
            packs,
        }
    }

    /// The same people, packs and ledger, and a relay that has only the ledger.
    async fn with_a_relay_that_lost_all(self) -> Self {
        let world = World::start().await;
        let mut head = world.head(self.admin.actor());
        head.ledger_pushes = vec![self.unit.push(0), self.space.push(0)];
        world.sync(&head, &self.admin.secret, &[]).await;
        Self { world, ..self }
    }

    /// Lets the admin sign an entry, which the relay does not hear of yet.
    fn decide(&mut self, intent: Intent) {
        let (now, rng) = (self.world.now(), &mut self.world.rng);
        let entry = intent.sign(&self.space.ledger, &self.admin.secret, now, rng);
        self.space.add(&entry.unwrap());
    }

    /// Erases the document, for all to know.
    async fn erase(&mut self) {
        self.decide(Intent::Erase {
            reason: EraseReason::ALL[0],
            documents: vec![DOCUMENT],
        });
        let mut head = self.world.head(self.admin.actor());
        head.ledger_pushes = vec![self.space.push(self.space.entries.len() - 1)];
        self.world.sync(&head, &self.admin.secret, &[]).await;
    }

    fn is_sound(&self) {
        let data = self.world.folder.path().join("data");
        assert_eq!(server::storage::sqlite::check(&data).unwrap().damages, []);
    }

    /// The bytes that count for the space's quota.
    fn counted_bytes(&self) -> u64 {
        let database = self.world.folder.path().join("data/relay.sqlite3");
        let connection = rusqlite::Connection::open(database).unwrap();
        let sql = "SELECT sum(bytes) FROM space";
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn merge(&mut self, numbers: &[usize]) -> SealedPack {
        let chosen: Vec<_> = numbers
            .iter()
            .map(|number| &self.packs[*number - 1])
            .collect();
        self.world
            .merge(&self.supervisor, &self.space, &chosen, &[])
    }

    async fn push(&self, pack: &SealedPack) -> PackOutcome {
        self.world.push(&self.supervisor, &[pack]).await[0]
    }

    /// What a device gets that stands at a cursor.
    async fn read(&self, cursor: Cursor, originals: bool) -> Vec<(Cursor, Vec<u8>)> {
        let mut head = self.world.head_at(&self.supervisor, &self.space, cursor);
        head.relay_epoch = self.world.epoch().await;
        head.flags.originals = originals;
        let answer = self.world.sync(&head, &self.supervisor.secret, &[]).await;
        let packs = packs(&answer.frames()).into_iter();
        packs.map(|(_, cursor, pack)| (cursor, pack)).collect()
    }

    async fn layout(&self) -> Vec<LayoutRow> {
        self.layout_for(&self.supervisor).await
    }

    async fn layout_for(&self, device: &Device) -> Vec<LayoutRow> {
        let mut head = self.world.head_at(device, &self.space, Cursor::default());
        head.flags.layout = true;
        let frames = self.world.sync(&head, &device.secret, &[]).await;
        let layout = frames.frames().into_iter().find_map(|frame| match frame {
            Frame::Layout { rows, more, .. } => Some((rows, more)),
            _ => None,
        });
        let (rows, more) = layout.unwrap();
        assert!(!more);
        rows
    }

    /// Whether anything of a pack's sealed body lies in the relay's files.
    fn is_on_disk(&self, pack: &SealedPack) -> bool {
        let body = &pack.bytes[pack.bytes.len() / 3..];
        let parts: HashSet<&[u8]> = body.chunks_exact(16).collect();
        let files = std::fs::read_dir(self.world.folder.path().join("data")).unwrap();
        let mut files = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        files.any(|bytes| bytes.windows(16).any(|window| parts.contains(window)))
    }

    /// Lets hours pass until the relay looks for what is to be deleted, and waits until it has.
    async fn advance(&mut self, millis: i64) {
        self.world.advance(millis);
        for _ in 0..2 {
            self.world.epoch().await;
            assert_eq!(self.world.get("/readyz").await.status, 200);
        }
    }
}

#[tokio::test]
async fn a_compaction_reaches_who_lacks_a_part_of_it_and_nobody_else() {
    let mut scene = Scene::with_packs(5).await;
    let merged = scene.merge(&[2, 3, 4]);
    assert_eq!(scene.push(&merged).await, PackOutcome::Stored { seq: 4 });
    assert_eq!(scene.push(&merged).await, PackOutcome::Known { seq: 4 });

    let row = |high, low, pack: &SealedPack| (Cursor { high, low }, pack.bytes.clone());
    let (first, last) = (&scene.packs[0], &scene.packs[4]);
    let all = Cursor { high: 5, low: 0 };
    assert_eq!(scene.read(all, false).await, []);
    let fresh = [row(5, 4, last), row(5, 1, &merged), row(5, 0, first)];
    assert_eq!(scene.read(Cursor::default(), false).await, fresh);
    let in_the_middle = scene.read(Cursor { high: 3, low: 0 }, false).await;
    assert_eq!(in_the_middle, [row(4, 0, &merged), row(5, 0, last)]);
    let from_above = scene.read(Cursor { high: 5, low: 3 }, false).await;
    assert_eq!(from_above, [row(5, 1, &merged), row(5, 0, first)]);

    let known = scene.world.push(&scene.admin, &[&scene.packs[2]]).await;
    assert_eq!(known, [PackOutcome::Known { seq: 3 }]);
}

#[tokio::test]
async fn the_layout_tells_what_stands_where() {
    let mut scene = Scene::with_packs(4).await;
    let merged = scene.merge(&[1, 2, 3]);
    scene.push(&merged).await;
    let row = |place, pack: &SealedPack, covers| LayoutRow {
        place,
        size: pack.bytes.len() as u64,
        covers,
    };
    let last = &scene.packs[3];
    let itself = Cover {
        author: last.header.author,
        first: 2,
        last: 2,
    };
    let expected = [
        row(3, &merged, merged.header.covers.clone()),
        row(4, last, vec![itself]),
    ];
    assert_eq!(scene.layout().await, expected);
}

#[tokio::test]
async fn only_whole_neighbouring_rows_are_merged_and_only_by_who_reviews() {
    let mut scene = Scene::with_packs(6).await;
    let stale = REFUSED(Code::StaleLayout);
    for numbers in [&[1, 3][..], &[2], &[1, 2, 4]] {
        let merged = scene.merge(numbers);
        assert_eq!(scene.push(&merged).await, stale, "{numbers:?}");
    }
    let merged = scene.merge(&[2, 3]);
    assert_eq!(scene.push(&merged).await, PackOutcome::Stored { seq: 3 });
    for numbers in [&[3, 4][..], &[1, 2]] {
        let half = scene.merge(numbers);
        assert_eq!(scene.push(&half).await, stale, "{numbers:?}");
    }
    let larger = scene.merge(&[1, 2, 3, 4]);
    assert_eq!(scene.push(&larger).await, PackOutcome::Stored { seq: 4 });
    assert_eq!(scene.push(&merged).await, PackOutcome::Known { seq: 3 });

    let auditor = scene
        .world
        .join(&scene.admin, &mut scene.space, Role::Auditor)
        .await;
    let chosen = [&scene.packs[4], &scene.packs[5]];
    let by_auditor = scene.world.merge(&auditor, &scene.space, &chosen, &[]);
    let outcome = scene.world.push(&scene.admin, &[&by_auditor]).await;
    assert_eq!(outcome, [REFUSED(Code::RoleLacksDuty)]);
}

#[tokio::test]
async fn packs_as_they_came_are_given_for_the_time_of_grace_and_then_are_gone() {
    let mut scene = Scene::with_packs(4).await;
    let lower = scene.merge(&[1, 2]);
    scene.push(&lower).await;
    let upper = scene.merge(&[1, 2, 3, 4]);
    assert_eq!(scene.push(&upper).await, PackOutcome::Stored { seq: 4 });
    let bytes = |rows: Vec<(Cursor, Vec<u8>)>| rows.into_iter().map(|row| row.1).collect();
    let originals: Vec<Vec<u8>> = bytes(scene.read(Cursor::default(), true).await);
    let newest_first = scene.packs.iter().rev().map(|pack| pack.bytes.clone());
    assert_eq!(originals, newest_first.collect::<Vec<_>>());
    let part: Vec<Vec<u8>> = bytes(scene.read(Cursor { high: 2, low: 0 }, true).await);
    assert_eq!(
        part,
        [&scene.packs[2], &scene.packs[3]].map(|pack| pack.bytes.clone())
    );

    scene.advance(31 * DAY).await;
    let left: Vec<Vec<u8>> = bytes(scene.read(Cursor::default(), true).await);
    assert_eq!(left, std::slice::from_ref(&upper.bytes));
    for gone in scene.packs.iter().chain([&lower]) {
        assert!(!scene.is_on_disk(gone));
    }
    assert!(scene.is_on_disk(&upper));
    let known = scene.world.push(&scene.admin, &[&scene.packs[2]]).await;
    assert_eq!(known, [PackOutcome::Known { seq: 3 }]);
}

#[tokio::test]
async fn a_replacement_needs_an_erasure_deletes_at_once_and_is_signed_for() {
    let mut scene = Scene::with_packs(3).await;
    let merged = scene.merge(&[1, 2]);
    scene.push(&merged).await;
    let packs = [scene.packs[0].clone(), scene.packs[1].clone()];
    let chosen = packs.each_ref();
    let replacement = scene
        .world
        .merge(&scene.supervisor, &scene.space, &chosen, &[DOCUMENT]);
    let not_yet = scene.world.push(&scene.supervisor, &[&replacement]).await;
    assert_eq!(not_yet, [REFUSED(Code::NotErased)]);

    let erase = Intent::Erase {
        reason: EraseReason::ALL[0],
        documents: vec![DOCUMENT],
    };
    scene.decide(erase);
    let mut head = scene
        .world
        .head_at(&scene.supervisor, &scene.space, Cursor { high: 3, low: 0 });
    head.ledger_pushes = vec![scene.space.push(scene.space.entries.len() - 1)];
    let mut expected: Vec<_> = chosen.iter().map(|pack| pack.hash).collect();
    let originals = expected.clone();
    expected.push(merged.hash);
    let answers = [
        (PackOutcome::Stored { seq: 2 }, expected),
        (PackOutcome::Known { seq: 2 }, originals),
    ];
    for (outcome, mut gone) in answers {
        let answer = scene
            .world
            .sync(&head, &scene.supervisor.secret, &[&replacement])
            .await;
        let frames = answer.frames();
        assert_eq!(outcomes(&frames), [outcome]);
        let receipt = frames.iter().find_map(|frame| match frame {
            Frame::Erased(receipt) => Some(receipt),
            _ => None,
        });
        let verified = seal::verify_attested(receipt.unwrap(), &scene.world.relay.relay()).unwrap();
        let mut signed = verified.into_payload();
        assert_eq!(signed.device, scene.supervisor.secret.id());
        assert_eq!(signed.documents, [DOCUMENT]);
        gone.sort();
        signed.packs.sort();
        assert_eq!(signed.packs, gone);
    }
    for gone in [&merged, &scene.packs[0], &scene.packs[1]] {
        assert!(!scene.is_on_disk(gone));
    }
    assert!(scene.is_on_disk(&scene.packs[2]) && scene.is_on_disk(&replacement));
    let rows: Vec<_> = scene.read(Cursor::default(), true).await;
    let bytes: Vec<_> = rows.into_iter().map(|row| row.1).collect();
    assert_eq!(
        bytes,
        [scene.packs[2].bytes.clone(), replacement.bytes.clone()]
    );
}

#[tokio::test]
async fn a_relay_that_lost_its_store_takes_back_what_only_merged_packs_still_hold() {
    let mut before = Scene::with_packs(6).await;
    let [low, high] = [[1, 2], [3, 4]].map(|numbers| before.merge(&numbers));
    let all = before.merge(&[1, 2, 3, 4]);
    let mut scene = before.with_a_relay_that_lost_all().await;
    assert_eq!(scene.push(&low).await, PackOutcome::Stored { seq: 1 });
    assert_eq!(scene.push(&low).await, PackOutcome::Known { seq: 1 });
    let torn = scene.merge(&[2, 3]);
    assert_eq!(scene.push(&torn).await, REFUSED(Code::StaleLayout));
    assert_eq!(scene.push(&high).await, PackOutcome::Stored { seq: 2 });
    assert_eq!(scene.read(Cursor::default(), false).await.len(), 2);
    assert_eq!(scene.layout().await.len(), 2);

    // They can be merged like others.
    assert_eq!(scene.push(&all).await, PackOutcome::Stored { seq: 2 });
    let after = Cursor { high: 2, low: 0 };
    let merged = [(after, all.bytes.clone())];
    assert_eq!(scene.read(Cursor { high: 1, low: 0 }, false).await, merged);
    scene.is_sound();

    // An author who still has its packs brings them. Then the merged pack finds its place among them.
    for (index, pack) in scene.packs.clone().iter().enumerate() {
        let seq = 3 + index as u64;
        assert_eq!(scene.push(pack).await, PackOutcome::Stored { seq });
    }
    assert_eq!(scene.layout().await.len(), 7);
    assert_eq!(scene.push(&all).await, PackOutcome::Stored { seq: 6 });
    let places: Vec<_> = scene.layout().await.iter().map(|row| row.place).collect();
    assert_eq!(places, [6, 7, 8]);
    scene.is_sound();
}

#[tokio::test]
async fn an_authors_chain_goes_on_behind_a_merged_pack_in_a_relay_that_lost_its_store() {
    let mut before = Scene::with_packs(8).await;
    let first = before.merge(&[1, 2, 3, 4]);
    let all = before.merge(&[1, 2, 3, 4, 5, 6, 7, 8]);
    let mut scene = before.with_a_relay_that_lost_all().await;
    let [fifth, sixth, seventh, eighth] = [4, 5, 6, 7].map(|index| scene.packs[index].clone());
    assert_eq!(scene.push(&fifth).await, REFUSED(Code::Gap));
    assert_eq!(scene.push(&first).await, PackOutcome::Stored { seq: 1 });
    assert_eq!(
        scene.push(&scene.packs[3].clone()).await,
        REFUSED(Code::Gap)
    );
    assert_eq!(scene.push(&seventh).await, REFUSED(Code::Gap));
    assert_eq!(scene.push(&fifth).await, PackOutcome::Stored { seq: 2 });
    assert_eq!(scene.push(&fifth).await, PackOutcome::Known { seq: 2 });
    let unchained = PackDraft {
        number: seventh.header.number,
        previous: PackHash([5; 32]),
        ..draft_of(&scene.space)
    };
    let unchained = scene.world.seal(&unchained, &scene.admin, &scene.space, 60);
    assert_eq!(scene.push(&unchained).await, REFUSED(Code::BrokenChain));
    for (pack, seq) in [(&seventh, 3), (&sixth, 4), (&eighth, 5)] {
        assert_eq!(scene.push(pack).await, PackOutcome::Stored { seq });
    }
    let fork = PackDraft {
        number: seventh.header.number,
        previous: fifth.hash,
        ..draft_of(&scene.space)
    };
    let fork = scene.world.seal(&fork, &scene.admin, &scene.space, 60);
    assert_eq!(scene.push(&fork).await, REFUSED(Code::Fork));
    scene.is_sound();
    // They are read like others, and merged like others.
    assert_eq!(scene.read(Cursor::default(), false).await.len(), 5);
    assert_eq!(scene.push(&all).await, PackOutcome::Stored { seq: 5 });
    let merged = [(Cursor { high: 5, low: 0 }, all.bytes.clone())];
    assert_eq!(scene.read(Cursor::default(), false).await, merged);
    scene.is_sound();
    // Their authors bring them all again. Then a smaller merge puts aside what lies aside already.
    for pack in scene.packs.clone() {
        assert!(matches!(
            scene.push(&pack).await,
            PackOutcome::Stored { .. }
        ));
    }
    let half = scene.merge(&[5, 6, 7, 8]);
    assert_eq!(scene.push(&half).await, PackOutcome::Stored { seq: 13 });
    scene.is_sound();
    assert_eq!(scene.push(&all).await, PackOutcome::Stored { seq: 13 });
    assert_eq!(scene.layout().await.len(), 1);
    scene.is_sound();
}

fn draft_of(space: &Space) -> PackDraft {
    PackDraft {
        space: space.id,
        key_epoch: 1,
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    }
}

#[tokio::test]
async fn packs_behind_a_merged_one_count_once_those_before_them_have_come() {
    let mut before = Scene::with_packs(10).await;
    let first = before.merge(&[1, 2, 3, 4]);
    let scene = before.with_a_relay_that_lost_all().await;
    scene.push(&first).await;
    for index in [4, 6, 5, 8] {
        assert!(matches!(
            scene.push(&scene.packs[index]).await,
            PackOutcome::Stored { .. }
        ));
    }
    // The first author's all come, the second's up to the one that was adopted, which comes as well.
    for (index, outcome) in [
        (0, PackOutcome::Stored { seq: 6 }),
        (2, PackOutcome::Stored { seq: 7 }),
        (1, PackOutcome::Stored { seq: 8 }),
        (3, PackOutcome::Stored { seq: 9 }),
        (5, PackOutcome::Known { seq: 4 }),
        (7, PackOutcome::Stored { seq: 10 }),
        (4, PackOutcome::Known { seq: 2 }),
        (9, PackOutcome::Stored { seq: 11 }),
    ] {
        assert_eq!(scene.push(&scene.packs[index]).await, outcome, "{index}");
    }
    scene.is_sound();
    let mut head = scene
        .world
        .head_at(&scene.admin, &scene.space, Cursor::default());
    head.flags.probe = true;
    let answer = scene.world.sync(&head, &scene.admin.secret, &[]).await;
    let own = answer.frames().into_iter().find_map(|frame| match frame {
        Frame::Own { number, .. } => Some(number),
        _ => None,
    });
    assert_eq!(own, Some(5));
}

/// What proves that an author made a pack, without what the pack says.
fn stub(space: &Space, pack: &SealedPack) -> SealedPack {
    let author = Actor::Device(pack.header.author);
    let keys = space.ledger.keys_of(&author).unwrap();
    let parsed = seal::parse_pack(pack.bytes.clone()).unwrap();
    let verified = parsed.verify(keys).unwrap();
    let opened = seal::open(&verified, &space.key).unwrap();
    let excerpts = seal::take_over(&verified, &opened, |_| false).unwrap();
    let excerpt = seal::verify_excerpt(&excerpts[0], keys).unwrap();
    SealedPack {
        bytes: excerpt.stub().unwrap(),
        ..pack.clone()
    }
}

#[tokio::test]
async fn a_merged_pack_takes_the_place_of_stubs_though_its_maker_has_left_and_later_packs_follow() {
    let mut before = Scene::with_packs(6).await;
    let merged = before.merge(&[1, 2, 3, 4]);
    let revoke = Intent::Revoke {
        device: before.supervisor.secret.id(),
        last: 0,
    };
    before.decide(revoke);
    let scene = before.with_a_relay_that_lost_all().await;
    let by_admin = async |pack: &SealedPack| scene.world.push(&scene.admin, &[pack]).await[0];
    for (index, pack) in scene.packs[..4].iter().enumerate() {
        let seq = index as u64 + 1;
        assert_eq!(
            by_admin(&stub(&scene.space, pack)).await,
            PackOutcome::Stored { seq }
        );
    }
    assert_eq!(by_admin(&merged).await, PackOutcome::Stored { seq: 4 });
    // Both authors' chains go on.
    for (pack, seq) in scene.packs[4..].iter().zip(5..) {
        assert_eq!(by_admin(pack).await, PackOutcome::Stored { seq });
    }
    assert_eq!(
        by_admin(&scene.packs[1]).await,
        PackOutcome::Known { seq: 2 }
    );
    let places: Vec<_> = scene.layout_for(&scene.admin).await;
    let places: Vec<_> = places.iter().map(|row| row.place).collect();
    assert_eq!(places, [4, 5, 6]);
    assert_eq!(
        scene.counted_bytes(),
        scene.packs[4..]
            .iter()
            .chain([&merged])
            .map(|pack| pack.bytes.len() as u64)
            .sum::<u64>()
    );
    scene.is_sound();
}

#[tokio::test]
async fn a_merged_pack_of_who_has_left_takes_the_place_of_nothing_that_says_something() {
    let mut before = Scene::with_packs(2).await;
    let merged = before.merge(&[1, 2]);
    let revoke = Intent::Revoke {
        device: before.supervisor.secret.id(),
        last: 0,
    };
    before.decide(revoke);
    let scene = before.with_a_relay_that_lost_all().await;
    let packs = [
        &scene.packs[0],
        &stub(&scene.space, &scene.packs[1]),
        &merged,
    ];
    let expected = [
        PackOutcome::Stored { seq: 1 },
        PackOutcome::Stored { seq: 2 },
        REFUSED(Code::AccessEnded),
    ];
    assert_eq!(scene.world.push(&scene.admin, &packs).await, expected);
}

#[tokio::test]
async fn a_pack_takes_the_place_of_its_stub_and_the_store_stays_sound() {
    let before = Scene::with_packs(1).await;
    let scene = before.with_a_relay_that_lost_all().await;
    let pack = &scene.packs[0];
    let pushed = [&stub(&scene.space, pack), pack, &stub(&scene.space, pack)];
    let known = PackOutcome::Known { seq: 1 };
    let expected = [PackOutcome::Stored { seq: 1 }, known, known];
    assert_eq!(scene.world.push(&scene.admin, &pushed).await, expected);
    assert_eq!(scene.counted_bytes(), pack.bytes.len() as u64);
    scene.is_sound();
}

#[tokio::test]
async fn what_is_in_grace_counts_for_the_quota() {
    let mut scene = Scene::with_packs(3).await;
    let sizes: u64 = scene.packs.iter().map(|pack| pack.bytes.len() as u64).sum();
    let merged = scene.merge(&[1, 2, 3]);
    scene.push(&merged).await;
    let size = merged.bytes.len() as u64;
    assert_eq!(scene.counted_bytes(), sizes + size);
    scene.world.advance(31 * DAY);
    for _ in 0..2 {
        scene.world.epoch().await;
        assert_eq!(scene.world.get("/readyz").await.status, 200);
    }
    assert_eq!(scene.counted_bytes(), size);
}
