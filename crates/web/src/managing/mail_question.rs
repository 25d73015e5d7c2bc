//! A question out of mail of which nobody knows where it belongs (manual intake form).

use super::mail::parse;
use crate::done::Done;
use crate::error::Failure;
use crate::extract::{Form, Path};
use crate::form::{Choice, Errors, choices, complaints};
use crate::house::kind_label;
use crate::page::{Frame, show_as};
use crate::ticket::mail::{MailLine, mail_line};
use crate::visitor::Visitor;
use app::{AskedByMail, Picture};
use askama::Template;
use axum::response::Response;
use domain::{ContactDraft, MailId, OrganisationDraft, OrganisationKind, split_places};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    works_for: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
}

#[derive(Template)]
#[template(path = "managing_mail_question.html")]
struct QuestionPage {
    frame: Frame,
    mail: MailLine,
    fields: Fields,
    kinds: Vec<Choice>,
    errors: Errors,
}

/// The form, filled in with what the mail says and the desk knows.
pub(crate) async fn page(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    view(&visitor, parse(&id)?, None, Errors::default()).await
}

/// Makes the question, or shows the form again with every complaint.
pub(crate) async fn ask(
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    visitor.check_form(&fields.token)?;
    let id = parse(&id)?;
    let asked = asked(&fields, &visitor.app.picture());
    match visitor.app.ask_by_mail(&visitor.caller, id, asked).await {
        Ok(reference) => Done::MailAsked.about(&visitor.app, reference, &format!("/vragen/{reference}")),
        Err(refusal) => view(&visitor, id, Some(fields), complaints(refusal)?).await,
    }
}

/// What was typed; a place that was left empty follows from the organisation.
fn asked(fields: &Fields, picture: &Picture) -> AskedByMail {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    AskedByMail {
        subject: fields.subject.clone(),
        organisation: OrganisationDraft {
            kind: OrganisationKind::parse(&fields.kind),
            name: fields.organisation.clone(),
            places: given(&fields.place).map(|place| split_places(&picture.geography, &place)),
            works_for: Some(fields.works_for.clone()),
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: fields.name.clone(), email: fields.email.clone(), phone: given(&fields.phone) },
    }
}

fn prefilled(AskedByMail { subject, organisation, contact }: AskedByMail) -> Fields {
    Fields {
        subject,
        kind: organisation.kind.map_or("", OrganisationKind::as_str).to_owned(),
        organisation: organisation.name,
        name: contact.name,
        email: contact.email,
        ..Fields::default()
    }
}

async fn view(visitor: &Visitor, id: MailId, back: Option<Fields>, errors: Errors) -> Result<Response, Failure> {
    let (mail, proposed) = visitor.app.read_mail_to_ask(&visitor.caller, id).await?;
    let fields = back.unwrap_or_else(|| prefilled(proposed));
    let kinds = OrganisationKind::ALL.map(|kind| (kind.as_str(), kind_label(kind)));
    let page = QuestionPage {
        frame: Frame::of("Maak een vraag van deze e-mail", visitor),
        mail: mail_line(&mail),
        kinds: choices(kinds, |kind| kind == fields.kind),
        fields,
        errors,
    };
    show_as(page.errors.status(), &page)
}
