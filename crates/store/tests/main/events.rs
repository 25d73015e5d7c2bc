use crate::given::{append, desk, event, expert, minutes, monday, question, stored};
use domain::{Actor, Event, EventKind, Origin, Role};
use serde_json::json;
use store::events;
use testkit::database::on_both;

#[tokio::test]
async fn the_ledger_keeps_the_order_and_everything_in_it() {
    on_both(async |store| {
        desk(store).await;
        let one = stored(store, &question(1)).await.id;
        let two = stored(store, &question(2)).await.id;
        let by_staff = Event {
            actor: Actor::Staff { id: expert(1), roles: vec![Role::Expert, Role::Lead] },
            origin: Origin::Api,
            detail: json!({ "chosen": null, "why": "kent ‘visie’", "points": -12 }),
            // Earlier than what was written before it: the ledger is in the order of writing.
            ..event(one, EventKind::Assigned, monday() - minutes(3))
        };
        let happened = [
            event(one, EventKind::Received, monday()),
            Event { actor: Actor::Asker(one), ..event(one, EventKind::AskerReacted, monday()) },
            by_staff,
        ];
        let rows: Vec<(Event, i16)> = happened.iter().cloned().map(|event| (event, 0)).collect();
        append(store, &rows).await;
        append(store, &[(event(two, EventKind::Received, monday()), 1)]).await;
        append(store, &[(Event { ticket: None, ..event(one, EventKind::SignedIn, monday()) }, 0)]).await;
        assert_eq!(events::of_ticket(store, one).await.unwrap(), happened);
        assert_eq!(events::of_ticket(store, two).await.unwrap().len(), 1);
    })
    .await;
}
