use crate::given::{self, assigned, deadline, desk, expert, minutes, monday, question, read, stored, write};
use domain::{Deadline, Metric};
use store::deadlines::{self, Due};
use store::tickets::NewTicket;
use testkit::database::on_both;

#[tokio::test]
async fn only_running_promises_fall_due_oldest_first() {
    on_both(async |store| {
        desk(store).await;
        let promise = || deadline(Metric::Answer, monday());
        let with = |number, deadline| NewTicket { deadlines: vec![deadline], ..question(number) };
        let at = |number| monday() + minutes(number);
        let second = stored(store, &with(1, Deadline { due_at: at(2), ..promise() })).await.id;
        let first = stored(store, &with(2, Deadline { due_at: at(1), ..promise() })).await.id;
        stored(store, &with(3, Deadline { due_at: at(1), met_at: Some(at(0)), ..promise() })).await;
        stored(store, &with(4, Deadline { due_at: at(1), paused_at: Some(at(0)), ..promise() })).await;
        stored(store, &with(5, Deadline { due_at: at(1), breached_at: Some(at(1)), ..promise() })).await;
        stored(store, &with(6, Deadline { due_at: at(3), ..promise() })).await;
        let due = |ticket, number| Due { ticket, metric: Metric::Answer, due_at: at(number) };
        assert_eq!(deadlines::due(store, at(3), 10).await.unwrap(), [due(first, 1), due(second, 2)]);
        assert_eq!(deadlines::due(store, at(3), 1).await.unwrap(), [due(first, 1)]);
        assert_eq!(deadlines::due(store, at(1), 10).await.unwrap(), [], "on the dot is in time");
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
        assert_eq!(ticket.deadlines[0].breached_at, Some(ticket.deadlines[0].due_at));
        assert_eq!(ticket.deadlines[1].breached_at, None);
        assert_eq!(deadlines::due(store, now, 10).await.unwrap(), due[1..]);
        assert_eq!(ticket.revision, 0);
        assert_eq!(given::monday() + minutes(1), ticket.received_at);
    })
    .await;
}
