//! What somebody is writing, as its asker would read it (preview): by the same function as what was sent.

use super::fields::{Fields, Sent, parse};
use super::keep::Wants;
use super::page::ticket_page;
use crate::error::Failure;
use crate::form::Errors;
use crate::page::show_as;
use crate::visitor::Visitor;
use app::MESSAGE_MAX;
use axum::Json;
use axum::response::{IntoResponse, Response};
use rich::Rich;
use serde_json::json;

/// The button that shows what was typed, and sends nothing.
pub(super) const SHOWS: &str = "voorbeeld";

/// The page again, with what was typed in its field and as it would be read; or only the latter, for a script.
pub(super) async fn preview(
    visitor: &Visitor,
    reference: &str,
    wants: Wants,
    fields: Fields,
) -> Result<Response, Failure> {
    let preview = read(&fields.body);
    if wants == Wants::Word {
        let told = match &preview {
            Ok(preview) => json!({ "html": preview.html }),
            Err(why) => json!({ "words": why }),
        };
        return Ok(Json(told).into_response());
    }
    let view = visitor.app.view_ticket(&visitor.caller, parse(reference)?).await?;
    let (preview, errors) = match preview {
        Ok(preview) => (Some(preview), Errors::default()),
        Err(why) => (None, Errors::one("antwoord-body", why)),
    };
    let status = errors.status();
    show_as(status, &ticket_page(visitor, view, Sent { form: "antwoord", fields, errors, preview, ..Sent::default() }))
}

/// The text as it would be read, or why it cannot be shown.
fn read(typed: &str) -> Result<Rich, &'static str> {
    match typed.trim() {
        "" => Err("Schrijf eerst een bericht. Dan ziet u hoe de vraagsteller het leest."),
        // No longer than what may be sent.
        long if long.chars().count() > MESSAGE_MAX => {
            Err("Uw bericht mag hoogstens 20.000 tekens hebben. Maak het korter.")
        }
        typed => Ok(Rich::structured(typed)),
    }
}
