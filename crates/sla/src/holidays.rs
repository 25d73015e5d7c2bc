//! The days of the *Algemene termijnenwet*, computed.

use crate::Regime;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The holiday on this day, by its Dutch name, where the regime keeps it.
pub(crate) fn holiday(day: NaiveDate, regime: &Regime) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("Nieuwjaarsdag"),
        (4, 26) if day.weekday() == Weekday::Sat => return Some("Koningsdag"),
        (4, 27) if day.weekday() != Weekday::Sun => return Some("Koningsdag"),
        (5, 5) if regime.liberation_day_off => return Some("Bevrijdingsdag"),
        (12, 25) => return Some("Eerste kerstdag"),
        (12, 26) => return Some("Tweede kerstdag"),
        _ => {}
    }
    if !(3..=6).contains(&day.month()) {
        return None;
    }
    let easter = easter(day.year())?;
    match (day - easter).num_days() {
        -2 if regime.good_friday_off => Some("Goede Vrijdag"),
        0 => Some("Eerste paasdag"),
        1 => Some("Tweede paasdag"),
        39 => Some("Hemelvaartsdag"),
        49 => Some("Eerste pinksterdag"),
        50 => Some("Tweede pinksterdag"),
        _ => None,
    }
}

/// Easter Sunday of the Gregorian calendar.
///
/// Counts from 21 March to the full moon after it, as the church reckons full moons in a cycle of 19 years with two
/// corrections per century, and from there to the next Sunday.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let solar = century - century.div_euclid(4);
    let lunar = (8 * century + 13).div_euclid(25);
    let epact = (solar - lunar + 19 * golden + 15).rem_euclid(30);
    // The moon never counts as late as the last place of the cycle.
    let late = i32::from(epact == 29 || (epact == 28 && golden > 10));
    let full_moon =
        NaiveDate::from_ymd_opt(year, 3, 21)?.checked_add_days(Days::new((epact - late).unsigned_abs().into()))?;
    let until_sunday = 7 - full_moon.weekday().num_days_from_sunday();
    full_moon.checked_add_days(Days::new(until_sunday.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> Option<&'static str> {
        holiday(NaiveDate::from_ymd_opt(year, month, day).expect("a real day"), &Regime::standard())
    }

    /// Good Friday, Easter Monday, King's Day, Ascension Day and Whit Monday, as published by the government.
    #[test]
    fn the_published_days_of_six_years_are_found() {
        let table = [
            (2025, (4, 18), (4, 21), (4, 26), (5, 29), (6, 9)),
            (2026, (4, 3), (4, 6), (4, 27), (5, 14), (5, 25)),
            (2027, (3, 26), (3, 29), (4, 27), (5, 6), (5, 17)),
            (2028, (4, 14), (4, 17), (4, 27), (5, 25), (6, 5)),
            (2029, (3, 30), (4, 2), (4, 27), (5, 10), (5, 21)),
            (2030, (4, 19), (4, 22), (4, 27), (5, 30), (6, 10)),
        ];
        for (year, good_friday, easter_monday, king, ascension, whit_monday) in table {
            assert_eq!(on(year, good_friday.0, good_friday.1), Some("Goede Vrijdag"), "{year}");
            assert_eq!(on(year, easter_monday.0, easter_monday.1), Some("Tweede paasdag"), "{year}");
            assert_eq!(on(year, king.0, king.1), Some("Koningsdag"), "{year}");
            assert_eq!(on(year, ascension.0, ascension.1), Some("Hemelvaartsdag"), "{year}");
            assert_eq!(on(year, whit_monday.0, whit_monday.1), Some("Tweede pinksterdag"), "{year}");
        }
    }

    #[test]
    fn kings_day_moves_to_saturday_when_it_is_a_sunday_and_only_then() {
        assert_eq!(on(2025, 4, 27), None);
        assert_eq!(on(2026, 4, 26), None);
    }

    #[test]
    fn easter_of_awkward_years_is_right() {
        for (year, month, day) in
            [(1954, 4, 18), (1981, 4, 19), (2000, 4, 23), (2038, 4, 25), (2049, 4, 18), (2076, 4, 19)]
        {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }
}
