//! What went wrong, for programs and people (problem details, RFC 9457).

use app::Refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde::Serialize;
use std::time::Duration;

/// A part of what was asked that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    r#in: &'static str,
    location: String,
    code: &'static str,
    detail: String,
}

impl Fault {
    /// In what stands behind the question mark.
    pub(crate) fn of_query(location: &str, code: &'static str, detail: String) -> Self {
        Self { r#in: "query", location: location.to_owned(), code, detail }
    }
}

#[derive(Serialize)]
struct Problem<'p> {
    status: u16,
    title: &'p str,
    detail: &'p str,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'p [Fault],
}

fn problem(status: StatusCode, title: &str, detail: &str, errors: &[Fault]) -> Response {
    let kind = HeaderValue::from_static("application/problem+json");
    let body = Problem { status: status.as_u16(), title, detail, errors };
    (status, [(header::CONTENT_TYPE, kind)], Json(body)).into_response()
}

/// All that is wrong with what was asked, at once.
pub(crate) fn unreadable(faults: &[Fault]) -> Response {
    let detail: Vec<&str> = faults.iter().map(|fault| fault.detail.as_str()).collect();
    problem(StatusCode::BAD_REQUEST, "Ongeldige invoer", &detail.join(" "), faults)
}

/// Nothing has this address.
pub(crate) async fn no_such_address() -> Response {
    let detail = "Dit adres kennen wij niet. Wat er is, staat in /v1/openapi.json.";
    problem(StatusCode::NOT_FOUND, "Niet gevonden", detail, &[])
}

/// Nothing can be changed here.
pub(crate) async fn only_to_read() -> Response {
    let refused =
        problem(StatusCode::METHOD_NOT_ALLOWED, "Alleen lezen", "Hier kunt u alleen lezen: gebruik GET.", &[]);
    ([(header::ALLOW, "GET, HEAD")], refused).into_response()
}

/// There was too much of it.
pub(crate) fn too_much(wait: Duration) -> Response {
    let seconds = wait.as_secs().max(1);
    let detail = format!("U vroeg te veel achter elkaar. Probeer het over {seconds} seconden nog eens.");
    let refused = problem(StatusCode::TOO_MANY_REQUESTS, "Te veel achter elkaar", &detail, &[]);
    ([(header::RETRY_AFTER, HeaderValue::from(seconds))], refused).into_response()
}

/// What a verb refused.
pub(crate) fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Hidden | Refusal::Forbidden | Refusal::Unauthenticated => {
            problem(StatusCode::NOT_FOUND, "Niet gevonden", "Er is geen gepubliceerd antwoord met deze sleutel.", &[])
        }
        Refusal::Limited(_, wait) => too_much(wait),
        Refusal::Unavailable(why) => {
            tracing::warn!(%why, "answers are unavailable");
            let detail = "Het loket is even niet bereikbaar. Probeer het zo nog eens.";
            problem(StatusCode::SERVICE_UNAVAILABLE, "Even niet bereikbaar", detail, &[])
        }
        Refusal::Complaints(_) | Refusal::Conflict(_) | Refusal::Internal(_) => {
            tracing::error!(error = %refusal, "answers cannot be given");
            problem(StatusCode::INTERNAL_SERVER_ERROR, "Er ging iets mis", "Er ging bij ons iets mis.", &[])
        }
    }
}
