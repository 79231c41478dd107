//! Derived packs: they take the place of neighbouring rows, which stay for a while or are gone at once.

use std::sync::Arc;

use proto::{Code, PackHash, PackOutcome, UnixMillis};
use rusqlite::{Connection, OptionalExtension};
use sync::relay::{Bearer, Covered, Span, StandingRow, fits};

use super::super::adopted::{AdoptedRow, Meeting, adopted, count, meet};
use super::super::rows;
use super::Batch;
use crate::storage::{NewPack, Placed, StorageError};

/// A space that is full has this part of its quota left for replacements: what was erased must go, and a replacement may be a
/// little larger than the pack that gives way, since it proves what it leaves out.
const RESERVE: u64 = 16;

/// Where a derived pack goes.
enum Place {
    /// Into the place of the rows in this span.
    Over {
        span: Span,
        originals: u64,
        /// They keep the places of packs that are not here.
        only_stubs: bool,
    },
    /// To the top: what it stands for was never here.
    Top,
    /// It came before.
    Known(u64),
    /// Nowhere.
    Nowhere,
}

impl Batch<'_> {
    /// Puts a derived pack in the place of the rows that it covers. A compaction leaves them in grace `until` an
    /// instant; a replacement deletes them, and all that is in grace between its ends.
    pub(in crate::storage::sqlite) fn derive(
        &mut self,
        pack: &NewPack,
        until: UnixMillis,
    ) -> Result<Placed, StorageError> {
        let (transaction, quota) = (self.transaction, self.limits.space_quota);
        let Some(space) = self.space(&pack.header.space)? else {
            return Ok(Placed::refused(Code::UnknownSpace));
        };
        let (key, header) = (space.key, &pack.header);
        let adopted = adopted(transaction, key)?;
        let place = find_place(transaction, key, pack, &adopted)?;
        let over_something = match place {
            Place::Top => false,
            Place::Over {
                only_stubs: true,
                span,
                originals,
            } => {
                replaces_adopted(&adopted, pack, span, originals)
                    || !space.summary.may_stand_in(header, pack.bearer)
            }
            _ => true,
        };
        let may_stand = match pack.bearer != Bearer::Author && !over_something {
            true => space.summary.may_be_given_back(header),
            false => space.summary.may_derive(header, over_something),
        };
        if let Err(code) = may_stand {
            return Ok(Placed::refused(code));
        }
        let (span, originals) = match place {
            Place::Nowhere => return Ok(Placed::refused(Code::StaleLayout)),
            Place::Known(seq) => return known(transaction, key, pack, seq),
            Place::Over {
                span, originals, ..
            } => (span, originals),
            Place::Top => {
                let seq = space.summary.top + 1;
                (Span { first: seq, seq }, 0)
            }
        };
        let size = pack.bytes.len() as u64;
        let is_replacement = !header.erases.is_empty();
        let after = space.summary.bytes.saturating_add(size);
        let freed = match is_replacement && after > quota {
            true => bytes_between(transaction, key, span)?,
            false => 0,
        };
        let reserve = if freed > 0 { quota / RESERVE } else { 0 };
        // What makes the space smaller is taken however full it is: the quota may have been lowered.
        if size > freed && after.saturating_sub(freed) > quota.saturating_add(reserve) {
            return Ok(Placed::refused(Code::SpaceFull));
        }
        // An adopted pack vouches for nothing that is known of authors.
        let counted = if originals == 0 {
            &[]
        } else {
            header.covers.as_slice()
        };
        let (hashes, digest) = rows::originals(transaction, key, counted)?;
        let mut superseded = superseded(&adopted, pack, span, originals);
        if is_replacement && space.summary.may_derive(header, true).is_ok() {
            superseded.extend(said_twice(transaction, key, &adopted, &superseded, pack)?);
        }
        let mut gone = Gone::default();
        let is_outside =
            |row: &&&AdoptedRow| row.span.first < span.first || row.span.seq > span.seq;
        let is_itself = |row: &&&AdoptedRow| row.hash == pack.hash;
        let mut rows = superseded.iter();
        while let Some(row) = rows.find(|row| is_outside(row) || is_itself(row)) {
            gone.delete(transaction, key, row.span)?;
        }
        if is_replacement {
            gone.delete(transaction, key, span)?;
            gone.hashes.extend(hashes);
        } else {
            gone.delete_stubs(transaction, key, span)?;
            gone.delete_in_grace(transaction, key, span)?;
            put_aside(transaction, key, span, &pack.hash, until)?;
        }
        insert(transaction, key, span, originals, &digest, pack)?;
        // An adopted row's place is its own; that of the newest is taken over by a row that is adopted, too.
        let kept = u64::from(originals == 0 && !superseded.is_empty());
        free_places(transaction, key, superseded.len() as u64 - kept)?;
        let summary = Arc::make_mut(&mut space.summary);
        summary.top = summary.top.max(span.seq);
        summary.bytes = summary
            .bytes
            .saturating_add(size)
            .saturating_sub(gone.bytes);
        space.changed = true;
        self.must_scrub |= gone.bytes > 0;
        let outcome = PackOutcome::Stored { seq: span.seq };
        let gone = match is_replacement {
            true => gone.sorted(),
            false => Vec::new(),
        };
        Ok(Placed { outcome, gone })
    }
}

