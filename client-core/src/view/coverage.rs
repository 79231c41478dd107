//! Writes how long ago each household was visited, and what it is owed: one row a household, so that a list of tens of thousands
//! in the order of their need is read from one small table.
//!
//! A row follows from the rows of the household's visits and follow-ups, and of those of records that are linked to it. What
//! changes one of those names the household here ([`Touched`]), and its row is derived again when all is written. Dates stand as they are: what is overdue
//! depends on the day on which somebody asks.

use crate::error::ClientError;
use crate::store::changes;
use crate::view::links;
use proto::DocId;
use records::{Document, Kind, Value};
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, BTreeSet};

/// Households whose rows are to be derived again, by what may have changed of them.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Visits that were written, with what they were to.
    visits: BTreeMap<DocId, DocId>,
    /// What visits are to; of those only households have a row.
    visited: BTreeSet<DocId>,
    /// What follow-ups belong to; through a visit, its household is meant.
    owed: BTreeSet<DocId>,
    /// Households that others followed, by their numbers.
    led: BTreeSet<i64>,
}

impl Touched {
    /// Takes note that a record's rows were written. `parent` is what it belongs to.
    pub(crate) fn came(&mut self, kind: Kind, id: DocId, parent: Option<DocId>) {
        match (kind, parent) {
            (Kind::Household, _) => {
                self.visited.insert(id);
                self.owed.insert(id);
            }
            (Kind::Visit, Some(parent)) => {
                self.visits.insert(id, parent);
            }
            (Kind::FollowUp, Some(parent)) => {
                self.owed.insert(parent);
            }
            _ => {}
        }
    }

    /// Takes note that a record's rows were removed; with a visit, what its follow-ups belonged to.
    pub(crate) fn went(&mut self, kind: Kind, parent: Option<DocId>) {
        let Some(parent) = parent else { return };
        if kind == Kind::Visit {
            self.visited.insert(parent);
        }
        if matches!(kind, Kind::Visit | Kind::FollowUp) {
            self.owed.insert(parent);
        }
    }

    /// Takes note of the record that leads one whose rows are removed.
    pub(crate) fn led(&mut self, leader: i64) {
        self.led.insert(leader);
    }

    /// Derives the rows again, once it is settled which records follow which.
    pub(crate) fn refresh(mut self, connection: &Connection) -> Result<(), ClientError> {
        for (visit, parent) in self.visits {
            self.visited.insert(parent);
            // A follow-up may have come before the visit by which it belongs to a household.
            if has_follow_ups(connection, visit)? {
                self.owed.insert(parent);
            }
        }
        let (mut visited, mut owed) = (self.led.clone(), self.led);
        for id in self.visited {
            visited.extend(counting(connection, id)?);
        }
        for id in self.owed {
            if let Some(household) = household_of(connection, id)? {
                owed.extend(counting(connection, household)?);
            }
        }
        for n in visited {
            derive_visits(connection, n)?;
        }
        for n in owed {
            derive_owed(connection, n)?;
        }
        Ok(())
    }
}

/// Returns the rows with which a household counts: its own, and that of the record which it follows.
fn counting(connection: &Connection, household: DocId) -> Result<BTreeSet<i64>, ClientError> {
    let Some(row) = changes::record(connection, household)? else {
        return Ok(BTreeSet::new());
    };
    Ok([row.n, links::leader(connection, row.n)?].into())
}

/// Writes a household's row, as if nobody had ever been there.
pub(crate) fn insert(
    connection: &Connection,
    n: i64,
    space: i64,
    document: &Document,
    code: Option<&str>,
) -> Result<(), ClientError> {
    let standing = match document.get("standing_needs") {
        Some(Value::Texts(needs)) => needs.len(),
        _ => 0,
    };
    connection
        .prepare_cached(
            "INSERT INTO rm_coverage (record, space, code, own, standing, open) VALUES (?1, ?2, ?3, ?4, ?4, 0)",
        )?
        .execute((n, space, code.unwrap_or_default(), standing))?;
    Ok(())
}

