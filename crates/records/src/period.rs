//! Periods: the years, quarters, months and weeks by which work is assessed and reported.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};
use proto::UnixMillis;

use crate::schema::{FIRST_YEAR, LAST_YEAR};
use crate::value::date_millis;

/// A year, quarter, month or week (ISO 8601, from Monday), in Viet Nam's time.
///
/// Its text sorts periods of one length in time: `2026`, `2026-Q3`, `2026-11`, `2026-W47`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
    length: Length,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Length {
    Year,
    Quarter,
    Month,
    Week,
}

/// The text is not a year, quarter, month or week between 1990 and 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a period")]
pub struct UnknownPeriod;

impl Period {
    /// Gives a calendar year; nothing outside 1990 to 2200.
    #[must_use]
    pub fn year(year: i64) -> Option<Self> {
        let year = i16::try_from(year).ok().filter(|year| is_told_of(*year))?;
        Self::beginning(year, 1, Length::Year)
    }

    fn beginning(year: i16, month: i8, length: Length) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self { first, length })
    }

    fn week(year: i16, week: i8) -> Option<Self> {
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?;
        Some(Self {
            first: monday.date(),
            length: Length::Week,
        })
    }

    /// Gives the first day: `2026-07-01`.
    #[must_use]
    pub fn first_day(self) -> String {
        self.first.to_string()
    }

    /// Gives the last day: `2026-09-30`.
    #[must_use]
    pub fn last_day(self) -> String {
        self.after().saturating_sub(1.day()).to_string()
    }

    /// Gives the calendar year in which it begins; of a week the one in which ISO 8601 counts it.
    #[must_use]
    pub fn of_year(self) -> i64 {
        match self.length {
            Length::Week => i64::from(self.first.iso_week_date().year()),
            _ => i64::from(self.first.year()),
        }
    }

    /// Gives the instant of its beginning, at midnight in Viet Nam.
    #[must_use]
    pub fn from(self) -> UnixMillis {
        midnight(self.first)
    }

    /// Gives the instant of its end, which is the next one's beginning.
    #[must_use]
    pub fn until(self) -> UnixMillis {
        midnight(self.after())
    }

    /// Whether an instant is in it.
    #[must_use]
    pub fn contains(self, at: UnixMillis) -> bool {
        self.from() <= at && at < self.until()
    }

    fn after(self) -> Date {
        self.first.saturating_add(match self.length {
            Length::Year => Span::new().years(1),
            Length::Quarter => Span::new().months(3),
            Length::Month => Span::new().months(1),
            Length::Week => Span::new().weeks(1),
        })
    }
}

fn midnight(day: Date) -> UnixMillis {
    // Years are of four digits here, so the text of a day is always one.
    UnixMillis(date_millis(&day.to_string()).unwrap_or_default())
}

fn is_told_of(year: i16) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&i64::from(year))
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.length {
            Length::Year => write!(f, "{year:04}"),
            Length::Quarter => write!(f, "{year:04}-Q{}", (month + 2) / 3),
            Length::Month => write!(f, "{year:04}-{month:02}"),
            Length::Week => {
                let week = self.first.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
        }
    }
}

impl FromStr for Period {
    type Err = UnknownPeriod;

    /// Reads a period as it is written; nothing else is taken for one.
    fn from_str(text: &str) -> Result<Self, UnknownPeriod> {
        let (year, part) = match text.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text, None),
        };
        let year = number(year, 4)
            .filter(|year| is_told_of(*year))
            .ok_or(UnknownPeriod)?;
        let of = |digits: &str, count| {
            number(digits, count).and_then(|number| i8::try_from(number).ok())
        };
        let period = match part {
            None => Self::beginning(year, 1, Length::Year),
            Some(part) => match part.split_at_checked(1) {
                Some(("Q", quarter)) => of(quarter, 1)
                    .filter(|quarter| (1..=4).contains(quarter))
                    .and_then(|quarter| Self::beginning(year, quarter * 3 - 2, Length::Quarter)),
                Some(("W", week)) => of(week, 2).and_then(|week| Self::week(year, week)),
                _ => of(part, 2).and_then(|month| Self::beginning(year, month, Length::Month)),
            },
        };
        period.ok_or(UnknownPeriod)
    }
}

fn number(digits: &str, count: usize) -> Option<i16> {
    let is_plain = digits.len() == count && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_written_as_it_is_read_and_the_next_begins_where_it_ends() {
        for (text, first, last) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-Q3", "2026-07-01", "2026-09-30"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026-W01", "2025-12-29", "2026-01-04"),
            ("2026-W53", "2026-12-28", "2027-01-03"),
            ("2200", "2200-01-01", "2200-12-31"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(
                (period.first_day().as_str(), period.last_day().as_str()),
                (first, last)
            );
            assert!(period.contains(period.from()) && !period.contains(period.until()));
        }
        let [december, january]: [Period; 2] =
            ["2026-12", "2027-01"].map(|text| text.parse().unwrap());
        assert_eq!(december.until(), january.from());
        assert_eq!(Period::year(2026), "2026".parse().ok());
        assert_eq!(Period::year(70_000), None);
    }

    #[test]
    fn nothing_else_is_a_period() {
        for text in [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-00",
            "2026-Q0",
            "2026-Q5",
            "2026-Q",
            "2026-q1",
            "2026-W54",
            "2025-W53",
            "2026-W1",
            "2026-1",
            "+026",
            "1989",
            "2201",
            "2026-01-01",
            "2026-٠١",
            "2026-Qé",
        ] {
            assert_eq!(text.parse::<Period>(), Err(UnknownPeriod), "{text}");
        }
    }
}
