//! Lists: which records, filtered and in order, a page at a time.

use crate::error::ClientError;
use crate::store::changes;
use crate::view::words::Words;
use crate::view::{fresh, groups, links, restricted};
use likeness::Profile;
use proto::{DocId, UnixMillis};
use records::{Kind, fold};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// Says which records a list shows. Everything left out does not filter.
#[derive(Debug, Clone)]
pub struct Query {
    /// The kind of records.
    pub kind: Kind,
    /// Only those of an area.
    pub area: Option<DocId>,
    /// Only those that an officer made or has to do.
    pub officer: Option<DocId>,
    /// Only those that belong to a household, establishment, group or visit, or to one that is linked with it or was merged
    /// into it.
    pub parent: Option<DocId>,
    /// Only those in a status or state.
    pub status: Option<String>,
    /// Only those at or after an instant.
    pub from: Option<UnixMillis>,
    /// Only those before an instant.
    pub until: Option<UnixMillis>,
    /// Only those whose text has these words, diacritics or not.
    pub text: Option<String>,
    /// Shows those too that follow another one of the same, which stands for them otherwise.
    pub with_followers: bool,
    /// At most so many rows.
    pub limit: u32,
    /// Leaves out so many rows first.
    pub offset: u32,
}

/// Tells whether there is a row of a record that is not here.
pub(crate) fn any_without_record(connection: &Connection) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM rm_record WHERE n NOT IN (SELECT n FROM doc_record)")?
        .exists([])?)
}

impl Query {
    /// Asks for the first fifty records of a kind.
    pub fn of(kind: Kind) -> Query {
        Query {
            kind,
            area: None,
            officer: None,
            parent: None,
            status: None,
            from: None,
            until: None,
            text: None,
            with_followers: false,
            limit: 50,
            offset: 0,
        }
    }
}

/// What has to be looked up before a list can be read.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// The row numbers of what has the words and is not in the search index yet.
    pub(crate) fresh: Vec<i64>,
    /// The record to which all belong, those that are linked with it, and groups that were merged into it.
    pub(crate) parents: Vec<DocId>,
}

impl Looked {
    fn up(connection: &Connection, query: &Query) -> Result<Looked, ClientError> {
        let fresh = match words_of(query) {
            Some(words) => fresh::matching(connection, &words, false)?,
            None => Vec::new(),
        };
        let mut parents = match query.parent {
            Some(parent) => links::together(connection, parent)?,
            None => Vec::new(),
        };
        for absorbed in groups::absorbed_by(connection, &parents)? {
            if !parents.contains(&absorbed) {
                parents.push(absorbed);
            }
        }
        Ok(Looked { fresh, parents })
    }
}

/// A condition of the list and its value.
struct Filter {
    sql: String,
    values: Vec<Value>,
}

impl Filter {
    fn of(query: &Query, space: Option<i64>, looked: &Looked) -> Filter {
        let mut filter = Filter {
            sql: "kind = ?".to_owned(),
            values: vec![Value::from(i64::from(query.kind.code()))],
        };
        let id = |id: DocId| Value::from(id.0.to_vec());
        filter.and("space = ?", space.map(Value::from));
        filter.and("officer = ?", query.officer.map(id));
        match looked.parents.as_slice() {
            [] => {}
            [parent] => filter.and("parent = ?", Some(id(*parent))),
            parents => {
                let places = vec!["?"; parents.len()].join(", ");
                filter.sql.push_str(&format!(" AND parent IN ({places})"));
                filter.values.extend(parents.iter().copied().map(id));
            }
        }
        if leaves_out_followers(query) {
            filter
                .sql
                .push_str(" AND n NOT IN (SELECT record FROM rm_follower)");
        }
        filter.and("status = ?", query.status.clone().map(Value::from));
        filter.and("at >= ?", query.from.map(|at| Value::from(at.0)));
        filter.and("at < ?", query.until.map(|at| Value::from(at.0)));
        if let Some(words) = words_of(query) {
            filter.and(
                "n IN (SELECT rowid & 4294967295 FROM rm_search WHERE rm_search MATCH ?
                       UNION ALL SELECT value & 4294967295 FROM json_each(?))",
                Some(Value::from(words.expression())),
            );
            let fresh = serde_json::json!(looked.fresh).to_string();
            filter.values.push(Value::from(fresh));
        }
        filter
    }

    fn and(&mut self, sql: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.sql.push_str(" AND ");
            self.sql.push_str(sql);
            self.values.push(value);
        }
    }
}

