//! A mail server that is away for a weekend loses no letter: the worker steps through the pauses as they are.

use crate::letters::{ask, ask_from, queue, to_server};
use chrono::{DateTime, Duration, Utc};
use domain::TicketId;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{MailServer, Mood, Step, TestDesk, desks};

fn moment(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a moment").to_utc()
}

/// When the next letter about these questions is tried.
async fn next_try(desk: &TestDesk, tickets: &[TicketId]) -> Option<DateTime<Utc>> {
    let mut next = Vec::new();
    for ticket in tickets {
        let letters = store::jobs::of_ticket(&*desk.store, *ticket).await.expect("readable");
        next.extend(letters.into_iter().filter(|(_, state)| state != "dead").map(|(job, _)| job.run_at));
    }
    next.into_iter().min()
}

#[tokio::test]
async fn a_mail_server_that_is_away_for_a_weekend_loses_no_letter() {
    for desk in desks().await {
        let away = Arc::new(AtomicBool::new(true));
        let asked = Arc::clone(&away);
        let server = MailServer::start(move |step| match step {
            Step::Greeting if asked.load(Ordering::SeqCst) => Mood::Leaves,
            Step::Recipient("weg@arnhem.example") => Mood::Says("550 5.1.1 no such user"),
            _ => Mood::Good,
        })
        .await;
        let carrier = to_server(server.url());
        let monday = moment("2026-11-30T09:00:00+01:00");
        desk.clock.set(moment("2026-11-27T17:00:00+01:00"));
        let mut tickets = vec![ask(&desk, 1).await, ask_from(&desk, 2, "weg@arnhem.example").await];
        let mut tries = 0;
        while desk.app.now() < monday {
            worker::run_once(&desk.app, &carrier).await;
            tries += 1;
            if tries == 30 {
                tickets.push(ask(&desk, 3).await);
            }
            let next = next_try(&desk, &tickets).await.expect("none is given up");
            desk.clock.set(next.max(desk.app.now()));
        }
        assert!((65..200).contains(&tries), "about once an hour: {tries}");
        assert_eq!((queue(&desk).await.1, server.letters().len()), (0, 0), "none was given up, and none left");
        let mut waiting = Vec::new();
        for ticket in &tickets {
            let letters = store::jobs::of_ticket(&*desk.store, *ticket).await.expect("readable");
            let for_somebody = letters.into_iter().filter(|(job, _)| job.letter.to_email != "weg@arnhem.example");
            waiting.extend(for_somebody.map(|(job, _)| job.letter.message_id));
        }
        assert!(waiting.len() >= 5, "receipts, assignments, and what the desk wrote meanwhile: {waiting:?}");

        away.store(false, Ordering::SeqCst);
        while let Some(next) = next_try(&desk, &tickets).await {
            assert!(next <= monday + Duration::hours(1), "sent within an hour: {next}");
            desk.clock.set(next.max(desk.app.now()));
            worker::run_once(&desk.app, &carrier).await;
        }
        let sent = server.letters();
        for id in &waiting {
            assert_eq!(sent.iter().filter(|(_, text)| text.contains(id.as_str())).count(), 1, "{id}, once");
        }
        assert_eq!(queue(&desk).await, (0, 1), "what is refused for good is given up at the first answer");
    }
}
