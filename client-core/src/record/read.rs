//! Reading records: one, a page of them, the conflicts among them.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::{Sensitive, UnauthorisedValue};
use crate::store::changes::{self, RecordRow};
use crate::view;
use crate::view::list::Query;
use crate::view::search::Hit;
use proto::{DocId, UnixMillis};
use records::{Document, Kind, Stage, row};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Whether everything about a record is safe beyond this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// Something of it is on this device only.
    OnDevice,
    /// The relay signed that it has all of it.
    OnRelay,
}

/// A record as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its fields in interchange form, `id` first.
    pub fields: Map<String, Value>,
    /// Names of the fields that hold more than one person's value.
    pub in_conflict: Vec<String>,
    /// How many items of which field are withheld, being marked as sensitive: they need a stated reason.
    pub withheld: BTreeMap<String, u64>,
    /// Values that do not count, since their writers lacked the role.
    pub unauthorised: Vec<UnauthorisedValue>,
    /// The area where it is now, where that is one that this device is not in.
    pub moved_to: Option<DocId>,
    /// Since when something stands in a reviewed visit that no review has seen, so that it waits for one again.
    pub reopened_at: Option<UnixMillis>,
    /// Whether all of it is safe on the relay.
    pub safety: Safety,
    /// What the records are called that it refers to, by id.
    pub names: BTreeMap<String, String>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The records of the page.
    pub rows: Vec<Record>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Notebook {
    /// Reads a record, which the consultation log tells of where it is about residents. What was heard in confidence is
    /// withheld unless a reason was stated ([`Notebook::because`]).
    ///
    /// Fails with `record-not-found`.
    pub fn get(&mut self, id: DocId) -> Result<Record, ClientError> {
        let row = self.row(id)?;
        self.log_open(id, row.kind)?;
        self.read(id, &row, self.shown())
    }

    /// Returns what a record is called, or nothing where it is not here.
    pub fn name_of(&self, id: DocId) -> Result<Option<String>, ClientError> {
        view::list::title(&self.connection, id)
    }

    pub(crate) fn row(&self, id: DocId) -> Result<RecordRow, ClientError> {
        self.within_lease()?;
        let row = changes::record(&self.connection, id)?.filter(|row| row.kind.is_some());
        match row {
            Some(row) => Ok(row),
            None => {
                self.refuse_erased(id)?;
                Err(ClientError::RecordNotFound {
                    reference: id.to_string(),
                })
            }
        }
    }

    /// Finds a record that has to be of a kind. Fails with `record-not-found`.
    pub(crate) fn row_of(&self, id: DocId, kind: Kind) -> Result<RecordRow, ClientError> {
        let row = self.row(id)?;
        match row.kind == Some(kind) {
            true => Ok(row),
            false => Err(ClientError::RecordNotFound {
                reference: id.to_string(),
            }),
        }
    }

    /// Finds the one record that an id, the beginning of one, a code or a name stands for. One that moved away is found by its
    /// whole id only.
    ///
    /// Fails with `record-not-found`, `record-erased` or `reference-ambiguous`.
    pub fn find(&self, kind: Option<Kind>, reference: &str) -> Result<DocId, ClientError> {
        let found = view::find::find(&self.connection, kind, reference);
        if found.is_err() && !self.why.is_empty() {
            let restricted = view::restricted::named(&self.connection, reference.trim())?;
            if let [one] = restricted.as_slice() {
                return Ok(*one);
            }
        }
        if found.is_err()
            && let Ok(id) = reference.trim().parse()
        {
            self.refuse_erased(id)?;
            let row = changes::record(&self.connection, id)?;
            let row = row.filter(|row| kind.is_none() || row.kind == kind);
            if let Some(row) = row
                && (self.moved_away(row.n)?.is_some()
                    || view::restricted::has(&self.connection, id)?)
            {
                return Ok(id);
            }
        }
        found
    }

    /// Lists records. The consultation log tells of words that were looked for, and of lists too long to read.
    pub fn list(&mut self, query: &Query) -> Result<Page, ClientError> {
        self.within_lease()?;
        let space = self.narrowed_space(query.area)?;
        let numbers = view::list::page(&self.connection, query, space)?;
        let total = view::list::total(&self.connection, query, space)?;
        match &query.text {
            Some(text) => self.log_search(text, Some(query.kind), total)?,
            None => self.log_list(query.kind, numbers.len())?,
        }
        let mut rows = Vec::with_capacity(numbers.len());
        for n in numbers {
            let (id, row) = changes::by_number(&self.connection, n)?;
            rows.push(self.read(id, &row, Sensitive::Withheld)?);
        }
        Ok(Page { rows, total })
    }

    /// Finds records by words, diacritics or not; those named so first, newest first. Each call stands in the
    /// consultation log, so who searches while somebody types waits for a pause.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, ClientError> {
        self.within_lease()?;
        let hits = view::search::search(&self.connection, text, limit)?;
        self.log_search(text, None, hits.len() as u64)?;
        Ok(hits)
    }

    fn read(
        &mut self,
        id: DocId,
        row: &RecordRow,
        sensitive: Sensitive,
    ) -> Result<Record, ClientError> {
        let document = self.document(id, row)?;
        let kind = document.kind().ok_or(ClientError::DatabaseDamaged)?;
        let in_conflict = document
            .conflicts()
            .into_iter()
            .map(|conflict| conflict.field.to_string())
            .collect();
        let (fields, withheld) = sensitive.fields(kind, &document);
        let on_relay = changes::is_on_relay(&self.connection, row.n)?;
        let (mut names, moved_to) = (self.names(&document)?, self.moved_away(row.n)?);
        if let Some(area) = moved_to
            && let Some(name) = self.name_of(area)?
        {
            names.insert(area.to_string(), name);
        }
        Ok(Record {
            id,
            kind,
            names,
            moved_to,
            reopened_at: reopened_at(&document),
            fields,
            withheld,
            in_conflict,
            unauthorised: self.unauthorised(&document)?,
            safety: if on_relay {
                Safety::OnRelay
            } else {
                Safety::OnDevice
            },
        })
    }

    /// Looks up what the records are called that a record refers to.
    pub(crate) fn names(
        &self,
        document: &Document,
    ) -> Result<BTreeMap<String, String>, ClientError> {
        let mut names = BTreeMap::new();
        let Some(row) = row(document) else {
            return Ok(names);
        };
        for id in row.refs {
            if let Some(title) = view::list::title(&self.connection, id)? {
                names.insert(id.to_string(), title);
            }
        }
        if let Some(records::Value::Text(space)) = document.get("space")
            && let Ok(id) = space.parse()
            && let Some(unit) = self.name_of_linked(id)?
        {
            names.insert(space, unit);
        }
        Ok(names)
    }
}

fn reopened_at(document: &Document) -> Option<UnixMillis> {
    let review = document.review()?;
    (review.stage == Stage::Reopened).then_some(review.since)
}
