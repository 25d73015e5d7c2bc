//! The main job from end to end over the public API, on both databases.

use crate::client::{Client, SUBMIT, listening, question};
use chrono::DateTime;
use serde_json::{Value, json};
use testkit::{TestDesk, desks};

const TICKET: &str = "query($reference: String!) { ticket(reference: $reference) {
    status assignee { id name } routing { summary chosen { name } candidates { expert { name } excludedBecause reasons } }
    topics { topic { key } source primary evidence }
    deadlines { metric dueAt state metAt derivation }
    messages { nodes { author body internal } } } }";

const REPLY: &str = "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) {
    ticket { status deadlines { metric dueAt state } } errors { path code message } } }";

const TRENDS: &str = "query($measure: TrendMeasure!, $by: TrendDimension) { trends(input: {
    from: \"2026-11-01\", to: \"2026-12-31\", bucket: MONTH, measure: $measure, by: $by }) {
    definition series { key label total points { start value } } } }";

fn deadline<'a>(ticket: &'a Value, metric: &str) -> &'a Value {
    let deadlines = ticket["deadlines"].as_array().expect("deadlines");
    deadlines.iter().find(|deadline| deadline["metric"] == metric).expect("this metric")
}

#[tokio::test]
async fn a_question_walks_the_whole_way_and_is_counted() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        walk(&desk).await;
    }
}

async fn walk(desk: &TestDesk) {
    let client = listening(desk).await;
    let anna = desk.token(TestDesk::ANNA).await;

    // Tuesday 24 November 2026, 10:00: two working days is Thursday, ten is Tuesday 8 December.
    let submitted = client.ask(None, SUBMIT, question(1)).await;
    let receipt = &submitted["submitQuestion"]["receipt"];
    let reference = receipt["reference"].as_str().expect("a reference").to_owned();
    assert_eq!(receipt["firstResponseDueAt"], "2026-11-26T16:00:00+00:00");
    assert_eq!(receipt["answerDueAt"], "2026-12-08T16:00:00+00:00");

    // Anna knows the topic best and works in Gelderland.
    let ticket = client.ask(Some(&anna), TICKET, json!({ "reference": reference })).await["ticket"].clone();
    assert_eq!(ticket["status"], "ASSIGNED");
    assert_eq!(ticket["assignee"]["name"], "Anna de Wit");
    assert!(ticket["routing"]["summary"].as_str().is_some_and(|summary| summary.contains("Anna de Wit")));
    assert_eq!(ticket["routing"]["candidates"].as_array().map(Vec::len), Some(3), "everybody is listed");
    assert_eq!(ticket["topics"][0]["topic"]["key"], "woonzorgvisie");
    assert_eq!(ticket["topics"][0]["source"], "CLASSIFIER");

    // Wednesday 12:00: she asks back. The first reaction is made, the clock of the answer stands still.
    desk.clock.set(moment("2026-11-25T12:00:00+01:00"));
    let asked = reply(&client, &anna, &reference, "Om hoeveel woningen gaat het?", true).await;
    assert_eq!(asked["status"], "WAITING_FOR_ASKER");
    assert_eq!(deadline(&asked, "FIRST_RESPONSE")["state"], "MET");
    assert_eq!(deadline(&asked, "ANSWER")["state"], "PAUSED");

    // Friday 11:00 the asker reacts: 5 + 8 + 2 = 15 opening hours waited, which two working days hold.
    desk.clock.set(moment("2026-11-27T11:00:00+01:00"));
    let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a secret");
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let page = format!("{}/volg/{secret}", client.address);
    let answer = http.post(&page).form(&[("body", "Ongeveer tweehonderd.")]).send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    let ticket = client.ask(Some(&anna), TICKET, json!({ "reference": reference })).await["ticket"].clone();
    assert_eq!(ticket["status"], "ASSIGNED");
    assert_eq!(deadline(&ticket, "ANSWER")["state"], "RUNNING");
    assert_eq!(deadline(&ticket, "ANSWER")["dueAt"], "2026-12-10T16:00:00+00:00");

    // Monday she answers, and closes.
    desk.clock.set(moment("2026-11-30T09:30:00+01:00"));
    let answered = reply(&client, &anna, &reference, "Zie de handreiking, hoofdstuk 3.", false).await;
    assert_eq!(answered["status"], "ANSWERED");
    assert_eq!(deadline(&answered, "ANSWER")["state"], "MET");
    let seen = http.get(&page).send().await.expect("a page").text().await.expect("text");
    assert!(seen.contains("Zie de handreiking, hoofdstuk 3."), "the asker sees the answer");
    let closed =
        "mutation($input: CloseTicketInput!) { closeTicket(input: $input) { ticket { status } errors { code } } }";
    let closed = client.ask(Some(&anna), closed, json!({ "input": { "reference": reference } })).await;
    assert_eq!(closed["closeTicket"]["ticket"]["status"], "CLOSED");

    // Two days later it is opened again, with a new promise.
    desk.clock.set(moment("2026-12-02T10:00:00+01:00"));
    let reopen = "mutation($input: ReopenTicketInput!) { reopenTicket(input: $input) {
        ticket { status deadlines { metric dueAt state } } errors { code message } } }";
    let input = json!({ "input": { "reference": reference, "reason": "Er kwam nog een vraag." } });
    let reopened = client.ask(Some(&anna), reopen, input).await["reopenTicket"]["ticket"].clone();
    assert_eq!(reopened["status"], "ASSIGNED");
    assert_eq!(deadline(&reopened, "ANSWER")["dueAt"], "2026-12-16T16:00:00+00:00");

    // A second question, from elsewhere, stays open.
    client.ask(None, SUBMIT, question(2)).await;
    trends_reconcile(&client, &anna).await;
}

