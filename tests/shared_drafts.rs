//! A question that somebody began, for a colleague to finish: under a link that opens nothing else, for a while, and without
//! who asks in person.

use crate::client::{Client, listening};
use chrono::Duration;
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use testkit::{TestDesk, desks};

fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).build().expect("a client")
}

const KEY: &str = "018f0000-0000-7000-8000-00000000feed";

async fn post(client: &Client, more: &[(&str, &str)]) -> Response {
    let mut fields = vec![
        ("key", KEY),
        ("kind", "HOUSING_CORPORATION"),
        ("organisation", "Woongoed"),
        ("places", "Gemeente Zeist, heel Nederland"),
        ("subject", "Onze woonzorgvisie"),
        ("body", "Een halve vraag over"),
        ("themes", "woonzorgvisie"),
        ("name", "Ans Vermeer"),
        ("email", "ans@wonen.example"),
        ("phone", "030 123 45 67"),
    ];
    for (name, value) in more {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = value,
            None => fields.push((name, value)),
        }
    }
    http().post(format!("{}/", client.address)).form(&fields).send().await.expect("an answer")
}

fn to(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers().get("location").and_then(|to| to.to_str().ok()).expect("a place").to_owned()
}

async fn get(client: &Client, path: &str) -> (StatusCode, String) {
    let answer = http().get(format!("{}{path}", client.address)).send().await.expect("an answer");
    (answer.status(), answer.text().await.expect("text"))
}

async fn opened(client: &Client, path: &str) -> String {
    let (status, page) = get(client, path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

fn value<'p>(page: &'p str, name: &str) -> &'p str {
    let field = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the field").1;
    field.split('"').next().expect("it ends")
}

async fn questions(desk: &TestDesk) -> usize {
    let search = app::TicketSearch::default();
    desk.app.list_tickets(&desk.staff(TestDesk::LEAD), &search, 10, None).await.expect("a list").items.len()
}

#[tokio::test]
async fn a_colleague_finds_what_was_typed_without_who_typed_it_and_sends_it_which_ends_the_draft() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let link = to(&post(&client, &[("how", "bewaren")]).await);
        let page = opened(&client, &link).await;
        for part in [
            "value=\"HOUSING_CORPORATION\" checked",
            "value=\"Woongoed\"",
            "value=\"Onze woonzorgvisie\"",
            ">Een halve vraag over</textarea>",
            "Gemeente Zeist",
            "value=\"woonzorgvisie\" checked",
            &format!("http://loket.test{link}"),
            "dinsdag 8 december 2026",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        for personal in ["Ans Vermeer", "ans@wonen.example", "030 123"] {
            assert!(!page.contains(personal), "{personal}");
        }
        assert_eq!(questions(&desk).await, 0);
        let concept = value(&page, "concept").to_owned();
        let finished = [("concept", concept.as_str()), ("body", "Een hele vraag over wonen met zorg?"), ("name", "Bo")];
        let received = to(&post(&client, &finished).await);
        assert_eq!(to(&post(&client, &finished).await), received, "sent twice, it is one question");
        assert_eq!(questions(&desk).await, 1);
        assert_eq!(get(&client, &link).await.0, StatusCode::NOT_FOUND, "it was sent");
    }
}

#[tokio::test]
async fn who_goes_on_with_a_draft_keeps_its_link_and_takes_nothing_from_a_colleague_who_was_earlier() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let link = to(&post(&client, &[("how", "bewaren")]).await);
        let page = opened(&client, &link).await;
        let (concept, seen) = (value(&page, "concept"), value(&page, "seen"));
        desk.clock.advance(Duration::minutes(5));
        let again = [("how", "bewaren"), ("concept", concept), ("seen", seen)];
        let first = post(&client, &[&again[..], &[("body", "Van de een")]].concat()).await;
        assert_eq!(to(&first), link);
        let other = to(&post(&client, &[&again[..], &[("body", "Van de ander")]].concat()).await);
        assert_ne!(other, link);
        assert!(opened(&client, &link).await.contains(">Van de een</textarea>"));
        let apart = opened(&client, &other).await;
        assert!(
            apart.contains(">Van de ander</textarea>") && apart.contains("Een collega bewaarde intussen"),
            "{apart}"
        );
    }
}

#[tokio::test]
async fn a_draft_is_gone_after_its_time_and_swept_then() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let link = to(&post(&client, &[("how", "bewaren")]).await);
        desk.clock.advance(Duration::days(14) - Duration::seconds(1));
        desk.app.forget_sessions().await.expect("swept");
        opened(&client, &link).await;
        desk.clock.advance(Duration::seconds(1));
        assert_eq!(get(&client, &link).await.0, StatusCode::NOT_FOUND);
        assert_eq!(store::shared_drafts::count(&*desk.store).await.expect("a count"), 1);
        desk.app.forget_sessions().await.expect("swept");
        assert_eq!(store::shared_drafts::count(&*desk.store).await.expect("a count"), 0);
    }
}

#[tokio::test]
async fn a_citizen_number_an_empty_form_and_a_book_are_not_kept() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let long = "woord ".repeat(20_000);
        for (field, text, says) in [
            ("body", "Haar BSN is 111222333.", "burgerservicenummer"),
            ("places", "BSN 111222333", "burgerservicenummer"),
            ("body", long.as_str(), "te lang"),
        ] {
            let answer = post(&client, &[("how", "bewaren"), (field, text)]).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = answer.text().await.expect("text");
            assert!(page.contains(says) && page.contains("Ans Vermeer"), "{page}");
        }
        let empty = post(&client, &[("how", "bewaren"), ("subject", " "), ("body", "")]).await;
        assert!(empty.text().await.expect("text").contains("Schrijf eerst iets op."));
        assert_eq!(store::shared_drafts::count(&*desk.store).await.expect("a count"), 0);
    }
}

#[tokio::test]
async fn a_desk_that_keeps_no_drafts_offers_none() {
    for desk in desks().await {
        let mut desk = desk;
        desk.reopen(|settings| settings.drafts_hold = Duration::zero()).await;
        let client = listening(&desk).await;
        assert!(!opened(&client, "/").await.contains("value=\"bewaren\""));
        assert_eq!(post(&client, &[("how", "bewaren")]).await.status(), StatusCode::NOT_FOUND);
    }
}
