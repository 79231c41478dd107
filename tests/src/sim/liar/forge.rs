//! What the liar makes: changes of others, packs that are not whole, entries without a right to them.

use crate::fields;
use crate::sim::device::Device;
use crate::sim::liar::MADE_UP;
use crate::sim::truth::{Truth, bytes_of};
use crate::tables::rows;
use access::Ledger;
use client_core::{DocId, Kind};
use proto::ledger::{Erase, EraseReason};
use proto::{Action, Actor, CourierItem, Entry, PackHash, SpaceId};
use rusqlite::Connection;
use seal::{DeviceSecret, PackDraft, Signed, SpaceKey};
use serde_json::json;
use testkit::TestRng;

/// Zstandard's fast end.
const LEVEL: i32 = 1;
/// The state in `doc_pack` of a derived pack that is to be brought to the relay.
const DERIVED: u8 = 7;

/// Makes a change that somebody else's program could have made, and never did.
pub(super) fn change_of(victim: &mut Device, areas: &[DocId]) -> Option<Vec<u8>> {
    let mut copy = victim.copy();
    let area = own_area(&mut copy, areas)?;
    let group = json!({ "area": area.to_string(), "model": "tổ liên gia", "name": MADE_UP });
    let id = copy.notebook().create(Kind::Group, fields(group)).ok()?;
    let sql = format!(
        "SELECT c.bytes FROM doc_change c JOIN doc_record r ON r.n = c.record WHERE r.id = X'{}'",
        id.to_string().replace('-', "")
    );
    Some(bytes_of(rows(&copy.tables(), &sql).first()?))
}

/// Puts a change of somebody else in the place of one that the liar makes; tells whether that was done.
pub(super) fn says_instead(liar: &mut Device, areas: &[DocId], change: &[u8]) -> bool {
    let Some(area) = own_area(liar, areas) else {
        return false;
    };
    let group = json!({ "area": area.to_string(), "model": "tổ liên gia", "name": MADE_UP });
    if liar.notebook().create(Kind::Group, fields(group)).is_err() {
        return false;
    }
    let sql = "UPDATE doc_change SET bytes = ?1 WHERE n = (SELECT max(n) FROM doc_change)";
    liar.tampered(|tables| tables.execute(sql, [change])) == Ok(1)
}

/// Merges two neighbouring packs of one author and leaves out what the first said last. Returns whose.
pub(super) fn bad_merge(liar: &mut Device, rng: &mut TestRng) -> Option<(String, u64)> {
    let tables = liar.tables();
    let sql = "SELECT s.id, p.space, p.author, p.number, p.bytes, q.bytes FROM doc_pack p
        JOIN doc_pack q ON q.space = p.space AND q.author = p.author AND q.number = p.number + 1
        JOIN doc_space s ON s.n = p.space
        WHERE p.number > 0 AND p.state < 3 AND q.state < 3 AND length(p.bytes) > 0 AND length(q.bytes) > 0 AND s.kind = 2
        ORDER BY p.n DESC";
    let pairs = rows(&tables, sql);
    let pair: Vec<&str> = rng.pick(&pairs)?.split('|').collect();
    let [space, n, author, number, first, second] = pair.as_slice() else {
        return None;
    };
    let truth = Truth::of(liar);
    let mut excerpts = Vec::new();
    for bytes in [first, second] {
        let pack = seal::parse_pack(bytes_of(bytes)).ok()?;
        let (author, epoch) = (
            pack.claimed_header().author,
            pack.claimed_header().key_epoch,
        );
        let key = key(&tables, n, epoch)?;
        let pack = pack.verify(truth.keys_of(space, author)?).ok()?;
        let opened = seal::open(&pack, &key).ok()?;
        excerpts.extend(seal::take_over(&pack, &opened, |_| false).ok()?);
    }
    let (covers, mut bundle) = seal::derive(excerpts);
    bundle.excerpts.first_mut()?.documents.pop()?;
    let epoch = rows(
        &tables,
        &format!("SELECT max(epoch) FROM doc_space_key WHERE space = {n}"),
    );
    let key_epoch = epoch.first()?.parse().ok()?;
    let draft = PackDraft {
        space: space.parse().ok()?,
        key_epoch,
        number: 0,
        previous: PackHash::ZERO,
        covers,
        erases: Vec::new(),
        expires: None,
    };
    let key = key(&tables, n, key_epoch)?;
    let secret = secret(&tables);
    let pack = seal::seal_pack(&draft, &bundle, &key, &secret, LEVEL, rng).ok()?;
    let maker = secret.id();
    let stored = liar.tampered(|tables| {
        tables.execute(
            "INSERT INTO doc_pack (space, author, number, hash, state, bytes) VALUES (?1, ?2, 0, ?3, ?4, ?5)",
            (n, maker.as_bytes(), pack.hash.as_bytes(), DERIVED, &pack.bytes),
        )?;
        let row = tables.last_insert_rowid();
        draft.covers.iter().try_for_each(|cover| {
            let sql = "INSERT INTO doc_cover (pack, author, first, last) VALUES (?1, ?2, ?3, ?4)";
            let run = (row, cover.author.as_bytes(), cover.first, cover.last);
            tables.execute(sql, run).map(drop)
        })
    });
    stored.ok()?;
    Some(((*author).to_owned(), number.parse().ok()?))
}

