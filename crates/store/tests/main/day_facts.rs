//! Which days are to be counted again, and what is kept of those that were.

use crate::given::{self, append, assigned, day, desk, event, expert, minutes, monday, question, read, stored, write};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Axis, FactKind, TicketEvent, TicketId};
use store::tickets::{self, TicketChange};
use store::{Store, day_facts};
use testkit::database::on_both;

/// After every day of these tests.
fn later() -> NaiveDate {
    day("2027-01-01")
}

async fn stale(store: &Store) -> Vec<String> {
    let mut days: Vec<String> =
        day_facts::stale(store, later(), 1_000).await.unwrap().iter().map(NaiveDate::to_string).collect();
    days.sort();
    days
}

async fn take_all(store: &Store) -> Vec<NaiveDate> {
    let days = day_facts::stale(store, later(), 1_000).await.unwrap();
    write(store, async |tx| day_facts::take_marks(tx, &days).await.unwrap()).await
}

async fn change(store: &Store, id: TicketId, at: DateTime<Utc>, change: TicketChange) {
    let ticket = read(store, id).await;
    assert!(write(store, async |tx| tickets::change(tx, &ticket, at, &change).await.unwrap()).await);
}

/// Received on Monday 2 November; a reaction is promised for the 4th, an answer for the 12th.
async fn a_question(store: &Store) -> TicketId {
    desk(store).await;
    let id = stored(store, &assigned(1, expert(1))).await.id;
    append(store, &[event(id, TicketEvent::Received {}, monday())]).await;
    id
}

#[tokio::test]
async fn every_change_marks_the_days_on_which_the_question_counts_and_no_others() {
    on_both(async |store| {
        let id = a_question(store).await;
        assert_eq!(stale(store).await, ["2026-11-02", "2026-11-04", "2026-11-12"], "received and promised");
        let every = ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-12"];
        let at = monday() + minutes(24 * 60);
        let none = TicketChange::default;
        let met = read(store, id).await.promises.map(|_, promise| promise.clone().met(at));
        let changes: [(&str, TicketChange, &[&str]); 7] = [
            ("nothing that counts", TicketChange { routing_summary: Some("Omdat".to_owned()), ..none() }, &[]),
            ("answered", TicketChange { first_answered_at: Some(at), ..none() }, &["2026-11-03"]),
            (
                "met",
                TicketChange { promises: Some(met.clone()), ..none() },
                &["2026-11-03", "2026-11-04", "2026-11-12"],
            ),
            ("met as before", TicketChange { promises: Some(met), ..none() }, &[]),
            ("assigned", TicketChange { assignee: Some(Some(expert(2))), ..none() }, &every),
            ("assigned to whom it was", TicketChange { assignee: Some(Some(expert(2))), ..none() }, &[]),
            ("other topics", TicketChange { topics: Some(vec![given::topic("x", Axis::Theme)]), ..none() }, &every),
        ];
        for (what, it, days) in changes {
            take_all(store).await;
            change(store, id, at, it).await;
            assert_eq!(stale(store).await, days, "{what} on {}", store.is_embedded());
        }
        let gone = TicketChange { topics: Some(Vec::new()), ..none() };
        let again = TicketChange { topics: Some(vec![given::topic("y", Axis::Theme)]), ..none() };
        for it in [gone, again] {
            take_all(store).await;
            change(store, id, at, it).await;
            assert_eq!(stale(store).await, every);
        }
        take_all(store).await;
        append(store, &[event(id, TicketEvent::Noted {}, monday())]).await;
        assert_eq!(stale(store).await, Vec::<String>::new(), "a note opens and closes nothing");
        let answered = TicketEvent::Answered { first: true, in_time: true, again: false };
        append(store, &[event(id, answered, monday() + minutes(72 * 60))]).await;
        assert_eq!(stale(store).await, ["2026-11-05"]);
    })
    .await;
}

