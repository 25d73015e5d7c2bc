//! More time for a promise, over the public API, on both databases.

use crate::client::{Client, SUBMIT, listening, question};
use crate::waiting::deliver;
use app::{LaterDay, Refusal};
use domain::{LetterKind, Metric};
use serde_json::{Value, json};
use testkit::{TestDesk, desks};

const EXTEND: &str = "mutation($input: ExtendDeadlineInput!) { extendDeadline(input: $input) {
    ticket { deadlines { metric dueAt state derivation } } errors { path code message } } }";

const POLICY: &str = "mutation($input: SetTicketPolicyInput!) { setTicketPolicy(input: $input) {
    ticket { deadlines { metric dueAt state derivation } } errors { path code message } } }";

/// A question of Tuesday 24 November 2026, 10:00: its first reaction is due on Thursday, its answer on 8 December.
async fn asked(client: &Client, key: u128) -> (String, String) {
    let receipt = client.ask(None, SUBMIT, question(key)).await["submitQuestion"]["receipt"].clone();
    let text = |name: &str| receipt[name].as_str().expect("a text").to_owned();
    let secret = text("trackingUrl").rsplit('/').next().expect("a secret").to_owned();
    (text("reference"), format!("{}/volg/{secret}", client.address))
}

async fn page(address: &str) -> String {
    reqwest::get(address).await.expect("a page").text().await.expect("text")
}

fn due(payload: &Value, metric: &str) -> String {
    let deadlines = payload["ticket"]["deadlines"].as_array().unwrap_or_else(|| panic!("{payload:#}"));
    let due = deadlines.iter().find(|deadline| deadline["metric"] == metric).expect("this metric");
    due["dueAt"].as_str().expect("a moment").to_owned()
}

fn complaints(payload: &Value) -> Vec<(String, String)> {
    let errors = payload["errors"].as_array().expect("a list");
    errors.iter().map(|error| (error["path"].to_string(), error["code"].to_string())).collect()
}

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

#[tokio::test]
async fn a_lead_gives_a_promise_more_time_and_the_asker_sees_the_new_day() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let (reference, followed) = asked(&client, 1).await;
        let lead = desk.token(TestDesk::LEAD).await;
        let input = json!({ "input": {
            "reference": reference, "metric": "ANSWER", "dueOn": "2026-12-11", "reason": "De gemeente levert later." } });
        let payload = client.ask(Some(&lead), EXTEND, input).await["extendDeadline"].clone();
        assert_eq!(payload["errors"], json!([]));
        assert_eq!(due(&payload, "ANSWER"), "2026-12-11T16:00:00+00:00");
        assert_eq!(due(&payload, "FIRST_RESPONSE"), "2026-11-26T16:00:00+00:00", "the other promise stays");
        let seen = page(&followed).await;
        assert!(seen.contains("vrijdag 11 december 2026") && !seen.contains("dinsdag 8 december 2026"), "{seen}");
    }
}

#[tokio::test]
async fn every_fault_of_an_extension_is_told_at_once_by_its_path() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 2).await;
        let lead = desk.token(TestDesk::LEAD).await;
        let extend = async |due_on: &str, reason: &str| {
            let input =
                json!({ "input": { "reference": reference, "metric": "ANSWER", "dueOn": due_on, "reason": reason } });
            complaints(&client.ask(Some(&lead), EXTEND, input).await["extendDeadline"])
        };
        let at = |field: &str, code: &str| (format!("[\"input\",\"{field}\"]"), format!("\"{code}\""));
        let reason_missing = at("reason", "REQUIRED");
        assert_eq!(extend("2026-12-08", " ").await, [at("dueOn", "OUT_OF_RANGE"), reason_missing.clone()]);
        assert_eq!(extend("2026-12-12", " ").await, [at("dueOn", "NOT_A_WORKING_DAY"), reason_missing]);
        assert_eq!(extend("2028-12-12", "Later.").await, [at("dueOn", "OUT_OF_RANGE")]);
    }
}

#[tokio::test]
async fn both_promises_move_together_in_one_letter_that_says_what_they_were() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 7).await;
        let number: domain::Reference = reference.parse().expect("a reference");
        let lead = desk.staff(TestDesk::LEAD);
        let later = |metric, on: &str, path| LaterDay { metric, on: Some(on.parse().expect("a day")), path };
        let days = |answer: &str, reaction: &str| {
            [later(Metric::Answer, answer, "dueOn"), later(Metric::FirstResponse, reaction, "reactionOn")]
        };
        // Neither earlier than promised, nor after the answer; and nothing is stored.
        for (answer, reaction, path) in [
            ("2026-12-14", "2026-12-15", "reactionOn"),
            ("2026-12-08", "2026-12-09", "reactionOn"),
            ("2026-12-07", "2026-12-01", "dueOn"),
            ("2026-12-08", "2026-11-26", "dueOn"),
        ] {
            let refused = desk.app.extend_deadlines(&lead, number, &days(answer, reaction), "Drukte.").await;
            let Err(Refusal::Complaints(complaints)) = refused else { panic!("{answer} {reaction}: {refused:?}") };
            let paths: Vec<_> = complaints.0.iter().map(|complaint| complaint.path.join(".")).collect();
            assert_eq!(paths, [path], "{answer} {reaction}");
        }
        desk.app.extend_deadlines(&lead, number, &days("2026-12-14", "2026-12-01"), "Drukte.").await.expect("later");
        let letters = deliver(&desk).await;
        let moved: Vec<_> = letters.iter().filter(|letter| letter.kind == LetterKind::DeadlineMoved).collect();
        let [letter] = moved.as_slice() else { panic!("{letters:?}") };
        for words in [
            "reageert uiterlijk dinsdag 1 december 2026. Eerder beloofden wij dat voor donderdag 26 november 2026.",
            "uiterlijk maandag 14 december 2026 antwoord. Eerder beloofden wij dat voor dinsdag 8 december 2026.",
        ] {
            assert!(letter.body.contains(words), "{}", letter.body);
        }
        // A day that stays is no reason to refuse the other.
        let ticket = desk.app.extend_deadlines(&lead, number, &days("2026-12-15", "2026-12-01"), "Drukte.").await;
        assert_eq!(ticket.expect("later").promises.first_response.extra_days, 3);
    }
}

