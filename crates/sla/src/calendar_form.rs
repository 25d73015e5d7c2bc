//! How a calendar is written down, and what is refused when it is read.

use crate::regime::{Opening, Regime, SpecialDay};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// Why these opening hours make no calendar. The words are for the administrator.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// No weekday has opening hours: no promise could ever fall due.
    #[error("Het loket is op geen enkele dag open. Vul voor ten minste één dag openingstijden in.")]
    NeverOpen,
    /// An opening ends before or when it begins.
    #[error("De openingstijd van {from} tot {to} eindigt voordat die begint.")]
    EndsBeforeItBegins {
        /// Where it begins, as `09:00`.
        from: String,
        /// Where it ends.
        to: String,
    },
    /// Two openings of one day overlap.
    #[error("Twee openingstijden op dezelfde dag overlappen elkaar.")]
    Overlap,
    /// One day is listed twice.
    #[error("De dag {0} staat er twee keer in.")]
    DayTwice(NaiveDate),
}

/// A calendar as it is stored; anything can stand in it until it has been read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarForm {
    pub(crate) version: i32,
    /// In the order of time.
    pub(crate) regimes: Vec<Regime>,
    #[serde(default)]
    pub(crate) special_days: Vec<SpecialDay>,
}

impl CalendarForm {
    /// In the order of time, or why it makes no calendar.
    pub(crate) fn checked(mut self) -> Result<Self, CalendarError> {
        self.regimes.sort_by_key(|regime| regime.from);
        if let Some(pair) = self.regimes.windows(2).find(|pair| pair[0].from == pair[1].from) {
            return Err(CalendarError::DayTwice(pair[0].from));
        }
        for day in self.regimes.iter_mut().flat_map(|regime| &mut regime.hours) {
            day.sort_by_key(|opening| opening.from);
            check(day)?;
        }
        if self.regimes.is_empty() || self.regimes.iter().any(|regime| regime.hours.iter().all(Vec::is_empty)) {
            return Err(CalendarError::NeverOpen);
        }
        let mut days = BTreeSet::new();
        if let Some(twice) = self.special_days.iter().find(|special| !days.insert(special.day)) {
            return Err(CalendarError::DayTwice(twice.day));
        }
        Ok(self)
    }
}

fn check(day: &[Opening]) -> Result<(), CalendarError> {
    for opening in day {
        if opening.to <= opening.from {
            let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
            return Err(CalendarError::EndsBeforeItBegins { from: clock(opening.from), to: clock(opening.to) });
        }
    }
    if day.windows(2).any(|pair| pair[1].from < pair[0].to) { Err(CalendarError::Overlap) } else { Ok(()) }
}
