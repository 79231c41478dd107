//! The load of each officer: what there is in the areas that the record names, against the unit's norm.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::list;
use crate::view::narrowing::Narrowing;
use proto::DocId;
use records::Kind;
use std::collections::BTreeMap;

/// What falls to an officer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadCount {
    /// Households.
    pub households: u64,
    /// Establishments.
    pub establishments: u64,
    /// Groups.
    pub groups: u64,
}

/// An officer's load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The officer; nothing for the areas that no officer in the field looks after.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub name: String,
    /// The areas, by name.
    pub areas: Vec<(DocId, String)>,
    /// What falls to the officer. What several look after is divided among them to the last household, so that all loads
    /// together are what there is.
    pub count: LoadCount,
    /// The households in percent of the norm, rounded to the nearest; nothing without a norm.
    pub percent_of_norm: Option<u64>,
}

/// A page of loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadPage {
    /// How many households fall to an officer by the unit's rules; 0 where they say nothing.
    pub norm: u32,
    /// The heaviest load first; areas without an officer before all.
    pub rows: Vec<Load>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Notebook {
    /// Tells each officer's load, or the officer's, of all areas or of the area. No time narrows it: it is as it is now.
    pub fn load(&mut self, narrowing: &Narrowing) -> Result<LoadPage, ClientError> {
        self.within_lease()?;
        let norm = self.rules()?.norm_households;
        let counts = self.counts_by_space()?;
        let mut carers = self.carers()?;
        carers.retain(super::care::Carer::is_in_the_field);
        // In the order of ids, so that every device gives what cannot be divided to the same officer.
        carers.sort_by_key(|carer| carer.id);
        let mut loads: BTreeMap<Option<DocId>, Load> = BTreeMap::new();
        for area in self.cared_areas()? {
            if narrowing.area.is_some_and(|only| only != area.id) {
                continue;
            }
            let of_area = counts.get(&area.space).copied().unwrap_or_default();
            let sharing = carers.iter();
            let sharing = sharing.filter(|carer| carer.spaces.contains(&area.space));
            let mut sharing: Vec<(Option<DocId>, &str)> = sharing
                .map(|carer| (Some(carer.id), carer.name.as_str()))
                .collect();
            if sharing.is_empty() {
                sharing.push((None, ""));
            }
            let among = sharing.len() as u64;
            for (place, (officer, name)) in sharing.into_iter().enumerate() {
                let share = of_area.share(place as u64, among);
                let load = loads.entry(officer).or_insert_with(|| Load {
                    officer,
                    name: name.to_owned(),
                    areas: Vec::new(),
                    count: LoadCount::default(),
                    percent_of_norm: None,
                });
                load.areas.push((area.id, area.name.clone()));
                load.count.add(share);
            }
        }
        let mut rows: Vec<Load> = loads.into_values().collect();
        if let Some(officer) = narrowing.officer {
            rows.retain(|load| load.officer == Some(officer));
        }
        for load in &mut rows {
            load.percent_of_norm = percent(load.count.households, norm);
        }
        rows.sort_by_cached_key(|load| {
            let heaviest = std::cmp::Reverse(load.count.households);
            (load.officer.is_some(), heaviest, records::fold(&load.name))
        });
        let total = rows.len() as u64;
        Ok(LoadPage {
            norm,
            rows: narrowing.page(rows).collect(),
            total,
        })
    }

    fn counts_by_space(&mut self) -> Result<BTreeMap<i64, LoadCount>, ClientError> {
        let mut counts: BTreeMap<i64, LoadCount> = BTreeMap::new();
        for kind in [Kind::Household, Kind::Establishment, Kind::Group] {
            for (space, number) in list::count_by_space(&self.connection, kind)? {
                let count = counts.entry(space).or_default();
                match kind {
                    Kind::Household => count.households = number,
                    Kind::Establishment => count.establishments = number,
                    _ => count.groups = number,
                }
            }
        }
        Ok(counts)
    }
}

impl LoadCount {
    /// Divides what there is among several; what is left over goes to the first, one each.
    fn share(self, place: u64, among: u64) -> LoadCount {
        let of = |number: u64| number / among + u64::from(place < number % among);
        LoadCount {
            households: of(self.households),
            establishments: of(self.establishments),
            groups: of(self.groups),
        }
    }

    fn add(&mut self, other: LoadCount) {
        self.households += other.households;
        self.establishments += other.establishments;
        self.groups += other.groups;
    }
}

fn percent(households: u64, norm: u32) -> Option<u64> {
    let norm = u64::from(norm);
    (norm > 0).then(|| (households * 100 + norm / 2) / norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_what_there_is() {
        for number in 0..40 {
            for among in 1..7 {
                let all = LoadCount {
                    households: number,
                    establishments: number * 2,
                    groups: 1,
                };
                let mut sum = LoadCount::default();
                (0..among).for_each(|place| sum.add(all.share(place, among)));
                assert_eq!(sum, all);
            }
        }
    }

    #[test]
    fn a_load_is_told_in_percent_of_the_norm() {
        assert_eq!(percent(450, 300), Some(150));
        assert_eq!(percent(1, 300), Some(0));
        assert_eq!(percent(450, 0), None);
    }
}
