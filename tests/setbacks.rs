//! One bad row never stops the rest: a fault in each sweep, by error, by panic and by damaged rows, on both databases.

use app::{Caller, Refusal, RulesChange};
use chrono::{DateTime, Duration, Utc};
use domain::{Absence, Actor, Metric, Origin, Role, TicketId};
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::{TestDesk, desks, question_about};
use worker::{Carrier, MailSettings};

/// Every sweep that goes from ticket to ticket.
const SWEEPS: [&str; 8] = [
    "record breaches",
    "recount promises",
    "send reminders",
    "heed silence",
    "apply absences",
    "route waiting",
    "index texts",
    "retention",
];
/// Every task of the worker.
const TASKS: [&str; 17] = [
    "refresh",
    "sort mail",
    "record breaches",
    "recount promises",
    "send reminders",
    "gather letters",
    "weekly figures",
    "heed silence",
    "apply absences",
    "route waiting",
    "learn",
    "index texts",
    "count days",
    "forget letters",
    "sweep files",
    "retention",
    "forget sessions",
];

/// Her number, as the database keeps it.
const ANNA: &str = "(SELECT id FROM people WHERE email = 'anna@desk.example')";

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

async fn ask(desk: &TestDesk, key: u128) -> TicketId {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    let draft = question_about(key, "woonzorgvisie");
    desk.app.submit_question(&anonymous, draft).await.expect("a receipt").reference.ticket
}

async fn sql(desk: &TestDesk, statement: &str) {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    database.execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("it closes");
}

async fn number(desk: &TestDesk, query: &str) -> i64 {
    let database = testkit::database::direct(desk.store.url()).await.expect("it opens");
    let statement = sea_orm::Statement::from_string(database.get_database_backend(), query);
    let row = database.query_one_raw(statement).await.expect(query).expect("a row");
    let number = row.try_get_by_index::<i64>(0).expect("a number");
    database.close().await.expect("it closes");
    number
}

fn carrier(folder: &tempfile::TempDir) -> Carrier {
    let from = "Loket <loket@loket.example>".to_owned();
    worker::carrier(&MailSettings { smtp_url: None, folder: folder.path().to_owned(), from }).expect("a carrier")
}

/// Brings about that this sweep has something to do with every ticket.
async fn give_work(desk: &TestDesk, sweep: &str) {
    match sweep {
        "record breaches" => desk.clock.set(at("2026-11-29T03:00:00+01:00")),
        "send reminders" => desk.clock.set(at("2026-11-25T09:00:00+01:00")),
        "recount promises" => {
            let administrator =
                Caller::new(Actor::Staff { id: TestDesk::LEAD, roles: vec![Role::Administrator] }, Origin::Web);
            let day = "2026-12-07".parse().expect("a day");
            let bridge = RulesChange::CloseDay { day, label: "Brugdag".to_owned() };
            desk.app.change_promise_rules(&administrator, &bridge).await.expect("changed");
        }
        "apply absences" => {
            let (from, to) = ("2026-11-24".parse().expect("a day"), "2026-12-18".parse().expect("a day"));
            let absence = Absence { from, to, cover: Some(TestDesk::CARLA) };
            let lead = desk.staff(TestDesk::LEAD);
            desk.app.plan_absence(&lead, TestDesk::ANNA, absence, app::Gaps::Accepted).await.expect("planned");
            // Planning hands over at once what is open: as if the desk had been cut off before that.
            sql(desk, &format!("UPDATE tickets SET assignee_id = {ANNA}")).await;
            sql(desk, "DELETE FROM stand_ins").await;
        }
        "heed silence" => {
            let waiting = "status = 'WAITING_FOR_ASKER', waiting_since = received_at, acts_at = received_at";
            sql(desk, &format!("UPDATE tickets SET {waiting}")).await;
        }
        "retention" => {
            sql(desk, "UPDATE tickets SET status = 'CLOSED', closed_at = received_at, ending = 'said'").await;
            desk.clock.set(at("2029-01-15T10:00:00+01:00"));
        }
        "route waiting" => sql(desk, "UPDATE tickets SET status = 'UNASSIGNED', assignee_id = NULL").await,
        _ => {}
    }
}

/// Was this sweep's work done for the ticket?
async fn is_done(desk: &TestDesk, sweep: &str, ticket: TicketId) -> bool {
    let found = async |table: &str, condition: &str, column: &str| {
        number(desk, &format!("SELECT count(*) FROM {table} WHERE {column} = {ticket} AND {condition}")).await > 0
    };
    match sweep {
        "record breaches" => found("events", "kind = 'breached'", "ticket_id").await,
        "send reminders" | "heed silence" => found("events", "kind = 'reminded'", "ticket_id").await,
        "recount promises" => !found("deadlines", "calendar_version < 2 AND due_at > '2026-12-07'", "ticket_id").await,
        "apply absences" => found("stand_ins", "1 = 1", "ticket_id").await,
        "route waiting" => found("tickets", "assignee_id IS NOT NULL", "id").await,
        "index texts" => found("tickets", "indexed", "id").await,
        "retention" => found("tickets", "texts_erased_at IS NOT NULL", "id").await,
        other => panic!("{other} is no sweep over tickets"),
    }
}

