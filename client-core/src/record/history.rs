//! The history of a record: who wrote what, when.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::roles_by;
use proto::{DeviceId, DocId, UnixMillis};
use records::{HistoryEntry, Kind};
use serde_json::Value;

/// One change of a record as a person reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    /// When, by the writer's clock as corrected by the relay.
    pub at: UnixMillis,
    /// The device on which it was written.
    pub device: DeviceId,
    /// The officer, where the ledger knows the device.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// Whether it made the record.
    pub is_creation: bool,
    /// What it changed, as the writer saw it.
    pub edits: Vec<HistoryEdit>,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEdit {
    /// The field.
    pub field: String,
    /// What stood there before.
    pub before: Option<Value>,
    /// What stands there after.
    pub after: Option<Value>,
    /// Whether it counts: whether the writer held the role that it asks for.
    pub counts: bool,
    /// Whether something of it is withheld, being marked as sensitive: it needs a stated reason.
    pub withheld: bool,
}

impl Notebook {
    /// Tells a record's history, each change after those that its writer had seen. It stands in the consultation
    /// log as the record's own opening does. Fails with `record-not-found`.
    pub fn history(&mut self, id: DocId) -> Result<Vec<HistoryLine>, ClientError> {
        let row = self.row(id)?;
        self.log_open(id, row.kind)?;
        let held = moving::changes_of(&self.connection, row.n)?;
        let entries = records::history(&held, roles_by(self.ledger_for(&row, &held)?));
        self.lines_of(row.kind, entries)
    }

    /// Puts entries of a history in the words of those who read it.
    pub(crate) fn lines_of(
        &mut self,
        kind: Option<Kind>,
        entries: Vec<HistoryEntry>,
    ) -> Result<Vec<HistoryLine>, ClientError> {
        let shown = self.shown();
        let mut lines = Vec::with_capacity(entries.len());
        for entry in entries {
            let (officer, officer_name) = match self.officer_of(entry.device)? {
                Some((officer, name)) => (Some(officer), name),
                None => (None, None),
            };
            let edits = entry.edits.into_iter();
            let edits = edits.map(|edit| shown.edit(kind, edit)).collect();
            let is_creation = entry.is_creation;
            lines.push(HistoryLine {
                at: entry.at,
                device: entry.device,
                officer,
                officer_name,
                is_creation,
                edits,
            });
        }
        Ok(lines)
    }
}
