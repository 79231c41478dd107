//! Coverage: who has not been visited for how long, whose next visit is due, and how it stands with areas and officers.

use super::care::{CaredArea, Carer};
use crate::calendar::{day_of, days_after, days_before, days_between};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::covered::{self, Covered, Filter, Order, Tally};
use crate::view::narrowing::Narrowing;
use proto::{DocId, UnixMillis};
use records::Kind;
use std::collections::BTreeMap;

/// Which households a list of coverage shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverageOf {
    /// Those not visited for so many days, with what they are owed first, and among equals those never visited first.
    NotVisitedFor(u32),
    /// Those whose next visit, as the last one says, is overdue or due within so many days; the earliest first.
    DueWithin(u32),
}

/// Says which households a list shows.
#[derive(Debug, Clone)]
pub struct CoverageQuery {
    /// Which households, and in which order.
    pub of: CoverageOf,
    /// Only those of the area, of the areas that the officer looks after, and visited last within the time.
    pub narrowing: Narrowing,
}

impl CoverageQuery {
    /// Asks for all households of a list.
    pub fn of(of: CoverageOf) -> CoverageQuery {
        CoverageQuery {
            of,
            narrowing: Narrowing::default(),
        }
    }
}

/// A household, when it was visited last, and what it is owed.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveredHousehold {
    /// The record.
    pub id: DocId,
    /// Its code.
    pub code: String,
    /// Its head.
    pub head: String,
    /// Its address.
    pub address: Option<String>,
    /// Its area.
    pub area: Option<DocId>,
    /// What the area is called.
    pub area_name: String,
    /// When it was visited last; nothing where nobody has been there.
    pub last_visit: Option<UnixMillis>,
    /// How many days ago that was.
    pub days: Option<i64>,
    /// The day on which the next visit is due, as the last one says: `2026-01-31`.
    pub next_due: Option<String>,
    /// How many standing needs its record names.
    pub standing_needs: u32,
    /// How many follow-ups of it and of its visits are open.
    pub open_follow_ups: u32,
    /// The earliest day on which one of those is due.
    pub first_due: Option<String>,
    /// Whether that day has passed.
    pub is_overdue: bool,
}

/// A page of households.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveragePage {
    /// The households of the page.
    pub rows: Vec<CoveredHousehold>,
    /// How many there are on all pages.
    pub total: u64,
}

/// How it stands with the households of an area, of an officer's areas, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CoverageCount {
    /// All households.
    pub households: u64,
    /// Those visited within the days that were asked for.
    pub visited: u64,
    /// Those that nobody has visited.
    pub never_visited: u64,
    /// Those whose record names standing needs.
    pub with_standing_needs: u64,
    /// Those whose next visit is due today or was before.
    pub visits_due: u64,
    /// Open follow-ups of the areas, for whomever they are.
    pub open_follow_ups: u64,
    /// Those of them whose day has passed.
    pub overdue_follow_ups: u64,
}

impl CoverageCount {
    /// Returns how many of a thousand households were visited, rounded down; nothing where there are none.
    pub fn permille(&self) -> Option<u64> {
        (self.visited * 1000).checked_div(self.households)
    }

    fn add(&mut self, tally: &Tally) {
        self.households += tally.households;
        self.visited += tally.visited;
        self.never_visited += tally.never;
        self.with_standing_needs += tally.standing;
        self.visits_due += tally.due;
        self.open_follow_ups += tally.open;
        self.overdue_follow_ups += tally.overdue;
    }
}

/// A line of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageLine {
    /// The area or the officer.
    pub id: DocId,
    /// What it is called.
    pub name: String,
    /// How it stands there. Of an officer, with the areas that the record names: who shares one, shares its figures.
    pub count: CoverageCount,
}

/// How it stands with coverage, area by area and officer by officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageSummary {
    /// All areas of the summary together.
    pub all: CoverageCount,
    /// Each area that this device is in, by name.
    pub areas: Vec<CoverageLine>,
    /// Each officer who works in the field, by name.
    pub officers: Vec<CoverageLine>,
}

