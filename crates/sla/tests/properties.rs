//! What holds for every question, budget and wait from 2020 to 2060.

mod model;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use model::HOUR;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use sla::{Calendar, Opening, Wait, deadline, elapsed, remind_at};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("within the years chrono knows")
}

fn waits(pairs: &[(i64, i64)]) -> Vec<Wait> {
    pairs.iter().map(|&(from, to)| Wait { from: at(from), to: at(to) }).collect()
}

/// Any second of the day, but often one where the rules turn.
fn second_of_day() -> impl Strategy<Value = i64> {
    let turns = [0, 8, 9, 13, 17].map(|hour| hour * HOUR);
    prop_oneof![0..24 * HOUR, (proptest::sample::select(turns.to_vec()), -1_i64..=1).prop_map(|(turn, by)| turn + by)]
}

/// Any moment on the wall from 2020 to 2060.
fn moment() -> impl Strategy<Value = i64> {
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a real day");
    (0_i64..14_900, second_of_day())
        .prop_map(move |(days, second)| model::at_hour(first + TimeDelta::days(days), 0) + second)
}

/// Waits that begin within seven weeks of receipt (some before it) and last from nothing to three weeks.
fn waits_after(received: i64) -> impl Strategy<Value = Vec<(i64, i64)>> {
    let start = (-2_i64..50, second_of_day());
    let length = prop_oneof![0_i64..2 * HOUR, Just(8 * HOUR), Just(24 * HOUR), 0_i64..21 * 24 * HOUR];
    proptest::collection::vec((start, length), 0..5).prop_map(move |list| {
        let midnight = model::at_hour(model::wall(received).0, 0);
        list.into_iter()
            .map(|((days, second), length)| (midnight + days * 24 * HOUR + second, length))
            .map(|(from, length)| (from, from + length))
            .collect()
    })
}

fn question() -> impl Strategy<Value = (i64, Vec<(i64, i64)>)> {
    moment().prop_flat_map(|received| (Just(received), waits_after(received)))
}

/// The standard calendar, one with a break and a short Friday, and one open through the night in which the clock
/// changes.
fn calendar() -> impl Strategy<Value = Calendar> {
    let hours = |from, to| {
        let time = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).expect("a real time");
        Opening { from: time(from), to: time(to) }
    };
    let uneven = Calendar::standard()
        .with_hours(Weekday::Fri, &[hours((9, 0), (13, 0))])
        .and_then(|calendar| calendar.with_hours(Weekday::Tue, &[hours((8, 0), (12, 0)), hours((12, 30), (18, 0))]))
        .expect("good hours");
    let nightly = Calendar::standard().with_hours(Weekday::Sun, &[hours((0, 0), (6, 15))]).expect("good hours");
    prop_oneof![Just(Calendar::standard()), Just(uneven), Just(nightly)]
}

#[test]
fn every_day_from_2020_to_2060_works_exactly_when_the_model_says() {
    let calendar = Calendar::standard();
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a real day");
    for day in first.iter_days().take_while(|day| day.year() <= 2060) {
        assert_eq!(calendar.is_working_day(day), model::works(day), "{day}");
        if model::works(day) {
            assert_eq!(calendar.closing_time(day).map(|at| at.timestamp()), Some(model::at_hour(day, 17)), "{day}");
        }
    }
}

