//! What the units below reported of a period, side by side and added up. It holds counts and what they say of them; there is
//! nothing in it from which a person could be told.

use super::fields::{text, texts};
use crate::error::ClientError;
use crate::liaison::{ReportCounts, other_units};
use crate::notebook::Notebook;
use crate::store::changes;
use crate::store::spaces;
use crate::view::list;
use access::Side;
use proto::DocId;
use records::{Kind, Party, Period, Value, schema};
use std::collections::BTreeSet;

/// The reports of the units below for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitTable {
    /// The period.
    pub period: Period,
    /// The names of all counts that any of them has, in order.
    pub names: Vec<String>,
    /// The units below, by name; one that has sent nothing has no report.
    pub rows: Vec<UnitReport>,
    /// The sum of each count over the reports that are there and not returned; of models and topics, how many different ones
    /// there are.
    pub totals: ReportCounts,
}

/// What one unit below reported.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitReport {
    /// The unit's record.
    pub unit: DocId,
    /// Its name here.
    pub name: String,
    /// Its report; none while it has sent none for the period.
    pub report: Option<DocId>,
    /// What became of the report.
    pub status: Option<String>,
    /// What it counts.
    pub counts: ReportCounts,
    /// What it says of that.
    pub narrative: Vec<String>,
    /// Whether somebody of this unit tried to write in what the other unit says, which does not count.
    pub altered: bool,
}

impl UnitReport {
    /// Tells whether it is in the sums.
    pub fn is_counted(&self) -> bool {
        self.report.is_some() && self.status.as_deref() != Some("returned")
    }
}

impl UnitTable {
    /// Names the units that have sent nothing for the period.
    pub fn missing(&self) -> impl Iterator<Item = &UnitReport> {
        self.rows.iter().filter(|row| row.report.is_none())
    }

    /// Adds up what this unit counts itself and what those below reported.
    pub fn with(&self, own: &ReportCounts) -> ReportCounts {
        let counted = self.rows.iter().filter(|row| row.is_counted());
        add_up(std::iter::once(own).chain(counted.map(counts_of)))
    }
}

impl Notebook {
    /// Puts together what the units below reported of a period. A unit below is one to which this one founded a liaison.
    pub fn reports_of_units(&mut self, period: Period) -> Result<UnitTable, ClientError> {
        self.within_lease()?;
        let mut rows = Vec::new();
        for unit in other_units(&self.connection)? {
            let Some(space) = unit.space else { continue };
            let Some(space) = spaces::by_id(&self.connection, space)? else {
                continue;
            };
            if self.side_in(&space)? == Some(Side::Host) {
                let row = UnitReport {
                    unit: unit.id,
                    name: unit.name,
                    report: None,
                    status: None,
                    counts: ReportCounts::new(),
                    narrative: Vec::new(),
                    altered: false,
                };
                rows.push(self.reported(row, space.n, period)?);
            }
        }
        rows.sort_by(|one, other| (&one.name, one.unit).cmp(&(&other.name, other.unit)));
        let names: BTreeSet<&String> = rows.iter().flat_map(|row| row.counts.keys()).collect();
        Ok(UnitTable {
            period,
            names: names.into_iter().cloned().collect(),
            totals: add_up(rows.iter().filter(|row| row.is_counted()).map(counts_of)),
            rows,
        })
    }

    /// Finds a unit's report of a period; of several the one that was sent last.
    fn reported(
        &mut self,
        mut row: UnitReport,
        space: i64,
        period: Period,
    ) -> Result<UnitReport, ClientError> {
        let wanted = Value::text(period.to_string());
        let mut newest = None;
        for n in list::of_space(&self.connection, Kind::Report, space)? {
            let (id, record) = changes::by_number(&self.connection, n)?;
            let document = self.document(id, &record)?;
            if document.get("period").as_ref() != Some(&wanted) {
                continue;
            }
            let place = (document.changed_at(), id);
            if newest.is_some_and(|newest| newest > place) {
                continue;
            }
            newest = Some(place);
            row.report = Some(id);
            row.status = text(&document, "status");
            row.counts = match document.get("counts") {
                Some(Value::Counts(counts)) => counts,
                _ => ReportCounts::new(),
            };
            row.narrative = texts(&document, "narrative");
            let unauthorised = document.unauthorised();
            let mut parties = unauthorised.iter().map(|one| one.party);
            row.altered = parties.any(|party| party == Some(Party::Below));
        }
        Ok(row)
    }
}

fn counts_of(row: &UnitReport) -> &ReportCounts {
    &row.counts
}

/// Adds up what several units count. Models and topics are the same ones in all of them, so they are counted by their codes; where
/// a unit names none, its number is added.
fn add_up<'a>(units: impl Iterator<Item = &'a ReportCounts>) -> ReportCounts {
    let mut sums = ReportCounts::new();
    for counts in units {
        for (name, number) in counts {
            let mut codes = schema::REPORT_CODES.iter();
            let is_told_by_codes = codes
                .any(|(how_many, of)| how_many == name && codes_of(counts, of).next().is_some());
            if !is_told_by_codes {
                let sum = sums.entry(name.clone()).or_default();
                *sum = sum.saturating_add(*number);
            }
        }
    }
    for (how_many, of) in schema::REPORT_CODES {
        let codes = i64::try_from(codes_of(&sums, of).count()).unwrap_or(i64::MAX);
        if codes > 0 {
            *sums.entry((*how_many).to_owned()).or_default() += codes;
        }
    }
    sums
}

fn codes_of<'a>(counts: &'a ReportCounts, counted: &'a str) -> impl Iterator<Item = &'a str> {
    let names = counts
        .keys()
        .filter_map(|name| schema::counted_by_code(name));
    names
        .filter(move |(name, _)| *name == counted)
        .map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(numbers: &[(&str, i64)]) -> ReportCounts {
        let numbers = numbers.iter();
        numbers
            .map(|(name, number)| ((*name).to_owned(), *number))
            .collect()
    }

    #[test]
    fn models_that_two_units_have_count_once_and_their_groups_add_up() {
        let one = counts(&[
            ("models", 2),
            ("groups_of_model:m01", 3),
            ("groups_of_model:m02", 0),
        ]);
        let other = counts(&[
            ("models", 2),
            ("groups_of_model:m01", 4),
            ("groups_of_model:m03", 1),
            ("groups", 6),
        ]);
        let unnamed = counts(&[("models", 1), ("groups", 2)]);
        let both = add_up([&one, &other].into_iter());
        assert_eq!(both["models"], 3);
        assert_eq!((both["groups_of_model:m01"], both["groups"]), (7, 6));
        assert_eq!(add_up([&both].into_iter()), both);
        assert_eq!(add_up([&one, &other, &unnamed].into_iter())["models"], 4);
    }
}
