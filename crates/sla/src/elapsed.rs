//! Opening time between two instants.

use crate::amsterdam::{day_after, instant, wall_clock, within_known_years};
use crate::{Calendar, Opening};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Opening time between two instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingTime {
    /// How long the desk was open, exactly.
    pub opening: TimeDelta,
    /// What this calendar calls one working day: see [`Calendar::usual_day`].
    pub usual_day: TimeDelta,
}

impl WorkingTime {
    /// Whole seconds, cut off.
    pub fn seconds(self) -> i64 {
        self.opening.num_seconds()
    }

    /// In hours.
    pub fn hours(self) -> f64 {
        self.opening.as_seconds_f64() / 3600.0
    }

    /// In working days of the usual length: 12 hours are 1.5 days when the desk is open for 8.
    pub fn working_days(self) -> f64 {
        self.opening.as_seconds_f64() / self.usual_day.as_seconds_f64()
    }
}

/// How long the desk was open between two instants; nothing when `to` lies before `from`.
pub fn elapsed(from: DateTime<Utc>, to: DateTime<Utc>, calendar: &Calendar) -> WorkingTime {
    WorkingTime { opening: opening_between(from, to, calendar), usual_day: calendar.usual_day() }
}

/// The same, without saying what a working day is.
pub(crate) fn opening_between(from: DateTime<Utc>, to: DateTime<Utc>, calendar: &Calendar) -> TimeDelta {
    let (from, to) = (within_known_years(from), within_known_years(to));
    let (from_wall, to_wall) = (wall_clock(from), wall_clock(to));
    let (first, last) = (from_wall.date(), to_wall.date());
    let part = |day: NaiveDate| -> TimeDelta {
        let within = |opening: &Opening| {
            if opening.is_by_day() {
                // The wall tells the truth, without looking up instants.
                to_wall.min(day.and_time(opening.to)) - from_wall.max(day.and_time(opening.from))
            } else {
                to.min(instant(day.and_time(opening.to))) - from.max(instant(day.and_time(opening.from)))
            }
        };
        calendar.hours_on(day).iter().map(|opening| within(opening).max(TimeDelta::zero())).sum()
    };
    std::iter::successors(Some(first), |day| day_after(*day))
        .take_while(|day| *day <= last)
        .map(|day| if day == first || day == last { part(day) } else { calendar.opening_on(day) })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: &str, to: &str) -> TimeDelta {
        let at = |text: &str| text.parse().expect("a moment");
        elapsed(at(from), at(to), &Calendar::standard()).opening
    }

    #[test]
    fn nights_weekends_and_holidays_take_no_time() {
        assert_eq!(between("2026-11-20T16:00:00+01:00", "2026-11-23T10:00:00+01:00"), TimeDelta::hours(2));
        assert_eq!(between("2026-12-24T16:00:00+01:00", "2026-12-28T10:00:00+01:00"), TimeDelta::hours(2));
        assert_eq!(between("2026-11-20T17:00:00+01:00", "2026-11-23T09:00:00+01:00"), TimeDelta::zero());
    }

    #[test]
    fn time_does_not_run_backwards() {
        assert_eq!(between("2026-11-23T12:00:00+01:00", "2026-11-23T10:00:00+01:00"), TimeDelta::zero());
        assert_eq!(between("2026-11-24T12:00:00+01:00", "2026-11-23T10:00:00+01:00"), TimeDelta::zero());
    }

    #[test]
    fn less_than_a_second_is_not_lost() {
        assert_eq!(between("2026-11-23T16:59:59.9+01:00", "2026-11-24T09:00:00.2+01:00"), TimeDelta::milliseconds(300));
    }

    #[test]
    fn time_is_told_in_seconds_hours_and_working_days() {
        let at = |text: &str| text.parse().expect("a moment");
        let time = elapsed(at("2026-11-20T13:00:00+01:00"), at("2026-11-23T17:00:00+01:00"), &Calendar::standard());
        assert_eq!(time.seconds(), 12 * 3600);
        assert!((time.hours() - 12.0).abs() < 1e-9);
        assert!((time.working_days() - 1.5).abs() < 1e-9);
    }
}