fn words_of(query: &Query) -> Option<Words> {
    query.text.as_deref().and_then(Words::of)
}

/// Chooses the order that a reader expects: registers by code and name, events newest first.
fn order(kind: Kind) -> &'static str {
    match kind {
        Kind::FollowUp => "at, n",
        Kind::Household => "code_folded, title_folded, n",
        kind if is_register(kind) => "title_folded, n",
        _ => "at DESC, n DESC",
    }
}

/// Tells whether records of a kind are looked up and sorted by name; events go by their time.
pub(super) const fn is_register(kind: Kind) -> bool {
    match kind {
        Kind::Unit
        | Kind::Area
        | Kind::Officer
        | Kind::Household
        | Kind::Establishment
        | Kind::Group
        | Kind::Model
        | Kind::Material => true,
        Kind::Visit
        | Kind::Meeting
        | Kind::FollowUp
        | Kind::Assessment
        | Kind::Survey
        | Kind::Training
        | Kind::HandOut
        | Kind::Report
        | Kind::Referral
        | Kind::Request => false,
    }
}

/// Writes the statement of one page, and the values that it takes.
pub(crate) fn statement(
    query: &Query,
    space: Option<i64>,
    looked: &Looked,
) -> (String, Vec<Value>) {
    let Filter { sql, mut values } = Filter::of(query, space, looked);
    values.push(Value::from(i64::from(query.limit)));
    values.push(Value::from(i64::from(query.offset)));
    let mut order = order(query.kind).to_owned();
    if looked.parents.len() > 1 {
        // Without the signs SQLite would go through all records of the kind in their order to find those of a few.
        order = format!("+{}", order.replace(", ", ", +"));
    }
    let sql = format!("SELECT n FROM rm_record WHERE {sql} ORDER BY {order} LIMIT ? OFFSET ?");
    (sql, values)
}