#[tokio::test]
async fn a_question_that_comes_in_marks_a_handful_of_days_and_what_never_happened_marks_none() {
    on_both(async |store| {
        desk(store).await;
        let tx = store.write().await.unwrap();
        given::insert(&tx, &question(1)).await.unwrap().unwrap();
        let marks = day_facts::stale(&tx, later(), 1_000).await.unwrap();
        assert_eq!(marks.len(), 3, "{marks:?}");
        tx.rollback().await.unwrap();
        assert_eq!(stale(store).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn marks_that_are_taken_in_a_transaction_that_fails_are_there_again() {
    on_both(async |store| {
        a_question(store).await;
        let before = stale(store).await;
        let tx = store.write().await.unwrap();
        let days = day_facts::stale(&tx, later(), 1_000).await.unwrap();
        assert_eq!(day_facts::take_marks(&tx, &days).await.unwrap().len(), 3);
        assert!(day_facts::put(&tx, FactKind::Received, days[0], 1, vec![1, 2]).await.unwrap());
        drop(tx);
        assert_eq!(stale(store).await, before);
        assert_eq!(day_facts::contents(store, FactKind::Received, &days).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn whoever_marks_a_day_waits_for_nobody_and_a_mark_set_meanwhile_is_not_taken() {
    on_both(async |store| {
        if store.is_embedded() {
            return;
        }
        desk(store).await;
        // Both are under way at once, on the same days.
        let (one, two) = (store.write().await.unwrap(), store.write().await.unwrap());
        let first = given::insert(&one, &question(1)).await.unwrap().unwrap();
        given::insert(&two, &question(2)).await.unwrap().unwrap();
        one.commit().await.unwrap();
        let sweep = store.write().await.unwrap();
        assert!(day_facts::hold(&sweep).await.unwrap());
        let other = store.write().await.unwrap();
        assert!(!day_facts::hold(&other).await.unwrap(), "one counts at a time");
        other.rollback().await.unwrap();
        let days = day_facts::stale(&sweep, later(), 1_000).await.unwrap();
        assert_eq!(day_facts::take_marks(&sweep, &days).await.unwrap().len(), 3);
        two.commit().await.unwrap();
        sweep.commit().await.unwrap();
        assert_eq!(stale(store).await.len(), 3, "those of the second");
        assert_eq!(read(store, first).await.id, first);
    })
    .await;
}

#[tokio::test]
async fn marks_of_days_to_come_are_brought_back_to_one_a_day_and_stay() {
    on_both(async |store| {
        desk(store).await;
        for number in 1..=5 {
            stored(store, &question(number)).await;
        }
        let before = stale(store).await;
        let thinned = day_facts::thin_out(store, day("2026-11-04")).await.unwrap();
        assert_eq!(thinned, if store.is_embedded() { 0 } else { 8 }, "four too many on each of two days");
        assert_eq!(day_facts::thin_out(store, day("2026-11-04")).await.unwrap(), 0);
        assert_eq!(stale(store).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_day_is_another_version_only_when_its_content_is_another() {
    on_both(async |store| {
        desk(store).await;
        let (kind, on) = (FactKind::Answered, day("2026-11-02"));
        let put = async |content: &[u8]| {
            write(store, async |tx| day_facts::put(tx, kind, on, 1, content.to_vec()).await.unwrap()).await
        };
        assert!(put(&[1, 0]).await);
        assert!(!put(&[1, 0]).await, "nothing changed");
        let counted = async || day_facts::counted(store, kind, on, on).await.unwrap().days;
        assert_eq!(counted().await, [(on, 1)]);
        assert!(put(&[1, 9]).await);
        assert_eq!(counted().await, [(on, 2)]);
        assert_eq!(day_facts::contents(store, kind, &[on]).await.unwrap()[0].content, [1, 9]);
        let others = day_facts::counted(store, FactKind::Received, on, on).await.unwrap();
        assert_eq!(others.days, [], "of another kind");
        write(store, async |tx| day_facts::mark(tx, &[on]).await.unwrap()).await;
        assert_eq!(counted().await, [], "it is stale");
    })
    .await;
}
