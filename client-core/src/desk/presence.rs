//! Presence of commanders: each area by week, counted from visits by the unit's rule, with the gaps.

use super::care::Carer;
use crate::calendar::Week;
use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::unit::PresenceRule;
use crate::view::narrowing::Narrowing;
use crate::view::presence::{self, Seen};
use proto::{DocId, Role, UnixMillis};
use records::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Weeks before this one that a table shows where nothing else is asked for.
const WEEKS_BEFORE: u32 = 3;

/// Says which part of the table is shown.
#[derive(Debug, Clone, Default)]
pub struct PresenceQuery {
    /// Only the area, only visits of the officer, and the weeks that the time touches; it ends with this week where nothing else
    /// is said. Pages are of areas.
    pub narrowing: Narrowing,
    /// So many weeks, where no instant is said from which on; four where neither is.
    pub weeks: Option<u32>,
}

/// How it stands with an area in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceState {
    /// There were as many visits as the rule asks for.
    Met,
    /// There were not, and the week is over.
    Gap,
    /// There were not yet.
    Open,
}

/// An area in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceCell {
    /// How many visits count.
    pub visits: u32,
    /// Whose they were, by name.
    pub officers: Vec<(DocId, String)>,
    /// Whether that is enough.
    pub state: PresenceState,
}

/// An area's weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRow {
    /// The area.
    pub area: DocId,
    /// What it is called.
    pub name: String,
    /// A cell for each week of the table.
    pub cells: Vec<PresenceCell>,
}

/// Areas by weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceTable {
    /// By which rule visits are counted.
    pub rule: PresenceRule,
    /// The weeks, the oldest first, as ISO 8601 writes them: `2026-W05`.
    pub weeks: Vec<String>,
    /// The areas of the page, by name.
    pub rows: Vec<PresenceRow>,
    /// How many areas there are on all pages.
    pub total: u64,
}

impl Notebook {
    /// Tells in which weeks those whom the unit's rule names were in each area.
    ///
    /// An officer counts by the roles that the unit's ledger gave at the time of the visit, or, where it knows no device of
    /// the officer, by the role in the officer's record. A visit counts in the area where it was made.
    pub fn presence(&mut self, query: &PresenceQuery) -> Result<PresenceTable, ClientError> {
        self.within_lease()?;
        let now = self.now()?;
        let asked = &query.narrowing;
        let rule = self.rules()?.presence;
        let weeks = weeks_of(query, now);
        let visits = self.visits_that_count(asked.officer, &rule, &weeks)?;
        let mut areas = self.cared_areas()?;
        areas.retain(|area| asked.area.is_none_or(|only| only == area.id));
        let total = areas.len() as u64;
        let rows = asked.page(areas).map(|area| {
            let cells = weeks.iter().map(|week| {
                let found = visits.get(&(area.space, *week));
                let Counted { visits, officers } = found.cloned().unwrap_or_default();
                PresenceCell {
                    visits,
                    officers: officers.into_iter().map(|(name, id)| (id, name)).collect(),
                    state: state_of(visits, rule.visits, week.ends() <= now),
                }
            });
            PresenceRow {
                area: area.id,
                name: area.name,
                cells: cells.collect(),
            }
        });
        Ok(PresenceTable {
            rows: rows.collect(),
            weeks: weeks.iter().map(Week::to_string).collect(),
            rule,
            total,
        })
    }

    /// Counts visits by space and week, with the names of those who made them.
    #[allow(
        clippy::type_complexity,
        reason = "a count with its names, by place and time"
    )]
    fn visits_that_count(
        &mut self,
        officer: Option<DocId>,
        rule: &PresenceRule,
        weeks: &[Week],
    ) -> Result<BTreeMap<(i64, Week), Counted>, ClientError> {
        let mut counted: BTreeMap<(i64, Week), Counted> = BTreeMap::new();
        let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
            return Ok(counted);
        };
        let period = (first.begins(), last.ends());
        for carer in self.carers()? {
            if officer.is_some_and(|only| only != carer.id) {
                continue;
            }
            let held = self.held_roles(&carer, rule)?;
            if held.never() {
                continue;
            }
            for visit in presence::by_officer(&self.connection, carer.id, period)? {
                if !held.at(visit.at) || !is_of_the_kind(&visit, rule) {
                    continue;
                }
                if let Some(space) = self.made_in(&visit)? {
                    let cell = counted.entry((space, Week::of(visit.at))).or_default();
                    cell.visits += 1;
                    cell.officers.insert((carer.name.clone(), carer.id));
                }
            }
        }
        Ok(counted)
    }

    /// Returns the space of the area where a visit was made, which need not be where its household is now.
    fn made_in(&mut self, visit: &Seen) -> Result<Option<i64>, ClientError> {
        if !visit.has_moved {
            return Ok(Some(visit.space));
        }
        let document = moving::document(&self.connection, visit.record)?;
        match document.get("area") {
            Some(Value::Reference(area)) => self.area_space(area),
            _ => Ok(None),
        }
    }

    /// Tells when an officer held one of the rule's roles.
    fn held_roles(&mut self, carer: &Carer, rule: &PresenceRule) -> Result<Held, ClientError> {
        let unit = self.unit_space()?;
        let ledger = self.ledger(&unit)?;
        let members = ledger.into_iter().flat_map(|ledger| ledger.members());
        let devices: Vec<access::Member> = members
            .filter(|(_, member)| member.officer.0 == carer.id.0)
            .map(|(_, member)| member.clone())
            .collect();
        Ok(Held {
            wanted: rule.roles.clone(),
            devices,
            recorded: carer.role,
        })
    }
}

