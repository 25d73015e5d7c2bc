//! From which address a request comes, and how often it may.

use crate::Web;
use crate::error::Failure;
use app::{Counted, Sender};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};

/// Where a request comes from.
pub(crate) struct From(IpAddr);

impl From {
    /// Counts this request; a refusal when there were too many.
    pub(crate) fn count(&self, web: &Web, what: Counted) -> Result<(), Failure> {
        (web.options.throttle)(what, Sender::Address(self.0)).map_err(Failure::Limited)
    }
}

impl FromRequestParts<Web> for From {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, web).await;
        let ConnectInfo(peer) = peer.map_err(|error| Failure::Broken(error.to_string()))?;
        let forwarded = || {
            // The last one is what our own proxy saw; those before it are what the sender says.
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        let trusted = web.options.trust_forwarded_for;
        Ok(Self(if trusted { forwarded().unwrap_or(peer.ip()) } else { peer.ip() }))
    }
}

/// Counts every attempt to sign in, on whatever form of the sign-in pages, before anything of it is looked at.
pub(crate) async fn sign_ins(
    State(web): State<Web>,
    sender: From,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if request.method() == Method::POST && request.uri().path().starts_with("/inloggen") {
        sender.count(&web, Counted::SignIn)?;
    }
    Ok(next.run(request).await)
}
