//! A GraphQL client as an integrator has one, and a desk that listens.

use axum::Router;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use testkit::TestDesk;

/// How long anything here may take before it counts as hanging. No measure of speed: other work on the machine may slow
/// everything down tenfold, and no test may fail because of that.
pub const HANGS_AFTER: std::time::Duration = std::time::Duration::from_secs(600);

/// Speaks to a desk over HTTP.
pub struct Client {
    pub address: String,
    http: reqwest::Client,
}

impl Client {
    pub fn at(address: String) -> Self {
        Self { address, http: reqwest::Client::new() }
    }

    /// Sends a query; the whole answer, errors and all.
    pub async fn send(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let mut request = self
            .http
            .post(format!("{}/graphql", self.address))
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Sends a query that must succeed; its data.
    pub async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let answer = self.send(token, query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].clone()
    }
}

/// The desk's pages and API on a free port.
pub async fn listening(desk: &TestDesk) -> Client {
    listening_with(desk, graphql::Limits::default(), Arc::new(|_, _| Ok(()))).await
}

/// The same within these bounds.
pub async fn listening_with(desk: &TestDesk, limits: graphql::Limits, throttle: app::Throttle) -> Client {
    let api = graphql::Options { throttle: Arc::clone(&throttle), trust_forwarded_for: false, limits };
    let pages = web::Options {
        throttle: Arc::clone(&throttle),
        trust_forwarded_for: false,
        security_contact: "mailto:security@loket.test".to_owned(),
        security_expires: "2027-01-01T00:00:00Z".to_owned(),
    };
    let answers = rest::Options {
        throttle: Arc::clone(&throttle),
        trust_forwarded_for: false,
        contact: "mailto:antwoorden@loket.test".to_owned(),
    };
    let router: Router = graphql::router(desk.app.clone(), api)
        .merge(rest::router(desk.app.clone(), answers))
        .merge(web::router(desk.app.clone(), pages));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.expect("it serves");
    });
    Client::at(address)
}

/// A question about a woonzorgvisie from Arnhem.
pub fn question(key: u128) -> Value {
    json!({ "input": {
        "submissionKey": uuid::Uuid::from_u128(key).to_string(),
        "subject": "Onze woonzorgvisie",
        "body": "Wij schrijven een woonzorgvisie. Welke onderdelen moeten er voor ouderen in staan?",
        "organisation": { "kind": "MUNICIPALITY", "name": "Gemeente Arnhem", "municipality": "GM0202" },
        "contact": { "name": "Ans Vermeer", "email": "ans@arnhem.example" }
    }})
}

pub const SUBMIT: &str = "mutation($input: SubmitQuestionInput!) { submitQuestion(input: $input) {
    receipt { reference trackingUrl firstResponseDueAt answerDueAt } errors { path code message } } }";

/// A page without the tokens of its forms, which are written otherwise on each.
pub fn without_tokens(page: &str) -> String {
    let mut parts = page.split("name=\"token\" value=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('"').map_or(part, |(_, behind)| behind));
    }
    text
}
