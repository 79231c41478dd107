//! Groups as the register counts them, and which of them were merged into which.

use crate::error::ClientError;
use crate::view::links;
use proto::{DocId, UnixMillis};
use records::Kind;
use rusqlite::{Connection, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) id: DocId,
    pub(crate) space: i64,
    pub(crate) name: String,
    pub(crate) name_folded: String,
    pub(crate) state: String,
    /// As written: the code or name of a model.
    pub(crate) model: String,
    pub(crate) merged_into: Option<DocId>,
    /// Whether it follows another record of the same group.
    pub(crate) follows: bool,
    /// Households, of those that are linked the one that leads.
    pub(crate) members: BTreeSet<DocId>,
    /// Meetings of the time asked for.
    pub(crate) meetings: u64,
    pub(crate) last_meeting: Option<UnixMillis>,
}

/// Every group, with its meetings since `:from` and before `:until`, and the last one before `:now`.
pub(super) const GROUPS: &str = "
    SELECT d.id, r.space, r.title, r.title_folded, r.status, g.model, g.merged_into, g.members,
           (SELECT count(*) FROM rm_record m WHERE m.kind = 8 AND m.parent = d.id AND m.at >= :from AND m.at < :until),
           (SELECT m.at FROM rm_record m WHERE m.kind = 8 AND m.parent = d.id AND m.at <= :now ORDER BY m.at DESC LIMIT 1),
           EXISTS (SELECT 1 FROM rm_follower f WHERE f.record = g.record)
    FROM rm_group g JOIN rm_record r ON r.n = g.record JOIN doc_record d ON d.n = g.record";

/// Returns every group, by name.
pub(crate) fn all(
    connection: &Connection,
    from: Option<UnixMillis>,
    until: Option<UnixMillis>,
    now: UnixMillis,
) -> Result<Vec<Group>, ClientError> {
    let mut statement = connection.prepare_cached(GROUPS)?;
    let mut rows = statement.query(named_params! {
        ":from": from.map_or(i64::MIN, |at| at.0),
        ":until": until.map_or(i64::MAX, |at| at.0),
        ":now": now.0,
    })?;
    let households = links::led(connection, Kind::Household)?;
    let leading = |member: DocId| households.get(&member).copied().unwrap_or(member);
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        let members: Vec<u8> = row.get(7)?;
        let (members, _) = members.as_chunks::<16>();
        groups.push(Group {
            id: DocId(row.get(0)?),
            space: row.get(1)?,
            name: row.get(2)?,
            name_folded: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            state: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            model: row.get(5)?,
            merged_into: row.get::<_, Option<[u8; 16]>>(6)?.map(DocId),
            members: members.iter().copied().map(DocId).map(leading).collect(),
            follows: row.get(10)?,
            meetings: row.get(8)?,
            last_meeting: row.get::<_, Option<i64>>(9)?.map(UnixMillis),
        });
    }
    groups.sort_by(|a, b| (&a.name_folded, a.id).cmp(&(&b.name_folded, b.id)));
    Ok(groups)
}

/// Which groups lead others: those that were merged into them, over any number of steps, and those of the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Leaders(BTreeMap<DocId, DocId>);

impl Leaders {
    /// Finds the leaders. `links` say for each record that was merged into one, or is the same as one, which.
    pub(crate) fn of(links: &BTreeMap<DocId, DocId>) -> Leaders {
        Leaders(records::leaders(links))
    }

    /// Returns the leader of a record, which is itself where it was not merged.
    pub(crate) fn leader(&self, id: DocId) -> DocId {
        self.0.get(&id).copied().unwrap_or(id)
    }

    /// Returns the records that a leader leads, but itself.
    pub(crate) fn led_by(&self, leader: DocId) -> BTreeSet<DocId> {
        let led = self
            .0
            .iter()
            .filter(|(id, of)| **of == leader && **id != leader);
        led.map(|(id, _)| *id).collect()
    }
}

/// Groups that were merged into others; crossed, or SQLite would begin with every record that there is.
pub(super) const MERGED: &str = "SELECT d.id, g.merged_into FROM rm_group g
     CROSS JOIN rm_record r ON r.n = g.record AND r.status = 'merged'
     CROSS JOIN doc_record d ON d.n = g.record
     WHERE g.merged_into IS NOT NULL";

/// Returns what leads what, of groups that are here. Where two people merged two groups into each other without seeing that,
/// the one with the least id leads, on every device.
pub(crate) fn leaders(connection: &Connection) -> Result<Leaders, ClientError> {
    let mut statement = connection.prepare_cached(MERGED)?;
    let rows = statement.query_map([], |row| Ok((DocId(row.get(0)?), DocId(row.get(1)?))))?;
    let mut links: BTreeMap<DocId, DocId> = rows.collect::<Result<_, _>>()?;
    links.extend(links::led(connection, Kind::Group)?);
    Ok(Leaders::of(&links))
}

/// Returns the groups that were merged into one, over any number of steps. `together` are the group and those of the same,
/// the one that leads first.
pub(crate) fn absorbed_by(
    connection: &Connection,
    together: &[DocId],
) -> Result<BTreeSet<DocId>, ClientError> {
    let mut merged = connection.prepare_cached("SELECT 1 FROM rm_group WHERE merged_into = ?1")?;
    let mut any = false;
    for group in together {
        any = any || merged.exists([group.as_bytes()])?;
    }
    match together.first().filter(|_| any) {
        Some(leader) => Ok(leaders(connection)?.led_by(*leader)),
        None => Ok(BTreeSet::new()),
    }
}