async fn reply(client: &Client, token: &str, reference: &str, body: &str, wait: bool) -> Value {
    let input = json!({ "input": { "reference": reference, "body": body, "waitForAsker": wait } });
    let answer = client.ask(Some(token), REPLY, input).await;
    assert_eq!(answer["replyToTicket"]["errors"], json!([]));
    answer["replyToTicket"]["ticket"].clone()
}

/// The figures equal what one counts by hand: one question in November, one in December, one answer, two open.
async fn trends_reconcile(client: &Client, token: &str) {
    let points = async |measure: &str, by: &str| {
        let answer = client.ask(Some(token), TRENDS, json!({ "measure": measure, "by": by })).await;
        answer["trends"]["series"].clone()
    };
    let values = |series: &Value| -> Vec<Value> {
        series[0]["points"].as_array().expect("points").iter().map(|point| point["value"].clone()).collect()
    };
    assert_eq!(values(&points("RECEIVED", "NONE").await), [json!(1.0), json!(1.0)]);
    assert_eq!(values(&points("ANSWERED", "NONE").await), [json!(1.0), json!(0.0)]);
    assert_eq!(values(&points("OPEN", "NONE").await), [json!(0.0), json!(2.0)]);
    assert_eq!(values(&points("REOPENED", "NONE").await), [json!(0.0), json!(1.0)]);
    let by_theme = points("RECEIVED", "THEME").await;
    assert_eq!((&by_theme[0]["key"], &by_theme[0]["total"]), (&json!("woonzorgvisie"), &json!(2.0)));
    let by_kind = points("RECEIVED", "ORGANISATION_KIND").await;
    assert_eq!((&by_kind[0]["key"], &by_kind[0]["total"]), (&json!("MUNICIPALITY"), &json!(2.0)));
}

fn moment(text: &str) -> DateTime<chrono::Utc> {
    DateTime::parse_from_rfc3339(text).expect("a good moment").to_utc()
}

#[tokio::test]
async fn the_same_key_gives_the_same_ticket_even_at_the_same_moment() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let sent = futures_util::future::join_all((0..8).map(|_| client.ask(None, SUBMIT, question(9)))).await;
        let receipts: Vec<&Value> = sent.iter().map(|answer| &answer["submitQuestion"]["receipt"]).collect();
        assert!(receipts.iter().all(|receipt| receipt["reference"] == receipts[0]["reference"]), "{receipts:#?}");
        assert!(receipts.iter().all(|receipt| receipt["trackingUrl"] == receipts[0]["trackingUrl"]));
        let lead = desk.token(TestDesk::LEAD).await;
        let all = client.ask(Some(&lead), "{ tickets { nodes { reference } } }", json!({})).await;
        assert_eq!(all["tickets"]["nodes"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn a_handover_moves_the_question_and_it_does_not_come_back() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let submitted = client.ask(None, SUBMIT, question(3)).await;
        let reference = submitted["submitQuestion"]["receipt"]["reference"].as_str().expect("a reference").parse();
        let reference: domain::Reference = reference.expect("a good reference");
        let anna = desk.staff(TestDesk::ANNA);
        let ticket = desk.app.hand_over_ticket(&anna, reference, "Geen ruimte").await.expect("handed over");
        assert_eq!(ticket.assignee, Some(TestDesk::CARLA), "the other one who knows the topic");
        let carla = desk.staff(TestDesk::CARLA);
        let ticket = desk.app.hand_over_ticket(&carla, reference, "Geen ruimte").await.expect("handed over");
        assert_ne!(ticket.assignee, Some(TestDesk::ANNA), "Anna gave it away before");
    }
}

#[tokio::test]
async fn what_may_not_be_seen_looks_like_what_does_not_exist() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let submitted = client.ask(None, SUBMIT, question(4)).await;
        let reference = submitted["submitQuestion"]["receipt"]["reference"].clone();
        let bram = desk.token(TestDesk::BRAM).await;
        for token in [None, Some(bram.as_str())] {
            let hidden = client.send(token, TICKET, json!({ "reference": reference })).await;
            let missing = client.send(token, TICKET, json!({ "reference": "EHA-2026-999999-A" })).await;
            assert_eq!(hidden, missing);
        }
    }
}

#[tokio::test]
async fn a_lead_overrules_and_the_promise_stays() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let submitted = client.ask(None, SUBMIT, question(6)).await;
        let receipt = &submitted["submitQuestion"]["receipt"];
        let lead = desk.token(TestDesk::LEAD).await;
        let assign = "mutation($input: AssignTicketInput!) { assignTicket(input: $input) {
            ticket { assignee { name } routing { summary } deadlines { metric dueAt } } errors { path message } } }";
        let input = |expert: String| json!({ "input": { "reference": receipt["reference"], "expertId": expert, "reason": "Carla kent deze gemeente." } });
        let assigned = client.ask(Some(&lead), assign, input(TestDesk::CARLA.to_string())).await;
        let ticket = &assigned["assignTicket"]["ticket"];
        assert_eq!(ticket["assignee"]["name"], "Carla Smit");
        assert_eq!(ticket["routing"]["summary"], "Toegewezen door Lida Vos: Carla kent deze gemeente.");
        assert_eq!(deadline(ticket, "ANSWER")["dueAt"], receipt["answerDueAt"]);
        let unknown = client.ask(Some(&lead), assign, input(TestDesk::LEAD.to_string())).await;
        assert_eq!(unknown["assignTicket"]["errors"][0]["path"], json!(["input", "expertId"]));
    }
}
