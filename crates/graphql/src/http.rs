//! GraphQL over HTTP: what is accepted, and what an error may say.
#![expect(clippy::result_large_err, reason = "a refusal is a whole response, made once per request")]

use crate::errors::coded;
use crate::guard::{self, Refused};
use crate::limits::Limits;
use crate::objects::{DeadLetters, Decisions};
use crate::query::App;
use crate::sender::{self, Bearer, Counts};
use crate::socket::{self, Places};
use crate::{Desk, builder};
use app::{Caller, Throttle};
use async_graphql::dataloader::DataLoader;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request as Query, Response as Answer, ServerError, Value};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use http_body_util::BodyExt;
use serde_json::json;
use std::net::{IpAddr, SocketAddr};

/// How much of a larger one is read and thrown away, so that the sender reads our answer instead of a broken line.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;
/// Longest message of an error made by the library.
const MESSAGE_CHARACTERS: usize = 300;
/// Longest name of a field, a type or an argument that such a message may hold.
const NAME_BYTES: usize = 64;

/// What the API needs besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts questions and searches.
    pub throttle: Throttle,
    /// Is there a proxy in front that sets X-Forwarded-For?
    pub trust_forwarded_for: bool,
    /// How much one request may ask.
    pub limits: Limits,
}

#[derive(Clone)]
pub(crate) struct Api {
    pub schema: Desk,
    pub app: App,
    pub options: Options,
    pub places: Places,
}

/// Method and path of what [`router`] answers.
pub fn routes() -> [(&'static str, &'static str); 2] {
    [("POST", "/graphql"), ("GET", "/graphql/ws")]
}

/// `POST /graphql` and the WebSocket.
pub fn router(app: App, options: Options) -> Router {
    let schema = builder().data(app.clone()).finish();
    Router::new()
        .route("/graphql", post(answer).fallback(only_post))
        .route("/graphql/ws", get(socket::listen))
        .with_state(Api { schema, app, options, places: Places::default() })
}

async fn only_post() -> Response {
    let refusal = problem(StatusCode::METHOD_NOT_ALLOWED, "BAD_REQUEST", "Gebruik POST met application/json.");
    ([(header::ALLOW, "POST")], refusal).into_response()
}

async fn answer(State(api): State<Api>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match read(body, api.options.limits.body_bytes).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    if !is_json(&head.headers) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", "Stuur application/json.");
    }
    let bearer = match Bearer::of(&head.headers) {
        Ok(bearer) => bearer,
        Err(refusal) => return sender::refused_token(&refusal),
    };
    let caller = match bearer.caller(&api.app).await {
        Ok(caller) => caller,
        Err(refusal) => return sender::refused_token(&refusal),
    };
    let query: Query = match query(&body) {
        Ok(query) => query,
        Err(refusal) => return refusal,
    };
    let address = sender::address(&api.options, &head.headers, peer);
    let (_, query) = match api.guarded(query) {
        Ok(guarded) => guarded,
        Err(refusal) => return no_store(Json(refusal).into_response()),
    };
    let (query, counts) = api.with_context(query, caller, bearer, address);
    let answer = api.run(query).await;
    let nothing = answer.data == Value::Null;
    let unavailable = answer.errors.iter().any(is_unavailable);
    let mut response = no_store(Json(answer).into_response());
    if let Some(wait) = counts.wait() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        if nothing {
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        }
    }
    if unavailable {
        // Also when a part went well: a program that looks at the status alone has to send it again, with the same keys.
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}

