//! Where a ticket stands: every step from every state, with what is kept and what is dropped.

use crate::given::{at, second};
use domain::{Asked, ClosedBecause, Ending, Standing, TicketStatus, Transition};
use proptest::prelude::*;

fn asked(since: i64) -> Asked {
    Asked { since: second(since), reminded_at: Some(second(since + 1)), acts_at: Some(second(since + 2)) }
}

/// In every state, with everything that it may hold.
fn full() -> [Standing; 5] {
    [
        Standing::Unassigned { choose_before: Some(second(50)), asked: Some(asked(10)) },
        Standing::Assigned,
        Standing::WaitingForAsker(asked(10)),
        Standing::Answered { closes_at: Some(second(60)) },
        Standing::Closed { at: second(70), ending: Ending::default() },
    ]
}

fn some_standing() -> impl Strategy<Value = Standing> {
    let moment = || (0..1_000_i64).prop_map(second);
    let asked = (0..1_000_i64, any::<bool>())
        .prop_map(|(since, acts)| Asked { acts_at: acts.then_some(second(since + 5)), ..asked(since) });
    prop_oneof![
        (prop::option::of(moment()), prop::option::of(asked.clone()))
            .prop_map(|(choose_before, asked)| Standing::Unassigned { choose_before, asked }),
        Just(Standing::Assigned),
        asked.prop_map(Standing::WaitingForAsker),
        prop::option::of(moment()).prop_map(|closes_at| Standing::Answered { closes_at }),
        moment().prop_map(|at| Standing::Closed { at, ending: Ending::default() }),
    ]
}

fn some_step() -> impl Strategy<Value = Transition> {
    (0..7_u8, 0..1_000_i64).prop_map(|(step, number)| match step {
        0 => Transition::Assign,
        1 => Transition::Release { choose_before: second(number) },
        2 => Transition::AskBack(asked(number)),
        3 => Transition::Answer { closes_at: Some(second(number)) },
        4 => Transition::AskerReacts,
        5 => Transition::Close { at: second(number), ending: Ending::default() },
        _ => Transition::Reopen,
    })
}

#[test]
fn whoever_lets_a_question_go_keeps_what_was_asked_back_and_the_lead_gets_until_the_moment_named() {
    let release = Transition::Release { choose_before: second(99) };
    let after = Standing::WaitingForAsker(asked(10)).after(release);
    assert_eq!(after, Ok(Standing::Unassigned { choose_before: Some(second(99)), asked: Some(asked(10)) }));
    let after = Standing::Assigned.after(release);
    assert_eq!(after, Ok(Standing::Unassigned { choose_before: Some(second(99)), asked: None }));
}

#[test]
fn a_lead_who_was_choosing_keeps_their_moment_when_the_question_is_let_go_again() {
    for (had, gets) in [(Some(second(50)), second(50)), (None, second(99))] {
        let before = Standing::Unassigned { choose_before: had, asked: None };
        let after = before.after(Transition::Release { choose_before: second(99) });
        assert_eq!(after, Ok(Standing::Unassigned { choose_before: Some(gets), asked: None }));
    }
}

#[test]
fn a_second_question_back_takes_the_place_of_the_first_with_its_reminder() {
    let again = Asked { since: second(30), reminded_at: None, acts_at: None };
    assert_eq!(
        Standing::WaitingForAsker(asked(10)).after(Transition::AskBack(again)),
        Ok(Standing::WaitingForAsker(again))
    );
}

#[test]
fn a_second_answer_moves_the_moment_of_closing_and_an_answer_without_one_takes_it_away() {
    let answered = Standing::Answered { closes_at: Some(second(60)) };
    for closes_at in [Some(second(80)), Some(second(40)), None] {
        assert_eq!(answered.after(Transition::Answer { closes_at }), Ok(Standing::Answered { closes_at }));
    }
}

#[test]
fn an_asker_who_reacts_while_nobody_has_the_question_takes_no_time_from_the_lead() {
    let before = Standing::Unassigned { choose_before: Some(second(50)), asked: Some(asked(10)) };
    let after = before.after(Transition::AskerReacts);
    assert_eq!(after, Ok(Standing::Unassigned { choose_before: Some(second(50)), asked: None }));
}

#[test]
fn an_asker_who_reacts_to_anything_else_gives_the_desk_work_again() {
    for before in &full()[1..] {
        assert_eq!(before.after(Transition::AskerReacts), Ok(Standing::Assigned), "{before:?}");
    }
}

