//! Working days: by when a request of a resident has to be answered.
//!
//! Saturdays, Sundays and public holidays do not count (Labour Code 45/2019/QH14, articles 111 and 112). A holiday that falls on
//! a weekend is made up on the next working day, which the list says as well. Working days that a decision of the
//! Prime Minister exchanges for others stay working days here: a request is then answered a day early, never late.

use jiff::civil::{Date, Weekday};

/// Public holidays of the same day every year: month and day.
const EVERY_YEAR: [(i8, i8); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

/// The other days off of each year: Tết, the Hùng Kings' commemoration (10th of the third lunar month), the second day of
/// National Day, and what is made up. Of a year that is not here only the holidays of every year are known, so that a
/// request is due earlier, never later.
const OF_A_YEAR: [(i16, &[(i8, i8)]); 3] = [
    (
        2025,
        &[(1, 27), (1, 28), (1, 29), (1, 30), (1, 31), (4, 7), (9, 1)],
    ),
    (
        2026,
        &[(2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (9, 1)],
    ),
    // Tết of this year as the law has it, the last day of the old year and four days of the new, two of them made up.
    (
        2027,
        &[
            (2, 5),
            (2, 6),
            (2, 7),
            (2, 8),
            (2, 9),
            (2, 10),
            (2, 11),
            (4, 16),
            (5, 3),
        ],
    ),
];

/// A day farther away is as far as this.
const MOST_COUNTED: usize = 1_000;

/// Tells whether people work on a day.
pub(crate) fn is_working(day: Date) -> bool {
    let date = (day.month(), day.day());
    let of_year = OF_A_YEAR.iter().find(|(year, _)| *year == day.year());
    let is_holiday =
        EVERY_YEAR.contains(&date) || of_year.is_some_and(|(_, days)| days.contains(&date));
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !is_weekend && !is_holiday
}

/// Returns the last of so many working days after a day, which does not count itself.
pub(crate) fn after(day: Date, days: u32) -> Date {
    let mut at = day;
    let mut left = days;
    while left > 0 {
        match at.tomorrow() {
            Ok(next) => at = next,
            // The calendar ends.
            Err(_) => return at,
        }
        if is_working(at) {
            left -= 1;
        }
    }
    at
}

/// Counts the working days after a day up to another, which counts; below zero where that is earlier.
pub(crate) fn between(from: Date, to: Date) -> i64 {
    let (first, last, sign) = match from <= to {
        true => (from, to, 1),
        false => (to, from, -1),
    };
    let days = first
        .series(jiff::ToSpan::day(1))
        .skip(1)
        .take(MOST_COUNTED);
    let counted = days
        .take_while(|day| *day <= last)
        .filter(|day| is_working(*day));
    sign * i64::try_from(counted.count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_request_is_due_on_the_second_working_day_after_it_came() {
        for (received, due) in [
            ("2026-11-23", "2026-11-25"), // Monday
            ("2026-11-19", "2026-11-23"), // Thursday: the weekend does not count
            ("2026-11-20", "2026-11-24"), // Friday
            ("2026-11-21", "2026-11-24"), // Saturday
            ("2026-02-13", "2026-02-24"), // the last working day before Tết
            ("2026-04-24", "2026-04-29"), // the Hùng Kings' day is made up on Monday
            ("2026-04-29", "2026-05-05"), // 30 April and 1 May, then a weekend
            ("2026-12-31", "2027-01-05"),
            ("2025-08-29", "2025-09-04"), // two days of National Day
            ("2031-09-01", "2031-09-04"), // a year of which only the usual holidays are known
        ] {
            assert_eq!(after(day(received), 2), day(due), "{received}");
        }
    }

    #[test]
    fn days_left_are_working_days() {
        for (from, to, left) in [
            ("2026-11-20", "2026-11-24", 2),
            ("2026-11-21", "2026-11-24", 2),
            ("2026-11-24", "2026-11-24", 0),
            ("2026-11-25", "2026-11-24", -1),
            ("2026-11-30", "2026-11-24", -4),
        ] {
            assert_eq!(between(day(from), day(to)), left, "{from}");
        }
    }

    #[test]
    fn every_day_off_is_a_day_and_most_years_lose_the_same_number() {
        for (year, days) in OF_A_YEAR {
            for (month, day) in days {
                assert!(
                    Date::new(year, *month, *day).is_ok(),
                    "{year}-{month}-{day}"
                );
            }
            let first = Date::new(year, 1, 1).unwrap();
            let all = first.series(jiff::ToSpan::day(1)).take(365);
            let working = all.filter(|day| is_working(*day)).count();
            assert!((249..=252).contains(&working), "{year}: {working}");
        }
    }

    #[test]
    fn the_calendar_ends_without_a_loop() {
        assert_eq!(after(Date::MAX, 2), Date::MAX);
    }
}
