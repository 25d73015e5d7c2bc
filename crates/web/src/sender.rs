//! From which address a request comes (X-Forwarded-For), and how often it may (rate limit).

use crate::error::Failure;
use crate::state::Web;
use app::{Counted, Limit, Refusal, Sender};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Where a request comes from.
pub(crate) struct From(pub IpAddr);

impl From {
    /// Counts this request; a refusal when there were too many.
    pub(crate) fn count(&self, web: &Web, what: Counted) -> Result<(), Failure> {
        Ok(self.check(web, what).map_err(|wait| Refusal::Limited(Limit::Sender, wait))?)
    }

    /// The same; `Err` says how long to wait.
    pub(crate) fn check(&self, web: &Web, what: Counted) -> Result<(), Duration> {
        (web.options.throttle)(what, Sender::Address(self.0))
    }
}

impl FromRequestParts<Web> for From {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, web).await;
        let ConnectInfo(peer) = peer.map_err(|error| Failure::Broken(error.to_string()))?;
        let lines = parts.headers.get_all(app::FORWARDED_FOR).iter().map(HeaderValue::as_bytes);
        let forwarded = web.options.trust_forwarded_for.then(|| app::seen_by_proxy(lines)).flatten();
        Ok(Self(forwarded.unwrap_or(peer.ip())))
    }
}

/// Counts every attempt to come in, on whatever form the table of routes names, before anything of it is looked at.
pub(crate) async fn sign_ins(
    State(web): State<Web>,
    sender: From,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    // HEAD is answered by the handler of GET, and does as much.
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    if route.is_some_and(|path| web.attempts.contains(&(method.as_str(), path))) {
        sender.count(&web, Counted::SignIn)?;
    }
    Ok(next.run(request).await)
}
