//! Conflicts: fields that two people wrote without seeing each other's value. Choosing one, or writing a third, is an edit
//! like any other, so it closes the conflict on every device, and a later edit by somebody who had not seen it opens it again.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::Sensitive;
use crate::store::{changes, postponed};
use crate::view::conflicts::{self, Filter, Place};
use crate::view::narrowing::Narrowing;
use proto::{DocId, UnixMillis};
use records::{FieldEdit, Kind, OpId};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Says which conflicts a list shows.
#[derive(Debug, Clone, Default)]
pub struct ConflictQuery {
    /// Only those of a kind of records.
    pub kind: Option<Kind>,
    /// Only those of the area, in which the officer wrote one of the values and whose newest value was written within the time.
    pub narrowing: Narrowing,
    /// Shows those too that were postponed on this device and have not changed since.
    pub with_postponed: bool,
}

/// A page of conflicts, the one with the newest value first.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictPage {
    /// The conflicts of the page.
    pub rows: Vec<Conflict>,
    /// How many there are on all pages.
    pub total: u64,
    /// How many more are postponed on this device, and left out.
    pub postponed: u64,
}

/// A field that two people wrote without seeing each other's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The record.
    pub document: DocId,
    /// Its kind.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// The field.
    pub field: String,
    /// The exact place: the field itself, or an item of its list.
    pub key: String,
    /// Whether the values are withheld, being marked as sensitive: they need a stated reason.
    pub withheld: bool,
    /// What the writers had before them, in interchange form: usually one value, none where the field was empty.
    pub before: Vec<Json>,
    /// Every value, the one shown until somebody chooses first.
    pub values: Vec<ConflictValue>,
    /// Until when it was postponed on this device.
    pub postponed_until: Option<UnixMillis>,
}

/// One of the values in conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictValue {
    /// The value in interchange form.
    pub value: Json,
    /// The officer who wrote it, where the ledger knows the device.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// When it was written, by the writer's clock as corrected by the relay.
    pub at: UnixMillis,
}

/// How a conflict is settled.
#[derive(Debug, Clone, PartialEq)]
pub enum SettlingChoice {
    /// Takes one of the values, by its place in [`Conflict::values`].
    Take(usize),
    /// Writes another value into the whole field.
    Write(records::Value),
}

/// What settling a conflict will do.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// The conflict as it stands.
    pub conflict: Conflict,
    /// The value that will hold, in interchange form.
    pub value: Json,
    /// What it was made from.
    seen: Vec<OpId>,
    edit: FieldEdit,
}

impl Notebook {
    /// Lists every conflict, the postponed ones too.
    pub fn conflicts(&mut self) -> Result<Vec<Conflict>, ClientError> {
        let query = ConflictQuery {
            with_postponed: true,
            ..ConflictQuery::default()
        };
        Ok(self.list_conflicts(&query)?.rows)
    }

