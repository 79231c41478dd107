//! Days and times as people on this device write and read them.

use client_core::Language;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Reports a day or time that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("time-malformed")]
pub(crate) struct TimeError(
    /// What was written.
    pub(crate) String,
);

/// Reads and shows times in the device's zone.
#[derive(Debug, Clone)]
pub(crate) struct LocalTime {
    zone: TimeZone,
    /// How a day is written for people.
    day: &'static str,
}

impl LocalTime {
    /// Takes the system's zone, and writes days as readers of the language do.
    ///
    /// A machine whose zone was never set says UTC; the people who use this program live at +07:00, so
    /// that is taken instead unless `TZ` asks for UTC itself.
    pub(crate) fn of_system(language: Language) -> LocalTime {
        let asked = std::env::var_os("TZ").is_some_and(|value| !value.is_empty());
        let zone = TimeZone::try_system()
            .ok()
            .filter(|zone| asked || !is_utc(zone));
        LocalTime {
            zone: zone.unwrap_or_else(|| TimeZone::fixed(Offset::constant(7))),
            day: match language {
                Language::Vietnamese => "%d/%m/%Y",
                Language::English => "%Y-%m-%d",
            },
        }
    }

    /// Takes a given zone.
    #[cfg(test)]
    pub(crate) fn of_zone(zone: TimeZone) -> LocalTime {
        LocalTime {
            zone,
            day: "%d/%m/%Y",
        }
    }

    /// Reads a day, `2026-01-31` or `31/01/2026`, and returns it as `2026-01-31`.
    pub(crate) fn day(&self, text: &str) -> Result<String, TimeError> {
        date(text.trim())
            .map(|date| date.to_string())
            .ok_or_else(|| TimeError(text.to_owned()))
    }

    /// Reads an instant and returns it in RFC 3339: one with its own offset as it stands, else a day and a
    /// time or a time of today in this zone.
    pub(crate) fn instant(&self, text: &str) -> Result<String, TimeError> {
        let text = text.trim();
        if text.parse::<Timestamp>().is_ok() {
            return Ok(text.replacen(' ', "T", 1));
        }
        let local = civil(text, || {
            Zoned::now().with_time_zone(self.zone.clone()).date()
        });
        let zoned = local.and_then(|local| local.to_zoned(self.zone.clone()).ok());
        zoned
            .map(|zoned| written(&zoned))
            .ok_or_else(|| TimeError(text.to_owned()))
    }

    /// Returns when a day or instant begins, in milliseconds since the Unix epoch.
    pub(crate) fn beginning_of(&self, text: &str) -> Result<i64, TimeError> {
        let instant = self.instant(text)?.parse::<Timestamp>();
        instant
            .map(Timestamp::as_millisecond)
            .map_err(|_| TimeError(text.to_owned()))
    }

    /// Returns when a day has ended, or the instant itself where the text is more than a day.
    pub(crate) fn end_of(&self, text: &str) -> Result<i64, TimeError> {
        match date(text.trim()).and_then(|date| date.tomorrow().ok()) {
            Some(next) => self.beginning_of(&next.to_string()),
            None => self.beginning_of(text),
        }
    }

    /// Shows an instant given in RFC 3339 as `31/01/2026 14:30` or `2026-01-31 14:30`, or as it stands where it is not one.
    pub(crate) fn show(&self, text: &str) -> String {
        text.parse::<Timestamp>()
            .map_or_else(|_| text.to_owned(), |instant| self.show_instant(instant))
    }

    /// Shows milliseconds since the Unix epoch as `31/01/2026 14:30` or `2026-01-31 14:30`.
    pub(crate) fn show_millis(&self, millis: i64) -> String {
        Timestamp::from_millisecond(millis)
            .map_or_else(|_| millis.to_string(), |instant| self.show_instant(instant))
    }

    /// Shows a day given as `2026-01-31` as people write it, or as it stands where it is not one.
    pub(crate) fn show_day(&self, text: &str) -> String {
        text.parse::<Date>().map_or_else(
            |_| text.to_owned(),
            |date| date.strftime(self.day).to_string(),
        )
    }

