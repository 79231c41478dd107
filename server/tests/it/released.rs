//! A store that a released program wrote is opened by every later one, with all that was in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::{Founder, Intent, NewSpace};
use proto::{Bundle, BundleDocument, DocId, OfficerId, PackHash, PackOutcome, Role, UnixMillis};
use rusqlite::{Connection, OpenFlags};
use seal::{DeviceSecret, InviteSecret, PackDraft, SealedPack, SpaceKey, seal_pack};
use server::storage::sqlite::{SqliteOptions, SqliteStorage, backup, check};
use server::storage::{NewPack, Storage, StorageError};
use sync::relay::{Bearer, Direction, Want};
use testkit::TestRng;

use crate::commands::filled;

/// Set to write the fixture of the schema of today anew, as long as nothing of it is released.
const WRITE: &str = "SOTAY_WRITE_FIXTURES";

const OPTIONS: SqliteOptions = SqliteOptions {
    cached_spaces: 4,
    readers: 1,
    space_quota: u64::MAX,
    escrow_bytes: u64::MAX,
    restored: false,
};

/// What was in the store of version 1: a space of a founder and an officer, and their packs in turns.
struct Story {
    space: proto::SpaceId,
    packs: Vec<SealedPack>,
    next: SealedPack,
}

fn story() -> Story {
    let mut rng = TestRng::new(41);
    let [founder, officer] = [4, 5].map(|seed| DeviceSecret::from_bytes(&[seed; 64]));
    let by = Founder {
        device: &founder,
        officer: OfficerId([1; 16]),
        roles: [Role::Administrator, Role::Commander].into_iter().collect(),
    };
    let founding = access::found(by, NewSpace::Unit, UnixMillis(0), &mut rng).unwrap();
    let mut ledger = founding.ledger;
    let invite = InviteSecret::generate(&mut rng);
    let intent = Intent::Invite {
        keys: *invite.pair().keys(),
        officer: OfficerId([2; 16]),
        roles: Role::Supervisor.into(),
        expires: UnixMillis(1_000),
    };
    let entry = intent
        .sign(&ledger, &founder, UnixMillis(1), &mut rng)
        .unwrap();
    ledger.extend(&entry, None).unwrap();
    let entry = access::enrol(&ledger, &invite, officer.keys(), UnixMillis(2), &mut rng).unwrap();
    ledger.extend(&entry, None).unwrap();
    let mut previous = [PackHash::ZERO; 2];
    let mut packs = Vec::new();
    for index in 0..6 {
        let author = [&founder, &officer][index % 2];
        let number = index as u64 / 2 + 1;
        let pack = pack(
            ledger.space(),
            &founding.key,
            author,
            number,
            previous[index % 2],
            &mut rng,
        );
        previous[index % 2] = pack.hash;
        packs.push(pack);
    }
    let next = pack(
        ledger.space(),
        &founding.key,
        &founder,
        4,
        previous[0],
        &mut rng,
    );
    Story {
        space: ledger.space(),
        packs,
        next,
    }
}

fn pack(
    space: proto::SpaceId,
    key: &SpaceKey,
    author: &DeviceSecret,
    number: u64,
    previous: PackHash,
    rng: &mut TestRng,
) -> SealedPack {
    let draft = PackDraft {
        space,
        key_epoch: 1,
        number,
        previous,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    };
    let document = BundleDocument {
        id: DocId([3; 16]),
        changes: vec![vec![number as u8; 40].into()],
    };
    let bundle = Bundle::of_documents(vec![document]);
    seal_pack(&draft, &bundle, key, author, 1, rng).unwrap()
}

fn fixture(version: u32) -> PathBuf {
    let name = format!("tests/fixtures/store-{version}.sqlite3");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[tokio::test]
async fn a_store_of_version_1_opens_serves_and_goes_on() {
    let story = story();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture(1), folder.path().join("relay.sqlite3")).unwrap();
    let error = check(folder.path()).unwrap_err();
    assert!(
        matches!(error, StorageError::Older { found: 1, .. }),
        "{error}"
    );

    let storage = SqliteStorage::open(folder.path(), OPTIONS, Arc::default()).unwrap();
    assert_eq!(storage.identity().seed, [7; 32]);
    let want = Want {
        space: story.space,
        after: 0,
        up_to: 100,
        direction: Direction::Ascending,
        skip_author: None,
        originals: false,
    };
    let page = storage.packs(want, usize::MAX).await.unwrap();
    let read: Vec<_> = page.packs.into_iter().map(|pack| pack.bytes).collect();
    let written: Vec<_> = story.packs.iter().map(|pack| pack.bytes.clone()).collect();
    assert_eq!(read, written);
    let new = |pack: SealedPack| NewPack {
        header: pack.header,
        hash: pack.hash,
        bearer: Bearer::Author,
        bytes: pack.bytes,
        received: UnixMillis(0),
        memory: None,
    };
    let known = storage.store(new(story.packs[3].clone())).await.unwrap();
    assert_eq!(known, PackOutcome::Known { seq: 4 });
    let stored = storage.store(new(story.next)).await.unwrap();
    assert_eq!(stored, PackOutcome::Stored { seq: 7 });
    storage.close().await.unwrap();
    let checked = check(folder.path()).unwrap();
    assert_eq!((checked.packs, checked.damages), (7, vec![]));
}

/// The store has two authors' packs, merged ones and some in grace. It was written by [`filled`] and is never written again
/// once it is released.
#[tokio::test]
async fn a_store_of_version_2_opens_serves_originals_and_ends_its_grace() {
    if std::env::var_os(WRITE).is_some() {
        let (world, _) = filled().await;
        drop(std::fs::remove_file(fixture(2)));
        backup(&world.folder.path().join("data"), &fixture(2)).unwrap();
    }
    let kept = Connection::open_with_flags(fixture(2), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let (seed, space): ([u8; 32], [u8; 16]) = kept
        .query_row(
            "SELECT value, (SELECT id FROM space) FROM meta WHERE name = 'relay-seed'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture(2), folder.path().join("relay.sqlite3")).unwrap();
    let storage = SqliteStorage::open(folder.path(), OPTIONS, Arc::default()).unwrap();
    assert_eq!(storage.identity().seed, seed);
    let summary = storage.space(proto::SpaceId(space)).await.unwrap().unwrap();
    assert_eq!(summary.top, 7);
    for (originals, count) in [(false, 4), (true, 7)] {
        let want = Want {
            space: proto::SpaceId(space),
            after: 0,
            up_to: 100,
            direction: Direction::Ascending,
            skip_author: None,
            originals,
        };
        let page = storage.packs(want, usize::MAX).await.unwrap();
        assert_eq!(page.packs.len(), count, "originals: {originals}");
    }
    let late = UnixMillis(i64::MAX);
    while storage.end_grace(late).await.unwrap() {}
    storage.close().await.unwrap();
    let checked = check(folder.path()).unwrap();
    assert_eq!((checked.packs, checked.damages), (4, vec![]));
}