#[test]
fn a_question_can_be_closed_from_anywhere_but_only_once_and_keeps_its_first_moment() {
    for before in full() {
        let after = before.after(Transition::Close { at: second(500), ending: Ending::default() });
        if before.status() == TicketStatus::Closed {
            assert_eq!(after, Err("Deze vraag is al gesloten."));
        } else {
            assert_eq!(after, Ok(Standing::Closed { at: second(500), ending: Ending::default() }), "{before:?}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_the_step_that_helps() {
    let [unassigned, assigned, waiting, answered, closed] = full();
    let (first, reopen) = ("Wijs de vraag eerst toe aan een deskundige.", "Heropen de vraag eerst.");
    let answer = Transition::Answer { closes_at: None };
    for (before, step, says) in [
        (unassigned, answer, first),
        (unassigned, Transition::AskBack(asked(1)), first),
        (answered, Transition::Assign, reopen),
        (closed, Transition::Assign, reopen),
        (answered, Transition::AskBack(asked(1)), reopen),
        (closed, Transition::AskBack(asked(1)), reopen),
        (closed, answer, reopen),
        (answered, Transition::Release { choose_before: second(1) }, "kan nu niet terug naar de wachtrij"),
        (closed, Transition::Release { choose_before: second(1) }, "kan nu niet terug naar de wachtrij"),
        (unassigned, Transition::Reopen, "nog open"),
        (assigned, Transition::Reopen, "nog open"),
        (waiting, Transition::Reopen, "nog open"),
    ] {
        let refused = before.after(step).expect_err("it cannot be done");
        assert!(refused.contains(says), "{before:?} {step:?}: {refused}");
    }
}

#[test]
fn the_desk_acts_by_itself_only_where_it_waits_for_an_asker() {
    let acts = full().map(Standing::acts_at);
    assert_eq!(acts, [Some(second(12)), None, Some(second(12)), Some(second(60)), None]);
    let later = Some(second(900));
    let moved = full().map(|standing| standing.acting_at(later).acts_at());
    assert_eq!(moved, [later, None, later, later, None]);
    let never = Standing::Unassigned { choose_before: Some(second(5)), asked: None };
    assert_eq!(never.acting_at(later), never, "nobody is asked anything there");
}

#[test]
fn another_moment_to_act_keeps_since_when_was_asked_and_the_reminder() {
    for standing in [full()[0], full()[2]] {
        let moved = standing.acting_at(None).asked().expect("it still waits");
        assert_eq!((moved.since, moved.reminded_at, moved.acts_at), (second(10), Some(second(11)), None));
    }
}

#[test]
fn a_question_back_is_never_made_where_there_was_none() {
    let now = asked(400);
    for standing in full() {
        let after = standing.with_asked(now);
        assert_eq!(after.asked(), standing.asked().map(|_| now), "{standing:?}");
        assert_eq!(after.status(), standing.status());
        assert_eq!(after.choose_before(), standing.choose_before(), "the lead's time is another matter");
        assert_eq!(after.closed_at(), standing.closed_at());
    }
}

#[test]
fn every_standing_is_stored_under_names_that_stay_and_is_read_back() {
    for (standing, stored) in [
        (Standing::Assigned, r#""Assigned""#),
        (
            Standing::Unassigned { choose_before: Some(at("2026-11-24T09:00:50Z")), asked: None },
            r#"{"Unassigned":{"choose_before":"2026-11-24T09:00:50Z","asked":null}}"#,
        ),
        (
            Standing::WaitingForAsker(Asked { since: second(0), reminded_at: None, acts_at: Some(second(1)) }),
            r#"{"WaitingForAsker":{"since":"2026-11-24T09:00:00Z","reminded_at":null,"acts_at":"2026-11-24T09:00:01Z"}}"#,
        ),
        (Standing::Answered { closes_at: None }, r#"{"Answered":{"closes_at":null}}"#),
        (Standing::Closed { at: second(0), ending: Ending::default() }, r#"{"Closed":{"at":"2026-11-24T09:00:00Z"}}"#),
        (
            Standing::Closed { at: second(0), ending: Ending::Closed(ClosedBecause::NotOurs) },
            r#"{"Closed":{"at":"2026-11-24T09:00:00Z","ending":{"closed":"not_ours"}}}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&standing).expect("it can be written"), stored);
        assert_eq!(serde_json::from_str::<Standing>(stored).expect("it can be read"), standing);
    }
}

proptest! {
    #[test]
    fn a_refused_step_is_refused_in_that_state_whatever_it_holds(one in some_standing(), step in some_step()) {
        let other = full().into_iter().find(|other| other.status() == one.status()).expect("every state is there");
        prop_assert_eq!(one.after(step).map(|_| ()), other.after(step).map(|_| ()));
    }

    #[test]
    fn no_life_of_a_question_ends_where_nothing_can_be_done_with_it(
        steps in prop::collection::vec(some_step(), 0..30),
    ) {
        let mut standing = Standing::Unassigned { choose_before: None, asked: None };
        for step in steps {
            standing = standing.after(step).unwrap_or(standing);
        }
        let can = |step: Transition| standing.after(step).is_ok();
        let (assign, close) = (Transition::Assign, Transition::Close { at: second(0), ending: Ending::default() });
        prop_assert_eq!(can(assign), standing.status().is_open());
        prop_assert_eq!(can(Transition::Reopen), !standing.status().is_open());
        prop_assert_eq!(can(close), standing.status() != TicketStatus::Closed);
    }

    #[test]
    fn a_question_opened_again_remembers_nothing_of_before(before in some_standing(), at in 0..1_000_i64) {
        let Ok(closed) = before.after(Transition::Close { at: second(at), ending: Ending::default() }) else { return Ok(()) };
        prop_assert_eq!(closed.after(Transition::Reopen), Ok(Standing::Assigned));
    }
}

#[test]
fn only_an_answered_question_closes_as_answered_and_only_one_that_waits_because_of_silence() {
    for standing in full() {
        if standing.status() == TicketStatus::Closed {
            continue;
        }
        let offered = standing.reasons_to_close();
        let is_answered = standing.status() == TicketStatus::Answered;
        assert_eq!(offered.contains(&ClosedBecause::Answered), is_answered, "{standing:?}");
        assert_eq!(offered.contains(&ClosedBecause::Silence), standing.asked().is_some(), "{standing:?}");
        assert!(!offered.is_empty() && !offered.contains(&ClosedBecause::Said), "{standing:?}");
        assert_eq!(standing.closed_without_a_word() == ClosedBecause::Answered, is_answered, "{standing:?}");
        let closed = standing.after(Transition::Close { at: second(5), ending: Ending::Closed(offered[0]) });
        assert_eq!(closed.map(Standing::label), Ok(Ending::Closed(offered[0]).label()), "{standing:?}");
    }
}
