//! When a page cannot be shown: what happened, and what the reader can do.

use crate::page::Frame;
use app::Refusal;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::time::Duration;

/// Why a page cannot be shown.
pub(crate) enum Failure {
    /// A verb refused.
    Refused(Refusal),
    /// Too many requests from one address.
    Limited(Duration),
    /// Too many attempts at something secret.
    Wait(chrono::Duration),
    /// A form without the fields it should have.
    Form,
    /// More than any form of ours holds.
    TooLarge,
    /// Our own fault.
    Broken(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    text: String,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(Refusal::Unauthenticated) => Redirect::to("/inloggen").into_response(),
            Self::Refused(Refusal::Hidden) => hidden(),
            Self::Refused(Refusal::Forbidden) => page(
                StatusCode::FORBIDDEN,
                "Dit mag u niet",
                "U bent ingelogd, maar u mag deze pagina niet zien of dit niet doen.",
            ),
            Self::Refused(Refusal::Conflict(message)) => page(StatusCode::CONFLICT, "Dit kan nu niet", &message),
            Self::Refused(Refusal::Complaints(complaints)) => {
                let all: Vec<String> = complaints.0.into_iter().map(|complaint| complaint.message).collect();
                page(StatusCode::UNPROCESSABLE_ENTITY, "Er klopt iets niet", &all.join(" "))
            }
            Self::Refused(Refusal::Unavailable(detail)) => {
                tracing::warn!(%detail, "unavailable");
                page(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Het loket is even niet bereikbaar",
                    "Probeer het over een minuut nog eens. Er is niets opgeslagen.",
                )
            }
            Self::Refused(Refusal::Internal(detail)) | Self::Broken(detail) => {
                tracing::error!(detail, "internal error");
                page(StatusCode::INTERNAL_SERVER_ERROR, "Er ging bij ons iets mis", "Probeer het later nog eens.")
            }
            Self::Form => page(
                StatusCode::BAD_REQUEST,
                "Dit formulier konden wij niet lezen",
                "Ga terug naar de vorige pagina en probeer het nog eens.",
            ),
            Self::TooLarge => page(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Dit formulier is te groot",
                "Maak uw tekst korter en probeer het nog eens. Bijlagen kunt u hier niet meesturen.",
            ),
            Self::Wait(wait) => {
                let text = format!("U probeerde het een paar keer achter elkaar. {}", wait_in_words(wait));
                retry_after(page(StatusCode::TOO_MANY_REQUESTS, "Even geduld", &text), wait)
            }
            Self::Limited(wait) => {
                let minutes = wait.as_secs().div_ceil(60).max(1);
                let text = format!(
                    "Vanaf dit adres kwamen veel aanvragen achter elkaar. Probeer het over {minutes} minuten nog eens."
                );
                let mut response = page(StatusCode::TOO_MANY_REQUESTS, "Even geduld", &text);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
                response
            }
        }
    }
}

/// How long somebody has to wait.
pub(crate) fn wait_in_words(wait: chrono::Duration) -> String {
    match wait.num_seconds() + 1 {
        seconds @ ..=90 => format!("Wacht {seconds} seconden en probeer het dan nog eens."),
        seconds => format!("Wacht {} minuten en probeer het dan nog eens.", (seconds + 59) / 60),
    }
}

/// A response that says when to come back.
pub(crate) fn retry_after(mut response: Response, wait: chrono::Duration) -> Response {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.num_seconds().max(0) + 1));
    response
}

/// Every address that is no page; the same answer as for what may not be seen.
pub(crate) async fn not_found() -> Response {
    hidden()
}

fn hidden() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "Deze pagina bestaat niet",
        "Controleer het adres. Zocht u een vraag? Gebruik dan de link uit de bevestiging die u per e-mail kreeg.",
    )
}

fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let page = ErrorPage { frame: Frame::public(title), text: text.to_owned() };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page cannot be shown");
            (StatusCode::INTERNAL_SERVER_ERROR, "Er ging bij ons iets mis.").into_response()
        }
    }
}
