//! When the desk is open.

use crate::holidays::holiday;
use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;
use serde::{Deserialize, Serialize};

/// How far a working day is looked for: longer than any run of closed days, so that a calendar that is never open ends
/// the search instead of hanging.
const HORIZON: u64 = 400;

/// A day that data closes or opens, whatever the rules say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDay {
    /// Which day.
    pub day: NaiveDate,
    /// What people read: `Brugdag`.
    pub label: String,
}

/// When the desk is open; a version, because deadlines remember which calendar they were counted with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    version: i32,
    opens: NaiveTime,
    closes: NaiveTime,
    good_friday_off: bool,
    liberation_day_off: bool,
    closed: Vec<ClosedDay>,
    opened: Vec<NaiveDate>,
}

impl Calendar {
    /// Monday to Friday, 09:00 to 17:00, closed on all days of the *Algemene termijnenwet*.
    pub fn standard() -> Self {
        Self {
            version: 1,
            opens: NaiveTime::from_hms_opt(9, 0, 0).unwrap_or(NaiveTime::MIN),
            closes: NaiveTime::from_hms_opt(17, 0, 0).unwrap_or(NaiveTime::MIN),
            good_friday_off: true,
            liberation_day_off: true,
            closed: Vec::new(),
            opened: Vec::new(),
        }
    }

    /// Is the desk closed on Good Friday?
    #[must_use]
    pub fn with_good_friday_off(mut self, off: bool) -> Self {
        self.good_friday_off = off;
        self
    }

    /// Is the desk closed on 5 May?
    #[must_use]
    pub fn with_liberation_day_off(mut self, off: bool) -> Self {
        self.liberation_day_off = off;
        self
    }

    /// Closed on one more day, such as a bridge day the government appoints.
    #[must_use]
    pub fn with_closed_day(mut self, day: NaiveDate, label: &str) -> Self {
        self.closed.push(ClosedDay { day, label: label.to_owned() });
        self
    }

    /// Open on a day that the rules would close.
    #[must_use]
    pub fn with_open_day(mut self, day: NaiveDate) -> Self {
        self.opened.push(day);
        self
    }

    /// Which version of the calendar this is.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Why the desk is closed on this weekday; none on working days and at weekends.
    pub fn closed_because(&self, day: NaiveDate) -> Option<&str> {
        if is_weekend(day) || self.opened.contains(&day) {
            return None;
        }
        self.closed
            .iter()
            .find(|closed| closed.day == day)
            .map(|closed| closed.label.as_str())
            .or_else(|| holiday(day, self.good_friday_off, self.liberation_day_off))
    }

    /// Is the desk open on this day?
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.opened.contains(&day) || (!is_weekend(day) && self.closed_because(day).is_none())
    }

    /// The first working day after this day.
    pub fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        (1..HORIZON)
            .filter_map(|ahead| day.checked_add_days(Days::new(ahead)))
            .find(|&later| self.is_working_day(later))
            .unwrap_or(day)
    }

    /// The last working day before this day.
    pub fn previous_working_day(&self, day: NaiveDate) -> NaiveDate {
        (1..HORIZON)
            .filter_map(|back| day.checked_sub_days(Days::new(back)))
            .find(|&earlier| self.is_working_day(earlier))
            .unwrap_or(day)
    }

    /// When the desk opens on this day, were it a working day.
    pub fn opening(&self, day: NaiveDate) -> DateTime<Utc> {
        instant(day.and_time(self.opens))
    }

    /// When the desk closes on this day, were it a working day.
    pub fn closing(&self, day: NaiveDate) -> DateTime<Utc> {
        instant(day.and_time(self.closes))
    }

    /// Opening time of one working day, in seconds.
    pub fn day_seconds(&self) -> i64 {
        (self.closes - self.opens).num_seconds().max(1)
    }
}

/// The day in Amsterdam on which this instant falls.
pub(crate) fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Amsterdam).date_naive()
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// A wall-clock moment in Amsterdam. Opening and closing times never fall in the hour that DST skips or repeats, and if
/// a calendar should put them there, the later reading holds.
fn instant(local: NaiveDateTime) -> DateTime<Utc> {
    match Amsterdam.from_local_datetime(&local) {
        LocalResult::Single(at) => at.to_utc(),
        LocalResult::Ambiguous(_, later) => later.to_utc(),
        LocalResult::None => local.and_utc(),
    }
}
