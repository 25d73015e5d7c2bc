//! Opening hours: a stretch of a day, a day by itself, and a week that holds from a day on.

use crate::amsterdam::{FIRST_DAY, instant};
use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

/// A stretch of a day in which the desk is open: from the first moment, until but not including the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Opens at this time on the wall.
    pub from: NaiveTime,
    /// Closes at this time on the wall, on the same day and later than `from`.
    pub to: NaiveTime,
}

impl Opening {
    /// Does it lie where the clock never changes? That happens at night only.
    pub(crate) fn is_by_day(&self) -> bool {
        const MORNING: NaiveTime = NaiveTime::from_hms_opt(5, 0, 0).expect("five o'clock exists");
        const EVENING: NaiveTime = NaiveTime::from_hms_opt(21, 0, 0).expect("nine o'clock exists");
        self.from >= MORNING && self.to <= EVENING
    }

    /// How long it really lasts on this day.
    pub(crate) fn lasts_on(&self, day: NaiveDate) -> TimeDelta {
        if self.is_by_day() {
            self.to - self.from
        } else {
            instant(day.and_time(self.to)) - instant(day.and_time(self.from))
        }
    }
}

/// A day that data closes or opens, whatever the rules compute for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// Which day.
    pub day: NaiveDate,
    /// What people read in the derivation: `Brugdag`.
    pub label: String,
    /// Open although the rules close it; otherwise closed although the rules open it.
    #[serde(default)]
    pub open: bool,
}

/// Opening hours and the employer's choices, from a day on until the next ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// From which day it holds; the first regime of a calendar also holds for all days before.
    pub from: NaiveDate,
    /// Monday first; within a day in the order of time, not overlapping.
    pub hours: [Vec<Opening>; 7],
    /// Is Good Friday a day off?
    pub good_friday_off: bool,
    /// Is 5 May a day off?
    pub liberation_day_off: bool,
}

impl Regime {
    /// Monday to Friday, 09:00 to 17:00, closed on all days of the *Algemene termijnenwet*.
    pub fn standard() -> Self {
        const OFFICE: Opening = Opening {
            from: NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists"),
            to: NaiveTime::from_hms_opt(17, 0, 0).expect("five o'clock exists"),
        };
        Self {
            from: FIRST_DAY,
            hours: std::array::from_fn(|weekday| if weekday < 5 { vec![OFFICE] } else { Vec::new() }),
            good_friday_off: true,
            liberation_day_off: true,
        }
    }

    pub(crate) fn on_weekday(&self, weekday: Weekday) -> &[Opening] {
        &self.hours[weekday.num_days_from_monday() as usize]
    }
}