    /// Returns milliseconds since the Unix epoch in RFC 3339, in this zone.
    pub(crate) fn rfc3339(&self, millis: i64) -> Option<String> {
        Timestamp::from_millisecond(millis)
            .ok()
            .map(|instant| written(&instant.to_zoned(self.zone.clone())))
    }

    fn show_instant(&self, instant: Timestamp) -> String {
        let local = instant.to_zoned(self.zone.clone());
        format!("{} {}", local.strftime(self.day), local.strftime("%H:%M"))
    }
}

fn is_utc(zone: &TimeZone) -> bool {
    zone.to_fixed_offset()
        .is_ok_and(|offset| offset == Offset::UTC)
        || zone
            .iana_name()
            .is_some_and(|name| matches!(name, "UTC" | "Etc/UTC" | "Etc/Unknown"))
        || zone.is_unknown()
}

fn written(zoned: &Zoned) -> String {
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn date(text: &str) -> Option<Date> {
    text.parse::<Date>()
        .or_else(|_| Date::strptime("%d/%m/%Y", text))
        .ok()
}

fn civil(text: &str, today: impl FnOnce() -> Date) -> Option<DateTime> {
    if let Some(time) = time(text) {
        return Some(today().to_datetime(time));
    }
    match text.split_once([' ', 'T']) {
        Some((day, rest)) => Some(date(day)?.to_datetime(time(rest.trim())?)),
        None => Some(date(text)?.to_datetime(Time::midnight())),
    }
}

/// Reads `14:30`, `14:30:05` and, as it is often written in Vietnamese, `14h30` or `9h`.
fn time(text: &str) -> Option<Time> {
    let colons = text.replace(['h', 'H', 'g'], ":");
    let colons = colons
        .strip_suffix(':')
        .map_or(colons.clone(), |hour| format!("{hour}:00"));
    ["%H:%M:%S", "%H:%M"]
        .into_iter()
        .find_map(|format| Time::strptime(format, &colons).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local() -> LocalTime {
        LocalTime::of_zone(TimeZone::fixed(Offset::constant(7)))
    }

    #[test]
    fn a_day_is_read_as_it_is_written_here_and_as_in_files() {
        assert_eq!(local().day("31/01/2026").unwrap(), "2026-01-31");
        assert_eq!(local().day("2026-01-31").unwrap(), "2026-01-31");
        assert!(local().day("31/13/2026").is_err());
        assert!(local().day("hôm qua").is_err());
    }

    #[test]
    fn a_time_without_an_offset_is_local() {
        for text in [
            "2026-01-31 14:30",
            "2026-01-31T14:30",
            "31/01/2026 14:30",
            "31/01/2026 14h30",
        ] {
            assert_eq!(
                local().instant(text).unwrap(),
                "2026-01-31T14:30:00+07:00",
                "{text}"
            );
        }
        assert!(
            local()
                .instant("14:30")
                .unwrap()
                .ends_with("T14:30:00+07:00")
        );
        assert!(local().instant("9h").unwrap().ends_with("T09:00:00+07:00"));
        assert!(local().instant("25:00").is_err());
        assert!(local().instant("").is_err());
    }

    #[test]
    fn a_time_with_an_offset_stays_as_it_is() {
        assert_eq!(
            local().instant("2026-01-31T14:30:00+09:00").unwrap(),
            "2026-01-31T14:30:00+09:00"
        );
        assert_eq!(
            local().instant("2026-01-31T07:30:00Z").unwrap(),
            "2026-01-31T07:30:00Z"
        );
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        assert_eq!(
            local().end_of("31/01/2026").unwrap(),
            local().beginning_of("2026-02-01").unwrap()
        );
        let noon = local().beginning_of("31/01/2026 12:00").unwrap();
        assert_eq!(local().end_of("31/01/2026 12:00").unwrap(), noon);
    }

    #[test]
    fn times_are_shown_in_the_zone_of_the_device() {
        assert_eq!(local().show("2026-01-31T07:30:00Z"), "31/01/2026 14:30");
        assert_eq!(local().show_millis(0), "01/01/1970 07:00");
        assert_eq!(local().show("?"), "?");
        assert_eq!(local().show_day("2026-01-31"), "31/01/2026");
    }
}
