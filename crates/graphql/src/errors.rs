//! Failures (errors, error codes), as the API shows them.

use app::{Limit, Refusal};
use async_graphql::{Error, ErrorExtensions, SimpleObject};
use domain::Complaints;

/// One complaint about one field of the input. Every complaint comes at once.
#[derive(SimpleObject)]
pub(crate) struct InputError {
    /// Where: ["input","contact","email"]
    path: Vec<String>,
    code: String,
    /// Dutch, fit to show.
    message: String,
}

/// Complaints as the payload shows them: paths begin at the argument.
pub(crate) fn input_errors(complaints: Complaints) -> Vec<InputError> {
    complaints
        .0
        .into_iter()
        .map(|complaint| InputError {
            path: std::iter::once("input".to_owned()).chain(complaint.path.into_iter().map(called)).collect(),
            code: complaint.code,
            message: complaint.message,
        })
        .collect()
}

/// A field as the API calls it.
fn called(field: String) -> String {
    if field == "files" { "attachments".to_owned() } else { field }
}

/// An error with a code, and nothing of the inside.
pub(crate) fn coded(code: &str, message: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// A refusal that is no complaint about input.
pub(crate) fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Complaints(complaints) => {
            let messages: Vec<String> = complaints.0.into_iter().map(|complaint| complaint.message).collect();
            coded("BAD_REQUEST", &messages.join(" "))
        }
        Refusal::Hidden => coded("NOT_FOUND", "Niet gevonden."),
        Refusal::Forbidden => coded("FORBIDDEN", "Dit mag u niet."),
        Refusal::Unauthenticated => coded("UNAUTHENTICATED", "Hiervoor is een geldig token nodig."),
        Refusal::Conflict(message) => coded("CONFLICT", &message),
        Refusal::Limited(limit, wait) => {
            let words = match limit {
                Limit::Figures => {
                    "Er worden nu veel cijfers tegelijk gevraagd, of deze kosten te veel tijd. Probeer het zo nog eens."
                }
                _ => "Bij deze vraag kwamen veel berichten achter elkaar. Probeer het later nog eens.",
            };
            coded("RATE_LIMITED", words)
                .extend_with(|_, extensions| extensions.set("retryAfterSeconds", wait.as_secs().max(1)))
        }
        Refusal::Unavailable(detail) => {
            tracing::warn!(%detail, "unavailable");
            coded("UNAVAILABLE", "Het loket is even niet bereikbaar. Probeer het zo nog eens.")
        }
        Refusal::Internal(detail) => {
            tracing::error!(detail, "internal error");
            coded("INTERNAL", "Er ging bij ons iets mis.")
        }
    }
}
