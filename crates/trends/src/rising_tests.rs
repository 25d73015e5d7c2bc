use super::*;
use proptest::prelude::*;

fn one(counts: &[u32], all: &[u32]) -> Option<Rise> {
    rises(&[counts], all).pop().expect("one")
}

#[test]
fn a_spike_is_seen_and_a_campaign_that_doubles_everything_is_not() {
    let (steady, all) = (vec![4_u32; 34], vec![50_u32; 34]);
    let spike = [steady.as_slice(), &[16]].concat();
    let rise = one(&spike, &[all.as_slice(), &[62]].concat()).expect("it rises");
    assert_eq!((rise.observed, rise.weeks, rise.seen), (16, 1, 16));
    assert!((3.5..4.5).contains(&rise.expected) && rise.surprise > 3.0, "{rise:?}");
    assert_eq!(one(&[steady.as_slice(), &[8]].concat(), &[all.as_slice(), &[100]].concat()), None);
}

#[test]
fn a_rise_is_told_since_the_week_in_which_it_began() {
    for weeks in 1..=6 {
        let counts = [vec![4; 40], vec![14; weeks]].concat();
        let rise = one(&counts, &[vec![50; 40], vec![60; weeks]].concat()).expect("it rises");
        assert_eq!((rise.weeks, rise.seen), (weeks, 14 * weeks as u32));
    }
}

#[test]
fn what_rose_a_year_ago_in_the_same_weeks_surprises_less() {
    let all = vec![50; WEEKS_READ];
    let mut counts = vec![4; WEEKS_READ];
    counts[WEEKS_READ - 1] = 13;
    let first = one(&counts, &all).expect("it rises");
    for count in &mut counts[WEEKS_READ - 56..WEEKS_READ - 49] {
        *count = 12;
    }
    assert_eq!(one(&counts, &all), None, "against {first:?}");
}

#[test]
fn nothing_is_rising_without_history() {
    assert_eq!(one(&[1, 1, 20], &[10, 10, 30]), None);
    assert_eq!(one(&[1, 1, 20], &[10, 10]), None);
}

#[test]
fn weeks_before_there_were_questions_make_nothing_rise() {
    let (steady, all) = ([4, 5, 3, 4, 6, 2, 4, 5, 4, 3, 4, 12], [20; 12]);
    let padded = |weeks: &[u32]| [vec![0; 18].as_slice(), weeks].concat();
    assert!(one(&steady, &all).is_some());
    assert_eq!(one(&padded(&steady), &padded(&all)), one(&steady, &all));
    // Eleven weeks are too few, however many empty ones stand before them.
    assert_eq!(one(&padded(&steady[1..]), &padded(&all[1..])), None);
}

#[test]
fn a_topic_among_many_must_surprise_more_than_one_alone() {
    let all = vec![100; 40];
    let counts = [vec![4; 39], vec![12]].concat();
    assert!(one(&counts, &all).is_some());
    let many: Vec<&[u32]> = vec![&counts; 60];
    assert!(rises(&many, &all).iter().all(Option::is_none));
}

proptest! {
    #[test]
    fn no_counts_make_it_panic(counts in prop::collection::vec(0u32..1000, 0..120), all in prop::collection::vec(0u32..1000, 0..120)) {
        let _ = rises(&[&counts, &all], &all);
        let _ = rises(&[&counts], &all);
        prop_assert!(rises(&[], &all).is_empty());
    }
}
