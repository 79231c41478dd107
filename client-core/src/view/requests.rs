//! Requests of residents: those that wait for an answer first, by the day on which they are due.

use crate::error::ClientError;
use crate::view::narrowing::Narrowing;
use rusqlite::types::Value;
use rusqlite::{Connection, ToSql};

const ASKED: &str = "FROM rm_record WHERE kind = 18 AND (:all OR status = 'open')
    AND (:space IS NULL OR space = :space) AND (:officer IS NULL OR officer = :officer)
    AND (:from IS NULL OR at >= :from) AND (:until IS NULL OR at < :until)
    AND (:before IS NULL OR due < :before)";

/// Writes the statement of a page.
pub(crate) fn paged() -> String {
    format!(
        "SELECT n {ASKED} ORDER BY status <> 'open', due IS NULL, due, n LIMIT :limit OFFSET :offset"
    )
}

/// Says which requests are asked for.
#[derive(Debug, Default)]
pub(crate) struct Filter<'a> {
    pub(crate) asked: Narrowing,
    pub(crate) space: Option<i64>,
    /// The answered ones too.
    pub(crate) all: bool,
    /// Only what is due before this day.
    pub(crate) before: Option<&'a str>,
}

impl Filter<'_> {
    fn values(&self) -> Vec<(&'static str, Value)> {
        let officer = self.asked.officer.map(|id| id.0.to_vec());
        vec![
            (":all", self.all.into()),
            (":space", self.space.into()),
            (":officer", officer.into()),
            (":from", self.asked.from.map(|at| at.0).into()),
            (":until", self.asked.until.map(|at| at.0).into()),
            (":before", self.before.map(str::to_owned).into()),
        ]
    }
}

/// Returns the row numbers of a page.
pub(crate) fn page(connection: &Connection, filter: &Filter<'_>) -> Result<Vec<i64>, ClientError> {
    let mut values = filter.values();
    values.push((":limit", filter.asked.sql_limit().into()));
    values.push((":offset", filter.asked.offset.into()));
    let parameters: Vec<(&str, &dyn ToSql)> = values
        .iter()
        .map(|(name, value)| (*name, value as &dyn ToSql))
        .collect();
    let mut statement = connection.prepare_cached(&paged())?;
    let rows = statement.query_map(&parameters[..], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts what a filter lets through.
pub(crate) fn count(connection: &Connection, filter: &Filter<'_>) -> Result<u64, ClientError> {
    let values = filter.values();
    let parameters: Vec<(&str, &dyn ToSql)> = values
        .iter()
        .map(|(name, value)| (*name, value as &dyn ToSql))
        .collect();
    let mut statement = connection.prepare_cached(&format!("SELECT count(*) {ASKED}"))?;
    Ok(statement.query_row(&parameters[..], |row| row.get(0))?)
}
