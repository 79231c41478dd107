//! Assessments as their rows tell them: which group, which period, by whom, with what outcome.

use crate::error::ClientError;
use proto::{DocId, UnixMillis};
use records::Period;
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assessed {
    pub(crate) id: DocId,
    pub(crate) space: i64,
    pub(crate) group: DocId,
    pub(crate) period: String,
    pub(crate) reviewer: Option<DocId>,
    pub(crate) result: Option<String>,
    pub(crate) recommendation: Option<String>,
}

/// Assessments whose periods begin since `:from` and before `:until`, the newest period first.
pub(super) const ASSESSMENTS: &str = "
    SELECT d.id, r.space, r.parent, r.title, r.officer, r.subtitle, r.status
    FROM rm_record r JOIN doc_record d ON d.n = r.n
    WHERE r.kind = 11 AND r.at >= :from AND r.at < :until AND (:period IS NULL OR r.title = :period)
    ORDER BY r.at DESC, d.id";

/// Returns the assessments of a time, and of one period of it where one is named.
pub(crate) fn all(
    connection: &Connection,
    from: Option<UnixMillis>,
    until: Option<UnixMillis>,
    period: Option<Period>,
) -> Result<Vec<Assessed>, ClientError> {
    let mut statement = connection.prepare_cached(ASSESSMENTS)?;
    let rows = statement.query_map(
        named_params! {
            ":from": from.map_or(i64::MIN, |at| at.0),
            ":until": until.map_or(i64::MAX, |at| at.0),
            ":period": period.map(|period| period.to_string()),
        },
        |row| {
            Ok(Assessed {
                id: DocId(row.get(0)?),
                space: row.get(1)?,
                group: DocId(row.get::<_, Option<[u8; 16]>>(2)?.unwrap_or_default()),
                period: row.get(3)?,
                reviewer: row.get::<_, Option<[u8; 16]>>(4)?.map(DocId),
                result: row.get(5)?,
                recommendation: row.get(6)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the assessments of one period.
pub(crate) fn of_period(
    connection: &Connection,
    period: Period,
) -> Result<Vec<Assessed>, ClientError> {
    let (from, until) = (period.from(), period.until());
    all(connection, Some(from), Some(until), Some(period))
}

/// Returns the groups that somebody assessed in a period.
pub(crate) fn groups_of(
    connection: &Connection,
    period: Period,
) -> Result<BTreeSet<DocId>, ClientError> {
    let assessed = of_period(connection, period)?;
    Ok(assessed.into_iter().map(|one| one.group).collect())
}
