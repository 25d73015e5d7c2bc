//! For askers who lost the link to their question: it is sent again by letter, and nobody is told what exists.

use crate::error::Failure;
use crate::extract::Form;
use crate::form::Errors;
use crate::page::{Frame, show, show_as};
use crate::state::Web;
use crate::visitor::Came;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::{Reference, email_address};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "lost.html")]
struct LostPage {
    frame: Frame,
    sent: bool,
    fields: Fields,
    errors: Errors,
}

#[derive(Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    email: String,
}

/// Asks for what is known of the question.
pub(crate) async fn page() -> Result<Response, Failure> {
    show(&lost(Fields::default(), Errors::default()))
}

/// Sends the link, or not; the answer is the same. A reference or an address that can be nobody's is said.
pub(crate) async fn send(
    State(web): State<Web>,
    Came(browser): Came,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let mut errors = Errors::default();
    let reference: Option<Reference> = fields.reference.trim().parse().ok();
    if reference.is_none() {
        errors.add("reference", "Vul uw kenmerk in, zoals het in onze brief staat.".to_owned());
    }
    if let Err(fault) = email_address(&fields.email) {
        errors.add("email", fault.to_string());
    }
    let Some(reference) = reference.filter(|_| errors.is_empty()) else {
        return show_as(errors.status(), &lost(fields, errors));
    };
    web.app.allow_request("following", browser.address).await?;
    web.app.ask_for_lost_link(reference, &fields.email).await?;
    show(&LostPage { sent: true, ..lost(Fields::default(), Errors::default()) })
}

fn lost(fields: Fields, errors: Errors) -> LostPage {
    LostPage { frame: Frame::public("Uw vraag volgen"), sent: false, fields, errors }
}
