//! Rows whose grace is over.

use std::sync::Arc;

use proto::{SpaceId, UnixMillis};
use rusqlite::OptionalExtension;

use super::super::failure::damaged;
use super::Batch;
use crate::storage::StorageError;

/// A piece of work ends once so many bytes are deleted: as much as a batch of pushes may hold, so nobody waits
/// longer for it.
const MOST_BYTES: u64 = 4 << 20;

/// All rows under a derived pack, and under those.
const UNDER: &str = "WITH RECURSIVE gone (hash) AS (
                         SELECT hash FROM grace WHERE space = ?1 AND under = ?2
                         UNION
                         SELECT grace.hash FROM grace JOIN gone ON grace.space = ?1 AND grace.under = gone.hash
                     )";

impl Batch<'_> {
    /// Deletes rows whose grace ended before `now`, a bounded piece of work; tells whether there may be more. Rows that
    /// lie under one derived pack go together, so that what is kept is whole.
    pub(in crate::storage::sqlite) fn end_grace(
        &mut self,
        now: UnixMillis,
    ) -> Result<bool, StorageError> {
        let mut sum = 0u64;
        while sum < MOST_BYTES {
            let Some((id, under)) = self.ended(now)? else {
                return Ok(false);
            };
            let transaction = self.transaction;
            let Some(space) = self.space(&id)? else {
                return Err(damaged(format!("space {id} is gone")));
            };
            let sql = format!(
                "{UNDER} DELETE FROM grace WHERE space = ?1 AND hash IN (SELECT hash FROM gone)
                 RETURNING length(bytes)"
            );
            let mut statement = transaction.prepare_cached(&sql)?;
            let mut rows = statement.query((space.key, under))?;
            let mut freed = 0u64;
            while let Some(row) = rows.next()? {
                freed = freed.saturating_add(row.get(0)?);
            }
            let summary = Arc::make_mut(&mut space.summary);
            summary.bytes = summary.bytes.saturating_sub(freed);
            space.changed = true;
            self.must_scrub = true;
            sum = sum.saturating_add(freed.max(1));
        }
        Ok(true)
    }

    /// Finds a row whose grace is over: its space and the derived pack above it.
    fn ended(&self, now: UnixMillis) -> Result<Option<(SpaceId, [u8; 32])>, StorageError> {
        let sql = "SELECT space.id, grace.under FROM grace JOIN space ON space.key = grace.space
                   WHERE until < ?1 ORDER BY until LIMIT 1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| Ok((SpaceId(row.get(0)?), row.get(1)?));
        Ok(statement.query_row([now.0], read).optional()?)
    }
}
