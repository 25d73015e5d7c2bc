//! Instants as people in the Netherlands read them.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

/// The desk's time zone.
pub const AMSTERDAM: Tz = chrono_tz::Europe::Amsterdam;

/// The months as people write them, January first.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];

/// The day in Amsterdam on which this instant falls.
pub fn amsterdam_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&AMSTERDAM).date_naive()
}

/// Years that a desk speaks of. Every database stores their days, and no sum over them runs out of its type.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A day that a desk may speak of, and that every database stores?
pub fn is_known_day(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// Reads `2026-12-09`, if it is a day the desk may speak of.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| is_known_day(*day))
}

/// `woensdag 9 december`.
pub fn day_in_words(day: NaiveDate) -> String {
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    format!("{weekday} {} {}", day.day(), MONTHS[day.month0() as usize])
}

/// `woensdag 9 december 2026`.
pub fn long_day_in_words(day: NaiveDate) -> String {
    format!("{} {}", day_in_words(day), day.year())
}

/// `december 2026`.
pub fn month_in_words(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// `woensdag 9 december 2026 om 17.00 uur`.
pub fn moment_in_words(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&AMSTERDAM);
    format!("{} om {:02}.{:02} uur", long_day_in_words(local.date_naive()), local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn days_that_a_database_refuses_are_no_days() {
        for text in [
            "-262143-01-01",
            "+12026-01-01",
            "12026-01-01",
            "-4714-01-01",
            "1899-12-31",
            "2200-01-01",
            "2026-02-30",
            "",
        ] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert_eq!(read_day("2026-12-09"), NaiveDate::from_ymd_opt(2026, 12, 9));
        assert!(!is_known_day(NaiveDate::MAX) && !is_known_day(NaiveDate::MIN));
    }

    #[test]
    fn late_evening_in_utc_is_the_next_day_in_amsterdam() {
        let at = Utc.with_ymd_and_hms(2026, 12, 8, 23, 30, 0).single().expect("a real instant");
        assert_eq!(moment_in_words(at), "woensdag 9 december 2026 om 00.30 uur");
        assert_eq!(day_in_words(amsterdam_day(at)), "woensdag 9 december");
    }
}