/// Removes a household's row.
pub(crate) fn remove(connection: &Connection, n: i64) -> Result<(), ClientError> {
    connection
        .prepare_cached("DELETE FROM rm_coverage WHERE record = ?1")?
        .execute([n])?;
    Ok(())
}

/// Returns the household to which follow-ups of a record belong: itself, or a visit's.
fn household_of(connection: &Connection, id: DocId) -> Result<Option<DocId>, ClientError> {
    let Some(row) = changes::record(connection, id)? else {
        return Ok(None);
    };
    match row.kind {
        Some(Kind::Household) => Ok(Some(id)),
        Some(Kind::Visit) => {
            let parent: Option<Option<[u8; 16]>> = connection
                .prepare_cached("SELECT parent FROM rm_record WHERE n = ?1")?
                .query_row([row.n], |row| row.get(0))
                .optional()?;
            Ok(parent.flatten().map(DocId))
        }
        _ => Ok(None),
    }
}

fn has_follow_ups(connection: &Connection, visit: DocId) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached(FOLLOW_UPS)?
        .exists((Kind::FollowUp.code(), visit.as_bytes()))?)
}

/// Finds what belongs to a record, of one kind.
pub(crate) const FOLLOW_UPS: &str = "SELECT 1 FROM rm_record WHERE kind = ?1 AND parent = ?2";

/// Finds a household's last visit.
pub(crate) const LAST_VISIT: &str =
    "SELECT at, due FROM rm_record WHERE kind = 7 AND parent = ?1 ORDER BY at DESC, n DESC LIMIT 1";

/// Counts what a household is owed.
pub(crate) const OWED: &str = "SELECT count(*), min(due) FROM rm_record
     WHERE kind = 9 AND status IN ('open', 'in_progress', 'referred')
     AND parent IN (SELECT ?1 UNION ALL SELECT d.id FROM rm_record v JOIN doc_record d ON d.n = v.n
                    WHERE v.kind = 7 AND v.parent = ?1)";

/// Returns a household and those whose records follow its own.
fn together(connection: &Connection, n: i64) -> Result<Vec<DocId>, ClientError> {
    let followers = links::followers(connection, n)?;
    let (id, _) = changes::by_number(connection, n)?;
    Ok(std::iter::once(id).chain(followers).collect())
}

fn derive_visits(connection: &Connection, n: i64) -> Result<(), ClientError> {
    if !has_row(connection, n)? {
        return Ok(());
    }
    let mut last: (Option<i64>, Option<String>) = (None, None);
    for id in together(connection, n)? {
        let found: Option<(Option<i64>, Option<String>)> = connection
            .prepare_cached(LAST_VISIT)?
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        last = last.max(found.unwrap_or_default());
    }
    connection
        .prepare_cached("UPDATE rm_coverage SET last_visit = ?2, next_due = ?3 WHERE record = ?1")?
        .execute((n, last.0, last.1))?;
    Ok(())
}

fn derive_owed(connection: &Connection, n: i64) -> Result<(), ClientError> {
    if !has_row(connection, n)? {
        return Ok(());
    }
    let (mut open, mut first_due): (i64, Option<String>) = (0, None);
    for id in together(connection, n)? {
        let (number, due): (i64, Option<String>) = connection
            .prepare_cached(OWED)?
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        open += number;
        first_due = [first_due, due].into_iter().flatten().min();
    }
    connection
        .prepare_cached(
            "UPDATE rm_coverage SET open = ?2, first_due = ?3, standing = own +
                 (SELECT coalesce(sum(c.own), 0) FROM rm_follower f JOIN rm_coverage c ON c.record = f.record WHERE f.leader = ?1)
             WHERE record = ?1",
        )?
        .execute((n, open, first_due))?;
    Ok(())
}

fn has_row(connection: &Connection, n: i64) -> Result<bool, ClientError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM rm_coverage WHERE record = ?1")?
        .exists([n])?)
}
