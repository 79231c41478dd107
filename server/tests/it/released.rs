//! A store that a released program wrote is opened by every later one, with all that was in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::{Founder, Intent, NewSpace};
use proto::{Bundle, BundleDocument, DocId, OfficerId, PackHash, PackOutcome, Role, UnixMillis};
use rusqlite::Connection;
use seal::{DeviceSecret, InviteSecret, PackDraft, SealedPack, SpaceKey, seal_pack};
use server::storage::sqlite::{SqliteOptions, SqliteStorage, check};
use server::storage::{NewPack, Storage, StorageError};
use sync::relay::{Bearer, Direction, Want};
use testkit::TestRng;

/// Set to write the fixture of version 1 anew, as long as nothing of it is released.
const WRITE: &str = "SOTAY_WRITE_FIXTURES";

/// The first version's schema, which is never edited.
const VERSION_1: &str = include_str!("../../src/storage/sqlite/migrations/0001.sql");

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
    entries: Vec<Vec<u8>>,
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
    let (mut ledger, mut entries) = (founding.ledger, vec![founding.entry.to_bytes()]);
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
    entries.push(entry.to_bytes());
    let entry = access::enrol(&ledger, &invite, officer.keys(), UnixMillis(2), &mut rng).unwrap();
    ledger.extend(&entry, None).unwrap();
    entries.push(entry.to_bytes());
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
        entries,
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

/// Writes the store as version 1 did.
fn write(path: &Path, story: &Story) {
    drop(std::fs::remove_file(path));
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(VERSION_1).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    for (name, value) in [
        ("relay-seed", [7u8; 32].as_slice()),
        ("relay-epoch", &[8; 8]),
    ] {
        let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)";
        connection.execute(sql, (name, value)).unwrap();
    }
    let bytes: usize = story.packs.iter().map(|pack| pack.bytes.len()).sum();
    let sql = "INSERT INTO space (key, id, top, bytes) VALUES (1, ?1, ?2, ?3)";
    let values = (story.space.as_bytes().as_slice(), story.packs.len(), bytes);
    connection.execute(sql, values).unwrap();
    for (position, entry) in story.entries.iter().enumerate() {
        let sql = "INSERT INTO entry (space, position, bytes) VALUES (1, ?1, ?2)";
        connection.execute(sql, (position, entry)).unwrap();
    }
    for (index, pack) in story.packs.iter().enumerate() {
        let sql = "INSERT INTO pack (space, seq, author, number, hash, received, bytes)
                   VALUES (1, ?1, ?2, ?3, ?4, 0, ?5)";
        let values = (
            index + 1,
            pack.header.author.as_bytes().as_slice(),
            pack.header.number,
            pack.hash.as_bytes().as_slice(),
            &pack.bytes,
        );
        connection.execute(sql, values).unwrap();
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store-1.sqlite3")
}

#[tokio::test]
async fn a_store_of_version_1_opens_serves_and_goes_on() {
    let story = story();
    if std::env::var_os(WRITE).is_some() {
        write(&fixture(), &story);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture(), folder.path().join("relay.sqlite3")).unwrap();
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