#[tokio::test]
async fn only_a_lead_extends_and_only_before_the_promise_is_broken() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, _) = asked(&client, 3).await;
        let input = json!({ "input": {
            "reference": reference, "metric": "FIRST_RESPONSE", "dueOn": "2026-12-11", "reason": "Drukte." } });
        let (anna, lead) = (desk.token(TestDesk::ANNA).await, desk.token(TestDesk::LEAD).await);
        assert_eq!(code(&client.send(Some(&anna), EXTEND, input.clone()).await), "FORBIDDEN");
        assert_eq!(code(&client.send(None, EXTEND, input.clone()).await), "NOT_FOUND");
        desk.clock.set("2026-11-26T17:00:01+01:00".parse().expect("a moment"));
        assert_eq!(code(&client.send(Some(&lead), EXTEND, input).await), "CONFLICT");
    }
}

#[tokio::test]
async fn an_asker_reads_honestly_what_became_of_each_promise_and_whose_turn_it_is() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (_, followed) = asked(&client, 5).await;
        let seen = page(&followed).await;
        assert!(seen.contains("donderdag 26 november 2026") && seen.contains("dinsdag 8 december 2026"), "{seen}");
        assert!(seen.contains("Wij zijn aan de beurt: een deskundige werkt aan uw vraag."));
        assert!(!seen.contains("niet gelukt"));

        desk.clock.set("2026-11-27T09:00:00+01:00".parse().expect("a moment"));
        let seen = page(&followed).await;
        assert!(seen.contains("onze eerste reactie is te laat"), "{seen}");
        assert_eq!(seen.matches("Dat is niet gelukt. Wij werken eraan.").count(), 1, "the answer is not late");

        desk.clock.set("2026-12-09T09:00:00+01:00".parse().expect("a moment"));
        let seen = page(&followed).await;
        assert!(seen.contains("wij zijn te laat. Onze excuses."), "{seen}");
        assert_eq!(seen.matches("Dat is niet gelukt. Wij werken eraan.").count(), 2);
    }
}

#[tokio::test]
async fn an_asker_whose_turn_it_is_still_sees_both_days() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, followed) = asked(&client, 6).await;
        let anna = desk.staff(TestDesk::ANNA);
        let number: domain::Reference = reference.parse().expect("a reference");
        desk.app
            .reply_to_ticket(&anna, number, "Om welke wijk gaat het?", app::Reply::AskBack)
            .await
            .expect("asked back");
        let seen = page(&followed).await;
        assert!(seen.contains("U bent aan de beurt"), "{seen}");
        assert!(seen.contains("donderdag 26 november 2026") && seen.contains("Dat is gelukt."), "{seen}");
        assert!(seen.contains("dinsdag 8 december 2026") && seen.contains("Staat stil zolang wij op u wachten."));
    }
}

#[tokio::test]
async fn the_expert_makes_a_question_complex_and_back() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let (reference, followed) = asked(&client, 4).await;
        let (anna, bram) = (desk.token(TestDesk::ANNA).await, desk.token(TestDesk::BRAM).await);
        let input = |policy: &str| json!({ "input": { "reference": reference, "policy": policy } });
        let payload = client.ask(Some(&anna), POLICY, input("complex")).await["setTicketPolicy"].clone();
        assert_eq!(payload["errors"], json!([]));
        assert_eq!(due(&payload, "ANSWER"), "2026-12-22T16:00:00+00:00");
        assert!(page(&followed).await.contains("dinsdag 22 december 2026"));
        let payload = client.ask(Some(&anna), POLICY, input("standard")).await["setTicketPolicy"].clone();
        assert_eq!(due(&payload, "ANSWER"), "2026-12-08T16:00:00+00:00");
        let payload = client.ask(Some(&anna), POLICY, input("moeilijk")).await["setTicketPolicy"].clone();
        assert_eq!(complaints(&payload), [("[\"input\",\"policy\"]".to_owned(), "\"UNKNOWN\"".to_owned())]);
        assert_eq!(payload["ticket"], Value::Null);
        assert_eq!(code(&client.send(Some(&bram), POLICY, input("complex")).await), "NOT_FOUND", "not his question");
    }
}
