use crate::given::{self, append, assigned, deadline, desk, expert, minutes, monday, question, read, stored, write};
use domain::{
    Asked, Axis, MessageKind, Metric, OrganisationId, Place, RegionRef, Standing, Ticket, TicketEvent, TopicKey, Wait,
};
use store::deadlines::{self, Due};
use store::tickets::{self, NewTicket, TicketChange};
use store::{Scope, Store, messages, silence};
use testkit::database::on_both;

async fn change(store: &Store, ticket: &Ticket, change: &TicketChange) -> bool {
    write(store, async |tx| tickets::change(tx, ticket, monday() + minutes(60), change).await.unwrap()).await
}

#[tokio::test]
async fn what_is_stored_is_what_is_read() {
    on_both(async |store| {
        desk(store).await;
        let new = assigned(7, expert(1));
        let ticket = stored(store, &new).await;
        assert_eq!(ticket.reference.year, 2026);
        assert_eq!(ticket.reference.ticket, ticket.id);
        let expected = Ticket {
            id: ticket.id,
            reference: ticket.reference,
            submission_key: new.submission_key,
            subject: new.subject,
            standing: new.standing,
            received_at: new.received_at,
            organisation: new.organisation,
            organisation_kind: new.organisation_kind,
            organisation_name: "Gemeente Utrecht".to_owned(),
            place: new.place,
            also: new.also,
            works_for: new.works_for,
            contact: new.contact,
            language: new.language,
            out_of_scope: new.out_of_scope,
            policy: new.policy,
            channel: new.channel,
            topics: new.topics,
            assignee: new.assignee,
            routing_summary: new.routing_summary,
            effort_minutes: new.effort_minutes,
            has_personal_data: new.has_personal_data,
            promises: new.promises,
            revision: 0,
            first_answered_at: None,
            answered_at: None,
            link_number: 0,
            quiet: false,
            contact_erased_at: None,
            texts_erased_at: None,
        };
        assert_eq!(ticket, expected);
        let by_key = tickets::by_submission_key(store, new.submission_key).await.unwrap();
        assert_eq!(by_key, Some(expected.clone()));
        assert_eq!(tickets::by_tracking_hash(store, &new.tracking_hash).await.unwrap(), Some(expected));
        assert_eq!(tickets::by_tracking_hash(store, &[9; 32]).await.unwrap(), None);
        let (said, more) = messages::page(store, ticket.id, store::messages::Shown::ToAsker, 10, None).await.unwrap();
        assert_eq!((said, more), (vec![new.question], false));
    })
    .await;
}

#[tokio::test]
async fn every_sort_of_place_comes_back() {
    on_both(async |store| {
        desk(store).await;
        for (number, place) in [(1, Place::Nationwide), (2, Place::Region(RegionRef::new("provincie", "PV26")))] {
            let ticket = stored(store, &NewTicket { place: place.clone(), ..question(number) }).await;
            assert_eq!(ticket.place, place);
        }
    })
    .await;
}

#[tokio::test]
async fn the_year_of_a_reference_is_the_year_in_amsterdam() {
    on_both(async |store| {
        desk(store).await;
        let received_at = "2026-12-31T23:30:00Z".parse().unwrap();
        let ticket = stored(store, &NewTicket { received_at, ..question(1) }).await;
        assert_eq!(ticket.reference.year, 2027);
    })
    .await;
}

#[tokio::test]
async fn a_key_used_before_stores_nothing_at_all() {
    on_both(async |store| {
        desk(store).await;
        let first = stored(store, &question(1)).await;
        let again = NewTicket {
            submission_key: first.submission_key,
            subject: "Iets anders".to_owned(),
            topics: vec![given::topic("jongeren", Axis::Group)],
            ..question(2)
        };
        let id = write(store, async |tx| given::insert(tx, &again).await.unwrap()).await;
        assert_eq!(id, None);
        assert_eq!(tickets::by_submission_key(store, first.submission_key).await.unwrap(), Some(first.clone()));
        let (said, _) = messages::page(store, first.id, store::messages::Shown::WithNotes, 10, None).await.unwrap();
        assert_eq!(said.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn of_many_with_one_key_at_once_exactly_one_is_stored() {
    on_both(async |store| {
        desk(store).await;
        let mut running = tokio::task::JoinSet::new();
        for number in 1..=10 {
            let store: Store = store.clone();
            let new = NewTicket { submission_key: question(1).submission_key, ..question(number) };
            running.spawn(async move {
                let tx = store.write().await.unwrap();
                let id = given::insert(&tx, &new).await.unwrap();
                match id {
                    Some(_) => tx.commit().await.unwrap(),
                    None => tx.rollback().await.unwrap(),
                }
                id
            });
        }
        let ids = running.join_all().await;
        assert_eq!(ids.iter().flatten().count(), 1, "{ids:?}");
    })
    .await;
}

#[tokio::test]
async fn a_change_based_on_an_old_reading_is_refused() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await;
        let give = |to| TicketChange {
            standing: Some(Standing::Assigned),
            assignee: Some(Some(expert(to))),
            topics: Some(Vec::new()),
            ..TicketChange::default()
        };
        assert!(change(store, &ticket, &give(1)).await);
        assert!(!change(store, &ticket, &give(2)).await);
        let now = read(store, ticket.id).await;
        assert_eq!((now.assignee, now.revision), (Some(expert(1)), 1));
    })
    .await;
}

#[tokio::test]
async fn of_many_changes_of_one_revision_exactly_one_is_made() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await;
        let mut running = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (store, ticket): (Store, Ticket) = (store.clone(), ticket.clone());
            let claim = TicketChange { assignee: Some(Some(expert(1 + number % 3))), ..TicketChange::default() };
            running.spawn(async move { change(&store, &ticket, &claim).await });
        }
        let won = running.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1);
        assert_eq!(read(store, ticket.id).await.revision, 1);
    })
    .await;
}

