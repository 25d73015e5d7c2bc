//! A month, a quarter or a year of the calendar (reporting period).

use crate::Bucket;
use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodLength {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl PeriodLength {
    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// A period of the calendar, written as `2026-09`, `2026-K3` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    length: PeriodLength,
    first: NaiveDate,
}

/// First and last year that can be asked for: those that databases store days of.
const YEARS: std::ops::RangeInclusive<i32> = 1902..=2198;

impl Period {
    /// The period of this length that a day lies in.
    pub fn holding(length: PeriodLength, day: NaiveDate) -> Self {
        let first = match length {
            PeriodLength::Month => Bucket::Month.start(day),
            PeriodLength::Quarter => Bucket::Quarter.start(day),
            PeriodLength::Year => Bucket::Month.start(day) - Months::new(day.month0()),
        };
        Self { length, first }
    }

    /// How long it is.
    pub fn length(self) -> PeriodLength {
        self.length
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.first + Months::new(self.length.months()) - Days::new(1)
    }

    /// The one that ended when it began.
    pub fn before(self) -> Self {
        Self { first: self.first - Months::new(self.length.months()), ..self }
    }

    /// The same of the year before.
    pub fn year_earlier(self) -> Self {
        Self { first: self.first - Months::new(12), ..self }
    }

    /// Does this day lie in it?
    pub fn holds(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, into: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.length {
            PeriodLength::Month => write!(into, "{year}-{month:02}"),
            PeriodLength::Quarter => write!(into, "{year}-K{}", month / 3 + 1),
            PeriodLength::Year => write!(into, "{year}"),
        }
    }
}

/// What is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPeriod;

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let number = |text: &str, digits: usize| -> Option<u32> {
            let is_number = text.len() == digits && text.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| text.parse().ok()).flatten()
        };
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let quarter =
            |rest: &str| number(rest.strip_prefix(['K', 'k'])?, 1).filter(|quarter| (1..=4).contains(quarter));
        let (length, month) = match rest {
            None => (PeriodLength::Year, Some(1)),
            Some(rest) if rest.starts_with(['K', 'k']) => {
                (PeriodLength::Quarter, quarter(rest).map(|quarter| quarter * 3 - 2))
            }
            Some(rest) => (PeriodLength::Month, number(rest, 2)),
        };
        let year = number(year, 4).and_then(|year| i32::try_from(year).ok()).filter(|year| YEARS.contains(year));
        let first = year.zip(month).and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1));
        first.map(|first| Self { length, first }).ok_or(NoPeriod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period(text: &str) -> Period {
        text.parse().expect("a period")
    }

    #[test]
    fn a_period_is_written_as_it_is_read_and_lies_beside_the_one_before() {
        for (text, first, last, before, earlier) in [
            ("2026-K3", "2026-07-01", "2026-09-30", "2026-K2", "2025-K3"),
            ("2026-K1", "2026-01-01", "2026-03-31", "2025-K4", "2025-K1"),
            ("2028-02", "2028-02-01", "2028-02-29", "2028-01", "2027-02"),
            ("2026", "2026-01-01", "2026-12-31", "2025", "2025"),
        ] {
            let period = period(text);
            assert_eq!((period.first().to_string(), period.last().to_string()), (first.to_owned(), last.to_owned()));
            assert_eq!(
                [period, period.before(), period.year_earlier()].map(|period| period.to_string()),
                [text, before, earlier]
            );
        }
    }

    #[test]
    fn what_is_no_period_is_none() {
        for text in [
            "",
            "2026-K5",
            "2026-K0",
            "2026-K",
            "2026-13",
            "2026-1",
            "26",
            "K3-2026",
            "2026-K3 ",
            "2026-",
            "0001",
            "9999",
            "２０２６",
        ] {
            assert_eq!(text.parse::<Period>(), Err(NoPeriod), "{text}");
        }
        assert_eq!(period("2026-k3"), period("2026-K3"));
    }

    proptest! {
        #[test]
        fn every_day_lies_in_one_period_of_each_length(days in 0_u64..90_000) {
            let day = NaiveDate::from_ymd_opt(1903, 1, 1).expect("a day") + Days::new(days);
            for length in [PeriodLength::Month, PeriodLength::Quarter, PeriodLength::Year] {
                let one = Period::holding(length, day);
                prop_assert!(one.holds(day) && !one.before().holds(day) && one.before().last() + Days::new(1) == one.first());
                prop_assert_eq!(one.to_string().parse(), Ok(one));
            }
        }
    }
}
