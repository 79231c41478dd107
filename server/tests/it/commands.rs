//! Backup while the relay runs, restore, and the check that finds what is wrong.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proto::{Cursor, PackOutcome, Role};
use rusqlite::Connection;
use seal::SealedPack;
use server::storage::StorageError;
use server::storage::sqlite::{DamageKind, backup, check, check_backup, restore};
use server::{Config, Relay};

use crate::world::{World, outcomes};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sotay-relay"))
        .args(arguments)
        .env("SOTAY_LANG", "en")
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A store with all there can be in it: two authors, ordinary and derived packs, some in grace.
pub(crate) async fn filled() -> (World, Vec<SealedPack>) {
    let mut world = World::start().await;
    let mut admin = world.device();
    let mut space = world.found(&admin).await;
    let mut officer = world.join(&admin, &mut space, Role::Supervisor).await;
    let mut packs = Vec::new();
    for index in 0..7 {
        let author = match index % 2 {
            0 => &mut admin,
            _ => &mut officer,
        };
        let pack = world.pack(author, &space, 60);
        world.push(author, &[&pack]).await;
        packs.push(pack);
    }
    for end in [2, 4] {
        let chosen: Vec<_> = packs[..end].iter().collect();
        let merged = world.merge(&admin, &space, &chosen, &[]);
        let stored = world.push(&admin, &[&merged]).await;
        assert_eq!(stored, [PackOutcome::Stored { seq: end as u64 }]);
    }
    (world, packs)
}

fn data(world: &World) -> PathBuf {
    world.folder.path().join("data")
}

