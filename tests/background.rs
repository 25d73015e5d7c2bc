//! What the worker does beside the pages: a letter given back is free at once, one put off is not, a task that fails is
//! told and stops nobody, and what is still to do can be counted.

use app::{Caller, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{Actor, Origin};
use testkit::{TestDesk, desks, question_about};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk) {
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&nobody, question_about(1, "woonzorgvisie")).await.expect("a receipt");
}

#[tokio::test]
async fn a_letter_given_back_is_free_at_once_and_one_put_off_only_when_its_pause_is_over() {
    for desk in desks().await {
        ask(&desk).await;
        let taken = desk.app.lease_letters(10).await.expect("letters");
        assert_eq!(taken.len(), 2);
        assert!(desk.app.lease_letters(10).await.expect("letters").is_empty(), "held");
        assert!(desk.app.give_letter_back(&taken[0]).await.expect("given back"));
        assert!(desk.app.postpone_letter(&taken[1], Duration::minutes(10)).await.expect("put off"));
        let again = desk.app.lease_letters(10).await.expect("letters");
        assert_eq!(again.iter().map(|job| job.id).collect::<Vec<_>>(), [taken[0].id]);
        desk.clock.advance(Duration::minutes(9));
        let taken_over = desk.app.lease_letters(10).await.expect("letters");
        assert_eq!(taken_over.iter().map(|job| job.id).collect::<Vec<_>>(), [taken[0].id], "its lease ran out");
        // Whoever held it before has nothing to say any more.
        assert!(!desk.app.give_letter_back(&again[0]).await.expect("asked"));
        assert!(!desk.app.postpone_letter(&again[0], Duration::minutes(10)).await.expect("asked"));
        desk.clock.advance(Duration::minutes(1));
        assert!(desk.app.lease_letters(10).await.expect("letters").iter().any(|job| job.id == taken[1].id));
    }
}

#[tokio::test]
async fn a_task_that_fails_or_panics_is_written_down_and_what_comes_after_it_runs() {
    for desk in desks().await {
        let provoked = |task: &str| match task {
            "fails" => Err(Refusal::Conflict("met opzet".to_owned())),
            "panics" => panic!("met opzet"),
            _ => Ok(()),
        };
        desk.app.inject_fault(Box::new(move |task, _| provoked(task)));
        assert!(matches!(desk.app.provoke("fails", None), Err(Refusal::Conflict(_))));
        assert!(desk.app.provoke("other", None).is_ok());
        // What fails once is nobody's trouble yet.
        for _ in 0..3 {
            for task in ["fails", "panics"] {
                assert_eq!(desk.app.run_task(task, Box::pin(async { Ok(7) })).await, 0, "{task}");
            }
            assert_eq!(desk.app.run_task("goes well", Box::pin(async { Ok(7) })).await, 7);
            let refused = async { Err(Refusal::Conflict("van binnen".to_owned())) };
            assert_eq!(desk.app.run_task("fails inside", Box::pin(refused)).await, 0);
        }
        let health = desk.app.health().await;
        let told: Vec<&str> = health.checks.iter().filter(|check| !check.ok).map(|check| &*check.reason).collect();
        for task in ["fails", "panics", "fails inside"] {
            assert!(told.iter().any(|reason| reason.contains(&format!("{task}, alles"))), "{task}: {told:?}");
        }
        assert!(!told.iter().any(|reason| reason.contains("goes well")), "{told:?}");
    }
}

#[tokio::test]
async fn what_is_still_to_do_is_counted_and_nobody_is_reminded_while_the_desk_is_closed() {
    for desk in desks().await {
        let nothing = desk.app.backlog().await.expect("a backlog");
        assert_eq!((nothing.oldest_unswept, nothing.oldest_reminder, nothing.reminders), (None, None, 0));
        ask(&desk).await;
        // A week before the answer is due nobody looked at the first reaction.
        desk.clock.set(at("2026-12-07T10:00:00+01:00"));
        let open = desk.app.backlog().await.expect("a backlog");
        assert!(open.reminders > 0 && open.oldest_reminder.is_some(), "{open:?}");
        assert!(open.oldest_unswept.is_some(), "the first reaction fell due: {open:?}");
        desk.clock.set(at("2026-12-07T20:00:00+01:00"));
        let closed = desk.app.backlog().await.expect("a backlog");
        assert_eq!(closed.oldest_reminder, None, "closed");
        desk.clock.set(at("2026-12-08T10:00:00+01:00"));
        desk.app.record_breaches().await.expect("swept");
        desk.app.send_reminders().await.expect("swept");
        let swept = desk.app.backlog().await.expect("a backlog");
        assert_eq!((swept.oldest_unswept, swept.oldest_reminder, swept.reminders), (None, None, 0), "{swept:?}");
    }
}
