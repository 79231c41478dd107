//! The work of one transaction, over summaries that become true only if it commits.
//!
//! Packs as they come and entries are here; derived packs in `derive`, packs whose author's chain is not here in `adopt`, what is
//! deleted after a while in `grace`.

mod adopt;
mod derive;
mod grace;

use std::collections::BTreeMap;
use std::sync::Arc;

use proto::{Code, DeviceId, PackHash, PackOutcome, RelayEpoch, SpaceId};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sync::relay::{Placement, SpaceSummary, compare};

use super::failure::damaged;
use super::load;
use super::rows::IS_STUB;
use super::schema;
use super::shared::Shared;
use crate::storage::{Appended, NewEntries, NewPack, StorageError};

/// A space as this batch leaves it.
struct Working {
    key: i64,
    summary: Arc<SpaceSummary>,
    changed: bool,
}

/// What a batch changes once it is committed.
pub(super) struct Changed {
    pub(super) spaces: Vec<Arc<SpaceSummary>>,
    pub(super) epoch: RelayEpoch,
    /// Something was deleted that must be gone from the write-ahead log, too.
    pub(super) must_scrub: bool,
}

/// How much a space may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpaceLimits {
    /// Bytes of packs, those in grace included.
    pub(super) space_quota: u64,
    /// Bytes of packs that one author may bring after its access ended.
    pub(super) escrow_bytes: u64,
}

