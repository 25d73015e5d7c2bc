use crate::given::{self, assigned, deadline, desk, expert, minutes, monday, question, read, stored, write};
use domain::{Deadline, JobId, Metric, PromiseOutcome, Promises};
use store::deadlines::{self, Due};
use store::reminders::{self, Reminder, ReminderKind};
use store::tickets::{self, NewTicket, TicketChange};
use testkit::database::on_both;

#[tokio::test]
async fn only_running_promises_fall_due_oldest_first() {
    on_both(async |store| {
        desk(store).await;
        let promise = || deadline(Metric::Answer, monday());
        // The first reaction was given at once.
        let reacted = deadline(Metric::FirstResponse, monday()).met(monday());
        let with = |number, answer| NewTicket {
            promises: Promises { first_response: reacted.clone(), answer },
            ..question(number)
        };
        let at = |number| monday() + minutes(number);
        let second = stored(store, &with(1, Deadline { due_at: at(2), ..promise() })).await.id;
        let first = stored(store, &with(2, Deadline { due_at: at(1), ..promise() })).await.id;
        stored(store, &with(3, Deadline { due_at: at(1), ..promise() }.met(at(0)))).await;
        stored(store, &with(4, Deadline { due_at: at(1), paused_at: Some(at(0)), ..promise() })).await;
        stored(
            store,
            &with(
                5,
                Deadline {
                    due_at: at(1),
                    breached_at: Some(at(1)),
                    outcome: Some(PromiseOutcome::Broken),
                    ..promise()
                },
            ),
        )
        .await;
        stored(store, &with(6, Deadline { due_at: at(3), ..promise() })).await;
        let due = |ticket, number| Due { ticket, metric: Metric::Answer, due_at: at(number) };
        assert_eq!(deadlines::due(store, at(3), 10).await.unwrap(), [due(first, 1), due(second, 2)]);
        assert_eq!(deadlines::due(store, at(3), 1).await.unwrap(), [due(first, 1)]);
        assert_eq!(deadlines::due(store, at(1), 10).await.unwrap(), [], "on the dot is in time");
    })
    .await;
}

#[tokio::test]
async fn a_reminder_is_claimed_once_and_again_only_when_the_promise_moves() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        let near = deadlines::to_remind(store, monday() + chrono::Days::new(1) + minutes(1), 10).await.unwrap();
        assert_eq!(
            near,
            [Due { ticket: ticket.id, metric: Metric::FirstResponse, due_at: ticket.promises.first_response.due_at }]
        );
        let claim =
            async |near: &[Due]| write(store, async |tx| deadlines::claim_reminders(tx, near).await.unwrap()).await;
        assert_eq!(claim(&near).await, near);
        assert_eq!(claim(&near).await, [], "another worker was first");
        let now = monday() + chrono::Days::new(1) + minutes(2);
        assert_eq!(deadlines::to_remind(store, now, 10).await.unwrap(), []);
        assert_eq!(deadlines::count_to_remind(store, now).await.unwrap(), 0);

        let moved = Deadline { due_at: near[0].due_at + minutes(30), ..ticket.promises.first_response.clone() };
        let promises = Some(ticket.promises.with(Metric::FirstResponse, &moved));
        let change = TicketChange { promises, ..TicketChange::default() };
        let read_before = read(store, ticket.id).await;
        assert!(write(store, async |tx| tickets::change(tx, &read_before, now, &change).await.unwrap()).await);
        let again = Due { due_at: moved.due_at, ..near[0] };
        assert_eq!(deadlines::to_remind(store, now, 10).await.unwrap(), [again]);
        assert_eq!(claim(&near).await, [], "what was promised before is no longer promised");
        assert_eq!(deadlines::to_remind(store, moved.due_at + minutes(1), 10).await.unwrap().len(), 0, "too late");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_written_to_twice_about_one_promise() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        let reminder = |number, kind, minutes_later| Reminder {
            ticket: ticket.id,
            metric: Metric::Answer,
            kind,
            recipient: expert(1),
            target_at: ticket.promises.answer.due_at + minutes(minutes_later),
            job: JobId(given::uuid(number)),
        };
        let note = async |reminders: &[Reminder]| {
            write(store, async |tx| reminders::note(tx, reminders, monday()).await.unwrap()).await.len()
        };
        let first = reminder(1, ReminderKind::DueSoon, 0);
        assert_eq!(note(&[first]).await, 1);
        let others = [
            Reminder { job: JobId(given::uuid(2)), ..first },
            reminder(3, ReminderKind::Missed, 0),
            reminder(4, ReminderKind::DueSoon, 5),
            Reminder { recipient: expert(2), job: JobId(given::uuid(5)), ..first },
        ];
        assert_eq!(note(&others).await, 3, "the first of these is the same reminder");
        assert_eq!(note(&[]).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_breach_is_recorded_once_and_at_its_deadline() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        let now = monday() + chrono::Days::new(30);
        let due = deadlines::due(store, now, 10).await.unwrap();
        assert_eq!(due.len(), 2);
        let breach = async |due: Due| write(store, async |tx| deadlines::breach(tx, &[due]).await.unwrap()).await;
        assert_eq!(breach(due[0]).await, [due[0]]);
        assert_eq!(breach(due[0]).await, []);
        assert_eq!(breach(Due { due_at: due[1].due_at + minutes(1), ..due[1] }).await, [], "it moved meanwhile");
        let ticket = read(store, ticket.id).await;
        let Promises { first_response, answer } = &ticket.promises;
        assert_eq!(first_response.breached_at, Some(first_response.due_at));
        assert_eq!(answer.breached_at, None);
        assert_eq!(deadlines::due(store, now, 10).await.unwrap(), due[1..]);
        assert_eq!(ticket.revision, 0);
        assert_eq!(given::monday() + minutes(1), ticket.received_at);
    })
    .await;
}
