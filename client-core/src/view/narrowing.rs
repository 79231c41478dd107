//! What lists are narrowed by.

use proto::{DocId, UnixMillis};

/// What every list of the desk can be narrowed by, and which page of it is asked for. Everything left out does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Only what is of an area.
    pub area: Option<DocId>,
    /// Only what an officer wrote, or has to do: each list says which.
    pub officer: Option<DocId>,
    /// Only what is at or after an instant: each list says which time counts.
    pub from: Option<UnixMillis>,
    /// Only what is before an instant.
    pub until: Option<UnixMillis>,
    /// At most so many rows; nothing for all.
    pub limit: Option<u32>,
    /// Leaves out so many rows first.
    pub offset: u32,
}

impl Narrowing {
    /// Tells whether an instant is within the time asked for.
    pub(crate) fn has(&self, at: UnixMillis) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }

    /// Returns the page that is asked for of rows that are all there.
    pub(crate) fn page<T>(&self, rows: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        let limit = self.limit.map_or(usize::MAX, |limit| limit as usize);
        rows.into_iter().skip(self.offset as usize).take(limit)
    }

    /// Returns the limit as SQLite takes it, which has -1 for none.
    pub(crate) fn sql_limit(&self) -> i64 {
        self.limit.map_or(-1, i64::from)
    }
}