/// One transaction's work.
pub(super) struct Batch<'a> {
    transaction: &'a Transaction<'a>,
    shared: &'a Shared,
    spaces: BTreeMap<SpaceId, Working>,
    epoch: RelayEpoch,
    limits: SpaceLimits,
    must_scrub: bool,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        transaction: &'a Transaction<'a>,
        shared: &'a Shared,
        limits: SpaceLimits,
    ) -> Self {
        let epoch = shared.epoch();
        Self {
            transaction,
            shared,
            spaces: BTreeMap::new(),
            epoch,
            limits,
            must_scrub: false,
        }
    }

    /// Stores a pack if it is its author's next one here.
    pub(super) fn store(&mut self, pack: &NewPack) -> Result<PackOutcome, StorageError> {
        let (transaction, limits) = (self.transaction, self.limits);
        let Some(space) = self.space(&pack.header.space)? else {
            return Ok(PackOutcome::Refused {
                code: Code::UnknownSpace,
            });
        };
        let size = pack.bytes.len() as u64;
        match space
            .summary
            .place(&pack.header, pack.bearer, pack.received)
        {
            Placement::Refuse(code) => Ok(PackOutcome::Refused { code }),
            Placement::Compare => {
                let (author, number) = (&pack.header.author, pack.header.number);
                let stored = load::pack_at(transaction, space.key, author, number)?;
                let stored = stored.ok_or_else(|| {
                    damaged(format!(
                        "pack {number} of {author} in {} is gone",
                        pack.header.space
                    ))
                })?;
                let outcome = compare(stored, &pack.hash);
                if let PackOutcome::Known { seq } = outcome
                    && !is_stub(&pack.bytes)
                    && let Some(freed) = fill(transaction, space.key, seq, pack)?
                {
                    let summary = Arc::make_mut(&mut space.summary);
                    summary.bytes = summary.bytes.saturating_add(size).saturating_sub(freed);
                    space.changed = true;
                }
                Ok(outcome)
            }
            Placement::SetAside { after }
                if brought_since(transaction, space.key, &pack.header.author, after)?
                    .saturating_add(size)
                    > limits.escrow_bytes =>
            {
                Ok(PackOutcome::Refused {
                    code: Code::SpaceFull,
                })
            }
            Placement::AfterGap => adopt::adopt(transaction, space, pack, limits.space_quota),
            Placement::Append | Placement::SetAside { .. } => {
                if let Some(known) = adopt::count_in(transaction, space, pack)? {
                    return Ok(known);
                }
                if space.summary.bytes.saturating_add(size) > limits.space_quota {
                    return Ok(PackOutcome::Refused {
                        code: Code::SpaceFull,
                    });
                }
                let summary = Arc::make_mut(&mut space.summary);
                let seq = summary.append(&pack.header, pack.hash, size);
                space.changed = true;
                insert_pack(transaction, space.key, seq, pack)?;
                adopt::count_in_those_after(transaction, space, &pack.header.author)?;
                Ok(PackOutcome::Stored { seq })
            }
        }
    }

    /// Stores entries if the ledger still ends where they begin.
    pub(super) fn append(&mut self, new: NewEntries) -> Result<Appended, StorageError> {
        let transaction = self.transaction;
        let head = self
            .space(&new.space)?
            .map(|space| space.summary.ledger.head());
        if head != new.after {
            return Ok(Appended::Conflict);
        }
        if head.is_none() {
            let summary = Arc::new(SpaceSummary::new(new.space, Arc::clone(&new.ledger)));
            let key = insert_space(transaction, &new.space)?;
            self.spaces.insert(
                new.space,
                Working {
                    key,
                    summary,
                    changed: true,
                },
            );
        }
        let Some(space) = self.space(&new.space)? else {
            return Err(damaged(format!("space {} is gone", new.space)));
        };
        let first = new.ledger.length().saturating_sub(new.entries.len() as u64);
        for (position, entry) in (first..).zip(&new.entries) {
            insert_entry(transaction, space.key, position, entry)?;
        }
        Arc::make_mut(&mut space.summary).ledger = new.ledger;
        space.changed = true;
        Ok(Appended::Durable(Arc::clone(&space.summary)))
    }

    /// Draws a new epoch, unless another was drawn since `old`.
    pub(super) fn renew_epoch(&mut self, old: RelayEpoch) -> Result<RelayEpoch, StorageError> {
        if self.epoch == old {
            self.epoch = schema::write_new_epoch(self.transaction)?;
        }
        Ok(self.epoch)
    }

    /// Writes something without a meaning, to see whether writing works.
    pub(super) fn touch(&mut self) -> Result<(), StorageError> {
        let sql = "INSERT INTO meta (name, value) VALUES ('touched', randomblob(8))
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.transaction.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Writes what the batch has summed up, and gives what is to be published after the commit.
    pub(super) fn finish(self) -> Result<Changed, StorageError> {
        let mut spaces = Vec::new();
        for working in self.spaces.into_values().filter(|working| working.changed) {
            let sql = "UPDATE space SET top = ?2, bytes = ?3, length = ?4 WHERE key = ?1";
            let summary = &working.summary;
            let values = (
                working.key,
                summary.top,
                summary.bytes,
                summary.ledger.length(),
            );
            self.transaction.prepare_cached(sql)?.execute(values)?;
            spaces.push(working.summary);
        }
        Ok(Changed {
            spaces,
            epoch: self.epoch,
            must_scrub: self.must_scrub,
        })
    }

    fn space(&mut self, id: &SpaceId) -> Result<Option<&mut Working>, StorageError> {
        if !self.spaces.contains_key(id) {
            let Some(row) = load::space_row(self.transaction, id)? else {
                return Ok(None);
            };
            let summary = match self.shared.cache.get(id) {
                Some(summary) => summary,
                None => Arc::new(
                    load::summary(self.transaction, id)?
                        .ok_or_else(|| damaged(format!("space {id} has a row and no summary")))?,
                ),
            };
            self.spaces.insert(
                *id,
                Working {
                    key: row.key,
                    summary,
                    changed: false,
                },
            );
        }
        Ok(self.spaces.get_mut(id))
    }
}

fn insert_space(connection: &Connection, space: &SpaceId) -> Result<i64, StorageError> {
    let sql = "INSERT INTO space (id) VALUES (?1)";
    connection
        .prepare_cached(sql)?
        .execute([space.as_bytes().as_slice()])?;
    Ok(connection.last_insert_rowid())
}

