//! The history of a record: who wrote what, when.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::standing_by;
use crate::store::changes::RecordRow;
use crate::view::links;
use proto::{DeviceId, DocId, UnixMillis};
use records::{HistoryEntry, Kind};
use serde_json::Value;

/// One change of a record as a person reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    /// The record.
    pub record: DocId,
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
        self.history_unlogged(id, &row)
    }

    /// Tells a record's history for what writes its own line into the consultation log.
    pub(crate) fn history_unlogged(
        &mut self,
        id: DocId,
        row: &RecordRow,
    ) -> Result<Vec<HistoryLine>, ClientError> {
        let held = moving::changes_of(&self.connection, row.n)?;
        let entries = records::history(&held, standing_by(self.ledger_for(row, &held)?));
        self.lines_of((id, row.kind), entries)
    }

    /// Tells the histories of a record and of those that are linked with it as one, by time; each record's changes stay in
    /// their order. Each record stands in the consultation log. Fails with `record-not-found`.
    pub fn history_together(&mut self, id: DocId) -> Result<Vec<HistoryLine>, ClientError> {
        self.row(id)?;
        let mut histories = Vec::new();
        for id in links::together(&self.connection, id)? {
            histories.push(self.history(id)?.into_iter().peekable());
        }
        let mut lines = Vec::new();
        loop {
            let next = histories
                .iter_mut()
                .filter_map(|history| Some((history.peek()?.at, history)))
                .min_by_key(|(at, _)| *at);
            match next.and_then(|(_, history)| history.next()) {
                Some(line) => lines.push(line),
                None => return Ok(lines),
            }
        }
    }

    /// Puts entries of a history in the words of those who read it.
    pub(crate) fn lines_of(
        &mut self,
        (record, kind): (DocId, Option<Kind>),
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
                record,
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
