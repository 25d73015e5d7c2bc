//! A question that comes in: what is read for it, and what is written.

use crate::given::{
    self, asker, assigned, desk, event, expert, job, minutes, monday, nobody, question, read, stored, uuid, write,
};
use domain::{OrganisationId, OrganisationName, TicketEvent, TicketId};
use store::arrivals::{self, Arrival};
use store::experts::{Numbers, Room, Taken};
use store::{Store, Tx, conflicts, decisions, events, experts, jobs, messages, tickets};
use testkit::database::on_both;

#[tokio::test]
async fn one_statement_reads_what_many_read() {
    on_both(async |store| {
        desk(store).await;
        // The oldest of six is one too many to look back on.
        for (number, to) in [(1, 3), (2, 1), (3, 1), (4, 2), (5, 1), (6, 2)] {
            let received_at = monday() + minutes(i64::try_from(number).unwrap());
            stored(store, &store::tickets::NewTicket { received_at, ..assigned(number, expert(to)) }).await;
        }
        let us = OrganisationId(uuid(1));
        write(store, async |tx| conflicts::add(tx, expert(3), us, monday()).await.unwrap()).await;

        let tx = store.write().await.unwrap();
        store.statements().record();
        let key = question(7).submission_key;
        let mut known = arrivals::known(&tx, &asker(), key, monday()).await.unwrap();
        assert_eq!(store.statements().seen().len(), 1);
        store.statements().stop();
        let (loads, versions) = experts::loads(&tx).await.unwrap();
        assert_eq!((known.loads, known.versions), (loads, versions));
        assert_eq!(known.organisation, Some(us));
        assert_eq!(known.conflicts, conflicts::of(&tx, us).await.unwrap());
        assert_eq!(known.conflicts, [expert(3)]);
        known.earlier.sort();
        let mut earlier = tickets::earlier_experts(&tx, us, monday()).await.unwrap();
        earlier.sort();
        assert_eq!(known.earlier, earlier);
        assert_eq!(earlier, [expert(1), expert(2)]);
        assert_eq!((known.is_used, known.number), (false, Some(TicketId(7))));

        let later = arrivals::known(&tx, &asker(), key, monday() + minutes(60)).await.unwrap();
        assert_eq!(later.earlier, [], "too long ago");
        let used = arrivals::known(&tx, &asker(), question(3).submission_key, monday()).await.unwrap();
        assert_eq!((used.is_used, used.number), (true, None));
        let name = "Gemeente Amersfoort".to_owned();
        let stranger = OrganisationName { name, municipality: None, ..asker() };
        let first = arrivals::known(&tx, &stranger, key, monday()).await.unwrap();
        assert_eq!((first.organisation, first.number), (None, None), "no number is skipped for nothing");
    })
    .await;
}

fn work(minutes: i32, weekly: i32, revision: i64) -> (Taken, i32) {
    (Taken { expert: expert(1), recent_minutes: minutes, room: Room::Within(weekly), revision }, minutes)
}

/// Question 1 for expert 1, with everything that comes of it.
async fn arrive(tx: &Tx, number: TicketId, work: Option<(Taken, i32)>) -> bool {
    let new = assigned(1, expert(1));
    let arrival = Arrival {
        number,
        ticket: &new,
        decision: &nobody(&new, number),
        numbers: &Numbers::new(),
        work,
        events: &[
            event(number, TicketEvent::Received {}, monday()),
            event(number, TicketEvent::Assigned { expert: expert(1), from: None }, monday()),
        ],
        letters: &[job(1, Some(number), monday()), job(2, Some(number), monday())],
        now: monday(),
    };
    arrivals::write(tx, &arrival).await.unwrap()
}

#[tokio::test]
async fn everything_that_comes_of_a_question_is_written_at_once_on_postgresql() {
    on_both(async |store| {
        desk(store).await;
        let number = TicketId(5);
        store.statements().record();
        assert!(write(store, async |tx| arrive(tx, number, Some(work(90, 600, 0))).await).await);
        let most = if store.is_embedded() { 2 } else { 1 };
        assert_eq!(store.statements().seen().len(), most);
        store.statements().stop();

        let new = assigned(1, expert(1));
        let ticket = read(store, number).await;
        assert_eq!((ticket.subject, ticket.topics, ticket.promises), (new.subject, new.topics, new.promises));
        assert_eq!((ticket.standing, ticket.assignee), (new.standing, new.assignee));
        let (said, _) = messages::page(store, number, messages::Shown::WithNotes, 9, None).await.unwrap();
        assert_eq!(said, [new.question]);
        let happened: Vec<_> = events::of_ticket(store, number).await.unwrap().into_iter().map(|e| e.kind()).collect();
        assert_eq!(happened, [domain::EventKind::Received, domain::EventKind::Assigned], "in their order");
        assert_eq!(decisions::of_ticket(store, number).await.unwrap().len(), 1);
        assert_eq!(jobs::of_ticket(store, number).await.unwrap().len(), 2);
        let (loads, _) = experts::loads(store).await.unwrap();
        let load = loads.into_iter().find(|load| load.expert == expert(1)).unwrap();
        assert_eq!((load.open_minutes, load.recent_minutes, load.last_assigned_at), (90, 90, Some(monday())));
        let next = stored(store, &question(2)).await.id;
        assert!(next > TicketId(0) && next != number);
    })
    .await;
}

async fn is_empty(store: &Store) -> bool {
    let none = tickets::find(store, TicketId(5), &store::Scope::Everything).await.unwrap().is_none();
    none && jobs::of_ticket(store, TicketId(5)).await.unwrap().is_empty()
}

#[tokio::test]
async fn a_question_for_whom_there_is_no_room_is_not_kept() {
    on_both(async |store| {
        desk(store).await;
        for (why, work) in [("no room", work(601, 600, 0)), ("the right is gone", work(90, 600, 1))] {
            let tx = store.write().await.unwrap();
            assert!(!arrive(&tx, TicketId(5), Some(work)).await, "{why}");
            tx.rollback().await.unwrap();
            assert!(is_empty(store).await, "{why}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_used_at_the_same_moment_is_overtaken_and_no_mistake() {
    on_both(async |store| {
        desk(store).await;
        stored(store, &question(1)).await;
        let tx = store.write().await.unwrap();
        assert!(!arrive(&tx, TicketId(5), None).await);
        tx.rollback().await.unwrap();
        assert!(is_empty(store).await);
        assert_eq!(write(store, async |tx| given::insert(tx, &question(1)).await.unwrap()).await, None);
    })
    .await;
}
