//! The two promises of a ticket together.

use crate::given::{promise, promises, second};
use domain::{Deadline, DeadlineState, Metric, PromiseOutcome, Promises};
use proptest::prelude::*;

fn open(promises: &Promises, now: i64) -> Vec<Metric> {
    promises.open(second(now)).map(|(metric, _)| metric).collect()
}

#[test]
fn a_promise_that_is_kept_or_past_is_no_longer_among_the_open_ones() {
    let both = promises(10, 100);
    assert_eq!(open(&both, 10), [Metric::FirstResponse, Metric::Answer]);
    assert_eq!(open(&both, 11), [Metric::Answer]);
    assert_eq!(open(&both, 101), []);
    let reacted = both.with(Metric::FirstResponse, &both.first_response.clone().met(second(5)));
    assert_eq!(open(&reacted, 5), [Metric::Answer]);
    assert_eq!(open(&reacted, 101), []);
}

#[test]
fn the_next_thing_to_do_is_the_earliest_even_when_it_is_too_late() {
    let both = promises(10, 100);
    assert_eq!(both.next_unmet().map(|(metric, _)| metric), Some(Metric::FirstResponse));
    let broken = both.with(Metric::FirstResponse, &Deadline { outcome: Some(PromiseOutcome::Broken), ..promise(10) });
    assert_eq!(broken.next_unmet().map(|(metric, _)| metric), Some(Metric::FirstResponse));
    let reversed = promises(100, 10);
    assert_eq!(reversed.next_unmet().map(|(metric, _)| metric), Some(Metric::Answer));
}

#[test]
fn of_two_promises_that_fall_due_together_the_first_response_is_named() {
    assert_eq!(promises(50, 50).next_unmet().map(|(metric, _)| metric), Some(Metric::FirstResponse));
}

#[test]
fn nothing_is_left_to_do_when_both_are_done_or_withdrawn() {
    let done = promises(10, 100).map(|metric, promise| match metric {
        Metric::FirstResponse => promise.clone().met(second(500)),
        Metric::Answer => promise.clone().dropped(second(50)),
    });
    assert!(done.next_unmet().is_none());
    assert_eq!(done.first_response.state(second(500)), DeadlineState::Missed);
    assert_eq!(done.answer.state(second(500)), DeadlineState::Withdrawn);
}

#[test]
fn a_ticket_is_in_the_round_of_its_latest_promise_whichever_of_the_two_that_is() {
    let of_round = |round: i32| Deadline { round, ..promise(10) };
    for (first, answer, round) in [(1, 1, 1), (1, 3, 3), (3, 1, 3)] {
        let both = Promises { first_response: of_round(first), answer: of_round(answer) };
        assert_eq!(both.round(), round);
    }
}

#[test]
fn a_question_opened_again_has_an_answer_to_give_and_its_kept_first_response_stays_kept() {
    let kept = promises(10, 100).map(|_, promise| promise.clone().met(second(5)));
    let again = kept.with(Metric::Answer, &Deadline { round: 2, ..promise(900) });
    assert_eq!(again.round(), 2);
    assert_eq!(again.next_unmet().map(|(metric, next)| (metric, next.due_at)), Some((Metric::Answer, second(900))));
    assert_eq!(again.first_response.outcome, Some(PromiseOutcome::Kept));
}

proptest! {
    #[test]
    fn each_names_every_promise_with_its_own_metric(first in 0..99_i64, answer in 0..99_i64) {
        let both = promises(first, answer);
        prop_assert_eq!(both.each().map(|(_, promise)| promise.due_at), [second(first), second(answer)]);
        for (metric, named) in both.each() {
            prop_assert_eq!(both.of(metric), named);
        }
        let swapped = both.map(|metric, _| promise(if metric == Metric::Answer { first } else { answer }));
        prop_assert_eq!(swapped, promises(answer, first));
    }

    #[test]
    fn what_is_open_is_a_part_of_what_is_unmet(
        first in 0..99_i64, answer in 0..99_i64, now in 0..150_i64, met in 0..150_i64,
    ) {
        let both = promises(first, answer);
        let both = both.with(Metric::FirstResponse, &both.first_response.clone().met(second(met)));
        for (_, promise) in both.open(second(now)) {
            prop_assert!(promise.is_unmet());
        }
        prop_assert!(both.open(second(now)).count() <= 1, "what is met is never open");
    }
}
