//! Materials of a time: copies printed, and handed out by whom.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::copies;
use crate::view::narrowing::Narrowing;
use proto::DocId;
use records::fold;
use std::collections::BTreeMap;

/// Copies printed and handed out in a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MaterialSummary {
    /// Copies printed. Where the day of printing is not known, they count where no time was asked for.
    pub printed: u64,
    /// Copies handed out.
    pub handed_out: u64,
    /// By material, in the order of their titles; those of which nothing was printed or handed out in the time are left out.
    pub materials: Vec<MaterialCopies>,
    /// By officer, in the order of their names.
    pub officers: Vec<OfficerCopies>,
}

/// Copies of a material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialCopies {
    /// The material.
    pub material: DocId,
    /// What it is called; empty where its record is not here.
    pub title: String,
    /// Copies printed.
    pub printed: u64,
    /// Copies handed out.
    pub handed_out: u64,
}

/// Copies that an officer handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerCopies {
    /// The officer.
    pub officer: DocId,
    /// The name.
    pub name: String,
    /// Copies.
    pub handed_out: u64,
}

impl Notebook {
    /// Counts copies: of those handed out, what an officer handed out and what was in an area. Those that two officers hand out at the same time add up, since each hand-out is a record.
    pub fn material_summary(&mut self, query: &Narrowing) -> Result<MaterialSummary, ClientError> {
        self.within_lease()?;
        let narrowed = self.narrowed_areas(query.area, None)?;
        let mut handed_out = copies::handed_out(&self.connection, query.from, query.until)?;
        handed_out.retain(|one| {
            narrowed.lets_through(one.space)
                && query
                    .officer
                    .is_none_or(|officer| one.officer == Some(officer))
        });
        let mut by_material: BTreeMap<DocId, u64> = BTreeMap::new();
        let mut by_officer: BTreeMap<DocId, u64> = BTreeMap::new();
        for one in &handed_out {
            *by_material.entry(one.material).or_default() += one.copies;
            if let Some(officer) = one.officer {
                *by_officer.entry(officer).or_default() += one.copies;
            }
        }
        let mut summary = MaterialSummary::default();
        for material in copies::printed(&self.connection)? {
            let is_of_the_time = match material.at {
                Some(at) => query.has(at),
                None => query.from.is_none() && query.until.is_none(),
            };
            summary.materials.push(MaterialCopies {
                material: material.id,
                title: material.title,
                printed: if is_of_the_time { material.copies } else { 0 },
                handed_out: by_material.remove(&material.id).unwrap_or(0),
            });
        }
        let unknown = by_material.into_iter();
        summary
            .materials
            .extend(unknown.map(|(material, handed_out)| MaterialCopies {
                material,
                title: String::new(),
                printed: 0,
                handed_out,
            }));
        summary
            .materials
            .retain(|material| material.printed > 0 || material.handed_out > 0);
        summary.printed = summary.materials.iter().map(|one| one.printed).sum();
        summary.handed_out = summary.materials.iter().map(|one| one.handed_out).sum();
        for (officer, handed_out) in by_officer {
            summary.officers.push(OfficerCopies {
                officer,
                name: self.name_of(officer)?.unwrap_or_default(),
                handed_out,
            });
        }
        summary
            .officers
            .sort_by_cached_key(|officer| (fold(&officer.name), officer.officer));
        Ok(summary)
    }
}