fn insert_entry(
    connection: &Connection,
    key: i64,
    position: u64,
    entry: &[u8],
) -> Result<(), StorageError> {
    let sql = "INSERT INTO entry (space, position, bytes) VALUES (?1, ?2, ?3)";
    connection
        .prepare_cached(sql)?
        .execute((key, position, entry))?;
    Ok(())
}

fn insert_pack(
    connection: &Connection,
    key: i64,
    seq: u64,
    pack: &NewPack,
) -> Result<(), StorageError> {
    let original = Original {
        number: pack.header.number,
        place: seq,
        size: pack.bytes.len() as u64,
        hash: pack.hash,
    };
    insert_original(connection, key, &pack.header.author, &original)?;
    insert_row(connection, key, seq, pack, 1)
}

/// A pack by which an author's chain is known for good.
struct Original {
    number: u64,
    place: u64,
    size: u64,
    hash: PackHash,
}

fn insert_original(
    connection: &Connection,
    key: i64,
    author: &DeviceId,
    original: &Original,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO original (space, author, number, place, size, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(sql)?.execute((
        key,
        author.as_bytes().as_slice(),
        original.number,
        original.place,
        original.size,
        original.hash.as_bytes().as_slice(),
    ))?;
    Ok(())
}

/// Writes a pack as it came into a place of its own. `originals` is 0 if it vouches for nothing.
fn insert_row(
    connection: &Connection,
    key: i64,
    seq: u64,
    pack: &NewPack,
    originals: u64,
) -> Result<(), StorageError> {
    let sql =
        "INSERT INTO pack (space, seq, first, author, number, originals, hash, received, bytes)
               VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute((
        key,
        seq,
        pack.header.author.as_bytes().as_slice(),
        pack.header.number,
        originals,
        pack.hash.as_bytes().as_slice(),
        pack.received.0,
        pack.bytes.as_slice(),
    ))?;
    Ok(())
}

/// Tells whether a pack is there without what it says.
fn is_stub(bytes: &[u8]) -> bool {
    seal::parse_pack(bytes).is_ok_and(|pack| pack.is_stub())
}

/// Puts a pack in the place of its own stub, if that stands there; gives the bytes that the stub took.
fn fill(
    connection: &Connection,
    key: i64,
    seq: u64,
    pack: &NewPack,
) -> Result<Option<u64>, StorageError> {
    let hash = pack.hash.as_bytes().as_slice();
    let sql = format!(
        "SELECT length(bytes) FROM pack WHERE space = ?1 AND seq = ?2 AND hash = ?3 AND {IS_STUB}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_row((key, seq, hash), |row| row.get(0));
    let Some(stub) = found.optional()? else {
        return Ok(None);
    };
    let sql = "UPDATE pack SET bytes = ?3 WHERE space = ?1 AND seq = ?2";
    let bytes = pack.bytes.as_slice();
    connection.prepare_cached(sql)?.execute((key, seq, bytes))?;
    let (author, number) = (pack.header.author.as_bytes().as_slice(), pack.header.number);
    let sql = "UPDATE original SET size = ?4 WHERE space = ?1 AND author = ?2 AND number = ?3";
    let size = pack.bytes.len() as u64;
    connection
        .prepare_cached(sql)?
        .execute((key, author, number, size))?;
    Ok(Some(stub))
}

/// Adds up what an author brought behind a number.
fn brought_since(
    connection: &Connection,
    key: i64,
    author: &DeviceId,
    after: u64,
) -> Result<u64, StorageError> {
    let sql = "SELECT COALESCE(SUM(size), 0) FROM original WHERE space = ?1 AND author = ?2 AND number > ?3";
    let values = (key, author.as_bytes().as_slice(), after);
    Ok(connection
        .prepare_cached(sql)?
        .query_row(values, |row| row.get(0))?)
}
