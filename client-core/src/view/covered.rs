//! Reads how long ago households were visited and what they are owed, which [`coverage`](super::coverage) writes.

use crate::error::ClientError;
use crate::view::narrowing::Narrowing;
use proto::{DocId, UnixMillis};
use rusqlite::{Connection, Row, ToSql, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// Narrows what is read. Everything left out does not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only households of these spaces.
    pub(crate) spaces: Option<BTreeSet<i64>>,
    /// Only those not visited since an instant.
    pub(crate) not_since: Option<UnixMillis>,
    /// Only those visited last at or after an instant.
    pub(crate) from: Option<UnixMillis>,
    /// Only those visited last before an instant.
    pub(crate) until: Option<UnixMillis>,
    /// Only those whose next visit is due on a day or before it.
    pub(crate) due_by: Option<String>,
    /// Only those that are owed something, or to be visited by a day, or not visited since an instant.
    pub(crate) urgent: Option<(UnixMillis, String)>,
}

/// In which order households are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Something overdue first, then something open, then standing needs; among equals the longest unvisited, and those never
    /// visited before them.
    ByNeed,
    /// The visit that is due first.
    ByDue,
    /// Something overdue first, then visits that are due, then as [`Order::ByNeed`].
    ForToday,
}

/// A household's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Covered {
    pub(crate) record: i64,
    pub(crate) space: i64,
    pub(crate) standing: u32,
    pub(crate) last_visit: Option<UnixMillis>,
    pub(crate) next_due: Option<String>,
    pub(crate) open: u32,
    pub(crate) first_due: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Covered> {
    Ok(Covered {
        record: row.get(0)?,
        space: row.get(1)?,
        standing: row.get(2)?,
        last_visit: row.get::<_, Option<i64>>(3)?.map(UnixMillis),
        next_due: row.get(4)?,
        open: row.get(5)?,
        first_due: row.get(6)?,
    })
}

/// A condition with its values.
type Parameters = Vec<(&'static str, Box<dyn ToSql>)>;

fn condition(filter: &Filter) -> (String, Parameters) {
    // What follows another record counts with it.
    let mut sql = "record NOT IN (SELECT record FROM rm_follower)".to_owned();
    let mut values: Parameters = Vec::new();
    let mut and = |term: &str, name: &'static str, value: Box<dyn ToSql>| {
        sql.push_str(" AND ");
        sql.push_str(term);
        values.push((name, value));
    };
    if let Some(spaces) = &filter.spaces {
        let spaces = serde_json::json!(spaces).to_string();
        and(
            "space IN (SELECT value FROM json_each(:spaces))",
            ":spaces",
            Box::new(spaces),
        );
    }
    if let Some(at) = filter.not_since {
        let term = "(last_visit IS NULL OR last_visit < :not_since)";
        and(term, ":not_since", Box::new(at.0));
    }
    if let Some(at) = filter.from {
        and("last_visit >= :from", ":from", Box::new(at.0));
    }
    if let Some(at) = filter.until {
        and("last_visit < :until", ":until", Box::new(at.0));
    }
    if let Some(day) = &filter.due_by {
        and("next_due <= :due_by", ":due_by", Box::new(day.clone()));
    }
    if let Some((at, day)) = &filter.urgent {
        let term = "(open > 0 OR standing > 0 OR next_due <= :day OR last_visit IS NULL OR last_visit < :at)";
        and(term, ":at", Box::new(at.0));
        values.push((":day", Box::new(day.clone())));
    }
    (sql, values)
}

/// Writes the statement of one page.
pub(crate) fn statement(filter: &Filter, order: Order) -> (String, Parameters) {
    let (condition, values) = condition(filter);
    let overdue = "coalesce(first_due < :today, FALSE)";
    let order = match order {
        Order::ByNeed => format!("{overdue} DESC, open > 0 DESC, standing > 0 DESC, last_visit"),
        Order::ByDue => format!("next_due, {overdue} DESC, last_visit"),
        Order::ForToday => format!(
            "{overdue} DESC, coalesce(next_due <= :today, FALSE) DESC, open > 0 DESC, standing > 0 DESC, last_visit"
        ),
    };
    let sql = format!(
        "SELECT record, space, standing, last_visit, next_due, open, first_due FROM rm_coverage
         WHERE {condition} ORDER BY {order}, code, record LIMIT :limit OFFSET :offset"
    );
    (sql, values)
}