/// Changes a bit of the body of a pack that somebody signed.
pub(super) fn changed_pack(liar: &Device, rng: &mut TestRng) -> Option<CourierItem> {
    let sql = "SELECT bytes FROM doc_pack WHERE number > 0 AND length(bytes) > 0 ORDER BY n DESC LIMIT 20";
    let packs = rows(&liar.tables(), sql);
    let mut pack = bytes_of(rng.pick(&packs)?);
    let at = pack.len() - 65 - rng.index(20);
    pack[at] ^= 1 << rng.below(8);
    Some(CourierItem::Pack { pack })
}

/// Signs that a record is erased, which only commanders and administrators may.
pub(super) fn erasing(
    liar: &mut Device,
    area: DocId,
    record: DocId,
) -> Option<(CourierItem, Vec<u8>)> {
    let (space, ledger) = ledger_of(liar, area)?;
    let entry = Entry {
        space,
        index: ledger.length(),
        previous: ledger.head(),
        time: liar.notebook().now().ok()?,
        signer: Actor::Device(liar.id),
        action: Action::Erase(Erase {
            reason: EraseReason::Mistake,
            documents: vec![record],
        }),
    };
    let entry = Signed::sign(entry, &secret(&liar.tables())).to_bytes();
    let item = CourierItem::Ledger {
        space,
        from: ledger.length(),
        entries: vec![entry.clone()],
    };
    Some((item, entry))
}

/// Takes an old entry for a new one.
pub(super) fn said_before(liar: &mut Device, area: DocId) -> Option<(CourierItem, Vec<u8>)> {
    let (space, ledger) = ledger_of(liar, area)?;
    let sql = "SELECT l.bytes FROM doc_ledger l JOIN doc_space s ON s.n = l.space WHERE s.id = X'{}' ORDER BY l.position DESC";
    let entries = rows(&liar.tables(), &sql.replace("{}", &hex(space)));
    let entry = bytes_of(entries.first()?);
    let item = CourierItem::Ledger {
        space,
        from: ledger.length(),
        entries: vec![entry.clone()],
    };
    Some((item, entry))
}

/// Lets an entry wait to be pushed as if it were a space's first.
pub(super) fn waits(liar: &mut Device, area: DocId, entry: &[u8]) -> bool {
    const FOUNDING: u8 = 0;
    let Some((space, _)) = ledger_of(liar, area) else {
        return false;
    };
    let waiting = [&[FOUNDING], entry].concat();
    let sql = "INSERT INTO doc_intent (space, bytes) SELECT n, ?2 FROM doc_space WHERE id = ?1";
    liar.tampered(|tables| tables.execute(sql, (space.as_bytes(), waiting))) == Ok(1)
}

fn own_area(device: &mut Device, areas: &[DocId]) -> Option<DocId> {
    let me = device.notebook().me().ok()?;
    me.areas.values().copied().find(|id| areas.contains(id))
}

fn ledger_of(liar: &mut Device, area: DocId) -> Option<(SpaceId, Ledger)> {
    let record = liar.notebook().get(area).ok()?;
    let space: SpaceId = record.fields.get("space")?.as_str()?.parse().ok()?;
    let ledger = Truth::of(liar).ledger(&hex(space))?.clone();
    Some((space, ledger))
}

fn hex(space: SpaceId) -> String {
    space.to_string().replace('-', "")
}

fn key(tables: &Connection, space: &str, epoch: u32) -> Option<SpaceKey> {
    let sql = format!("SELECT key FROM doc_space_key WHERE space = {space} AND epoch = {epoch}");
    let key: [u8; 32] = bytes_of(rows(tables, &sql).first()?).try_into().ok()?;
    Some(SpaceKey::from_bytes(key))
}

fn secret(tables: &Connection) -> DeviceSecret {
    let stored = rows(
        tables,
        "SELECT value FROM doc_meta WHERE key = 'device_secret'",
    );
    let stored: [u8; 64] = bytes_of(&stored[0]).try_into().expect("a secret");
    DeviceSecret::from_bytes(&stored)
}
