//! GraphQL over HTTP and WebSocket: what is accepted, who sends it, and what an error may say.
#![expect(clippy::result_large_err, reason = "a refusal is a whole response, made once per request")]

use crate::errors::coded;
use crate::guard::{self, Refused};
use crate::objects::Decisions;
use crate::query::App;
use crate::{Desk, builder};
use app::{Caller, Refusal};
use async_graphql::dataloader::DataLoader;
use async_graphql::http::ALL_WEBSOCKET_PROTOCOLS;
use async_graphql::{Data, Executor, Request as Query, Response as Answer, ServerError};
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use domain::{Actor, Origin};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use http_body_util::BodyExt;
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Largest request, in bytes.
const BODY_BYTES: usize = 256 * 1024;
/// How much of a larger one is read and thrown away, so that the sender reads our answer instead of a broken line.
const DRAINED_BYTES: usize = 64 * 1024 * 1024;
/// Longest message of an error made by the library.
const MESSAGE_CHARACTERS: usize = 300;

/// May this address go on, or how long must it wait?
pub type Limiter = Arc<dyn Fn(IpAddr) -> Result<(), Duration> + Send + Sync>;

/// What the API needs besides the desk.
#[derive(Clone)]
pub struct Options {
    /// Counts submissions per address.
    pub limiter: Limiter,
    /// Is there a proxy in front that sets X-Forwarded-For?
    pub trust_forwarded_for: bool,
}

/// One submission is counted per mutation field; kept with the request, so that the wait can become a header.
pub(crate) struct Submissions {
    limiter: Limiter,
    address: IpAddr,
    wait: Arc<Mutex<Option<Duration>>>,
}

impl Submissions {
    pub(crate) fn allow(&self) -> Result<(), async_graphql::Error> {
        (self.limiter)(self.address).map_err(|wait| {
            *self.wait.lock().unwrap_or_else(PoisonError::into_inner) = Some(wait);
            coded("RATE_LIMITED", "U stuurde veel vragen achter elkaar. Probeer het later nog eens.")
        })
    }
}

#[derive(Clone)]
struct Api {
    schema: Desk,
    app: App,
    options: Options,
}

/// `POST /graphql` and the WebSocket.
pub fn router(app: App, options: Options) -> Router {
    let schema = builder().data(app.clone()).finish();
    Router::new()
        .route("/graphql", post(answer).fallback(only_post))
        .route("/graphql/ws", get(listen))
        .with_state(Api { schema, app, options })
}

async fn only_post() -> Response {
    let refusal = problem(StatusCode::METHOD_NOT_ALLOWED, "BAD_REQUEST", "Gebruik POST met application/json.");
    ([(header::ALLOW, "POST")], refusal).into_response()
}

