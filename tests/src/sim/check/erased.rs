//! What is erased is gone from every device that is still in the unit, and from the relay.

use crate::sim::Sim;
use crate::sim::truth::{Truth, bytes_of};
use crate::tables::rows;
use client_core::DocId;
use proto::Excerpt;
use rusqlite::Connection;
use seal::SpaceKey;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of spaces by space and epoch.
type Keys = BTreeMap<(String, u32), SpaceKey>;

/// Holds every page and every pack against what is erased.
pub(super) fn is_gone(sim: &Sim, truth: &Truth) {
    let erased = truth.erased();
    let forgotten: Vec<&DocId> = sim.erased.difference(&erased).collect();
    assert!(forgotten.is_empty(), "{forgotten:?} was to be erased");
    if erased.is_empty() {
        return;
    }
    let words: Vec<&str> = (sim.told.iter())
        .filter(|told| erased.contains(&told.record))
        .map(|told| told.words.as_str())
        .collect();
    let keys = keys(&sim.devices[0].tables());
    let stored = "SELECT bytes FROM pack UNION ALL SELECT bytes FROM grace";
    let stored = rows(&sim.relay.tables(), stored);
    holds_nothing("the relay", &stored, truth, &keys, &erased);
    for device in &sim.devices {
        let tables = device.tables();
        let packs = rows(
            &tables,
            "SELECT bytes FROM doc_pack WHERE length(bytes) > 0",
        );
        holds_nothing(device.name, &packs, truth, &keys, &erased);
        let pages = pages(tables);
        for needle in words.iter().flat_map(|words| spellings(words)) {
            assert!(
                !pages.contains(&needle),
                "{} still holds {needle:?}",
                device.name
            );
        }
    }
}

/// A text as it was written and as it is searched for.
fn spellings(words: &str) -> [String; 2] {
    let number: String = words.chars().filter(char::is_ascii_digit).collect();
    [format!("lời số {number}"), format!("loi so {number}")]
}

/// Reads every page in clear, the free ones included.
fn pages(mut tables: Connection) -> String {
    rows(&tables, "PRAGMA wal_checkpoint(TRUNCATE)");
    let pages = tables.serialize("main").expect("the pages");
    String::from_utf8_lossy(&pages).into_owned()
}

fn keys(tables: &Connection) -> Keys {
    let sql = "SELECT s.id, k.epoch, k.key FROM doc_space_key k JOIN doc_space s ON s.n = k.space";
    let keys = rows(tables, sql).into_iter().map(|row| {
        let mut cells = row.split('|');
        let mut cell = || cells.next().expect("three columns");
        let (space, epoch, key) = (cell().to_owned(), cell(), bytes_of(cell()));
        let epoch: u32 = epoch.parse().expect("an epoch");
        let key: [u8; 32] = key.try_into().expect("a key");
        ((space, epoch), SpaceKey::from_bytes(key))
    });
    keys.collect()
}

fn holds_nothing(
    whose: &str,
    packs: &[String],
    truth: &Truth,
    keys: &Keys,
    erased: &BTreeSet<DocId>,
) {
    for pack in packs {
        let Ok(pack) = seal::parse_pack(bytes_of(pack)) else {
            continue;
        };
        let header = pack.claimed_header().clone();
        let place = (header.space.to_string().replace('-', ""), header.key_epoch);
        let author = truth.keys_of(&place.0, header.author);
        let opened = keys.get(&place).zip(author).and_then(|(key, author)| {
            let pack = pack.verify(author).ok()?;
            seal::open(&pack, key).ok()
        });
        let Some(opened) = opened else { continue };
        let inner = |excerpt: &Excerpt| excerpt.documents.clone();
        let excerpts = opened.excerpts.iter().flat_map(|excerpt| {
            let inside = excerpt.excerpts.iter().flat_map(inner);
            inner(excerpt).into_iter().chain(inside)
        });
        for document in opened.documents.iter().cloned().chain(excerpts) {
            let name = (header.author, header.number);
            let id = document.id;
            assert!(!erased.contains(&id), "{whose} holds {id} in {name:?}");
        }
    }
}
