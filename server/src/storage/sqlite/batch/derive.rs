//! Placed packs: they take the place of neighbouring rows, which stay for a while or are gone at once.

use proto::{Code, PackHash, PackOutcome, UnixMillis};
use rusqlite::{Connection, OptionalExtension};
use sync::relay::{Span, StandingRow, fits};

use super::super::rows;
use super::Batch;
use crate::storage::{NewPack, Placed, StorageError};

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
        if let Err(code) = space.summary.may_derive(header) {
            return Ok(Placed::refused(code));
        }
        let Some(covered) = rows::covered(transaction, key, &header.covers)? else {
            return Ok(Placed::refused(Code::StaleLayout));
        };
        let standing = rows::standing(transaction, key, covered.span)?;
        let (hashes, digest) = rows::originals(transaction, key, &header.covers)?;
        let is_replacement = !header.erases.is_empty();
        if let Some(seq) = known_at(transaction, key, &standing, &pack.hash)? {
            let gone = if is_replacement { hashes } else { Vec::new() };
            let outcome = PackOutcome::Known { seq };
            return Ok(Placed { outcome, gone });
        }
        if !fits(&standing, covered, is_replacement) {
            return Ok(Placed::refused(Code::StaleLayout));
        }
        let size = pack.bytes.len() as u64;
        // A replacement is not held up: it frees more than it takes, and what it frees must go.
        if !is_replacement && space.summary.bytes.saturating_add(size) > quota {
            return Ok(Placed::refused(Code::SpaceFull));
        }
        let span = covered.span;
        let (gone, freed) = if is_replacement {
            let (deleted, freed) = delete(transaction, key, span)?;
            let mut gone: Vec<_> = hashes.into_iter().chain(deleted).collect();
            gone.sort_unstable();
            gone.dedup();
            (gone, freed)
        } else {
            put_aside(transaction, key, span, &pack.hash, until)?;
            (Vec::new(), 0)
        };
        insert(transaction, key, span, covered.packs, &digest, pack)?;
        let summary = std::sync::Arc::make_mut(&mut space.summary);
        summary.bytes = summary.bytes.saturating_add(size).saturating_sub(freed);
        space.changed = true;
        self.must_scrub |= is_replacement;
        let outcome = PackOutcome::Stored { seq: span.seq };
        Ok(Placed { outcome, gone })
    }
}

/// Finds a derived pack that came before: it stands, or another stands in its place.
fn known_at(
    connection: &Connection,
    key: i64,
    standing: &[StandingRow],
    hash: &PackHash,
) -> Result<Option<u64>, StorageError> {
    if let Some(row) = standing.iter().find(|row| row.hash == *hash) {
        return Ok(Some(row.span.seq));
    }
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

/// Deletes all rows between two places, standing or in grace; gives their hashes and how many bytes they took.
fn delete(
    connection: &Connection,
    key: i64,
    span: Span,
) -> Result<(Vec<PackHash>, u64), StorageError> {
    let (mut hashes, mut freed) = (Vec::new(), 0u64);
    for table in ["pack", "grace"] {
        let sql = format!(
            "DELETE FROM {table} WHERE space = ?1 AND seq >= ?2 AND seq <= ?3
             RETURNING hash, length(bytes)"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query((key, span.first, span.seq))?;
        while let Some(row) = rows.next()? {
            hashes.push(PackHash(row.get(0)?));
            freed = freed.saturating_add(row.get(1)?);
        }
    }
    Ok((hashes, freed))
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
