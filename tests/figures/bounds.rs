//! Figures keep within bounds: whoever looks at them, the inbox goes on.

use super::{counted_desk, day};
use app::{Bucket, Limit, Measure, Refusal, TicketSearch, TrendsBy, TrendsQuery};
use domain::Axis;
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::{TestDesk, desks};

#[tokio::test]
async fn figures_that_hang_leave_the_inbox_alone_and_whoever_comes_third_is_told_to_wait() {
    for desk in desks().await {
        // Readers of SQLite wait for nobody: there a statement of its own kind hangs, in the tests of the store.
        if desk.store.is_embedded() {
            continue;
        }
        counted_desk(&desk).await;
        let lead = desk.staff(TestDesk::LEAD);
        let query = TrendsQuery {
            from: day("2026-11-01"),
            to: day("2026-11-26"),
            bucket: Bucket::Week,
            measure: Measure::Received,
            by: TrendsBy::Topic(Axis::Theme),
            filter: TicketSearch::default(),
            as_of: None,
        };
        let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
        let tx = database.begin().await.expect("a transaction");
        tx.execute_unprepared("LOCK TABLE day_facts IN ACCESS EXCLUSIVE MODE").await.expect("locked");
        desk.store.statements().record();
        let figures: Vec<_> = (0..6)
            .map(|_| {
                let (app, lead, query) = (desk.app.clone(), lead.clone(), query.clone());
                tokio::spawn(async move { app.read_trends(&lead, &query).await.map(|_| ()) })
            })
            .collect();
        for _ in 0..20 {
            let page = desk.app.list_tickets(&lead, &TicketSearch::default(), 25, None).await.expect("the inbox");
            assert_eq!(page.items.len(), 3);
            tokio::task::yield_now().await;
        }
        for asked in figures {
            let answer = asked.await.expect("no panic");
            assert!(matches!(answer, Err(Refusal::Limited(Limit::Figures, _))), "{answer:?}");
        }
        let seen = desk.store.statements().seen();
        desk.store.statements().stop();
        let begun = seen.iter().filter(|sql| sql.contains("FROM day_facts")).count();
        assert_eq!(begun, 2, "two at once: {seen:#?}");
        tx.rollback().await.expect("let go");
        desk.app.read_trends(&lead, &query).await.expect("and all is well again");
    }
}
