//! Days and weeks where the work is done: Viet Nam has one time zone, without summer time (UTC+7).

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Timestamp, ToSpan, tz::Offset};
use proto::UnixMillis;
use std::fmt;

const OFFSET_SECONDS: i32 = 7 * 3600;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

fn offset() -> Offset {
    Offset::from_seconds(OFFSET_SECONDS).unwrap_or(Offset::UTC)
}

/// Returns the day that an instant falls on.
pub(crate) fn day_of(at: UnixMillis) -> Date {
    let instant = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    offset().to_datetime(instant).date()
}

/// Returns when a day begins.
fn beginning_of(day: Date) -> UnixMillis {
    let instant = offset().to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
    UnixMillis(instant.map_or(0, Timestamp::as_millisecond))
}

/// Writes an instant as a person in Viet Nam would: RFC 3339 with the local offset, whole seconds.
pub(crate) fn local_time(at: UnixMillis) -> String {
    let instant = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    offset()
        .to_datetime(instant)
        .strftime("%Y-%m-%dT%H:%M:%S+07:00")
        .to_string()
}

/// Returns the day that is so many days after another, as fields write it: `2026-01-31`.
pub(crate) fn days_after(day: Date, days: u32) -> String {
    let later = day.checked_add(i64::from(days).days());
    later.unwrap_or(Date::MAX).to_string()
}

/// Returns the instant so many times 24 hours before another.
pub(crate) fn days_before(at: UnixMillis, days: u32) -> UnixMillis {
    at.plus_millis(-i64::from(days).saturating_mul(DAY_MILLIS))
}

/// Counts by days, not by hours: yesterday evening is one day ago this morning.
pub(crate) fn days_between(then: UnixMillis, now: UnixMillis) -> i64 {
    let days = day_of(now).since(day_of(then));
    days.map_or(0, |span| i64::from(span.get_days()))
}

/// A week as ISO 8601 counts them: from Monday, and of the year that has its Thursday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Week {
    /// The year that has the week's Thursday.
    pub(crate) year: i16,
    /// The number in that year, from 1 to 53.
    pub(crate) number: i8,
}

impl Week {
    /// Returns the week that an instant falls in.
    pub(crate) fn of(at: UnixMillis) -> Week {
        Week::of_day(day_of(at))
    }

    fn of_day(day: Date) -> Week {
        let day = day.iso_week_date();
        Week {
            year: day.year(),
            number: day.week(),
        }
    }

    fn monday(self) -> Date {
        ISOWeekDate::new(self.year, self.number, Weekday::Monday)
            .map_or(Date::MIN, ISOWeekDate::date)
    }

    /// Returns when it begins.
    pub(crate) fn begins(self) -> UnixMillis {
        beginning_of(self.monday())
    }

    /// Returns when it has ended, which is when the next one begins.
    pub(crate) fn ends(self) -> UnixMillis {
        self.next().begins()
    }

    /// Returns the week after it.
    #[must_use]
    pub(crate) fn next(self) -> Week {
        self.later(7)
    }

    /// Returns the week before it.
    #[must_use]
    pub(crate) fn previous(self) -> Week {
        self.later(-7)
    }

    fn later(self, days: i64) -> Week {
        let moved = self.monday().checked_add(days.days());
        moved.map_or(self, Week::of_day)
    }
}

impl fmt::Display for Week {
    /// Writes it as ISO 8601 does: `2026-W05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(text: &str) -> UnixMillis {
        let instant: Timestamp = format!("{text}T12:00:00+07:00").parse().unwrap();
        UnixMillis(instant.as_millisecond())
    }

    #[test]
    fn weeks_at_the_turn_of_a_year_belong_to_the_year_of_their_thursday() {
        for (day, week) in [
            ("2020-12-31", "2020-W53"),
            ("2021-01-01", "2020-W53"),
            ("2021-01-03", "2020-W53"),
            ("2021-01-04", "2021-W01"),
            ("2024-12-29", "2024-W52"),
            ("2024-12-30", "2025-W01"),
            ("2026-12-31", "2026-W53"),
            ("2027-01-03", "2026-W53"),
            ("2027-01-04", "2027-W01"),
        ] {
            assert_eq!(Week::of(noon(day)).to_string(), week, "{day}");
        }
    }

    #[test]
    fn a_week_begins_on_monday_at_midnight_where_the_work_is_done() {
        let week = Week::of(noon("2026-01-28"));
        assert_eq!(local_time(week.begins()), "2026-01-26T00:00:00+07:00");
        assert_eq!(local_time(week.ends()), "2026-02-02T00:00:00+07:00");
        assert_eq!(Week::of(week.begins()), week);
        assert_eq!(Week::of(week.begins().plus_millis(-1)), week.previous());
    }

    #[test]
    fn weeks_follow_each_other_without_a_gap_for_sixty_years() {
        let mut week = Week::of(noon("1990-01-01"));
        for _ in 0..60 * 52 {
            let next = week.next();
            assert!(next > week);
            assert_eq!(next.previous(), week);
            assert_eq!(week.ends().0 - week.begins().0, 7 * DAY_MILLIS);
            assert_eq!(Week::of(week.ends().plus_millis(-1)), week);
            week = next;
        }
    }

    #[test]
    fn a_day_is_that_of_viet_nam() {
        let late: Timestamp = "2026-01-31T17:30:00Z".parse().unwrap();
        let late = UnixMillis(late.as_millisecond());
        assert_eq!(day_of(late).to_string(), "2026-02-01");
        assert_eq!(days_after(day_of(late), 28), "2026-03-01");
    }
}
