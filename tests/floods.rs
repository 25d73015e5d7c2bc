//! One link cannot flood a question, and however much was said about it, everything can be read.

use crate::client::{Client, SUBMIT, listening, question};
use chrono::Duration;
use domain::{Actor, Event, Happened, Message, MessageId, MessageKind, Metric, Origin, Reference, TicketEvent};
use futures_util::future::join_all;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{TestDesk, desks};
use uuid::Uuid;

async fn asked(client: &Client) -> (Reference, String) {
    let answer = client.ask(None, SUBMIT, question(1)).await;
    let receipt = &answer["submitQuestion"]["receipt"];
    let reference = receipt["reference"].as_str().expect("a reference").parse().expect("a good reference");
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret");
    (reference, format!("/volg/{secret}"))
}

/// The asker writes, by this server's form; the answer.
async fn write(client: &Client, link: &str, fields: &[(&str, &str)]) -> (u16, Option<u64>, String) {
    let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    let answer = http.post(format!("{}{link}", client.address)).form(fields).send().await.expect("an answer");
    let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.parse().ok());
    (answer.status().as_u16(), wait, answer.text().await.expect("text"))
}

async fn said(desk: &TestDesk, reference: Reference) -> usize {
    store::messages::page(&*desk.store, reference.ticket, store::messages::Shown::WithNotes, 5_000, None)
        .await
        .expect("readable")
        .0
        .len()
}

#[tokio::test]
async fn one_link_stores_twenty_messages_an_hour_on_all_servers_together_and_keeps_the_text_of_the_next() {
    for mut desk in desks().await {
        let one = listening(&desk).await;
        desk.reopen(|_| {}).await;
        let two = listening(&desk).await;
        let (reference, link) = asked(&one).await;
        let texts: Vec<String> = (0..60).map(|number| format!("Bericht nummer {number}.")).collect();
        let sent = texts.iter().zip([&one, &two].into_iter().cycle()).zip(["vraag", "weten", ""].into_iter().cycle());
        let sent = sent.map(|((text, server), how)| {
            let link = &link;
            async move { write(server, link, &[("body", text), ("how", how)]).await }
        });
        let answers = join_all(sent).await;
        let stored = answers.iter().filter(|(status, ..)| *status == 303).count();
        assert_eq!(stored, 20, "{:?}", answers.iter().map(|(status, ..)| *status).collect::<Vec<_>>());
        assert_eq!(said(&desk, reference).await, 21, "the question, and what was stored");
        for ((status, wait, page), text) in answers.iter().zip(&texts).filter(|((status, ..), _)| *status != 303) {
            assert_eq!(*status, 429);
            assert!(wait.is_some_and(|seconds| (1..=3_600).contains(&seconds)), "{wait:?}");
            assert!(page.contains(&format!("{text}</textarea>")), "what must wait is not lost: {page}");
        }

        // What is refused counts for nothing, what was done is known, and time helps.
        let key = Uuid::from_u128(5).to_string();
        desk.clock.advance(Duration::minutes(61));
        let again = [("body", "Na een uur."), ("key", key.as_str())];
        assert_eq!(write(&one, &link, &[("body", " ")]).await.0, 422);
        for server in [&one, &two, &one] {
            assert_eq!(write(server, &link, &again).await.0, 303, "the same act is done once");
        }
        assert_eq!(said(&desk, reference).await, 22);
        // Another question's link is another one's.
        let other = client_of_another(&one).await;
        assert_eq!(write(&one, &other, &[("body", "Nog iets.")]).await.0, 303);
    }
}

async fn client_of_another(client: &Client) -> String {
    let answer = client.ask(None, SUBMIT, question(2)).await;
    let url = answer["submitQuestion"]["receipt"]["trackingUrl"].as_str().expect("a link").to_owned();
    format!("/volg/{}", url.rsplit('/').next().expect("a secret"))
}

const MANY: u128 = 1_000;

/// A conversation of a thousand messages, every tenth of them a note, with as many events.
async fn filled(desk: &TestDesk, reference: Reference) {
    let now = desk.app.now();
    let tx = desk.store.write().await.expect("a transaction");
    for number in 1..=MANY {
        let kind = if number % 10 == 0 { MessageKind::Note } else { MessageKind::AskerReaction };
        let message = Message {
            id: MessageId(Uuid::from_u128((0xffff << 112) | number)),
            kind,
            author: None,
            author_name: "Ans Vermeer".to_owned(),
            body: format!("bericht-{number:04}."),
            sent_at: now,
        };
        store::messages::insert(&tx, reference.ticket, &message).await.expect("stored");
    }
    let event = |number: u128| Event {
        what: Happened::Ticket(
            reference.ticket,
            TicketEvent::DeadlineMoved {
                metric: Metric::Answer,
                from: now,
                to: now,
                why: Some(format!("reden-{number:04}")),
            },
        ),
        at: now,
        actor: Actor::System,
        origin: Origin::Worker,
    };
    let events: Vec<Event> = (1..=MANY).map(event).collect();
    for some in events.chunks(100) {
        store::events::append(&tx, some).await.expect("stored");
    }
    tx.commit().await.expect("committed");
}

/// Numbers that stand behind this word on a page.
fn numbers(page: &str, word: &str) -> BTreeSet<u128> {
    page.split(word).skip(1).filter_map(|rest| rest.get(..4)?.parse().ok()).collect()
}