fn is_unavailable(error: &ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    code == Some(&Value::from("UNAVAILABLE"))
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Api {
    /// The query with what its fields need.
    pub(crate) fn with_context(
        &self,
        query: Query,
        caller: Caller,
        bearer: Bearer,
        address: IpAddr,
    ) -> (Query, Counts) {
        let decisions = Decisions { app: self.app.clone(), caller: caller.clone() };
        let dead_letters = DeadLetters { app: self.app.clone(), caller: caller.clone() };
        let counts = Counts::new(&self.options, address, &caller);
        let query = query.data(caller).data(bearer).data(counts.clone());
        let query = query.data(DataLoader::new(dead_letters, tokio::spawn));
        (query.data(DataLoader::new(decisions, tokio::spawn)), counts)
    }

    /// Runs a query that was found to keep within the bounds.
    pub(crate) async fn run(&self, query: Query) -> Answer {
        match tokio::time::timeout(self.options.limits.patience, self.schema.execute(query)).await {
            Ok(answer) => clean(answer),
            Err(_) => refusal("UNAVAILABLE", "Het antwoord duurde te lang. Vraag minder tegelijk."),
        }
    }

    /// The parsed query, and the query that carries it; or a refusal when it asks too much.
    pub(crate) fn guarded(&self, mut query: Query) -> Result<(ExecutableDocument, Query), Answer> {
        match guard::check(&query.query, &query.variables, &self.options.limits) {
            Ok(document) => {
                query.set_parsed_query(document.clone());
                Ok((document, query))
            }
            Err(Refused::Syntax(place)) => {
                Err(refusal("BAD_REQUEST", &format!("Deze GraphQL-vraag is niet goed geschreven{place}.")))
            }
            Err(Refused::TooComplex(why)) => {
                Err(refusal("TOO_COMPLEX", &format!("Deze GraphQL-vraag is te groot: {why}.")))
            }
        }
    }
}

pub(crate) fn refusal(code: &str, message: &str) -> Answer {
    let error = coded(code, message).into_server_error(async_graphql::Pos::default());
    Answer::from_errors(vec![ServerError { locations: Vec::new(), ..error }])
}

/// Errors made by the library get a code, and keep nothing of what was sent but the names in it.
pub(crate) fn clean(mut answer: Answer) -> Answer {
    for error in &mut answer.errors {
        let coded = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        if !coded {
            error.message = names_only(&error.message);
            error.extensions.get_or_insert_default().set("code", "BAD_REQUEST");
        }
    }
    answer
}

/// A sentence of the library, in which everything between quotes that is no name of a schema is left out.
fn names_only(message: &str) -> String {
    let is_name = |text: &str| {
        text.len() <= NAME_BYTES && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_!$@[]".contains(sign))
    };
    let mut clean = String::new();
    for (at, part) in message.split(['"', '`']).enumerate() {
        let quoted = at % 2 == 1;
        if at > 0 {
            clean.push('"');
        }
        clean.push_str(if quoted && !is_name(part) { "…" } else { part });
    }
    clean.chars().filter(|sign| !sign.is_control()).take(MESSAGE_CHARACTERS).collect()
}

/// The whole body, or 413 after the rest has been thrown away.
async fn read(mut body: Body, most: usize) -> Result<Vec<u8>, Response> {
    let mut bytes = Vec::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(problem(
                StatusCode::REQUEST_TIMEOUT,
                "BAD_REQUEST",
                "De aanvraag kwam niet in zijn geheel aan.",
            ));
        };
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= most {
            bytes.extend_from_slice(&data);
        } else if seen > DRAINED_BYTES {
            break;
        }
    }
    if seen > most {
        return Err(problem(StatusCode::PAYLOAD_TOO_LARGE, "BAD_REQUEST", "De aanvraag is te groot."));
    }
    Ok(bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
    let plain = !headers.contains_key(header::CONTENT_ENCODING);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    plain && kind.eq_ignore_ascii_case("application/json")
}

/// One operation: an object, never a list.
fn query(body: &[u8]) -> Result<Query, Response> {
    let bad = |message: &str| problem(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let value: serde_json::Value = serde_json::from_slice(body).map_err(|_| bad("Dit is geen geldige JSON."))?;
    if !value.is_object() {
        return Err(bad("Stuur precies een bewerking, als JSON-object."));
    }
    if !value.get("query").is_some_and(serde_json::Value::is_string) {
        return Err(bad("Het veld query ontbreekt."));
    }
    serde_json::from_value(value).map_err(|_| bad("Een veld van de aanvraag heeft niet de juiste vorm."))
}

pub(crate) fn problem(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::names_only;

    #[test]
    fn a_message_keeps_names_and_nothing_else_of_what_was_sent() {
        assert_eq!(
            names_only("Unknown field \"geheim\" on type \"Query\"."),
            "Unknown field \"geheim\" on type \"Query\"."
        );
        let told = names_only("Invalid value \"ans@arnhem.example\" for `Int!`");
        assert_eq!(told, "Invalid value \"…\" for \"Int!\"");
    }
}
