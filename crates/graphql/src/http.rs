//! GraphQL over HTTP (POST, routes, status codes): what is accepted, and how it is answered.

use crate::api::Api;
use crate::body::{is_json, query, read};
use crate::files;
use crate::limits::Options;
use crate::places::Places;
use crate::problem::{no_store, problem};
use crate::schema::builder;
use crate::sender::{self, Bearer, Counts};
use crate::socket;
use app::App;
use async_graphql::{Request as Query, Response as Answer, ServerError, Value};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use std::net::SocketAddr;

/// Method and path of what [`router`] answers.
pub fn routes() -> [(&'static str, &'static str); 4] {
    [("POST", "/graphql"), ("POST", "/graphql/files"), ("GET", "/graphql/files/{id}"), ("GET", "/graphql/ws")]
}

/// `POST /graphql` and the WebSocket.
pub fn router(app: App, options: Options) -> Router {
    let schema = builder().data(app.clone()).finish();
    Router::new()
        .route("/graphql", post(answer).fallback(only_post))
        .route("/graphql/files", post(files::take))
        .route("/graphql/files/{id}", get(files::give))
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
    match answered(&api, &head.headers, peer, &body).await {
        Ok(response) | Err(response) => response,
    }
}

/// What is posted is looked at in this order: its kind, who sends it, whether it can be read, and whether it asks too much.
async fn answered(api: &Api, headers: &HeaderMap, peer: SocketAddr, body: &[u8]) -> Result<Response, Response> {
    if !is_json(headers) {
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", "Stuur application/json."));
    }
    let bearer = Bearer::of(headers).map_err(|refusal| sender::refused_token(&refusal))?;
    let caller = bearer.caller(&api.app).await.map_err(|refusal| sender::refused_token(&refusal))?;
    let query: Query = query(body)?;
    let address = sender::address(&api.options, headers, peer);
    let (_, query) = api.guarded(query).map_err(|refusal| no_store(Json(refusal).into_response()))?;
    let (query, counts) = api.with_context(query, caller, bearer, address);
    Ok(response(api.run(query).await, &counts))
}

/// The answer, with the status that programs look at before they read it.
fn response(answer: Answer, counts: &Counts) -> Response {
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
