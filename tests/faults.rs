//! Bad input: every complaint at once, in Dutch, and nothing stored.

use crate::client::{SUBMIT, listening};
use serde_json::json;
use testkit::{TestDesk, desks};

#[tokio::test]
async fn five_faults_give_five_errors_and_store_nothing() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let input = json!({ "input": {
            "submissionKey": uuid::Uuid::from_u128(5).to_string(),
            "subject": "  ",
            "body": "",
            "organisation": { "kind": "MUNICIPALITY", "name": "Gemeente Nergenshuizen" },
            "contact": { "name": "Ans", "email": "geen adres" },
            "themes": ["bestaat-niet"]
        }});
        let answer = client.ask(None, SUBMIT, input).await;
        let payload = &answer["submitQuestion"];
        assert!(payload["receipt"].is_null());
        let errors = payload["errors"].as_array().expect("errors");
        let mut paths: Vec<String> = errors
            .iter()
            .map(|error| {
                error["path"]
                    .as_array()
                    .expect("a path")
                    .iter()
                    .filter_map(|part| part.as_str())
                    .collect::<Vec<_>>()
                    .join(".")
            })
            .collect();
        paths.sort_unstable();
        assert_eq!(
            paths,
            ["input.body", "input.contact.email", "input.organisation.name", "input.subject", "input.themes"]
        );
        assert!(errors.iter().all(|error| error["message"].as_str().is_some_and(|message| message.ends_with('.'))));
        let lead = desk.token(TestDesk::LEAD).await;
        let all = client.ask(Some(&lead), "{ tickets { nodes { id } } }", json!({})).await;
        assert_eq!(all["tickets"]["nodes"], json!([]));
    }
}

#[tokio::test]
async fn a_bad_token_is_refused_and_never_taken_for_nobody() {
    let desks = desks().await;
    let client = listening(&desks[0]).await;
    let http = reqwest::Client::new();
    let good = desks[0].token(TestDesk::ANNA).await;
    let tampered = format!("{}x", &good[..good.len() - 1]);
    let none = "eyJhbGciOiJub25lIn0.e30.";
    for token in [tampered.as_str(), none, "onzin"] {
        let answer = http
            .post(format!("{}/graphql", client.address))
            .bearer_auth(token)
            .json(&json!({ "query": "{ viewer { name } }" }))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 401, "{token}");
    }
    desks[0].clock.advance(chrono::Duration::days(61));
    let answer = http
        .post(format!("{}/graphql", client.address))
        .bearer_auth(&good)
        .json(&json!({ "query": "{ viewer { name } }" }))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 401, "an expired token");
}

#[tokio::test]
async fn only_one_json_operation_at_a_time_is_taken() {
    let desks = desks().await;
    let client = listening(&desks[0]).await;
    let http = reqwest::Client::new();
    let address = format!("{}/graphql", client.address);
    let text = http.post(&address).header("content-type", "text/plain").body("{\"query\":\"{__typename}\"}");
    assert_eq!(text.send().await.expect("an answer").status(), 415);
    let batch = http.post(&address).json(&json!([{ "query": "{__typename}" }]));
    assert_eq!(batch.send().await.expect("an answer").status(), 400);
    let big = http.post(&address).header("content-type", "application/json").body(vec![b' '; 1024 * 1024]);
    assert_eq!(big.send().await.expect("an answer").status(), 413);
    assert_eq!(http.get(&address).send().await.expect("an answer").status(), 405);
}