/// A folder with a copy of a store, to be damaged.
fn copy_of(backup: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(backup, folder.path().join("relay.sqlite3")).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_packs_come_in_holds_all_that_was_acknowledged_before_it() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let packs: Vec<_> = (0..40)
        .map(|_| world.pack(&mut admin, &space, 400))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    for (round, chunk) in packs.chunks(10).enumerate() {
        let out = folder.path().join(format!("backup-{round}"));
        let (source, target) = (data(&world), out.clone());
        let copying = tokio::task::spawn_blocking(move || backup(&source, &target));
        for pack in chunk {
            world.push(&admin, &[pack]).await;
        }
        let size = copying.await.unwrap().unwrap();
        assert_eq!(size, std::fs::metadata(&out).unwrap().len());
        let copy = copy_of(&out);
        let checked = check(copy.path()).unwrap();
        assert_eq!(checked.damages, []);
        assert!(checked.packs >= 10 * round as u64, "{checked:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_its_owners_alone_and_overwrites_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, data) = (folder.path().join("backup"), data(&world));
    let arguments = ["backup", "--data", text(&data), "--out", text(&out)];
    let first = run(&arguments);
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let before = std::fs::read(&out).unwrap();
    let mode = std::fs::metadata(&out).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = run(&arguments);
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(std::fs::read(&out).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_restored_relay_is_the_same_in_a_new_epoch_and_is_given_back_what_it_lacks() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let packs: Vec<_> = (0..4)
        .map(|_| world.pack(&mut admin, &space, 100))
        .collect();
    world.push(&admin, &[&packs[0], &packs[1]]).await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("backup");
    backup(&data(&world), &out).unwrap();
    world.push(&admin, &[&packs[2], &packs[3]]).await;
    let (relay, epoch) = (world.relay.relay(), world.epoch().await);

    let error = restore(&data(&world), &out, true).unwrap_err();
    assert!(matches!(error, StorageError::InUse { .. }), "{error}");
    let world = world
        .restart_after(|data| {
            let error = restore(data, &out, false).unwrap_err();
            assert!(matches!(error, StorageError::Exists { .. }), "{error}");
            let arguments = [
                "restore",
                "--data",
                text(data),
                "--from",
                text(&out),
                "--force",
            ];
            let restored = run(&arguments);
            assert_eq!(restored.status.code(), Some(0), "{restored:?}");
            let aside = data.join("replaced-1.sqlite3");
            let kept = Connection::open(aside).unwrap();
            let count = kept.query_row("SELECT COUNT(*) FROM pack", [], |row| row.get(0));
            assert_eq!(count, Ok(4));
            assert_eq!(check(data).unwrap().damages, []);
        })
        .await;
    assert_eq!(world.relay.relay(), relay);
    assert_ne!(world.epoch().await, epoch);
    let mut head = world.head_at(&admin, &space, Cursor { high: 4, low: 0 });
    head.relay_epoch = epoch;
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    let own = proto::Frame::Own {
        space: space.id,
        number: 2,
    };
    assert!(frames.contains(&own), "{frames:?}");
    let frames = world
        .sync(&head, &admin.secret, &[&packs[2], &packs[3]])
        .await;
    let stored = [3, 4].map(|seq| PackOutcome::Stored { seq });
    assert_eq!(outcomes(&frames.frames()), stored);
}

#[tokio::test]
async fn a_backup_makes_a_relay_where_there_was_none() {
    let (world, packs) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, fresh) = (folder.path().join("backup"), folder.path().join("new"));
    backup(&data(&world), &out).unwrap();
    let restored = restore(&fresh, &out, false).unwrap();
    assert_eq!(restored.replaced, None);
    let checked = check(&fresh).unwrap();
    assert_eq!((checked.spaces, checked.damages), (1, vec![]));
    let relay = Relay::start(Config::for_data(&fresh).unwrap())
        .await
        .unwrap();
    assert_eq!(relay.relay(), world.relay.relay());
    relay.shutdown().await.unwrap();
    let error = restore(
        &folder.path().join("other"),
        &packs_file(&packs, &folder),
        false,
    );
    let error = error.unwrap_err();
    assert!(matches!(error, StorageError::Damaged { .. }), "{error}");
}

/// A file that is no backup.
fn packs_file(packs: &[SealedPack], folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("packs");
    let bytes: Vec<u8> = packs.iter().flat_map(|pack| pack.bytes.clone()).collect();
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn a_check_finds_every_single_damage() {
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("backup");
    backup(&data(&world), &whole).unwrap();
    assert_eq!(check(copy_of(&whole).path()).unwrap().damages, []);
    let mut damages: Vec<(String, DamageKind)> = [
        ("DELETE FROM entry WHERE position = 2", DamageKind::Ledger),
        ("DELETE FROM entry WHERE position = 1", DamageKind::Ledger),
        ("DELETE FROM entry", DamageKind::Ledger),
        (
            "UPDATE entry SET position = 5 WHERE position = 2",
            DamageKind::Ledger,
        ),
        ("UPDATE space SET id = randomblob(16)", DamageKind::Ledger),
        ("UPDATE space SET length = length - 1", DamageKind::Ledger),
        ("UPDATE space SET top = top + 1", DamageKind::Missing),
        ("UPDATE space SET top = top - 1", DamageKind::Count),
        ("UPDATE space SET bytes = bytes + 1", DamageKind::Count),
        ("DELETE FROM pack WHERE seq = 7", DamageKind::Missing),
        ("DELETE FROM pack WHERE seq = 4", DamageKind::Missing),
        ("DELETE FROM grace WHERE seq = 1", DamageKind::Count),
        (
            "UPDATE grace SET under = randomblob(32) WHERE seq = 1",
            DamageKind::Covers,
        ),
        ("DELETE FROM original WHERE place = 7", DamageKind::Missing),
        ("DELETE FROM original WHERE place = 1", DamageKind::Missing),
        (
            "UPDATE original SET hash = randomblob(32) WHERE place = 1",
            DamageKind::Covers,
        ),
        (
            "UPDATE original SET hash = randomblob(32) WHERE place = 7",
            DamageKind::Pack,
        ),
        (
            "UPDATE original SET place = 8 WHERE place = 7",
            DamageKind::Count,
        ),
        (
            "UPDATE original SET size = size + 1 WHERE place = 2",
            DamageKind::Covers,
        ),
        (
            "UPDATE pack SET first = 4 WHERE seq = 4",
            DamageKind::Covers,
        ),
        (
            "UPDATE pack SET covers = NULL WHERE seq = 4",
            DamageKind::Covers,
        ),
        (
            "UPDATE pack SET digest = randomblob(32) WHERE seq = 4",
            DamageKind::Covers,
        ),
        (
            "UPDATE pack SET originals = 3 WHERE seq = 4",
            DamageKind::Covers,
        ),
        (
            "UPDATE pack SET author = randomblob(16) WHERE seq = 6",
            DamageKind::Pack,
        ),
        (
            "UPDATE pack SET hash = randomblob(32) WHERE seq = 6",
            DamageKind::Pack,
        ),
        ("UPDATE pack SET number = 9 WHERE seq = 6", DamageKind::Pack),
        (
            "UPDATE pack SET seq = 9, first = 9 WHERE seq = 7",
            DamageKind::Pack,
        ),
        (
            "DELETE FROM meta WHERE name = 'relay-seed'",
            DamageKind::Identity,
        ),
        (
            "UPDATE meta SET value = x'00' WHERE name = 'relay-epoch'",
            DamageKind::Identity,
        ),
        ("UPDATE pack SET space = 99 WHERE seq = 5", DamageKind::File),
    ]
    .map(|(sql, kind)| (sql.to_owned(), kind))
    .to_vec();
    // One byte in the beginning, the middle and the end of everything that has bytes.
    let everywhere = [
        (
            "entry",
            "position",
            [0, 1, 2].as_slice(),
            DamageKind::Ledger,
        ),
        ("pack", "seq", &[4, 5, 6, 7], DamageKind::Pack),
        ("grace", "seq", &[1, 2, 3, 4], DamageKind::Pack),
    ];
    for (table, column, rows, kind) in everywhere {
        for row in rows {
            for at in [
                "1",
                "length(bytes) / 2",
                "length(bytes) - 70",
                "length(bytes)",
            ] {
                let flipped = format!("flip(bytes, {at})");
                damages.push((
                    format!("UPDATE {table} SET bytes = {flipped} WHERE {column} = {row}"),
                    kind,
                ));
            }
        }
    }
    for (sql, kind) in damages {
        let copy = copy_of(&whole);
        let saboteur = Connection::open(copy.path().join("relay.sqlite3")).unwrap();
        define_flip(&saboteur);
        let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON";
        saboteur.execute_batch(off).unwrap();
        assert!(saboteur.execute(&sql, []).unwrap() > 0, "{sql}");
        drop(saboteur);
        let damages = check(copy.path()).unwrap().damages;
        assert!(
            damages.iter().any(|damage| damage.kind == kind),
            "{sql}: {damages:?}"
        );
    }
}

/// Gives the database a function that changes one byte of a blob, counted from 1.
fn define_flip(connection: &Connection) {
    use rusqlite::functions::FunctionFlags;
    let flags = FunctionFlags::SQLITE_UTF8;
    connection
        .create_scalar_function("flip", 2, flags, |context| {
            let mut bytes: Vec<u8> = context.get(0)?;
            let at: usize = context.get::<i64>(1)? as usize - 1;
            bytes[at] ^= 1;
            Ok(bytes)
        })
        .unwrap();
}

#[tokio::test]
async fn a_check_of_a_running_relay_says_what_it_read_and_exits_by_what_it_found() {
    let (world, _) = filled().await;
    let data = data(&world);
    let whole = run(&["check", "--data", text(&data)]);
    let said = String::from_utf8(whole.stdout).unwrap();
    assert_eq!(whole.status.code(), Some(0), "{said}");
    assert_eq!(
        said,
        "Nothing is damaged: 1 spaces, 3 ledger entries, 9 packs.\n"
    );

    let saboteur = Connection::open(data.join("relay.sqlite3")).unwrap();
    let sql = "UPDATE pack SET bytes = zeroblob(length(bytes)) WHERE seq = 6";
    saboteur.execute(sql, []).unwrap();
    let damaged = run(&["check", "--data", text(&data)]);
    let said = String::from_utf8(damaged.stdout).unwrap();
    assert_eq!(damaged.status.code(), Some(1));
    assert!(said.starts_with("pack-damaged space "), "{said}");
    assert!(said.contains("place 6: "), "{said}");

    let nothing = run(&["check", "--data", text(world.folder.path())]);
    assert_eq!(nothing.status.code(), Some(1));
    let no_folder = run(&["check"]);
    assert_eq!(no_folder.status.code(), Some(2));
}

#[tokio::test]
async fn a_file_that_is_cut_or_overwritten_is_damaged_and_not_a_panic() {
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("backup");
    backup(&data(&world), &whole).unwrap();
    let bytes = std::fs::read(&whole).unwrap();
    for page in 1..bytes.len() / 4096 {
        let copy = tempfile::tempdir().unwrap();
        let mut damaged = bytes.clone();
        damaged[page * 4096..][..4096].fill(0x5a);
        std::fs::write(copy.path().join("relay.sqlite3"), damaged).unwrap();
        assert_ne!(check(copy.path()).unwrap().damages, [], "page {page}");
    }
    let copy = tempfile::tempdir().unwrap();
    std::fs::write(copy.path().join("relay.sqlite3"), &bytes[..bytes.len() / 2]).unwrap();
    assert_ne!(check(copy.path()).unwrap().damages, []);
}

#[tokio::test]
async fn a_store_replaced_after_its_relay_was_killed_keeps_what_stood_in_its_log_alone() {
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, killed) = (folder.path().join("backup"), folder.path().join("killed"));
    backup(&data(&world), &out).unwrap();
    std::fs::create_dir(&killed).unwrap();
    for name in ["relay.sqlite3", "relay.sqlite3-wal"] {
        std::fs::copy(data(&world).join(name), killed.join(name)).unwrap();
    }
    let restored = restore(&killed, &out, true).unwrap();
    let kept = restored.replaced.unwrap();
    assert_eq!(check_backup(&kept).unwrap(), check(&killed).unwrap());
    assert!(!killed.join("relay.sqlite3-wal").exists());
}

#[tokio::test]
async fn a_log_whose_database_was_removed_is_not_read_into_the_store_put_back() {
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, rest) = (folder.path().join("backup"), folder.path().join("rest"));
    backup(&data(&world), &out).unwrap();
    std::fs::create_dir(&rest).unwrap();
    let log = |folder: &Path| folder.join("relay.sqlite3-wal");
    std::fs::copy(log(&data(&world)), log(&rest)).unwrap();
    let error = restore(&rest, &out, false).unwrap_err();
    assert!(matches!(error, StorageError::Exists { .. }), "{error}");
    restore(&rest, &out, true).unwrap();
    assert!(rest.join("replaced-1.sqlite3-wal").exists() && !log(&rest).exists());
    assert_eq!(check(&rest).unwrap(), check(&data(&world)).unwrap());
}

#[tokio::test]
async fn a_damaged_store_is_replaced_and_kept_as_it_is() {
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, broken) = (folder.path().join("backup"), folder.path().join("broken"));
    backup(&data(&world), &out).unwrap();
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("relay.sqlite3"), [0x5a; 8192]).unwrap();
    let kept = restore(&broken, &out, true).unwrap().replaced.unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), [0x5a; 8192]);
    assert_eq!(check(&broken).unwrap().damages, []);
}

