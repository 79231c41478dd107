//! By whose word a value counts: the roles that a device held, as the ledger of the record's space tells them.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::changes::RecordRow;
use crate::store::spaces::{self, Space};
use access::Ledger;
use proto::{DeviceId, DocId, RoleSet, UnixMillis};
use records::{Author, Document, RecordChange};
use serde_json::Value;

/// A value that does not count, for want of a role of its writer.
#[derive(Debug, Clone, PartialEq)]
pub struct UnauthorisedValue {
    /// The field.
    pub field: String,
    /// The value in interchange form; nothing where the writer took the field's value away.
    pub value: Option<Value>,
    /// The officer who wrote it, where the ledger knows the device.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// When it was written, by the writer's clock as corrected by the relay.
    pub at: UnixMillis,
    /// The roles of which the writer needed one.
    pub roles: Vec<&'static str>,
}

/// Answers which roles a device held at an instant, by the ledger of the space where it wrote.
pub(crate) fn roles_by(
    ledger: Option<&Ledger>,
) -> impl Fn(DeviceId, UnixMillis) -> RoleSet + use<'_> {
    move |device, at| {
        ledger
            .and_then(|ledger| ledger.member(&device))
            .map_or(RoleSet::EMPTY, |member| member.roles_at(at))
    }
}

/// Tells whether somebody who may have written already held other roles than was known.
pub(crate) fn roles_differ(before: &Ledger, after: &Ledger) -> bool {
    let mut members = before.members();
    members.any(|(device, member)| {
        after
            .member(device)
            .is_none_or(|later| later.held != member.held)
    })
}

impl Notebook {
    /// Names this device, now and its roles in a space as the author of a change.
    pub(crate) fn author_in(&mut self, space: &Space) -> Result<Author, ClientError> {
        let (device, at) = (self.device, self.now()?);
        let roles = roles_by(self.ledger(space)?)(device, at);
        Ok(Author { device, at, roles })
    }

    /// Reads a record's document, without the values that do not count.
    pub(crate) fn document(&mut self, id: DocId, row: &RecordRow) -> Result<Document, ClientError> {
        let held = moving::changes_of(&self.connection, row.n)?;
        self.document_from(id, row, &held)
    }

    /// Puts a record together from changes that were read already.
    pub(crate) fn document_from(
        &mut self,
        id: DocId,
        row: &RecordRow,
        held: &[RecordChange],
    ) -> Result<Document, ClientError> {
        let ledger = self.ledger_for(row, held)?;
        Ok(Document::from_changes(id, held, roles_by(ledger)))
    }

    /// Returns the ledger by which changes are judged, or nothing where they need none: reading one takes a while.
    pub(crate) fn ledger_for(
        &mut self,
        row: &RecordRow,
        held: &[RecordChange],
    ) -> Result<Option<&Ledger>, ClientError> {
        if !records::needs_roles(held) {
            return Ok(None);
        }
        let space = moving::judging_space(&self.connection, row)?;
        let space = spaces::by_number(&self.connection, space)?;
        self.ledger(&space)
    }

    /// Names who wrote the values of a document that do not count.
    pub(crate) fn unauthorised(
        &mut self,
        document: &Document,
    ) -> Result<Vec<UnauthorisedValue>, ClientError> {
        let mut values = Vec::new();
        for one in document.unauthorised() {
            let (officer, officer_name) = match self.officer_of(one.device)? {
                Some((officer, name)) => (Some(officer), name),
                None => (None, None),
            };
            let spec = document
                .kind()
                .and_then(|kind| records::schema::field(kind, &one.field));
            let authority = spec.and_then(|spec| spec.authority);
            let roles = authority.map_or(&[][..], |authority| authority.roles);
            values.push(UnauthorisedValue {
                field: one.field,
                value: one.value,
                officer,
                officer_name,
                at: one.at,
                roles: roles.iter().map(|role| role.as_str()).collect(),
            });
        }
        Ok(values)
    }
}
