//! Who looks after which areas: those that an officer's record names, for officers in the field; whoever reviews or leads
//! sees all areas, and looks after none by that.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::view::list;
use crate::view::narrowing::Narrowing;
use proto::{DocId, Role};
use records::{Kind, Value, fold};
use std::collections::{BTreeMap, BTreeSet};

/// An area that this device is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaredArea {
    pub(crate) id: DocId,
    pub(crate) name: String,
    pub(crate) space: i64,
}

/// An officer and the areas that the record names, as far as this device is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Carer {
    pub(crate) id: DocId,
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
    /// Their spaces.
    pub(crate) spaces: BTreeSet<i64>,
}

impl Carer {
    /// Tells whether the officer works in the field.
    pub(crate) fn is_in_the_field(&self) -> bool {
        self.role == Some(Role::Officer)
    }
}

impl Notebook {
    /// Returns the areas that this device is in, by name.
    pub(crate) fn cared_areas(&mut self) -> Result<Vec<CaredArea>, ClientError> {
        let spaces: Vec<(DocId, i64)> = self.areas()?.iter().map(|(id, n)| (*id, *n)).collect();
        let mut areas = Vec::with_capacity(spaces.len());
        for (id, space) in spaces {
            let name = list::title(&self.connection, id)?.unwrap_or_default();
            areas.push(CaredArea { id, name, space });
        }
        areas.sort_by_cached_key(|area| (natural(&area.name), area.id));
        Ok(areas)
    }

    /// Returns all officers, by name.
    pub(crate) fn carers(&mut self) -> Result<Vec<Carer>, ClientError> {
        let spaces: BTreeMap<DocId, i64> = self.areas()?.clone();
        let mut carers = Vec::new();
        for n in list::all_of(&self.connection, Kind::Officer)? {
            let document = moving::document(&self.connection, n)?;
            let role = match document.get("role") {
                Some(Value::Text(role)) => role.parse().ok(),
                _ => None,
            };
            let areas = match document.get("areas") {
                Some(Value::References(areas)) => areas,
                _ => Vec::new(),
            };
            let id = document.id();
            carers.push(Carer {
                id,
                name: list::title(&self.connection, id)?.unwrap_or_default(),
                role,
                spaces: areas
                    .iter()
                    .filter_map(|area| spaces.get(area).copied())
                    .collect(),
            });
        }
        carers.sort_by_cached_key(|carer| (fold(&carer.name), carer.id));
        Ok(carers)
    }

    /// Returns the spaces that a list is narrowed to: an area's, those that an officer looks after, or both at once; nothing
    /// where it is not narrowed. An area that is not here leaves none.
    pub(crate) fn narrowed_spaces(
        &mut self,
        narrowing: &Narrowing,
    ) -> Result<Option<BTreeSet<i64>>, ClientError> {
        let mut narrowed: Option<BTreeSet<i64>> = None;
        if let Some(area) = narrowing.area {
            narrowed = Some(self.area_space(area)?.into_iter().collect());
        }
        if let Some(officer) = narrowing.officer {
            let carers = self.carers()?;
            let carer = carers.into_iter().find(|carer| carer.id == officer);
            let spaces = carer.map(|carer| carer.spaces).unwrap_or_default();
            narrowed = Some(match narrowed {
                Some(area) => &area & &spaces,
                None => spaces,
            });
        }
        Ok(narrowed)
    }
}

/// Makes a key by which `Tổ 2` comes before `Tổ 10`.
fn natural(name: &str) -> String {
    let (mut key, mut number) = (String::new(), String::new());
    for letter in fold(name).chars().chain([' ']) {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        if !number.is_empty() {
            key.push_str(&format!("{:0>12}", std::mem::take(&mut number)));
        }
        key.push(letter);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["Tổ 10", "Tổ 2", "Tổ 2A", "Khu 1", "Tổ dân phố 3"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["Khu 1", "Tổ 2", "Tổ 2A", "Tổ 10", "Tổ dân phố 3"]);
    }
}
