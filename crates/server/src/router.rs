//! All routes together, and what every request goes through.

use crate::observe;
use crate::settings::{Limits, Settings};
use crate::slow_sender::cut_off_the_silent;
use crate::throttle::throttle;
use app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

/// Where a proxy names a request.
const REQUEST_ID: &str = "x-request-id";
/// How long one request may take in all.
const REQUEST_PATIENCE: Duration = Duration::from_secs(30);

/// How long one that carries files may take: over a slow line they do.
const FILES_PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Pages, API, health and figures.
pub(crate) fn router(app: &App, settings: &Settings, figures: PrometheusHandle) -> Router {
    let throttle = throttle(settings);
    let secure = settings.server.public_url.starts_with("https://");
    let pages = web::Options {
        throttle: Arc::clone(&throttle),
        trust_forwarded_for: settings.server.trust_forwarded_for,
        security_contact: settings.security.contact.clone(),
        security_expires: settings.security.expires.clone(),
    };
    let api = graphql::Options {
        throttle: Arc::clone(&throttle),
        trust_forwarded_for: settings.server.trust_forwarded_for,
        limits: graphql_limits(&settings.limits),
    };
    let answers = rest::Options {
        throttle: Arc::clone(&throttle),
        trust_forwarded_for: settings.server.trust_forwarded_for,
        contact: settings.security.contact.clone(),
    };
    let health = Router::new()
        .route("/health/live", get(|| async { Json(serde_json::json!({ "ok": true })) }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(move |State(app): State<App>| metrics(app, figures.clone())))
        .with_state(app.clone());
    let doors = health
        .merge(graphql::router(app.clone(), api))
        .merge(rest::router(app.clone(), answers))
        .merge(web::router(app.clone(), pages));
    bounded(doors, REQUEST_PATIENCE)
        .layer(compressed())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(middleware::from_fn(move |request, next| web::secure(secure, request, next)))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(middleware::from_fn(sound_request_id))
}

/// Smaller answers gain nothing.
const WORTH_COMPRESSING: u64 = 1_024;

/// Texts of ours leave compressed for whoever can read that. No secret stands in them beside what somebody else chose, but for the
/// token of forms, which is written otherwise on each page; what people sent along is given back as it is.
fn compressed() -> CompressionLayer<impl Predicate> {
    let is_text =
        |_: StatusCode, _: axum::http::Version, headers: &axum::http::HeaderMap, _: &axum::http::Extensions| {
            let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            let kind = kind.split(';').next().unwrap_or_default().trim();
            ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"].contains(&kind)
                && !headers.contains_key(header::CONTENT_DISPOSITION)
        };
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(WORTH_COMPRESSING).and(is_text))
}

/// Within their time, and without ending the process; what somebody typed survives both.
fn bounded(doors: Router, patience: Duration) -> Router {
    doors
        // Within the measuring as well, so that a request that panics is counted like any other.
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(measure))
        .layer(middleware::from_fn(move |request, next| in_time(patience, request, next)))
        .layer(middleware::map_request(cut_off_the_silent))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(web::keep_typed))
}

/// Method and path of every route of this program.
#[cfg(test)]
pub(crate) fn routes() -> Vec<(&'static str, &'static str)> {
    let own = [("GET", "/health/live"), ("GET", "/health/ready"), ("GET", "/metrics")];
    own.into_iter().chain(graphql::routes()).chain(rest::routes()).chain(web::routes()).collect()
}

/// An answer in time, or none. Whoever is silent while sending is cut off long before.
async fn in_time(patience: Duration, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let carries_files = kind.starts_with(b"multipart/form-data") || request.uri().path() == "/graphql/files";
    let patience = if carries_files { FILES_PATIENCE } else { patience };
    let answered = tokio::time::timeout(patience, next.run(request)).await;
    answered.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

fn graphql_limits(limits: &Limits) -> graphql::Limits {
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    graphql::Limits {
        body_bytes: limits.body_bytes as usize,
        query_bytes: limits.query_bytes as usize,
        nodes: limits.query_nodes.into(),
        depth: limits.query_depth,
        aliases: limits.query_aliases as usize,
        cost: limits.query_cost.into(),
        patience: seconds(limits.query_seconds),
        sockets_per_address: limits.sockets_per_address as usize,
        sockets_per_token: limits.sockets_per_token as usize,
        operations_per_socket: limits.socket_operations as usize,
        init_within: seconds(limits.socket_init_seconds),
        ping_every: seconds(limits.socket_ping_seconds),
    }
}

/// The route's pattern, never the address itself: a tracking link holds a secret.
fn span(request: &Request<Body>) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("-");
    tracing::info_span!("request", method = observe::method_label(request.method()), route, id)
}

/// Longest name of a request that is taken over; a UUID has 36 characters.
const REQUEST_ID_MAX: usize = 64;

/// The name that a proxy gave to a request is kept when it is one; anything else would only fill the log.
async fn sound_request_id(mut request: Request, next: Next) -> Response {
    let is_sound = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
        !bytes.is_empty() && bytes.len() <= REQUEST_ID_MAX && bytes.iter().all(known)
    };
    if !request.headers().get(REQUEST_ID).is_none_or(is_sound) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

async fn measure(route: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let method = observe::method_label(request.method());
    let began = app::stopwatch();
    let response = next.run(request).await;
    let route = route.map_or_else(|| "-".to_owned(), |route| route.as_str().to_owned());
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(began.elapsed().as_secs_f64());
    response
}

async fn ready(State(app): State<App>) -> Response {
    let health = app.readiness().await;
    let status = if health.ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(health)).into_response()
}

async fn metrics(app: App, figures: PrometheusHandle) -> Response {
    observe::gauge(&app).await;
    let text = HeaderValue::from_static("text/plain; version=0.0.4");
    ([(header::CONTENT_TYPE, text)], figures.render()).into_response()
}

#[cfg(test)]
mod tests;