/// Returns a page of households, of which only the page is narrowed by what is asked for. `today` is what dates are compared with.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    order: Order,
    today: &str,
    narrowing: &Narrowing,
) -> Result<Vec<Covered>, ClientError> {
    let (sql, mut values) = statement(filter, order);
    if sql.contains(":today") {
        values.push((":today", Box::new(today.to_owned())));
    }
    values.push((":limit", Box::new(narrowing.sql_limit())));
    values.push((":offset", Box::new(narrowing.offset)));
    let values: Vec<(&str, &dyn ToSql)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(values.as_slice(), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts what all pages show.
pub(crate) fn total(connection: &Connection, filter: &Filter) -> Result<u64, ClientError> {
    let (condition, values) = condition(filter);
    let values: Vec<(&str, &dyn ToSql)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    let sql = format!("SELECT count(*) FROM rm_coverage WHERE {condition}");
    Ok(connection
        .prepare_cached(&sql)?
        .query_row(values.as_slice(), |row| row.get(0))?)
}

/// What there is in a space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) households: u64,
    /// Those visited since the instant that was asked for.
    pub(crate) visited: u64,
    pub(crate) never: u64,
    /// Those with standing needs.
    pub(crate) standing: u64,
    /// Those whose next visit is due.
    pub(crate) due: u64,
    /// Follow-ups that are open, whomever they are for.
    pub(crate) open: u64,
    /// Those among them whose day has passed.
    pub(crate) overdue: u64,
}

/// Counts households by space.
pub(crate) const TALLIES: &str =
    "SELECT space, count(*), sum(coalesce(last_visit >= :since, FALSE)), sum(last_visit IS NULL), sum(standing > 0),
            sum(coalesce(next_due <= :today, FALSE))
     FROM rm_coverage WHERE record NOT IN (SELECT record FROM rm_follower) GROUP BY space";

/// Counts open follow-ups by space.
pub(crate) const OPEN_TALLIES: &str =
    "SELECT space, count(*), sum(coalesce(due < :today, FALSE)) FROM rm_record INDEXED BY rm_record_todo
     WHERE kind = 9 AND status IN ('open', 'in_progress', 'referred') GROUP BY space";

/// Counts, space by space.
pub(crate) fn tallies(
    connection: &Connection,
    since: UnixMillis,
    today: &str,
) -> Result<BTreeMap<i64, Tally>, ClientError> {
    let mut tallies: BTreeMap<i64, Tally> = BTreeMap::new();
    let mut statement = connection.prepare_cached(TALLIES)?;
    let mut rows = statement.query(named_params! { ":since": since.0, ":today": today })?;
    while let Some(row) = rows.next()? {
        let tally = Tally {
            households: row.get(1)?,
            visited: row.get(2)?,
            never: row.get(3)?,
            standing: row.get(4)?,
            due: row.get(5)?,
            ..Tally::default()
        };
        tallies.insert(row.get(0)?, tally);
    }
    let mut statement = connection.prepare_cached(OPEN_TALLIES)?;
    let mut rows = statement.query(named_params! { ":today": today })?;
    while let Some(row) = rows.next()? {
        let tally = tallies.entry(row.get(0)?).or_default();
        tally.open = row.get(1)?;
        tally.overdue = row.get(2)?;
    }
    Ok(tallies)
}

/// What a list shows of a household besides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Face {
    pub(crate) id: DocId,
    pub(crate) code: String,
    pub(crate) head: String,
    pub(crate) address: Option<String>,
    /// Degrees north and east.
    pub(crate) position: Option<(f64, f64)>,
}

/// Returns what a household is called and where it is.
pub(crate) fn face(connection: &Connection, n: i64) -> Result<Face, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT d.id, r.code, r.title, r.subtitle, r.lat, r.lon
             FROM rm_record r JOIN doc_record d ON d.n = r.n WHERE r.n = ?1",
        )?
        .query_row([n], |row| {
            let (lat, lon): (Option<f64>, Option<f64>) = (row.get(4)?, row.get(5)?);
            Ok(Face {
                id: DocId(row.get(0)?),
                code: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                head: row.get(2)?,
                address: row.get(3)?,
                position: lat.zip(lon),
            })
        })?)
}