fn find_place(
    connection: &Connection,
    key: i64,
    pack: &NewPack,
    adopted: &[AdoptedRow],
) -> Result<Place, StorageError> {
    let covers = &pack.header.covers;
    let covered = rows::covered(connection, key, covers)?;
    let standing = match covered {
        Some(covered) => rows::standing(connection, key, covered.span)?,
        None => Vec::new(),
    };
    let is_whole = covered.is_some_and(|covered| covered.packs == count(covers));
    // An adopted pack may come again once all its packs are here, and take the place that is its own.
    let mut stands = standing.iter().filter(|row| row.packs > 0 || !is_whole);
    let stands = stands
        .find(|row| row.hash == pack.hash)
        .map(|row| row.span.seq);
    let waits = adopted
        .iter()
        .find(|row| row.hash == pack.hash && !is_whole);
    if let Some(seq) = stands.or(waits.map(|row| row.span.seq)) {
        return Ok(Place::Known(seq));
    }
    if let Some(seq) = in_grace(connection, key, &pack.hash)? {
        return Ok(Place::Known(seq));
    }
    match covered {
        Some(covered) if is_whole => Ok(over(covered, &standing, adopted, pack)),
        // A part was never here: what is known of the rest says nothing of it.
        Some(_) => Ok(Place::Nowhere),
        None => {
            let standing = |span| rows::standing(connection, key, span).map(|rows| rows.len());
            Ok(match meet(adopted, covers, standing)? {
                Meeting::Apart => Place::Top,
                Meeting::Merges(span) => Place::Over {
                    span,
                    originals: 0,
                    only_stubs: false,
                },
                Meeting::Torn => Place::Nowhere,
            })
        }
    }
}

/// Adopted rows between others may be merged with them if the pack holds what they hold.
fn over(
    covered: Covered,
    standing: &[StandingRow],
    adopted: &[AdoptedRow],
    pack: &NewPack,
) -> Place {
    let is_between = |row: &&AdoptedRow| {
        row.span.first >= covered.span.first && row.span.seq <= covered.span.seq
    };
    let mut between = adopted.iter().filter(is_between);
    let counted: Vec<_> = standing
        .iter()
        .filter(|row| row.packs > 0)
        .copied()
        .collect();
    let is_replacement = !pack.header.erases.is_empty();
    if between.all(|row| row.is_within(&pack.header.covers))
        && fits(&counted, covered, is_replacement)
    {
        Place::Over {
            span: covered.span,
            originals: covered.packs,
            only_stubs: counted.iter().all(|row| row.is_stub),
        }
    } else {
        Place::Nowhere
    }
}

