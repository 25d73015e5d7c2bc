//! Who sends a request (bearer token, authentication), from where, and how often they may (rate limit).

use crate::errors::coded;
use crate::limits::Options;
use crate::problem::problem;
use app::{App, Caller, Counted, Refusal, Sender};
use async_graphql::{Context, Error, ErrorExtensions};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::{Actor, Origin, PersonId};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The token that came with a request, if any. Never a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bearer(Option<String>);

impl Bearer {
    /// From the head of a request; refused when it says something else than `Bearer …`.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(Self(None)) };
        let token = header
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim().to_owned());
        token.map(|token| Self(Some(token))).ok_or_else(|| {
            tracing::warn!(reason = "no bearer token", "a token was refused");
            Refusal::Unauthenticated
        })
    }

    /// From a text as it may stand in `connection_init`, with or without `Bearer`.
    pub(crate) fn of_text(text: &str) -> Self {
        Self(Some(text.split_once(' ').map_or(text, |(_, token)| token).trim().to_owned()))
    }

    /// Who that is now: nobody in particular without a token, a refusal with a bad one.
    pub(crate) async fn caller(&self, app: &App) -> Result<Caller, Refusal> {
        match &self.0 {
            None => Ok(Caller::new(Actor::Anonymous, Origin::Api)),
            Some(token) => app.caller_of_token(token).await,
        }
    }

    /// Is this still the caller that began to listen? Losing a role, leaving, and a token's end all end a stream.
    pub(crate) async fn is_still(&self, app: &App, caller: &Caller) -> bool {
        self.caller(app).await.is_ok_and(|now| now == *caller)
    }
}

/// Who sent this request.
pub(crate) fn caller<'c>(ctx: &Context<'c>) -> Result<&'c Caller, Error> {
    ctx.data::<Caller>()
}

/// 401, without saying why; 503 when nobody could look.
pub(crate) fn refused_token(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Unavailable(_) => problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "UNAVAILABLE",
            "Het loket is even niet bereikbaar. Probeer het zo nog eens.",
        ),
        _ => problem(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Dit token is niet geldig."),
    }
}

/// The sender's address.
pub(crate) fn address(options: &Options, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
    let lines = headers.get_all(app::FORWARDED_FOR).iter().map(HeaderValue::as_bytes);
    let forwarded = options.trust_forwarded_for.then(|| app::seen_by_proxy(lines)).flatten();
    forwarded.unwrap_or(peer.ip())
}

/// Counts what one request does; kept with it, so that the wait can become a header.
#[derive(Clone)]
pub(crate) struct Counts {
    options: Options,
    address: IpAddr,
    person: Option<PersonId>,
    wait: Arc<Mutex<Option<Duration>>>,
}

impl Counts {
    pub(crate) fn new(options: &Options, address: IpAddr, caller: &Caller) -> Self {
        Self { options: options.clone(), address, person: caller.actor.person(), wait: Arc::default() }
    }

    /// Counts this for the address, and for the holder of the token.
    pub(crate) fn count(&self, what: Counted) -> Result<(), Error> {
        self.check(what).map_err(|wait| self.limited(wait))
    }

    /// The same; `Err` says how long to wait.
    pub(crate) fn check(&self, what: Counted) -> Result<(), Duration> {
        let senders = std::iter::once(Sender::Address(self.address)).chain(self.person.map(Sender::Person));
        senders.into_iter().try_for_each(|sender| (self.options.throttle)(what, sender))
    }

    /// The refusal of who must wait.
    pub(crate) fn limited(&self, wait: Duration) -> Error {
        *self.wait.lock().unwrap_or_else(PoisonError::into_inner) = Some(wait);
        coded("RATE_LIMITED", "U stuurde veel aanvragen achter elkaar. Probeer het later nog eens.")
            .extend_with(|_, extensions| extensions.set("retryAfterSeconds", wait.as_secs().max(1)))
    }

    /// How long the sender was told to wait, if at all.
    pub(crate) fn wait(&self) -> Option<Duration> {
        *self.wait.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
