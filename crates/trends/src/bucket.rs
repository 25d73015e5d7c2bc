//! Days put together.

use chrono::{Datelike, Days, Months, NaiveDate};

/// How days are put together. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// Calendar month.
    Month,
    /// Calendar quarter.
    Quarter,
}

/// How much of a bucket there is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// All of it.
    Whole,
    /// It has begun and not ended: more may come.
    StillRuns,
    /// The period that was asked for begins later, or ends earlier.
    InPart,
    /// Nothing of it has happened.
    NotBegun,
}

impl Bucket {
    /// First day of the bucket this day is in.
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Self::Month => day.with_day(1).unwrap_or(day),
            Self::Quarter => {
                let month = day.month0() / 3 * 3 + 1;
                NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
            }
        }
    }

    /// First day of the next bucket.
    pub fn next(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => start + Days::new(1),
            Self::Week => start + Days::new(7),
            Self::Month => start + Months::new(1),
            Self::Quarter => start + Months::new(3),
        }
    }

    /// How much of the bucket that begins on this day a period up to today holds.
    pub fn held(self, start: NaiveDate, (from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> Held {
        let last = self.next(start) - Days::new(1);
        if start > today {
            Held::NotBegun
        } else if last >= today && to >= today {
            Held::StillRuns
        } else if start < from || last > to {
            Held::InPart
        } else {
            Held::Whole
        }
    }

    /// First days of all buckets that hold a day of the period, both days included.
    pub fn starts(self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        std::iter::successors(Some(self.start(from)), |&start| Some(self.next(start)))
            .take_while(|&start| start <= to)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a real day")
    }

    #[test]
    fn a_week_across_new_year_begins_on_its_monday() {
        assert_eq!(Bucket::Week.start(day(2027, 1, 1)), day(2026, 12, 28));
        assert_eq!(Bucket::Quarter.start(day(2026, 11, 24)), day(2026, 10, 1));
    }

    #[test]
    fn a_bucket_is_whole_when_it_ended_and_lies_in_the_period() {
        let held =
            |start: NaiveDate, to: NaiveDate| Bucket::Month.held(start, (day(2026, 8, 15), to), day(2026, 11, 30));
        let (today, later) = (day(2026, 11, 30), day(2027, 1, 31));
        assert_eq!(held(day(2026, 8, 1), today), Held::InPart);
        assert_eq!(held(day(2026, 9, 1), today), Held::Whole);
        assert_eq!(held(day(2026, 11, 1), today), Held::StillRuns, "today is not over");
        assert_eq!(held(day(2026, 11, 1), day(2026, 11, 20)), Held::InPart, "what was asked for is over");
        assert_eq!(held(day(2026, 12, 1), later), Held::NotBegun);
    }

    proptest! {
        #[test]
        fn every_day_lies_in_exactly_one_bucket_of_the_period(from in 0u64..20_000, length in 0u64..800, kind in 0usize..4) {
            let bucket = [Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter][kind];
            let from = day(2000, 1, 1) + Days::new(from);
            let to = from + Days::new(length);
            let starts = bucket.starts(from, to);
            for (offset, one) in from.iter_days().take(length as usize + 1).enumerate() {
                let holding = starts.iter().filter(|&&start| start <= one && one < bucket.next(start)).count();
                prop_assert_eq!(holding, 1, "day {} of the period", offset);
            }
        }
    }
}