/// Finds the adopted rows that say nothing any more once the pack stands.
fn superseded<'a>(
    adopted: &'a [AdoptedRow],
    pack: &NewPack,
    span: Span,
    originals: u64,
) -> Vec<&'a AdoptedRow> {
    let covers = &pack.header.covers;
    let is_in_place = |row: &AdoptedRow| span.first <= row.span.first && row.span.seq <= span.seq;
    let rows = adopted.iter();
    rows.filter(|row| is_in_place(row) || (originals > 0 && row.is_within(covers)))
        .collect()
}

/// Finds the other adopted rows that hold what a replacement leaves out, of which everything has come from its authors since: they
/// would keep what is erased.
fn said_twice<'a>(
    connection: &Connection,
    key: i64,
    adopted: &'a [AdoptedRow],
    superseded: &[&AdoptedRow],
    pack: &NewPack,
) -> Result<Vec<&'a AdoptedRow>, StorageError> {
    let mut found = Vec::new();
    let is_another = |row: &&AdoptedRow| superseded.iter().all(|other| other.span != row.span);
    for row in adopted.iter().filter(is_another) {
        if !row.shares(&pack.header.covers) {
            continue;
        }
        let covered = rows::covered(connection, key, row.covers())?;
        let covered = covered.filter(|covered| covered.packs == row.packs());
        let Some(covered) = covered else { continue };
        let standing = rows::standing(connection, key, covered.span)?;
        // Of a stub the adopted row may be all that there is.
        if standing.iter().all(|row| row.packs == 0 || !row.is_stub) {
            found.push(row);
        }
    }
    Ok(found)
}

/// Tells whether a replacement takes the place of adopted rows, which may be all that the relay has of what they stand for. It may
/// itself be one that now comes to its own place.
fn replaces_adopted(adopted: &[AdoptedRow], pack: &NewPack, span: Span, originals: u64) -> bool {
    let superseded = superseded(adopted, pack, span, originals);
    let is_another = |row: &&AdoptedRow| row.hash != pack.hash;
    !pack.header.erases.is_empty() && superseded.iter().any(is_another)
}

/// Answers for a pack that came before. What a replacement deleted is said again, as far as it is still known.
fn known(
    connection: &Connection,
    key: i64,
    pack: &NewPack,
    seq: u64,
) -> Result<Placed, StorageError> {
    let gone = if pack.header.erases.is_empty() {
        Vec::new()
    } else {
        rows::originals(connection, key, &pack.header.covers)?.0
    };
    let outcome = PackOutcome::Known { seq };
    Ok(Placed { outcome, gone })
}

/// What was deleted.
#[derive(Default)]
struct Gone {
    hashes: Vec<PackHash>,
    bytes: u64,
}

