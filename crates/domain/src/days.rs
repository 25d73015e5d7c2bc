//! Instants as people in the Netherlands read them.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

/// The desk's time zone.
pub const AMSTERDAM: Tz = chrono_tz::Europe::Amsterdam;

const MONTHS: [&str; 12] = [
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
    fn late_evening_in_utc_is_the_next_day_in_amsterdam() {
        let at = Utc.with_ymd_and_hms(2026, 12, 8, 23, 30, 0).single().expect("a real instant");
        assert_eq!(moment_in_words(at), "woensdag 9 december 2026 om 00.30 uur");
        assert_eq!(day_in_words(amsterdam_day(at)), "woensdag 9 december");
    }
}
