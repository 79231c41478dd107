//! What every storage backend must do, run against each there is.

use std::path::Path;
use std::sync::Arc;

use access::Founder;
use proto::{Bundle, Code, OfficerId, PackHash, PackOutcome, Role, SpaceId, UnixMillis};
use seal::{DeviceSecret, PackDraft, SpaceKey, seal_pack};
use server::metrics::Metrics;
use server::storage::sqlite::{SqliteOptions, SqliteStorage};
use server::storage::{Appended, NewEntries, NewPack, Storage};
use sync::relay::{Bearer, Direction, Want};
use testkit::TestRng;

const OPTIONS: SqliteOptions = SqliteOptions {
    cached_spaces: 2,
    readers: 2,
    space_quota: u64::MAX,
    escrow_bytes: u64::MAX,
    restored: false,
};

fn open(folder: &Path, metrics: &Arc<Metrics>) -> SqliteStorage {
    SqliteStorage::open(folder, OPTIONS, Arc::clone(metrics)).unwrap()
}

/// A space with one author, and its packs to come.
struct Author {
    space: SpaceId,
    key: SpaceKey,
    secret: DeviceSecret,
    number: u64,
    previous: PackHash,
}

impl Author {
    async fn found(storage: &dyn Storage, rng: &mut TestRng) -> Self {
        let secret = DeviceSecret::generate(rng);
        let founder = Founder {
            device: &secret,
            officer: OfficerId([1; 16]),
            roles: [Role::Administrator, Role::Commander].into_iter().collect(),
        };
        let founding = access::found(founder, access::NewSpace::Unit, UnixMillis(0), rng).unwrap();
        let space = founding.ledger.space();
        let new = || NewEntries {
            space,
            after: None,
            entries: vec![founding.entry.to_bytes()],
            ledger: Arc::new(founding.ledger.clone()),
        };
        assert!(matches!(
            storage.append(new()).await.unwrap(),
            Appended::Durable(_)
        ));
        assert!(matches!(
            storage.append(new()).await.unwrap(),
            Appended::Conflict
        ));
        Self {
            space,
            key: founding.key,
            secret,
            number: 0,
            previous: PackHash::ZERO,
        }
    }

    fn pack(&mut self, rng: &mut TestRng) -> NewPack {
        self.number += 1;
        let draft = PackDraft {
            space: self.space,
            key_epoch: 1,
            number: self.number,
            previous: self.previous,
            covers: Vec::new(),
            erases: Vec::new(),
            expires: None,
        };
        let pack = seal_pack(&draft, &Bundle::default(), &self.key, &self.secret, 1, rng).unwrap();
        self.previous = pack.hash;
        let (header, hash, bytes) = (pack.header, pack.hash, pack.bytes);
        NewPack {
            header,
            hash,
            bearer: Bearer::Author,
            bytes,
            received: UnixMillis(0),
            memory: None,
        }
    }
}

fn copy_of(pack: &NewPack) -> NewPack {
    let (header, bytes) = (pack.header.clone(), pack.bytes.clone());
    NewPack {
        header,
        hash: pack.hash,
        bearer: pack.bearer,
        bytes,
        received: pack.received,
        memory: None,
    }
}

fn all(space: SpaceId, direction: Direction) -> Want {
    Want {
        space,
        after: 0,
        up_to: u64::MAX >> 1,
        direction,
        skip_author: None,
        originals: false,
    }
}

async fn seqs(storage: &dyn Storage, want: Want, max: usize) -> (Vec<u64>, bool) {
    let page = storage.packs(want, max).await.unwrap();
    (
        page.packs.iter().map(|pack| pack.span.seq).collect(),
        page.reached_end,
    )
}

#[tokio::test]
async fn an_acknowledged_pack_is_in_the_files_before_the_acknowledgement() {
    let folder = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let metrics = Arc::default();
    let storage = open(folder.path(), &metrics);
    let mut rng = TestRng::new(1);
    let mut author = Author::found(&storage, &mut rng).await;
    for _ in 0..20 {
        storage.store(author.pack(&mut rng)).await.unwrap();
    }
    // The files as they lie there while the store is open, as after a crash of the process.
    for name in ["relay.sqlite3", "relay.sqlite3-wal"] {
        std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let crashed = open(copy.path(), &metrics);
    let summary = crashed.space(author.space).await.unwrap().unwrap();
    assert_eq!(
        (summary.top, summary.last_number(&author.secret.id())),
        (20, 20)
    );
    assert_eq!(summary.heads[&author.secret.id()].hash, author.previous);
    let (found, reached_end) =
        seqs(&crashed, all(author.space, Direction::Ascending), 1 << 20).await;
    assert_eq!((found, reached_end), ((1..=20).collect(), true));
}

#[tokio::test]
async fn what_queues_up_becomes_durable_together() {
    let folder = tempfile::tempdir().unwrap();
    let metrics: Arc<Metrics> = Arc::default();
    let storage = open(folder.path(), &metrics);
    let mut rng = TestRng::new(2);
    let mut author = Author::found(&storage, &mut rng).await;
    let packs: Vec<_> = (0..300).map(|_| author.pack(&mut rng)).collect();
    let waiting: Vec<_> = packs.into_iter().map(|pack| storage.store(pack)).collect();
    for (index, outcome) in waiting.into_iter().enumerate() {
        let seq = index as u64 + 1;
        assert_eq!(outcome.await.unwrap(), PackOutcome::Stored { seq });
    }
    let text = metrics.render(Default::default());
    let batches = text
        .lines()
        .find_map(|line| line.strip_prefix("sotay_commit_tasks_count "));
    let batches: u64 = batches.unwrap().parse().unwrap();
    assert!(batches < 100, "{batches} commits for 300 packs");
}

#[tokio::test]
async fn spaces_that_fell_out_of_memory_are_found_again_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let storage = open(folder.path(), &Arc::default());
    let mut rng = TestRng::new(3);
    let mut authors = Vec::new();
    for _ in 0..6 {
        authors.push(Author::found(&storage, &mut rng).await);
    }
    for round in 1..=3 {
        for author in &mut authors {
            let outcome = storage.store(author.pack(&mut rng)).await.unwrap();
            assert_eq!(outcome, PackOutcome::Stored { seq: round });
        }
        assert!(storage.cached_spaces() <= 2);
    }
    for author in &authors {
        let summary = storage.space(author.space).await.unwrap().unwrap();
        assert_eq!(
            (summary.top, summary.heads[&author.secret.id()].number),
            (3, 3)
        );
    }
    assert!(storage.space(SpaceId([7; 16])).await.unwrap().is_none());
}