impl Notebook {
    /// Lists households by when they were visited last or are to be visited next.
    pub fn coverage(&mut self, query: &CoverageQuery) -> Result<CoveragePage, ClientError> {
        self.within_lease()?;
        let now = self.now()?;
        let mut filter = Filter {
            spaces: self.narrowed_spaces(&query.narrowing)?,
            from: query.narrowing.from,
            until: query.narrowing.until,
            ..Filter::default()
        };
        let order = match query.of {
            CoverageOf::NotVisitedFor(days) => {
                filter.not_since = Some(days_before(now, days));
                Order::ByNeed
            }
            CoverageOf::DueWithin(days) => {
                filter.due_by = Some(days_after(day_of(now), days));
                Order::ByDue
            }
        };
        let today = day_of(now).to_string();
        let found = covered::page(&self.connection, &filter, order, &today, &query.narrowing)?;
        let total = covered::total(&self.connection, &filter)?;
        let rows = self.households_of(&found, now)?;
        self.log_list(Kind::Household, rows.len())?;
        Ok(CoveragePage { rows, total })
    }

    /// Returns households as lists show them.
    pub(crate) fn households_of(
        &mut self,
        found: &[Covered],
        now: UnixMillis,
    ) -> Result<Vec<CoveredHousehold>, ClientError> {
        let today = day_of(now).to_string();
        let mut areas: BTreeMap<i64, (DocId, String)> = BTreeMap::new();
        for (id, space) in self.areas()?.clone() {
            if found.iter().any(|row| row.space == space) {
                let name = crate::view::list::title(&self.connection, id)?;
                areas.insert(space, (id, name.unwrap_or_default()));
            }
        }
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            let face = covered::face(&self.connection, row.record)?;
            let area = areas.get(&row.space).cloned();
            rows.push(CoveredHousehold {
                id: face.id,
                code: face.code,
                head: face.head,
                address: face.address,
                area: area.as_ref().map(|(id, _)| *id),
                area_name: area.map(|(_, name)| name).unwrap_or_default(),
                last_visit: row.last_visit,
                days: row.last_visit.map(|at| days_between(at, now)),
                next_due: row.next_due.clone(),
                standing_needs: row.standing,
                open_follow_ups: row.open,
                is_overdue: row.first_due.as_ref().is_some_and(|day| *day < today),
                first_due: row.first_due.clone(),
            });
        }
        Ok(rows)
    }

    /// Tells how it stands with coverage in an area, or in the areas that an officer looks after; `days` is within how many days
    /// a household should be visited.
    pub fn coverage_summary(
        &mut self,
        days: u32,
        narrowing: &Narrowing,
    ) -> Result<CoverageSummary, ClientError> {
        self.within_lease()?;
        let now = self.now()?;
        let (since, today) = (days_before(now, days), day_of(now).to_string());
        let tallies = covered::tallies(&self.connection, since, &today)?;
        let narrowed = self.narrowed_spaces(narrowing)?;
        let is_meant = |space: &i64| {
            let spaces = narrowed.as_ref();
            spaces.is_none_or(|spaces| spaces.contains(space))
        };
        let line = |id: DocId, name: &str, spaces: &mut dyn Iterator<Item = &i64>| {
            let mut count = CoverageCount::default();
            spaces
                .filter(|space| is_meant(space))
                .filter_map(|space| tallies.get(space))
                .for_each(|tally| count.add(tally));
            let name = name.to_owned();
            CoverageLine { id, name, count }
        };
        let areas: Vec<CaredArea> = self.cared_areas()?;
        let carers: Vec<Carer> = self.carers()?;
        let areas: Vec<CoverageLine> = areas
            .iter()
            .filter(|area| is_meant(&area.space))
            .map(|area| line(area.id, &area.name, &mut [area.space].iter()))
            .collect();
        let officers = carers
            .iter()
            .filter(|carer| match narrowing.officer {
                Some(officer) => carer.id == officer,
                None => carer.is_in_the_field() && carer.spaces.iter().any(is_meant),
            })
            .map(|carer| line(carer.id, &carer.name, &mut carer.spaces.iter()))
            .collect();
        let mut all = CoverageCount::default();
        for (space, tally) in &tallies {
            if is_meant(space) {
                all.add(tally);
            }
        }
        Ok(CoverageSummary {
            all,
            areas,
            officers,
        })
    }
}
