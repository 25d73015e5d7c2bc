//! Questions that were asked before: taken in as of then, and nobody is written to by accident.

use app::{Bucket, Caller, ImportedQuestion, Measure, TicketSearch, TrendsBy, TrendsQuery};
use chrono::{DateTime, Duration, Utc};
use domain::{EventKind, Metric, Origin, PromiseOutcome, Reference, Ticket, TicketStatus};
use serde_json::json;
use testkit::{TestDesk, desks};

fn line(id: &str, received_at: &str) -> String {
    json!({ "id": id, "subject": "Onze woonzorgvisie", "body": "Wat hoort er in een woonzorgvisie te staan?",
        "asker_type": "gemeente", "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202", "name": "Ans",
        "email": "ans@arnhem.example", "received_at": received_at })
    .to_string()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a good moment").to_utc()
}

fn operator() -> Caller {
    Caller::system(Origin::Cli)
}

async fn quietly(desk: &TestDesk, line: &str) -> ImportedQuestion {
    desk.app.import_question_quietly(&operator(), 1, line).await.expect("it answers")
}

async fn ticket(desk: &TestDesk, reference: Reference) -> Ticket {
    desk.app.read_ticket(&desk.staff(TestDesk::LEAD), reference).await.expect("the ticket")
}

async fn letters(desk: &TestDesk, reference: Reference) -> usize {
    store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable").len()
}

/// Days on which something of this kind happened to a question, in Amsterdam.
async fn days_of(desk: &TestDesk, reference: Reference, kind: EventKind) -> Vec<String> {
    let all = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    let these = all.into_iter().filter(|event| event.kind() == kind);
    these.map(|event| domain::amsterdam_day(event.at).to_string()).collect()
}

/// Everything the worker does by itself in a day, every few hours.
async fn a_day_passes(desk: &TestDesk) {
    for _ in 0..8 {
        desk.clock.advance(Duration::hours(3));
        desk.app.send_reminders().await.expect("swept");
        desk.app.record_breaches().await.expect("swept");
        desk.app.route_waiting().await.expect("swept");
    }
}

#[tokio::test]
async fn an_imported_question_counts_from_the_moment_it_was_received() {
    for desk in desks().await {
        for (id, typed, moment) in [
            ("exact", "2026-03-03T09:30:00+01:00", "2026-03-03T09:30:00+01:00"),
            ("dag", "3 maart 2026", "2026-03-03T12:00:00+01:00"),
            ("oud", "1-2-1900", "1900-02-01T12:00:00+00:00"),
            ("jaar", "31-12-2025", "2025-12-31T12:00:00+01:00"),
        ] {
            let reference = quietly(&desk, &line(id, typed)).await.reference.expect(typed);
            let ticket = ticket(&desk, reference).await;
            assert_eq!(ticket.received_at, at(moment), "{typed}");
            assert_eq!(reference.year.to_string(), &moment[..4], "{typed}");
            for (_, promise) in ticket.promises.each() {
                assert_eq!(promise.counted_from, ticket.received_at, "{typed}");
            }
            assert_eq!(days_of(&desk, reference, EventKind::Received).await, [&moment[..10]], "{typed}");
            let said =
                store::messages::page(&*desk.store, reference.ticket, store::messages::Shown::WithNotes, 9, None)
                    .await
                    .expect("readable")
                    .0;
            assert_eq!(said[0].sent_at, ticket.received_at, "{typed}");
        }
        // The figures know it under the day on which it was asked.
        let count = async |from: &str, to: &str| {
            let query = TrendsQuery {
                from: from.parse().expect("a day"),
                to: to.parse().expect("a day"),
                bucket: Bucket::Month,
                measure: Measure::Received,
                by: TrendsBy::Nothing,
                filter: TicketSearch::default(),
                as_of: None,
            };
            let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
            report.series.iter().map(|named| named.series.total).sum::<f64>()
        };
        assert!((count("2026-03-01", "2026-03-31").await - 2.0).abs() < 1e-9);
        assert!(count("2026-11-01", "2026-11-30").await.abs() < 1e-9);
    }
}

