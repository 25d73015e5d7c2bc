//! No input makes the crate panic or hang.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
use sla::{Calendar, Wait, deadline, elapsed, remind_at};

const ENDS: [DateTime<Utc>; 2] = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

#[test]
fn a_promise_at_either_end_of_time_is_a_promise() {
    let calendar = Calendar::standard();
    for received in ENDS {
        for budget in [0, 10] {
            let promise = deadline(received, budget, &calendar, &[Wait { from: received, to: received }]);
            assert!((1..=9999).contains(&promise.due_at.year()));
            assert!((1..=9999).contains(&remind_at(promise.due_at, budget, &calendar).year()));
        }
    }
    for day in [NaiveDate::MIN, NaiveDate::MAX] {
        assert!(!calendar.is_working_day(day));
        assert_eq!(calendar.closing_time(day), None);
    }
    assert_eq!(calendar.next_working_day(NaiveDate::MAX), None);
    assert_eq!(calendar.previous_working_day(NaiveDate::MIN), None);
    assert!(calendar.next_working_day(NaiveDate::MIN).is_some());
    assert!(calendar.previous_working_day(NaiveDate::MAX).is_some());
}

#[test]
fn a_promise_before_the_first_working_day_there_is_is_reminded_of_on_it() {
    let first = NaiveDate::from_ymd_opt(1, 1, 2).and_then(|day| Calendar::standard().opening_time(day));
    assert_eq!(Some(remind_at(ENDS[0], 1, &Calendar::standard())), first);
}

#[test]
fn an_endless_budget_ends_on_the_last_working_day_there_is() {
    let promise = deadline(at("9990-01-01T00:00:00Z"), u32::MAX, &Calendar::standard(), &[]);
    assert_eq!(promise.due_at, at("9999-12-31T17:00:00+01:00"));
    assert!(promise.derivation.len() < 300, "{}", promise.derivation);
}

#[test]
fn a_question_after_the_last_working_day_is_due_on_it() {
    let received = at("9999-12-31T17:30:00+01:00");
    let shorter = NaiveDate::from_ymd_opt(9999, 12, 31).map(|day| Calendar::standard().with_closed_day(day, "Dicht"));
    for budget in [0, 10] {
        let due = |calendar: &Calendar| deadline(received, budget, calendar, &[]).due_at;
        assert_eq!(due(&Calendar::standard()), at("9999-12-31T17:00:00+01:00"));
        assert_eq!(shorter.as_ref().map(due), Some(at("9999-12-30T17:00:00+01:00")));
    }
}

#[test]
fn a_wait_as_long_as_time_moves_a_promise_to_its_end() {
    let wait = Wait { from: ENDS[0], to: ENDS[1] };
    let promise = deadline(ENDS[0], 2, &Calendar::standard(), &[wait, wait]);
    assert_eq!(promise.due_at, at("9999-12-31T17:00:00+01:00"));
}

#[test]
fn reminding_endlessly_long_before_ends_at_the_first_opening_there_is() {
    let calendar = Calendar::standard();
    let first = remind_at(at("0009-01-01T16:00:00Z"), u32::MAX, &calendar);
    // New Year's Day of the year 1 is a Monday.
    assert_eq!(Some(first), NaiveDate::from_ymd_opt(1, 1, 2).and_then(|day| calendar.opening_time(day)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_instant_chrono_holds_gives_an_answer(
        received in any::<i64>(),
        from in any::<i64>(),
        nearby in -1_000_000_000_i64..1_000_000_000,
        budget in 0_u32..1000,
    ) {
        let range = ENDS[1].timestamp() - ENDS[0].timestamp();
        let at = |seconds: i64| DateTime::from_timestamp(ENDS[0].timestamp() + seconds.rem_euclid(range), 999_999_999)
            .expect("within the range");
        let calendar = Calendar::standard();
        let wait = Wait { from: at(from), to: at(from.wrapping_add(nearby)) };
        let promise = deadline(at(received), budget, &calendar, &[wait]);
        prop_assert!((1..=9999).contains(&promise.due_at.year()));
        prop_assert!(elapsed(wait.from, wait.to, &calendar).seconds() >= 0);
        prop_assert!(remind_at(at(received), budget, &calendar).year() >= 1);
    }
}
