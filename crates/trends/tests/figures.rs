//! Figures from outside: which days a picture holds, and when a topic is called rising.

use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;
use trends::{Bucket, Rise, Series, Spread, Tally, WEEKS_NEEDED, rises, surprise, walk_back};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn values(series: &Series) -> Vec<Option<f64>> {
    series.points.iter().map(|point| point.value).collect()
}

#[test]
fn a_month_a_quarter_and_a_week_end_where_the_calendar_says_also_in_a_leap_year() {
    for (bucket, inside, start, next) in [
        (Bucket::Day, "2028-02-28", "2028-02-28", "2028-02-29"),
        (Bucket::Week, "2028-03-05", "2028-02-28", "2028-03-06"),
        (Bucket::Month, "2028-02-29", "2028-02-01", "2028-03-01"),
        (Bucket::Quarter, "2027-12-31", "2027-10-01", "2028-01-01"),
        (Bucket::Quarter, "2028-01-01", "2028-01-01", "2028-04-01"),
    ] {
        assert_eq!(bucket.start(day(inside)), day(start), "{bucket:?}");
        assert_eq!(bucket.next(day(start)), day(next), "{bucket:?}");
    }
}

#[test]
fn a_period_that_ends_before_it_begins_has_no_buckets() {
    assert_eq!(Bucket::Day.starts(day("2026-11-24"), day("2026-11-23")), []);
}

#[test]
fn a_week_in_which_nothing_came_in_stands_in_the_picture_with_nought() {
    let counts = [(day("2026-11-02"), 3), (day("2026-11-22"), 2), (day("2026-11-30"), 9)];
    let series = Series::of_counts(counts, Bucket::Week, day("2026-11-02"), day("2026-11-22"));
    assert_eq!(values(&series), [Some(3.0), Some(0.0), Some(2.0)]);
    assert_eq!(series.total, 5.0, "what came after the period does not count");
}

#[test]
fn a_share_of_nothing_is_no_share_and_not_nought() {
    let share = |tally: &Tally| (tally.count > 0).then(|| tally.sum as f64 / tally.count as f64);
    let shares = BTreeMap::from([(day("2026-11-02"), Tally { count: 2, sum: 1 })]);
    let series = Series::of_gathered(&shares, Bucket::Week, day("2026-11-02"), day("2026-11-15"), share);
    assert_eq!(values(&series), [Some(0.5), None]);
    assert_eq!(series.total, 0.5, "of the whole, not the mean of the buckets");
}

#[test]
fn a_bucket_that_has_not_begun_has_no_number_of_open_questions_and_the_total_is_the_last_known() {
    let changes = BTreeMap::from([(day("2026-11-23"), 2), (day("2026-11-24"), -1)]);
    let (from, to, today) = (day("2026-11-22"), day("2026-11-26"), day("2026-11-24"));
    let series = walk_back(7, &changes, Bucket::Day, from, to, today);
    assert_eq!(values(&series), [Some(6.0), Some(8.0), Some(7.0), None, None]);
    assert_eq!(series.total, 7.0);
}

fn rise(counts: &[u32], all: &[u32]) -> Option<Rise> {
    rises(&[counts], all).pop().expect("one topic")
}

#[test]
fn two_questions_are_never_a_rise_and_four_of_a_topic_never_seen_before_are() {
    let all = [20; WEEKS_NEEDED + 1];
    let seen = |newest: u32| [vec![0; WEEKS_NEEDED], vec![newest]].concat();
    assert_eq!(rise(&seen(2), &all), None);
    assert_eq!(rise(&seen(4), &all).map(|rise| rise.observed), Some(4));
}

#[test]
fn a_rise_of_last_week_does_not_hide_that_of_this_week() {
    let all = vec![50; 31];
    let twice = [vec![4; 29], vec![16, 16]].concat();
    let once = [vec![4; 30], vec![16]].concat();
    let (twice, once) = (rise(&twice, &all).expect("it rises"), rise(&once, &all).expect("it rises"));
    assert!(twice.surprise > once.surprise && (twice.expected - once.expected).abs() < 0.1, "{twice:?} {once:?}");
}

#[test]
fn what_is_older_than_half_a_year_and_no_season_says_nothing_of_this_week() {
    let all = vec![50; 48];
    let with_past = |past: u32| [vec![past; 17], vec![4; 30], vec![16]].concat();
    assert_eq!(rise(&with_past(40), &all), rise(&with_past(0), &all));
}

proptest! {
    #[test]
    fn a_median_has_as_many_values_below_it_as_above_it(values in prop::collection::vec(-9..9_i32, 1..40)) {
        let median_of = |values: &[i32]| values.iter().copied().collect::<Spread>().middle();
        let middle = median_of(&values).expect("there are values");
        let below = values.iter().filter(|value| f64::from(**value) < middle).count();
        let above = values.iter().filter(|value| f64::from(**value) > middle).count();
        prop_assert!(below * 2 <= values.len() && above * 2 <= values.len());
        let turned: Vec<i32> = values.iter().rev().map(|value| -value).collect();
        prop_assert!((median_of(&turned).expect("as many") + middle).abs() < 1e-9);
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let two = [sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]].map(f64::from);
        prop_assert_eq!(middle, f64::midpoint(two[0], two[1]));
        prop_assert_eq!(median_of(&[]), None);
    }

    #[test]
    fn the_same_number_is_less_surprising_where_more_was_expected(
        observed in 3..12_u32, expected in 0.1..4.0_f64, more in 0.1..4.0_f64,
    ) {
        prop_assert!(surprise(observed, expected + more, 1.5) <= surprise(observed, expected, 1.5) + 1e-6);
    }
}
