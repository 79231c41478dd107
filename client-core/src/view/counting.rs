//! Counts over the registers of this device.

use crate::error::ClientError;
use proto::{DocId, UnixMillis};
use records::Kind;
use rusqlite::Connection;

/// A visit that a count looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    /// Its row number.
    pub(crate) n: i64,
    /// Its id.
    pub(crate) id: DocId,
    /// The row number of the household that it was to, or of the one that leads this; none where it was to somebody else.
    pub(crate) household: Option<i64>,
    /// What became of it; nothing where it says nothing.
    pub(crate) status: Option<String>,
    /// Codes of purposes.
    pub(crate) purposes: Vec<String>,
    /// How many needs were heard.
    pub(crate) needs: u64,
    /// Whether anything was to be done after it.
    pub(crate) has_follow_ups: bool,
}

/// Returns the visits that began within a time, in any order.
pub(crate) fn visits(
    connection: &Connection,
    from: UnixMillis,
    until: UnixMillis,
) -> Result<Vec<Made>, ClientError> {
    let mut statement = connection.prepare_cached(VISITS)?;
    let kinds = (Kind::Visit, Kind::Household, Kind::FollowUp);
    let rows = statement.query_map(
        (
            from.0,
            until.0,
            kinds.0.code(),
            kinds.1.code(),
            kinds.2.code(),
        ),
        |row| {
            Ok(Made {
                n: row.get(0)?,
                id: DocId(row.get(1)?),
                household: row.get(2)?,
                status: row.get(3)?,
                purposes: codes(row.get(4)?),
                needs: row.get(5)?,
                has_follow_ups: row.get(6)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) const VISITS: &str = "SELECT v.n, own.id, coalesce(f.leader, h.n), v.status, v.subtitle, coalesce(v.needs, 0),
            EXISTS (SELECT 1 FROM rm_record a WHERE a.kind = ?5 AND a.parent = own.id)
     FROM rm_record v
     JOIN doc_record own ON own.n = v.n LEFT JOIN doc_record d ON d.id = v.parent LEFT JOIN rm_record h ON h.n = d.n AND h.kind = ?4
     LEFT JOIN rm_follower f ON f.record = h.n
     WHERE v.kind = ?3 AND v.at >= ?1 AND v.at < ?2";

/// Reads the codes of purposes out of what a list shows under a visit's title.
pub(crate) fn codes(subtitle: Option<String>) -> Vec<String> {
    let joined = subtitle.unwrap_or_default();
    let codes = joined.split(", ").filter(|code| !code.is_empty());
    codes.map(str::to_owned).collect()
}

/// Counts the records of a kind; of those that are of the same, the one that leads.
pub(crate) fn of_kind(connection: &Connection, kind: Kind) -> Result<u64, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM rm_record r WHERE r.kind = ?1
             AND NOT EXISTS (SELECT 1 FROM rm_follower f WHERE f.record = r.n)",
        )?
        .query_row([kind.code()], |row| row.get(0))?)
}

/// Counts the records of a kind whose natural time is within a time.
pub(crate) fn within(
    connection: &Connection,
    kind: Kind,
    from: UnixMillis,
    until: UnixMillis,
) -> Result<u64, ClientError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM rm_record WHERE kind = ?1 AND at >= ?2 AND at < ?3")?
        .query_row((kind.code(), from.0, until.0), |row| row.get(0))?)
}

/// Counts the records of a kind that are in a status.
pub(crate) fn in_status(
    connection: &Connection,
    kind: Kind,
    status: &str,
) -> Result<u64, ClientError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM rm_record WHERE kind = ?1 AND status = ?2")?
        .query_row((kind.code(), status), |row| row.get(0))?)
}
