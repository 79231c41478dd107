//! Packs whose authors' chains have not come so far.
//!
//! A relay that has lost its store gets back what devices still have. Of an author whose device is gone that may be derived
//! packs, and those that came after them. They are adopted: each gets a new place and stands for nothing that is counted here,
//! so it vouches for no number of any author. In the store their `originals` are 0.

use proto::{Cover, DeviceId, PackHash};
use rusqlite::{Connection, OptionalExtension};
use sync::relay::Span;

use super::rows::covers_of;
use crate::storage::StorageError;

/// An adopted row as it stands.
#[derive(Debug, Clone)]
pub(super) struct AdoptedRow {
    pub(super) span: Span,
    pub(super) hash: PackHash,
    covers: Vec<Cover>,
}

impl AdoptedRow {
    /// Tells whether covers name all packs of the row. Both are sorted runs that do not touch, so a run of the row lies in
    /// one run of the covers.
    pub(super) fn is_within(&self, covers: &[Cover]) -> bool {
        let holds = |outer: &Cover, inner: &Cover| {
            outer.author == inner.author && outer.first <= inner.first && inner.last <= outer.last
        };
        let mut runs = self.covers.iter();
        runs.all(|inner| covers.iter().any(|outer| holds(outer, inner)))
    }

    /// Tells whether covers name a pack of the row.
    pub(super) fn shares(&self, covers: &[Cover]) -> bool {
        let meets =
            |a: &Cover, b: &Cover| a.author == b.author && a.first <= b.last && b.first <= a.last;
        let mut runs = self.covers.iter();
        runs.any(|own| covers.iter().any(|other| meets(own, other)))
    }

    /// Tells whether the row is, or stands for, an author's pack of a number.
    pub(super) fn holds(&self, author: DeviceId, number: u64) -> bool {
        let (first, last) = (number, number);
        self.shares(&[Cover {
            author,
            first,
            last,
        }])
    }

    /// Gives the packs that it is, or stands for.
    pub(super) fn covers(&self) -> &[Cover] {
        &self.covers
    }

    /// Counts them.
    pub(super) fn packs(&self) -> u64 {
        count(&self.covers)
    }
}

/// An adopted pack that is as its author brought it.
#[derive(Debug, Clone, Copy)]
pub(super) struct AdoptedPack {
    pub(super) seq: u64,
    pub(super) hash: PackHash,
    pub(super) size: u64,
}

/// Finds an author's adopted pack by its number.
pub(super) fn adopted_pack(
    connection: &Connection,
    key: i64,
    author: &DeviceId,
    number: u64,
) -> Result<Option<AdoptedPack>, StorageError> {
    let sql = "SELECT seq, hash, length(bytes) FROM pack
               WHERE space = ?1 AND originals = 0 AND author = ?2 AND number = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row((key, author.as_bytes().as_slice(), number), |row| {
        Ok(AdoptedPack {
            seq: row.get(0)?,
            hash: PackHash(row.get(1)?),
            size: row.get(2)?,
        })
    });
    Ok(found.optional()?)
}

/// Adds up the packs that covers name.
pub(super) fn count(covers: &[Cover]) -> u64 {
    covers
        .iter()
        .fold(0, |sum, cover| sum.saturating_add(cover.packs()))
}

/// Reads a space's adopted rows, in their order.
pub(super) fn adopted(connection: &Connection, key: i64) -> Result<Vec<AdoptedRow>, StorageError> {
    // Few rows to sort: by their places SQLite would go through all rows of the space.
    let sql = "SELECT seq, first, hash, author, number, covers FROM pack INDEXED BY pack_adopted
               WHERE space = ?1 AND originals = 0 ORDER BY seq";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(AdoptedRow {
            span: Span {
                seq: row.get(0)?,
                first: row.get(1)?,
            },
            hash: PackHash(row.get(2)?),
            covers: covers_of(row.get_ref(3)?, row.get(4)?, row.get_ref(5)?)?,
        });
    }
    Ok(found)
}

/// What a derived pack of which nothing else is known here means to the adopted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// It has nothing in common with any: it is adopted.
    Apart,
    /// It holds all of the adopted rows that fill these places, and nothing besides.
    Merges(Span),
    /// It holds a part of some, or of rows with others between.
    Torn,
}

/// Compares a derived pack's covers with the adopted rows. `standing` tells how many rows stand in a span.
pub(super) fn meet(
    rows: &[AdoptedRow],
    covers: &[Cover],
    standing: impl FnOnce(Span) -> Result<usize, StorageError>,
) -> Result<Meeting, StorageError> {
    let met: Vec<_> = rows.iter().filter(|row| row.shares(covers)).collect();
    let (Some(first), Some(last)) = (met.first(), met.last()) else {
        return Ok(Meeting::Apart);
    };
    let span = Span {
        first: first.span.first,
        seq: last.span.seq,
    };
    let packs = met
        .iter()
        .fold(0, |sum: u64, row| sum.saturating_add(row.packs()));
    let is_whole = met.iter().all(|row| row.is_within(covers)) && packs == count(covers);
    if is_whole && standing(span)? == met.len() {
        Ok(Meeting::Merges(span))
    } else {
        Ok(Meeting::Torn)
    }
}
