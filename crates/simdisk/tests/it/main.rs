//! A database on the simulated disk, through losses of power at every write.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use rusqlite::Connection;
use simdisk::{Disk, Luck};
use testkit::TestRng;

const KEY: &str =
    "PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f'\";";

fn open(disk: &Disk, mode: &str) -> rusqlite::Result<Connection> {
    let connection = disk.open("words.db")?;
    connection.execute_batch(&format!(
        "PRAGMA cipher_log_level = NONE; {KEY} PRAGMA journal_mode = {mode}; PRAGMA synchronous = FULL;
         CREATE TABLE IF NOT EXISTS word (n INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    ))?;
    Ok(connection)
}

/// Writes numbered words until the power fails; returns how many were committed.
fn write_words(connection: &Connection, from: i64) -> i64 {
    let mut committed = from;
    for n in from + 1..=from + 6 {
        let text = "lời ".repeat(400);
        if connection
            .execute("INSERT INTO word VALUES (?1, ?2)", (n, text))
            .is_err()
        {
            break;
        }
        committed = n;
    }
    committed
}

fn survives_every_loss_of_power(mode: &str) {
    let mut rng = TestRng::new(11);
    for at in 1.. {
        let disk = Disk::new();
        let first = open(&disk, mode).unwrap();
        let committed = write_words(&first, 0);
        disk.fail_at_write(at);
        let more = write_words(&first, committed);
        let failed = disk.has_failed();
        drop(first);
        disk.restart(Luck::Drawn(&mut rng));
        let second = open(&disk, mode).unwrap();
        let count: i64 = second
            .query_row("SELECT count(*) FROM word", [], |row| row.get(0))
            .unwrap();
        // A commit that was not confirmed may have reached the disk all the same.
        assert!(
            (more..=more + 1).contains(&count),
            "write {at}: {count} of {more}"
        );
        let sound: String = second
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sound, "ok", "write {at}");
        if !failed {
            assert!(at > 10, "so few writes would prove nothing");
            return;
        }
    }
}

#[test]
fn a_write_ahead_log_loses_nothing_that_was_committed_wherever_the_power_fails() {
    survives_every_loss_of_power("WAL");
}

#[test]
fn a_rollback_journal_loses_nothing_that_was_committed_wherever_the_power_fails() {
    survives_every_loss_of_power("DELETE");
}

#[test]
fn a_database_that_syncs_nothing_is_found_out() {
    let (mut rng, mut lost) = (TestRng::new(3), false);
    for at in 1..40 {
        let disk = Disk::new();
        let connection = open(&disk, "WAL").unwrap();
        connection
            .execute_batch("PRAGMA synchronous = OFF;")
            .unwrap();
        disk.fail_at_write(at);
        let committed = write_words(&connection, 0);
        drop(connection);
        disk.restart(Luck::Drawn(&mut rng));
        let count = open(&disk, "WAL").and_then(|connection| {
            connection.query_row("SELECT count(*) FROM word", [], |row| row.get::<_, i64>(0))
        });
        lost |= count.is_ok_and(|count| count < committed);
    }
    assert!(lost, "the disk is too kind to find a missing sync");
}

#[test]
fn a_full_disk_refuses_and_keeps_what_it_has() {
    let disk = Disk::new();
    let connection = open(&disk, "WAL").unwrap();
    let before = write_words(&connection, 0);
    let used: usize = disk.snapshot().values().map(Vec::len).sum();
    disk.limit(Some(used as u64 + 5_000));
    let written = write_words(&connection, before);
    assert!(written < before + 6, "there was room for all");
    disk.limit(None);
    assert_eq!(write_words(&connection, written), written + 6);
}

#[test]
fn a_copy_of_the_disk_is_the_disk_at_that_moment() {
    let disk = Disk::new();
    let connection = open(&disk, "WAL").unwrap();
    let before = write_words(&connection, 0);
    let copy = disk.snapshot();
    write_words(&connection, before);
    let earlier = Disk::of(copy);
    let count: i64 = open(&earlier, "WAL")
        .unwrap()
        .query_row("SELECT count(*) FROM word", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, before);
}

#[test]
fn a_connection_may_outlive_its_disk_and_another_disk_never_gets_its_files() {
    let mut outliving = Vec::new();
    for round in 0..20 {
        let disk = Disk::new();
        let connection = open(&disk, "WAL").unwrap();
        write_words(&connection, 0);
        let copy = disk.clone();
        drop(disk);
        // The power fails and comes back under a connection that has the log's index mapped.
        if round % 3 == 0 {
            copy.restart(Luck::Harsh);
        }
        drop(copy);
        let other = Disk::new();
        assert!(other.snapshot().is_empty());
        open(&other, "WAL").unwrap();
        outliving.push(connection);
    }
    for connection in &outliving {
        let sql = "SELECT count(*) FROM word";
        let _ = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        write_words(connection, 10);
    }
}

#[test]
fn a_disk_without_connections_leaves_its_place_to_the_next() {
    for _ in 0..50 {
        let disk = Disk::new();
        write_words(&open(&disk, "DELETE").unwrap(), 0);
        let full = disk.snapshot();
        let copy = Disk::of(full.clone());
        drop(disk);
        assert_eq!(copy.snapshot(), full);
    }
}
