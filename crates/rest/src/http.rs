//! What can be asked (GET, routes), and what every request goes through.

use crate::asked::{Asked, asked, nothing};
use crate::description::described;
use crate::problem::{no_such_address, only_to_read, refused, too_much, unreadable};
use crate::reply::{content, signed};
use crate::state::{Options, Rest};
use crate::vac::Vac;
use app::{App, Caller, Counted, Sender, Shelf};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use domain::{Actor, Origin, PublishedAnswer};
use serde::Serialize;
use std::net::SocketAddr;
use url::form_urlencoded::Serializer;

/// Method and path of what [`router`] answers.
pub fn routes() -> [(&'static str, &'static str); 3] {
    [("GET", "/v1/antwoorden"), ("GET", "/v1/antwoorden/{key}"), ("GET", "/v1/openapi.json")]
}

/// Everything below `/v1`, also what is not there: whoever asks is a program, and gets no page.
pub fn router(app: App, options: Options) -> Router {
    let description = described(&app.settings().public_url, &app.picture().house.name, &options.contact);
    let rest = Rest { app, options, description: description.into() };
    let below = Router::new()
        .route("/antwoorden", get(list))
        .route("/antwoorden/{key}", get(one))
        .route("/openapi.json", get(describe))
        .fallback(no_such_address)
        .method_not_allowed_fallback(only_to_read)
        .layer(middleware::from_fn_with_state(rest.clone(), around))
        .with_state(rest);
    Router::new().nest("/v1", below)
}

async fn around(
    State(rest): State<Rest>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let lines = request.headers().get_all(app::FORWARDED_FOR).iter().map(HeaderValue::as_bytes);
    let forwarded = rest.options.trust_forwarded_for.then(|| app::seen_by_proxy(lines)).flatten();
    let sender = Sender::Address(forwarded.unwrap_or(peer.ip()));
    signed(match (rest.options.throttle)(Counted::Search, sender) {
        Ok(()) => next.run(request).await,
        Err(wait) => too_much(wait),
    })
}

/// A part of the list.
#[derive(Serialize)]
struct Answers {
    #[serde(rename = "antwoorden")]
    answers: Vec<Vac>,
    #[serde(rename = "volgende")]
    next: Option<String>,
}

async fn list(State(rest): State<Rest>, uri: Uri, headers: HeaderMap) -> Response {
    let picture = rest.app.picture();
    let asked = match asked(uri.query().unwrap_or_default(), |key| picture.taxonomy.get(key).is_some()) {
        Ok(asked) => asked,
        Err(faults) => return unreadable(&faults),
    };
    match rest.app.read_shelf(&nobody()).await {
        Ok(shelf) => content(&headers, &part(&rest, &shelf, &asked)),
        Err(refusal) => refused(refusal),
    }
}

async fn one(
    State(rest): State<Rest>,
    key: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(faults) = nothing(uri.query().unwrap_or_default()) {
        return unreadable(&faults);
    }
    let shelf = match rest.app.read_shelf(&nobody()).await {
        Ok(shelf) => shelf,
        Err(refusal) => return refused(refusal),
    };
    // What is no text is no key.
    match key.ok().and_then(|Path(key)| shelf.get(&key)) {
        Some(answer) => content(&headers, &Vac::of(&rest, &shelf, answer)),
        None => refused(app::Refusal::Hidden),
    }
}

async fn describe(State(rest): State<Rest>, uri: Uri, headers: HeaderMap) -> Response {
    match nothing(uri.query().unwrap_or_default()) {
        Ok(()) => content(&headers, &*rest.description),
        Err(faults) => unreadable(&faults),
    }
}

/// What is asked for of all answers: what changed longest ago comes first, so that what changes meanwhile is not missed.
fn part(rest: &Rest, shelf: &Shelf, asked: &Asked) -> Answers {
    let is_asked = |answer: &&PublishedAnswer| {
        asked.topic.as_ref().is_none_or(|topic| answer.text.topics.contains(topic))
            && asked.since.is_none_or(|since| answer.published_at >= since)
            && asked.after.is_none_or(|after| answer.edition > after)
    };
    let mut found = shelf.all().iter().rev().filter(is_asked);
    let answers: Vec<&PublishedAnswer> = found.by_ref().take(asked.most).collect();
    let last = answers.last().filter(|_| found.next().is_some());
    Answers {
        next: last.map(|last| rest.address(&behind(asked, last.edition))),
        answers: answers.iter().map(|answer| Vac::of(rest, shelf, answer)).collect(),
    }
}

/// The same question, behind this change.
fn behind(asked: &Asked, edition: i64) -> String {
    let mut address = Serializer::for_suffix("antwoorden?".to_owned(), "antwoorden?".len());
    if let Some(topic) = &asked.topic {
        address.append_pair("onderwerp", &topic.0);
    }
    if let Some(since) = asked.since {
        address.append_pair("gewijzigdSinds", &since.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
    }
    if asked.most != Asked::default().most {
        address.append_pair("aantal", &asked.most.to_string());
    }
    address.append_pair("na", &edition.to_string()).finish()
}

fn nobody() -> Caller {
    Caller::new(Actor::Anonymous, Origin::Api)
}