#[tokio::test]
async fn a_quiet_import_writes_to_nobody_now_or_when_its_promises_are_watched() {
    for desk in desks().await {
        // Broken long ago; coming near now; made today.
        let old = quietly(&desk, &line("oud", "3-3-2026")).await.reference.expect("taken");
        let near = quietly(&desk, &line("bijna", "2026-11-23T09:30:00+01:00")).await.reference.expect("taken");
        let new = quietly(&desk, &line("nu", "")).await.reference.expect("taken");
        for _ in 0..16 {
            a_day_passes(&desk).await;
        }
        for reference in [old, near, new] {
            let ticket = ticket(&desk, reference).await;
            assert_eq!(ticket.status(), TicketStatus::Assigned, "{reference}");
            assert_eq!(letters(&desk, reference).await, 0, "{reference}");
            assert!(days_of(&desk, reference, EventKind::Reminded).await.is_empty(), "nobody was");
            // Late is late, each promise on its own day, and known to everybody who looks.
            let mut due = ticket.promises.each().map(|(_, one)| domain::amsterdam_day(one.due_at).to_string());
            due.sort();
            let mut told = days_of(&desk, reference, EventKind::Breached).await;
            told.sort();
            assert_eq!(told, due, "{reference}");
            assert!(ticket.promises.each().iter().all(|(_, one)| one.outcome == Some(PromiseOutcome::Broken)));
        }
        let due = ticket(&desk, old).await.promises.of(Metric::Answer).due_at;
        assert!(due < at("2026-04-01T00:00:00Z"), "{due}");

        // What people do is told as ever, and a new round is a new promise.
        desk.app
            .reply_to_ticket(&desk.staff(TestDesk::LEAD), old, "Zie hoofdstuk 3.", app::Reply::Answer)
            .await
            .expect("answered");
        assert_eq!(letters(&desk, old).await, 1, "the answer");
        let asker = Caller::new(domain::Actor::Asker(old.ticket), Origin::Web);
        desk.app.react_as_asker(&asker, old, "En daarna?").await.expect("taken");
        let before = letters(&desk, old).await;
        for _ in 0..16 {
            a_day_passes(&desk).await;
        }
        assert!(letters(&desk, old).await > before, "a promise of today is watched as any");
    }
}

#[tokio::test]
async fn nobody_gets_a_letter_about_last_year_by_accident() {
    for desk in desks().await {
        for old in ["3-3-2026", "2026-11-16T09:00:00+01:00", "1900-01-01"] {
            let refused = desk.app.import_question(&operator(), 7, line(old, old)).await.expect("it answers");
            let why = refused.error.expect("an error");
            assert!(why.starts_with("regel 7: ") && why.contains("--quiet"), "{why}");
            assert_eq!(refused.reference, None);
        }
        let taken = desk.app.import_question(&operator(), 8, line("a", "20-11-2026")).await.expect("it answers");
        let reference = taken.reference.expect("of last Friday");
        assert_eq!(letters(&desk, reference).await, 2, "its asker and its expert");
        let ticket = ticket(&desk, reference).await;
        let due = ticket.promises.of(Metric::FirstResponse).due_at;
        assert_eq!(domain::amsterdam_day(due).to_string(), "2026-11-24", "two working days after it came in");
        // Known again, also when it has become old, and whatever the flag says.
        let again = quietly(&desk, &line("a", "20-11-2026")).await;
        assert_eq!((again.reference, again.is_new), (Some(reference), false));
    }
}

#[tokio::test]
async fn a_moment_that_cannot_be_is_named_by_line_and_nothing_of_it_is_stored() {
    for desk in desks().await {
        for wrong in [
            "25-11-2026",
            "2026-11-24T10:00:01+01:00",
            "2199-12-31",
            "31-12-1899",
            "1899-12-31T12:00:00Z",
            "31-2-2026",
            "gisteren",
            "2026-03-03T09:30:00",
            "3-3-26",
            "1709467200",
        ] {
            let refused = quietly(&desk, &line(wrong, wrong)).await;
            let why = refused.error.expect(wrong);
            assert!(why.starts_with("regel 1: ") && why.contains("received_at"), "{why}");
            assert_eq!(refused.reference, None);
        }
        let number = line("n", "x").replace("\"x\"", "20261124");
        assert!(quietly(&desk, &number).await.error.is_some(), "a number is no moment");
        assert!(quietly(&desk, &line("vandaag", "24-11-2026")).await.reference.is_some(), "today may be said in words");
        let all = desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &TicketSearch::default(), 100, None).await;
        assert_eq!(all.expect("a list").items.len(), 1);
    }
}