#[tokio::test]
async fn a_backup_is_checked_where_it_lies_and_nothing_is_written_beside_it() {
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("backup");
    backup(&data(&world), &out).unwrap();
    let whole = run(&["check", "--file", text(&out)]);
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    let said = String::from_utf8(whole.stdout).unwrap();
    assert!(said.starts_with("Nothing is damaged: 1 spaces"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let mut bytes = std::fs::read(&out).unwrap();
    let end = bytes.len();
    bytes[end - 4096..].fill(0x5a);
    std::fs::write(&out, bytes).unwrap();
    let damaged = run(&["check", "--file", text(&out)]);
    let said = String::from_utf8(damaged.stdout).unwrap();
    assert_eq!(damaged.status.code(), Some(1), "{said}");
    assert!(said.contains("Do not rely on this backup"), "{said}");
    let released = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store-1.sqlite3");
    let older = run(&["check", "--file", text(&released)]);
    let said = String::from_utf8(older.stderr).unwrap();
    assert!(said.contains("sotay-relay restore"), "{said}");
    let both = run(&["check", "--file", text(&out), "--data", text(&out)]);
    assert_eq!(both.status.code(), Some(2));
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_written_by_one_relay_makes_an_empty_folder_the_same_relay_and_no_used_one() {
    use std::os::unix::fs::PermissionsExt;
    let (world, _) = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, fresh) = (folder.path().join("key"), folder.path().join("new"));
    let used = data(&world);
    let export = ["export-key", "--data", text(&used), "--out", text(&out)];
    let exported = run(&export);
    assert_eq!(exported.status.code(), Some(0), "{exported:?}");
    let said = String::from_utf8(exported.stdout).unwrap();
    assert!(said.contains("can pass for this relay"), "{said}");
    let mode = std::fs::metadata(&out).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let line = std::fs::read_to_string(&out).unwrap();
    assert!(line.starts_with("SOTAYK1-") && line.len() < 90, "{line}");
    assert_eq!(run(&export).status.code(), Some(1));

    // As from paper: other letters' case, spaces for hyphens, a letter that looks like the digit.
    let typed = line.to_lowercase().replace('-', " ").replace('0', "o");
    std::fs::write(&out, typed).unwrap();
    let import = ["import-key", "--data", text(&fresh), "--from", text(&out)];
    let imported = run(&import);
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");
    let relay = Relay::start(Config::for_data(&fresh).unwrap())
        .await
        .unwrap();
    assert_eq!(relay.relay(), world.relay.relay());
    relay.shutdown().await.unwrap();

    std::fs::write(&out, line.replacen(&line[9..10], "Z", 1)).unwrap();
    let mistyped = run(&import);
    let said = String::from_utf8(mistyped.stderr).unwrap();
    assert!(said.contains("does not hold a relay's key"), "{said}");
    let relay_id = world.relay.relay();
    let world = world
        .restart_after(|data| {
            std::fs::write(&out, &line).unwrap();
            let refused = run(&["import-key", "--data", text(data), "--from", text(&out)]);
            let said = String::from_utf8(refused.stderr).unwrap();
            assert_eq!(refused.status.code(), Some(1));
            assert!(said.contains("in use"), "{said}");
        })
        .await;
    assert_eq!(world.relay.relay(), relay_id);
}
