use crate::given::{append, desk, event, expert, minutes, monday, question, stored};
use domain::{Actor, DeskEvent, Event, Happened, Metric, Origin, Role, TicketEvent};
use store::events;
use testkit::database::on_both;

#[tokio::test]
async fn the_ledger_keeps_the_order_and_everything_in_it() {
    on_both(async |store| {
        desk(store).await;
        let one = stored(store, &question(1)).await.id;
        let two = stored(store, &question(2)).await.id;
        let moved = TicketEvent::DeadlineMoved {
            metric: Metric::Answer,
            from: monday(),
            to: monday() + minutes(5),
            why: Some("kent ‘visie’".to_owned()),
        };
        let by_staff = Event {
            actor: Actor::Staff { id: expert(1), roles: vec![Role::Expert, Role::Lead] },
            origin: Origin::Api,
            // Earlier than what was written before it: the ledger is in the order of writing.
            ..event(one, moved, monday() - minutes(3))
        };
        let happened = [
            event(one, TicketEvent::Received {}, monday()),
            Event { actor: Actor::Asker(one), ..event(one, TicketEvent::AskerReacted { asks: true }, monday()) },
            by_staff,
        ];
        append(store, &happened).await;
        append(store, &[event(two, TicketEvent::Received {}, monday())]).await;
        append(
            store,
            &[Event { what: Happened::Desk(DeskEvent::SignedOut {}), ..event(one, TicketEvent::Noted {}, monday()) }],
        )
        .await;
        assert_eq!(events::of_ticket(store, one).await.unwrap(), happened);
        assert_eq!(events::of_ticket(store, two).await.unwrap().len(), 1);
    })
    .await;
}
