//! One promise: what becomes of it, to the second.

use crate::given::{promise, second};
use domain::{Deadline, DeadlineState, PromiseOutcome};
use proptest::prelude::*;

const DUE: i64 = 100;

fn paused(since: i64) -> Deadline {
    Deadline { paused_at: Some(second(since)), ..promise(DUE) }
}

fn with(outcome: PromiseOutcome) -> Deadline {
    Deadline { outcome: Some(outcome), ..promise(DUE) }
}

#[test]
fn a_promise_that_is_met_at_its_very_moment_is_kept_and_a_second_later_it_is_broken() {
    for (met, outcome) in
        [(DUE - 1, PromiseOutcome::Kept), (DUE, PromiseOutcome::Kept), (DUE + 1, PromiseOutcome::Broken)]
    {
        let after = promise(DUE).met(second(met));
        assert_eq!(after.outcome, Some(outcome), "met at {met}");
        assert_eq!(after.met_at, Some(second(met)), "when it was done is known, late or not");
    }
}

#[test]
fn a_promise_that_is_dropped_at_its_very_moment_is_withdrawn_and_a_second_later_it_is_broken() {
    for (dropped, outcome) in
        [(DUE - 1, PromiseOutcome::Withdrawn), (DUE, PromiseOutcome::Withdrawn), (DUE + 1, PromiseOutcome::Broken)]
    {
        let after = promise(DUE).dropped(second(dropped));
        assert_eq!(after.outcome, Some(outcome), "dropped at {dropped}");
        assert_eq!(after.met_at, None, "nobody did what was promised");
    }
}

#[test]
fn a_running_promise_is_due_soon_from_its_reminder_on_and_missed_only_after_its_moment() {
    for (now, state) in [
        (DUE - 11, DeadlineState::Running),
        (DUE - 10, DeadlineState::DueSoon),
        (DUE - 9, DeadlineState::DueSoon),
        (DUE, DeadlineState::DueSoon),
        (DUE + 1, DeadlineState::Missed),
    ] {
        assert_eq!(promise(DUE).state(second(now)), state, "at {now}");
    }
}

#[test]
fn a_wait_that_began_in_time_stops_the_clock_and_one_that_began_too_late_mends_nothing() {
    for (since, state) in
        [(DUE - 1, DeadlineState::Paused), (DUE, DeadlineState::Paused), (DUE + 1, DeadlineState::Missed)]
    {
        assert_eq!(paused(since).state(second(DUE + 1_000)), state, "paused at {since}");
    }
}

#[test]
fn a_promise_whose_clock_stands_still_is_kept_however_long_the_wait_was() {
    let met = paused(DUE - 1).met(second(DUE + 1_000));
    assert_eq!((met.outcome, met.paused_at), (Some(PromiseOutcome::Kept), None));
    let dropped = paused(DUE - 1).dropped(second(DUE + 1_000));
    assert_eq!((dropped.outcome, dropped.paused_at), (Some(PromiseOutcome::Withdrawn), None));
    let late = paused(DUE + 1).met(second(DUE + 2));
    assert_eq!((late.outcome, late.paused_at), (Some(PromiseOutcome::Broken), None));
}

#[test]
fn a_wait_shows_as_a_wait_also_when_the_reminder_is_past() {
    assert_eq!(paused(DUE - 5).state(second(DUE - 1)), DeadlineState::Paused);
}

#[test]
fn what_was_written_down_of_a_promise_never_changes_whatever_happens_later() {
    for outcome in [PromiseOutcome::Kept, PromiseOutcome::Broken, PromiseOutcome::Withdrawn] {
        for later in [DUE - 50, DUE, DUE + 50] {
            let promise = with(outcome);
            assert_eq!(promise.outcome_at(second(later)), Some(outcome));
            assert_eq!(promise.clone().met(second(later)).outcome, Some(outcome));
            assert_eq!(promise.dropped(second(later)).outcome, Some(outcome));
        }
    }
}

#[test]
fn what_is_written_down_shows_before_a_wait_does() {
    let now = second(DUE - 50);
    for (outcome, state) in [
        (PromiseOutcome::Kept, DeadlineState::Met),
        (PromiseOutcome::Broken, DeadlineState::Missed),
        (PromiseOutcome::Withdrawn, DeadlineState::Withdrawn),
    ] {
        let promise = Deadline { paused_at: Some(second(0)), ..with(outcome) };
        assert_eq!(promise.state(now), state);
    }
}

#[test]
fn a_broken_promise_still_has_to_be_done_and_a_withdrawn_one_does_not() {
    assert!(promise(DUE).is_unmet());
    assert!(with(PromiseOutcome::Broken).is_unmet(), "nobody answered yet, be it too late");
    assert!(!with(PromiseOutcome::Withdrawn).is_unmet());
    assert!(!with(PromiseOutcome::Broken).met(second(DUE + 9)).is_unmet());
}

proptest! {
    #[test]
    fn a_promise_is_open_until_it_is_broken_and_from_then_on_broken_for_good(
        due in 0..200_i64, wait in prop::option::of(0..200_i64), now in 0..400_i64, later in 0..400_i64,
    ) {
        let promise = Deadline { paused_at: wait.map(second), ..promise(due) };
        let (now, later) = (now.min(later), now.max(later));
        if !promise.is_open(second(now)) {
            prop_assert_eq!(promise.outcome_at(second(later)), Some(PromiseOutcome::Broken));
        }
        prop_assert_eq!(promise.is_open(second(now)), promise.state(second(now)) != DeadlineState::Missed);
    }

    #[test]
    fn it_makes_no_difference_whether_a_sweep_came_between_the_moment_and_the_answer(
        due in 0..200_i64, swept in 0..400_i64, later in 0..200_i64,
    ) {
        let answered = swept + later;
        let unswept = promise(due).met(second(answered));
        let promise = promise(due);
        let swept = Deadline { outcome: promise.outcome_at(second(swept)), ..promise };
        prop_assert_eq!(swept.met(second(answered)).outcome, unswept.outcome);
    }

    #[test]
    fn what_becomes_of_a_promise_leaves_its_day_its_round_and_how_it_was_found(
        due in 0..200_i64, now in 0..400_i64, round in 1..9_i32, extra in 0..9_u32,
    ) {
        let before = Deadline { round, extra_days: extra, breached_at: Some(second(due)), ..promise(due) };
        for after in [before.clone().met(second(now)), before.clone().dropped(second(now))] {
            let changed = Deadline { outcome: None, met_at: None, paused_at: None, ..after };
            prop_assert_eq!(&changed, &before);
        }
    }
}
