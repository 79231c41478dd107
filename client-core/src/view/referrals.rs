//! Referrals in the read models, with the follow-ups that they come from.

use crate::error::ClientError;
use proto::{DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;
use rusqlite::types::Value;

/// Which referrals a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) space: Option<i64>,
    pub(crate) state: Option<String>,
    pub(crate) from: Option<UnixMillis>,
    pub(crate) until: Option<UnixMillis>,
    pub(crate) follow_up: Option<DocId>,
    /// The area of the follow-up, by its space.
    pub(crate) area: Option<i64>,
    /// Whose follow-up it is.
    pub(crate) officer: Option<DocId>,
    /// The household of the follow-up, or of its visit, is one of these; any where there are none.
    pub(crate) households: Vec<DocId>,
}

impl Filter {
    fn sql(&self) -> (String, Vec<Value>) {
        let mut sql = "m.kind = ?".to_owned();
        let mut values = vec![Value::from(i64::from(Kind::Referral.code()))];
        let id = |id: DocId| Value::from(id.0.to_vec());
        let mut and = |part: &str, value: Option<Value>| {
            if let Some(value) = value {
                sql.push_str(" AND ");
                sql.push_str(part);
                values.push(value);
            }
        };
        and("m.space = ?", self.space.map(Value::from));
        and("m.status = ?", self.state.clone().map(Value::from));
        and("m.at >= ?", self.from.map(|at| Value::from(at.0)));
        and("m.at < ?", self.until.map(|at| Value::from(at.0)));
        and("m.parent = ?", self.follow_up.map(id));
        and("f.space = ?", self.area.map(Value::from));
        and("f.officer = ?", self.officer.map(id));
        if !self.households.is_empty() {
            let places = vec!["?"; self.households.len()].join(", ");
            sql.push_str(&format!(
                " AND (f.parent IN ({places}) OR f.parent IN (SELECT d.id FROM rm_record v JOIN doc_record d ON d.n = v.n
                                                              WHERE v.kind = 7 AND v.parent IN ({places})))"
            ));
            let ids = self.households.iter().copied().map(id);
            values.extend(ids.clone().chain(ids));
        }
        let from = "rm_record m LEFT JOIN doc_record p ON p.id = m.parent LEFT JOIN rm_record f ON f.n = p.n";
        (format!("{from} WHERE {sql}"), values)
    }
}

/// Writes the statement of a list, and the values that it takes.
pub(super) fn statement(filter: &Filter) -> (String, Vec<Value>) {
    let (sql, values) = filter.sql();
    let sql = format!("SELECT m.n FROM {sql} ORDER BY m.at DESC, m.n DESC");
    (sql, values)
}

/// Returns the rows' numbers of all that a filter lets through, the newest first.
pub(crate) fn all(connection: &Connection, filter: &Filter) -> Result<Vec<i64>, ClientError> {
    let (sql, values) = statement(filter);
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Each referral that has an answer, with its follow-up.
pub(super) const ANSWERED: &str = "
    SELECT m.n, f.n FROM rm_record m JOIN doc_record p ON p.id = m.parent JOIN rm_record f ON f.n = p.n
    WHERE m.kind = ?1 AND m.status IN ('answered', 'declined') AND m.subtitle IS NOT NULL
          AND f.kind = ?2 AND f.status = 'referred' ORDER BY m.at, m.n";

/// Returns each referral that has an answer with its follow-up, while that waits for one.
pub(crate) fn answered(connection: &Connection) -> Result<Vec<(i64, i64)>, ClientError> {
    let mut statement = connection.prepare_cached(ANSWERED)?;
    let kinds = (Kind::Referral.code(), Kind::FollowUp.code());
    let rows = statement.query_map(kinds, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
