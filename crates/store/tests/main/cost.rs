//! How many statements things cost: each is a round trip on PostgreSQL and a change of threads on SQLite.

use crate::given::{assigned, day, desk, event, expert, job, monday, question, stored};
use domain::{FactKind, Split, Standing, TicketEvent};
use store::tickets::{self, TicketChange};
use store::{Scope, Store, TicketFilter, counts, day_facts, events, experts, facts, jobs, search};
use testkit::database::on_both;

/// What `act` sent, each statement by its first words.
async fn sent(store: &Store, act: impl AsyncFnOnce(&Store)) -> Vec<String> {
    store.statements().record();
    act(store).await;
    let seen = store.statements().seen();
    store.statements().stop();
    seen
}

#[tokio::test]
async fn a_page_costs_three_statements_whatever_its_size() {
    on_both(async |store| {
        desk(store).await;
        for number in 1..=30 {
            stored(store, &question(number)).await;
        }
        for first in [1, 30] {
            let seen = sent(store, async |store| {
                let page =
                    tickets::list(store, &Scope::Everything, &TicketFilter::default(), first, None).await.unwrap();
                assert_eq!(page.items.len(), first as usize);
            });
            assert_eq!(seen.await.len(), 3);
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_that_no_index_has_in_order_costs_the_same_whatever_its_size() {
    on_both(async |store| {
        desk(store).await;
        for number in 1..=30 {
            stored(store, &question(number)).await;
        }
        search::index_pending(store, 100).await.unwrap();
        let mut counts = Vec::new();
        for first in [1, 29] {
            let seen = sent(store, async |store| {
                let scope = Scope::Expert(expert(1));
                let page = tickets::list(store, &scope, &TicketFilter::default(), first, None).await.unwrap();
                assert_eq!(page.items.len(), first as usize);
            });
            counts.push(seen.await.into_iter().filter(|sql| !sql.starts_with("SET ")).count());
        }
        assert_eq!(
            counts,
            [7, 7],
            "what the expert knows and may not, what changed, what fits, and three for the rows"
        );
    })
    .await;
}

#[tokio::test]
async fn many_texts_become_findable_in_as_many_statements_as_one() {
    on_both(async |store| {
        desk(store).await;
        for number in 1..=30 {
            stored(store, &question(number)).await;
        }
        let one = sent(store, async |store| {
            assert_eq!(search::index_pending(store, 1).await.unwrap(), 1);
        });
        let one = one.await.len();
        let others = sent(store, async |store| {
            assert_eq!(search::index_pending(store, 29).await.unwrap(), 29);
        });
        let others = others.await.len();
        assert!(others <= one && one <= 13, "{one} for one text, {others} for 29");
    })
    .await;
}

#[tokio::test]
async fn rows_that_belong_together_go_in_one_statement() {
    on_both(async |store| {
        desk(store).await;
        let ticket = stored(store, &assigned(1, expert(1))).await;
        let seen = sent(store, async |store| {
            let tx = store.write().await.unwrap();
            let happened: Vec<_> = vec![event(ticket.id, TicketEvent::Noted {}, monday()); 42];
            events::append(&tx, &happened).await.unwrap();
            jobs::enqueue(&tx, &[job(1, None, monday()), job(2, None, monday())], monday()).await.unwrap();
            experts::loads(&tx).await.unwrap();
            let to =
                experts::Taken { expert: expert(1), recent_minutes: 60, room: experts::Room::Within(600), revision: 0 };
            experts::move_work(&tx, None, Some(&to), 60, monday()).await.unwrap();
            let change =
                TicketChange { standing: Some(Standing::Answered { closes_at: None }), ..TicketChange::default() };
            tickets::change(&tx, &ticket, monday(), &change).await.unwrap();
            tx.commit().await.unwrap();
        });
        assert_eq!(seen.await.len(), 5, "events, letters, loads, work, change");
    })
    .await;
}

#[tokio::test]
async fn days_cost_three_statements_whatever_there_is_of_them() {
    on_both(async |store| {
        let (days, now) = ([day("2026-11-02"), day("2026-11-03")], monday());
        for kind in FactKind::ALL {
            let seen = sent(store, async |store| {
                facts::of_days(store, kind, &days, now).await.unwrap();
                day_facts::counted(store, kind, days[0], days[1]).await.unwrap();
                day_facts::contents(store, kind, &days).await.unwrap();
            });
            assert_eq!(seen.await.len(), 3, "{kind:?}");
        }
        let seen = sent(store, async |store| {
            counts::open_now(store, &TicketFilter::default(), Split::None).await.unwrap();
            counts::open_numbers(store, &TicketFilter::default(), Split::None).await.unwrap();
            counts::open_by_receipt(store).await.unwrap();
            counts::first_received(store).await.unwrap();
            counts::about_several_places(store, &TicketFilter::default()).await.unwrap();
        });
        assert_eq!(seen.await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_kept_until_somebody_asks() {
    on_both(async |store| {
        store.ping().await.unwrap();
        assert_eq!(store.statements().seen(), Vec::<String>::new());
        store.statements().record();
        store.ping().await.unwrap();
        assert_eq!(store.statements().seen(), ["SELECT 1"]);
        assert_eq!(store.statements().seen(), ["SELECT 1"], "looking does not change it");
        store.statements().record();
        assert_eq!(store.statements().seen(), Vec::<String>::new());
        store.statements().stop();
        store.ping().await.unwrap();
        assert_eq!(store.statements().seen(), Vec::<String>::new());
    })
    .await;
}
