//! What is seen together of linked records.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::Sensitive;
use crate::store::changes::{self, RecordRow};
use crate::view::{links, list};
use proto::DocId;
use records::schema::{LINKED_TO, NOT_SAME_AS};
use records::{Document, Value};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// The records that are linked with one.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// The record that leads; the one itself where it follows none that is here.
    pub leading: DocId,
    /// Those that follow it, by their ids.
    pub following: Vec<Linked>,
    /// Where the leading one is linked to a record that is not here: why not.
    pub beyond: Option<Beyond>,
}

/// A record that follows another one, or will.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The record.
    pub id: DocId,
    /// What it is called.
    pub title: Option<String>,
    /// What it says that the leading one does not say, or says otherwise: fields in interchange form.
    pub differs: Map<String, Json>,
    /// What the records are called that it refers to, by id.
    pub names: BTreeMap<String, String>,
}

/// Why a linked record is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// It is in an area that this device is not in, or has not arrived.
    Elsewhere,
    /// It was erased.
    Erased,
}

impl Notebook {
    /// Tells which records are linked with one, and what they say otherwise. Each of them stands in the consultation log as
    /// opened.
    ///
    /// Fails with `record-not-found`.
    pub fn together(&mut self, id: DocId) -> Result<Together, ClientError> {
        let row = self.row(id)?;
        let n = links::leader(&self.connection, row.n)?;
        let (leading, row) = changes::by_number(&self.connection, n)?;
        let mut following = Vec::new();
        for follower in links::followers(&self.connection, n)? {
            following.push(self.linked(leading, follower)?);
        }
        Ok(Together {
            leading,
            following,
            beyond: self.beyond(leading, &row)?,
        })
    }

    /// Returns the record that leads one, which lists show; the one itself where it follows none that is here.
    ///
    /// Fails with `record-not-found`.
    pub fn leading(&self, id: DocId) -> Result<DocId, ClientError> {
        let n = links::leader(&self.connection, self.row(id)?.n)?;
        Ok(changes::by_number(&self.connection, n)?.0)
    }

    /// Shows a record beside the one that leads it, or will.
    pub(super) fn linked(&mut self, leading: DocId, id: DocId) -> Result<Linked, ClientError> {
        let (leading_row, row) = (self.row(leading)?, self.row(id)?);
        self.log_open(leading, leading_row.kind)?;
        self.log_open(id, row.kind)?;
        let beside = shown_of(&self.document(leading, &leading_row)?);
        let document = self.document(id, &row)?;
        let mut differs = shown_of(&document);
        differs.retain(|field, value| {
            !matches!(field.as_str(), "id" | LINKED_TO | NOT_SAME_AS)
                && beside.get(field) != Some(value)
        });
        Ok(Linked {
            id,
            title: list::title(&self.connection, id)?,
            differs,
            names: self.names(&document)?,
        })
    }

    /// Tells why the record is not here that one names as leading; nothing where it names none, or one that is here.
    pub(super) fn beyond(
        &mut self,
        id: DocId,
        row: &RecordRow,
    ) -> Result<Option<Beyond>, ClientError> {
        let Some(Value::Reference(named)) = self.document(id, row)?.get(LINKED_TO) else {
            return Ok(None);
        };
        let other = changes::record(&self.connection, named)?;
        if let Some(other) = other.filter(|other| other.kind.is_some())
            && self.moved_away(other.n)?.is_none()
        {
            return Ok(None);
        }
        match self.refuse_erased(named) {
            Ok(()) => Ok(Some(Beyond::Elsewhere)),
            Err(ClientError::RecordErased) => Ok(Some(Beyond::Erased)),
            Err(error) => Err(error),
        }
    }
}

fn shown_of(document: &Document) -> Map<String, Json> {
    let fields = document
        .kind()
        .map(|kind| Sensitive::Withheld.fields(kind, document).0);
    fields.unwrap_or_default()
}