#[tokio::test]
async fn topics_change_only_when_they_are_given() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await;
        let summary = TicketChange { routing_summary: Some("Kent het onderwerp".to_owned()), ..Default::default() };
        assert!(change(store, &ticket, &summary).await);
        let ticket = read(store, ticket.id).await;
        assert_eq!(ticket.topics, question(1).topics);
        assert_eq!(ticket.routing_summary, "Kent het onderwerp");
        let topics = vec![given::topic("woonurgentie", Axis::Theme)];
        let corrected = TicketChange { topics: Some(topics.clone()), ..Default::default() };
        assert!(change(store, &ticket, &corrected).await);
        let ticket = read(store, ticket.id).await;
        assert_eq!(ticket.topic_keys(), [TopicKey::from("woonurgentie")]);
        assert_eq!(ticket.topics, topics);
    })
    .await;
}

#[tokio::test]
async fn the_first_answer_stays_the_first() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        let answer = |at| TicketChange {
            standing: Some(Standing::Answered { closes_at: None }),
            answered_at: Some(at),
            first_answered_at: Some(at),
            ..Default::default()
        };
        assert!(change(store, &ticket, &answer(monday() + minutes(5))).await);
        let ticket = read(store, ticket.id).await;
        assert!(change(store, &ticket, &answer(monday() + minutes(9))).await);
        let ticket = read(store, ticket.id).await;
        assert_eq!(ticket.first_answered_at, Some(monday() + minutes(5)));
        assert_eq!(ticket.answered_at, Some(monday() + minutes(9)));
        let reopened = TicketChange { standing: Some(Standing::Assigned), assignee: Some(None), ..Default::default() };
        assert!(change(store, &ticket, &reopened).await);
        let ticket = read(store, ticket.id).await;
        assert_eq!((ticket.standing, ticket.assignee), (Standing::Assigned, None));
    })
    .await;
}

#[tokio::test]
async fn leaving_a_state_leaves_nothing_of_it_in_the_lists_of_the_desk() {
    on_both(async |store| {
        desk(store).await;
        let later = monday() + minutes(60);
        let asked = Asked { since: monday(), reminded_at: Some(monday() + minutes(5)), acts_at: Some(later) };
        let everywhere = [
            Standing::Unassigned { choose_before: Some(later), asked: None },
            Standing::Unassigned { choose_before: Some(later), asked: Some(asked) },
            Standing::Assigned,
            Standing::WaitingForAsker(asked),
            Standing::Answered { closes_at: Some(later) },
            Standing::Closed { at: later, ending: domain::Ending::Referred },
        ];
        let mut ticket = stored(store, &question(1)).await;
        for from in everywhere {
            for to in everywhere {
                for standing in [from, to] {
                    let change = TicketChange { standing: Some(standing), ..Default::default() };
                    assert!(
                        write(store, async |tx| tickets::change(tx, &ticket, monday(), &change).await.unwrap()).await
                    );
                    ticket = read(store, ticket.id).await;
                    assert_eq!(ticket.standing, standing, "from {from:?}");
                }
                let listed = tickets::for_triage(store, None, 9).await.unwrap().len();
                assert_eq!(listed, usize::from(to.choose_before().is_some()), "from {from:?} to {to:?}");
                let due = silence::due(store, later, None, 9).await.unwrap().len();
                assert_eq!(due, usize::from(to.acts_at().is_some()), "from {from:?} to {to:?}");
            }
        }
        // Every other change leaves it where it stands.
        let standing = Standing::WaitingForAsker(asked);
        for change in [
            TicketChange { standing: Some(standing), ..Default::default() },
            TicketChange { assignee: Some(None), reindex: true, ..Default::default() },
        ] {
            assert!(write(store, async |tx| tickets::change(tx, &ticket, later, &change).await.unwrap()).await);
            ticket = read(store, ticket.id).await;
            assert_eq!(ticket.standing, standing);
        }
    })
    .await;
}