#[test]
fn the_nights_in_which_the_clock_changes_move_no_promise() {
    let calendar = Calendar::standard();
    for year in 2020..=2060 {
        for month in [3, 10] {
            let sunday = (25..=31)
                .filter_map(|day| NaiveDate::from_ymd_opt(year, month, day))
                .find(|day| day.weekday() == Weekday::Sun)
                .expect("a last Sunday");
            let (friday, monday) = (sunday - TimeDelta::days(2), sunday + TimeDelta::days(1));
            if !model::works(friday) || !model::works(monday) {
                continue;
            }
            let wait = (model::at_hour(friday, 13), model::at_hour(monday, 13));
            assert_eq!(elapsed(at(wait.0), at(wait.1), &calendar).opening, TimeDelta::hours(8), "{sunday}");
            let received = model::at_hour(friday, 10);
            let tuesday = model::at_hour(model::later(monday, 1), 17);
            assert_eq!(deadline(at(received), 1, &calendar, &waits(&[wait])).due_at, at(tuesday), "{sunday}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_promise_is_what_the_naive_model_says((received, pairs) in question(), budget in 0_u32..40) {
        let promise = deadline(at(received), budget, &Calendar::standard(), &waits(&pairs));
        prop_assert_eq!(promise.due_at, at(model::due(received, budget, &pairs)), "{}", promise.derivation);
    }

    #[test]
    fn a_promise_falls_at_closing_time_of_a_working_day((received, pairs) in question(), budget in 0_u32..40) {
        let promise = deadline(at(received), budget, &Calendar::standard(), &waits(&pairs));
        let (day, second) = model::wall(promise.due_at.timestamp());
        prop_assert!(model::works(day));
        prop_assert_eq!(second, 17 * HOUR);
        prop_assert!(promise.due_at >= at(received));
    }

    #[test]
    fn a_larger_budget_is_always_due_later((received, pairs) in question(), budget in 0_u32..40) {
        let due = |budget| deadline(at(received), budget, &Calendar::standard(), &waits(&pairs)).due_at;
        prop_assert!(due(budget) < due(budget + 1));
    }

    /// Where days differ in length, one long day can give back what two short ones would.
    #[test]
    fn a_larger_budget_is_never_due_earlier_on_any_calendar(
        (received, pairs) in question(),
        budget in 0_u32..40,
        calendar in calendar(),
    ) {
        let due = |budget| deadline(at(received), budget, &calendar, &waits(&pairs)).due_at;
        prop_assert!(due(budget) <= due(budget + 1));
    }

    #[test]
    fn waiting_never_moves_a_promise_back(
        (received, pairs) in question(),
        budget in 0_u32..40,
        calendar in calendar(),
    ) {
        let due = |count: usize| deadline(at(received), budget, &calendar, &waits(&pairs[..count])).due_at;
        for count in 0..pairs.len() {
            prop_assert!(due(count) <= due(count + 1));
        }
    }

    #[test]
    fn one_wait_moves_a_promise_by_the_working_days_that_hold_it(
        received in moment(),
        start in 0_i64..14 * 24 * HOUR,
        length in 0_i64..21 * 24 * HOUR,
    ) {
        let calendar = Calendar::standard();
        let without = deadline(at(received), 10, &calendar, &[]);
        let wait = (received + start, received + start + length);
        let with = deadline(at(received), 10, &calendar, &waits(&[wait]));
        let seconds = model::open_seconds(wait.0, wait.1);
        let days = if at(wait.0) <= without.due_at { (seconds as u64).div_ceil(8 * 3600) } else { 0 };
        prop_assert_eq!(u64::from(with.waited_working_days), days);
        let (day, _) = model::wall(without.due_at.timestamp());
        prop_assert_eq!(with.due_at, at(model::at_hour(model::later(day, days as i64), 17)));
    }

    #[test]
    fn splitting_repeating_and_reordering_waits_changes_nothing(
        (received, pairs) in question(),
        budget in 0_u32..20,
        calendar in calendar(),
        cut in 0.0..1.0,
        turn in any::<proptest::sample::Index>(),
    ) {
        let whole = deadline(at(received), budget, &calendar, &waits(&pairs));
        let mut pieces: Vec<(i64, i64)> = pairs
            .iter()
            .flat_map(|&(from, to)| {
                let middle = from + ((to - from) as f64 * cut) as i64;
                [(middle, to), (from, middle)]
            })
            .chain(pairs.first().copied())
            .collect();
        if !pieces.is_empty() {
            let by = turn.index(pieces.len());
            pieces.rotate_left(by);
        }
        prop_assert_eq!(deadline(at(received), budget, &calendar, &waits(&pieces)), whole);
    }

    #[test]
    fn a_promise_holds_the_opening_hours_promised_and_waited((received, pairs) in question(), budget in 0_u32..40) {
        let calendar = Calendar::standard();
        let promise = deadline(at(received), budget, &calendar, &waits(&pairs));
        let start = calendar.closing_time(promise.counted_from).expect("a working day");
        let days = i32::try_from(budget + promise.waited_working_days).expect("few");
        prop_assert_eq!(elapsed(start, promise.due_at, &calendar).opening, TimeDelta::hours(8) * days);
    }

    #[test]
    fn opening_time_adds_up_over_any_split(
        from in moment(),
        lengths in (0_i64..40 * 24 * HOUR, 0_i64..40 * 24 * HOUR),
        nanos in 0_u32..1_000_000_000,
        calendar in calendar(),
    ) {
        let middle = at(from + lengths.0) + TimeDelta::nanoseconds(nanos.into());
        let end = at(from + lengths.0 + lengths.1 + 1);
        let opening = |from, to| elapsed(from, to, &calendar).opening;
        prop_assert_eq!(opening(at(from), middle) + opening(middle, end), opening(at(from), end));
    }

    #[test]
    fn opening_time_is_what_the_naive_model_says(from in moment(), length in 0_i64..60 * 24 * HOUR) {
        let time = elapsed(at(from), at(from + length), &Calendar::standard());
        prop_assert_eq!(time.seconds(), model::open_seconds(from, from + length));
    }

    #[test]
    fn a_reminder_comes_when_the_desk_opens_so_many_working_days_before(
        (received, pairs) in question(),
        before in 0_u32..5,
        calendar in calendar(),
    ) {
        let due_at = deadline(at(received), 10, &calendar, &waits(&pairs)).due_at;
        let remind_at = remind_at(due_at, before, &calendar);
        let (mut day, _) = model::wall(remind_at.timestamp());
        prop_assert_eq!(calendar.opening_time(day), Some(remind_at));
        for _ in 0..before {
            day = calendar.next_working_day(day).expect("a working day ahead");
        }
        prop_assert_eq!(calendar.closing_time(day), Some(due_at));
    }
}
