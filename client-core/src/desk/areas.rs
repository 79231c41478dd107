//! To which areas a list of the desk is narrowed.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::list;
use proto::DocId;
use records::{Value, fold};

/// An area of this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NarrowedArea {
    pub(crate) id: DocId,
    pub(crate) space: i64,
    pub(crate) name: String,
}

/// The areas that a list is of, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Narrowed {
    pub(crate) areas: Vec<NarrowedArea>,
    /// Whether nothing was asked for, so that records of no area count as well.
    is_all: bool,
}

impl Narrowed {
    /// Whether records of a space are in the list.
    pub(crate) fn lets_through(&self, space: i64) -> bool {
        self.is_all || self.areas.iter().any(|area| area.space == space)
    }

    pub(crate) fn spaces(&self) -> impl Iterator<Item = i64> {
        self.areas.iter().map(|area| area.space)
    }

    /// Returns the area of a space.
    pub(crate) fn area_of(&self, space: i64) -> Option<DocId> {
        let mut areas = self.areas.iter();
        areas.find(|area| area.space == space).map(|area| area.id)
    }

    /// Returns what an area is called.
    pub(crate) fn name(&self, id: DocId) -> Option<String> {
        let mut areas = self.areas.iter();
        areas
            .find(|area| area.id == id)
            .map(|area| area.name.clone())
    }
}

impl Notebook {
    /// Finds the areas of a list: one, those that an officer has, or all that this device is in.
    pub(crate) fn narrowed_areas(
        &mut self,
        area: Option<DocId>,
        officer: Option<DocId>,
    ) -> Result<Narrowed, ClientError> {
        let of_officer = match officer {
            Some(officer) => Some(self.areas_of_officer(officer)?),
            None => None,
        };
        let mut areas = Vec::new();
        for (id, space) in self.areas()?.clone() {
            let is_asked_for = area.is_none_or(|area| area == id)
                && of_officer.as_ref().is_none_or(|areas| areas.contains(&id));
            if is_asked_for {
                let name = list::title(&self.connection, id)?.unwrap_or_default();
                areas.push(NarrowedArea { id, space, name });
            }
        }
        areas.sort_by_cached_key(|area| (fold(&area.name), area.id));
        Ok(Narrowed {
            areas,
            is_all: area.is_none() && officer.is_none(),
        })
    }

    fn areas_of_officer(&mut self, officer: DocId) -> Result<Vec<DocId>, ClientError> {
        let row = self.row(officer)?;
        Ok(match self.document(officer, &row)?.get("areas") {
            Some(Value::References(areas)) => areas,
            _ => Vec::new(),
        })
    }
}