async fn aside(desk: &TestDesk) -> (bool, String) {
    let check = desk.app.health().await.checks.into_iter().find(|check| check.name == "apart gezet").expect("a check");
    (check.ok, check.reason)
}

#[tokio::test]
async fn a_ticket_on_which_a_sweep_fails_or_panics_hides_no_other_and_is_shown_and_tried_again() {
    for panics in [true, false] {
        for sweep in SWEEPS {
            for desk in desks().await {
                let folder = tempfile::tempdir().expect("a folder");
                // The bad one is the first that every sweep meets.
                let (bad, good) = (ask(&desk, 1).await, ask(&desk, 2).await);
                give_work(&desk, sweep).await;
                desk.app.inject_fault(Box::new(move |task, ticket| match ticket {
                    Some(ticket) if task == sweep && ticket == bad && panics => panic!("a fault of this test"),
                    Some(ticket) if task == sweep && ticket == bad => {
                        Err(Refusal::Internal("a fault of this test".to_owned()))
                    }
                    _ => Ok(()),
                }));
                let context = format!("{sweep}, panics: {panics}, on {}", desk.store.name());
                assert!(!is_done(&desk, sweep, good).await, "there is something to do: {context}");
                worker::run_once(&desk.app, &carrier(&folder)).await;
                assert!(is_done(&desk, sweep, good).await, "the other one was reached: {context}");
                assert!(!is_done(&desk, sweep, bad).await, "{context}");
                assert!(aside(&desk).await.0, "once may be chance: {context}");
                worker::run_once(&desk.app, &carrier(&folder)).await;
                worker::run_once(&desk.app, &carrier(&folder)).await;
                let (ok, reason) = aside(&desk).await;
                let told = format!("{sweep}, vraag nummer {bad}: ");
                assert!(
                    !ok && reason.contains(&told) && reason.contains("a fault of this test"),
                    "{context}: {reason}"
                );

                // Left alone meanwhile.
                let visits = Arc::new(AtomicUsize::new(0));
                let counted = Arc::clone(&visits);
                desk.app.inject_fault(Box::new(move |task, ticket| {
                    counted.fetch_add(usize::from(task == sweep && ticket == Some(bad)), Ordering::SeqCst);
                    Ok(())
                }));
                worker::run_once(&desk.app, &carrier(&folder)).await;
                assert_eq!(visits.load(Ordering::SeqCst), 0, "{context}");
                // A worker that starts tries it again; whatever was in the way is mended.
                desk.app.try_again_what_was_set_aside().await.expect("noted");
                worker::run_once(&desk.app, &carrier(&folder)).await;
                assert!(is_done(&desk, sweep, bad).await, "{context}");
                assert_eq!(aside(&desk).await, (true, "niets".to_owned()), "{context}");
            }
        }
    }
}

#[tokio::test]
async fn a_task_that_fails_or_panics_as_a_whole_stops_no_other_and_is_shown() {
    for panics in [true, false] {
        for failing in TASKS {
            let desk = TestDesk::on(testkit::database::sqlite().await).await;
            let folder = tempfile::tempdir().expect("a folder");
            let ticket = ask(&desk, 1).await;
            desk.app.inject_fault(Box::new(move |task, ticket| match ticket {
                None if task == failing && panics => panic!("a fault of this test"),
                None if task == failing => Err(Refusal::Internal("a fault of this test".to_owned())),
                _ => Ok(()),
            }));
            for _ in 0..3 {
                worker::run_once(&desk.app, &carrier(&folder)).await;
            }
            assert_eq!(is_done(&desk, "index texts", ticket).await, failing != "index texts", "{failing}");
            assert_eq!(number(&desk, "SELECT count(*) FROM jobs WHERE state <> 'done'").await, 0, "{failing}");
            let (ok, reason) = aside(&desk).await;
            assert!(!ok && reason.contains(&format!("{failing}, alles: ")), "{failing}: {reason}");
            desk.app.inject_fault(Box::new(|_, _| Ok(())));
            worker::run_once(&desk.app, &carrier(&folder)).await;
            assert_eq!(aside(&desk).await, (true, "niets".to_owned()), "{failing}");
        }
    }
}

