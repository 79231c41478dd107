//! A plan for the day: whom to visit first, on a short way, and what to remember at each door.

use super::brief::Brief;
use super::coverage::CoveredHousehold;
use super::route::short_way;
use crate::calendar::{day_of, days_before};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::covered::{self, Covered, Filter, Order};
use crate::view::narrowing::Narrowing;
use likeness::Position;
use proto::DocId;

/// Says for whom and from where a day is planned.
#[derive(Debug, Clone)]
pub struct DayPlanQuery {
    /// Where the way begins, degrees north and east; else at the most urgent household.
    pub from: Option<(f64, f64)>,
    /// So many households.
    pub count: u32,
    /// Households not visited for so many days are due without a date.
    pub days: u32,
    /// Only households of an area.
    pub area: Option<DocId>,
    /// Only households of the areas that an officer looks after.
    pub officer: Option<DocId>,
}

impl Default for DayPlanQuery {
    /// Ten households of all areas, among them those not visited for three months.
    fn default() -> DayPlanQuery {
        DayPlanQuery {
            from: None,
            count: 10,
            days: 90,
            area: None,
            officer: None,
        }
    }
}

/// A household on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// How it stands with the household.
    pub household: CoveredHousehold,
    /// Where it is, degrees north and east, where that is known.
    pub position: Option<(f64, f64)>,
    /// Metres from the stop before, or from where the way begins.
    pub metres: Option<u32>,
    /// What it asked for, was promised and got.
    pub brief: Brief,
}

/// A plan for a day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayPlan {
    /// The stops in their order; households whose position is not known come last.
    pub stops: Vec<Stop>,
    /// The length of the way through those whose position is known.
    pub metres: u64,
    /// How many households are as urgent as to be planned at all.
    pub total: u64,
}

impl Notebook {
    /// Plans a day: takes what is overdue, due, promised or unvisited first, and orders it by a short way. Works offline,
    /// and decides nothing: asked again, it plans again. Each household of it counts as opened, since what it asked for is shown.
    pub fn plan_day(&mut self, query: &DayPlanQuery) -> Result<DayPlan, ClientError> {
        self.within_lease()?;
        let now = self.now()?;
        let narrowing = Narrowing {
            area: query.area,
            officer: query.officer,
            limit: Some(query.count),
            ..Narrowing::default()
        };
        let spaces = self.narrowed_spaces(&narrowing)?;
        let today = day_of(now).to_string();
        let urgent = Filter {
            spaces,
            urgent: Some((days_before(now, query.days), today.clone())),
            ..Filter::default()
        };
        let order = Order::ForToday;
        let found = covered::page(&self.connection, &urgent, order, &today, &narrowing)?;
        let total = covered::total(&self.connection, &urgent)?;
        let households = self.households_of(&found, now)?;
        let mut stops = Vec::with_capacity(found.len());
        for (row, household) in found.iter().zip(households) {
            stops.push(self.stop(row, household)?);
        }
        let metres = put_in_order(&mut stops, query.from);
        Ok(DayPlan {
            stops,
            metres,
            total,
        })
    }

    fn stop(&mut self, row: &Covered, household: CoveredHousehold) -> Result<Stop, ClientError> {
        Ok(Stop {
            position: covered::face(&self.connection, row.record)?.position,
            brief: self.brief(household.id)?,
            household,
            metres: None,
        })
    }
}

/// Puts stops in the order of a short way; returns its length in metres.
fn put_in_order(stops: &mut Vec<Stop>, from: Option<(f64, f64)>) -> u64 {
    let position = |stop: &Stop| {
        stop.position
            .and_then(|(lat, lon)| Position::of_degrees(lat, lon))
    };
    let (placed, unplaced): (Vec<Stop>, Vec<Stop>) =
        stops.drain(..).partition(|stop| position(stop).is_some());
    let places: Vec<Position> = placed.iter().filter_map(position).collect();
    let start = from.and_then(|(lat, lon)| Position::of_degrees(lat, lon));
    let start = start.or(places.first().copied());
    let mut placed: Vec<Option<Stop>> = placed.into_iter().map(Some).collect();
    let mut metres = 0;
    if let Some(mut here) = start {
        for place in short_way(here, &places) {
            let (Some(stop), Some(there)) = (
                placed.get_mut(place).and_then(Option::take),
                places.get(place),
            ) else {
                continue;
            };
            let leg = here.metres_to(*there);
            here = *there;
            metres += u64::from(leg);
            stops.push(Stop {
                metres: Some(leg),
                ..stop
            });
        }
    }
    stops.extend(unplaced);
    metres
}
