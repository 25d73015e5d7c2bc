//! Acknowledged means stored (durability), whatever breaks inside a transaction: injected at every statement.

use app::{Caller, Receipt, Refusal};
use domain::{Actor, Origin, SubmissionKey};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::HashSet;
use std::pin::pin;
use std::task::Poll;
use store::{Scope, Store};
use testkit::database::{postgresql, sqlite};
use testkit::{TestDesk, desks, question_about};
use uuid::Uuid;

/// Asks, and looks with other eyes whether what it is told is so.
struct Asker<'a> {
    desk: &'a TestDesk,
    other: Store,
    acknowledged: HashSet<String>,
    next: u128,
}

impl<'a> Asker<'a> {
    async fn of(desk: &'a TestDesk) -> Self {
        let other = Store::connect(&desk.store.options()).await.expect("it opens");
        Self { desk, other, acknowledged: HashSet::new(), next: 1 }
    }

    async fn submit(&self, key: u128) -> Result<Receipt, Refusal> {
        // Time passes, so that experts keep room.
        self.desk.clock.advance(chrono::Duration::hours(20));
        let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
        self.desk.app.submit_question(&anonymous, question_about(key, "woonzorgvisie")).await
    }

    async fn is_there(&self, key: u128) -> bool {
        let key = SubmissionKey(Uuid::from_u128(key));
        store::tickets::by_submission_key(&self.other, key).await.expect("readable").is_some()
    }

    /// The fault is gone: the same question and a new one are taken, and everything that was ever told is so.
    async fn must_be_served(&mut self, key: u128, when: &str) {
        let there = self.is_there(key).await;
        let receipt = self.submit(key).await.unwrap_or_else(|refusal| panic!("{when}: {refusal}"));
        assert_eq!(receipt.is_new, !there, "{when}: the same key gives the same question");
        let new = self.submit(key + 1).await.unwrap_or_else(|refusal| panic!("{when}: {refusal}"));
        for (receipt, key) in [(receipt, key), (new, key + 1)] {
            assert!(self.is_there(key).await, "{when}: a receipt for a row that is not there");
            assert!(self.acknowledged.insert(receipt.reference.to_string()), "{when}: a reference was given twice");
            let ticket = store::tickets::find(&self.other, receipt.reference.ticket, &Scope::Everything).await;
            assert_eq!(ticket.expect("readable").expect(when).submission_key, SubmissionKey(Uuid::from_u128(key)));
        }
        self.next = key + 2;
    }

