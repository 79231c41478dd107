//! Edits of a record.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::{roles_by, store_change};
use crate::store::{changes, spaces};
use crate::view::project::Projection;
use proto::DocId;
use records::{Document, FieldEdit, Kind, Problem, ProblemCode, Value};
use rusqlite::Connection;

impl Notebook {
    /// Edits a record; returns whether anything changed. Setting a field closes its conflict on every device.
    ///
    /// Fails with `record-not-found`, `record-invalid` naming every problem (`no-authority` for what would not count from
    /// this device), or `role-lacks-duty`.
    pub fn edit(&mut self, id: DocId, edits: &[FieldEdit]) -> Result<bool, ClientError> {
        let row = self.row(id)?;
        check_references(&self.connection, edits)?;
        let space = spaces::by_number(&self.connection, row.space)?;
        self.may_write(&space)?;
        let (author, token) = (self.author_in(&space)?, self.world.bytes());
        // A savepoint, since a plan edits an officer's record inside its own transaction.
        let transaction = self.connection.savepoint()?;
        let held = changes::of_record(&transaction, row.n)?;
        let ledger = self.ledgers.get(&space.n);
        let document = Document::from_changes(id, &held, roles_by(ledger));
        stays_in_its_area(&document, edits)?;
        let change = document
            .edit(edits, author, token)
            .map_err(ClientError::RecordInvalid)?;
        let changed = change.is_some();
        if let Some(change) = change {
            let mut projection = Projection::of_one();
            store_change(
                &transaction,
                &mut projection,
                &row,
                id,
                held,
                change,
                ledger,
            )?;
            projection.finish(&transaction)?;
        }
        transaction.commit()?;
        if changed {
            self.written.insert(id);
        }
        if row.kind == Some(Kind::Area) {
            self.forget_areas();
        }
        Ok(changed)
    }

    /// Hands a visit in to the supervisor; returns whether it was not handed in before.
    ///
    /// Fails with `visit-state` when it was reviewed already, `record-not-found` when it is no visit.
    pub fn submit_visit(&mut self, id: DocId) -> Result<bool, ClientError> {
        let row = self.row(id)?;
        if row.kind != Some(Kind::Visit) {
            return Err(ClientError::RecordNotFound {
                reference: id.to_string(),
            });
        }
        match self.document(id, &row)?.get("status") {
            Some(Value::Text(status)) if status == "reviewed" => Err(ClientError::VisitState),
            _ => self.edit(id, &[FieldEdit::set("status", Value::text("submitted"))]),
        }
    }
}

/// Refuses to move a record to another area by an edit: it would stay in the old area's space, where the new
/// area's officers do not see it.
fn stays_in_its_area(document: &Document, edits: &[FieldEdit]) -> Result<(), ClientError> {
    for edit in edits {
        if let FieldEdit::Set(field, value) = edit
            && field == "area"
            && document.get("area").is_some_and(|area| area != *value)
        {
            return Err(ClientError::OtherArea);
        }
    }
    Ok(())
}

fn check_references(connection: &Connection, edits: &[FieldEdit]) -> Result<(), ClientError> {
    for edit in edits {
        let (FieldEdit::Set(field, value) | FieldEdit::Add(field, value)) = edit else {
            continue;
        };
        let ids = match value {
            Value::Reference(id) => std::slice::from_ref(id),
            Value::References(ids) => ids.as_slice(),
            _ => continue,
        };
        for id in ids {
            if changes::record(connection, *id)?.is_none() {
                return Err(ClientError::RecordInvalid(vec![Problem::new(
                    ProblemCode::UnknownReference,
                    field.as_str(),
                )]));
            }
        }
    }
    Ok(())
}
