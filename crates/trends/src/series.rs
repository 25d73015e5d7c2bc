//! Counts of days, put into buckets.

use crate::Bucket;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One bucket of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// First day of the bucket.
    pub start: NaiveDate,
    /// None where there is nothing to measure.
    pub value: Option<f64>,
}

/// One line of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Sum over the period for counts; the measure over the whole period for shares and medians.
    pub total: f64,
    /// One point per bucket, also where nothing happened.
    pub points: Vec<Point>,
}

impl Series {
    /// Counts per day, summed per bucket; a bucket without any is zero.
    pub fn of_counts(
        counts: impl IntoIterator<Item = (NaiveDate, i64)>,
        bucket: Bucket,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Self {
        let mut sums: BTreeMap<NaiveDate, i64> = bucket.starts(from, to).into_iter().map(|start| (start, 0)).collect();
        for (day, count) in counts {
            if let Some(sum) = sums.get_mut(&bucket.start(day)) {
                *sum += count;
            }
        }
        Self {
            total: sums.values().sum::<i64>() as f64,
            points: sums.into_iter().map(|(start, sum)| Point { start, value: Some(sum as f64) }).collect(),
        }
    }
}

/// How many were open at the end of each bucket, walked back from how many are open now.
///
/// `changes` holds, per day from `from` until `today`, by how much the number of open questions changed. Buckets that
/// have not begun yet have no value.
pub fn walk_back(
    open_now: i64,
    changes: &BTreeMap<NaiveDate, i64>,
    bucket: Bucket,
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
) -> Series {
    let points: Vec<Point> = bucket
        .starts(from, to)
        .into_iter()
        .map(|start| {
            let ends_before = bucket.next(start).min(to.succ_opt().unwrap_or(to));
            let later: i64 = changes.range(ends_before..).map(|(_, change)| change).sum();
            Point { start, value: (start <= today).then_some((open_now - later) as f64) }
        })
        .collect();
    let total = points.iter().rev().find_map(|point| point.value).unwrap_or(0.0);
    Series { total, points }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(offset: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 5).expect("a real day") + Days::new(offset)
    }

    proptest! {
        #[test]
        fn buckets_lose_and_invent_nothing(counts in prop::collection::vec((0u64..100, 0i64..9), 0..50)) {
            let counts: Vec<_> = counts.into_iter().map(|(offset, count)| (day(offset), count)).collect();
            let sum: i64 = counts.iter().map(|(_, count)| count).sum();
            for bucket in [Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter] {
                prop_assert_eq!(Series::of_counts(counts.clone(), bucket, day(0), day(99)).total, sum as f64);
            }
        }

        #[test]
        fn walking_back_gives_what_counting_forward_gives(steps in prop::collection::vec(-3i64..4, 60)) {
            let changes: BTreeMap<_, _> = steps.iter().enumerate().map(|(at, step)| (day(at as u64), *step)).collect();
            let now: i64 = 10 + steps.iter().sum::<i64>();
            let series = walk_back(now, &changes, Bucket::Day, day(0), day(59), day(59));
            let mut open = 10;
            for (point, step) in series.points.iter().zip(&steps) {
                open += step;
                prop_assert_eq!(point.value, Some(open as f64));
            }
        }
    }
}
