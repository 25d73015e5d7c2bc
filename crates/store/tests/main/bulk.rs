use crate::given::{self, assigned, deadline, desk, event, expert, message, minutes};
use domain::{MessageKind, Promises, Standing, Ticket, TicketEvent};
use store::tickets::{self, TicketChange};
use store::{Scope, Tx, events, messages, search};
use testkit::database::sqlite;

/// What the import of a demo does with one ticket: receipt, answer, closing.
async fn live_through(tx: &Tx, number: u128) {
    let new = assigned(number, expert(1 + number % 3));
    let id = given::insert(tx, &new).await.unwrap().unwrap();
    let received = event(id, TicketEvent::Received {}, new.received_at);
    events::append(
        tx,
        &[received, event(id, TicketEvent::Assigned { expert: expert(1), from: None }, new.received_at)],
    )
    .await
    .unwrap();

    let ticket = tickets::find(tx, id, &Scope::Everything).await.unwrap().unwrap();
    let answered = new.received_at + minutes(500);
    let met = |metric| deadline(metric, new.received_at).met(answered);
    let answer = TicketChange {
        standing: Some(Standing::Answered { closes_at: None }),
        answered_at: Some(answered),
        first_answered_at: Some(answered),
        promises: Some(Promises::make(met)),
        reindex: true,
        ..TicketChange::default()
    };
    assert!(tickets::change(tx, &ticket, answered, &answer).await.unwrap());
    let text = message(1_000_000 + number, MessageKind::Answer, "Begin met de handreiking.");
    messages::insert(tx, id, &text).await.unwrap();
    events::append(tx, &[event(id, TicketEvent::Answered { first: true, in_time: true, again: false }, answered)])
        .await
        .unwrap();

    let ticket = Ticket { revision: ticket.revision + 1, standing: Standing::Answered { closes_at: None }, ..ticket };
    let closed = answered + minutes(60);
    let close = TicketChange {
        standing: Some(Standing::Closed { at: closed, ending: domain::Ending::default() }),
        ..TicketChange::default()
    };
    assert!(tickets::change(tx, &ticket, closed, &close).await.unwrap());
    events::append(tx, &[event(id, TicketEvent::Closed { answered: true, why: None }, closed)]).await.unwrap();
}

#[tokio::test]
async fn two_thousand_lives_fit_in_one_transaction_and_the_last_costs_what_the_first_did() {
    let store = sqlite().await;
    desk(&store).await;
    let tx = store.write().await.unwrap();
    let statements = async |number: u128| {
        store.statements().record();
        live_through(&tx, number).await;
        let seen = store.statements().seen();
        store.statements().stop();
        seen
    };
    let first = statements(1).await;
    for number in 2..2_000 {
        live_through(&tx, number).await;
    }
    let last = statements(2_000).await;
    assert_eq!(first, last, "as many statements, and the same ones");
    tx.commit().await.unwrap();
    // Counted in work, not in time: no statement of a life walks over all lives, and each was found in the end.
    store.statements().record();
    let tx = store.write().await.unwrap();
    live_through(&tx, 2_001).await;
    tx.commit().await.unwrap();
    for plan in store.plans().await.unwrap() {
        assert!(!crate::plans::reads_a_whole_table(&plan), "{plan}");
    }
    store.statements().stop();
    let mut indexed = 0;
    loop {
        match search::index_pending(&store, 500).await.unwrap() {
            0 => break,
            more => indexed += more,
        }
    }
    assert_eq!(indexed, 2_001);
}