#[tokio::test]
async fn of_two_packs_that_race_for_one_number_one_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let storage = open(folder.path(), &Arc::default());
    let mut rng = TestRng::new(4);
    let mut author = Author::found(&storage, &mut rng).await;
    let first = author.pack(&mut rng);
    (author.number, author.previous) = (0, PackHash::ZERO);
    let other = author.pack(&mut rng);
    let again = copy_of(&first);
    let (a, b, c) = (
        storage.store(first),
        storage.store(other),
        storage.store(again),
    );
    assert_eq!(a.await.unwrap(), PackOutcome::Stored { seq: 1 });
    assert_eq!(b.await.unwrap(), PackOutcome::Refused { code: Code::Fork });
    assert_eq!(c.await.unwrap(), PackOutcome::Known { seq: 1 });
}

#[tokio::test]
async fn a_range_is_read_either_way_in_pages_and_without_one_author() {
    let folder = tempfile::tempdir().unwrap();
    let storage = open(folder.path(), &Arc::default());
    let mut rng = TestRng::new(5);
    let mut author = Author::found(&storage, &mut rng).await;
    for _ in 0..5 {
        storage.store(author.pack(&mut rng)).await.unwrap();
    }
    let forward = all(author.space, Direction::Ascending);
    let backward = all(author.space, Direction::Descending);
    assert_eq!(seqs(&storage, forward, 1).await, (vec![1], false));
    assert_eq!(
        seqs(&storage, backward, 1 << 20).await,
        (vec![5, 4, 3, 2, 1], true)
    );
    let part = Want {
        after: 1,
        up_to: 3,
        ..forward
    };
    assert_eq!(seqs(&storage, part, 1 << 20).await, (vec![2, 3], true));
    let without = Want {
        skip_author: Some(author.secret.id()),
        ..forward
    };
    assert_eq!(seqs(&storage, without, 1 << 20).await, (vec![], true));
    let unknown = all(SpaceId([9; 16]), Direction::Ascending);
    assert_eq!(seqs(&storage, unknown, 1).await, (vec![], true));
}

#[tokio::test]
async fn a_closed_store_refuses_instead_of_pretending() {
    let folder = tempfile::tempdir().unwrap();
    let storage = open(folder.path(), &Arc::default());
    let mut rng = TestRng::new(6);
    let mut author = Author::found(&storage, &mut rng).await;
    storage.check_writable().await.unwrap();
    storage.close().await.unwrap();
    assert!(storage.store(author.pack(&mut rng)).await.is_err());
    assert!(storage.check_writable().await.is_err());
    assert!(storage.entries(author.space, 0, 1).await.is_err());
}

/// A reading connection that closed after its store took away the log of the one that was opened in that folder next.
#[tokio::test]
async fn a_closed_store_has_answered_whoever_was_reading_and_holds_no_file_open() {
    let folder = tempfile::tempdir().unwrap();
    let storage = open(folder.path(), &Arc::default());
    let mut rng = TestRng::new(4);
    let mut author = Author::found(&storage, &mut rng).await;
    for _ in 0..100 {
        storage.store(author.pack(&mut rng)).await.unwrap();
    }
    let space = author.space;
    let want = || storage.packs(all(space, Direction::Ascending), 1 << 20);
    let mut readers: Vec<_> = (0..300).map(|_| want()).collect();
    // A query is queued when it is polled first.
    std::future::poll_fn(|context| {
        readers.retain_mut(|reader| reader.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    storage.close().await.unwrap();
    assert!(!folder.path().join("relay.sqlite3-wal").exists());
    for reader in readers {
        assert_eq!(reader.await.unwrap().packs.len(), 100);
    }
}

#[tokio::test]
async fn a_copy_of_the_files_begins_a_new_epoch_and_stays_the_same_relay() {
    let folder = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let metrics = Arc::default();
    let storage = open(folder.path(), &metrics);
    storage.close().await.unwrap();
    let (epoch, seed) = (storage.epoch(), storage.identity().seed);
    drop(storage);
    assert_eq!(open(folder.path(), &metrics).epoch(), epoch);
    std::fs::copy(
        folder.path().join("relay.sqlite3"),
        copy.path().join("relay.sqlite3"),
    )
    .unwrap();
    let restored = open(copy.path(), &metrics);
    assert_ne!(restored.epoch(), epoch);
    assert_eq!(restored.identity().seed, seed);
    let epoch = restored.epoch();
    drop(restored);
    assert_eq!(open(copy.path(), &metrics).epoch(), epoch);
    let options = SqliteOptions {
        restored: true,
        ..OPTIONS
    };
    let told = SqliteStorage::open(copy.path(), options, Arc::clone(&metrics)).unwrap();
    assert_ne!(told.epoch(), epoch);
}
