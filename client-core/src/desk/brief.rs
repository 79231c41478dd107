//! What an officer should know before knocking at a household's door: what it asked for, what it was promised, what it got.

use super::follow_ups::{OpenFollowUp, day_after};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::{follow_ups, links, list};
use proto::{DocId, UnixMillis};
use records::{FollowUpState, Kind, Value};
use std::cmp::Reverse;

/// So many of the newest visits are looked through for needs.
const NEWEST_VISITS: u32 = 20;

/// What an officer should know before a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// The household.
    pub household: DocId,
    /// Its head.
    pub title: String,
    /// How often it was visited.
    pub visits: u64,
    /// The newest visit.
    pub last_visit: Option<LastVisit>,
    /// The day of the next visit, as the newest one that says so says: `2026-01-31`.
    pub next_due: Option<String>,
    /// What it always needs.
    pub standing_needs: Vec<String>,
    /// What it asked for at the newest visits, the newest first.
    pub needs: Vec<HeardNeed>,
    /// What it was promised and is still to be done, what is due first first.
    pub promised: Vec<OpenFollowUp>,
    /// What is over: done, or dropped; the newest first.
    pub settled: Vec<OpenFollowUp>,
}

/// The newest visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastVisit {
    /// The visit.
    pub id: DocId,
    /// When it was.
    pub at: Option<UnixMillis>,
    /// Whose it was.
    pub officer_name: Option<String>,
}

/// Something that a household asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardNeed {
    /// What it asked for.
    pub text: String,
    /// At which visit.
    pub visit: DocId,
    /// When.
    pub at: Option<UnixMillis>,
    /// The follow-up that was made of it, and how far that has come.
    pub follow_up: Option<(DocId, FollowUpState)>,
}

impl Notebook {
    /// Tells what a household asked for, was promised and got. It stands in the consultation log as the household's opening, and
    /// what was heard in confidence is not in it.
    ///
    /// Fails with `record-not-found` where it is no household that is here.
    pub fn brief(&mut self, household: DocId) -> Result<Brief, ClientError> {
        let row = self.row(household)?;
        if row.kind != Some(Kind::Household) {
            return Err(ClientError::RecordNotFound {
                reference: household.to_string(),
            });
        }
        self.log_open(household, row.kind)?;
        let standing_needs = match self.document(household, &row)?.get("standing_needs") {
            Some(Value::Texts(needs)) => needs,
            _ => Vec::new(),
        };
        let visits = list::Query {
            parent: Some(household),
            limit: NEWEST_VISITS,
            ..list::Query::of(Kind::Visit)
        };
        let mut brief = Brief {
            household,
            title: self.name_of(household)?.unwrap_or_default(),
            visits: list::total(&self.connection, &visits, None)?,
            last_visit: None,
            next_due: None,
            standing_needs,
            needs: Vec::new(),
            promised: Vec::new(),
            settled: Vec::new(),
        };
        for n in list::page(&self.connection, &visits, None)? {
            self.add_visit(&mut brief, n)?;
        }
        let today = day_after(self.now()?, 0);
        for id in links::together(&self.connection, household)? {
            for n in follow_ups::of_household(&self.connection, id)? {
                let follow_up = self.follow_up_at(n, &today)?;
                match follow_up.state.is_open() {
                    true => brief.promised.push(follow_up),
                    false => brief.settled.push(follow_up),
                }
            }
        }
        let when = |one: &OpenFollowUp| (one.due.is_none(), one.due.clone(), one.id);
        brief.promised.sort_by_key(when);
        brief
            .settled
            .sort_by_key(|one| Reverse((one.due.clone(), one.id)));
        Ok(brief)
    }

    fn add_visit(&mut self, brief: &mut Brief, n: i64) -> Result<(), ClientError> {
        let (id, row) = changes::by_number(&self.connection, n)?;
        let document = self.document(id, &row)?;
        let row = records::row(&document).ok_or(ClientError::DatabaseDamaged)?;
        if brief.last_visit.is_none() {
            brief.last_visit = Some(LastVisit {
                id,
                at: row.at,
                officer_name: self.name_of_some(row.officer)?,
            });
        }
        if brief.next_due.is_none() {
            brief.next_due = row.due;
        }
        let Some(Value::Texts(needs)) = document.get("needs") else {
            return Ok(());
        };
        for text in needs {
            let follow_up = self.follow_up_of(id, &text)?;
            brief.needs.push(HeardNeed {
                text,
                visit: id,
                at: row.at,
                follow_up,
            });
        }
        Ok(())
    }
}
