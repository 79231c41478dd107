//! What a member can do with the keys of a device and a program of his own.

use crate::{key_of, tables};
use access::{Intent, Ledger};
use client_core::Home;
use proto::{Actor, Bundle, Cover, DeviceId, DeviceKeys, Excerpt, PackHash, SpaceId, UnixMillis};
use rusqlite::Connection;
use seal::{DeviceSecret, PackDraft, SealedPack, SpaceKey};
use testkit::TestRng;

/// Zstandard's slow end, as the program has it: a pack made here weighs what an honest one does.
const LEVEL: i32 = 19;

/// The keys of a device in its first area, and its database.
pub struct Member {
    /// The device's keys.
    pub secret: DeviceSecret,
    /// The area's space.
    pub space: SpaceId,
    connection: Connection,
    row: i64,
    epoch: u32,
    key: SpaceKey,
    rng: TestRng,
}

impl Member {
    /// Takes the keys out of a home whose notebook is closed.
    pub fn of(home: &Home, seed: u64) -> Member {
        let connection = tables::writable(home, &key_of(home));
        let one = |sql: &str| {
            let row = connection.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0));
            row.expect("a value")
        };
        let secret = one("SELECT value FROM doc_meta WHERE key = 'device_secret'");
        let space = one("SELECT id FROM doc_space WHERE kind = 2 ORDER BY n");
        let key = one(
            "SELECT k.key FROM doc_space_key k JOIN doc_space s ON s.n = k.space
                       WHERE s.kind = 2 ORDER BY s.n, k.epoch DESC",
        );
        let (row, epoch) = connection
            .query_row(
                "SELECT s.n, max(k.epoch) FROM doc_space_key k JOIN doc_space s ON s.n = k.space
                 WHERE s.kind = 2 GROUP BY s.n ORDER BY s.n",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("an area");
        Member {
            secret: DeviceSecret::from_bytes(&secret.try_into().expect("64 bytes")),
            space: SpaceId(space.try_into().expect("16 bytes")),
            key: SpaceKey::from_bytes(key.try_into().expect("32 bytes")),
            rng: TestRng::new(seed),
            connection,
            row,
            epoch,
        }
    }

    /// Reads what the packs of an author say, as they came here, by number.
    pub fn excerpts_of(&self, author: DeviceId) -> Vec<Excerpt> {
        let mut statement = (self.connection)
            .prepare(
                "SELECT bytes FROM doc_pack WHERE space = ?1 AND author = ?2 AND number > 0 ORDER BY number",
            )
            .expect("a query");
        let packs = statement.query_map((self.row, author.as_bytes()), |row| {
            row.get::<_, Vec<u8>>(0)
        });
        let keys = self.keys_of(author);
        (packs.expect("packs"))
            .flat_map(|bytes| {
                let pack = seal::parse_pack(bytes.expect("bytes")).expect("a pack");
                let pack = pack.verify(&keys).expect("signed");
                let opened = seal::open(&pack, &self.key).expect("opened");
                seal::take_over(&pack, &opened, |_| false).expect("excerpts")
            })
            .collect()
    }

    /// Reads the entries of the area's ledger.
    pub fn entries(&self) -> (SpaceId, Vec<Vec<u8>>) {
        let mut statement = (self.connection)
            .prepare("SELECT bytes FROM doc_ledger WHERE space = ?1 ORDER BY position")
            .expect("a query");
        let entries = statement.query_map([self.row], |row| row.get(0));
        let entries = entries.expect("entries").map(|bytes| bytes.expect("bytes"));
        (self.space, entries.collect())
    }

    fn ledger(&self, length: usize) -> Ledger {
        let (space, entries) = self.entries();
        let entries: Vec<_> = (entries[..length].iter())
            .map(|bytes| seal::SignedEntry::from_bytes(bytes).expect("an entry"))
            .collect();
        Ledger::replay(space, &entries).expect("a ledger")
    }

    /// Signs another entry for the place of the last one; tells which place that is.
    pub fn other_entry(&mut self) -> (SpaceId, u64, Vec<u8>) {
        let place = self.entries().1.len() - 1;
        let ledger = self.ledger(place);
        let time = UnixMillis(crate::MORNING);
        let entry = Intent::NewEpoch.sign(&ledger, &self.secret, time, &mut self.rng);
        let entry = entry.expect("an administrator");
        (self.space, place as u64, entry.to_bytes())
    }

    fn keys_of(&self, author: DeviceId) -> DeviceKeys {
        let ledger = self.ledger(self.entries().1.len());
        let keys = ledger.keys_of(&Actor::Device(author));
        *keys.expect("a member")
    }

    /// Seals a derived pack of excerpts, whatever became of them, that says to stand for `covers`.
    pub fn merge(&mut self, excerpts: Vec<Excerpt>, covers: Vec<Cover>) -> SealedPack {
        let (_, bundle) = seal::derive(excerpts);
        self.seal(0, PackHash::ZERO, covers, &bundle)
    }

    /// Seals a pack of this device.
    pub fn seal(
        &mut self,
        number: u64,
        previous: PackHash,
        covers: Vec<Cover>,
        bundle: &Bundle,
    ) -> SealedPack {
        let draft = PackDraft {
            space: self.space,
            key_epoch: self.epoch,
            number,
            previous,
            covers,
            erases: Vec::new(),
            expires: None,
        };
        seal::seal_pack(
            &draft,
            bundle,
            &self.key,
            &self.secret,
            LEVEL,
            &mut self.rng,
        )
        .expect("a pack")
    }

    /// Lets the device bring a pack to the relay with its next sync.
    pub fn brings(&self, pack: &SealedPack) {
        let state = if pack.header.number == 0 { 7 } else { 5 };
        let header = &pack.header;
        (self.connection)
            .execute(
                "INSERT INTO doc_pack (space, author, number, hash, state, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (self.row, header.author.as_bytes(), header.number, pack.hash.as_bytes(), state, &pack.bytes),
            )
            .expect("a pack");
        for cover in &header.covers {
            (self.connection)
                .execute(
                    "INSERT INTO doc_cover (pack, author, first, last) SELECT max(n), ?1, ?2, ?3 FROM doc_pack",
                    (cover.author.as_bytes(), cover.first, cover.last),
                )
                .expect("a cover");
        }
    }
}
