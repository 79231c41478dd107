//! What is measured, in which unit, and what it should reach.

use std::borrow::Cow;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    /// A day's work over 2G.
    Day,
    /// Nothing changed, over 2G.
    Idle,
    /// A new device takes the whole ward over 3G.
    Join,
    /// The same without a limit.
    Loopback,
    /// One visit is recorded.
    Record,
    /// An unlocked device shows its first list.
    Open,
    /// Words are searched for.
    Search,
    /// The ward's registers are imported.
    Import,
    /// Many devices meet one relay.
    Relay,
    /// A relay keeps a thousand areas instead of one ward.
    Vast,
    /// A new device takes a ward that came in a year of small packs.
    Year,
    /// The access of a device ends in all spaces of a unit.
    Revoke,
    /// One record is erased.
    Erase,
    /// Households that are there twice are found in a district.
    Duplicates,
    /// The desk's lists show their first page on a ward, and the report of its year is written.
    Desk,
    /// The same on a district.
    District,
}

impl Row {
    /// Every row, in the table's order.
    pub(crate) const ALL: [Self; 16] = [
        Self::Day,
        Self::Idle,
        Self::Join,
        Self::Loopback,
        Self::Record,
        Self::Open,
        Self::Search,
        Self::Import,
        Self::Relay,
        Self::Vast,
        Self::Year,
        Self::Revoke,
        Self::Erase,
        Self::Duplicates,
        Self::Desk,
        Self::District,
    ];

    /// Returns the name under which the row is asked for.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Idle => "idle",
            Self::Join => "join",
            Self::Loopback => "loopback",
            Self::Record => "record",
            Self::Open => "open",
            Self::Search => "search",
            Self::Import => "import",
            Self::Relay => "relay",
            Self::Vast => "vast",
            Self::Year => "year",
            Self::Revoke => "revoke",
            Self::Erase => "erase",
            Self::Duplicates => "duplicates",
            Self::Desk => "desk",
            Self::District => "district",
        }
    }

    /// Finds a row by its name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.name() == name)
    }

    /// Returns what is done.
    pub(crate) fn work(self) -> &'static str {
        match self {
            Self::Day => "a day over 600 ms / 50 kbit/s",
            Self::Idle => "nothing changed, same link",
            Self::Join => "join over 150 ms / 1 Mbit/s",
            Self::Loopback => "join, loopback",
            Self::Record => "record one visit",
            Self::Open => "open to the first list",
            Self::Search => "search",
            Self::Import => "import the ward",
            Self::Relay => "64 devices at one relay",
            Self::Year => "join after a year of small packs",
            Self::Vast => "1,000,000 documents in 1,000 spaces",
            Self::Revoke => "revoke and rotate, 40 devices, 20 spaces",
            Self::Erase => "erase one visit of a day",
            Self::Duplicates => "duplicates among 70,000 households",
            Self::Desk => "the desk of the ward",
            Self::District => "the desk of 70,000 households",
        }
    }
}

/// What a figure should reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reach {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Told for understanding only.
    Told,
}

impl Reach {
    /// Says whether a value reaches it.
    pub(crate) fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
            Self::Told => true,
        }
    }
}

/// One figure of a row: each run's value, of which the median counts.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// The row.
    pub(crate) row: Row,
    /// What of it.
    pub(crate) what: Cow<'static, str>,
    /// The unit.
    pub(crate) unit: &'static str,
    /// What it should reach.
    pub(crate) reach: Reach,
    /// Each run's value.
    pub(crate) runs: Vec<f64>,
    /// What the peer needs for the same.
    pub(crate) peer: Option<f64>,
}

impl Figure {
    /// Names a figure.
    pub(crate) fn new(
        row: Row,
        what: impl Into<Cow<'static, str>>,
        unit: &'static str,
        reach: Reach,
        runs: Vec<f64>,
    ) -> Self {
        Self {
            row,
            what: what.into(),
            unit,
            reach,
            runs,
            peer: None,
        }
    }

    /// Returns the median of the runs.
    pub(crate) fn value(&self) -> f64 {
        percentile(&self.runs, 50)
    }

    /// Says whether the median reaches what it should.
    pub(crate) fn is_met(&self) -> bool {
        self.reach.is_met_by(self.value())
    }
}

/// Returns the value that so many of a hundred do not exceed (nearest rank); zero of none.
pub(crate) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(rank).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&values, 50), 50.0);
        assert_eq!(percentile(&values, 99), 99.0);
        assert_eq!(percentile(&[7.0], 99), 7.0);
        assert_eq!(percentile(&[], 50), 0.0);
    }

    #[test]
    fn every_row_is_found_by_its_name() {
        for row in Row::ALL {
            assert_eq!(Row::named(row.name()), Some(row));
        }
    }
}
