//! What is still to be done, by the day on which it is due.

use crate::error::ClientError;
use crate::view::narrowing::Narrowing;
use proto::DocId;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, named_params};

/// Narrows the list. Days are as fields write them: `2026-01-31`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) space: Option<i64>,
    pub(crate) assignee: Option<DocId>,
    /// Only what nobody has to do.
    pub(crate) unassigned: bool,
    /// Only what is due on this day or later.
    pub(crate) from: Option<String>,
    /// Only what is due before this day.
    pub(crate) before: Option<String>,
    /// Only what has no day.
    pub(crate) undated: bool,
}

/// How much is still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FollowUpCounts {
    /// All of it.
    pub open: u64,
    /// What was due before today.
    pub overdue: u64,
    /// What is due today or in the days asked for.
    pub due_soon: u64,
    /// What has no day.
    pub undated: u64,
    /// What nobody has to do.
    pub unassigned: u64,
}

/// Said as the index says it, or SQLite would not take the index.
const OPEN: &str = "FROM rm_record WHERE kind = 9 AND status IN ('open', 'in_progress', 'referred')
    AND (:space IS NULL OR space = :space) AND (:assignee IS NULL OR officer = :assignee)
    AND (NOT :unassigned OR officer IS NULL) AND (NOT :undated OR due IS NULL)
    AND (:from IS NULL OR due >= :from) AND (:before IS NULL OR due < :before)";

impl Filter {
    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            (":space", self.space.into()),
            (":assignee", self.assignee.map(|id| id.0.to_vec()).into()),
            (":unassigned", self.unassigned.into()),
            (":undated", self.undated.into()),
            (":from", self.from.clone().into()),
            (":before", self.before.clone().into()),
        ]
    }
}

/// Writes the statement of a page: what is due first comes first, what has no day last.
pub(crate) fn paged() -> String {
    format!("SELECT n {OPEN} ORDER BY due IS NULL, due, n LIMIT :limit OFFSET :offset")
}

/// Writes the statement that counts.
pub(crate) fn counted() -> String {
    format!(
        "SELECT count(*), count(*) FILTER (WHERE due < :today), count(*) FILTER (WHERE due >= :today AND due < :soon),
                count(*) FILTER (WHERE due IS NULL), count(*) FILTER (WHERE officer IS NULL) {OPEN}"
    )
}

/// Returns the row numbers of a page.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    page: &Narrowing,
) -> Result<Vec<i64>, ClientError> {
    let mut values = filter.values();
    values.push((":limit", page.sql_limit().into()));
    values.push((":offset", page.offset.into()));
    let mut statement = connection.prepare_cached(&paged())?;
    let rows = statement.query_map(&values[..], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts what a filter lets through; what is due before `soon` and not before `today` is due soon.
pub(crate) fn count(
    connection: &Connection,
    filter: &Filter,
    today: &str,
    soon: &str,
) -> Result<FollowUpCounts, ClientError> {
    let mut values = filter.values();
    values.push((":today", today.to_owned().into()));
    values.push((":soon", soon.to_owned().into()));
    let mut statement = connection.prepare_cached(&counted())?;
    Ok(statement.query_row(&values[..], |row| {
        Ok(FollowUpCounts {
            open: row.get(0)?,
            overdue: row.get(1)?,
            due_soon: row.get(2)?,
            undated: row.get(3)?,
            unassigned: row.get(4)?,
        })
    })?)
}

/// Returns the state of a follow-up; nothing where it is not listed.
pub(crate) fn state(connection: &Connection, id: DocId) -> Result<Option<String>, ClientError> {
    let state = connection
        .prepare_cached(
            "SELECT m.status FROM doc_record d JOIN rm_record m ON m.n = d.n WHERE d.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(state.flatten())
}

/// Crossed, or SQLite would begin with every follow-up that there is.
pub(super) const OF_HOUSEHOLD: &str =
    "SELECT n FROM rm_record WHERE kind = 9 AND parent = :household
     UNION ALL
     SELECT f.n FROM rm_record v CROSS JOIN doc_record d ON d.n = v.n
     CROSS JOIN rm_record f ON f.kind = 9 AND f.parent = d.id
     WHERE v.kind = 7 AND v.parent = :household";

/// Returns the row numbers of every follow-up of a household, of itself and of its visits.
pub(crate) fn of_household(
    connection: &Connection,
    household: DocId,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(OF_HOUSEHOLD)?;
    let rows = statement.query_map(named_params! { ":household": household.0 }, |row| {
        row.get(0)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
