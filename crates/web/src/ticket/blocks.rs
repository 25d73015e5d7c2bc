//! A text block (canned response) put in an answer that is being written: the page again with it, or only its words.

use super::fields::{Fields, Sent, parse};
use super::keep::Wants;
use super::page::ticket_page;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::form::{Errors, complaints};
use crate::page::show_as;
use crate::visitor::Visitor;
use axum::response::{IntoResponse, Json, Response};
use domain::Complaints;
use serde_json::json;

/// Puts a text block behind what was typed. A script asks for its words alone, and puts them where it is typing.
pub(crate) async fn insert(
    visitor: Visitor,
    Path(reference): Path<String>,
    wants: Wants,
    Form(mut fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    fields = fields.with_files(&visitor).await;
    let number = parse(&reference)?;
    let words = match fields.block.trim().parse() {
        Ok(id) => visitor.app.use_text_block(&visitor.caller, number, id).await,
        Err(_) => Err(Complaints::one("block", "UNKNOWN", "Kies een tekstblok uit de lijst.").into()),
    };
    let errors = match words {
        Ok(words) if wants == Wants::Word => return Ok(Json(json!({ "text": words })).into_response()),
        Ok(words) => {
            fields.body = behind(&fields.body, &words);
            Errors::default()
        }
        Err(refusal) => complaints(refusal)?.within("antwoord"),
    };
    let view = visitor.app.view_ticket(&visitor.caller, number).await?;
    let sent = Sent { form: "antwoord", fields, errors, ..Sent::default() };
    show_as(sent.errors.status(), &ticket_page(&visitor, view, sent))
}

/// Puts a published answer behind what was typed, with the line that says where it comes from.
pub(crate) async fn insert_answer(
    visitor: Visitor,
    Path(reference): Path<String>,
    Form(mut fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    fields = fields.with_files(&visitor).await;
    let number = parse(&reference)?;
    let errors = match visitor.app.use_published_answer(&visitor.caller, number, &fields.answer).await {
        Ok(words) => {
            fields.body = behind(&fields.body, &words);
            Errors::default()
        }
        Err(refusal) => complaints(refusal)?.within("antwoord"),
    };
    let view = visitor.app.view_ticket(&visitor.caller, number).await?;
    let sent = Sent { form: "antwoord", fields, errors, ..Sent::default() };
    show_as(sent.errors.status(), &ticket_page(&visitor, view, sent))
}

/// What was typed, and these words behind it.
fn behind(typed: &str, words: &str) -> String {
    let parts = [typed.trim_end(), words].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}
