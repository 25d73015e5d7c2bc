//! Opening time between two instants.

use crate::Calendar;
use crate::calendar::day_of;
use chrono::{DateTime, Days, Utc};

/// Opening time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkingTime {
    /// Seconds in which the desk was open.
    pub seconds: i64,
}

impl WorkingTime {
    /// In hours.
    pub fn hours(self) -> f64 {
        self.seconds as f64 / 3600.0
    }
}

/// How long the desk was open between two instants; nothing when `to` lies before `from`.
pub fn elapsed(from: DateTime<Utc>, to: DateTime<Utc>, calendar: &Calendar) -> WorkingTime {
    let mut seconds = 0;
    let mut day = day_of(from);
    let last = day_of(to);
    while day <= last {
        if calendar.is_working_day(day) {
            let open = from.max(calendar.opening(day));
            let close = to.min(calendar.closing(day));
            seconds += (close - open).num_seconds().max(0);
        }
        let Some(next) = day.checked_add_days(Days::new(1)) else { break };
        day = next;
    }
    WorkingTime { seconds }
}
