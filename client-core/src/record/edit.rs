//! Edits of a record.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::{standing_by, store_change};
use crate::store::changes::{self, RecordRow};
use crate::store::spaces;
use crate::view::project::Projection;
use proto::DocId;
use records::{Document, FieldEdit, Kind, Problem, ProblemCode, Stage, Value};
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
        let moves_to = chosen_area(&self.document(id, &row)?, edits)?;
        if let Some(area) = moves_to {
            self.plan_move(id, area)?;
        }
        let changed = self.write(id, &row, edits)?;
        if moves_to.is_some() {
            self.carry_after(changed)?;
        }
        Ok(changed)
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
        let document = Document::from_changes(id, &held, standing_by(ledger));
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
        match self.document(id, &row)?.review().map(|review| review.stage) {
            Some(Stage::Reviewed) => Err(ClientError::VisitState),
            // It waits for its review already, though its status says what the last one was.
            Some(Stage::Reopened) => Ok(false),
            _ => self.edit(id, &[FieldEdit::set("status", Value::text("submitted"))]),
        }
    }
}

/// Returns the area to which edits move a record, by choosing among those in conflict.
///
/// Any other move is refused: what belongs to the record goes along, which a person is told before.
fn chosen_area(document: &Document, edits: &[FieldEdit]) -> Result<Option<DocId>, ClientError> {
    let conflict = document.conflicts().into_iter();
    let mut conflict = conflict.filter(|conflict| conflict.key == "area");
    let values = conflict.next().map_or(Vec::new(), |found| found.values);
    let mut chosen = None;
    for edit in edits {
        chosen = match edit {
            FieldEdit::Set(field, Value::Reference(area)) if field == "area" => Some(*area),
            FieldEdit::Keep { key, op } if key == "area" => {
                let kept = values.iter().find(|value| value.op == *op);
                kept.and_then(|kept| kept.value.as_str()?.parse().ok())
            }
            _ => chosen,
        };
    }
    let here = document.get("area");
    let Some(area) = chosen.filter(|area| here.as_ref() != Some(&Value::Reference(*area))) else {
        return Ok(None);
    };
    let is_in_conflict = |value: &records::ConflictValue| value.value == area.to_string();
    match here.is_none() || values.iter().any(is_in_conflict) {
        true => Ok(Some(area).filter(|_| here.is_some())),
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
