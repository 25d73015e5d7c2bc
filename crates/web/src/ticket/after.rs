//! What somebody sees after a form about a question (post, redirect, get): the page again, or their form with what is wrong.

use super::clash::clash;
use super::fields::{Fields, Sent, parse};
use super::history::line;
use super::page::ticket_page;
use crate::done::Done;
use crate::error::Failure;
use crate::form::Errors;
use crate::page::show_as;
use crate::seal::news_lines;
use crate::visitor::Visitor;
use app::{News, Refusal};
use axum::http::StatusCode;
use axum::response::Response;
use domain::Ticket;

/// Whoever a colleague took the question from may no longer do what they were doing, and must not lose what they wrote.
const NO_LONGER: &str = "Dit mag u bij deze vraag niet, of niet meer. Er is niets verstuurd of gewijzigd.";

/// Back to the page, which says what was done; or the page as it is now, with what was typed, what is wrong, and what is new.
pub(super) async fn after(
    visitor: &Visitor,
    reference: &str,
    form: &'static str,
    fields: Fields,
    (done, outcome): (Done, Result<Ticket, Refusal>),
) -> Result<Response, Failure> {
    let (status, errors, conflict) = match outcome {
        Ok(ticket) => return done.then(&visitor.app, &format!("/vragen/{}", ticket.reference)),
        Err(Refusal::Complaints(complaints)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Errors::from(complaints).within(form), None)
        }
        Err(Refusal::Conflict(message)) => (StatusCode::CONFLICT, Errors::default(), Some(message)),
        Err(Refusal::Forbidden) => (StatusCode::FORBIDDEN, Errors::default(), Some(NO_LONGER.to_owned())),
        Err(refusal) => return Err(refusal.into()),
    };
    let number = parse(reference)?;
    let view = visitor.app.view_ticket(&visitor.caller, number).await?;
    let news = match fields.revision.trim().parse() {
        Ok(revision) if conflict.is_some() => visitor.app.news_since(&visitor.caller, number, revision).await?,
        _ => News::default(),
    };
    let picture = visitor.app.picture();
    let (clash, news) = clash(form, news, &fields.body);
    let news = news_lines(news, |event| line(event, &picture));
    show_as(status, &ticket_page(visitor, view, Sent { form, fields, errors, conflict, clash, news, preview: None }))
}