async fn answer(State(api): State<Api>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    if !is_json(&head.headers) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", "Stuur application/json.");
    }
    let caller = match caller(&api.app, &head.headers).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal,
    };
    let query: Query = match query(&body) {
        Ok(query) => query,
        Err(refusal) => return refusal,
    };
    let wait = Arc::new(Mutex::new(None));
    let query = with_context(query, &api, caller, address(&api.options, &head.headers, peer), &wait);
    let answer = api.execute(query).await;
    let mut response = Json(answer).into_response();
    let waited = *wait.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(wait) = waited {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn with_context(
    query: Query,
    api: &Api,
    caller: Caller,
    address: IpAddr,
    wait: &Arc<Mutex<Option<Duration>>>,
) -> Query {
    let decisions = Decisions { app: api.app.clone(), caller: caller.clone() };
    let submissions = Submissions { limiter: Arc::clone(&api.options.limiter), address, wait: Arc::clone(wait) };
    query.data(caller).data(submissions).data(DataLoader::new(decisions, tokio::spawn))
}

impl Api {
    /// Runs a query that keeps within the bounds.
    async fn execute(&self, query: Query) -> Answer {
        match guarded(query) {
            Ok(query) => clean(self.schema.execute(query).await),
            Err(refusal) => refusal,
        }
    }
}

fn guarded(query: Query) -> Result<Query, Answer> {
    match guard::check(&query.query, &query.variables) {
        Ok(document) => {
            let mut query = query;
            query.set_parsed_query(document);
            Ok(query)
        }
        Err(Refused::Syntax(place)) => {
            Err(refusal("BAD_REQUEST", &format!("Deze GraphQL-vraag is niet goed geschreven{place}.")))
        }
        Err(Refused::TooComplex(why)) => {
            Err(refusal("TOO_COMPLEX", &format!("Deze GraphQL-vraag is te groot: {why}.")))
        }
    }
}

fn refusal(code: &str, message: &str) -> Answer {
    let error = coded(code, message).into_server_error(async_graphql::Pos::default());
    Answer::from_errors(vec![ServerError { locations: Vec::new(), ..error }])
}

/// Errors made by the library get a code, and keep nothing of the query but a short sentence.
fn clean(mut answer: Answer) -> Answer {
    for error in &mut answer.errors {
        let coded = error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        if !coded {
            error.message = error.message.chars().filter(|sign| !sign.is_control()).take(MESSAGE_CHARACTERS).collect();
            error.extensions.get_or_insert_default().set("code", "BAD_REQUEST");
        }
    }
    answer
}

/// The whole body, or 413 after the rest has been thrown away.
async fn read(mut body: Body) -> Result<Vec<u8>, Response> {
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
        if seen <= BODY_BYTES {
            bytes.extend_from_slice(&data);
        } else if seen > DRAINED_BYTES {
            break;
        }
    }
    if seen > BODY_BYTES {
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

/// Nobody without a token; 401, without saying why, with a bad one. Never a cookie.
async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, Response> {
    let Some(header) = headers.get(header::AUTHORIZATION) else {
        return Ok(Caller::new(Actor::Anonymous, Origin::Api));
    };
    let text = header.to_str().ok().and_then(|text| text.split_once(' '));
    let token = text.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    match app.caller_of_token(token.unwrap_or_default()).await {
        Ok(caller) => Ok(caller),
        Err(Refusal::Unavailable(_)) => {
            let message = "Het loket is even niet bereikbaar. Probeer het zo nog eens.";
            Err(problem(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message))
        }
        Err(_) => Err(problem(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Dit token is niet geldig.")),
    }
}

fn address(options: &Options, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
    let forwarded = || {
        let list = headers.get("x-forwarded-for")?.to_str().ok()?;
        // The last one is what our own proxy saw; those before it are what the sender says.
        list.rsplit(',').next()?.trim().parse().ok()
    };
    if options.trust_forwarded_for { forwarded().unwrap_or(peer.ip()) } else { peer.ip() }
}

fn problem(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The WebSocket: a token in the head of the request, or in the first message.
async fn listen(
    State(api): State<Api>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    protocol: GraphQLProtocol,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let known = match caller(&api.app, &headers).await {
        Ok(caller) => caller,
        Err(refusal) => return refusal,
    };
    let address = address(&api.options, &headers, peer);
    upgrade
        .max_message_size(BODY_BYTES)
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .on_upgrade(move |socket| async move {
            let app = api.app.clone();
            GraphQLWebSocket::new(socket, Socket { api, address }, protocol)
                .on_connection_init(async move |payload| {
                    let mut data = Data::default();
                    data.insert(match payload.get("Authorization").and_then(serde_json::Value::as_str) {
                        Some(text) => {
                            let token = text.split_once(' ').map_or(text, |(_, token)| token);
                            app.caller_of_token(token.trim())
                                .await
                                .map_err(|_| coded("UNAUTHENTICATED", "Dit token is niet geldig."))?
                        }
                        None => known,
                    });
                    Ok(data)
                })
                .serve()
                .await;
        })
        .into_response()
}

/// Runs what comes over a socket within the same bounds as what comes over HTTP.
#[derive(Clone)]
struct Socket {
    api: Api,
    address: IpAddr,
}

impl Executor for Socket {
    async fn execute(&self, query: Query) -> Answer {
        self.api.execute(query).await
    }

    fn execute_stream(&self, query: Query, session: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let caller = session
            .as_ref()
            .and_then(|data| data.get(&std::any::TypeId::of::<Caller>()))
            .and_then(|caller| caller.downcast_ref::<Caller>())
            .cloned()
            .unwrap_or_else(|| Caller::new(Actor::Anonymous, Origin::Api));
        let query = match guarded(query) {
            Ok(query) => query,
            Err(refusal) => return stream::once(async { refusal }).boxed(),
        };
        let wait = Arc::new(Mutex::new(None));
        let query = with_context(query, &self.api, caller, self.address, &wait);
        self.api.schema.execute_stream(query).map(clean).boxed()
    }
}
