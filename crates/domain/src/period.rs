//! A stretch of days, both ends included (validity, absence, membership).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// From a day on, up to and including another one, or without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    #[serde(rename = "valid_from")]
    pub from: NaiveDate,
    /// Last day; none means that no end is known.
    #[serde(rename = "valid_to")]
    pub to: Option<NaiveDate>,
}

impl Period {
    /// From this day on.
    pub fn since(from: NaiveDate) -> Self {
        Self { from, to: None }
    }

    /// Does it hold on this day?
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.from <= day && self.lasts_until(day)
    }

    /// Has it not ended before this day, whether or not it has begun?
    pub fn lasts_until(self, day: NaiveDate) -> bool {
        self.to.is_none_or(|last| day <= last)
    }

    /// Do both hold on some day?
    pub fn overlaps(self, other: Self) -> bool {
        self.lasts_until(other.from) && other.lasts_until(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Days::new(number)
    }

    fn period() -> impl Strategy<Value = Period> {
        (0..9_u64, prop::option::of(0..9_u64))
            .prop_map(|(from, days)| Period { from: day(from), to: days.map(|days| day(from + days)) })
    }

    proptest! {
        #[test]
        fn a_period_holds_on_its_first_and_its_last_day_and_on_none_outside(one in period()) {
            prop_assert!(one.holds_on(one.from) && !one.holds_on(one.from - chrono::Days::new(1)));
            match one.to {
                Some(last) => prop_assert!(one.holds_on(last) && !one.holds_on(last + chrono::Days::new(1))),
                None => prop_assert!(one.holds_on(day(10_000))),
            }
        }

        #[test]
        fn periods_overlap_when_some_day_lies_in_both(one in period(), other in period()) {
            let shared = (0..20).map(day).any(|day| one.holds_on(day) && other.holds_on(day));
            prop_assert_eq!(one.overlaps(other), shared);
            prop_assert_eq!(other.overlaps(one), shared);
        }
    }
}
