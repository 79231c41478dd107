//! Records that are of the same household, establishment or group: which follow which, and which pairs are not the same.
//!
//! Links are few. So only what a changed record leads to, and what leads to it, is looked at again.

use crate::error::ClientError;
use crate::store::changes;
use proto::DocId;
use records::schema::{LINKED_TO, NOT_SAME_AS};
use records::{Document, Kind, Value, leaders};
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, BTreeSet};

/// Writes what a listed record says of others; returns whether it concerns who leads whom.
pub(crate) fn insert(
    connection: &Connection,
    n: i64,
    document: &Document,
) -> Result<bool, ClientError> {
    if let Some(Value::References(others)) = document.get(NOT_SAME_AS) {
        let mut statement =
            connection.prepare_cached("INSERT INTO rm_unlike (record, other) VALUES (?1, ?2)")?;
        for other in others {
            statement.execute((n, other.as_bytes()))?;
        }
    }
    if let Some(Value::Reference(target)) = document.get(LINKED_TO) {
        connection
            .prepare_cached("INSERT INTO rm_link (record, target) VALUES (?1, ?2)")?
            .execute((n, target.as_bytes()))?;
        return Ok(true);
    }
    is_named(connection, document.id())
}

/// Removes what a record says of others; returns its id if it concerns who leads whom.
pub(crate) fn remove(connection: &Connection, n: i64) -> Result<Option<DocId>, ClientError> {
    let id = connection
        .prepare_cached("SELECT id FROM doc_record WHERE n = ?1")?
        .query_row([n], |row| Ok(DocId(row.get(0)?)))?;
    connection
        .prepare_cached("DELETE FROM rm_unlike WHERE record = ?1")?
        .execute([n])?;
    let removed = connection
        .prepare_cached("DELETE FROM rm_link WHERE record = ?1")?
        .execute([n])?;
    if removed > 0 {
        set_leader(connection, n, None)?;
    }
    let concerns = removed > 0 || is_named(connection, id)?;
    Ok(concerns.then_some(id))
}

fn is_named(connection: &Connection, id: DocId) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM rm_link WHERE target = ?1")?
        .exists([id.as_bytes()])?)
}

/// Tells anew who leads these records and those that are linked to them.
pub(crate) fn settle(
    connection: &Connection,
    touched: &BTreeSet<DocId>,
) -> Result<(), ClientError> {
    let (mut links, mut numbers) = (BTreeMap::new(), BTreeMap::new());
    let mut next: Vec<DocId> = touched.iter().copied().collect();
    let mut seen = touched.clone();
    while let Some(id) = next.pop() {
        for source in sources(connection, id)? {
            next.extend(seen.insert(source).then_some(source));
        }
        // Forward only as far as it takes to find who leads.
        let mut at = id;
        while let std::collections::btree_map::Entry::Vacant(unknown) = numbers.entry(at) {
            let Some((n, target)) = listed(connection, at)? else {
                break;
            };
            unknown.insert(n);
            let Some(target) = target else { break };
            links.insert(at, target);
            at = target;
        }
    }
    let leaders = leaders(&links);
    for id in seen {
        let Some(n) = numbers.get(&id) else { continue };
        let leader = leaders.get(&id).and_then(|leader| numbers.get(leader));
        set_leader(connection, *n, leader.copied().filter(|leader| leader != n))?;
    }
    Ok(())
}

fn set_leader(connection: &Connection, n: i64, leader: Option<i64>) -> Result<(), ClientError> {
    let Some(leader) = leader else {
        connection
            .prepare_cached("DELETE FROM rm_follower WHERE record = ?1")?
            .execute([n])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT INTO rm_follower (record, leader) VALUES (?1, ?2)
             ON CONFLICT (record) DO UPDATE SET leader = excluded.leader",
        )?
        .execute((n, leader))?;
    Ok(())
}

/// Returns the records that name one.
pub(crate) fn sources(connection: &Connection, id: DocId) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.id FROM rm_link l JOIN doc_record d ON d.n = l.record WHERE l.target = ?1",
    )?;
    let rows = statement.query_map([id.as_bytes()], |row| Ok(DocId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns a listed record's number, and the listed record of its kind that it follows; nothing where it is not listed.
fn listed(connection: &Connection, id: DocId) -> Result<Option<(i64, Option<DocId>)>, ClientError> {
    Ok(connection
        .prepare_cached(
            "SELECT r.n, (SELECT t.id FROM rm_link l JOIN doc_record t ON t.id = l.target
                          JOIN rm_record o ON o.n = t.n AND o.kind = r.kind WHERE l.record = r.n)
             FROM doc_record d JOIN rm_record r ON r.n = d.n WHERE d.id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let target: Option<[u8; 16]> = row.get(1)?;
            Ok((row.get(0)?, target.map(DocId)))
        })
        .optional()?)
}

