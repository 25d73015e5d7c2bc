//! Links that somebody asks for by typing an address: a row for whoever asks, and a letter for whoever may have one.

use crate::client::listening;
use crate::identity::{Member, http};
use chrono::Duration;
use reqwest::StatusCode;
use sea_orm::ConnectionTrait;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{TestDesk, desks};

#[tokio::test]
async fn a_link_that_is_asked_for_is_a_row_before_the_answer_whoever_asks_and_a_worker_writes_the_letter() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        desk.app.lease_letters(10).await.expect("letters");
        let client = listening(&desk).await;
        let mut written = Vec::new();
        for email in [anna.email, "niemand@desk.example"] {
            desk.store.statements().record();
            let asked = http().post(format!("{}/wachtwoord", client.address)).form(&[("email", email)]).send().await;
            assert_eq!(asked.expect("an answer").status(), StatusCode::OK);
            let statements = desk.store.statements().seen();
            written.push(statements.iter().filter(|statement| statement.contains("link_requests")).count());
        }
        assert_eq!(written, [1, 1], "{}: the same work, whether or not there is such an account", desk.store.name());
        assert!(desk.app.lease_letters(10).await.expect("letters").is_empty(), "no letter is written by the page");

        // Two workers at the same moment; the server that took the requests may be gone.
        let looked = futures_util::future::join(desk.app.answer_link_requests(), desk.app.answer_link_requests()).await;
        assert_eq!(looked.0.expect("answered") + looked.1.expect("answered"), 2, "each request once");
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let to: Vec<&str> = letters.iter().map(|job| job.letter.to_email.as_str()).collect();
        assert_eq!(to, [anna.email]);
        desk.clock.advance(Duration::hours(2));
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 0, "nothing of them is left");
    }
}

#[tokio::test]
async fn a_request_for_a_link_whose_worker_died_is_answered_later_and_an_old_one_is_dropped() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        desk.app.lease_letters(10).await.expect("letters");
        desk.app.ask_for_reset(anna.email).await.expect("the same answer");
        let lease = async |now| {
            let until = now + Duration::minutes(2);
            store::link_requests::lease(&desk.store, now, until, 10).await.expect("taken").requests.len()
        };
        assert_eq!(lease(desk.app.now()).await, 1, "by a worker that dies now");
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 0, "it is held");
        desk.clock.advance(Duration::minutes(2));
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 1);
        assert_eq!(desk.app.lease_letters(10).await.expect("letters").len(), 1);
        desk.app.ask_for_reset(anna.email).await.expect("the same answer");
        desk.clock.advance(Duration::hours(25));
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 1);
        desk.clock.advance(Duration::minutes(3));
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 0, "dropped");
        let letters = desk.app.lease_letters(10).await.expect("letters");
        assert!(letters.iter().all(|job| job.attempt > 1), "no letter with a link that nobody waits for: {letters:?}");
    }
}

#[tokio::test]
async fn a_request_for_a_link_that_panics_stops_no_other_and_is_tried_again() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let bram = Member::invited(&desk, TestDesk::BRAM, "bram@desk.example").await;
        desk.app.lease_letters(10).await.expect("letters");
        for email in [anna.email, bram.email] {
            desk.app.ask_for_reset(email).await.expect("the same answer");
        }
        let first = AtomicBool::new(true);
        desk.app.inject_fault(Box::new(move |task, _| {
            assert!(task != "link request" || !first.swap(false, Ordering::SeqCst), "a fault of this test");
            Ok(())
        }));
        let to = async || {
            let letters = desk.app.lease_letters(10).await.expect("letters").into_iter().filter(|job| job.attempt == 1);
            letters.map(|job| job.letter.to_email).collect::<Vec<_>>()
        };
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 2);
        assert_eq!(to().await, [bram.email]);
        desk.clock.advance(Duration::minutes(2));
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 1);
        assert_eq!(to().await, [anna.email]);
    }
}

#[tokio::test]
async fn a_link_that_somebody_waits_for_in_vain_is_seen_by_doctor() {
    for desk in desks().await {
        let letters = async || {
            let checks = desk.app.health().await.checks;
            checks.into_iter().find(|check| check.name == "brieven").expect("the check of letters")
        };
        desk.app.ask_for_reset("niemand@desk.example").await.expect("asked");
        desk.clock.advance(Duration::minutes(9));
        assert!(letters().await.ok, "a worker may be busy");
        desk.clock.advance(Duration::minutes(2));
        let seen = letters().await;
        assert!(!seen.ok && seen.reason.contains("een gevraagde link wacht sinds"), "{}", seen.reason);
        desk.app.answer_link_requests().await.expect("answered");
        assert!(letters().await.ok);
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_told_to_the_operator_and_the_others_get_their_links() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        desk.app.lease_letters(10).await.expect("letters");
        desk.app.ask_for_reset("niemand@desk.example").await.expect("the same answer");
        desk.app.ask_for_reset(anna.email).await.expect("the same answer");
        let raw = testkit::database::direct(desk.store.url()).await.expect("a connection");
        // PostgreSQL keeps no moment that is none; a purpose of another version is left to that version on both.
        let damaged = match desk.store.name() {
            "SQLite" => "UPDATE link_requests SET asked_at = 'gisteren' WHERE email LIKE 'niemand%'",
            _ => "UPDATE link_requests SET purpose = 'teleport' WHERE email LIKE 'niemand%'",
        };
        raw.execute_unprepared(damaged).await.expect("damaged");
        let answered = desk.app.answer_link_requests().await;
        assert_eq!(answered.is_err(), desk.store.name() == "SQLite", "{answered:?}");
        let letters = desk.app.lease_letters(10).await.expect("letters");
        assert_eq!(letters.len(), 1, "on {}", desk.store.name());
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 0, "it is left alone for a while");
    }
}
