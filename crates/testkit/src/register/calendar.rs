//! Days of the register's year, written as the interchange form writes them.

/// The last day of the generated year: 2026-11-20, in days since 1970-01-01.
const LAST_DAY: i64 = 20_777;

/// The number of days that the register spans.
pub(super) const DAYS: i64 = 365;

/// A day of the register's year, 0 being the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub i64);

impl Day {
    /// Writes the day as `2026-11-20`.
    pub(super) fn date(self) -> String {
        let (year, month, day) = civil(LAST_DAY - DAYS + 1 + self.0);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Writes a minute of the day as RFC 3339 in Vietnam's time, which has no summer time.
    pub(super) fn at_minute(self, minute: i64) -> String {
        format!(
            "{}T{:02}:{:02}:00+07:00",
            self.date(),
            minute / 60,
            minute % 60
        )
    }
}

/// Writes an instant, in seconds since 1970-01-01T00:00:00Z, as RFC 3339 in Vietnam's time.
#[must_use]
pub fn vietnam_time(unix_seconds: i64) -> String {
    let local = unix_seconds + 7 * 3_600;
    let (year, month, day) = civil(local.div_euclid(86_400));
    let minute = local.rem_euclid(86_400) / 60;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+07:00",
        minute / 60,
        minute % 60,
        local.rem_euclid(60)
    )
}

/// Days since 1970-01-01 to year, month and day (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{DAYS, Day, vietnam_time};

    #[test]
    fn the_year_ends_on_its_fixed_day() {
        assert_eq!(Day(DAYS - 1).date(), "2026-11-20");
        assert_eq!(Day(0).date(), "2025-11-21");
        assert_eq!(Day(99).date(), "2026-02-28");
        assert_eq!(Day(100).at_minute(61), "2026-03-01T01:01:00+07:00");
    }

    #[test]
    fn an_instant_is_written_in_vietnams_time() {
        assert_eq!(vietnam_time(1_795_132_799), "2026-11-20T06:59:59+07:00");
    }
}
