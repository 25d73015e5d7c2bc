//! All routes together, and what every request goes through.

use crate::observe;
use crate::settings::Settings;
use app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use metrics_exporter_prometheus::PrometheusHandle;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tower_http::trace::TraceLayer;

/// How long a sender may be silent while sending a body.
const BODY_PATIENCE: Duration = Duration::from_secs(10);
/// How long one request may take in all.
const REQUEST_PATIENCE: Duration = Duration::from_secs(30);

/// May this address go on, or how long must it wait?
pub type Limiter = Arc<dyn Fn(IpAddr) -> Result<(), Duration> + Send + Sync>;

/// Pages, API, health and figures.
pub fn router(app: &App, settings: &Settings, figures: PrometheusHandle) -> Router {
    let limiter = limiter(settings.submissions_per_hour);
    let pages = web::Options {
        limiter: Arc::clone(&limiter),
        trust_forwarded_for: settings.trust_forwarded_for,
        security_contact: settings.security_contact.clone(),
        security_expires: settings.security_expires.clone(),
    };
    let api = graphql::Options { limiter, trust_forwarded_for: settings.trust_forwarded_for };
    let health = Router::new()
        .route("/health/live", get(|| async { Json(serde_json::json!({ "ok": true })) }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(move |State(app): State<App>| metrics(app, figures.clone())))
        .with_state(app.clone());
    health
        .merge(graphql::router(app.clone(), api))
        .merge(web::router(app.clone(), pages))
        .layer(middleware::from_fn(measure))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_PATIENCE))
        .layer(RequestBodyTimeoutLayer::new(BODY_PATIENCE))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// The route's pattern, never the address itself: a tracking link holds a secret.
fn span(request: &Request<Body>) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("-");
    tracing::info_span!("request", method = %request.method(), route, id)
}

async fn measure(route: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let method = request.method().to_string();
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

/// Counts submissions per address in this process; `0` is no limit.
fn limiter(per_hour: u32) -> Limiter {
    let Some(per_hour) = NonZeroU32::new(per_hour) else { return Arc::new(|_| Ok(())) };
    let buckets: DefaultKeyedRateLimiter<IpAddr> = RateLimiter::keyed(Quota::per_hour(per_hour));
    Arc::new(move |address| {
        // Addresses that have been quiet long enough are forgotten, so that the table cannot grow without end.
        if buckets.len() > 10_000 {
            buckets.retain_recent();
        }
        buckets
            .check_key(&address)
            .map_err(|refused| refused.wait_time_from(governor::clock::DefaultClock::default().now()))
    })
}
