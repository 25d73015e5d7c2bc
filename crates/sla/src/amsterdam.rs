//! Between instants and the wall clock of Amsterdam.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

/// The first day the calendar knows.
pub(crate) const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a real day");
/// The last day the calendar knows: RFC 3339 cannot write a later one.
pub(crate) const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a real day");

/// Far enough inside the first and last day that no offset carries a wall clock out of the years known.
const EARLIEST: DateTime<Utc> = FIRST_DAY.and_hms_opt(12, 0, 0).expect("noon exists").and_utc();
const LATEST: DateTime<Utc> = LAST_DAY.and_hms_opt(18, 0, 0).expect("six o'clock exists").and_utc();

/// What the clock on the wall showed; beyond the years known, the nearest moment inside.
pub(crate) fn wall_clock(at: DateTime<Utc>) -> NaiveDateTime {
    within_known_years(at).with_timezone(&Amsterdam).naive_local()
}

/// The nearest instant in the years known, where adding days and hours cannot overflow.
pub(crate) fn within_known_years(at: DateTime<Utc>) -> DateTime<Utc> {
    at.clamp(EARLIEST, LATEST)
}

/// The day in Amsterdam on which this instant falls.
pub(crate) fn day_of(at: DateTime<Utc>) -> NaiveDate {
    wall_clock(at).date()
}

/// The instant at which the clock on the wall showed this.
///
/// In the night that repeats an hour it is the first of the two; in the night that skips one, the moment of skipping.
/// So a later wall-clock time never gives an earlier instant.
pub(crate) fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    (0..=180)
        .filter_map(|minutes| wall.checked_add_signed(TimeDelta::minutes(minutes)))
        .find_map(|later| Amsterdam.from_local_datetime(&later).earliest())
        .map_or_else(|| wall.and_utc(), |at| at.to_utc())
}

/// The day after, unless the years known end there.
pub(crate) fn day_after(day: NaiveDate) -> Option<NaiveDate> {
    day.succ_opt().filter(|next| *next <= LAST_DAY)
}

/// The day before, unless the years known begin there.
pub(crate) fn day_before(day: NaiveDate) -> Option<NaiveDate> {
    day.pred_opt().filter(|previous| *previous >= FIRST_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: &str) -> String {
        instant(wall.parse().expect("a wall-clock time")).to_rfc3339()
    }

    #[test]
    fn the_same_wall_clock_time_lies_an_hour_earlier_in_summer() {
        assert_eq!(at("2026-01-15T17:00:00"), "2026-01-15T16:00:00+00:00");
        assert_eq!(at("2026-07-15T17:00:00"), "2026-07-15T15:00:00+00:00");
    }

    #[test]
    fn a_time_in_the_skipped_hour_is_the_moment_of_skipping() {
        assert_eq!(at("2026-03-29T01:59:00"), "2026-03-29T00:59:00+00:00");
        assert_eq!(at("2026-03-29T02:20:00"), "2026-03-29T01:00:00+00:00");
        assert_eq!(at("2026-03-29T03:00:00"), "2026-03-29T01:00:00+00:00");
    }

    #[test]
    fn a_time_in_the_repeated_hour_is_the_first_of_the_two() {
        assert_eq!(at("2026-10-25T02:30:00"), "2026-10-25T00:30:00+00:00");
        assert_eq!(at("2026-10-25T03:00:00"), "2026-10-25T02:00:00+00:00");
    }

    #[test]
    fn the_ends_of_time_have_a_day() {
        assert_eq!(day_of(DateTime::<Utc>::MIN_UTC), FIRST_DAY);
        assert_eq!(day_of(DateTime::<Utc>::MAX_UTC), LAST_DAY);
        assert_eq!(day_after(LAST_DAY), None);
        assert_eq!(day_before(FIRST_DAY), None);
    }
}
