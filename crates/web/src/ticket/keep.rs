//! The button, and the script, that keep what is being written (drafts, autosave).

use super::after::after;
use super::drafts::kept_in_words;
use super::fields::Fields;
use crate::done::Done;
use crate::error::Failure;
use crate::visitor::Visitor;
use app::Refusal;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::DraftKind;
use serde_json::json;
use std::convert::Infallible;

/// The button that keeps what was typed, and sends nothing.
pub(super) const KEEPS: &str = "concept";

/// What the sender of a form does with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Shows it: a browser.
    Page,
    /// Goes on typing: our script.
    Word,
}

impl<S: Sync> FromRequestParts<S> for Wants {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let accepts = parts.headers.get(ACCEPT).and_then(|accepts| accepts.to_str().ok());
        Ok(if accepts == Some("application/json") { Self::Word } else { Self::Page })
    }
}

/// Keeps what was typed in this form.
pub(super) async fn keep(
    visitor: &Visitor,
    reference: &str,
    kind: DraftKind,
    wants: Wants,
    fields: Fields,
) -> Result<Response, Failure> {
    let on = fields.on(reference)?;
    let form = match kind {
        DraftKind::Answer => "antwoord",
        DraftKind::Note => "notitie",
    };
    match (visitor.app.keep_draft(&visitor.caller, on, kind, &fields.body).await, wants) {
        (Ok(kept), Wants::Word) => {
            let words = kept.map(|at| kept_in_words(at, visitor.app.now())).unwrap_or_default();
            Ok(Json(json!({ "words": words })).into_response())
        }
        (Ok(_), Wants::Page) => Done::DraftKept.then(&visitor.app, &format!("/vragen/{reference}")),
        (Err(Refusal::Complaints(complaints)), Wants::Word) => {
            let words = complaints.0.into_iter().map(|complaint| complaint.message).collect::<Vec<_>>().join(" ");
            let words = format!("Concept niet bewaard. {words}");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "words": words }))).into_response())
        }
        (Err(refusal), _) => after(visitor, reference, form, fields, (Done::DraftKept, Err(refusal))).await,
    }
}