#[tokio::test]
async fn a_damaged_row_is_set_aside_and_the_others_are_swept() {
    // What a sweep meets, and how its row is damaged.
    let table = [
        ("record breaches", "UPDATE deadlines SET metric = 'KAPOT' WHERE metric = 'FIRST_RESPONSE' AND ticket_id = {}"),
        ("record breaches", "UPDATE tickets SET status = 'KAPOT' WHERE id = {}"),
        ("send reminders", "UPDATE deadlines SET metric = 'KAPOT' WHERE metric = 'FIRST_RESPONSE' AND ticket_id = {}"),
        ("send reminders", "UPDATE ticket_topics SET source = 'KAPOT' WHERE ticket_id = {}"),
        ("heed silence", "UPDATE ticket_topics SET source = 'KAPOT' WHERE ticket_id = {}"),
        ("recount promises", "UPDATE tickets SET organisation_kind = 'KAPOT' WHERE id = {}"),
        ("apply absences", "UPDATE ticket_topics SET axis = 'KAPOT' WHERE ticket_id = {}"),
        ("route waiting", "UPDATE ticket_topics SET evidence = '7' WHERE ticket_id = {}"),
    ];
    for (sweep, damage) in table {
        for desk in desks().await {
            let folder = tempfile::tempdir().expect("a folder");
            let (bad, good) = (ask(&desk, 1).await, ask(&desk, 2).await);
            give_work(&desk, sweep).await;
            sql(&desk, &damage.replace("{}", &bad.to_string())).await;
            let context = format!("{sweep} on {}: {damage}", desk.store.name());
            for _ in 0..3 {
                worker::run_once(&desk.app, &carrier(&folder)).await;
            }
            assert!(is_done(&desk, sweep, good).await, "{context}");
            let (ok, reason) = aside(&desk).await;
            assert!(!ok && reason.contains(&format!("{sweep}, vraag nummer {bad}: ")), "{context}: {reason}");
        }
    }
}

#[tokio::test]
async fn a_correction_that_cannot_be_read_is_left_out_of_learning_and_shown() {
    for desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        let mut tickets = Vec::new();
        for key in 1..=12 {
            let ticket = ask(&desk, key).await;
            desk.clock.advance(Duration::hours(3));
            tickets.push(ticket);
        }
        for ticket in &tickets {
            let insert = format!(
                "INSERT INTO corrections (ticket_id, groups, themes, person_id, at) \
                 SELECT id, '[]', '[\"woonzorgvisie\"]', {ANNA}, received_at FROM tickets WHERE id = {ticket}"
            );
            sql(&desk, &insert).await;
        }
        let bad = tickets[3];
        sql(&desk, &format!("UPDATE corrections SET themes = '7' WHERE ticket_id = {bad}")).await;
        worker::run_once(&desk.app, &carrier(&folder)).await;
        assert_eq!(number(&desk, "SELECT count(*) FROM models").await, 1, "a model was fitted on the others");
        let known = store::setbacks::of_task(&*desk.store, "learn").await.expect("readable");
        assert_eq!(known.iter().map(|setback| setback.ticket).collect::<Vec<_>>(), [Some(bad)]);
        desk.clock.advance(Duration::minutes(11));
        assert!(aside(&desk).await.1.contains(&format!("learn, vraag nummer {bad}: ")), "doctor shows it");
        desk.app.refresh().await.expect("the desk can still be read");
    }
}

#[tokio::test]
async fn every_sweep_heeds_the_stop_between_two_rows() {
    for sweep in SWEEPS {
        let desk = TestDesk::on(testkit::database::sqlite().await).await;
        let folder = tempfile::tempdir().expect("a folder");
        for key in 1..=8 {
            ask(&desk, key).await;
        }
        give_work(&desk, sweep).await;
        let visits = Arc::new(AtomicUsize::new(0));
        let (counted, app) = (Arc::clone(&visits), desk.app.clone());
        desk.app.inject_fault(Box::new(move |task, ticket| match ticket {
            Some(_) if task == sweep => {
                if counted.fetch_add(1, Ordering::SeqCst) == 2 {
                    app.stop_sweeping();
                }
                // Sweeps that take many at once go one by one.
                Err(Refusal::Internal("a fault of this test".to_owned()))
            }
            _ => Ok(()),
        }));
        worker::run_once(&desk.app, &carrier(&folder)).await;
        let visits = visits.load(Ordering::SeqCst);
        assert!((1..=4).contains(&visits), "{sweep} visited {visits} of 8 rows after it was told to stop at the third");
    }
}

#[tokio::test]
async fn a_promise_that_was_broken_is_recorded_for_all_while_a_hundred_before_it_fail() {
    let desk = TestDesk::on(testkit::database::sqlite().await).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut tickets = Vec::new();
    for key in 1..=120 {
        tickets.push(ask(&desk, key).await);
    }
    let last = tickets[119];
    desk.app.inject_fault(Box::new(move |task, ticket| match ticket {
        Some(ticket) if task == "record breaches" && ticket != last => Err(Refusal::Internal("no".to_owned())),
        _ => Ok(()),
    }));
    give_work(&desk, "record breaches").await;
    worker::run_once(&desk.app, &carrier(&folder)).await;
    let reference = domain::Reference { year: 2026, ticket: last };
    let ticket = desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket");
    assert!(ticket.promises.of(Metric::FirstResponse).breached_at.is_some());
}