/// Where a link with this text leads to.
fn link_to<'p>(page: &'p str, text: &str) -> Option<&'p str> {
    let before = page.split(&format!(">{text}<")).next().filter(|before| before.len() < page.len())?;
    before.rsplit("href=\"").next()?.split(['"', '#']).next()
}

/// Follows the links with this text from page to page; every number behind the word, and how many pages there were.
async fn walked(
    desk: &TestDesk,
    client: &Client,
    cookie: &str,
    path: &str,
    word: &str,
    text: &str,
) -> (BTreeSet<u128>, usize) {
    let http = reqwest::Client::new();
    let (mut seen, mut pages, mut address) = (BTreeSet::new(), 0, path.to_owned());
    loop {
        desk.store.statements().record();
        let url = format!("{}{address}", client.address);
        let answer = http.get(url).header("cookie", cookie).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{address}");
        let page = answer.text().await.expect("text").replace("&#38;", "&");
        let statements = desk.store.statements().seen();
        // One says whether published answers changed, and the first time two read them.
        let most = if pages == 0 { 24 } else { 22 };
        assert!(statements.len() <= most, "{}: {}", statements.len(), statements.join("\n"));
        let here = numbers(&page, word);
        assert!(here.len() <= 100, "{} on one page", here.len());
        if pages == 0 {
            assert!(here.contains(&MANY) || here.contains(&(MANY - 1)), "the newest comes first: {here:?}");
            assert!(page.contains("Welke onderdelen moeten er voor ouderen in staan?"), "the question itself is there");
        }
        seen.extend(here);
        pages += 1;
        assert!(pages <= 200, "it ends");
        match link_to(&page, text) {
            Some(next) => address = format!("{path}{}", next.trim_start_matches(path)),
            None => return (seen, pages),
        }
    }
}

#[tokio::test]
async fn everything_that_was_said_or_done_can_be_reached_newest_first_on_pages_of_bounded_cost() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, link) = asked(&client).await;
        filled(&desk, reference).await;
        let everything: BTreeSet<u128> = (1..=MANY).collect();
        let public: BTreeSet<u128> = everything.iter().copied().filter(|number| number % 10 != 0).collect();
        let (seen, pages) = walked(&desk, &client, "", &link, "bericht-", "Eerdere berichten").await;
        assert_eq!(seen, public);
        assert!(pages > 5, "{pages}");
        let cookie = TestDesk::cookie(&desk.session(TestDesk::LEAD).await);
        let path = format!("/vragen/{reference}");
        let (seen, _) = walked(&desk, &client, &cookie, &path, "bericht-", "Eerdere berichten").await;
        assert_eq!(seen, everything);
        let (seen, _) = walked(&desk, &client, &cookie, &path, "reden-", "Eerdere gebeurtenissen").await;
        assert_eq!(seen, everything);
        // A place in the list that is none is no first page.
        for wrong in ["?voor=x", "?voor=00000000-0000-0000-0000-00000000000"] {
            let answer = reqwest::get(format!("{}{link}{wrong}", client.address)).await.expect("an answer");
            assert_eq!(answer.status(), 400, "{wrong}");
            let told = answer.text().await.expect("text");
            assert!(told.contains(&wrong[1..]) && !told.contains("bericht-"), "{told}");
        }
    }
}

#[tokio::test]
async fn messages_are_read_over_the_api_from_either_end() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client).await;
        filled(&desk, reference).await;
        let token = desk.token(TestDesk::LEAD).await;
        let query = "query($r: String!, $first: Int, $after: String, $last: Int, $before: String) {
            ticket(reference: $r) { messages(first: $first, after: $after, last: $last, before: $before) {
                nodes { id body } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
        let page = async |more: Value| {
            let mut variables = json!({ "r": reference.to_string() });
            variables.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            client.send(Some(&token), query, variables).await
        };
        let (mut before, mut seen) = (Value::Null, Vec::new());
        loop {
            let answer = page(json!({ "last": 100, "before": before })).await["data"]["ticket"]["messages"].clone();
            let nodes = answer["nodes"].as_array().expect("messages").clone();
            assert_eq!(answer["pageInfo"]["hasNextPage"], json!(!before.is_null()));
            assert_eq!(answer["pageInfo"]["endCursor"], nodes.last().expect("some")["id"]);
            seen.splice(0..0, nodes.iter().map(|node| node["body"].as_str().expect("text").to_owned()));
            before = answer["pageInfo"]["startCursor"].clone();
            if answer["pageInfo"]["hasPreviousPage"] == json!(false) {
                break;
            }
        }
        let mut expected = vec![question(1)["input"]["body"].as_str().expect("text").to_owned()];
        expected.extend((1..=MANY).map(|number| format!("bericht-{number:04}.")));
        assert_eq!(seen, expected, "each once, in the order in which they were said");
        for (wrong, why) in [
            (json!({ "last": 101 }), "too many"),
            (json!({ "last": 0 }), "none"),
            (json!({ "last": 5, "before": "x" }), "no cursor"),
            (json!({ "last": 5, "after": Uuid::nil().to_string() }), "from both ends"),
            (json!({ "before": Uuid::nil().to_string(), "after": Uuid::nil().to_string() }), "from both ends"),
        ] {
            let answer = page(wrong).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{why}: {answer}");
        }
    }
}
