//! By whose word a value counts: what a device was, as the ledger of the record's space tells it.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::changes::RecordRow;
use crate::store::spaces::{self, Space};
use access::Ledger;
use proto::{DeviceId, DocId, Role, RoleSet, SpaceKind, UnixMillis};
use records::{Author, Document, Party, RecordChange, Side, Standing};
use serde_json::Value;

/// A value that does not count, for want of a role of its writer or because it was the other unit's to write.
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
    /// Of two units that share the space, the one whose word counts: `above`, `below`, `asking` or `asked`.
    pub unit: Option<&'static str>,
}

/// Answers what a device was at an instant, by the ledger of the space where it wrote.
pub(crate) fn standing_by(
    ledger: Option<&Ledger>,
) -> impl Fn(DeviceId, UnixMillis) -> Standing + use<'_> {
    move |device, at| {
        let Some((ledger, member)) =
            ledger.and_then(|ledger| Some((ledger, ledger.member(&device)?)))
        else {
            return RoleSet::EMPTY.into();
        };
        let side = match member.side {
            access::Side::Host => Side::Above,
            access::Side::Guest => Side::Below,
        };
        Standing {
            roles: member.roles_at(at),
            side: (ledger.kind() == SpaceKind::Liaison).then_some(side),
        }
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
    /// Names this device, now and what it is in a space as the author of a change.
    pub(crate) fn author_in(&mut self, space: &Space) -> Result<Author, ClientError> {
        let (device, at) = (self.device, self.now()?);
        let standing = standing_by(self.ledger(space)?)(device, at);
        Ok(Author {
            device,
            at,
            standing,
        })
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
        Ok(Document::from_changes(id, held, standing_by(ledger)))
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
            values.push(UnauthorisedValue {
                field: one.field,
                value: one.value,
                officer,
                officer_name,
                at: one.at,
                roles: one.roles.iter().copied().map(Role::as_str).collect(),
                unit: one.party.map(Party::as_str),
            });
        }
        Ok(values)
    }
}
