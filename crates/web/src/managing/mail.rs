//! Mail that waits for people (moderation queue): put with a question, or away; and what could not be read.

use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path, Query};
use crate::filter::place_in_list;
use crate::form::{Errors, complaints};
use crate::page::{Frame, show_as};
use crate::ticket::mail::{MailLine, mail_line};
use crate::visitor::Visitor;
use app::Refusal;
use askama::Template;
use axum::response::Response;
use domain::{Complaints, MailId, MailState, Reference, counted, moment_in_words};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    na: String,
    #[serde(rename = "bewaard")]
    _kept: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    /// With which question it belongs.
    #[serde(default)]
    reference: String,
}

struct Row {
    mail: MailLine,
    /// The question that it waits with.
    question: Option<String>,
    /// The id of its field for a question: the plain one when this form came back, as its message points there.
    field: String,
    typed: String,
}

#[derive(Template)]
#[template(path = "managing_mail.html")]
struct MailPage {
    frame: Frame,
    rows: Vec<Row>,
    next: Option<String>,
    unread: Vec<String>,
    counts: Vec<String>,
    oldest: Option<String>,
    errors: Errors,
}

const LIST: &str = "/beheer/post";

/// All of it, oldest first.
pub(crate) async fn list(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    let after = place_in_list("na", Some(asked.na.as_str()).filter(|id| !id.is_empty()))?;
    view(&visitor, after, None, Errors::default()).await
}

/// Puts one with a question.
pub(crate) async fn accept(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    let accepted = match fields.reference.parse::<Reference>() {
        Ok(reference) => visitor.app.accept_mail(&visitor.caller, reference, id).await,
        Err(_) => Err(Complaints::one("reference", "INVALID", NO_REFERENCE).into()),
    };
    match accepted {
        Ok(ticket) => Done::MailTaken.about(&visitor.app, ticket.reference, &format!("/vragen/{}", ticket.reference)),
        // Which question it is was typed here: one that is not there is a mistake in this form.
        Err(Refusal::Hidden) => {
            let errors = complaints(Complaints::one("reference", "UNKNOWN", NO_QUESTION).into())?;
            view(&visitor, None, Some((id, fields)), errors).await
        }
        Err(refusal) => view(&visitor, None, Some((id, fields)), complaints(refusal)?).await,
    }
}

/// Puts one away.
pub(crate) async fn leave(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    match visitor.app.drop_mail(&visitor.caller, id).await {
        Ok(()) => Done::MailDropped.then(&visitor.app, LIST),
        Err(refusal) => view(&visitor, None, Some((id, fields)), complaints(refusal)?).await,
    }
}

const NO_REFERENCE: &str = "Vul het nummer van de vraag in, zoals EHA-2026-000123-K.";
const NO_QUESTION: &str = "Er is geen vraag met dit nummer die u kunt lezen.";

pub(super) fn parse(id: &str) -> Result<MailId, Failure> {
    id.parse().map_err(|_| Failure::Refused(Refusal::Hidden))
}

async fn view(
    visitor: &Visitor,
    after: Option<MailId>,
    back: Option<(MailId, Fields)>,
    errors: Errors,
) -> Result<Response, Failure> {
    let found = visitor.app.read_mail_page(&visitor.caller, after).await?;
    let rows = found.undecided.iter().map(|(mail, question)| {
        let is_back = back.as_ref().filter(|(id, _)| *id == mail.id);
        Row {
            question: question.map(|reference| reference.to_string()),
            field: if is_back.is_some() { "reference".to_owned() } else { format!("reference-{}", mail.id) },
            typed: is_back.map(|(_, fields)| fields.reference.clone()).unwrap_or_default(),
            mail: mail_line(mail),
        }
    });
    let unread = found.unread.iter().map(|mail| {
        let tries = counted(usize::try_from(mail.attempts).unwrap_or_default(), "keer", "keer");
        format!("{}, {tries} geprobeerd: {}", moment_in_words(mail.received_at), mail.remarks)
    });
    let state = |(state, many): &(MailState, i64)| {
        format!("{}: {}", state.label(), counted(usize::try_from(*many).unwrap_or_default(), "e-mail", "e-mails"))
    };
    let page = MailPage {
        frame: Frame::of("E-mail die wacht", visitor),
        rows: rows.collect(),
        next: found.more_after.map(|last| last.to_string()),
        unread: unread.collect(),
        counts: found.counts.by_state.iter().map(state).collect(),
        oldest: found.counts.oldest_undecided.map(moment_in_words),
        errors,
    };
    show_as(page.errors.status(), &page)
}
