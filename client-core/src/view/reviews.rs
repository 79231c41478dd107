//! Visits that wait for somebody, and how long those waited that wait no longer.

use crate::error::ClientError;
use crate::view::narrowing::Narrowing;
use proto::{DocId, UnixMillis};
use records::{Document, Kind, Measure};
use rusqlite::types::Value;
use rusqlite::{Connection, Row};

/// Those that wait to be reviewed, as far as asked for. Visits go by their own time, and wait since they were submitted.
const WAITING: &str =
    "FROM rm_record WHERE kind = :kind AND status = :status AND waits_since IS NOT NULL
    AND (:space IS NULL OR space = :space) AND (:officer IS NULL OR officer = :officer)
    AND (:from IS NULL OR at >= :from) AND (:until IS NULL OR at < :until)";

/// How long was waited, by officer and measure, the shortest first.
pub(crate) const WAITED: &str = "SELECT r.officer, t.measure, t.millis
    FROM rm_review t JOIN rm_record r ON r.n = t.record
    WHERE t.until >= :from AND t.until < :until AND (:space IS NULL OR r.space = :space) AND (:officer IS NULL OR r.officer = :officer)";

/// One that waited, and for how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waited {
    pub(crate) officer: Option<DocId>,
    pub(crate) measure: Measure,
    pub(crate) millis: i64,
}

/// Writes how long a visit waited.
pub(crate) fn insert(
    connection: &Connection,
    n: i64,
    document: &Document,
) -> Result<(), ClientError> {
    let times = document.review().map_or(Vec::new(), |review| review.times);
    for (number, time) in times.iter().enumerate() {
        connection
            .prepare_cached(
                "INSERT INTO rm_review (record, number, measure, until, millis) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((n, number, time.measure.code(), time.until.0, time.millis))?;
    }
    Ok(())
}

/// Removes a visit's rows.
pub(crate) fn remove(connection: &Connection, n: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM rm_review WHERE record = ?1")?
        .execute([n])?;
    Ok(())
}

/// Returns the row numbers of a page of visits in a status, and since when each waits: the longest first.
pub(crate) fn page(
    connection: &Connection,
    status: &str,
    asked: &Narrowing,
    space: Option<i64>,
) -> Result<Vec<(i64, UnixMillis)>, ClientError> {
    let mut statement = connection.prepare_cached(&paged())?;
    let mut values = values(status, asked, space);
    values.push((":limit", asked.sql_limit().into()));
    values.push((":offset", asked.offset.into()));
    let read = |row: &Row<'_>| Ok((row.get(0)?, UnixMillis(row.get(1)?)));
    let rows = statement.query_map(&values[..], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes the statement of a page.
pub(crate) fn paged() -> String {
    format!("SELECT n, waits_since {WAITING} ORDER BY waits_since, n LIMIT :limit OFFSET :offset")
}

/// Counts the visits in a status on all pages.
pub(crate) fn count(
    connection: &Connection,
    status: &str,
    asked: &Narrowing,
    space: Option<i64>,
) -> Result<u64, ClientError> {
    let mut statement = connection.prepare_cached(&counted())?;
    let values = values(status, asked, space);
    Ok(statement.query_row(&values[..], |row| row.get(0))?)
}

/// Writes the statement that counts.
pub(crate) fn counted() -> String {
    format!("SELECT count(*) {WAITING}")
}

/// Returns every time of waiting that ended within the time asked for.
pub(crate) fn waited(
    connection: &Connection,
    asked: &Narrowing,
    space: Option<i64>,
) -> Result<Vec<Waited>, ClientError> {
    let mut statement = connection.prepare_cached(WAITED)?;
    let mut values = narrowed(asked, space);
    // A period that may be left out would be looked for row by row.
    values.retain(|(name, _)| !matches!(*name, ":from" | ":until"));
    let from = asked.from.map_or(i64::MIN, |at| at.0);
    let until = asked.until.map_or(i64::MAX, |at| at.0);
    values.extend([(":from", from.into()), (":until", until.into())]);
    let rows = statement.query_map(&values[..], |row| {
        let officer: Option<[u8; 16]> = row.get(0)?;
        Ok((officer.map(DocId), row.get(1)?, row.get(2)?))
    })?;
    let mut waited = Vec::new();
    for row in rows {
        let (officer, measure, millis) = row?;
        let measure = Measure::from_code(measure).ok_or(ClientError::DatabaseDamaged)?;
        waited.push(Waited {
            officer,
            measure,
            millis,
        });
    }
    Ok(waited)
}

fn values(status: &str, asked: &Narrowing, space: Option<i64>) -> Vec<(&'static str, Value)> {
    let mut values = narrowed(asked, space);
    values.push((":kind", i64::from(Kind::Visit.code()).into()));
    values.push((":status", status.to_owned().into()));
    values
}

fn narrowed(asked: &Narrowing, space: Option<i64>) -> Vec<(&'static str, Value)> {
    vec![
        (":space", space.into()),
        (":officer", asked.officer.map(|id| id.0.to_vec()).into()),
        (":from", asked.from.map(|at| at.0).into()),
        (":until", asked.until.map(|at| at.0).into()),
    ]
}