/// Returns the record that leads one; the record itself where it follows none that is listed here.
pub(crate) fn leader(connection: &Connection, n: i64) -> Result<i64, ClientError> {
    let leader = connection
        .prepare_cached("SELECT leader FROM rm_follower WHERE record = ?1")?
        .query_row([n], |row| row.get(0))
        .optional()?;
    Ok(leader.unwrap_or(n))
}

/// Returns the records that follow one which leads, by their ids.
pub(crate) fn followers(connection: &Connection, leader: i64) -> Result<Vec<DocId>, ClientError> {
    let mut statement = connection.prepare_cached(FOLLOWERS)?;
    let rows = statement.query_map([leader], |row| Ok(DocId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) const FOLLOWERS: &str =
    "SELECT d.id FROM rm_follower f JOIN doc_record d ON d.n = f.record
     WHERE f.leader = ?1 ORDER BY d.id";

/// Few follow another; crossed, or SQLite would begin with every record that there is.
pub(super) const LED: &str = "SELECT d.id, o.id FROM rm_follower f
     CROSS JOIN doc_record d ON d.n = f.record AND d.kind = ?1 CROSS JOIN doc_record o ON o.n = f.leader";

/// Returns the records of a kind that follow one of the same, each with the one that leads it.
pub(crate) fn led(
    connection: &Connection,
    kind: Kind,
) -> Result<BTreeMap<DocId, DocId>, ClientError> {
    let mut statement = connection.prepare_cached(LED)?;
    let rows = statement.query_map([kind.code()], |row| {
        Ok((DocId(row.get(0)?), DocId(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns a record and those that are linked with it, the one that leads first.
pub(crate) fn together(connection: &Connection, id: DocId) -> Result<Vec<DocId>, ClientError> {
    let Some(row) = changes::record(connection, id)? else {
        return Ok(vec![id]);
    };
    let n = leader(connection, row.n)?;
    let followers = followers(connection, n)?;
    if followers.is_empty() {
        return Ok(vec![id]);
    }
    let (leader, _) = changes::by_number(connection, n)?;
    let mut all = vec![leader];
    all.extend(followers);
    Ok(all)
}

/// Counts the records of a kind that belong to visits; crossed, or SQLite would begin with all of the kind.
pub(super) const OF_VISITS: &str =
    "SELECT count(*) FROM rm_record v CROSS JOIN doc_record d ON d.n = v.n
     CROSS JOIN rm_record f ON f.kind = ?1 AND f.parent = d.id WHERE v.kind = ?2 AND v.parent = ?3";

/// Counts what belongs to a record: its visits and meetings, and the follow-ups of it and of its visits.
pub(crate) fn belonging(
    connection: &Connection,
    id: DocId,
) -> Result<Vec<(Kind, u64)>, ClientError> {
    let mut own = connection
        .prepare_cached("SELECT count(*) FROM rm_record WHERE kind = ?1 AND parent = ?2")?;
    let mut of_visits = connection.prepare_cached(OF_VISITS)?;
    let mut counts = Vec::new();
    for kind in [Kind::Visit, Kind::Meeting, Kind::FollowUp] {
        let mut count: u64 = own.query_row((kind.code(), id.as_bytes()), |row| row.get(0))?;
        if kind == Kind::FollowUp {
            let of_visit = (kind.code(), Kind::Visit.code(), id.as_bytes());
            count += of_visits.query_row(of_visit, |row| row.get::<_, u64>(0))?;
        }
        counts.push((kind, count));
    }
    Ok(counts)
}

/// Which records of a kind are known to be of the same, or not.
#[derive(Debug, Default)]
pub(crate) struct Known {
    leaders: BTreeMap<i64, i64>,
    /// Pairs of those that lead, the smaller number first.
    unlike: BTreeSet<(i64, i64)>,
}

impl Known {
    /// Reads all that is known; links and pairs are few.
    pub(crate) fn read(connection: &Connection) -> Result<Known, ClientError> {
        let mut known = Known::default();
        let mut statement = connection.prepare_cached("SELECT record, leader FROM rm_follower")?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (record, leader) = row?;
            known.leaders.insert(record, leader);
        }
        let mut statement = connection.prepare_cached(
            "SELECT u.record, d.n FROM rm_unlike u JOIN doc_record d ON d.id = u.other",
        )?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (one, other) = row?;
            let pair = known.pair(one, other);
            known.unlike.insert(pair);
        }
        Ok(known)
    }

    /// Names a pair by those that lead its records, the smaller number first; nothing where one leads both, or where they
    /// are known not to be of the same.
    pub(crate) fn open_pair(&self, one: i64, other: i64) -> Option<(i64, i64)> {
        let pair = self.pair(one, other);
        (pair.0 != pair.1 && !self.unlike.contains(&pair)).then_some(pair)
    }

    /// Returns the record that leads one; the record itself where it follows none.
    pub(crate) fn leader(&self, n: i64) -> i64 {
        self.leaders.get(&n).copied().unwrap_or(n)
    }

    fn pair(&self, one: i64, other: i64) -> (i64, i64) {
        let (one, other) = (self.leader(one), self.leader(other));
        (one.min(other), one.max(other))
    }
}
