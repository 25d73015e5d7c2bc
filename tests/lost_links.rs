//! An asker who lost the link gets it again by letter, and nobody learns what exists.

use crate::client::{Client, SUBMIT, listening, question};
use chrono::Duration;
use domain::{EventKind, Letter, LetterKind, Reference};
use testkit::{TestDesk, desks};

async fn post(client: &Client, reference: &str, email: &str) -> (u16, String) {
    let request = reqwest::Client::new().post(format!("{}/volg", client.address));
    let answer = request.form(&[("reference", reference), ("email", email)]).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

async fn asked(client: &Client, key: u128) -> (Reference, String) {
    let receipt = client.ask(None, SUBMIT, question(key)).await["submitQuestion"]["receipt"].clone();
    let reference = receipt["reference"].as_str().expect("a reference").parse().expect("a good one");
    (reference, receipt["trackingUrl"].as_str().expect("a link").to_owned())
}

async fn sent(desk: &TestDesk, reference: Reference) -> Vec<Letter> {
    desk.app.answer_link_requests().await.expect("answered");
    let all = store::jobs::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
    all.into_iter().map(|(job, _)| job.letter).filter(|letter| letter.kind == LetterKind::NewLink).collect()
}

#[tokio::test]
async fn a_lost_link_is_sent_again_to_who_asked_and_the_page_says_the_same_to_everybody() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, link) = asked(&client, 1).await;
        let (other, _) = asked(&client, 2).await;
        let unknown = Reference { year: reference.year, ticket: domain::TicketId(4_711) };
        let right = post(&client, &reference.to_string(), "ans@arnhem.example").await;
        assert_eq!(right.0, 200);
        for (reference, email) in [(reference, "iemand@arnhem.example"), (unknown, "ans@arnhem.example")] {
            assert_eq!(post(&client, &reference.to_string(), email).await, right, "{reference} {email}");
        }
        let letters = sent(&desk, reference).await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(letters[0].to_email, "ans@arnhem.example");
        assert!(letters[0].body.contains(&link), "the same link: {}", letters[0].body);
        assert_eq!(sent(&desk, other).await.len(), 0);
        let events = store::events::of_ticket(&*desk.store, reference.ticket).await.expect("readable");
        assert_eq!(events.iter().filter(|event| event.kind() == EventKind::TrackingLinkSentAgain).count(), 1);
        // As people write it: other capitals, spaces around.
        let typed = format!(" {} ", reference.to_string().to_lowercase());
        assert_eq!(post(&client, &typed, "Ans@Arnhem.example").await, right);
        assert_eq!(sent(&desk, reference).await.len(), 2);
    }
}

#[tokio::test]
async fn what_can_be_nobodys_is_said_and_too_many_letters_are_not_sent() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 1).await;
        let (status, page) = post(&client, "EHA-2026-000001", "ans").await;
        assert!(status == 422 && page.contains("Vul uw kenmerk in") && page.contains("2 fouten"), "{page}");
        for _ in 0..10 {
            desk.app.ask_for_lost_link(reference, "ans@arnhem.example").await.expect("asked");
        }
        let letters = sent(&desk, reference).await.len();
        assert!((1..10).contains(&letters), "{letters}");
    }
}

#[tokio::test]
async fn a_link_that_opens_nothing_any_more_is_not_sent() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 1).await;
        let closing = app::Closing { why: app::Why::Because(domain::ClosedBecause::Withdrawn), explanation: "" };
        desk.app.close_ticket(&desk.staff(TestDesk::LEAD), reference, closing).await.expect("closed");
        desk.clock.advance(Duration::days(181));
        post(&client, &reference.to_string(), "ans@arnhem.example").await;
        assert_eq!(sent(&desk, reference).await.len(), 0);
    }
}
