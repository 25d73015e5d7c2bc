//! When to remind of a promise.

use crate::Calendar;
use crate::amsterdam::{day_of, instant};
use chrono::{DateTime, NaiveTime, Utc};

/// From when a promise is due soon: the moment the desk opens, `working_days_before` working days before the day on
/// which it is due.
///
/// A promise is a day, so a reminder is about a day as well: "due tomorrow", said when people come in. Counting back
/// from closing time itself would land on closing time, when nobody is there to read it. Always the opening time of a
/// working day and, when the promise is one, before it. When the promise is due at a moment the desk is not open yet
/// that day, or on a day it is closed, the day before that on which it is open counts as the day it is due.
pub fn remind_at(due_at: DateTime<Utc>, working_days_before: u32, calendar: &Calendar) -> DateTime<Utc> {
    let due_on = day_of(due_at);
    let mut day = match calendar.opening_time(due_on) {
        Some(opening) if opening <= due_at => due_on,
        // At the beginning of all years there is no working day before; then the first one there is.
        _ => calendar.previous_working_day(due_on).or_else(|| calendar.next_working_day(due_on)).unwrap_or(due_on),
    };
    for _ in 0..working_days_before {
        let Some(previous) = calendar.previous_working_day(day) else { break };
        day = previous;
    }
    calendar.opening_time(day).unwrap_or_else(|| instant(day.and_time(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reminded(due_at: &str, days: u32) -> String {
        let due_at: DateTime<Utc> = due_at.parse().expect("a moment");
        remind_at(due_at, days, &Calendar::standard()).to_rfc3339()
    }

    #[test]
    fn a_reminder_comes_when_the_desk_opens_a_working_day_before() {
        assert_eq!(reminded("2026-11-25T17:00:00+01:00", 1), "2026-11-24T08:00:00+00:00");
        assert_eq!(reminded("2026-11-25T17:00:00+01:00", 0), "2026-11-25T08:00:00+00:00");
    }

    #[test]
    fn a_reminder_skips_weekends_holidays_and_the_change_of_the_clock() {
        // Tuesday after Easter; Friday, Saturday, Sunday and Monday are closed.
        assert_eq!(reminded("2026-04-07T17:00:00+02:00", 1), "2026-04-02T07:00:00+00:00");
        assert_eq!(reminded("2026-03-30T17:00:00+02:00", 2), "2026-03-26T08:00:00+00:00");
    }

    #[test]
    fn a_promise_at_an_odd_moment_is_still_reminded_of_before_it_and_in_opening_hours() {
        assert_eq!(reminded("2026-11-25T06:00:00+01:00", 0), "2026-11-24T08:00:00+00:00");
        assert_eq!(reminded("2026-11-22T12:00:00+01:00", 0), "2026-11-20T08:00:00+00:00");
    }
}
