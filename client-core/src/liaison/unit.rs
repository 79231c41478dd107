//! Records of units: this one, and those that it has to do with.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::unit::object;
use crate::view::list;
use proto::{DocId, SpaceId};
use records::{FieldEdit, Kind, Value};
use rusqlite::Connection;
use serde_json::json;

/// A unit as its record says, this one among them.
#[derive(Debug, Clone)]
pub(crate) struct OtherUnit {
    pub(crate) id: DocId,
    pub(crate) name: String,
    pub(crate) parent: Option<DocId>,
    /// The space of the liaison with it.
    pub(crate) space: Option<SpaceId>,
}

/// Reads the records of all units.
pub(crate) fn other_units(connection: &Connection) -> Result<Vec<OtherUnit>, ClientError> {
    let mut units = Vec::new();
    for n in list::all_of(connection, Kind::Unit)? {
        let document = moving::document(connection, n)?;
        let text = |field: &str| match document.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        units.push(OtherUnit {
            id: document.id(),
            name: text("name").unwrap_or_default(),
            parent: match document.get("parent") {
                Some(Value::Reference(parent)) => Some(parent),
                _ => None,
            },
            space: text("space").and_then(|space| space.parse().ok()),
        });
    }
    Ok(units)
}

impl Notebook {
    /// Returns the record and the name of this unit: the one to which no liaison leads, and that is below no other.
    pub(crate) fn own_unit(&self) -> Result<Option<(DocId, String)>, ClientError> {
        let mut units = other_units(&self.connection)?;
        units.retain(|unit| unit.space.is_none());
        let top = units.iter().position(|unit| unit.parent.is_none());
        let own = (!units.is_empty()).then(|| units.swap_remove(top.unwrap_or(0)));
        Ok(own.map(|unit| (unit.id, unit.name)))
    }

    /// Returns the name of the unit with which this one shares a space.
    pub(crate) fn name_of_linked(&self, space: SpaceId) -> Result<Option<String>, ClientError> {
        let units = other_units(&self.connection)?.into_iter();
        let mut linked = units.filter(|unit| unit.space == Some(space));
        Ok(linked.next().map(|unit| unit.name))
    }

    /// Keeps in the unit's space with whom there is a liaison; runs inside a transaction.
    pub(crate) fn write_other_unit(
        &mut self,
        known: Option<DocId>,
        name: &str,
        liaison: SpaceId,
    ) -> Result<DocId, ClientError> {
        let space = liaison.to_string();
        let Some(id) = known else {
            let id = self.new_id();
            let fields = object(json!({ "name": name, "space": space }));
            self.insert(Kind::Unit, id, fields)?;
            return Ok(id);
        };
        let row = changes::record(&self.connection, id)?;
        let row = row.ok_or(ClientError::DatabaseDamaged)?;
        self.write(id, &row, &[FieldEdit::set("space", Value::text(&space))])?;
        Ok(id)
    }
}