/// Visits to an area in a week, and whose they were.
#[derive(Debug, Clone, Default)]
struct Counted {
    visits: u32,
    officers: BTreeSet<(String, DocId)>,
}

/// The roles that an officer held.
struct Held {
    wanted: Vec<Role>,
    /// As the ledger knows the officer's devices.
    devices: Vec<access::Member>,
    /// As the officer's record says.
    recorded: Option<Role>,
}

impl Held {
    fn at(&self, time: UnixMillis) -> bool {
        if self.devices.is_empty() {
            return self
                .recorded
                .is_some_and(|role| self.wanted.contains(&role));
        }
        let mut wanted = self.wanted.iter();
        wanted.any(|role| {
            let mut devices = self.devices.iter();
            devices.any(|device| device.roles_at(time).contains(*role))
        })
    }

    fn never(&self) -> bool {
        let held = self.devices.iter().flat_map(|device| &device.held);
        let mut times = held.map(|(from, _)| *from);
        match self.devices.is_empty() {
            true => !self.at(UnixMillis(0)),
            false => !times.any(|time| self.at(time)),
        }
    }
}

fn is_of_the_kind(visit: &Seen, rule: &PresenceRule) -> bool {
    let whom = visit.whom.unwrap_or_default();
    let is_whom = rule.whom.is_empty() || rule.whom.iter().any(|code| code == whom);
    let mut purposes = visit.purposes.iter();
    let is_purpose = rule.purposes.is_empty() || purposes.any(|code| rule.purposes.contains(code));
    is_whom && is_purpose
}

fn state_of(visits: u32, wanted: u32, is_over: bool) -> PresenceState {
    match (visits >= wanted, is_over) {
        (true, _) => PresenceState::Met,
        (false, true) => PresenceState::Gap,
        (false, false) => PresenceState::Open,
    }
}

/// Returns the weeks of a table, the oldest first.
fn weeks_of(query: &PresenceQuery, now: UnixMillis) -> Vec<Week> {
    // A period that ends with a week does not reach into the next.
    let last = query
        .narrowing
        .until
        .map_or(Week::of(now), |until| Week::of(until.plus_millis(-1)));
    let first = match (query.narrowing.from, query.weeks) {
        (Some(from), _) => Week::of(from),
        (None, weeks) => {
            let before = weeks.map_or(WEEKS_BEFORE, |weeks| weeks.saturating_sub(1));
            (0..before).fold(last, |week, _| week.previous())
        }
    };
    let mut weeks = Vec::new();
    let mut week = first;
    while week <= last {
        weeks.push(week);
        let next = week.next();
        // The calendar has an end.
        if next == week {
            break;
        }
        week = next;
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMillis {
        let instant: jiff::Timestamp = text.parse().unwrap();
        UnixMillis(instant.as_millisecond())
    }

    fn names(query: &PresenceQuery) -> Vec<String> {
        let weeks = weeks_of(query, at("2027-01-05T09:00:00+07:00"));
        weeks.iter().map(Week::to_string).collect()
    }

    #[test]
    fn a_table_ends_with_this_week_and_runs_over_the_year() {
        let usual = PresenceQuery::default();
        assert_eq!(
            names(&usual),
            ["2026-W51", "2026-W52", "2026-W53", "2027-W01"]
        );
        let two = PresenceQuery {
            weeks: Some(2),
            ..usual
        };
        assert_eq!(names(&two), ["2026-W53", "2027-W01"]);
    }

    #[test]
    fn a_period_shows_the_weeks_that_it_touches() {
        let period = PresenceQuery {
            narrowing: Narrowing {
                from: Some(at("2026-12-20T00:00:00+07:00")),
                until: Some(at("2026-12-28T00:00:00+07:00")),
                ..Narrowing::default()
            },
            weeks: None,
        };
        assert_eq!(names(&period), ["2026-W51", "2026-W52"]);
        let backwards = PresenceQuery {
            narrowing: Narrowing {
                from: Some(at("2027-02-01T00:00:00+07:00")),
                ..Narrowing::default()
            },
            weeks: None,
        };
        assert!(names(&backwards).is_empty());
    }

    #[test]
    fn a_week_is_a_gap_only_when_it_is_over() {
        assert_eq!(state_of(0, 1, false), PresenceState::Open);
        assert_eq!(state_of(0, 1, true), PresenceState::Gap);
        assert_eq!(state_of(2, 2, true), PresenceState::Met);
        assert_eq!(state_of(0, 0, true), PresenceState::Met);
    }
}