impl Gone {
    /// Deletes all rows between two places, standing or in grace.
    fn delete(
        &mut self,
        connection: &Connection,
        key: i64,
        span: Span,
    ) -> Result<(), StorageError> {
        for table in ["pack", "grace"] {
            let sql = format!(
                "DELETE FROM {table} WHERE space = ?1 AND seq >= ?2 AND seq <= ?3
                 RETURNING hash, length(bytes)"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query((key, span.first, span.seq))?;
            while let Some(row) = rows.next()? {
                self.hashes.push(PackHash(row.get(0)?));
                self.bytes = self.bytes.saturating_add(row.get(1)?);
            }
        }
        Ok(())
    }

    /// Deletes the stubs between two places: what takes their place says what they could not.
    fn delete_stubs(
        &mut self,
        connection: &Connection,
        key: i64,
        span: Span,
    ) -> Result<(), StorageError> {
        let stubs = format!(
            "DELETE FROM pack WHERE space = ?1 AND seq >= ?2 AND seq <= ?3 AND {}",
            rows::IS_STUB
        );
        self.free(connection, &stubs, key, span)
    }

    /// Deletes rows in grace that are to be put there again: a pack that was adopted, merged with other adopted ones, and came
    /// once more in its author's chain.
    fn delete_in_grace(
        &mut self,
        connection: &Connection,
        key: i64,
        span: Span,
    ) -> Result<(), StorageError> {
        let twins = "DELETE FROM grace WHERE space = ?1 AND hash IN
                         (SELECT hash FROM pack WHERE space = ?1 AND seq >= ?2 AND seq <= ?3)";
        self.free(connection, twins, key, span)
    }

    /// Counts the bytes that a deletion in a span frees. The packs themselves are not gone.
    fn free(
        &mut self,
        connection: &Connection,
        deletion: &str,
        key: i64,
        span: Span,
    ) -> Result<(), StorageError> {
        let mut statement =
            connection.prepare_cached(&format!("{deletion} RETURNING length(bytes)"))?;
        let mut rows = statement.query((key, span.first, span.seq))?;
        while let Some(row) = rows.next()? {
            self.bytes = self.bytes.saturating_add(row.get(0)?);
        }
        Ok(())
    }

    fn sorted(mut self) -> Vec<PackHash> {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes
    }
}

/// Counts the bytes of all rows between two places, standing or in grace.
fn bytes_between(connection: &Connection, key: i64, span: Span) -> Result<u64, StorageError> {
    let sql = "SELECT coalesce(sum(size), 0) FROM (
                   SELECT length(bytes) AS size FROM pack WHERE space = ?1 AND seq >= ?2 AND seq <= ?3
                   UNION ALL
                   SELECT length(bytes) FROM grace WHERE space = ?1 AND seq >= ?2 AND seq <= ?3)";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row((key, span.first, span.seq), |row| row.get(0))?)
}

fn free_places(connection: &Connection, key: i64, count: u64) -> Result<(), StorageError> {
    if count > 0 {
        let sql = "UPDATE space SET freed = freed + ?2 WHERE key = ?1";
        connection.prepare_cached(sql)?.execute((key, count))?;
    }
    Ok(())
}

/// Finds a derived pack in whose place another stands.
fn in_grace(
    connection: &Connection,
    key: i64,
    hash: &PackHash,
) -> Result<Option<u64>, StorageError> {
    let sql = "SELECT seq FROM grace WHERE space = ?1 AND hash = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row((key, hash.as_bytes().as_slice()), |row| row.get(0));
    Ok(found.optional()?)
}

fn put_aside(
    connection: &Connection,
    key: i64,
    span: Span,
    under: &PackHash,
    until: UnixMillis,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO grace (space, hash, under, until, seq, first, author, number, originals, covers,
                                  digest, received, bytes)
               SELECT space, hash, ?4, ?5, seq, first, author, number, originals, covers, digest, received, bytes
               FROM pack WHERE space = ?1 AND seq >= ?2 AND seq <= ?3";
    let under = under.as_bytes().as_slice();
    connection
        .prepare_cached(sql)?
        .execute((key, span.first, span.seq, under, until.0))?;
    let sql = "DELETE FROM pack WHERE space = ?1 AND seq >= ?2 AND seq <= ?3";
    connection
        .prepare_cached(sql)?
        .execute((key, span.first, span.seq))?;
    Ok(())
}

fn insert(
    connection: &Connection,
    key: i64,
    span: Span,
    originals: u64,
    digest: &PackHash,
    pack: &NewPack,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO pack (space, seq, first, author, number, originals, covers, digest, hash, received, bytes)
               VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10)";
    connection.prepare_cached(sql)?.execute((
        key,
        span.seq,
        span.first,
        pack.header.author.as_bytes().as_slice(),
        originals,
        rows::covers_to_bytes(&pack.header.covers),
        digest.as_bytes().as_slice(),
        pack.hash.as_bytes().as_slice(),
        pack.received.0,
        pack.bytes.as_slice(),
    ))?;
    Ok(())
}