    /// Lists conflicts. Devices with the same documents have the same list in the same order, but for what each of them
    /// postponed.
    pub fn list_conflicts(&mut self, query: &ConflictQuery) -> Result<ConflictPage, ClientError> {
        self.within_lease()?;
        let filter = self.conflict_filter(query)?;
        let places = conflicts::page(&self.connection, &filter, &query.narrowing)?;
        let counts = conflicts::count_of(&self.connection, &filter)?;
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let (conflict, _) = self.conflict_at(&place, Sensitive::Withheld)?;
            *kinds.entry(conflict.kind).or_default() += 1;
            rows.push(conflict);
        }
        for (kind, count) in kinds {
            self.log_list(kind, count)?;
        }
        Ok(ConflictPage {
            rows,
            total: counts.shown,
            postponed: counts.left_out,
        })
    }

    /// Lists the conflicts of one record. Fails with `record-not-found`.
    pub fn conflicts_of(&mut self, id: DocId) -> Result<Vec<Conflict>, ClientError> {
        let row = self.row(id)?;
        self.log_open(id, row.kind)?;
        let filter = Filter {
            record: Some(row.n),
            with_postponed: true,
            now: self.now()?,
            ..Filter::default()
        };
        let mut rows = Vec::new();
        for place in conflicts::page(&self.connection, &filter, &Narrowing::default())? {
            let (conflict, _) = self.conflict_at(&place, self.shown())?;
            rows.push(conflict);
        }
        Ok(rows)
    }

    /// Plans to settle the conflict at a place of a record: `key` as [`Conflict::key`] names it.
    ///
    /// Fails with `record-not-found`, `conflict-not-found` where nothing is in conflict there (any more) or no value has that
    /// place, `conflict-of-item` where a third value would replace more than the item in conflict, or `why-missing` where the
    /// values are sensitive and no reason was stated.
    pub fn plan_settlement(
        &mut self,
        document: DocId,
        key: &str,
        choice: SettlingChoice,
    ) -> Result<Settlement, ClientError> {
        let row = self.row(document)?;
        let place = Place {
            record: row.n,
            key: key.to_owned(),
            postponed_until: None,
        };
        let (conflict, ops) = self.conflict_at(&place, self.shown())?;
        if conflict.withheld {
            return Err(ClientError::WhyMissing);
        }
        let (value, edit) = match choice {
            SettlingChoice::Take(at) => {
                let (Some(value), Some(op)) = (conflict.values.get(at), ops.get(at)) else {
                    return Err(ClientError::ConflictNotFound);
                };
                let key = key.to_owned();
                (value.value.clone(), FieldEdit::Keep { key, op: *op })
            }
            SettlingChoice::Write(_) if conflict.key != conflict.field => {
                return Err(ClientError::ConflictOfItem);
            }
            SettlingChoice::Write(value) => {
                let json = records::to_json(&value);
                (json, FieldEdit::set(&conflict.field, value))
            }
        };
        Ok(Settlement {
            conflict,
            value,
            seen: ops,
            edit,
        })
    }

    /// Settles a conflict as planned. Fails with `conflict-changed` where another value has come meanwhile or somebody else
    /// settled it, or as an edit fails.
    pub fn settle(&mut self, plan: &Settlement) -> Result<(), ClientError> {
        let document = plan.conflict.document;
        let row = self.row(document)?;
        let place = Place {
            record: row.n,
            key: plan.conflict.key.clone(),
            postponed_until: None,
        };
        match self.conflict_at(&place, self.shown()) {
            Ok((_, ops)) if ops == plan.seen => {}
            Ok(_) | Err(ClientError::ConflictNotFound) => return Err(ClientError::ConflictChanged),
            Err(error) => return Err(error),
        }
        self.edit(document, std::slice::from_ref(&plan.edit))?;
        Ok(())
    }

    /// Leaves a conflict out of this device's list until an instant, or until another value comes.
    ///
    /// Fails with `record-not-found` or `conflict-not-found`.
    pub fn postpone_conflict(
        &mut self,
        document: DocId,
        key: &str,
        until: UnixMillis,
    ) -> Result<(), ClientError> {
        let row = self.row(document)?;
        let Some(seen) = conflicts::seen(&self.connection, row.n, key)? else {
            return Err(ClientError::ConflictNotFound);
        };
        postponed::set(&self.connection, row.n, key, seen, until)
    }

    fn conflict_filter(&mut self, query: &ConflictQuery) -> Result<Filter, ClientError> {
        let asked = &query.narrowing;
        let space = self.narrowed_space(asked.area)?;
        let devices = match asked.officer {
            Some(officer) => Some(self.devices_of(officer)?),
            None => None,
        };
        Ok(Filter {
            record: None,
            kind: query.kind,
            space,
            devices,
            from: asked.from,
            until: asked.until,
            with_postponed: query.with_postponed,
            now: self.now()?,
        })
    }

    /// Reads a conflict with the operations that wrote its values, in the order of the values.
    fn conflict_at(
        &mut self,
        place: &Place,
        shown: Sensitive,
    ) -> Result<(Conflict, Vec<OpId>), ClientError> {
        let (id, row) = changes::by_number(&self.connection, place.record)?;
        let held = moving::changes_of(&self.connection, place.record)?;
        let document = self.document_from(id, &row, &held)?;
        let found = document
            .conflicts()
            .into_iter()
            .find(|conflict| conflict.key == place.key);
        let Some(found) = found else {
            return Err(ClientError::ConflictNotFound);
        };
        let withheld = found.sensitive && shown == Sensitive::Withheld;
        let visible = |json: Json| if withheld { Json::Null } else { json };
        let before = document.before(&found, &held);
        let (mut values, mut ops) = (Vec::new(), Vec::new());
        // The value that is shown meanwhile comes last there, and first here.
        for value in found.values.into_iter().rev() {
            let (officer, officer_name) = match self.officer_of(value.device)? {
                Some((officer, name)) => (Some(officer), name),
                None => (None, None),
            };
            values.push(ConflictValue {
                value: visible(value.value),
                officer,
                officer_name,
                at: value.at,
            });
            ops.push(value.op);
        }
        let conflict = Conflict {
            document: id,
            kind: row.kind.ok_or(ClientError::DatabaseDamaged)?,
            title: self.name_of(id)?.unwrap_or_default(),
            field: found.field,
            key: found.key,
            withheld,
            before: before.into_iter().map(visible).collect(),
            values,
            postponed_until: place.postponed_until,
        };
        Ok((conflict, ops))
    }
}