    async fn must_find_everything(&self, when: &str) {
        for reference in &self.acknowledged {
            let reference: domain::Reference = reference.parse().expect("a good reference");
            let ticket = store::tickets::find(&self.other, reference.ticket, &Scope::Everything).await;
            assert!(ticket.expect("readable").is_some(), "{when}: {reference} is lost");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_at_any_statement_of_a_submission_is_refused_and_loses_and_doubles_nothing() {
    for desk in desks().await {
        let mut asker = Asker::of(&desk).await;
        let statements = desk.store.statements();
        for number in 1.. {
            let key = asker.next;
            statements.fail_at(number);
            let outcome = asker.submit(key).await;
            if statements.is_failing() {
                statements.fail_at(0);
                assert!(number > 4, "BEGIN, what is read, what is written, and COMMIT: {number}");
                break;
            }
            let when = format!("{}, statement {number}", desk.store.name());
            assert!(matches!(outcome, Err(Refusal::Unavailable(_))), "{when}: {outcome:?}");
            assert!(!asker.is_there(key).await, "{when}: refused, and there all the same");
            asker.must_be_served(key, &when).await;
        }
        asker.must_find_everything(desk.store.name()).await;
    }
}

/// A future that is dropped after it was asked this often.
async fn dropped_after<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = times;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_is_dropped_at_any_moment_with_a_fault_or_without_holds_up_nothing() {
    for desk in desks().await {
        let mut asker = Asker::of(&desk).await;
        let statements = desk.store.statements();
        for faulty in [false, true] {
            let mut finished = 0;
            for times in 1_usize..200 {
                let key = asker.next;
                statements.fail_at(if faulty { times.div_ceil(2) } else { 0 });
                let outcome = dropped_after(times, asker.submit(key)).await;
                statements.fail_at(0);
                if let Some(Ok(_)) = &outcome {
                    assert!(asker.is_there(key).await, "a receipt for a row that is not there");
                }
                asker.must_be_served(key, &format!("{}, dropped after {times}", desk.store.name())).await;
                finished += usize::from(outcome.is_some());
                if finished > 3 {
                    break;
                }
            }
            assert!(finished > 3, "it never came to its end");
        }
        asker.must_find_everything(desk.store.name()).await;
    }
}

async fn run(there: &DatabaseConnection, sql: &str) {
    there.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn when_sqlite_ends_a_transaction_by_itself_at_any_table_the_next_questions_are_stored() {
    let desk = TestDesk::on(sqlite().await).await;
    let mut asker = Asker::of(&desk).await;
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    asker.must_be_served(1, "before").await;
    for (act, table) in [
        ("INSERT", "tickets"),
        ("INSERT", "messages"),
        ("INSERT", "ticket_topics"),
        ("INSERT", "deadlines"),
        ("UPDATE", "expert_loads"),
        ("INSERT", "decisions"),
        ("INSERT", "events"),
        ("INSERT", "jobs"),
    ] {
        let key = asker.next;
        // What SQLite does when the disk is full: the statement fails, and the transaction is over.
        run(&there, &format!("CREATE TRIGGER fault BEFORE {act} ON {table} BEGIN SELECT RAISE(ROLLBACK, 'gone'); END"))
            .await;
        asker.submit(key).await.expect_err(table);
        run(&there, "DROP TRIGGER fault").await;
        asker.must_be_served(key, table).await;
        asker.must_find_everything(table).await;
    }
}

/// A trigger on PostgreSQL, and what it does.
async fn trigger(there: &DatabaseConnection, when: &str, on: &str, body: &str) {
    let function =
        format!("CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$");
    run(there, &function).await;
    let made = match when {
        "at commit" => format!(
            "CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON {on} DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION fault()"
        ),
        when => format!("CREATE TRIGGER fault {when} ON {on} FOR EACH ROW EXECUTE FUNCTION fault()"),
    };
    run(there, &made).await;
}

async fn heal(there: &DatabaseConnection, on: &str) {
    run(there, &format!("DROP TRIGGER fault ON {on}")).await;
    run(there, "DROP FUNCTION fault").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_postgresql_fails_in_a_transaction_or_at_its_commit_the_next_questions_are_stored() {
    let Some(store) = postgresql().await else { return };
    let desk = TestDesk::on(store).await;
    let mut asker = Asker::of(&desk).await;
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let raise = |code: &str| format!("RAISE EXCEPTION 'fault' USING ERRCODE = '{code}';");
    let away = "PERFORM pg_terminate_backend(pg_backend_pid());".to_owned();
    for fault in [raise("53100"), raise("25006"), raise("58030"), raise("40001"), raise("40P01"), away] {
        for (when, on) in [("BEFORE INSERT", "tickets"), ("BEFORE INSERT", "jobs"), ("at commit", "tickets")] {
            let key = asker.next;
            trigger(&there, when, on, &fault).await;
            let refused = asker.submit(key).await.expect_err("a refusal");
            assert!(matches!(refused, Refusal::Unavailable(_)), "{fault} {when}: {refused}");
            heal(&there, on).await;
            asker.must_be_served(key, &format!("{fault} {when} {on}")).await;
        }
    }
    asker.must_find_everything("at the end").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_question_that_others_overtake_is_tried_again_and_never_told_that_somebody_changed_it() {
    let Some(store) = postgresql().await else { return };
    let desk = TestDesk::on(store).await;
    let mut asker = Asker::of(&desk).await;
    let there = testkit::database::direct(desk.store.url()).await.expect("it opens");
    // A sequence counts on when its transaction is rolled back.
    run(&there, "CREATE SEQUENCE faults").await;
    for (on, when, body) in [
        (
            "tickets",
            "BEFORE INSERT",
            "IF nextval('faults') < 4 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;",
        ),
        (
            "jobs",
            "BEFORE INSERT",
            "IF nextval('faults') < 4 THEN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END IF;",
        ),
        (
            "tickets",
            "at commit",
            "IF nextval('faults') < 4 THEN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END IF;",
        ),
        // The room in the week of the chosen expert has just gone.
        ("expert_loads", "BEFORE UPDATE", "IF nextval('faults') < 5 THEN RETURN NULL; END IF;"),
    ] {
        run(&there, "ALTER SEQUENCE faults RESTART").await;
        trigger(&there, when, on, body).await;
        let key = asker.next;
        let receipt = asker.submit(key).await.unwrap_or_else(|refusal| panic!("{on} {when}: {refusal}"));
        assert!(receipt.is_new && asker.is_there(key).await);
        asker.next += 1;
        heal(&there, on).await;
    }
    // For ever: unavailable, which says that it can be sent again.
    trigger(&there, "BEFORE UPDATE", "expert_loads", "RETURN NULL;").await;
    let refused = asker.submit(asker.next).await.expect_err("a refusal");
    assert!(matches!(refused, Refusal::Unavailable(_)), "{refused}");
}
