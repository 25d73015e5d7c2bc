//! Counts of days, put into buckets.

use crate::{Bucket, Gather};
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
    /// How many questions, promises or answers that rests on.
    pub rests_on: i64,
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
        let total = sums.values().sum::<i64>();
        Self {
            total: total as f64,
            rests_on: total,
            points: sums.into_iter().map(|(start, sum)| Point { start, value: Some(sum as f64) }).collect(),
        }
    }

    /// What was gathered in each bucket, by its first day, measured; and all of it together.
    pub fn of_gathered<G: Gather>(
        gathered: &BTreeMap<NaiveDate, G>,
        bucket: Bucket,
        from: NaiveDate,
        to: NaiveDate,
        measure: impl Fn(&G) -> Option<f64>,
    ) -> Self {
        let mut all = G::default();
        let mut points = Vec::new();
        for start in bucket.starts(from, to) {
            let value = match gathered.get(&start) {
                Some(inside) => {
                    all.merge(inside);
                    measure(inside)
                }
                None => measure(&G::default()),
            };
            points.push(Point { start, value });
        }
        Self { total: measure(&all).unwrap_or(0.0), rests_on: all.many(), points }
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
    let end = to.succ_opt().unwrap_or(to);
    // From the last bucket back, so that each change is added once.
    let mut later = changes.iter().rev().peekable();
    let mut open = open_now;
    let mut points: Vec<Point> = bucket
        .starts(from, to)
        .into_iter()
        .rev()
        .map(|start| {
            let ends_before = bucket.next(start).min(end);
            while let Some((_, change)) = later.next_if(|(day, _)| **day >= ends_before) {
                open -= change;
            }
            Point { start, value: (start <= today).then_some(open as f64) }
        })
        .collect();
    points.reverse();
    let total = points.iter().rev().find_map(|point| point.value).unwrap_or(0.0);
    Series { total, rests_on: total as i64, points }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{One, Tally};
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
        fn every_value_is_measured_in_the_bucket_of_its_day_and_in_the_whole(
            values in prop::collection::vec((0u64..100, -9i32..9), 0..50)
        ) {
            let values: Vec<_> = values.into_iter().map(|(offset, value)| (day(offset), value)).collect();
            let count = |tally: &Tally| (tally.count > 0).then_some(tally.count as f64);
            for bucket in [Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter] {
                let mut gathered: BTreeMap<_, Tally> = BTreeMap::new();
                for (day, value) in &values {
                    gathered.entry(bucket.start(*day)).or_default().add(One { ticket: 1, value: *value, waited: 0 });
                }
                let series = Series::of_gathered(&gathered, bucket, day(0), day(99), count);
                prop_assert_eq!(series.total, values.len() as f64);
                for point in series.points {
                    let inside = values.iter().filter(|(day, _)| bucket.start(*day) == point.start).count();
                    prop_assert_eq!(point.value, (inside > 0).then_some(inside as f64));
                }
            }
        }

        #[test]
        fn walking_back_in_larger_buckets_leaves_out_what_came_after_each(
            steps in prop::collection::vec((0u64..120, -3i64..4), 0..60), length in 0u64..100
        ) {
            let mut changes = BTreeMap::new();
            for (offset, step) in steps {
                *changes.entry(day(offset)).or_insert(0) += step;
            }
            for bucket in [Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter] {
                for point in walk_back(10, &changes, bucket, day(0), day(length), day(120)).points {
                    let end = bucket.next(point.start).min(day(length + 1));
                    let later: i64 = changes.range(end..).map(|(_, change)| change).sum();
                    prop_assert_eq!(point.value, Some((10 - later) as f64));
                }
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