#[tokio::test]
async fn a_breach_recorded_meanwhile_survives_every_change_of_the_same_promise() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        let promise = deadline(Metric::Answer, ticket.received_at);
        let due = Due { ticket: ticket.id, metric: Metric::Answer, due_at: promise.due_at };
        assert_eq!(write(store, async |tx| deadlines::breach(tx, &[due]).await.unwrap()).await, [due]);
        // Who read the ticket before that would move it, or keep it, or withdraw it.
        let moved = domain::Deadline { due_at: due.due_at + minutes(90), ..promise.clone() };
        let in_time = promise.clone().met(due.due_at - minutes(3));
        let dropped = promise.clone().dropped(due.due_at - minutes(3));
        let mut ticket = ticket;
        for late in [moved, in_time, dropped] {
            let promises = Some(ticket.promises.with(Metric::Answer, &late));
            assert!(change(store, &ticket, &TicketChange { promises, ..Default::default() }).await);
            ticket = read(store, ticket.id).await;
            let broken = &ticket.promises.answer;
            assert_eq!((broken.breached_at, broken.due_at), (Some(due.due_at), due.due_at));
            assert_eq!(broken.outcome, Some(domain::PromiseOutcome::Broken), "for ever");
        }
        let other = deadline(Metric::FirstResponse, ticket.received_at);
        assert_eq!(ticket.promises.first_response, other, "the other stays");
    })
    .await;
}

#[tokio::test]
async fn waits_begin_and_end() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await;
        let at = |number| monday() + minutes(number);
        write(store, async |tx| tickets::begin_wait(tx, ticket.id, at(1)).await.unwrap()).await;
        assert_eq!(tickets::waits(store, ticket.id).await.unwrap(), [Wait { from: at(1), to: None }]);
        write(store, async |tx| tickets::end_wait(tx, ticket.id, at(2)).await.unwrap()).await;
        write(store, async |tx| tickets::begin_wait(tx, ticket.id, at(3)).await.unwrap()).await;
        let waits = tickets::waits(store, ticket.id).await.unwrap();
        assert_eq!(waits, [Wait { from: at(1), to: Some(at(2)) }, Wait { from: at(3), to: None }]);
    })
    .await;
}

#[tokio::test]
async fn who_gave_a_question_away_is_remembered_once() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        for reason in ["Geen tijd", "Nog steeds geen tijd"] {
            write(store, async |tx| tickets::decline(tx, ticket.id, expert(1), reason, monday()).await.unwrap()).await;
        }
        assert_eq!(tickets::declined_by(store, ticket.id).await.unwrap(), [expert(1)]);
    })
    .await;
}

#[tokio::test]
async fn an_organisation_knows_its_latest_experts_first() {
    on_both(async |store| {
        desk(store).await;
        for (number, to) in [(1, 1), (2, 2), (3, 1)] {
            stored(store, &assigned(number, expert(to))).await;
        }
        stored(store, &question(4)).await;
        let organisation = OrganisationId(given::uuid(1));
        let known = tickets::earlier_experts(store, organisation, monday()).await.unwrap();
        assert_eq!(known, [expert(1), expert(2)]);
        let since = monday() + minutes(4);
        assert_eq!(tickets::earlier_experts(store, organisation, since).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_ticket_outside_the_scope_is_not_there() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &question(1)).await;
        let other = stored(store, &question(2)).await;
        let knows = async |scope| tickets::find(store, ticket.id, &scope).await.unwrap().is_some();
        assert!(knows(Scope::Everything).await);
        assert!(knows(Scope::Expert(expert(1))).await, "knows the theme");
        assert!(!knows(Scope::Expert(expert(2))).await, "knows another theme");
        assert!(knows(Scope::One(ticket.id)).await);
        assert!(!knows(Scope::One(other.id)).await);
        assert!(!knows(Scope::Nothing).await);
    })
    .await;
}

#[tokio::test]
async fn an_organisation_or_expert_nobody_knows_cannot_be_named() {
    on_both(async |store| {
        desk(store).await;
        let tx = store.write().await.unwrap();
        let stranger = NewTicket { organisation: OrganisationId(given::uuid(99)), ..question(1) };
        assert!(given::insert(&tx, &stranger).await.is_err());
        drop(tx);
        let tx = store.write().await.unwrap();
        assert!(given::insert(&tx, &assigned(1, expert(99))).await.is_err());
        drop(tx);
        let tx = store.write().await.unwrap();
        let nowhere = domain::TicketId(99);
        assert!(messages::insert(&tx, nowhere, &given::message(9, MessageKind::Note, "?")).await.is_err());
        drop(tx);
        append(store, &[]).await;
        let tx = store.write().await.unwrap();
        let event = given::event(nowhere, TicketEvent::Noted {}, monday());
        assert!(store::events::append(&tx, &[event]).await.is_err());
    })
    .await;
}