/// Returns the rows' numbers of one page.
pub(crate) fn page(
    connection: &Connection,
    query: &Query,
    space: Option<i64>,
) -> Result<Vec<i64>, ClientError> {
    let (sql, values) = statement(query, space, &Looked::up(connection, query)?);
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the rows' numbers of every record of a kind.
pub(crate) fn all_of(connection: &Connection, kind: Kind) -> Result<Vec<i64>, ClientError> {
    let mut statement =
        connection.prepare_cached("SELECT n FROM rm_record WHERE kind = ?1 ORDER BY n")?;
    let rows = statement.query_map([kind.code()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the rows' numbers of every record of a kind in a space.
pub(crate) fn of_space(
    connection: &Connection,
    kind: Kind,
    space: i64,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection
        .prepare_cached("SELECT n FROM rm_record WHERE kind = ?1 AND space = ?2 ORDER BY n")?;
    let rows = statement.query_map((kind.code(), space), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the rows' numbers of every record of a kind in a space that has a status.
pub(crate) fn of_status(
    connection: &Connection,
    kind: Kind,
    space: i64,
    status: &str,
) -> Result<Vec<i64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT n FROM rm_record WHERE kind = ?1 AND space = ?2 AND status = ?3 ORDER BY n",
    )?;
    let rows = statement.query_map((kind.code(), space, status), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts what a query finds on all pages.
pub(crate) fn total(
    connection: &Connection,
    query: &Query,
    space: Option<i64>,
) -> Result<u64, ClientError> {
    let all = Query {
        with_followers: true,
        ..query.clone()
    };
    let Filter { sql, values } = Filter::of(&all, space, &Looked::up(connection, query)?);
    let count = |from: &str| -> Result<u64, ClientError> {
        let sql = format!("SELECT count(*) FROM {from} WHERE {sql}");
        let values = rusqlite::params_from_iter(&values);
        let mut statement = connection.prepare_cached(&sql)?;
        Ok(statement.query_row(values, |row| row.get(0))?)
    };
    let followers = match leaves_out_followers(query) {
        true => count(FOLLOWING)?,
        false => 0,
    };
    Ok(count("rm_record")?.saturating_sub(followers))
}

/// The records that follow another one, which are few: counting them apart spares a look at each of the others.
pub(crate) const FOLLOWING: &str = "rm_follower CROSS JOIN rm_record ON n = record";

fn leaves_out_followers(query: &Query) -> bool {
    Profile::is_of(query.kind) && !query.with_followers
}

/// Counts the records of a kind by their space, without those that follow another one of the same.
pub(crate) fn count_by_space(
    connection: &Connection,
    kind: Kind,
) -> Result<BTreeMap<i64, u64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT space, count(*) FROM rm_record
         WHERE kind = ?1 AND n NOT IN (SELECT record FROM rm_follower) GROUP BY space",
    )?;
    let rows = statement.query_map([kind.code()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the records of a kind in a space by status, without those that follow another one of the same.
pub(crate) fn count_by_status(
    connection: &Connection,
    kind: Kind,
    space: i64,
) -> Result<BTreeMap<String, u64>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(status, ''), count(*) FROM rm_record
         WHERE kind = ?1 AND space = ?2 AND n NOT IN (SELECT record FROM rm_follower) GROUP BY 1",
    )?;
    let rows = statement.query_map((kind.code(), space), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what a record is called in a list, or nothing when it is not here (yet).
pub(crate) fn title(connection: &Connection, id: DocId) -> Result<Option<String>, ClientError> {
    use rusqlite::OptionalExtension;
    Ok(connection
        .prepare_cached(
            "SELECT m.title FROM doc_record d JOIN rm_record m ON m.n = d.n WHERE d.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// Returns the ids of the records of a kind whose name or code is just this, however it is written.
pub(crate) fn named(
    connection: &Connection,
    kind: Option<Kind>,
    name: &str,
) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM rm_record m JOIN doc_record d ON d.n = m.n
         WHERE (?1 IS NULL OR m.kind = ?1) AND (m.code_folded = ?2 OR m.title_folded = ?2) ORDER BY m.n LIMIT 20",
    )?;
    let rows = statement.query_map((kind.map(Kind::code), fold(name)), |row| {
        Ok(DocId(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the records that belong to one: a household's visits, a visit's follow-ups.
pub(crate) fn children(connection: &Connection, id: DocId) -> Result<Vec<DocId>, ClientError> {
    let mut children = Vec::new();
    for kind in Kind::ALL {
        children.extend(children_of_kind(connection, id, kind)?);
    }
    for n in restricted::family(connection, id)? {
        children.push(changes::by_number(connection, n)?.0);
    }
    Ok(children)
}

/// Returns the listed records of a kind that belong to one.
pub(crate) fn children_of_kind(
    connection: &Connection,
    id: DocId,
    kind: Kind,
) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM rm_record m JOIN doc_record d ON d.n = m.n WHERE m.kind = ?1 AND m.parent = ?2 ORDER BY m.n",
    )?;
    let rows = statement.query_map((kind.code(), id.as_bytes()), |row| Ok(DocId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the records of a kind in a space whose natural time is before an instant, the oldest first.
pub(crate) fn older(
    connection: &Connection,
    kind: Kind,
    space: i64,
    before: UnixMillis,
) -> Result<Vec<(DocId, UnixMillis)>, ClientError> {
    let sql = "SELECT d.id, m.at FROM rm_record m JOIN doc_record d ON d.n = m.n
               WHERE m.kind = ?1 AND m.space = ?2 AND m.at < ?3 ORDER BY m.at, m.n";
    aged(connection, sql, kind, space, before)
}

/// Returns the records of a kind in a space that ended before an instant, the first to end first.
pub(crate) fn ended(
    connection: &Connection,
    kind: Kind,
    space: i64,
    before: UnixMillis,
) -> Result<Vec<(DocId, UnixMillis)>, ClientError> {
    let sql = "SELECT d.id, m.ended_at FROM rm_record m JOIN doc_record d ON d.n = m.n
               WHERE m.kind = ?1 AND m.space = ?2 AND m.ended_at < ?3 ORDER BY m.ended_at, m.n";
    aged(connection, sql, kind, space, before)
}

fn aged(
    connection: &Connection,
    sql: &str,
    kind: Kind,
    space: i64,
    before: UnixMillis,
) -> Result<Vec<(DocId, UnixMillis)>, ClientError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((kind.code(), space, before.0), |row| {
        Ok((DocId(row.get(0)?), UnixMillis(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
