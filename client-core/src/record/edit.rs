//! Edits of a record.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::{roles_by, store_change};
use crate::store::changes::{self, RecordRow};
use crate::store::spaces;
use crate::view::project::Projection;
use proto::DocId;
use records::{Document, FieldEdit, Kind, Problem, ProblemCode, Value};
use rusqlite::Connection;

impl Notebook {
    /// Edits a record; returns whether anything changed. Setting a field closes its conflict on every device.
    ///
    /// Fails with `record-not-found`, `record-invalid` naming every problem (`no-authority` for what would not count from
    /// this device), `role-lacks-duty`, or `record-moved` where it is in an area now that this device is not in.
    pub fn edit(&mut self, id: DocId, edits: &[FieldEdit]) -> Result<bool, ClientError> {
        let row = self.row(id)?;
        self.refuse_moved(row.n)?;
        check_references(&self.connection, edits)?;
        stays_in_its_area(&self.document(id, &row)?, edits)?;
        self.write(id, &row, edits)
    }

    /// Writes a change of a record where what is written to it goes; returns whether anything changed.
    pub(crate) fn write(
        &mut self,
        id: DocId,
        row: &RecordRow,
        edits: &[FieldEdit],
    ) -> Result<bool, ClientError> {
        let space = spaces::by_number(&self.connection, row.space)?;
        self.may_write(&space)?;
        let (author, token) = (self.author_in(&space)?, self.world.bytes());
        let judge = moving::judging_space(&self.connection, row)?;
        self.ledger(&spaces::by_number(&self.connection, judge)?)?;
        // A savepoint, since a plan edits an officer's record inside its own transaction.
        let transaction = self.connection.savepoint()?;
        let held = moving::changes_of(&transaction, row.n)?;
        let ledger = self.ledgers.get(&judge);
        let document = Document::from_changes(id, &held, roles_by(ledger));
        let change = document
            .edit(edits, author, token)
            .map_err(ClientError::RecordInvalid)?;
        let changed = change.is_some();
        if let Some(change) = change {
            let mut projection = Projection::of_one();
            store_change(&transaction, &mut projection, row, id, held, change, ledger)?;
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

/// Refuses to move a record to another area by an edit: what belongs to it goes along, which a person is told before.
fn stays_in_its_area(document: &Document, edits: &[FieldEdit]) -> Result<(), ClientError> {
    let stays = |edit: &FieldEdit| match edit {
        FieldEdit::Set(field, value) if field == "area" => {
            document.get("area").is_none_or(|area| area == *value)
        }
        FieldEdit::Keep { key, op } if key == "area" => {
            let conflicts = document.conflicts().into_iter();
            let mut conflicts = conflicts.filter(|conflict| conflict.key == *key);
            let shown = conflicts
                .next()
                .and_then(|mut conflict| conflict.values.pop());
            shown.is_none_or(|shown| shown.op == *op)
        }
        _ => true,
    };
    match edits.iter().all(stays) {
        true => Ok(()),
        false => Err(ClientError::OtherArea),
    }
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
